// Browsers call a write done when the system has it; a flat battery then takes it back. Rexie has no option for it.
// So: every transaction that writes asks for "strict", on the page, in workers and in the service worker alike.
if (typeof IDBDatabase === 'function') {
  const { transaction } = IDBDatabase.prototype;
  const open = new Set();
  IDBDatabase.prototype.transaction = function (stores, mode = 'readonly', options = {}) {
    const strict = mode === 'readonly' ? options : { ...options, durability: 'strict' };
    const begun = transaction.call(this, stores, mode, strict);
    open.add(begun);
    for (const end of ['complete', 'abort']) begun.addEventListener(end, () => open.delete(begun));
    return begun;
  };
  // A page that is left may lie in the back-forward cache with a transaction that never ends, and the next page waits
  // for it (seen in WebKit). Reading, and what the outbox notes, is done again by that next page; a draft, a set-up and
  // a wrong PIN are not, and end by themselves.
  const SPARED = ['drafts', 'profiles'];
  self.addEventListener('pagehide', () => {
    for (const begun of open) {
      if (begun.mode !== 'readonly' && SPARED.some((name) => begun.objectStoreNames.contains(name))) continue;
      try {
        begun.abort();
      } catch {
        // it has ended already
      }
    }
  });
}
