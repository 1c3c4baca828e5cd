//! A sample site with one page and with two.

use super::*;
use crate::publish::pages::PAGES;

fn compiled() -> Files {
    let page = "<meta charset=\"utf-8\" />\n<meta name=\"checkpost-version\" content=\"development\" />\
        <meta name=\"checkpost-reader\" content=\"./reader_loader.js\" />\
        <meta name=\"checkpost-locale\" lang=\"en\" content=\"./locales/en.json\"/>\
        <meta name=\"checkpost-page\" content=\"./kiosk.js\"/><meta name=\"checkpost-page-wasm\" content=\"./kiosk_bg.wasm\"/>\
            <script src=\"./boot.js\" defer></script>";
    [
        ("index.html", page),
        ("sw.js", PRECACHE_MARK),
        ("boot.js", "start()"),
        ("kiosk.js", "page"),
        ("kiosk_bg.wasm", EMPTY_MODULE),
        ("app.webmanifest", "{}"),
        ("reader.js", "let wasm_bindgen;"),
        ("reader_bg.wasm", EMPTY_MODULE),
        ("reader_loader.js", "development"),
        ("icons/checkpost.svg", "<svg/>"),
        ("locales/en.json", "{}"),
    ]
    .into_iter()
    .map(|(path, content)| (path.to_owned(), content.as_bytes().to_vec()))
    .collect()
}

/// A module without sections.
const EMPTY_MODULE: &str = "\0asm\u{1}\0\0\0";

fn published(compiled: Files) -> Site {
    assemble(&[LANE], compiled, Some(b"{}".to_vec()), &Files::new()).expect("the sample site is complete")
}

fn content(site: &Site, path: &str) -> String {
    String::from_utf8(site.files[path].clone()).expect("the sample site is text")
}

fn named(site: &Site, start: &str, end: &str) -> String {
    let found = site.files.keys().find(|path| path.starts_with(start) && path.ends_with(end));
    found.expect("the file is published").clone()
}

#[test]
fn names_the_page_and_the_worker_by_content() {
    let site = published(compiled());
    let page = content(&site, "index.html");
    let (kiosk, reader) = (named(&site, "kiosk-", ".js"), named(&site, "reader-", ".js"));
    assert!(page.contains(&format!("\"./{kiosk}\"")), "the page names its program by hash");
    let english = named(&site, "locales/en-", ".json");
    assert!(page.contains(&format!("\"./{english}\"")), "and the words of a language");
    for (name, path) in
        [("checkpost-page", &kiosk), ("checkpost-reader", &reader), ("checkpost-locale", &english)]
    {
        let hash = integrity(&site.files[path]);
        let element = page.split('<').find(|element| element.contains(name)).unwrap_or_default();
        assert!(element.contains(&format!("integrity=\"{hash}\"")), "{name}: {element}");
    }
    assert!(page.contains(&meta("reader", &reader)), "the page names its worker by hash");
    assert!(!site.files.contains_key("kiosk.js"), "the name without hash is gone");
    assert!(!site.files.contains_key("reader_loader.js"), "the development loader is not published");
}

#[test]
fn ties_the_worker_script_to_its_module() {
    let site = published(compiled());
    let script = content(&site, &named(&site, "reader-", ".js"));
    let module = named(&site, "reader_bg-", ".wasm");
    assert!(script.contains(&module), "the script starts its own module");
    assert!(script.contains(&integrity(&site.files[&module])), "and no other content of that name");
    let mut changed = compiled();
    changed.insert("reader_bg.wasm".to_owned(), [EMPTY_MODULE.as_bytes(), b"\x03\x01\0"].concat());
    assert_ne!(named(&published(changed), "reader-", ".js"), named(&site, "reader-", ".js"));
}

#[test]
fn refuses_a_module_that_is_none() {
    let mut broken = compiled();
    broken.insert("kiosk_bg.wasm".to_owned(), b"<!doctype html>".to_vec());
    assert!(
        assemble(&[LANE], broken, Some(b"{}".to_vec()), &Files::new()).is_err(),
        "it is not published as one"
    );
}

#[test]
fn lists_every_file_but_the_keys_for_the_service_worker() {
    let site = published(compiled());
    let worker = content(&site, "sw.js");
    for path in site.files.keys().filter(|path| *path != "sw.js" && *path != "trust/keys.json") {
        assert!(worker.contains(&format!("\"{path}\":\"sha256-")), "{path} is listed with its hash");
    }
    assert!(!worker.contains("keys.json\":\"sha256-"), "the keys change on their own");
    assert!(worker.contains(&site.version), "the list carries the version");
}

#[test]
fn changes_the_version_with_any_file() {
    let mut changed = compiled();
    changed.insert("icons/checkpost.svg".to_owned(), b"<svg></svg>".to_vec());
    assert_ne!(published(changed).version, published(compiled()).version);
    assert_eq!(
        published(compiled()).version,
        published(compiled()).version,
        "the same files are the same version"
    );
}

#[test]
fn gives_the_page_its_policy() {
    let page = content(&published(compiled()), "index.html");
    assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "the policy is in the page");
    assert!(!page.contains("frame-ancestors"), "a rule that only counts in a header is left out");
    assert!(!POLICY.contains("unsafe-inline") && !POLICY.contains("unsafe-eval "), "no exception is made");
}

#[test]
fn refuses_an_inline_script() {
    let mut with_reload = compiled();
    let page = content(&published(compiled()), "index.html") + "<script>reload()</script>";
    let page = page.replace(&published(compiled()).version, "development");
    with_reload.insert("index.html".to_owned(), page.into_bytes());
    assert!(
        require_no_inline_script("<script type=\"module\">x</script>").is_err(),
        "an inline script is refused"
    );
    assert!(
        assemble(&[LANE], with_reload, Some(b"{}".to_vec()), &Files::new()).is_err(),
        "and so is the site that has it"
    );
}

#[test]
fn refuses_a_site_without_its_programs_or_its_manifest() {
    for name in ["reader_bg.wasm", "kiosk.js", "kiosk_bg.wasm", "app.webmanifest", "sw.js", "index.html"] {
        let mut incomplete = compiled();
        incomplete.remove(name);
        let site = assemble(&[LANE], incomplete, Some(b"{}".to_vec()), &Files::new());
        assert!(site.is_err(), "without {name}");
    }
}

/// Another page beside the lane's, which has other styles and the same start-up script.
fn with_staff(style: &str) -> Files {
    let page = "<meta charset=\"utf-8\" />\n<meta name=\"checkpost-version\" content=\"development\" />\
        <meta name=\"checkpost-page\" content=\"./settings.js\"/><meta name=\"checkpost-page-wasm\" \
        content=\"./settings_bg.wasm\"/><link rel=\"stylesheet\" href=\"./settings.css\"/>\
        <script src=\"./boot.js\" defer></script>";
    let staff = [
        ("index.html", page),
        ("sw.js", PRECACHE_MARK),
        ("boot.js", "start()"),
        ("settings.js", "settings"),
        ("settings_bg.wasm", EMPTY_MODULE),
        ("settings.css", style),
        ("staff.webmanifest", "{}"),
    ];
    let mut files = compiled();
    files.extend(staff.map(|(path, content)| (format!("staff/{path}"), content.as_bytes().to_vec())));
    files
}

#[test]
fn another_page_is_another_row() {
    let samples = Files::from([("samples.json".to_owned(), b"[]".to_vec())]);
    let site = assemble(&[LANE, STAFF], with_staff("a {}"), Some(b"{}".to_vec()), &samples)
        .expect("both are complete");
    let alone = assemble(&[LANE], compiled(), Some(b"{}".to_vec()), &samples).expect("one is complete");
    for (path, bytes) in &alone.files {
        assert_eq!(site.files.get(path), Some(bytes), "{path} is as without the other page");
    }
    assert_eq!(site.version, alone.version, "and so is the version");

    let boots: Vec<_> = site.files.keys().filter(|path| path.contains("boot-")).collect();
    assert_eq!(boots.len(), 1, "a file that both need is published once: {boots:?}");
    let staff = content(&site, "staff/index.html");
    assert!(
        staff.contains(&format!("src=\"./../{}\" integrity=", boots[0])),
        "and named from there: {staff}"
    );
    let settings = named(&site, "staff/settings_bg-", ".wasm");
    assert!(staff.contains(&format!("./{}", &settings["staff/".len()..])), "its own lie in its folder");

    let worker = content(&site, "staff/sw.js");
    let list = worker.trim().strip_prefix("const PRECACHE = ").and_then(|list| list.strip_suffix(';'));
    let list: serde_json::Value = serde_json::from_str(list.expect("a list")).expect("the list is JSON");
    let listed = list["files"].as_object().expect("it has files");
    assert_eq!(listed.len(), 6, "{listed:?}");
    for (path, hash) in listed {
        let in_site = path.strip_prefix("../").map_or_else(|| format!("staff/{path}"), str::to_owned);
        assert_eq!(*hash, integrity(&site.files[&in_site]), "{path} of the other page's list is in the site");
    }
    assert!(!listed.keys().any(|path| path.contains("demo/")), "the passes belong to the lane");
    assert!(!content(&site, "sw.js").contains("staff/"), "the lane does not keep the other page");
}

#[test]
fn a_change_to_one_page_is_no_new_version_of_another() {
    let of = |style| {
        assemble(&[LANE, STAFF], with_staff(style), Some(b"{}".to_vec()), &Files::new()).expect("complete")
    };
    let (before, after) = (of("a {}"), of("b {}"));
    assert_eq!(before.files["sw.js"], after.files["sw.js"], "the lane's");
    assert_ne!(before.files["staff/sw.js"], after.files["staff/sw.js"], "its own");
}

const LANE: Page = PAGES[0];

const STAFF: Page = Page {
    folder: "staff/",
    document: "public/staff.html",
    program: "settings",
    worker: None,
    manifest: "staff.webmanifest",
    has_samples: false,
    budget: 350_000,
    second_set: &[],
    second_budget: 350_000,
};

#[test]
fn refuses_words_that_the_page_does_not_offer() {
    let mut more = compiled();
    more.insert("locales/xx.json".to_owned(), b"{}".to_vec());
    assert!(
        assemble(&[LANE], more, Some(b"{}".to_vec()), &Files::new()).is_err(),
        "a language without its line is noticed"
    );
}
