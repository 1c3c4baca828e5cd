#!/usr/bin/env bash
# Everything that must hold, cheap checks first; goes on after a failure, so that one run tells all. The last lines name the
# time that it took and the five longest steps, and count the checks.
source "$(dirname "$0")/environment.sh"

passed=0 failed=0 skipped=0 broken=() times=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# step NAME COMMAND...: one check, counted once; the tests inside a command are counted beside it
step() {
  local name=$1 start=$SECONDS status=0
  shift
  say "$name"
  "$@" 2>&1 | tee "$log" || status=$?
  local good bad left
  read -r good bad left < <(counted)
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
  if [ "$status" = 0 ]; then
    [ "$good" != 0 ] || passed=$((passed + 1))
  else
    [ "$bad" != 0 ] || failed=$((failed + 1))
    broken+=("$name")
  fi
  local seconds=$((SECONDS - start))
  times+=("$seconds s  $name")
  printf '   %s: %s, %d s\n' "$name" "$([ "$status" = 0 ] && echo good || echo FAILED)" "$seconds" >&2
}

# the sums of "N passed; M failed" (cargo) and "N passed, M failed[, K skipped]" (conformance, browsers) in the log
counted() {
  awk '/^test result: / || /^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
    for (i = 2; i <= NF; i++) {
      if ($i ~ /^passed/) good += $(i - 1)
      if ($i ~ /^failed/) bad += $(i - 1)
      if ($i ~ /^skipped/) left += $(i - 1)
    }
  } END { print good + 0, bad + 0, left + 0 }' "$log"
}

# skip NAME REASON: a check that cannot run here; it is counted in the last line
skip() {
  skipped=$((skipped + 1))
  say "skipped: $1 ($2)"
}

wasm=(--target wasm32-unknown-unknown)
# private items are documented too, so links to them are in order
rustdoc='-D warnings -A rustdoc::private-intra-doc-links'

# the gate's library must stay free of what the page and the tool need, and the reading engine of everything but rqrr
library_is_pure() {
  local foreign
  foreign=$(cargo tree --locked -p checkpost --edges normal --prefix none | grep -E '^(leptos|gloo|web-sys|clap|image|tokio|rqrr|checkpost-[a-z]+) ' || true)
  [ -z "$foreign" ] || { echo "the gate's library depends on: $foreign"; return 1; }
  foreign=$(cargo tree --locked -p checkpost-reading --edges normal --prefix none --depth 1 | grep -vE '^(checkpost-reading|rqrr) ' || true)
  [ -z "$foreign" ] || { echo "the reading engine depends on: $foreign"; return 1; }
}

script_syntax() {
  local file
  for file in public/*.js tests/bench/browser/*.mjs; do
    node --check "$file" || return 1
  done
}

# the passes that others published, judged by the tool as a user would run it; formats that are not verified yet are named
conformance() {
  local case_file name status=0
  for case_file in "$CHECKPOST_VECTORS"/passes/*.jsonl; do
    name=$(basename "$case_file" .jsonl)
    case $name in
      hcert | hcert-mutants | shc | nzcp | claim169 | sdjwt | vdsnc) ;;
      aadhaar | philsys | pretix) echo "-- $name: not verified by this version, left out" && continue ;;
      *) echo "-- $name: nobody said what it is" && status=1 && continue ;;
    esac
    echo "-- $name"
    cargo run --quiet --locked --release -p checkpost-tool -- conformance "$case_file" || status=1
  done
  return $status
}

# inputs that earlier versions judged wrongly
faults() {
  cargo build --quiet --locked --release -p checkpost-tool &&
    python3 "$CHECKPOST_VECTORS/faults/run.py" "$TARGET_DIR/release/checkpost"
}

step "formatting" cargo fmt --check
step "scripts of the page parse" script_syntax
if .setup/lint.sh --is-there; then
  step "shell scripts" .setup/lint.sh
else
  skip "shell scripts" "ShellCheck is not here and cannot be installed"
fi
step "dependencies of the libraries" library_is_pure
step "lints, native" cargo clippy --quiet --locked --workspace --exclude checkpost-kiosk --all-targets -- -D warnings
step "lints, page and worker" cargo clippy --quiet --locked "${wasm[@]}" -p checkpost-kiosk -p checkpost-reader -p checkpost-bench --features checkpost-kiosk/demonstration --bin kiosk --bin reader --example wasm_bench -- -D warnings
step "lints, page for real use" cargo clippy --quiet --locked "${wasm[@]}" -p checkpost-kiosk -- -D warnings
step "documentation" env RUSTDOCFLAGS="$rustdoc" cargo doc --quiet --locked --no-deps --document-private-items -p checkpost -p checkpost-reading -p checkpost-issuing
step "documentation, page and worker" env RUSTDOCFLAGS="$rustdoc" cargo doc --quiet --locked --no-deps --document-private-items "${wasm[@]}" -p checkpost-kiosk -p checkpost-reader
if [ -n "${CHECKPOST_VECTORS:-}" ]; then
  CHECKPOST_PYTHON=$(.setup/reference.sh)
  export CHECKPOST_PYTHON
fi
step "tests" cargo test --locked --no-fail-fast --workspace --exclude checkpost-kiosk --exclude checkpost-browser-test --exclude checkpost-bench

if [ -n "${CHECKPOST_VECTORS:-}" ]; then
  step "conformance" conformance
  step "faults found" faults
else
  skip "the public test cases" "CHECKPOST_VECTORS is not set: judged only what the project mints itself"
fi

# the small form of `make bench`, natively; that of `make soak` is the scenario memory of the browser tests
step "bench of verdicts" cargo bench --quiet --locked -p checkpost-bench --bench verdict

step "the page's screens, each in a browser" env WASM_BINDGEN_TEST_TIMEOUT=120 \
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
  cargo test --locked "${wasm[@]}" -p checkpost-kiosk

site=$TARGET_DIR/site-test
step "the site" .setup/site.sh demonstration "$site"
step "size of the first download" .setup/sizes.sh "$site"
if [ -d tests/browser ]; then
  export CHECKPOST_COMPILED=$TARGET_DIR/trunk-demonstration
  step "the tool for the browser tests" cargo build --quiet --locked -p checkpost-tool
  step "the page in a browser" cargo test --locked -p checkpost-browser-test
fi

for name in "${broken[@]}"; do
  echo "FAILED: $name" >&2
done
echo "took $((SECONDS / 60)) min $((SECONDS % 60)) s; the longest steps:"
printf '%s\n' "${times[@]}" | sort -rn | head -n 5 | sed 's/^/  /'
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && { [ "$skipped" = 0 ] || [ -z "${CHECKPOST_ALL:-}" ]; }
