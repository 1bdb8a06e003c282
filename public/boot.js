/* globals wasm_bindgen */
// Starts the app on a page that can already be read without it. Names of hashed files come from this script's tag.
(() => {
  const told = document.currentScript.dataset;
  const { glue, wasm } = told;
  const RETRY_AFTER_MS = 30_000;
  const SILENCE_MS = 20_000;
  const PREPARE_EVERY_MS = 60_000;

  // What the app's own templates never contain is what an injected page would.
  const REFUSED = /<script|[\s"'/]on\w+\s*=|javascript:/i;
  const OWN = /^\/(sw|a\/[\w.-]+)\.js$/;
  self.trustedTypes?.createPolicy('default', {
    createHTML: (html) => (REFUSED.test(html) ? null : html),
    createScriptURL(address) {
      const url = new URL(address, location.origin);
      return url.origin === location.origin && !url.search && OWN.test(url.pathname) ? url.href : null;
    },
  });

  // The page says by itself that it can't keep a record, unless this script is here to decide.
  const notice = document.getElementById('cannot-keep');
  const say = (why) => {
    if (!notice) return;
    notice.hidden = !why;
    if (!why) return;
    notice.dataset.why = why;
    // The app has taken its place; after a crash it is needed again.
    if (!notice.isConnected) document.getElementById('app')?.prepend(notice);
    notice.classList.add('told');
    notice.setAttribute('role', 'alert');
  };
  say(null);

  // Whether this browser compiles at all (an empty module), and keeps anything.
  const isAble = () => {
    try {
      return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) && self.indexedDB);
    } catch {
      // Lockdown, a school's policy; and some browsers throw where storage is blocked.
      return false;
    }
  };

  // A file may take as long as bytes come; a silent link is given up. A worker in charge sees to that by itself.
  const heard = async (url) => {
    if (navigator.serviceWorker?.controller) return fetch(url);
    const stop = new AbortController();
    let silence;
    const wait = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), SILENCE_MS);
    };
    wait();
    const response = await fetch(url, { signal: stop.signal });
    const reader = response.clone().body.getReader();
    const listen = async () => {
      while (!(await reader.read()).done) wait();
    };
    listen()
      .catch(console.warn)
      .finally(() => clearTimeout(silence));
    return response;
  };

  // Nothing can stop a tag from waiting: so it takes what lies in the browser's own cache by then.
  const script = async (src) => {
    await (await heard(src)).arrayBuffer();
    await new Promise((resolve, reject) => {
      const tag = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject });
      setTimeout(reject, SILENCE_MS);
      document.head.append(tag);
    });
  };

  const nextChance = () =>
    new Promise((resolve) => {
      setTimeout(resolve, RETRY_AFTER_MS);
      addEventListener('online', resolve, { once: true });
    });

  // Everything is removed in another tab before the app has started here. Browsers that keep nothing may have no channels.
  let channel;
  try {
    channel = new BroadcastChannel('outbox');
    channel.onmessage = ({ data }) => {
      if (data === 'goes') told.left = '';
    };
  } catch {}

  const start = async () => {
    if (!isAble()) return say('missing');
    // Said while it is still coming, too.
    const slow = setTimeout(say, SILENCE_MS, 'not loaded');
    try {
      if (typeof wasm_bindgen === 'undefined') await script(glue);
      await wasm_bindgen({ module_or_path: heard(wasm) });
      channel?.close();
      say(null);
    } catch (fault) {
      console.error(fault);
      say('not loaded');
      nextChance().then(() => 'left' in told || start());
    } finally {
      clearTimeout(slow);
    }
  };

  // A crashed instance can't go on; everything it called kept is committed, so a fresh page has it.
  const restart = ({ error, reason }) => {
    if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
    try {
      const last = Number(sessionStorage.getItem('restarted_at'));
      sessionStorage.setItem('restarted_at', Date.now());
      if (Date.now() - last > 60_000) return location.reload();
    } catch {
      // no sessionStorage: say it instead of restarting for ever
    }
    say('stopped');
  };
  if (isAble()) {
    addEventListener('error', restart);
    addEventListener('unhandledrejection', restart);
  }

  // Again and again: on a weak link the first try may fail, and what was kept may have been thrown away. One that is in
  // charge already is only asked whether it has every file. Whoever leaves the phone (`data-left`) is left in peace.
  const prepare = () => {
    if ('left' in told) return;
    navigator.serviceWorker
      ?.register('/sw.js', { updateViaCache: 'none' })
      .then(({ active }) => active?.postMessage('keep'))
      .catch((fault) => console.warn('This page will not open without signal yet.', fault));
  };
  for (const chance of ['online', 'focus', 'visibilitychange']) addEventListener(chance, prepare);
  setInterval(prepare, PREPARE_EVERY_MS);
  start().finally(prepare);
})();
