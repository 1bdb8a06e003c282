/* globals BUILD, FILES, wasm_bindgen */
// The build prepends two lines: `const BUILD = "…";` and `const FILES = [{path, sha256, bytes, type}, …];`.
// Absent on purpose: skipWaiting() at install (a new version waits for the person's consent), anything that
// touches the API or the inbox, and every rule about concerns (those are in Rust, and only there).

const PREFIX = 'companion-';
const CACHE = PREFIX + BUILD;
const MARKER = '/complete';
const KNOWN = new Map(FILES.map((file) => [file.path, file]));
const named = (start, end) => FILES.find(({ path }) => path.startsWith(start) && path.endsWith(end))?.path;
// What the endpoint says of a page besides its words (its policies), and nothing that a filter adds.
const POLICIES = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'x-content-type-options',
];
const SILENCE_MS = 30_000;
const GLUE = [named('/a/strict.', '.js'), named('/a/companion.', '.js')];
const WASM = named('/a/', '.wasm');

self.trustedTypes?.createPolicy('default', { createScriptURL: (url) => (GLUE.includes(url) ? url : null) });

// Asked for now, because a worker may import only what it imported before it was installed.
try {
  importScripts(...GLUE);
} catch (fault) {
  // Not installed then; one that is still serves its pages.
  console.warn(fault);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting();
  if (event.data === 'keep') event.waitUntil(keepAndTell(event.source));
  if (event.data === 'left') event.waitUntil(removeEverything());
  if (event.data === 'stays') isLeft = false;
});
self.addEventListener('sync', (event) => event.tag === 'outbox' && event.waitUntil(drain()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (/^\/(api|inbox)(\/|$)/.test(pathname)) return;
  if (request.mode === 'navigate') {
    event.respondWith(opened(request, KNOWN.get(pathname)?.type.startsWith('text/html') ? pathname : '/'));
  } else if (KNOWN.has(pathname)) {
    event.respondWith(opened(request, pathname));
  } else if (pathname.startsWith('/a/')) {
    event.respondWith(fromAnEarlierBuild(request));
  }
});

// A worker without its own code could not deliver for as long as its build lives: it is installed another time.
async function install() {
  if (typeof wasm_bindgen !== 'function') throw new Error('The code of this worker did not come.');
  await keepEverything();
}

// All or nothing. What an interrupted try has already checked stays, so a weak link gets there in the end.
async function keepEverything() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) {
    if (await cache.match(file.path)) continue;
    const same = file.path.startsWith('/a/') && (await caches.match(file.path));
    await cache.put(file.path, same || (await fetched(file)));
  }
  await cache.put(MARKER, new Response(BUILD));
  if (!(await isWhole())) throw new Error('The files of this build went away while they were stored.');
}

// What the browser has of it already is as good; if that is wrong, it is asked for past the browser's own cache.
const fetched = (file) => checked(file, 'default').catch(() => checked(file, 'reload'));

// A login page of a hotel's Wi-Fi answers 200 to everything: only the listed bytes are let in, under the listed type.
async function checked({ path, sha256, bytes, type }, cache) {
  const stop = new AbortController();
  try {
    const asked = { cache, credentials: 'omit', redirect: 'error', signal: stop.signal };
    const response = await heard(fetch(path, asked));
    const body = new Uint8Array(bytes);
    const reader = response.body?.getReader();
    if (!reader) body.set(new Uint8Array(await heard(response.arrayBuffer(), 10 * SILENCE_MS)));
    for (let at = 0, part; reader && !(part = await heard(reader.read())).done; at += part.value.length) {
      // Throws where more comes than was listed.
      body.set(part.value, at);
    }
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    if (btoa(String.fromCharCode(...digest)) !== sha256) throw new Error(path + ' is not the file of this build.');
    const headers = POLICIES.map((name) => [name, response.headers.get(name)]).filter(([, value]) => value);
    return new Response(body, { headers: [['content-type', type], ...headers] });
  } finally {
    stop.abort();
  }
}

// A file may take as long as bytes come; a silent link is given up.
function heard(promise, limit = SILENCE_MS) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Nothing came for too long.')), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
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
  await tell(await pages());
}

// Pages that can be spoken to; the inbox is none of ours.
async function pages() {
  return (await self.clients.matchAll({ type: 'window' })).filter(
    ({ url, lifecycleState }) => lifecycleState !== 'frozen' && !new URL(url).pathname.startsWith('/inbox'),
  );
}

async function tell(pages) {
  const whole = await isWhole();
  pages.forEach((page) => page?.postMessage({ kind: whole ? 'whole' : 'part' }));
  return whole;
}

// Somebody leaves the phone. This worker still serves the pages that are open, and stores nothing any more, unless one of
// them says that the app stays.
let isLeft = false;
async function removeEverything() {
  isLeft = true;
  await keeping?.catch(console.warn);
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

// What the browser has thrown away is fetched again. Where the endpoint has a newer build by now, that one is.
let keeping;
async function keepAndTell(page) {
  if (isLeft) return;
  if (await tell([page])) return;
  keeping ??= keepEverything().finally(() => (keeping = null));
  await keeping.catch(() => self.registration.update()).catch(console.warn);
  await tell([page]);
}

// Whether every file is there, this moment.
async function isWhole() {
  return (await isComplete(CACHE)) && (await (await caches.open(CACHE)).keys()).length > FILES.length;
}

// `caches.has` first: `open` would make an empty cache of that name.
async function isComplete(name) {
  return (await caches.has(name)) && Boolean(await (await caches.open(name)).match(MARKER));
}

// A file that the browser has thrown away comes from the endpoint, with the same checks. Nothing is stored here: whoever
// leaves the phone takes the files along while this worker still serves the page.
async function kept(path) {
  return (await caches.match(path, { cacheName: CACHE })) || fetched(KNOWN.get(path));
}

// A page and an icon are then, at worst, those of a newer build; a hashed file is the listed one or none.
async function opened(request, path) {
  try {
    return await kept(path);
  } catch (fault) {
    if (path.startsWith('/a/')) throw fault;
    return fetch(request);
  }
}

async function fromAnEarlierBuild(request) {
  return (await caches.match(request).catch(() => null)) || fetch(request);
}

// Rejected as long as something is unsent: the browser then tries again after some minutes. Pages are told, and not relied
// on: one may show the form on paper, or never have started. A lock lets only one of them all send.
async function drain() {
  (await pages()).forEach((page) => page.postMessage({ kind: 'drain' }));
  await wasm_bindgen({ module_or_path: await kept(WASM) });
  if (await wasm_bindgen.drain_outbox()) throw new Error('Not everything is sent yet.');
}
