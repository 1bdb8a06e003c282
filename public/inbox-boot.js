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

  const waiting = document.getElementById('waiting');
  const fail = (fault) => {
    console.error(fault);
    const notice = document.getElementById('cannot-open');
    notice.hidden = false;
    notice.classList.add('told');
    if (waiting) waiting.hidden = true;
  };

  const tag = Object.assign(document.createElement('script'), { src: glue });
  tag.onerror = () => fail(new Error(glue + ' did not load.'));
  tag.onload = async () => {
    try {
      await wasm_bindgen({ module_or_path: fetch(wasm) });
    } catch (fault) {
      fail(fault);
    }
  };
  document.getElementById('cannot-open').hidden = true;
  document.head.append(tag);
})();
