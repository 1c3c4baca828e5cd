#!/usr/bin/env bash
# sizes.sh SITE: what a tablet downloads for each page, as it is and compressed, against the budgets in the publisher's table
# (src/tool/publish/pages.rs): the first set, which the first verdict waits for, with the largest language; the second set,
# which is fetched afterwards; and each language.
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
const sum = (files) => files.reduce((total, [, sizes]) => total.map((size, index) => size + sizes[index]), [0, 0, 0]);
for (const { folder, budget, second_set, second_budget } of table.split("\n").map(JSON.parse)) {
  const inFolder = (path) => join(site, folder, path);
  // the files that the service worker keeps are those that the page is made of
  const [, list] = /^const PRECACHE = (.*);$/m.exec(readFileSync(inFolder("sw.js"), "utf8"));
  const paths = Object.keys(JSON.parse(list).files).filter((path) => !path.startsWith("demo/"));
  paths.push("sw.js", ...["trust/keys.json"].filter((path) => existsSync(inFolder(path))));
  const files = paths.sort().map((path) => {
    const bytes = readFileSync(inFolder(path));
    return [path, [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length]];
  });
  const languages = files.filter(([path]) => path.startsWith("locales/")).sort(([, one], [, other]) => other[2] - one[2]);
  // tests/browser/first_set.rs compares the table with the network log of a browser
  const isSecond = ([path]) =>
    second_set.some((start) => path.startsWith(start)) || languages.slice(1).some(([other]) => other === path);
  const second = files.filter(isSecond);
  const first = files.filter((file) => !isSecond(file));
  for (const [name, set, most] of [["first", first, budget], ["second", second, second_budget]]) {
    console.log(`${name} set of /${folder}, bytes`.padEnd(44) + ["plain", "gzip", "brotli"].map((word) => word.padStart(10)).join(""));
    set.filter(([, sizes]) => sizes[2] > 4000).forEach(([path, sizes]) => line(path, sizes));
    const total = sum(set);
    line(name === "first" ? "all, in the largest language" : "all", total);
    if (total[2] > most) over(`the ${name} set of /${folder}`, total[2], most);
  }
  for (const [path, sizes] of languages) if (sizes[2] > LANGUAGE_BUDGET) over(path, sizes[2], LANGUAGE_BUDGET);
}
JS
