#!/usr/bin/env bash
# Makes sure of the browsers that the tests drive, and of fonts for the languages of the page; installs them through apt where
# that is allowed. Chromium is a must. Without Firefox, WebKit or the fonts, tests go on and count what they skip.
source "$(dirname "$0")/environment.sh"

must=(chromium chromium-driver)
other=(firefox-esr webkit2gtk-driver xvfb fonts-noto-cjk fonts-noto-core)
has_chromium() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }
has_other() {
  command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null &&
    [ -d /usr/share/fonts/opentype/noto ] && [ -d /usr/share/fonts/truetype/noto ]
}
if has_chromium && has_other; then exit; fi

# give_up REASON: Chromium is needed, and cannot be had
give_up() {
  has_chromium && say "$1: tests in Firefox and WebKit are skipped where these are missing" && exit
  fail "$1" "install Chromium and ChromeDriver, so that 'chromium' and 'chromedriver' are on the PATH; on Debian: sudo apt-get install ${must[*]} ${other[*]}"
}
command -v apt-get >/dev/null || give_up "the browser tests need browsers, and this system has no apt"
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || give_up "the browser tests need browsers, and this user may not install them"
  as_root=(sudo -n)
fi
say "installing ${must[*]} ${other[*]} through apt"
export DEBIAN_FRONTEND=noninteractive
apt() { "${as_root[@]}" apt-get "$@" >&2; }
apt update -qq || give_up "apt cannot be brought up to date"
has_chromium || apt install -y -qq --no-install-recommends "${must[@]}" || give_up "apt could not install ${must[*]}"
has_chromium || give_up "apt installed ${must[*]}, yet 'chromium' or 'chromedriver' is not on the PATH"
# WebKit's recommendations play the stream of a camera
has_other || apt install -y -qq "${other[@]}" || give_up "apt could not install ${other[*]}"
