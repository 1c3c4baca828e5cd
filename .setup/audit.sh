#!/usr/bin/env bash
# Licences, sources, then known weaknesses: the list of those is fetched from github.com/RustSec/advisory-db.
source "$(dirname "$0")/environment.sh"

say "licences and sources"
cargo deny --all-features --config .deny.toml check licenses bans sources ||
  fail "a dependency's licence or source is not allowed" "read the message above; .deny.toml holds what is allowed, and why"
say "known weaknesses"
cargo deny --all-features --config .deny.toml check advisories ||
  fail "the list of weaknesses could not be fetched, or it names a dependency" \
    "read the message above: check the network, or take the version it names: cargo update -p NAME"
