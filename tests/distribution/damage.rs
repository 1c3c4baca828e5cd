//! Bits that are flipped, texts that are cut, pieces that are put together otherwise: none of it is taken for anything else.

use checkpost::trust::Accept;
use checkpost::trust::distribution::{Configuration, Offer, Root, Stored, Updater};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::Signature;
use proptest::prelude::*;

use crate::desk::{Desk, NOW, Tablet, later, root};

/// One bit of every byte, another one in the next: where every try costs curve arithmetic.
fn some_flips(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    flips(bytes).step_by(9)
}

/// Every bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        (format!("byte {}, bit {}", bit / 8, bit % 8), flipped)
    })
}

#[test]
fn no_flipped_bit_of_an_archive_is_taken() {
    let desk = Desk::new();
    let archive = desk.update(1, NOW).with_part("withdrawn", b"{}", false).archive();
    let empty = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    assert!(empty.offer(&archive, NOW).is_ok(), "as it is");
    for (name, flipped) in flips(&archive) {
        assert!(empty.offer(&flipped, NOW).is_err(), "{name}");
    }
}

#[test]
fn no_flipped_bit_of_a_root_is_another_root() {
    // two of three must sign and all three did: one signature may be spoilt, and the content stays what it is
    let mut desk = Desk::of("", 3);
    desk.rotate(|root| root.threshold = 2);
    let pinned = desk.root();
    let text = &desk.roots[1];
    let (mut refused, mut same) = (0, 0);
    for (name, flipped) in some_flips(text.as_bytes()) {
        match Root::read(&flipped) {
            Ok(read) => {
                assert_eq!(read.digest(), desk.newest.digest(), "{name}: the same content");
                assert!(pinned.successor(&flipped).is_err(), "{name}: three of the old root's must sign");
                same += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(same > 0 && refused > same, "{same} in a signature too many, {refused} refused");
}

#[test]
fn no_flipped_bit_of_a_configuration_is_taken() {
    let desk = Desk::new();
    let text = desk.configuration_text(&desk.configuration());
    for (name, flipped) in some_flips(text.as_bytes()) {
        assert!(Configuration::read(&flipped).is_err(), "{name}");
    }
}

#[test]
fn no_update_cut_short_is_taken() {
    let desk = Desk::new();
    let archive = desk.update(1, NOW).with_part("withdrawn", b"{}", false).archive();
    let empty = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    for length in 0..archive.len() {
        assert!(empty.offer(&archive[..length], NOW).is_err(), "{length} bytes");
        assert!(empty.offer(&archive[length + 1..], NOW).is_err(), "without the first {length}");
    }
    for length in 0..desk.roots[0].len() {
        assert!(Root::read(&desk.roots[0].as_bytes()[..length]).is_err(), "a root of {length} bytes");
    }
}

#[test]
fn the_other_half_of_a_signature_changes_nothing() {
    let desk = Desk::new();
    let archive = desk.archive(1, NOW);
    let mut twin = archive.clone();
    let line = twin.iter().position(|&byte| byte == b'\n').expect("an index, and files");
    let signature = twin[..line].iter().rposition(|&byte| byte == b'.').expect("a signature") + 1;
    let raw = BASE64URL_NOPAD.decode(&twin[signature..line]).expect("as it was signed");
    let (r, s) = Signature::from_slice(&raw).expect("a signature").split_scalars();
    let other = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).expect("the other half");
    twin[signature..line].copy_from_slice(BASE64URL_NOPAD.encode(&other.to_bytes()).as_bytes());
    assert_ne!(twin, archive, "anybody can make it, without a key");
    let mut tablet = Tablet::holding(&archive);
    let stored = tablet.stored.clone();
    let plan = tablet.updater.plan(&twin[..line]);
    assert_eq!(plan, Ok(checkpost::trust::distribution::Plan::Unchanged), "nothing to fetch");
    assert_eq!(tablet.take(&twin, NOW), Ok(false), "it says what is held");
    assert_eq!(tablet.stored.slots, stored.slots, "nothing is written");
    assert_eq!(Tablet::holding(&twin).state(), tablet.state(), "where it is the first, it is the same");
}

#[test]
fn a_flipped_bit_of_the_record_moves_no_floor() {
    let mut desk = Desk::new();
    let pinned = desk.root();
    desk.rotate(|_| {});
    let mut tablet = Tablet::of(&pinned);
    assert_eq!(tablet.take(&desk.archive(1, NOW), NOW), Ok(true), "the first");
    let next = desk.archive(2, later(1));
    let record = tablet.stored.floor.clone().expect("it is kept");
    for (name, flipped) in some_flips(&record) {
        let stored = Stored { floor: Some(flipped), ..tablet.stored.clone() };
        let started = Tablet::with(&pinned, stored);
        assert_eq!(started.state(), tablet.state(), "{name}: the slot is whole");
        assert!(
            matches!(started.updater.offer(&next, later(1)), Ok(Offer::Newer(_))),
            "{name}: the next one"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_splice_of_two_updates_is_taken(cut: prop::sample::Index, on: prop::sample::Index, order: bool) {
        let desk = Desk::new();
        let [one, two] = [desk.archive(1, NOW), desk.archive(2, later(1))];
        let (head, tail) = if order { (&one, &two) } else { (&two, &one) };
        let splice = [&head[..cut.index(head.len())], &tail[on.index(tail.len())..]].concat();
        prop_assume!(splice != one && splice != two);
        let empty = Updater::start(&desk.newest, Stored::default(), Accept::Demonstration);
        prop_assert!(empty.offer(&splice, later(1)).is_err(), "{} of one, then the other", cut.index(head.len()));
    }
}

#[test]
fn no_document_of_one_update_is_taken_with_those_of_another() {
    let desk = Desk::new();
    let mut forked = desk.clone();
    forked.rotate(|_| {});
    let [one, two, three] = [desk.update(1, NOW), desk.update(2, later(1)), forked.update(3, later(2))];
    let empty = Tablet::of(&desk.root()).updater;
    let whole = [&one, &two, &three].map(|update| (update.index_document(), update.bundle_file()));
    for (place, (index, _)) in whole.iter().enumerate() {
        for (other, (_, file)) in whole.iter().enumerate() {
            let archive = checkpost_issuing::distribution::archive(index, &[file.as_bytes()]);
            assert_eq!(
                empty.offer(&archive, later(2)).is_ok(),
                place == other,
                "index {place}, bundle {other}"
            );
        }
    }
    let unsigned = root(&desk.content, &[&crate::desk::key("thief")]);
    assert!(Root::read(unsigned.as_bytes()).is_err(), "a root by nobody it names");
}
