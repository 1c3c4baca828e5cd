#!/usr/bin/env bash
# Makes sure of a Python with the packages of the city pass's reference implementation; prints the interpreter's path.
source "$(dirname "$0")/environment.sh"

folder=$TOOLS_DIR/reference-$REFERENCE_SET
python=$folder/bin/python
if [ ! -e "$folder/.done" ]; then
  need python3 "install Python 3.11 or later with its venv module; on Debian: sudo apt-get install python3 python3-venv"
  say "installing the reference implementation's Python packages"
  rm -rf "$folder"
  # shellcheck disable=SC2086 # the packages are words of one line
  { python3 -m venv "$folder" && "$python" -m pip install --quiet --disable-pip-version-check $REFERENCE_PACKAGES; } >&2 ||
    fail "the reference implementation's Python packages could not be installed" "look at the lines above; run 'make test' again once the package index is reached"
  touch "$folder/.done"
fi
echo "$python"
