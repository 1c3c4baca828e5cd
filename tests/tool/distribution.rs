//! Walks of an operator with the tool, from nothing to what tablets take, with real files and real keys.

mod build;
mod publish;
mod roots;
mod updates;

use std::fs;
use std::path::Path;

use checkpost::time::UnixTime;
use checkpost::trust::Accept;
use checkpost::trust::distribution::{Configuration, Offer, Root, Stored, Updater};
use serde_json::Value;

use super::{Call, Folder, call};

/// A moment in the past that walks with dates of their own begin at.
const START: i64 = 1_790_000_000;

/// An operator's desk: a folder with private keys, a trust file, roots, and the operator's folder `desk`.
struct Desk {
    folder: Folder,
}

impl Desk {
    /// A desk with a key of each kind, a root of one key, and the trust file of an issuer of city passes.
    fn new(name: &str) -> Self {
        let desk = Self { folder: Folder::new(&format!("distribution-{name}")) };
        let keys = ["root", "bundle", "index"].map(|name| desk.key(name));
        let issuer = desk.path("issuer.pem");
        done(&[
            "key",
            "new",
            "--out",
            &issuer,
            "--trust",
            &desk.path("keys.json"),
            "--issuer",
            "city.example",
        ]);
        let trust: Value = serde_json::from_str(&desk.folder.read("keys.json")).expect("a trust file");
        let mut trust = trust.as_object().expect("an object").clone();
        trust.insert("issued".to_owned(), START.into());
        desk.folder.write("keys.json", &Value::from(trust).to_string());
        let [root, bundle, index] = &keys;
        done(&[
            "trust",
            "root",
            "new",
            "--root-key",
            root,
            "--bundle-key",
            bundle,
            "--index-key",
            index,
            "--out",
            &desk.path("roots.jwt"),
            "--at",
            &START.to_string(),
        ]);
        desk
    }

    /// The path of a file.
    fn path(&self, name: &str) -> String {
        self.folder.text(name)
    }

    /// The path of a new private key.
    fn key(&self, name: &str) -> String {
        let path = self.path(&format!("{name}.pem"));
        done(&["key", "new", "--out", &path]);
        path
    }

    /// What roots say of a private key: its name and its text.
    fn public(&self, name: &str) -> (String, String) {
        let line = done(&["trust", "key", "--key", &self.path(&format!("{name}.pem"))]);
        (text(&line, "key_id"), text(&line, "public"))
    }

    /// The options of a bundle in the folder `desk`, with all that the first one needs.
    fn build_options(&self) -> Vec<String> {
        let files = [
            ("--trust", "keys.json"),
            ("--roots", "roots.jwt"),
            ("--key", "bundle.pem"),
            ("--index-key", "index.pem"),
            ("--out", "desk"),
        ];
        let mut options: Vec<String> =
            ["trust", "build", "--operator-name", "en=City of Example", "--kind", "city"]
                .map(str::to_owned)
                .into();
        options.extend(files.iter().flat_map(|(option, file)| [(*option).to_owned(), self.path(file)]));
        options
    }

    /// A call of `trust build` with further options; an option given again takes the
    /// place of the usual one, and one without a value takes it away.
    fn try_build(&self, others: &[&str]) -> Call {
        let mut options = self.build_options();
        for pair in others.chunks(2) {
            let [name, value] = pair else { panic!("an option has a value: {pair:?}") };
            if let Some(place) = options.iter().position(|option| option == name) {
                options.drain(place..place + 2);
            }
            if !value.is_empty() {
                options.extend(pair.iter().map(|option| (*option).to_owned()));
            }
        }
        call(&options.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A bundle that must come about.
    fn build(&self, others: &[&str]) -> Value {
        let made = self.try_build(others);
        assert_eq!(made.status, 0, "{others:?}: {}", made.complaint);
        made.json(0)
    }

    /// What was signed last.
    fn update(&self) -> Vec<u8> {
        fs::read(self.path("desk/update.checkpost")).expect("an update was signed")
    }

    /// The root that tablets pin.
    fn first_root(&self) -> Root {
        let roots = self.folder.read("roots.jwt");
        Root::read(roots.lines().next().expect("a line").as_bytes()).expect("the first root is complete")
    }

    /// A city pass of the issuer in the trust file.
    fn pass(&self) -> String {
        let line = done(&[
            "pass",
            "issue",
            "--key",
            &self.path("issuer.pem"),
            "--issuer",
            "city.example",
            "--colour",
            "green",
            "--name",
            "Juniper",
        ]);
        text(&line, "text")
    }
}

/// A call that must succeed, and its last line.
fn done(arguments: &[&str]) -> Value {
    let call = call(arguments);
    assert_eq!(call.status, 0, "{arguments:?}: {}", call.complaint);
    call.json(call.lines.len() - 1)
}

/// A call that must fail without a line, and what it complains.
fn refused(arguments: &[&str], words: &str) {
    let call = call(arguments);
    assert_eq!((call.status, call.lines.len()), (2, 0), "{arguments:?}: {}", call.complaint);
    assert!(call.complaint.contains(words), "{words:?} is expected of {arguments:?}: {}", call.complaint);
}

/// A member that is a text.
fn text(line: &Value, member: &str) -> String {
    line.get(member).and_then(Value::as_str).expect("a text").to_owned()
}

/// A tablet for real use that pinned a root.
struct Tablet(Updater);

impl Tablet {
    fn new(root: &Root) -> Self {
        Self(Updater::start(root, Stored::default(), Accept::Production))
    }

    /// The number of the bundle that is held after an offer, or the code of why it was not taken.
    fn offer(&mut self, archive: &[u8], now: i64) -> Result<(u32, u64), &'static str> {
        match self.0.offer(archive, UnixTime(now)) {
            Ok(Offer::Newer(change)) => {
                assert!(self.0.adopt(*change), "nothing came between");
            }
            Ok(Offer::Unchanged) => {}
            Err(error) => return Err(error.code()),
        }
        Ok(self.0.bundle().expect("a bundle is held").number())
    }
}

#[test]
fn from_nothing_to_a_verdict_of_a_provisioned_tablet() {
    let desk = Desk::new("nothing");
    let built = desk.build(&[]);
    assert_eq!((&built["sequence"], &built["keys"]), (&Value::from(1), &Value::from(1)), "{built}");
    let site = desk.path("site");
    done(&["trust", "publish", &desk.path("desk"), "--out", &site]);
    let (text, picture) = (desk.path("north.txt"), desk.path("north.svg"));
    let configured = call(&[
        "trust",
        "configure",
        "--roots",
        &desk.path("roots.jwt"),
        "--key",
        &desk.path("bundle.pem"),
        "--operator",
        "City of Example",
        "--address",
        "https://gate.example/",
        "--gate",
        "North 1",
        "--zone",
        "7",
        "--zone",
        "8",
        "--language",
        "ar",
        "--language",
        "en",
        "--out",
        &text,
        "--svg",
        &picture,
    ]);
    assert_eq!(configured.status, 0, "{}", configured.complaint);

    let configuration =
        Configuration::read(desk.folder.read("north.txt").as_bytes()).expect("a configuration");
    let content = configuration.content();
    assert_eq!(content.zones, [7, 8], "its zones");
    assert_eq!(content.languages, ["ar", "en"], "its languages");
    assert_eq!(
        (content.gate.as_str(), content.operator.as_str()),
        ("North 1", "City of Example"),
        "its names"
    );
    let digits = configured.json(0)["digits"].as_str().expect("six digits").to_owned();
    assert_eq!(
        digits,
        checkpost::trust::distribution::six_digits(&configuration.root().digest()),
        "of the root"
    );
    assert!(configured.complaint.contains(&digits), "told to people too: {}", configured.complaint);
    assert!(desk.folder.read("north.svg").starts_with("<svg"), "a code to scan");

    let mut tablet = Tablet::new(configuration.root());
    let now = UnixTime::from_text(built["issued"].as_str().expect("a moment")).expect("RFC 3339");
    assert_eq!(tablet.offer(&desk.update(), now.0), Ok((1, 1)), "the tablet takes it");
    let bundle = tablet.0.bundle().expect("a bundle is held").content();
    assert_eq!(bundle.operator.name["en"], "City of Example", "whose it is");

    let update = desk.path("site/trust/update.checkpost");
    let checked = call(&["check", "--trust", &update, "--root", &text, "--text", &desk.pass()]);
    assert_eq!((checked.status, &checked.json(0)["code"]), (0, &Value::from("OK")), "{}", checked.complaint);
}

#[test]
fn the_second_time_only_the_trust_file_and_the_keys_are_named() {
    let desk = Desk::new("again");
    let contact =
        ["--contact", "en=+1 555 0100", "--ask", "en=Desk at gate 1", "--contest", "en=https://city.example"];
    desk.build(
        &[&contact[..], &["--operator-name", "en=City", "--next", "36h", "--at", "1790000000"]].concat(),
    );
    let (trust, key, index, out) =
        (desk.path("keys.json"), desk.path("bundle.pem"), desk.path("index.pem"), desk.path("desk"));
    let again = done(&[
        "trust",
        "build",
        "--trust",
        &trust,
        "--key",
        &key,
        "--index-key",
        &index,
        "--out",
        &out,
        "--at",
        "1790003600",
        "--operator-name",
        "ar=\u{645}\u{62f}\u{64a}\u{646}\u{629}",
    ]);
    assert_eq!(again["sequence"], 2, "the number rises by itself");
    assert_eq!(again["next"], "2026-09-23T03:13:20Z", "the interval is kept");
    let shown = done(&["trust", "show", &out, "--at", "1790003600"]);
    assert_eq!(shown["operator"]["en"], "City", "the name is kept");
    assert_eq!(shown["operator"]["ar"], "\u{645}\u{62f}\u{64a}\u{646}\u{629}", "and one is added");
    assert_eq!(shown["contact"]["en"], "+1 555 0100", "the contact");
    assert_eq!(shown["ask"]["en"], "Desk at gate 1", "where to ask");
    assert_eq!(shown["contest"]["en"], "https://city.example", "where to contest");
    assert_eq!(shown["green_seconds"], 2 * 86_400, "a city");
    assert_eq!(shown["digits"], again["digits"], "the digits to compare two tablets by");
    for (name, at, expected) in [
        ("at once", "1790003600", "green"),
        ("three days", "1790262800", "amber"),
        ("ten days", "1790867600", "red"),
    ] {
        let shown = done(&["trust", "show", &out, "--at", at]);
        assert_eq!(shown["freshness"], expected, "{name}");
    }
    assert!(Path::new(&desk.path("desk/operator.json")).is_file(), "where they are kept");
}
