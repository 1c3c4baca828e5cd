#!/usr/bin/env bash
# Builds the site. site.sh demonstration OUT: with the demonstration issuer's keys and passes, in date today.
# site.sh real OUT [TRUST]: for real use and nothing of the demonstration; with that trust file for tablets that are not set
# up for an operator.
source "$(dirname "$0")/environment.sh"

kind=$1 out=$2 trust=${3:-}
compiled=$TARGET_DIR/trunk-$kind
checkpost=(cargo run --quiet --locked -p checkpost-tool --)

if [ "$kind" = real ]; then
  [ -z "$trust" ] || [ -r "$trust" ] || fail "the trust file '$trust' cannot be read" "check the path given as TRUST"
fi

say "building the native tool"
"${checkpost[@]}" --version >/dev/null

trunk=(trunk build --release)
publish=(publish --dist "$compiled" --out "$out")
if [ "$kind" = demonstration ]; then
  trunk+=(--features demonstration)
  say "minting demonstration keys and passes, in date from today"
  rm -rf "$TARGET_DIR/demo"
  # from midnight on, so that building twice on one day makes one version of the site
  "${checkpost[@]}" demo mint "$TARGET_DIR/demo" --at "$(date -u +%F)T00:00:00Z" >/dev/null
  trust=$TARGET_DIR/demo/keys.json
  publish+=(--demo "$TARGET_DIR/demo/demo")
fi

# The builder's home has no place in what tablets download, and the same sources make the same files anywhere.
# Cargo adds this to the flags in .cargo/config.toml; a path with blanks would be two flags.
sources=${CARGO_HOME:-$HOME/.cargo}/registry/src
if [[ $sources != *[[:space:]]* ]]; then
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=--remap-path-prefix=$sources=crates
fi

# field NAME: that member of a line that `checkpost pages` prints
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$page"; }

# Trunk replaces the whole folder that it writes: the table begins with the outermost one
"${checkpost[@]}" pages | while read -r page; do
  say "building $(field program) and its worker (first time: about three minutes on two cores)"
  "${trunk[@]}" --dist "$compiled/$(field folder)" "$(field document)" </dev/null >&2 ||
    fail "Trunk could not build $(field document)" "read the compiler's message above"
done

say "publishing into $out"
"${checkpost[@]}" "${publish[@]}" ${trust:+--trust "$trust"}
if [ "$kind" = demonstration ]; then
  # the demonstration's operator, for which the page provisions itself
  cp -r "$TARGET_DIR/demo/trust/." "$out/trust/"
fi
