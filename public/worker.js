/* globals wasm_bindgen */
// Slow arithmetic (PIN, passphrase) away from the screen: the same glue and WASM, one exported function by name.
// Asked: {id, glue, wasm, call, args}. Answered: {id, value} or {id, fault}.
const OWN = /^\/(inbox\/)?a\/[\w.-]+\.js$/;
self.trustedTypes?.createPolicy('default', { createScriptURL: (url) => (OWN.test(url) ? url : null) });

let ready;

self.onmessage = async ({ data: { id, glue, wasm, call, args } }) => {
  try {
    await (ready ??= start(glue, wasm));
    const value = await wasm_bindgen[call](...args);
    // Given and not copied: the page overwrites it once it is read.
    self.postMessage({ id, value }, value instanceof Uint8Array ? [value.buffer] : []);
  } catch (fault) {
    self.postMessage({ id, fault: String(fault) });
  }
};

async function start(glue, wasm) {
  try {
    if (typeof wasm_bindgen === 'undefined') importScripts(glue);
    await wasm_bindgen({ module_or_path: fetch(wasm) });
  } catch (fault) {
    // The next question tries again.
    ready = undefined;
    throw fault;
  }
}
