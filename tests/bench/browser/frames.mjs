// From a frame to the payload, in a worker: the project's reader beside zxing-wasm and jsQR on the same frames.
// Each frame goes through every contender before the next one comes. In every round each contender of the project's
// starts anew and sees the frames in the same order; of the rounds the quickest counts, as a busy machine only ever adds.

import init, { Frames } from "./wasm_bench/reader/wasm_bench.js";
import { prepareZXingModule, readBarcodes } from "./libraries/zxing-wasm/dist/es/reader/index.js";
import "./libraries/jsqr/dist/jsQR.js";

const ROUNDS = 3;
/** Looks at a frame that stays, after which a code that is held still should have been read. */
const LOOKS = 12;

onmessage = async ({ data: { group, count } }) => {
  try {
    postMessage({ done: await measure(group, count) });
  } catch (error) {
    postMessage({ failed: String(error?.stack ?? error) });
  }
};

async function measure(group, count) {
  await init();
  await prepareZXingModule({
    overrides: { locateFile: () => new URL("./libraries/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url).href },
    fireImmediately: true,
  });
  const every = { tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, tryDenoise: true };
  const none = Object.fromEntries(Object.keys(every).map((name) => [name, false]));
  const zxing = (options) => async ({ colours }) => {
    const found = await readBarcodes(colours, { formats: ["QRCode"], maxNumberOfSymbols: 1, ...options });
    return found[0]?.bytes;
  };
  let reader;
  const grey = (way) => ({ width, height, pixels }) => reader[way](width, height, pixels);
  const contenders = [
    { name: "checkpost, one look", rounds: ROUNDS, run: grey("look") },
    { name: "checkpost, all passes", rounds: 1, run: grey("still"), apart: true },
    { name: "zxing-wasm, everything on", rounds: ROUNDS, run: zxing(every) },
    { name: "zxing-wasm, everything off", rounds: ROUNDS, run: zxing(none) },
    { name: "jsQR", rounds: 1, run: ({ colours }) => jsQR(colours.data, colours.width, colours.height)?.binaryData },
  ];
  for (const contender of contenders) contender.results = Array.from({ length: count }, () => ({ took: Infinity }));
  let held = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const moving = new Frames();
    // its scratch memory, and everybody's code compiled
    const blank = picture(1280, 720, new Uint8Array(1280 * 720).fill(200));
    for (const { run, apart } of contenders) {
      reader = apart ? new Frames() : moving;
      await run(blank);
    }
    for (let index = 0; index < count; index++) {
      const { width, height, pixels, accepted } = await frame(group, index);
      const shown = picture(width, height, pixels);
      for (const { run, rounds, apart, results } of contenders) {
        if (round >= rounds) continue;
        reader = apart ? new Frames() : moving;
        const start = performance.now();
        const pending = run(shown);
        const payload = pending instanceof Promise ? await pending : pending;
        const took = performance.now() - start;
        if (apart) reader.free();
        const text = payload?.length ? hex(payload) : undefined;
        const read = text !== undefined && (accepted === undefined || accepted.includes(text));
        const result = results[index];
        result.took = Math.min(result.took, took);
        if (round === 0) Object.assign(result, { read, wrong: text !== undefined && !read });
      }
      if (round === 0) held += looks(shown, accepted);
    }
    moving.free();
  }
  const found = contenders.map(({ name, results }) => ({ name, results }));
  return { found, held };
}

/** Whether a frame that stays is read within so many looks. */
function looks({ width, height, pixels }, accepted) {
  const patient = new Frames();
  let read = false;
  for (let look = 0; look < LOOKS && !read; look++) {
    const payload = patient.look(width, height, pixels);
    read = payload.length > 0 && (accepted === undefined || accepted.includes(hex(payload)));
  }
  patient.free();
  return read;
}

async function frame(group, index) {
  const answer = await fetch(`./frames/${group}/${index}`);
  const { width, height, accepted } = JSON.parse(answer.headers.get("x-frame"));
  return { width, height, accepted, pixels: new Uint8Array(await answer.arrayBuffer()) };
}

/** The frame as each contender takes it; making colours of grey is nobody's time. */
function picture(width, height, pixels) {
  const colours = new ImageData(width, height);
  const words = new Uint32Array(colours.data.buffer);
  for (let at = 0; at < pixels.length; at++) words[at] = 0xff000000 | (pixels[at] * 0x010101);
  return { width, height, pixels, colours };
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
