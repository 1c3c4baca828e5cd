#!/usr/bin/env bash
# Makes sure of the compiler, Trunk and wasm-bindgen at the pinned versions; quick when nothing is missing.
source "$(dirname "$0")/environment.sh"

need cargo "install rustup from https://rustup.rs, open a new shell, and run make again"
need cc "install a C compiler: sudo apt-get install build-essential"

# the first call of cargo in this folder makes rustup fetch the pinned toolchain, and shows it
cargo --version >/dev/null || fail "the pinned Rust toolchain could not be made ready" \
  "check the network, then run: rustup toolchain install (in this folder)"
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  rustup target add wasm32-unknown-unknown || fail "the compiler has no WebAssembly target" \
    "check the network, then run: rustup target add wasm32-unknown-unknown"
fi

mkdir -p "$TOOLS_DIR"
exec 9>"$TOOLS_DIR/.lock"
flock 9

# has COMMAND VERSION: the right version is on the PATH, ours or the machine's own
has() { [ "$("$1" --version 2>/dev/null | sed -n '1s/^[^ ]* \([^ ]*\).*/\1/p')" = "$2" ]; }

# install COMMAND CRATE VERSION FOLDER MINUTES [OPTION...]
install() {
  local command=$1 crate=$2 version=$3 folder=$4 minutes=$5
  shift 5
  has "$command" "$version" && return
  say "installing $crate $version (once, about $minutes on two cores)"
  local build=$TOOLS_DIR/.build
  # Their own release profiles cost 22 minutes of computing for tools that run a second a build: compile them light.
  # Their dependencies are those of the crate's own lock file or none: what is resolved anew, nobody has tried.
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=false \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_STRIP=true CARGO_TARGET_DIR=$build
  cargo install --locked "$crate" --version "=$version" --root "$folder" --force "$@" ||
    fail "$crate $version could not be installed" \
      "read the message above; if the registry was not reached, or lacks a version that the crate's lock file names, check the
  network and which registry cargo asks, and run make again: it goes on where it stopped"
  rm -rf "$build"
}

install trunk trunk "$TRUNK_VERSION" "$TRUNK_DIR" "two minutes" --no-default-features
install wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN_VERSION" "$WASM_BINDGEN_DIR" "one minute" --bin wasm-bindgen
if [ "${1:-}" = test ]; then
  install wasm-bindgen-test-runner wasm-bindgen-cli "$WASM_BINDGEN_VERSION" "$WASM_BINDGEN_TEST_DIR" "one minute" \
    --bin wasm-bindgen-test-runner
  install geckodriver geckodriver "$GECKODRIVER_VERSION" "$GECKODRIVER_DIR" "one minute"
fi
if [ "${1:-}" = audit ]; then
  install cargo-deny cargo-deny "$CARGO_DENY_VERSION" "$CARGO_DENY_DIR" "two minutes"
fi
if [ "${1:-}" = mutants ]; then
  install cargo-mutants cargo-mutants "$CARGO_MUTANTS_VERSION" "$CARGO_MUTANTS_DIR" "two minutes"
fi

# Trunk builds offline, so that it never downloads a tool of its own choosing; what cargo needs is fetched here.
cargo fetch --locked --quiet || fail "the crates in Cargo.lock could not be fetched" "check the network and run make again"
