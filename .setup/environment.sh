# shellcheck shell=bash
# Sourced by the scripts beside it: messages, installation through apt, versions, and the PATH that finds the pinned
# tools first.

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

# apt_install [OPTION...] PACKAGE...: installs packages through apt. Where that fails or is not allowed, NOT_INSTALLED
# says why, and the status is 1.
apt_install() {
  local as_root=()
  NOT_INSTALLED=
  if ! command -v apt-get >/dev/null; then
    NOT_INSTALLED="this system has no apt"
  elif [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    NOT_INSTALLED="this user may not install packages"
  else
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    say "installing through apt: $*"
    if ! "${as_root[@]}" apt-get update -qq >&2; then
      NOT_INSTALLED="apt cannot be brought up to date"
    elif ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2; then
      NOT_INSTALLED="apt could not install $*"
    fi
  fi
  [ -z "$NOT_INSTALLED" ]
}

source .setup/versions
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)

# one folder a tool and version: another version never has to be removed, and a half-done one is never found
TOOLS_DIR=${CHECKPOST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/checkpost/tools}
TRUNK_DIR=$TOOLS_DIR/trunk-$TRUNK_VERSION
WASM_BINDGEN_DIR=$TOOLS_DIR/wasm-bindgen-$WASM_BINDGEN_VERSION
WASM_BINDGEN_TEST_DIR=$TOOLS_DIR/wasm-bindgen-test-$WASM_BINDGEN_VERSION
CARGO_DENY_DIR=$TOOLS_DIR/cargo-deny-$CARGO_DENY_VERSION
CARGO_MUTANTS_DIR=$TOOLS_DIR/cargo-mutants-$CARGO_MUTANTS_VERSION
GECKODRIVER_DIR=$TOOLS_DIR/geckodriver-$GECKODRIVER_VERSION
export PATH=$TRUNK_DIR/bin:$WASM_BINDGEN_DIR/bin:$WASM_BINDGEN_TEST_DIR/bin:$CARGO_DENY_DIR/bin:$CARGO_MUTANTS_DIR/bin:$GECKODRIVER_DIR/bin:$PATH

# where cargo puts what it builds; the site and its parts stand beside that
# shellcheck disable=SC2034 # the scripts that source this file use it
TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
