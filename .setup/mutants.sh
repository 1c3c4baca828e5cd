#!/usr/bin/env bash
# mutants.sh [OPTION...]: changes the code that verifies, trusts and decides in one place at a time, and looks whether a test
# fails (cargo-mutants). Options go to cargo mutants, such as --shard 0/8 for an eighth.
# What no test noticed is listed in target/mutants.out/missed.txt.
source "$(dirname "$0")/environment.sh"

# the unit tests, the vectors and what else judges whole passes; a mutant that makes a loop endless is stopped
cargo mutants --package checkpost --output "$TARGET_DIR" --timeout 300 --no-shuffle \
  --file 'src/verify*' --file 'src/verify/**' --file 'src/trust*' --file 'src/trust/**' --file 'src/policy*' --file 'src/policy/**' \
  "$@" -- --lib --test vectors --test deciding --test lists
