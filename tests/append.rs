//! Codes of a structured append before the kiosk: collected one by one, judged once they are whole, and no crowd.

use checkpost::session::{ChunkProgress, Event, Moment, ReaderStatus, ScanStatus, Screen, Session};
use checkpost::time::{Milliseconds, UnixTime};
use checkpost::trust::Accept;
use checkpost_reading::{DecodedSymbol, StructuredAppend};

/// The parts of a text as the reader's worker sends them.
fn codes(text: &str, parity: u8) -> Vec<Vec<u8>> {
    let shares: Vec<&[u8]> = text.as_bytes().chunks(5).collect();
    let count = u8::try_from(shares.len()).expect("a short text");
    let reading = |(place, share): (u8, &[u8])| DecodedSymbol {
        payload: share.to_vec(),
        corners: [(0, 0); 4],
        version: 1,
        structured_append: Some(StructuredAppend { position: place, count, parity }),
    };
    (1..).zip(shares).map(|part| reading(part).into_payload()).collect()
}

fn parity(text: &str) -> u8 {
    text.bytes().fold(0, |sum, byte| sum ^ byte)
}

/// A kiosk that was shown codes one after the other, two seconds apart.
fn shown(codes: &[&[Vec<u8>]]) -> Session {
    let at = |milliseconds: u64| Moment {
        wall: UnixTime(1_700_000_000),
        utc_offset_seconds: 0,
        monotonic: Milliseconds(milliseconds),
    };
    let mut session = Session::new("en".to_owned(), false, Accept::Demonstration);
    session.step(Event::ReaderChanged(ReaderStatus::Ready), at(0));
    session.step(Event::StartPressed, at(0));
    session.step(Event::CameraReady, at(100));
    for (seconds, codes) in (1..).zip(codes) {
        session.step(Event::CodesRead(codes.to_vec()), at(seconds * 2000));
    }
    session
}

fn scan_status(session: &Session) -> Option<ScanStatus> {
    match session.view().screen {
        Screen::Scan(status) => Some(status),
        Screen::Start | Screen::Samples | Screen::Provisioning(_) | Screen::Verdict(_) | Screen::Fault(_) => {
            None
        }
    }
}

const ONE_OF_TWO: Option<ScanStatus> = Some(ScanStatus::ForChunk(ChunkProgress { here: 1, count: 2 }));

#[test]
fn parts_are_collected_until_the_pass_is_whole() {
    let codes = codes("HC1:6BFOXN", parity("HC1:6BFOXN"));
    assert_eq!(scan_status(&shown(&[&codes[1..]])), ONE_OF_TWO, "one of two");
    let whole = shown(&[&codes[1..], &codes[..1]]);
    assert!(matches!(whole.view().screen, Screen::Verdict(_)), "judged once whole");
}

#[test]
fn parts_whose_parity_is_wrong_are_not_judged() {
    let codes = codes("HC1:6BFOXN", parity("HC1:6BFOXN") ^ 0x20);
    let last = shown(&[&codes[..1], &codes[1..]]);
    assert_eq!(scan_status(&last), ONE_OF_TWO, "begins anew with the last");
}

#[test]
fn another_pass_beside_a_part_is_a_crowd() {
    let mut codes = codes("HC1:6BFOXN", parity("HC1:6BFOXN"));
    let is_crowded = |session: &Session| scan_status(session) == Some(ScanStatus::AtSeveral);
    assert!(!is_crowded(&shown(&[&codes])), "two parts of one pass are none");
    codes.push(b"HC1:OTHER".to_vec());
    assert!(is_crowded(&shown(&[&codes])), "nobody knows whose turn it is");
}
