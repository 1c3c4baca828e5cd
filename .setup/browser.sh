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

has_chromium || apt_install --no-install-recommends "${must[@]}" || true
if ! has_chromium; then
  fail "the browser tests need Chromium: ${NOT_INSTALLED:-'chromium' or 'chromedriver' is not on the PATH}" \
    "install Chromium and ChromeDriver, so that 'chromium' and 'chromedriver' are on the PATH; on Debian: sudo apt-get install ${must[*]} ${other[*]}"
fi
# WebKit's recommendations play the stream of a camera
has_other || apt_install "${other[@]}" || say "$NOT_INSTALLED: tests in Firefox and WebKit are skipped where these are missing"
