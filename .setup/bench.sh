#!/usr/bin/env bash
# bench.sh [--only PART] [--salt NUMBER]... [MANIFEST...]: times the library in Chromium beside packages in JavaScript, which are fetched at pinned versions.
source "$(dirname "$0")/environment.sh"

# no browser: the page's schedule, and a real web server
if [[ " $* " == *" --only fetching "* ]]; then
  command -v nginx >/dev/null || apt_install nginx-light || say "nginx is missing: $NOT_INSTALLED"
  exec cargo bench --quiet --locked -p checkpost-bench --bench fetching
fi

need node "install Node.js: sudo apt-get install nodejs npm"
need npm "install npm: sudo apt-get install npm"

bench=tests/bench/browser
wasm_bench=$TARGET_DIR/wasm_bench

# as the reader's worker is compiled, for speed, and as the page is, for size
for profile in reader page; do
  say "building the library as the $profile is built"
  cargo build --quiet --locked --profile "$profile" --target wasm32-unknown-unknown -p checkpost-bench --example wasm_bench
  wasm-bindgen --target web --no-typescript --out-dir "$wasm_bench/$profile" --out-name wasm_bench \
    "$TARGET_DIR/wasm32-unknown-unknown/$profile/examples/wasm_bench.wasm"
done

packages=$TOOLS_DIR/bench-packages-$(sha256sum "$bench/package-lock.json" | cut -c1-12)
if [ ! -e "$packages/.done" ]; then
  say "fetching the packages"
  mkdir -p "$packages"
  cp "$bench/package.json" "$bench/package-lock.json" "$packages"
  # not `npm ci`: that asks for cbor-x's native helpers too, which no browser runs
  (cd "$packages" && npm install --no-save --ignore-scripts --omit=optional --no-audit --no-fund >&2) ||
    fail "the packages could not be fetched" "check the network, and run 'make bench' again"
  touch "$packages/.done"
fi

if [[ " $* " == *" --only soak "* ]]; then
  .setup/site.sh demonstration "$TARGET_DIR/site-bench"
  set -- --worker "$TARGET_DIR/trunk-demonstration" "$@"
fi

say "measuring"
node "$bench/run.mjs" "$wasm_bench" "$packages" "$@"
