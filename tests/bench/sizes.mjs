// What each pass format takes of the page's WebAssembly: node tests/bench/sizes.mjs KIOSK.wasm
//
// Functions are told by their names, so the file must have them:
//
//     cargo build --profile page --config 'profile.page.strip="none"' --target wasm32-unknown-unknown \
//       -p checkpost-kiosk
//
// Link-time optimisation puts small functions into their callers, and they count there. Constants, tables of arithmetic
// among them, stand in the data section and are not told apart. Prints bytes before compression: what is a format's own,
// and the sum of all that a page with the formats up to that line needs for them. What several formats share counts
// at the first of them.

import { readFileSync } from "node:fs";

/** What a line of the table is made of: parts of mangled names, the first that matches wins. */
const PARTS = [
  ["vdsnc", [/envelope5vdsnc/, /claims5vdsnc/, /verify11certificate/, /9x509_cert/, /_3der|\d3der\d/, /4spki/, /9const_oid/, /8pkcs1v15/]],
  ["sdjwt", [/envelope5sdjwt/, /verify10disclosure/]],
  ["jwt", [/envelope3jwt/, /claims3jwt/]],
  ["shc", [/envelope3shc/, /envelope6chunks/, /claims3shc/]],
  ["nzcp", [/envelope4nzcp/, /claims4nzcp/, /wire6base32/]],
  ["claim169", [/envelope8claim169/, /claims8claim169/]],
  ["citypass", [/envelope8citypass/, /claims8citypass/, /wire4cbor13deterministic/, /policy8schedule/]],
  ["hcert", [/envelope5hcert/, /claims5hcert/, /claims5names/, /policy9statement/]],
  ["key binding", [/verify11key_binding/, /policy4live/]],
  ["PS256 (RSA)", [/verify7rsa_pss/, /\d3rsa\d/, /6uint5boxed/, /BoxedUint/, /BoxedMonty/]],
  ["EdDSA", [/verify5eddsa/, /13ed25519_dalek/, /16curve25519_dalek/, /7ed25519/]],
  ["ES256", [/verify5ecdsa/, /trust11precomputed/, /\d4p256\d/, /5ecdsa/, /10primeorder/, /10primefield/, /14elliptic_curve/, /13crypto_bigint/]],
  ["revocation", [/trust10revocation/, /policy10revocation/]],
  ["CBOR and COSE", [/wire4cbor/, /wire4cose/, /8minicbor/, /claims5token/]],
  ["JSON and JOSE", [/wire4json/, /wire4jose/, /10serde_json/, /13data_encoding/]],
  ["base45", [/wire6base45/]],
  ["inflate", [/wire7inflate/, /11miniz_oxide/]],
  ["SHA-2", [/4sha2/, /\d6digest/, /12block_buffer/]],
  ["common to all", [/9checkpost(8envelope|6verify|6claims|5trust|6policy|5judge|9statement|4time|7verdict)/]],
  ["page, words, session", [/9checkpost|15checkpost_kiosk|5kiosk/]],
];

/** The formats in the order of the table, and which of the parts each needs. */
const FORMATS = [
  ["hcert, ES256 (HC1, AT1, LT1)", ["common to all", "hcert", "ES256", "CBOR and COSE", "base45", "inflate", "SHA-2"]],
  ["hcert, PS256", ["PS256 (RSA)"]],
  ["city pass (CP1, CP2)", ["citypass", "key binding"]],
  ["SMART Health Card", ["shc", "JSON and JOSE"]],
  ["NZ COVID Pass", ["nzcp"]],
  ["claim 169, ES256", ["claim169"]],
  ["claim 169, EdDSA", ["EdDSA"]],
  ["VDS-NC", ["vdsnc"]],
  ["JWT", ["jwt"]],
  ["SD-JWT", ["sdjwt"]],
  ["revocation", ["revocation"]],
];

const bytes = readFileSync(process.argv[2]);
let at = 8;
const number = () => {
  let value = 0, shift = 1;
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return value;
    shift *= 128;
  }
};
const text = () => {
  const length = number();
  at += length;
  return bytes.toString("latin1", at - length, at);
};

const sizes = [];
const names = new Map();
let imported = 0, code = 0, data = 0;
while (at < bytes.length) {
  const kind = bytes[at++];
  const length = number();
  const end = at + length;
  if (kind === 2) {
    for (let left = number(); left > 0; left -= 1) {
      text();
      text();
      const what = bytes[at++];
      if (what === 0) {
        imported += 1;
        number();
      } else if (what === 3) {
        at += 2;
      } else {
        if (what === 1) at += 1;
        const limits = bytes[at++];
        number();
        if (limits & 1) number();
      }
    }
  } else if (kind === 10) {
    code = length;
    for (let left = number(); left > 0; left -= 1) {
      const size = number();
      sizes.push(size);
      at += size;
    }
  } else if (kind === 11) {
    data = length;
  } else if (kind === 0 && text() === "name") {
    while (at < end) {
      const part = bytes[at++];
      const partEnd = number() + at;
      if (part === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
      at = partEnd;
    }
  }
  at = end;
}
if (names.size === 0) {
  console.error("the file has no names of functions: see the top of this script for how to build one that has");
  process.exit(1);
}

const sums = new Map(PARTS.map(([part]) => [part, 0]));
let other = 0;
sizes.forEach((size, index) => {
  const name = names.get(imported + index) ?? "";
  const found = PARTS.find(([, patterns]) => patterns.some((pattern) => pattern.test(name)));
  if (found) sums.set(found[0], sums.get(found[0]) + size);
  else other += size;
});

const line = (name, ...columns) => console.log(name.padEnd(34) + columns.map((it) => String(it).padStart(10)).join(""));
line("code, bytes", "own", "sum");
let sum = 0;
for (const [format, parts] of FORMATS) {
  const own = parts.reduce((total, part) => total + sums.get(part), 0);
  sum += own;
  line(format, own, sum);
}
line("page, words, session", sums.get("page, words, session"));
line("Leptos, formatting, memory, …", other);
line("code section", code);
line("data section", data);
if (process.argv.includes("--parts")) for (const [part, size] of sums) line(`  ${part}`, size);
