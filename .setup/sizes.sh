#!/usr/bin/env bash
# sizes.sh SITE: what a tablet downloads at its first visit, as it is and compressed, against the budget: everything but the
# demonstration's passes and all languages but the largest. And each language against its own budget.
source "$(dirname "$0")/common.sh"
need node "install Node.js: sudo apt-get install nodejs"

node - "$1" <<'JS'
const { readdirSync, readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { brotliCompressSync, gzipSync } = require("node:zlib");

// Everything but the demonstration's passes, brotli.
const BUDGET = 450_000;
// One language, brotli.
const LANGUAGE_BUDGET = 12_000;

const site = process.argv[2];
const walk = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
const total = [0, 0, 0];
const languages = [];
const line = (name, sizes) => console.log(name.padEnd(44) + sizes.map((size) => String(size).padStart(10)).join(""));
console.log("first download, bytes".padEnd(44) + ["plain", "gzip", "brotli"].map((word) => word.padStart(10)).join(""));
for (const path of walk(site)) {
  const name = path.slice(site.length + 1);
  if (name.startsWith("demo/")) continue;
  const isLanguage = name.startsWith("locales/");
  const bytes = readFileSync(path);
  const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  if (isLanguage) languages.push([name, sizes]);
  else sizes.forEach((size, index) => (total[index] += size));
  if (sizes[2] > 4000 && !isLanguage) line(name, sizes);
}
languages.sort(([, one], [, other]) => other[2] - one[2]);
languages.forEach(([name, sizes]) => line(name, sizes));
languages[0][1].forEach((size, index) => (total[index] += size));
line("all, in the largest language", total);
if (languages[0][1][2] > LANGUAGE_BUDGET) {
  console.error(`${languages[0][0]} is ${languages[0][1][2]} bytes, over the budget of ${LANGUAGE_BUDGET} a language`);
  process.exit(1);
}
if (total[2] > BUDGET) {
  console.error(`the first download is ${total[2]} bytes, over the budget of ${BUDGET}`);
  process.exit(1);
}
JS
