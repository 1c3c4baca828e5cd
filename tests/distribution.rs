//! Signed distribution of trust, from an operator's desk to a tablet that nobody trusts.

#[path = "distribution/desk.rs"]
mod desk;

use checkpost::trust::Accept;
use checkpost::trust::distribution::{Offer, Slot, Stored, Updater, Write};
use desk::{Desk, NOW};

#[test]
fn a_tablet_takes_the_first_update_and_finds_it_again() {
    let desk = Desk::new();
    let mut updater = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    let archive = desk.archive(1, NOW);
    let Offer::Newer(change) = updater.offer(&archive, NOW).expect("it is taken") else {
        panic!("it is new");
    };
    let writes = change.writes();
    assert!(updater.adopt(*change), "nothing came between");
    let [Write::Slot(Slot::A, slot), Write::Floor(floor)] = writes.as_slice() else { panic!("{writes:?}") };
    let stored = Stored { floor: Some(floor.clone()), slots: [Some(slot.clone()), None] };
    let again = Updater::start(&desk.root(), stored, Accept::Demonstration);
    assert_eq!(again.bundle().map(|bundle| bundle.number()), Some((1, 1)), "it is held again");
    assert!(matches!(again.offer(&archive, NOW), Ok(Offer::Unchanged)), "and is nothing new");
}
