/* globals wasm_bindgen */
// Starts the app on a page that can already be read without it. Names of hashed files come from this script's tag.
(() => {
  const told = document.currentScript.dataset;
  const { glue, wasm } = told;
  const RETRY_AFTER_MS = 30_000;
  const SLOW_MS = 20_000;
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

  const isAble = () => {
    try {
      return typeof WebAssembly === 'object' && Boolean(self.indexedDB);
    } catch {
      return false; // some browsers throw where storage is blocked
    }
  };

  const script = (src) =>
    new Promise((resolve, reject) => {
      const tag = Object.assign(document.createElement('script'), { src, onload: resolve });
      tag.onerror = () => reject(new Error(src + ' did not load.'));
      document.head.append(tag);
    });

  const nextChance = () =>
    new Promise((resolve) => {
      setTimeout(resolve, RETRY_AFTER_MS);
      addEventListener('online', resolve, { once: true });
    });

  const start = async () => {
    if (!isAble()) return say('missing');
    // Said while it is still coming, too: a link that is silent may never end.
    const slow = setTimeout(say, SLOW_MS, 'not loaded');
    try {
      if (typeof wasm_bindgen === 'undefined') await script(glue);
      await wasm_bindgen({ module_or_path: fetch(wasm) });
      say(null);
    } catch (fault) {
      console.error(fault);
      say('not loaded');
      // Compiling is refused by the phone itself (Lockdown, a school's policy): waiting would not help.
      if (!(fault instanceof WebAssembly.CompileError)) nextChance().then(start);
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
