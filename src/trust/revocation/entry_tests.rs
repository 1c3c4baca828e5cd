//! Which status list replaces which, how large lists may be, and which keys an entry applies to.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::*;

#[test]
fn many_lists_share_the_room_and_none_panics() {
    let full = base64::encode_url(&compress_to_vec_zlib(&vec![0; inflate::LIST_LIMIT], 9));
    let [empty, one] = [&[][..], &[0]].map(|entries| base64::encode_url(&compress_to_vec_zlib(entries, 9)));
    for (name, lists, is_taken) in [
        ("the room filled", vec![&full], true),
        ("nothing in the room that is left", vec![&full, &empty], true),
        ("a byte in no room", vec![&full, &one], false),
        ("the room twice", vec![&full, &full], false),
        ("a byte, then the room", vec![&one, &full], false),
        ("bytes in the order of lists", vec![&one, &one, &empty, &one], true),
    ] {
        let mut all = RevocationEntries::default();
        for (place, entries) in lists.into_iter().enumerate() {
            let (uri, entries) = (place.to_string(), entries.clone());
            let list = StatusListEntry { uri, issued: None, expires: None, bits: 1, entries };
            assert_eq!(all.add_status_list(list, UnixTime(0)), Ok(()), "{name}");
        }
        assert_eq!(all.read().is_some(), is_taken, "{name}");
    }
}

#[test]
fn a_list_gives_way_to_a_newer_one_only() {
    let list = |uri: &str, issued: Option<i64>, expires: Option<i64>| StatusListEntry {
        uri: uri.to_owned(),
        issued: issued.map(UnixTime),
        expires: expires.map(UnixTime),
        bits: 1,
        entries: String::new(),
    };
    let now = UnixTime(1_790_000_000);
    let (day, week) = (Some(1_790_000_000 - 86_400), Some(1_790_000_000 - 7 * 86_400));
    for (name, uri, issued, expires, expected) in [
        ("newer", "held", day, None, Ok(())),
        ("newer, and counting on", "held", day, Some(1_790_000_001), Ok(())),
        ("of the same second", "held", week, None, Ok(())),
        ("older by a second", "held", week.map(|week| week - 1), None, Err(StatusListError::Older)),
        ("of the beginning of time", "held", Some(0), None, Err(StatusListError::Older)),
        ("of no time", "held", None, None, Err(StatusListError::Older)),
        ("newer, and over", "held", day, Some(1_790_000_000), Err(StatusListError::Expired)),
        ("newer, and over for long", "held", day, day, Err(StatusListError::Expired)),
        ("an hour ahead", "held", Some(1_790_003_600), None, Ok(())),
        ("two days ahead", "held", Some(1_790_172_800), None, Err(StatusListError::Future)),
        ("in milliseconds", "held", Some(1_790_000_000_000), None, Err(StatusListError::Future)),
        ("a new address, older", "new", Some(0), None, Ok(())),
        ("a new address, over", "new", day, day, Ok(())),
        ("a new address, of no time", "new", None, None, Ok(())),
        ("a new address, two days ahead", "new", Some(1_790_172_800), None, Err(StatusListError::Future)),
    ] {
        let mut all = RevocationEntries::default();
        assert_eq!(all.add_status_list(list("held", week, None), now), Ok(()), "{name}: the first");
        assert_eq!(all.add_status_list(list(uri, issued, expires), now), expected, "{name}");
        let held = all.lists.iter().find(|held| held.uri == uri).map(|held| (held.issued, held.expires));
        let stays = (uri == "held").then_some((week.map(UnixTime), None));
        let comes = Some((issued.map(UnixTime), expires.map(UnixTime)));
        assert_eq!(held, if expected.is_ok() { comes } else { stays }, "{name}: which is held");
    }
    let mut unknown = RevocationEntries::default();
    assert_eq!(
        unknown.add_status_list(list("held", None, None), now),
        Ok(()),
        "a list of a file before this member"
    );
    assert_eq!(unknown.add_status_list(list("held", Some(0), None), now), Ok(()), "any other is newer");
}

#[test]
fn a_key_without_an_identifier_is_met_by_every_entry_of_its_format() {
    let mut all = RevocationEntries::default();
    for (key_id, identifier) in [(Some(&b"key"[..]), &b"one"[..]), (Some(b"other"), b"two"), (None, b"three")]
    {
        all.add_passes(RevokedPassesEntry {
            format: "hcert".to_owned(),
            key_id: key_id.map(base64::encode_url),
            before: None,
            digests: base64::encode_url(&revocation_digest(&[identifier])),
        });
    }
    let revocations = all.read().unwrap();
    for (name, format, key_id, identifier, expected) in [
        ("the key named", Format::Hcert, Some(&b"key"[..]), "one", RevocationStatus::Revoked),
        ("another key named", Format::Hcert, Some(b"other"), "one", RevocationStatus::Valid),
        ("no name, first entry", Format::Hcert, None, "one", RevocationStatus::Revoked),
        ("no name, second entry", Format::Hcert, None, "two", RevocationStatus::Revoked),
        ("no name, entry without one", Format::Hcert, None, "three", RevocationStatus::Revoked),
        ("a name, entry without one", Format::Hcert, Some(b"key"), "three", RevocationStatus::Revoked),
        ("an empty name is one", Format::Hcert, Some(b""), "one", RevocationStatus::Valid),
        ("a longer name", Format::Hcert, Some(b"key2"), "one", RevocationStatus::Valid),
        ("no name, another pass", Format::Hcert, None, "four", RevocationStatus::Valid),
        ("no name, another prefix", Format::HcertLight, None, "one", RevocationStatus::Revoked),
        ("no name, another format", Format::Jwt, None, "one", RevocationStatus::Valid),
    ] {
        let digests = [revocation_digest(&[identifier.as_bytes()])];
        let query = StatusQuery { format, key_id, issued: None, digests: &digests, status: None };
        assert_eq!(revocations.status_of(query, UnixTime(0)), expected, "{name}");
    }
}
