#!/usr/bin/env bash
# lint.sh: lints all shell scripts with ShellCheck. lint.sh --is-there: makes sure of ShellCheck, through apt where that is allowed.
source "$(dirname "$0")/environment.sh"

if [ "${1:-}" = --is-there ]; then
  command -v shellcheck >/dev/null || apt_install shellcheck
else
  shellcheck --external-sources --source-path=.setup .setup/*.sh .ci/run tests/fuzz/run.sh
fi
