/* globals BUILD, FILES, wasm_bindgen */
// The build prepends two lines: `const BUILD = "…";` and `const FILES = [{path, sha256, bytes, type}, …];`.
// Absent on purpose: skipWaiting() at install (a new version waits for the person's consent), anything that
// touches the API or the inbox, and every rule about concerns (those are in Rust, and only there).

const PREFIX = 'companion-';
const CACHE = PREFIX + BUILD;
const MARKER = '/complete';
const KNOWN = new Map(FILES.map((file) => [file.path, file]));
const named = (start, end) => FILES.find(({ path }) => path.startsWith(start) && path.endsWith(end))?.path;
const GLUE = [named('/a/strict.', '.js'), named('/a/companion.', '.js')];
const WASM = named('/a/', '.wasm');

self.trustedTypes?.createPolicy('default', { createScriptURL: (url) => (GLUE.includes(url) ? url : null) });

// Asked for now, because a worker may import only what it imported before it was installed.
try {
  importScripts(...GLUE);
} catch (fault) {
  console.warn('This worker can not deliver by itself; an open page still can.', fault);
}

self.addEventListener('install', (event) => event.waitUntil(keepEverything()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', ({ data }) => data === 'take-over' && self.skipWaiting());
self.addEventListener('sync', (event) => event.tag === 'outbox' && event.waitUntil(drain()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (/^\/(api|inbox)(\/|$)/.test(pathname)) return;
  if (request.mode === 'navigate') {
    event.respondWith(kept(KNOWN.get(pathname)?.type.startsWith('text/html') ? pathname : '/'));
  } else if (KNOWN.has(pathname)) {
    event.respondWith(kept(pathname));
  } else if (pathname.startsWith('/a/')) {
    event.respondWith(fromAnEarlierBuild(request));
  }
});

// All or nothing. What an interrupted try has already checked stays, so a weak link gets there in the end.
async function keepEverything() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) {
    if (await cache.match(file.path)) continue;
    const same = file.path.startsWith('/a/') && (await caches.match(file.path));
    await cache.put(file.path, same || (await fetched(file)));
  }
  await cache.put(MARKER, new Response(BUILD));
  if (!(await isComplete(CACHE))) throw new Error('The files of this build went away while they were stored.');
}

// A login page of a hotel's Wi-Fi answers 200 to everything: only the listed bytes are let in.
async function fetched({ path, sha256, bytes, type }) {
  const response = await fetch(path, {
    cache: 'reload',
    credentials: 'omit',
    integrity: 'sha256-' + sha256,
    redirect: 'error',
    signal: AbortSignal.timeout?.(60_000),
  });
  const length = (await response.clone().arrayBuffer()).byteLength;
  const same = response.headers.get('content-type')?.split(';')[0] === type.split(';')[0];
  if (!response.ok || response.type !== 'basic' || !same || length !== bytes) {
    throw new Error(path + ' is not the file of this build.');
  }
  return response;
}

async function takeOver() {
  if (await isComplete(CACHE)) {
    const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    const complete = await Promise.all(others.map(isComplete));
    // One complete earlier build stays for pages that are still open in it.
    const spared = others[complete.lastIndexOf(true)];
    await Promise.all(others.map((name) => name === spared || caches.delete(name)));
  }
  await self.clients.claim();
}

// `caches.has` first: `open` would make an empty cache of that name.
async function isComplete(name) {
  return (await caches.has(name)) && Boolean(await (await caches.open(name)).match(MARKER));
}

// A file that the browser has thrown away is fetched again, with the same checks.
async function kept(path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  if (found) return found;
  const response = await fetched(KNOWN.get(path));
  await cache.put(path, response.clone());
  return response;
}

async function fromAnEarlierBuild(request) {
  return (await caches.match(request)) || fetch(request);
}

async function drain() {
  const pages = (await self.clients.matchAll({ type: 'window' })).filter(
    ({ url, lifecycleState }) => lifecycleState !== 'frozen' && !new URL(url).pathname.startsWith('/inbox'),
  );
  if (pages.length) return pages.forEach((page) => page.postMessage({ kind: 'drain' }));
  if (typeof wasm_bindgen !== 'function') return;
  await wasm_bindgen({ module_or_path: await kept(WASM) });
  await wasm_bindgen.drain_outbox?.();
}
