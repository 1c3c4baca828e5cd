// From the text of a code to the verdict: the library beside what a page in JavaScript would be made of.
// Every contender has one turn in every round, so that whatever else the machine does meets all of them alike.

import { p256 } from "@noble/curves/nist.js";
import { inflate } from "pako";
import { Decoder, Encoder } from "cbor-x";

const ROUNDS = 200;
const WARM_UP = 30;

globalThis.measureVerdicts = async () => {
  const builds = {};
  for (const name of ["reader", "page"]) {
    builds[name] = await import(`./wasm_bench/${name}/wasm_bench.js`);
    await builds[name].default();
  }
  const { now, key, specimens } = JSON.parse(builds.reader.material());
  const publicKey = Uint8Array.from(key);
  const payloads = specimens.map((specimen) => new TextEncoder().encode(specimen.text));
  const subtleKey = await crypto.subtle.importKey("raw", publicKey, ES256, false, ["verify"]);
  const certificate = specimens[0].text;
  const { message, signature } = unwrap(certificate);

  const noble = (signature, message) => p256.verify(signature, message, publicKey, { lowS: false });
  const subtle = (signature, message) => crypto.subtle.verify(ES256, subtleKey, signature, message);

  const contenders = [
    { name: "noble, verification alone", run: () => noble(signature, message), good: true },
    { name: "WebCrypto, verification alone", run: () => subtle(signature, message), good: true },
    { name: "pako, cbor-x, noble: vaccination", run: () => chain(certificate, noble, now), good: "OK" },
    { name: "pako, cbor-x, WebCrypto: vaccination", run: () => chain(certificate, subtle, now), good: "OK" },
  ];
  for (const [build, library] of Object.entries(builds)) {
    const prepared = new library.Gate();
    prepared.prepare();
    contenders.push({ name: `${build}: p256, verification alone`, run: () => prepared.verify(message, signature), good: true });
    let unprepared;
    const fresh = () => {
      unprepared?.free();
      unprepared = new library.Gate();
    };
    contenders.push({ name: `${build}: preparing its keys`, before: fresh, run: () => unprepared.prepare() });
    specimens.forEach(({ name, code }, index) => {
      const run = (gate) => gate.judge(payloads[index]);
      contenders.push({ name: `${build}: ${name}, key not prepared`, before: fresh, run: () => run(unprepared), good: code });
      contenders.push({ name: `${build}: ${name}`, run: () => run(prepared), good: code });
    });
  }

  for (const contender of contenders) contender.times = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const { before, run, good, name, times } of contenders) {
      before?.();
      const start = performance.now();
      const pending = run();
      const answer = pending instanceof Promise ? await pending : pending;
      const took = performance.now() - start;
      if (answer !== good) throw new Error(`${name} says ${answer}`);
      if (round >= WARM_UP) times.push(took);
    }
  }
  return contenders.map(({ name, times }) => ({ name, times }));
};

/** An EU certificate, judged as far as signature and date, as a page would do it. */
async function chain(text, verify, now) {
  const { message, signature, payload } = unwrap(text);
  const verified = verify(signature, message);
  if (!(verified instanceof Promise ? await verified : verified)) return "S-SIG";
  const token = decoder.decode(payload);
  const statement = token.get(-260)?.get(1);
  if (!statement?.get("nam")?.get("fn")) return "C-BAD";
  return token.get(4) > now ? "OK" : "T-EXP";
}

function unwrap(text) {
  const cose = decoder.decode(inflate(base45(text.slice(4))));
  const [header, , payload, signature] = cose.value ?? cose;
  // the encoder writes into memory that it uses again
  const message = encoder.encode(["Signature1", header, new Uint8Array(), payload]).slice();
  return { message, signature: signature.slice(), payload };
}

function base45(text) {
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
  let end = 0;
  for (let at = 0; at < text.length; at += 3) {
    const [first, second, third] = [at, at + 1, at + 2].map((place) => DIGITS[text.charCodeAt(place)]);
    const value = first + 45 * second + 2025 * (third ?? 0);
    if (third !== undefined) bytes[end++] = value >> 8;
    bytes[end++] = value & 255;
  }
  return bytes;
}

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DIGITS = {};
[..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"].forEach((letter, value) => (DIGITS[letter.charCodeAt(0)] = value));
const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });
const encoder = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false });
