#!/usr/bin/env bash
# sizes.sh SITE: what a tablet downloads at its first visit to each page, as it is and compressed, against the page's
# budget in the publisher's table (src/tool/publish/pages.rs): of the languages only the largest. And each language against
# its own budget.
source "$(dirname "$0")/environment.sh"
need node "install Node.js: sudo apt-get install nodejs"

pages=$(cargo run --quiet --locked -p checkpost-tool -- pages)
node - "$1" "$pages" <<'JS'
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { brotliCompressSync, gzipSync } = require("node:zlib");

// One language, brotli.
const LANGUAGE_BUDGET = 12_000;
const [site, table] = process.argv.slice(2);
const line = (name, sizes) => console.log(name.padEnd(44) + sizes.map((size) => String(size).padStart(10)).join(""));
const over = (what, size, budget) => {
  console.error(`${what} is ${size} bytes, over its budget of ${budget}`);
  process.exitCode = 1;
};
for (const { folder, budget } of table.split("\n").map(JSON.parse)) {
  const inFolder = (path) => join(site, folder, path);
  // the files that the service worker keeps are those that the page is made of
  const [, list] = /^const PRECACHE = (.*);$/m.exec(readFileSync(inFolder("sw.js"), "utf8"));
  const paths = Object.keys(JSON.parse(list).files).filter((path) => !path.startsWith("demo/"));
  paths.push("sw.js", ...["trust/keys.json"].filter((path) => existsSync(inFolder(path))));
  const total = [0, 0, 0];
  const languages = [];
  console.log(`first visit to /${folder}, bytes`.padEnd(44) + ["plain", "gzip", "brotli"].map((word) => word.padStart(10)).join(""));
  for (const path of paths.sort()) {
    const bytes = readFileSync(inFolder(path));
    const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
    if (path.startsWith("locales/")) {
      languages.push([path, sizes]);
      continue;
    }
    sizes.forEach((size, index) => (total[index] += size));
    if (sizes[2] > 4000) line(path, sizes);
  }
  languages.sort(([, one], [, other]) => other[2] - one[2]);
  for (const [path, sizes] of languages) {
    line(path, sizes);
    if (sizes[2] > LANGUAGE_BUDGET) over(path, sizes[2], LANGUAGE_BUDGET);
  }
  languages.slice(0, 1).forEach(([, sizes]) => sizes.forEach((size, index) => (total[index] += size)));
  line("all, in the largest language", total);
  if (total[2] > budget) over(`a first visit to /${folder}`, total[2], budget);
}
JS
