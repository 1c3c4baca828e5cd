//! The updater beside a slow and simple model; and an attacker who has everything but the keys.

use std::sync::LazyLock;

use checkpost::time::UnixTime;
use checkpost_issuing::distribution::archive;
use proptest::prelude::*;
use serde_json::json;

use crate::desk::{Desk, NOW, Tablet, Update, key, later};

/// An update, and what the model has to know of it.
#[derive(Debug)]
struct Item {
    archive: Vec<u8>,
    root: usize,
    sequence: u64,
    /// Which of two contents it has under its number.
    content: u8,
    indexed: UnixTime,
    bundle_key: &'static str,
    index_key: &'static str,
}

/// The bundle and index key that each root names, from version 1 on.
const ROOTS: [(&str, &str); 4] =
    [("bundle 1", "index 1"), ("bundle 1", "index 1"), ("bundle 2", "index 1"), ("bundle 2", "index 2")];

static POOL: LazyLock<Vec<Item>> = LazyLock::new(|| {
    let mut desk = Desk::new();
    let mut pool = Vec::new();
    for (root, (bundle_key, index_key)) in (1..).zip(ROOTS) {
        match root {
            1 => {}
            2 => desk.rotate(|_| {}),
            3 => desk.replace_bundle_key(bundle_key),
            _ => desk.replace_index_key(index_key),
        }
        let signers = [(bundle_key, index_key), ("bundle 1", index_key), (bundle_key, "index 1")];
        for (place, (bundle_key, index_key)) in signers.into_iter().enumerate() {
            if signers[..place].contains(&(bundle_key, index_key)) {
                continue;
            }
            for (sequence, content, date) in [
                (1, 0, 1),
                (1, 0, 4),
                (1, 1, 2),
                (2, 0, 2),
                (2, 1, 2),
                (5, 0, 3),
                (150_000, 0, 3),
                (3, 0, AHEAD),
            ] {
                let update = Update {
                    bundle_key: key(bundle_key),
                    index_key: key(index_key),
                    indexed: later(date),
                    ..desk.update(sequence, NOW)
                };
                let name = format!("City of Example {content}");
                let update = update.with("operator", json!({ "name": { "en": name } }));
                let (archive, indexed) = (update.archive(), update.indexed);
                pool.push(Item { archive, root, sequence, content, indexed, bundle_key, index_key });
            }
        }
    }
    pool
});

/// What was accepted, in full, since numbers and dates last began anew.
#[derive(Default)]
struct Model {
    newest: usize,
    numbers: Vec<(usize, u64, u8)>,
    dates: Vec<UnixTime>,
    held: Option<usize>,
    is_provisional: bool,
}

impl Model {
    /// Whether an item is taken (`true`), is what is held (`false`), or is refused.
    fn take(&mut self, place: usize, now: UnixTime) -> Option<bool> {
        let item = &POOL[place];
        let newest = self.newest.max(item.root);
        let (bundle_key, index_key) = ROOTS[newest - 1];
        if (item.bundle_key, item.index_key) != (bundle_key, index_key) {
            return None;
        }
        let begins_anew = |pick: fn((&'static str, &'static str)) -> &'static str| {
            (self.newest..newest).any(|version| pick(ROOTS[version - 1]) != pick(ROOTS[version]))
        };
        let mut numbers = if begins_anew(|root| root.0) { Vec::new() } else { self.numbers.clone() };
        let mut dates = if begins_anew(|root| root.1) { Vec::new() } else { self.dates.clone() };
        let is_below =
            numbers.iter().any(|(root, sequence, _)| item.root < *root || item.sequence < *sequence);
        let is_older = dates.iter().any(|date| item.indexed < *date);
        // content under a newer root is other content: it names that root
        let is_second = numbers.iter().any(|(root, sequence, content)| {
            item.sequence == *sequence && (item.root, item.content) != (*root, *content)
        });
        let last = numbers.iter().map(|number| number.1).max();
        let is_too_far = last.is_some_and(|last| item.sequence > last + 100_000);
        if is_below || is_older || is_second || is_too_far {
            return None;
        }
        if self.held == Some(place) && !self.is_provisional {
            return Some(false);
        }
        if item.indexed > now.plus_seconds(86_400) {
            return match (self.held, self.is_provisional) {
                (Some(held), true) if held == place => Some(false),
                (Some(_), false) => None,
                _ => {
                    (self.held, self.is_provisional) = (Some(place), true);
                    Some(true)
                }
            };
        }
        numbers.push((item.root, item.sequence, item.content));
        dates.push(item.indexed);
        *self = Self { newest, numbers, dates, held: Some(place), is_provisional: false };
        Some(true)
    }
}

#[derive(Clone, Debug)]
enum Operation {
    Offer(prop::sample::Index),
    Restart,
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let operation = prop_oneof![
        9 => any::<prop::sample::Index>().prop_map(Operation::Offer),
        1 => Just(Operation::Restart),
    ];
    prop::collection::vec(operation, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_updater_agrees_with_the_model(operations in operations()) {
        let mut tablet = Tablet::of(&Desk::new().root());
        let mut model = Model { newest: 1, ..Model::default() };
        for operation in operations {
            match operation {
                Operation::Restart => {
                    tablet = tablet.restarted();
                    if model.is_provisional {
                        (model.held, model.is_provisional) = (None, false);
                    }
                }
                Operation::Offer(place) => {
                    let place = place.index(POOL.len());
                    let outcome = tablet.take(&POOL[place].archive, NOW);
                    prop_assert_eq!(outcome.ok(), model.take(place, NOW), "item {}: {:?}", place, outcome);
                }
            }
            let held = model.held.map(|place| (POOL[place].root, POOL[place].sequence, POOL[place].indexed));
            let number = tablet.number().zip(tablet.updater.index());
            let number = number.map(|((root, sequence), index)| (usize::try_from(root).unwrap_or(0), sequence, index.issued()));
            prop_assert_eq!(number, held, "what is held");
            prop_assert_eq!(tablet.updater.is_provisional(), model.is_provisional, "for how long");
        }
    }

    #[test]
    fn an_attacker_without_keys_changes_nothing(tries in prop::collection::vec(attacks(), 1..12)) {
        let mut tablet = Tablet::of(&Desk::new().root());
        for archive in &PUBLISHED[..] {
            prop_assert_eq!(tablet.take(archive, later(9)), Ok(true), "the honest ones");
        }
        let (state, slots, record) = (tablet.state(), tablet.stored.slots.clone(), tablet.stored.floor.clone());
        for attack in tries {
            let outcome = tablet.take(&attack, later(9));
            prop_assert!(!matches!(outcome, Ok(true)), "taken: {}", String::from_utf8_lossy(&attack));
        }
        prop_assert_eq!(tablet.state(), state, "what is held");
        prop_assert!(tablet.stored.slots == slots && tablet.stored.floor == record, "what is stored");
        let next = tablet.take(&NEXT, later(9));
        prop_assert_eq!(next, Ok(true), "the next honest one");
    }
}

/// What the operator published, which everybody has.
static PUBLISHED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut desk = Desk::new();
    let first = [desk.archive(1, later(1)), desk.archive(2, later(2))];
    desk.rotate(|_| {});
    first.into_iter().chain([desk.archive(3, later(3))]).collect()
});

static NEXT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut desk = Desk::new();
    desk.rotate(|_| {});
    desk.archive(4, later(4))
});

/// What somebody can make of it: lines put together anew, with documents under keys of one's own and bytes changed.
fn attacks() -> impl Strategy<Value = Vec<u8>> {
    let lines: Vec<String> = PUBLISHED
        .iter()
        .flat_map(|archive| String::from_utf8_lossy(archive).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut thief = Desk::of("thief ", 1);
    thief.rotate(|_| {});
    let forged = thief.update(9, later(8));
    let own = [thief.roots.clone(), vec![forged.bundle_file(), forged.index_document()]].concat();
    let lines = [lines, own].concat();
    let replayed = prop::sample::select(PUBLISHED.clone());
    let pieces = prop::collection::vec(prop::sample::select(lines), 1..4);
    let indexed = pieces.clone().prop_map(|lines| {
        let mut thief = Desk::of("thief ", 1);
        thief.rotate(|_| {});
        let file = lines.join("\n");
        archive(&thief.update(9, later(8)).index_over(file.as_bytes()), &[file.as_bytes()])
    });
    let changed =
        (replayed.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut bytes, place, byte)| {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            bytes
        });
    prop_oneof![
        replayed,
        changed,
        pieces.prop_map(|lines| lines.join("\n").into_bytes()),
        indexed,
        prop::collection::vec(any::<u8>(), 0..200),
    ]
}

/// In quarters of an hour: a month ahead.
const AHEAD: i64 = 30 * 96;
