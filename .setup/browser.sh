#!/usr/bin/env bash
# Makes sure of the browsers that the tests drive, of fonts for the languages of the page, and of shellcheck; installs them
# through apt where that is allowed. Chromium and shellcheck are a must. Without Firefox, WebKit or the fonts, tests go on and
# count what they skip.
source "$(dirname "$0")/environment.sh"

must=(chromium chromium-driver shellcheck)
other=(firefox-esr webkit2gtk-driver xvfb fonts-noto-cjk fonts-noto-core)
has_must() { command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v shellcheck >/dev/null; }
has_other() {
  command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null &&
    [ -d /usr/share/fonts/opentype/noto ] && [ -d /usr/share/fonts/truetype/noto ]
}
if has_must && has_other; then exit; fi

# give_up REASON: what is missing cannot be had
give_up() {
  has_must && say "$1: tests in Firefox and WebKit are skipped where these are missing" && exit
  fail "$1" "install what is missing, so that 'chromium', 'chromedriver' and 'shellcheck' are on the PATH; on Debian: sudo apt-get install ${must[*]} ${other[*]}"
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
has_must || apt install -y -qq --no-install-recommends "${must[@]}" || give_up "apt could not install ${must[*]}"
has_must || give_up "apt installed ${must[*]}, yet 'chromium', 'chromedriver' or 'shellcheck' is not on the PATH"
# WebKit's recommendations play the stream of a camera
has_other || apt install -y -qq "${other[@]}" || give_up "apt could not install ${other[*]}"
