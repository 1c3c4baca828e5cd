//! The worker: message in, frame, code, message out.

fn main() {
    console_error_panic_hook::set_once();
}
