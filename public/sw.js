/* Keeps one published version of Checkpost on the tablet, so that it opens and gives verdicts with no network.
 *
 * It moves files and decides nothing about passes. `checkpost publish` fills in PRECACHE below.
 *
 * What it promises
 *   - Installing is all or nothing: every file is fetched, its SHA-256 checked, and only then is the version usable. Files
 *     the tablet already holds with the same hash are not fetched again; an interrupted installation goes on where it stopped.
 *   - A page under its control gets the files of one version only. Every file but index.html carries its hash in
 *     its name or is looked up by hash, so a new page never meets an old worker.
 *   - trust/keys.json is asked for on the network first, and answered from the last good copy when no answer
 *     comes within KEYS_TIMEOUT_MS. Whatever the network does answer goes to the page as it is.
 *   - It never takes over by itself: a new version waits until the page says so.
 *
 * What the page does (src/bin/kiosk/offline.rs)
 *   1. navigator.serviceWorker.register("./sw.js", { updateViaCache: "none" }), and registration.update() now and then.
 *   2. When registration.waiting is set while navigator.serviceWorker.controller is too, a new version is ready: the page
 *      offers it. On yes: registration.waiting.postMessage({ type: "take-over" }).
 *   3. On "controllerchange" after that yes: location.reload().
 *
 * Messages
 *   page -> worker  { type: "take-over" }           activate now (sent to registration.waiting)
 *   page -> worker  { type: "version" }             asks; answered to the sender
 *   worker -> page  { type: "version", version }    the answer; also sent to every page once a version is active.
 *                                                   Differs from <meta name="checkpost-version">: the page is of
 *                                                   another version than its worker, and should offer to reload.
 */
"use strict";

const PRECACHE = { version: "development", policy: "", files: {} };

const KEYS_PATH = "trust/keys.json";
const KEYS_TIMEOUT_MS = 4000;
// the largest trust file that the page takes (src/trust/file.rs)
const KEYS_BYTES_MAX = 8 * 1024 * 1024;
const FETCHES_AT_ONCE = 6;

// other copies of the page may live on the same origin under another path
const SCOPE = self.registration.scope;
const CACHE_PREFIX = `checkpost ${SCOPE} `;
const VERSION_CACHE = `${CACHE_PREFIX}version ${PRECACHE.version}`;
const KEYS_CACHE = `${CACHE_PREFIX}keys`;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("message", (event) => {
  const type = event.data && event.data.type;
  if (type === "take-over") {
    self.skipWaiting();
  } else if (type === "version" && event.source) {
    event.source.postMessage({ type: "version", version: PRECACHE.version });
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(SCOPE)) return;
  const path = pathOf(url);
  if (path === KEYS_PATH) {
    event.respondWith(answerKeys(event));
  } else if (Object.hasOwn(PRECACHE.files, path)) {
    event.respondWith(answerFile(request, path));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => Response.redirect(SCOPE, 302)));
  }
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
  // The keys are no part of the version: without them the page still opens, and says that they are missing.
  await fetchKeys().catch(() => undefined);
}

async function activate() {
  const kept = [VERSION_CACHE, KEYS_CACHE];
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE_PREFIX) && !kept.includes(name)) await caches.delete(name);
  }
  await self.clients.claim();
  for (const page of await self.clients.matchAll()) {
    page.postMessage({ type: "version", version: PRECACHE.version });
  }
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
  const response = await fetch(urlOf(path), { cache: "no-cache", integrity: hash, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  await cache.put(key, await stored(response));
}

async function heldElsewhere(key) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(CACHE_PREFIX)) continue;
    const held = await (await caches.open(name)).match(key);
    if (held) return stored(held);
  }
  return undefined;
}

/** A copy fit for the cache: whole, not marked as redirected, without headers that told of the transfer, and under the
 * policy of this version even when the site's host sends none. */
async function stored(response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "vary", "set-cookie"]) {
    headers.delete(name);
  }
  if (PRECACHE.policy) headers.set("content-security-policy", PRECACHE.policy);
  return new Response(await response.arrayBuffer(), { status: 200, headers });
}

async function answerFile(request, path) {
  const cache = await caches.open(VERSION_CACHE);
  // the browser may have dropped the cache for want of space
  return (await cache.match(keyOf(path, PRECACHE.files[path]))) || fetch(request);
}

async function answerKeys(event) {
  const cache = await caches.open(KEYS_CACHE);
  const network = fetchKeys();
  event.waitUntil(network.catch(() => undefined));
  try {
    return await Promise.race([network, after(KEYS_TIMEOUT_MS)]);
  } catch {
    return (await cache.match(urlOf(KEYS_PATH))) || network.catch(() => Response.error());
  }
}

/** Asks for the keys; an answer that is whole JSON becomes the copy for times without network. */
async function fetchKeys() {
  const response = await fetch(urlOf(KEYS_PATH), { cache: "no-cache", redirect: "error", credentials: "same-origin" });
  if (!response.ok) return response;
  const body = await response.clone().text();
  if (body.length <= KEYS_BYTES_MAX && isJson(body)) {
    const cache = await caches.open(KEYS_CACHE);
    await cache.put(urlOf(KEYS_PATH), await stored(response.clone()));
  }
  return response;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function after(milliseconds) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer in time")), milliseconds));
}

/** The file a request means: its path below the scope, whatever its query. */
function pathOf(url) {
  return (url.origin + url.pathname).slice(SCOPE.length) || "index.html";
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
