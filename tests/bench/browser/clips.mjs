// From first sight to the payload, in a worker: clips of hands that hold a pass up, played to the project's reader and to
// zxing-wasm in the same run.
//
// Time is that of the clip. A frame comes every thirtieth of a second; reading one takes as long as it takes here, times the
// factor of a slower machine; a frame that comes meanwhile is missed, and the newest is taken next, as on the page. The time
// of a clip runs from the first frame that shows the whole symbol until its payload is read.

import init, { Clip, Frames } from "./wasm_bench/reader/wasm_bench.js";
import { prepareZXingModule, readBarcodes } from "./libraries/zxing-wasm/dist/es/reader/index.js";

/** Of so many runs the middle one counts: a busy machine does odd things to single ones. */
const ROUNDS = 3;
/** Seconds after which a person has given up. */
const PATIENCE = 3;

onmessage = async ({ data }) => {
  try {
    await init();
    postMessage({ done: data ? await measure(data) : Clip.kinds() });
  } catch (error) {
    postMessage({ failed: String(error?.stack ?? error) });
  }
};

/** @returns {Promise<{name: string, slow: number, outcomes: {seconds: number, wrong: boolean, work: number[]}[]}[]>} */
async function measure({ kind, salts, factors }) {
  await prepareZXingModule({
    overrides: { locateFile: () => new URL("./libraries/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url).href },
    fireImmediately: true,
  });
  const every = { tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, tryDenoise: true };
  const none = Object.fromEntries(Object.keys(every).map((name) => [name, false]));
  const zxing = (options) => () => async ({ colours }) =>
    (await readBarcodes(colours, { formats: ["QRCode"], maxNumberOfSymbols: 1, ...options }))[0]?.bytes;
  const ours = () => {
    const session = new Frames();
    return ({ width, height, pixels }) => session.look(width, height, pixels);
  };
  const contenders = [
    ["checkpost", ours],
    ["zxing-wasm, everything on", zxing(every)],
    ["zxing-wasm, everything off", zxing(none)],
  ].flatMap(([name, begin]) => factors.map((slow) => ({ name, slow, begin, outcomes: [] })));
  for (const salt of salts) {
    for (let place = 0; place < Clip.count(); place++) {
      const clip = new Clip(kind, place, salt);
      const frames = new Map();
      const frame = (number) => {
        if (!frames.has(number)) frames.set(number, clip.frame(number));
        return picture(frames.get(number));
      };
      const facts = { sight: clip.first_sight(), text: hex(clip.text()), rate: Clip.rate() };
      for (const { begin, slow, outcomes } of contenders) {
        const runs = [];
        for (let round = 0; round < ROUNDS; round++) runs.push(await play(begin(), frame, facts, slow));
        runs.sort((one, other) => one.seconds - other.seconds);
        outcomes.push(runs[ROUNDS >> 1]);
      }
      clip.free();
    }
  }
  return contenders.map(({ name, slow, outcomes }) => ({ name, slow, outcomes }));
}

/** Plays a clip to a reader. `seconds` is infinite where it was not read in time. */
async function play(look, frame, { sight, text, rate }, slow) {
  const work = [];
  const last = sight + Math.floor(PATIENCE * rate);
  let free = 0;
  // its code compiled and its memory there, as after a while of looking at nobody
  await look(picture(new Uint8Array(WIDTH * HEIGHT).fill(200)));
  for (let number = 0; number <= last; number = Math.max(number + 1, Math.floor(free * rate))) {
    const shown = frame(number);
    const start = performance.now();
    const pending = look(shown);
    const payload = pending instanceof Promise ? await pending : pending;
    const took = performance.now() - start;
    work.push(took);
    free = Math.max(free, number / rate) + (took * slow) / 1000;
    if (payload?.length) {
      return { seconds: Math.max(free - sight / rate, 0), wrong: hex(payload) !== text, work };
    }
  }
  return { seconds: Infinity, wrong: false, work };
}

/** The frame as each contender takes it; making colours of grey is nobody's time. */
function picture(pixels) {
  const colours = new ImageData(WIDTH, HEIGHT);
  const words = new Uint32Array(colours.data.buffer);
  for (let at = 0; at < pixels.length; at++) words[at] = 0xff000000 | (pixels[at] * 0x010101);
  return { width: WIDTH, height: HEIGHT, pixels, colours };
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const WIDTH = 1280;
const HEIGHT = 720;
