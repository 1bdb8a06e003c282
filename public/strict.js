// Browsers call a write done when the system has it; a flat battery then takes it back. Rexie has no option for it.
// So: every transaction that writes asks for "strict", on the page, in workers and in the service worker alike.
if (typeof IDBDatabase === 'function') {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode = 'readonly', options = {}) {
    return transaction.call(this, stores, mode, mode === 'readonly' ? options : { ...options, durability: 'strict' });
  };
}
