// Frames as a camera at a gate sees them, drawn from a seed: nothing to read, a pass held up, and what is meant to
// keep a reader busy. Grey, 1280 by 720.

import { createRequire } from "node:module";
import { join } from "node:path";

const WIDTH = 1280;
const HEIGHT = 720;

/** @returns {Record<string, {width: number, height: number, pixels: Uint8Array, accepted?: string[]}[]>} */
export function cases(libraries) {
  const qrcode = createRequire(join(libraries, "package.json"))("qrcode-generator");
  const many = (count, draw) => Array.from({ length: count }, (_, index) => draw(random(index + 1), index));
  return {
    "empty scene": many(12, (next) => finish(background(next), next, 1, 3)),
    "pass in view": many(24, (next, index) => held(qrcode, next, index)),
    "hostile scene": many(20, (next, index) => [noise, blocks, bars, storm, storm][index % 5](next, index)),
  };
}

function held(qrcode, next, index) {
  const letters = index % 2 ? 520 : 380;
  const text = "HC1:" + Array.from({ length: letters }, () => BASE45[Math.floor(next() * 45)]).join("");
  const code = qrcode(0, index % 2 ? "M" : "Q");
  code.addData(text, "Alphanumeric");
  code.make();
  const scene = background(next);
  // larger or smaller, turned, tilted away
  const module = 3 + (index % 4) * 0.5 + next() * 0.4;
  const side = code.getModuleCount() + 8;
  const turn = (next() - 0.5) * (index % 3) * 0.6;
  const [cosine, sine] = [Math.cos(turn) / module, Math.sin(turn) / module];
  const [tilt, tip] = [(next() - 0.5) * 4e-4, (next() - 0.5) * 4e-4];
  const [middleX, middleY] = [WIDTH / 2 + (next() - 0.5) * 300, HEIGHT / 2 + (next() - 0.5) * 40];
  const dark = 30 + next() * 50;
  const light = 160 + next() * 60;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      let sum = 0;
      let inside = 0;
      for (const [moveX, moveY] of [[-0.25, -0.25], [0.25, -0.25], [-0.25, 0.25], [0.25, 0.25]]) {
        const [left, down] = [x + moveX - middleX, y + moveY - middleY];
        const depth = 1 + left * tilt + down * tip;
        const column = Math.floor((cosine * left + sine * down) / depth + side / 2) - 4;
        const row = Math.floor((cosine * down - sine * left) / depth + side / 2) - 4;
        if (column < -4 || row < -4 || column >= side - 4 || row >= side - 4) continue;
        inside++;
        const printed = Math.min(column, row) >= 0 && Math.max(column, row) < side - 8 && code.isDark(row, column);
        sum += printed ? dark : light;
      }
      if (inside) scene[y * WIDTH + x] = (sum + (4 - inside) * scene[y * WIDTH + x]) / 4;
    }
  }
  const accepted = [Buffer.from(text).toString("hex")];
  return { ...finish(scene, next, index % 2 ? 1 : 2, 3 + (index % 3) * 3), accepted };
}

/** A wall with a shade over it, things before it, and lines like writing. */
function background(next) {
  const scene = new Float32Array(WIDTH * HEIGHT);
  const [from, to, slope] = [90 + next() * 140, 90 + next() * 140, next()];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      scene[y * WIDTH + x] = from + (to - from) * ((slope * x) / WIDTH + ((1 - slope) * y) / HEIGHT);
    }
  }
  const box = (left, top, width, height, shade) => {
    for (let y = Math.max(top, 0); y < Math.min(top + height, HEIGHT); y++) {
      scene.fill(shade, y * WIDTH + Math.max(left, 0), y * WIDTH + Math.min(left + width, WIDTH));
    }
  };
  const whole = (until) => Math.floor(next() * until);
  for (let thing = 0; thing < 14; thing++) {
    box(whole(WIDTH - 20), whole(HEIGHT), 20 + whole(240), 20 + whole(240), 20 + whole(225));
  }
  for (let line = 0; line < 40; line++) {
    const [left, top, shade] = [whole(WIDTH - 160), whole(HEIGHT), 10 + whole(110)];
    for (let stroke = 0; stroke < 30; stroke++) box(left + stroke * 5, top + whole(8), 1 + whole(4), 2 + whole(10), shade);
  }
  return scene;
}

/** Blurred a little, as lenses do, and with the sensor's noise. */
function finish(scene, next, blurs, noise) {
  let from = scene;
  for (let time = 0; time < blurs; time++) {
    for (const step of [1, WIDTH]) {
      const to = from.slice();
      for (let at = step; at < from.length - step; at++) to[at] = (from[at - step] + 2 * from[at] + from[at + step]) / 4;
      from = to;
    }
  }
  const pixels = Uint8Array.from(from, (grey) => {
    const bell = next() + next() + next() + next() - 2;
    return Math.min(Math.max(grey + bell * noise * 1.7, 0), 255);
  });
  return { width: WIDTH, height: HEIGHT, pixels };
}

function noise(next) {
  return bare((pixels) => pixels.forEach((_, at) => (pixels[at] = next() * 256)));
}

function blocks(next, index) {
  const size = 2 + (Math.floor(index / 5) % 6);
  const columns = Math.ceil(WIDTH / size);
  const cells = Array.from({ length: columns * Math.ceil(HEIGHT / size) }, () => (next() < 0.5 ? 0 : 255));
  return bare((pixels) =>
    pixels.forEach((_, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
      pixels[at] = cells[Math.floor(y / size) * columns + Math.floor(x / size)];
    }),
  );
}

/** Upright bars with the proportions of a finder pattern, over and over. */
function bars(next) {
  const row = new Uint8Array(WIDTH);
  for (let x = 0, shade = 0; x < WIDTH; shade ^= 255) {
    const wide = [1, 1, 3, 1, 1, 2][Math.floor(next() * 6)];
    row.fill(shade, x, (x += wide));
  }
  return bare((pixels) => {
    for (let y = 0; y < HEIGHT; y++) pixels.set(row, y * WIDTH);
  });
}

/** Up to 600 finder patterns and nothing else. */
function storm(next, index) {
  const count = [9, 25, 64, 144, 300, 600][Math.floor(index / 5) % 6];
  const jitter = index % 5 === 3 ? 0 : 3;
  const columns = Math.floor(Math.sqrt((count * WIDTH) / HEIGHT));
  const rows = Math.ceil(count / columns);
  return bare((pixels) => {
    pixels.fill(255);
    for (let pattern = 0; pattern < count; pattern++) {
      const place = (many, extent) => (at) => Math.floor((at * (extent - 27 - 2 * jitter)) / Math.max(many - 1, 1)) + Math.floor(next() * (2 * jitter + 1));
      const left = place(columns, WIDTH)(pattern % columns);
      const top = place(rows, HEIGHT)(Math.floor(pattern / columns));
      for (let y = 3; y < 24; y++) {
        for (let x = 3; x < 24; x++) {
          const ring = Math.max(Math.abs(Math.floor(x / 3) - 4), Math.abs(Math.floor(y / 3) - 4));
          pixels[(top + y) * WIDTH + left + x] = ring === 2 ? 255 : 0;
        }
      }
    }
  });
}

function bare(draw) {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  draw(pixels);
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
