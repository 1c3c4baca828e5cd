#!/usr/bin/env bash
# Makes sure of Chromium and its driver for the browser tests; installs them through apt where that is allowed.
source "$(dirname "$0")/common.sh"

packages=(chromium chromium-driver)
present() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }
present && exit

by_hand="install Chromium and ChromeDriver, so that 'chromium' and 'chromedriver' are on the PATH; on Debian: sudo apt-get install ${packages[*]}"
command -v apt-get >/dev/null || fail "the browser tests need Chromium, and this system has no apt" "$by_hand"
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || fail "the browser tests need Chromium, and this user may not install it" "$by_hand"
  as_root=(sudo -n)
fi
say "installing ${packages[*]} through apt"
export DEBIAN_FRONTEND=noninteractive
{ "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2 ||
  fail "apt could not install ${packages[*]}" "$by_hand"
present || fail "apt installed ${packages[*]}, yet 'chromium' or 'chromedriver' is not on the PATH" "$by_hand"
