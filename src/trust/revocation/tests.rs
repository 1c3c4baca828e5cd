//! The status of passes by digests and status lists.

use super::*;
use miniz_oxide::deflate::compress_to_vec_zlib;

fn list(bits: u8, entries: &[u8]) -> Option<Revocations> {
    let entries = base64::encode_url(&compress_to_vec_zlib(entries, 9));
    let mut all = RevocationEntries::default();
    let expires = Some(UnixTime(100));
    let list = StatusListEntry { uri: "list".to_owned(), issued: None, expires, bits, entries };
    assert_eq!(all.add_status_list(list, UnixTime(0)), Ok(()), "the first");
    all.read()
}

fn asked(revocations: &Revocations, uri: &str, index: u64, now: i64) -> RevocationStatus {
    let status = StatusReference::Entry { uri: uri.to_owned(), index, is_only_mechanism: true };
    let query =
        StatusQuery { format: Format::Jwt, key_id: None, issued: None, digests: &[], status: Some(&status) };
    revocations.status_of(query, UnixTime(now))
}

#[test]
fn the_first_entry_stands_in_the_lowest_bits() {
    let one = list(1, &[0b1011_1001, 0b1010_0011]).unwrap();
    let revocations: Vec<u64> =
        (0..16).filter(|&index| asked(&one, "list", index, 0) == RevocationStatus::Revoked).collect();
    assert_eq!(revocations, [0, 3, 4, 5, 7, 8, 9, 13, 15], "the draft's example of one bit");
    let two = list(2, &[0b1100_1001]).unwrap();
    let statuses: Vec<RevocationStatus> = (0..4).map(|index| asked(&two, "list", index, 0)).collect();
    let expected = [
        RevocationStatus::Revoked,
        RevocationStatus::Suspended,
        RevocationStatus::Valid,
        RevocationStatus::ApplicationSpecific,
    ];
    assert_eq!(statuses, expected, "two bits");
    assert_eq!(asked(&list(8, &[0, 1]).unwrap(), "list", 1, 0), RevocationStatus::Revoked, "a byte each");
}

#[test]
fn what_is_not_held_over_or_beyond_is_told() {
    let one = list(1, &[0]).unwrap();
    assert_eq!(asked(&one, "list", 7, 99), RevocationStatus::Valid, "the last entry, the last second");
    assert_eq!(asked(&one, "list", 8, 0), RevocationStatus::IndexOutOfRange, "one further");
    assert_eq!(asked(&one, "list", u64::MAX, 0), RevocationStatus::IndexOutOfRange, "far beyond");
    assert_eq!(asked(&one, "list", 0, 100), RevocationStatus::ListUnavailable, "the list is over");
    let revoked = list(2, &[0b1110_0100]).unwrap();
    let after = [0, 1, 2, 3].map(|index| asked(&revoked, "list", index, 100));
    let expected = [
        RevocationStatus::ListUnavailable,
        RevocationStatus::Revoked,
        RevocationStatus::Suspended,
        RevocationStatus::ListUnavailable,
    ];
    assert_eq!(after, expected, "a list that is over undoes no revocation");
    assert_eq!(asked(&one, "other", 0, 0), RevocationStatus::ListUnavailable, "another list");
    let beside = |index| StatusReference::Entry { uri: "list".to_owned(), index, is_only_mechanism: false };
    let statuses = [0, 1].map(|index| {
        let status = beside(index);
        let status = Some(&status);
        let query = StatusQuery { format: Format::Jwt, key_id: None, issued: None, digests: &[], status };
        revoked.status_of(query, UnixTime(0))
    });
    assert_eq!(
        statuses,
        [RevocationStatus::ListUnavailable, RevocationStatus::Revoked],
        "another way beside it"
    );
}

#[test]
fn refuses_lists_of_other_forms_and_too_large_ones() {
    assert!(list(3, &[0]).is_none(), "three bits");
    assert!(list(1, &vec![0; inflate::LIST_LIMIT]).is_some(), "at the limit");
    assert!(list(1, &vec![0; inflate::LIST_LIMIT + 1]).is_none(), "beyond it");
    let mut odd = RevocationEntries::default();
    let digests = base64::encode_url(&[0; 17]);
    odd.add_passes(RevokedPassesEntry { format: "shc".to_owned(), key_id: None, before: None, digests });
    assert!(odd.read().is_none(), "seventeen bytes");
}

#[test]
fn a_pass_is_revoked_by_its_digest_under_its_key_and_before_its_time() {
    let mut all = RevocationEntries::default();
    all.add_passes(RevokedPassesEntry {
        format: "shc".to_owned(),
        key_id: Some(base64::encode_url(b"key")),
        before: Some(UnixTime(50)),
        digests: base64::encode_url(&revocation_digest(&[b"rid"])),
    });
    let revocations = all.read().unwrap();
    let asked = |format, key_id: &[u8], issued, identifier: &[u8]| {
        let digests = [revocation_digest(&[identifier])];
        let query = StatusQuery { format, key_id: Some(key_id), issued, digests: &digests, status: None };
        revocations.status_of(query, UnixTime(100))
    };
    let early = Some(UnixTime(49));
    assert_eq!(asked(Format::SmartHealthCard, b"key", early, b"rid"), RevocationStatus::Revoked, "it");
    assert_eq!(
        asked(Format::SmartHealthCard, b"key", Some(UnixTime(50)), b"rid"),
        RevocationStatus::Valid,
        "later"
    );
    assert_eq!(asked(Format::SmartHealthCard, b"key", None, b"rid"), RevocationStatus::Revoked, "no time");
    assert_eq!(
        asked(Format::SmartHealthCard, b"other", early, b"rid"),
        RevocationStatus::Valid,
        "another key"
    );
    assert_eq!(asked(Format::Hcert, b"key", early, b"rid"), RevocationStatus::Valid, "another format");
    assert_eq!(asked(Format::SmartHealthCard, b"key", early, b"id"), RevocationStatus::Valid, "another pass");
}
