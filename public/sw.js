/* Keeps published versions of Checkpost on the tablet, so that it opens and gives verdicts with no network.
 *
 * It moves files and decides nothing about passes. `checkpost publish` fills in PRECACHE below. Written by hand instead of
 * with Workbox, which reads a file to its end however long it is, and whose pages get the files of whatever worker the
 * browser made active, not of the version that a person accepted.
 *
 * What it promises
 *   - Installing is all or nothing: every file is fetched, with a limit that holds while it comes, its SHA-256 checked, and
 *     only then is the version usable. Files that the tablet already holds with the same hash are not fetched again; an
 *     interrupted installation continues where it stopped.
 *   - A page under its control gets the files of one version only. Every file but index.html carries its hash in
 *     its name or is looked up by hash, so a new page never meets an old worker.
 *   - Pages get the version that a person accepted; the first one needs no acceptance. A newer worker that the browser
 *     activates by itself, as it does when no page is open, continues to serve the accepted version.
 *   - Nothing below trust/ is cached here: the page fetches it, and stores what it accepted.
 *   - Other sites of the same origin, under other paths, and other pages of this site, in other folders, have caches of
 *     their own, which it leaves alone. Files that pages share are listed as "../NAME" by those below them.
 *
 * What the page does (src/kiosk/offline.rs)
 *   1. navigator.serviceWorker.register("./sw.js", { updateViaCache: "none" }), and registration.update() now and then.
 *   2. When registration.waiting is set beside an active worker, or the controller reports another version than the
 *      page's, a new version is ready and the page offers it. When it is accepted, the page sends { type: "take-over" } to
 *      the waiting worker, or else to its controller.
 *   3. After the acceptance: location.reload(), on "controllerchange" if it waited, on "taken" if it was active.
 *
 * Messages; those to the page carry its scope
 *   page -> worker  { type: "take-over" }           pages get this worker's version from now on
 *   page -> worker  { type: "version" }             asks for the version; answered to the sender
 *   worker -> page  { type: "taken", scope }        an active worker has received take-over
 *   worker -> page  { type: "version", scope, version }    the answer; also sent to every page once a worker is active.
 *                                                   Differs from <meta name="checkpost-version">: there is a newer one.
 */
"use strict";

const PRECACHE = { version: "development", policy: "", files: {} };

const TRUST = "trust/";
// several times the largest file of a site
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const FETCHES_AT_ONCE = 6;

// other copies of the page may live on the same origin under another path
const SCOPE = self.registration.scope;
const CACHE_PREFIX = `checkpost ${SCOPE} `;
const VERSION_CACHE = versionCache(PRECACHE.version);
// beside the files of a version its list, which completes it; and in a cache of its own the name of the chosen one
const LIST = `${SCOPE}?list`;
const CHOSEN_CACHE = `${CACHE_PREFIX}chosen`;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("message", (event) => {
  const type = event.data && event.data.type;
  if (type === "take-over") {
    event.waitUntil(takeOver(event.source));
  } else if (type === "version") {
    tellVersion(event.source);
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const path = pathOf(url);
  if (!path.startsWith(TRUST)) event.respondWith(answer(request, path));
});

async function install() {
  const cache = await caches.open(VERSION_CACHE);
  const waiting = Object.entries(PRECACHE.files);
  const fetchers = Array.from({ length: FETCHES_AT_ONCE }, async () => {
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      await obtain(cache, ...entry);
    }
  });
  await Promise.all(fetchers);
  await cache.put(LIST, new Response(JSON.stringify(PRECACHE)));
}

async function activate() {
  if (!(await chosenName())) await choose();
  const kept = [VERSION_CACHE, versionCache((await chosen()).version), CHOSEN_CACHE];
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE_PREFIX) && !kept.includes(name)) await caches.delete(name);
  }
  await self.clients.claim();
  (await self.clients.matchAll()).forEach(tellVersion);
}

/** A person said yes to this worker's version. */
async function takeOver(page) {
  await choose();
  if (self.registration.waiting) {
    self.skipWaiting();
  } else {
    page.postMessage({ type: "taken", scope: SCOPE });
  }
}

async function choose() {
  const cache = await caches.open(CHOSEN_CACHE);
  await cache.put(LIST, new Response(PRECACHE.version));
  choice = undefined;
}

async function chosenName() {
  const name = await caches.match(LIST, { cacheName: CHOSEN_CACHE });
  return name && name.text();
}

let choice;

/** The list of the version that pages get: the chosen one while the tablet holds it, else this worker's own. */
function chosen() {
  choice ??= chosenName()
    .then((name) => name && caches.match(LIST, { cacheName: versionCache(name) }))
    .then((list) => (list ? list.json() : PRECACHE))
    .catch(() => PRECACHE);
  return choice;
}

function tellVersion(page) {
  page.postMessage({ type: "version", scope: SCOPE, version: PRECACHE.version });
}

/** Puts one file into the version's cache: from this or an earlier version if the hash is known, else from the network. */
async function obtain(cache, path, hash) {
  const key = keyOf(path, hash);
  if (await cache.match(key)) return;
  const held = await heldElsewhere(key);
  if (held) {
    await cache.put(key, held);
    return;
  }
  const response = await fetch(urlOf(path), { cache: "no-cache", credentials: "same-origin" });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  const body = await bodyOf(response, path);
  // the browser's own check of integrity reads a body to its end, however long
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  if (`sha256-${btoa(String.fromCharCode(...digest))}` !== hash) throw new Error(`${path}: not the published file`);
  await cache.put(key, forCache(response.headers, body));
}

async function bodyOf(response, path) {
  const chunks = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > FILE_BYTES_MAX) {
      reader.cancel();
      throw new Error(`${path}: longer than any file of a site`);
    }
    chunks.push(read.value);
  }
  return new Blob(chunks).arrayBuffer();
}

async function heldElsewhere(key) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(CACHE_PREFIX)) continue;
    const held = await (await caches.open(name)).match(key);
    if (held) return forCache(held.headers, await held.arrayBuffer());
  }
  return undefined;
}

/** A copy fit for the cache: whole, not marked as redirected, without headers that told of the transfer, and under the
 * policy of this version even when the site's host sends none. */
function forCache(received, body) {
  const headers = new Headers(received);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "vary", "set-cookie"]) {
    headers.delete(name);
  }
  if (PRECACHE.policy) headers.set("content-security-policy", PRECACHE.policy);
  return new Response(body, { status: 200, headers });
}

async function answer(request, path) {
  const { version, files } = await chosen();
  if (Object.hasOwn(files, path)) {
    const held = await caches.match(keyOf(path, files[path]), { cacheName: versionCache(version) });
    // the browser may have dropped the cache for want of space
    return held || fetch(request);
  }
  const asked = fetch(request);
  return request.mode === "navigate" ? asked.catch(() => Response.redirect(SCOPE, 302)) : asked;
}

/** The file a request means: its path from the scope, whatever its query. What pages share lies above the scope of some. */
function pathOf(url) {
  const address = url.origin + url.pathname;
  let [folder, up] = [SCOPE, ""];
  while (!address.startsWith(folder)) {
    folder = new URL("../", folder).href;
    up += "../";
  }
  return up + address.slice(folder.length) || "index.html";
}

function urlOf(path) {
  // asked for as a folder, because some hosts redirect index.html
  return new URL(path === "index.html" ? "./" : path, SCOPE).href;
}

function keyOf(path, hash) {
  const key = new URL(path, SCOPE);
  key.searchParams.set("hash", hash);
  return key.href;
}

function versionCache(version) {
  return `${CACHE_PREFIX}version ${version}`;
}
