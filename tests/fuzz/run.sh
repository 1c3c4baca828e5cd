#!/usr/bin/env bash
# Fuzzes every entry point for so many seconds each: tests/fuzz/run.sh [SECONDS] [TARGET...]. Needs g++, no nightly compiler.
# What is found is written into tests/fuzz/found/TARGET, where tests/replay.rs replays it from then on.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-60}
shift || true
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for file in targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-../../target}/fuzz
corpus=$CARGO_TARGET_DIR/corpus

# what cargo-fuzz passes with --sanitizer none: counters for every edge, comparisons told to the engine
instrumented='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing'

cargo run --quiet --locked --bin seed -- "$corpus"
host=$(rustc -vV | sed -n 's/^host: //p')
for target in "${targets[@]}"; do
  # with --target, build scripts and macros are not instrumented
  RUSTFLAGS=$instrumented cargo build --quiet --locked --release --target "$host" --bin "$target"
done

status=0
for target in "${targets[@]}"; do
  mkdir -p "found/$target"
  printf '== %s, %s s\n' "$target" "$seconds"
  log=$CARGO_TARGET_DIR/$target.log
  "$CARGO_TARGET_DIR/$host/release/$target" "$corpus/$target" -max_total_time="$seconds" -max_len=40000 -timeout=10 \
    -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="found/$target/" >"$log" 2>&1 || status=1
  grep -E '^stat::(number_of_executed_units|slowest_unit)|^==.*ERROR|^SUMMARY|panicked|Test unit written' "$log" || true
  rmdir "found/$target" 2>/dev/null || true
done
exit $status
