// A long day in the worker as it is built: frames without end, one in flight, its buffer coming back with each answer.
// Runs in a worker of its own, which draws the frames and keeps them: clips of every kind, empty scenes, hostile ones.

// a worker has no import map
import { decode, encode } from "./packages/cbor-x/index.js";
import init, { Clip } from "./wasm_bench/reader/wasm_bench.js";

const WIDTH = 1280;
const HEIGHT = 720;
const BUDGET_MS = 250;
const SALT = 301;
/** Frames of each clip, from a little before first sight on. */
const BEFORE = 8;
const AFTER = 16;

onmessage = async ({ data }) => {
  try {
    if (data.begin) postMessage({ done: await begin(data.begin) });
    else if (data.run) postMessage({ done: await run(data.run) });
  } catch (error) {
    postMessage({ failed: String(error?.stack ?? error) });
  }
};

let frames = [];
let reader;
let sent = 0;
let spare = new ArrayBuffer(WIDTH * HEIGHT);

/** Draws the frames and starts the worker. `groups` are those of run.mjs: name, number and count of frames. */
async function begin({ groups, script }) {
  await init();
  for (let kind = 0; kind < Clip.kinds().length; kind++) {
    const clip = new Clip(kind, 0, SALT);
    const first = Math.max(clip.first_sight() - BEFORE, 0);
    for (let number = first; number < clip.first_sight() + AFTER; number++) frames.push(["clip", clip.frame(number)]);
    clip.free();
  }
  for (const { name, group, count } of groups) {
    for (let index = 0; index < count; index++) {
      const answer = await fetch(`./frames/${group}/${index}`);
      frames.push([name, new Uint8Array(await answer.arrayBuffer())]);
    }
  }
  reader = new Worker(script);
  await new Promise((ready, reject) => {
    reader.onmessage = ready;
    reader.onerror = (event) => reject(new Error(event.message || "the reader did not start"));
  });
  return { kinds: [...new Set(frames.map(([name]) => name))], frames: frames.length };
}

/**
 * Sends frames, those of one kind or all in turn. Times are from posting to the answer; `bytes` is the worker's memory.
 * @returns {Promise<{times: number[], took: number[], read: number, bytes: number}>}
 */
async function run({ count, kind }) {
  const chosen = kind ? frames.filter(([name]) => name === kind) : frames;
  const [times, took] = [[], []];
  let read = 0;
  for (let index = 0; index < (count ?? chosen.length); index++) {
    const [, pixels] = chosen[index % chosen.length];
    new Uint8Array(spare).set(pixels);
    const start = performance.now();
    const answer = await look(spare);
    times.push(performance.now() - start);
    took.push(answer.tookMs);
    read += answer.codes.length > 0;
  }
  return { times, took, read, bytes: await memory() };
}

function look(buffer) {
  return new Promise((resolve, reject) => {
    const frame = sent++;
    reader.onerror = (event) => reject(new Error(event.message || "the reader died"));
    // the fields by their numbers in src/reader/message.rs
    reader.onmessage = ({ data: [message, back] }) => {
      const [, [answered, codes, , , tookMs] = []] = decode(message);
      if (answered !== frame || back?.byteLength !== WIDTH * HEIGHT) reject(new Error(`frame ${frame}: ${message}`));
      spare = back;
      resolve({ codes, tookMs });
    };
    reader.postMessage([encode([frame, WIDTH, HEIGHT, BUDGET_MS]), buffer], [buffer]);
  });
}

function memory() {
  const channel = new BroadcastChannel("memory");
  return new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      if (typeof data !== "number") return;
      channel.close();
      resolve(data);
    };
    channel.postMessage("how much?");
  });
}
