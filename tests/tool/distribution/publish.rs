//! What lies on the server: immutable files and one index.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use checkpost::time::UnixTime;
use checkpost::trust::Accept;
use checkpost::trust::distribution::{Offer, Plan, Stored, Updater};
use sha2::{Digest as _, Sha256};

use super::{Desk, START, done, refused};

#[test]
fn a_tablet_fetches_what_the_index_names() {
    let desk = Desk::new("fetch");
    let trust = r#"{"checkpost_trust":1,"purpose":"production","issued":1790000000,"keys":[],
        "withdrawn":{"passes":[{"format":"hcert","digests":"AAAAAAAAAAAAAAAAAAAAAA"}]}}"#;
    desk.folder.write("withdrawn.json", trust);
    desk.build(&["--trust", &desk.path("withdrawn.json"), "--at", &START.to_string()]);
    let published = done(&["trust", "publish", &desk.path("desk"), "--out", &desk.path("site")]);
    assert_eq!(published["files"], 2, "bundle and part: {published}");
    let index = desk.folder.read("site/trust/index.jwt");
    let mut updater = Updater::start(&desk.first_root(), Stored::default(), Accept::Production);
    let Ok(Plan::Fetch(files)) = updater.plan(index.as_bytes()) else {
        panic!("everything is to be fetched")
    };
    let fetch =
        |name: &String| fs::read(desk.path(&format!("site/trust/files/{name}"))).expect("it is there");
    let fetched: Vec<Vec<u8>> = files.iter().map(|file| fetch(&file.sha256)).collect();
    for (file, bytes) in files.iter().zip(&fetched) {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
        assert_eq!((&digest, bytes.len()), (&file.sha256, file.length), "named by its content");
    }
    let bytes: usize = fetched.iter().map(Vec::len).sum();
    assert_eq!(published["bytes"], bytes, "what a new tablet fetches");
    let archive = updater.assemble(index.as_bytes(), &fetched).expect("they belong together");
    let stick = fs::read(desk.path("site/trust/update.checkpost")).expect("it is there");
    assert!(archive == stick, "the same in one piece");
    let Ok(Offer::Newer(change)) = updater.offer(&archive, UnixTime(START)) else { panic!("it is new") };
    assert!(updater.adopt(*change), "nothing came between");
    assert_eq!(updater.store().map(|store| store.revocations().counts()), Some((1, 0)), "with the part");
    let nginx = desk.folder.read("site/trust/nginx.conf.example");
    let caddy = desk.folder.read("site/trust/Caddyfile.example");
    for (name, text) in [("nginx", nginx), ("Caddy", caddy)] {
        assert!(text.contains("immutable") && text.contains("no-cache"), "{name}: both kinds of files");
    }
}

#[test]
fn old_files_are_kept_for_a_month_from_when_they_are_named_no_more() {
    let desk = Desk::new("month");
    let (folder, site) = (desk.path("desk"), desk.path("site"));
    let publish = || done(&["trust", "publish", &folder, "--out", &site]);
    let files = || -> BTreeSet<String> {
        let entries = fs::read_dir(format!("{site}/trust/files")).expect("a folder");
        entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect()
    };
    let age = |name: &str, days: u64| {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(clock() - days * 86_400);
        let file =
            File::options().append(true).open(format!("{site}/trust/files/{name}")).expect("it is there");
        file.set_modified(moment).expect("it can be dated");
    };
    desk.build(&["--at", &START.to_string()]);
    publish();
    let first = files().into_iter().next().expect("the bundle");
    desk.folder.write("site/trust/files/notes.txt", "somebody else's");
    // it was published long ago, and tablets fetched it until this moment
    age(&first, 60);
    desk.build(&["--at", &(START + 60).to_string()]);
    let second = publish();
    assert_eq!((&second["kept"], &second["removed"]), (&1.into(), &0.into()), "{second}");
    assert!(files().contains(&first), "still there");
    age(&first, 30);
    assert_eq!(publish()["kept"], 1, "a day less than a month");
    age(&first, 32);
    let newest =
        files().into_iter().find(|name| *name != first && name.len() == 64).expect("the newest bundle");
    age(&newest, 60);
    age("notes.txt", 60);
    let third = publish();
    assert_eq!((&third["kept"], &third["removed"]), (&0.into(), &1.into()), "{third}");
    let expected: BTreeSet<String> = [newest, "notes.txt".to_owned()].into();
    assert_eq!(files(), expected, "what the index names, and what is not of this kind");
}

#[test]
fn a_write_that_fails_leaves_the_index_and_what_it_names() {
    let desk = Desk::new("broken");
    let (folder, site) = (desk.path("desk"), desk.path("site"));
    desk.build(&["--at", &START.to_string()]);
    done(&["trust", "publish", &folder, "--out", &site]);
    let path = desk.path("site/trust/index.jwt");
    let index = fs::read(&path).expect("an index");
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options()
        .append(true)
        .open(&path)
        .and_then(|file| file.set_modified(past))
        .expect("it can be dated");
    done(&["trust", "publish", &folder, "--out", &site]);
    let modified = || fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a date");
    assert_eq!(modified(), past, "an index that is the same is not written again: its tag stays");

    let stick = desk.path("site/trust/update.checkpost");
    fs::remove_file(&stick).and_then(|()| fs::create_dir(&stick)).expect("the folder is writable");
    desk.build(&["--at", &(START + 60).to_string()]);
    refused(&["trust", "publish", &folder, "--out", &site], "cannot write");
    assert_eq!(fs::read(&path).expect("an index"), index, "the index from before");
    fs::remove_dir(&stick).expect("the folder is writable");
    done(&["trust", "publish", &folder, "--out", &site]);
    assert_ne!(fs::read(&path).expect("an index"), index, "and afterwards the new one");
    assert_ne!(modified(), past, "with a new date");
    fs::write(desk.path("desk/update.checkpost"), &index).expect("the folder is writable");
    refused(&["trust", "publish", &folder, "--out", &site], "(L-");
    assert!(Path::new(&stick).is_file(), "a damaged update replaces nothing");
}

/// Seconds since 1970, by this machine.
fn clock() -> u64 {
    let now = jiff::Timestamp::now().as_second();
    u64::try_from(now).expect("it is after 1970")
}
