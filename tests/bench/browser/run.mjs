// Times Checkpost in headless Chromium beside libraries in JavaScript, and prints tables: text to verdict in a page,
// frame to payload in a worker, first sight to payload over clips.
//
//   make bench                                    frames and clips drawn here, from a seed
//   make bench ONLY=clips SALT="5 6"              one part of it: verdicts, frames or clips; and clips of other seeds
//   make bench ONLY=soak                          a hundred thousand frames through the worker as it is built: its memory and
//                                                 its times before and after; never part of the rest (ten to twenty minutes)
//   make bench FRAMES="one.jsonl two.jsonl"       and those of manifests: JSON lines with set, image (PGM, relative to the
//                                                 manifest or absolute), accept_hex, expect_none, level (4 and 5 are left out)
//
// `.setup/bench.sh` compiles the library, fetches the libraries that package.json pins, and calls
//   node run.mjs BENCH_FOLDER LIBRARIES_FOLDER [--only PART] [--salt NUMBER]... [--worker FOLDER] [--count FRAMES] [MANIFEST...]
// Chromium is the one on the PATH; CHROMIUM names another.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { availableParallelism, loadavg } from "node:os";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { cases } from "./cases.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, salt: { type: "string", multiple: true }, worker: { type: "string" }, count: { type: "string" } },
});
const [wasmBench, libraries, ...manifests] = positionals;
/** The loader of the worker as it is built, and an answer to the question for its memory. */
const SOAKED = `importScripts("./reader.js");
wasm_bindgen("./reader_bg.wasm").then(({ memory }) => {
  const channel = new BroadcastChannel("memory");
  channel.onmessage = ({ data }) => data === "how much?" && channel.postMessage(memory.buffer.byteLength);
});`;
const wants = (part) => !options.only || options.only === part;
if (!libraries || (options.only && !["verdicts", "frames", "clips", "soak"].includes(options.only))) {
  console.error("usage: node run.mjs BENCH_FOLDER LIBRARIES_FOLDER [--only PART] [--salt NUMBER]... [MANIFEST...]; `make bench` does it all");
  process.exit(2);
}
/** Salts of clips that nothing was tuned on, and how much slower than this machine the clips are played. */
const salts = (options.salt ?? ["101", "102"]).map(Number);
const factors = [1, 4];
const { chromium } = createRequire(join(resolve(libraries), "package.json"))("playwright-core");
const here = dirname(fileURLToPath(import.meta.url));

const soaks = options.only === "soak";
const groups = wants("frames") || soaks ? drawn() : {};
const names = Object.keys(groups);

const server = createServer(answer).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const executablePath = process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
const browser = await chromium.launch({
  executablePath,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  page.on("response", (response) => response.ok() || console.error(`${response.url()}: ${response.status()}`));
  page.on("pageerror", (error) => console.error(`the page failed: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.measureVerdicts);
  console.log(`Chromium ${browser.version()}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`);
  if (wants("verdicts")) {
    console.error("text to verdict");
    printVerdicts(await page.evaluate(() => globalThis.measureVerdicts()));
  }
  if (soaks) await soak(page);
  for (const [group, name] of wants("frames") ? names.entries() : []) {
    console.error(`frame to payload: ${name}, ${groups[name].length} frames`);
    printFrames(name, await page.evaluate(inWorker, ["./frames.mjs", { group, count: groups[name].length }]));
  }
  if (wants("clips")) {
    const kinds = await page.evaluate(inWorker, ["./clips.mjs", null]);
    const all = [];
    for (const [kind, name] of kinds.entries()) {
      console.error(`first sight to payload: ${name}`);
      const found = await page.evaluate(inWorker, ["./clips.mjs", { kind, salts, factors }]);
      printClips(name, found);
      found.forEach((contender, place) => (all[place] ??= { ...contender, outcomes: [] }).outcomes.push(...contender.outcomes));
    }
    printClips("all", all);
  }
} finally {
  await browser.close();
  server.close();
}

/** Runs in the page: a worker of its own for every group of frames. */
function inWorker([script, message]) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { type: "module" });
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data.failed) reject(new Error(data.failed));
      else resolve(data.done);
    };
    worker.postMessage(message);
  });
}

/** Sends frames to the worker for as long as asked for, and prints what became of its memory and its times. */
async function soak(page) {
  const ask = (message) =>
    page.evaluate(
      (message) =>
        new Promise((resolve, reject) => {
          const worker = (globalThis.soak ??= new Worker("./soak.mjs", { type: "module" }));
          worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
          worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data.done));
          worker.postMessage(message);
        }),
      message,
    );
  // what the browser itself counts for scripts and their memory, all workers together
  const scripts = async () => {
    const { bytes } = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
    return (bytes / 1e6).toFixed(1);
  };
  const total = Number(options.count ?? 100_000);
  const { kinds, frames } = await ask({ begin: { script: "./worker/soak.js", groups: names.map((name, group) => ({ name, group, count: groups[name].length })) } });
  console.log(`\n${`soak: ${frames} different frames`.padEnd(32)} ${cells("frames", "read", "median", "mean", "p95", "worst", "pages", "MB")}   milliseconds, worker's memory, scripts`);
  const row = async (name, { times, took, read, bytes }) => {
    const { median, slow, worst } = spread(took);
    const average = took.reduce((sum, time) => sum + time, 0) / took.length;
    const words = [times.length, read, ...[median, average, slow, worst].map((time) => time.toFixed(2)), bytes / 65_536, await scripts()];
    console.log(`${name.padEnd(32)} ${cells(...words)}`);
  };
  for (const kind of kinds) await row(`${kind}, the first time`, await ask({ run: { kind } }));
  // whole rounds, so that every thousand has the same frames in it
  const step = frames * Math.max(Math.round(1000 / frames), 1);
  let done = 0;
  for (let turn = 0; done < total; turn++, done += step) {
    const outcome = await ask({ run: { count: step } });
    if (turn === 0 || done + step >= total || turn % 20 === 0) await row(`after ${done + step}`, outcome);
  }
  console.log(`${done} frames, one worker, no restart`);
}

function printVerdicts(contenders) {
  console.log(`\n${"text to verdict".padEnd(48)} ${cells("median", "p95", "× noble")}   milliseconds`);
  const noble = spread(contenders[0].times).median;
  for (const { name, times } of contenders) {
    const { median, slow } = spread(times);
    console.log(`${name.padEnd(48)} ${cells(median.toFixed(3), slow.toFixed(3), (median / noble).toFixed(2))}`);
  }
}

function printFrames(group, { found, held }) {
  const frames = found[0].results.length;
  console.log(`\n${`${group}: ${frames} frames`.padEnd(32)} ${cells("read", "wrong", "median", "mean", "p95", "worst", "× ours")}   milliseconds`);
  const ours = mean(found[0].results);
  for (const { name, results } of found) {
    const { median, slow, worst } = spread(results.map((result) => result.took));
    const count = (what) => results.filter((result) => result[what]).length;
    const times = [median, mean(results), slow, worst].map((time) => time.toFixed(2));
    console.log(`${name.padEnd(32)} ${cells(count("read"), count("wrong"), ...times, (mean(results) / ours).toFixed(2))}`);
  }
  console.log(`${"checkpost, a frame that stays".padEnd(32)} ${cells(held)}`);
}

function printClips(kind, contenders) {
  const { length } = contenders[0].outcomes;
  console.log(`\n${`${kind}: ${length} clips`.padEnd(40)} ${cells("0.3 s", "1 s", "3 s", "median s", "wrong", "ms", "p95 ms")}   time to the payload, work a frame`);
  for (const { name, slow, outcomes } of contenders) {
    const within = (limit) => `${Math.round((100 * outcomes.filter(({ seconds, wrong }) => !wrong && seconds <= limit).length) / length)} %`;
    const { median } = spread(outcomes.map(({ seconds }) => seconds));
    const work = spread(outcomes.flatMap(({ work }) => work));
    const wrong = outcomes.filter((outcome) => outcome.wrong).length;
    const words = [within(0.3), within(1), within(3), median.toFixed(3), wrong, work.median.toFixed(1), work.slow.toFixed(1)];
    console.log(`${(slow === 1 ? name : `${name}, ${slow} × slower`).padEnd(40)} ${cells(...words)}`);
  }
}

function cells(...words) {
  return words.map((word) => String(word).padStart(8)).join("");
}

function spread(times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)];
  return { median: at(0.5), slow: at(0.95), worst: at(1) };
}

function mean(results) {
  return results.reduce((sum, result) => sum + result.took, 0) / results.length;
}

/** The frames drawn here, and those of the manifests. */
function drawn() {
  console.error("drawing frames");
  const groups = cases(resolve(libraries));
  for (const manifest of manifests) addManifest(groups, manifest);
  return groups;
}

/** The frames of a manifest, with those of its sets that are made to trouble a reader in a group of their own. */
function addManifest(groups, manifest) {
  for (const line of readFileSync(manifest, "utf8").trim().split("\n")) {
    const { set, image, accept_hex: accepted, level } = JSON.parse(line);
    // single damaged symbols are small pictures, no frames
    if (level > 3 || set === "adv-damaged") continue;
    const group = `${dirname(manifest).split("/").pop()}, ${set.startsWith("adv-") ? "hostile" : "levels 1 to 3"}`;
    (groups[group] ??= []).push({ path: resolve(dirname(manifest), image), accepted: accepted ?? undefined });
  }
}

/** A frame as it is kept, or out of the picture file: binary PGM with eight bits. */
function pixelsOf({ path, ...frame }) {
  if (!path) return frame;
  const file = readFileSync(path);
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString("latin1", 0, 64));
  if (!header) throw new Error(`${path} is no PGM with eight bits`);
  return { ...frame, width: Number(header[1]), height: Number(header[2]), pixels: file.subarray(header[0].length) };
}

function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname)).slice(1) || "index.html";
  const frame = /^frames\/(\d+)\/(\d+)$/.exec(path);
  // a page of its own world has clocks of five microseconds
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cache-control": "no-store",
  };
  try {
    let body;
    if (frame) {
      const { width, height, pixels, accepted } = pixelsOf(groups[names[frame[1]]][frame[2]]);
      headers["x-frame"] = JSON.stringify({ width, height, accepted });
      body = pixels;
    } else {
      const [folder, ...rest] = path.split("/");
      const root = { wasm_bench: wasmBench, libraries: join(libraries, "node_modules"), worker: options.worker }[folder];
      body = path === "worker/soak.js" ? SOAKED : readFileSync(root ? join(root, ...rest) : join(here, path));
      headers["content-type"] = TYPES[extname(path)] ?? "application/octet-stream";
    }
    response.writeHead(200, headers).end(body);
  } catch (error) {
    response.writeHead(404, headers).end(error.message);
  }
}
