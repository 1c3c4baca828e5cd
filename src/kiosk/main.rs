//! The page: mounts the app. Wiring only.
#![expect(unreachable_pub, reason = "Leptos makes the properties of a component public")]

mod app;
mod wake_lock;
mod camera;
mod clock;
mod panic_hook;
mod fetch;
mod intl;
mod keys;
mod kiosk;
mod language;
mod offline;
mod component;
mod preferences;
mod reader;
mod scanner;
mod screen;
mod site;
mod speaker;
mod storage;
mod updates;

use leptos::mount::mount_to_body;

fn main() {
    panic_hook::prepare();
    mount_to_body(app::App);
}
