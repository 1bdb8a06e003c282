/* globals wasm_bindgen */
// Starts the inbox. Absent on purpose: a service worker and any cache; the inbox keeps nothing on the desk's computer.
(() => {
  const { glue, wasm } = document.currentScript.dataset;
  const REFUSED = /<script|[\s"'/]on\w+\s*=|javascript:/i;
  const OWN = /^\/inbox\/a\/[\w.-]+\.js$/;
  self.trustedTypes?.createPolicy('default', {
    createHTML: (html) => (REFUSED.test(html) ? null : html),
    createScriptURL(address) {
      const url = new URL(address, location.origin);
      return url.origin === location.origin && !url.search && OWN.test(url.pathname) ? url.href : null;
    },
  });

  const parts = ['waiting', 'cannot-open', 'not-loaded'].map((id) => document.getElementById(id));
  const [waiting, blocked, notLoaded] = parts;
  const show = (shown) => {
    for (const part of parts) part.hidden = part !== shown;
    shown?.classList.add('told');
  };
  const fail = (fault) => {
    console.error(fault);
    show(self.WebAssembly && !(fault instanceof WebAssembly.CompileError) ? notLoaded : blocked);
  };
  // Said while it is still coming, too: a link that is silent may never end.
  const slow = setTimeout(show, 30_000, notLoaded);

  const tag = Object.assign(document.createElement('script'), { src: glue });
  tag.onerror = fail;
  tag.onload = async () => {
    try {
      await wasm_bindgen({ module_or_path: fetch(wasm) });
      show(null);
    } catch (fault) {
      fail(fault);
    } finally {
      clearTimeout(slow);
    }
  };
  show(waiting);
  document.head.append(tag);
})();
