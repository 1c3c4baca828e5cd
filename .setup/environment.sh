# shellcheck shell=bash
# Sourced by the scripts beside it: words for people, versions, and the PATH that finds the pinned tools first.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

# fail REASON REMEDY
fail() {
  printf '\n\033[1;31mstopped:\033[0m %s\n  what to do: %s\n' "$1" "$2" >&2
  exit 1
}

# need COMMAND REMEDY
need() {
  command -v "$1" >/dev/null 2>&1 || fail "the command '$1' is missing" "$2"
}

source .setup/versions
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)

# one folder a tool and version: another version never has to be removed, and a half-done one is never found
TOOLS_DIR=${CHECKPOST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/checkpost/tools}
TRUNK_DIR=$TOOLS_DIR/trunk-$TRUNK_VERSION
WASM_BINDGEN_DIR=$TOOLS_DIR/wasm-bindgen-$WASM_BINDGEN_VERSION
WASM_BINDGEN_TEST_DIR=$TOOLS_DIR/wasm-bindgen-test-$WASM_BINDGEN_VERSION
CARGO_DENY_DIR=$TOOLS_DIR/cargo-deny-$CARGO_DENY_VERSION
GECKODRIVER_DIR=$TOOLS_DIR/geckodriver-$GECKODRIVER_VERSION
export PATH=$TRUNK_DIR/bin:$WASM_BINDGEN_DIR/bin:$WASM_BINDGEN_TEST_DIR/bin:$CARGO_DENY_DIR/bin:$GECKODRIVER_DIR/bin:$PATH

# where cargo puts what it builds; the site and its parts stand beside that
export TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
