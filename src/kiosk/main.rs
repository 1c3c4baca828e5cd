//! The page: mounts the app. Wiring only.
#![expect(unreachable_pub, reason = "Leptos makes the properties of a component public")]

mod app;
mod awake;
mod camera;
mod clock;
mod crash;
mod fetch;
mod keys;
mod offline;
mod part;
mod preferences;
mod reader;
mod scanner;
mod screen;
mod site;
mod speaker;
mod storage;

use leptos::mount::mount_to_body;

fn main() {
    crash::prepare();
    mount_to_body(app::App);
}
