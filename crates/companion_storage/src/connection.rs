//! One connection, opened again when it is lost; and the one door for reads and for writes.

use companion_browser::events::{NoteError, note};
use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use companion_browser::timer::{sleep_ms, within};
use rexie::{Rexie, Transaction, TransactionMode};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::{Result, StorageError, essentials::Essentials, pending::PendingWrites, schema};

/// How long one try may take, the opening included.
const LIMIT_MS: u32 = 10_000;
/// The pauses before each new try after a lost connection: phones close it while the app is in the background.
const PAUSES_MS: [u32; 3] = [50, 200, 800];

/// What is done within one transaction, which it gives back.
type Work<'a> = &'a dyn Fn(Transaction) -> Pin<Box<dyn Future<Output = (Transaction, Result<()>)> + 'a>>;

/// The phone's database. Clones share one connection.
#[derive(Clone)]
pub struct Storage {
    open: Rc<RefCell<Option<Rc<Connection>>>>,
    essentials: Rc<RefCell<Option<Rc<Essentials>>>>,
    emptied: Rc<Cell<bool>>,
    /// Everything is being removed: nothing is held, and nothing put back.
    leaving: Rc<Cell<bool>>,
    /// Everything was removed: nobody here writes any more.
    left: Rc<Cell<bool>>,
    pub(crate) pending: Rc<PendingWrites>,
}

/// Closed when nobody uses it any more: one left open would stand in the way of a newer build.
struct Connection(Option<Rexie>);

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(database) = self.0.take() {
            database.close();
        }
    }
}

impl Storage {
    /// Opens the database.
    ///
    /// # Errors
    /// [`StorageError`], as from every verb: its sentence says what the person still has.
    pub async fn open() -> Result<Self> {
        let storage = Self::new_closed();
        storage.read(&[schema::META], async |_| Ok(())).await?;
        Ok(storage)
    }

    /// The database, which the first verb opens: so that a page can be left, and the connection closed, while it is being opened.
    pub fn new_closed() -> Self {
        Self {
            open: Rc::default(),
            essentials: Rc::default(),
            emptied: Rc::default(),
            leaving: Rc::default(),
            left: Rc::default(),
            pending: Rc::default(),
        }
    }

    /// Whether the database was found empty while somebody was using it; said once. Who uses the phone, and what their PIN
    /// opens, was put back.
    pub fn was_emptied(&self) -> bool {
        self.emptied.take()
    }

    /// Holds what the phone can't do without as it is now. Whoever asks has committed before: what can't be held in time is
    /// held from the next opening on, so the connection is let go.
    pub(crate) async fn cache_essentials(&self) {
        if !self.leaving.get() && within(LIMIT_MS, self.essentials_now()).await != Some(Ok(())) {
            self.open.take();
        }
    }

    async fn essentials_now(&self) -> Result<()> {
        let connection = self.connection().await?;
        let Some(database) = connection.0.as_ref() else { return Ok(()) };
        let found = Rc::new(Essentials::of(database).await?);
        if !self.leaving.get() {
            self.essentials.replace(Some(found));
        }
        Ok(())
    }

    /// Everything is about to be removed: nothing is held from now on, and nothing put back.
    pub fn stop_caching_essentials(&self) {
        self.leaving.set(true);
        self.essentials.take();
    }

    /// It was not removed: what the phone can't do without is held again from the next opening on.
    pub(crate) fn resume_caching_essentials(&self) {
        self.leaving.set(false);
        self.close();
    }

    /// Everything is being removed, maybe by another page: this one reads and writes nothing any more, and its connection
    /// stands in nobody's way. What is under way ends first.
    pub fn leave(&self) {
        self.stop_caching_essentials();
        self.left.set(true);
        self.close();
    }

    /// Whether everything was removed: nothing is read or written by this any more.
    pub fn was_left(&self) -> bool {
        self.left.get()
    }

    /// Lets the connection go: nobody needs it while the page is hidden away, and one that a page in the browser's
    /// back-forward cache holds makes the next page wait. What is under way ends first; the next verb opens it again.
    pub fn close(&self) {
        self.open.take();
    }

    /// Reads within one transaction. The work awaits nothing but the transaction's own requests.
    pub(crate) async fn read<T>(
        &self,
        stores: &[&str],
        work: impl AsyncFn(&Transaction) -> Result<T>,
    ) -> Result<T> {
        let (result, work) = (RefCell::new(None), &work);
        let work = async |transaction: &Transaction| {
            *result.borrow_mut() = Some(work(transaction).await?);
            Ok(())
        };
        self.once(stores, TransactionMode::ReadOnly, work).await?;
        result.take().ok_or(StorageError::Hung)
    }

    /// Writes within one transaction: `Ok` only when it is committed, and nothing is written otherwise. The work
    /// awaits nothing but the transaction's own requests, and may be done again.
    pub(crate) async fn write(
        &self,
        stores: &[&str],
        work: impl AsyncFn(&Transaction) -> Result<()>,
    ) -> Result<()> {
        self.once(stores, TransactionMode::ReadWrite, work).await
    }

    /// The work's own type ends here: what follows is compiled once, not once for each verb.
    async fn once(
        &self,
        stores: &[&str],
        mode: TransactionMode,
        work: impl AsyncFn(&Transaction) -> Result<()>,
    ) -> Result<()> {
        let work = &work;
        let work: Work<'_> = &|transaction| {
            Box::pin(async move {
                let done = work(&transaction).await;
                (transaction, done)
            })
        };
        self.with_retry(stores, mode, work).await
    }

    /// Tries again, over a new connection, as long as that may help.
    async fn with_retry(&self, stores: &[&str], mode: TransactionMode, work: Work<'_>) -> Result<()> {
        let mut pauses = PAUSES_MS.into_iter();
        loop {
            if self.left.get() {
                return Err(StorageError::NotTheirPhone);
            }
            let fault = match within(LIMIT_MS, self.attempt(stores, mode, work)).await {
                Some(Ok(())) => return Ok(()),
                Some(Err(fault)) => fault,
                None => StorageError::Hung,
            };
            note("the database", &fault);
            let lost = fault.is_lost_connection();
            if lost || fault == StorageError::Hung {
                self.open.take();
            }
            match pauses.next().filter(|_| lost) {
                Some(ms) => sleep_ms(ms).await,
                None => return Err(fault.after_retries()),
            }
        }
    }

    async fn attempt(&self, stores: &[&str], mode: TransactionMode, work: Work<'_>) -> Result<()> {
        let connection = self.connection().await?;
        let (transaction, done) = work(connection.transaction(stores, mode)?).await;
        match done {
            done if mode == TransactionMode::ReadOnly => done,
            Ok(()) => committed(transaction).await,
            Err(fault) => {
                // Else what was asked for before the fault would be committed. If it is aborted already, good.
                transaction.abort().await.map_err(StorageError::from).note_error("aborting a transaction");
                Err(fault)
            }
        }
    }

    async fn connection(&self) -> Result<Rc<Connection>> {
        let open = self.open.borrow().clone();
        if let Some(connection) = open {
            return Ok(connection);
        }
        let connection = Rc::new(opened().await?);
        if let Some(database) = &connection.0 {
            self.looks_for_essentials(database).await?;
        }
        self.open.replace(Some(Rc::clone(&connection)));
        Ok(connection)
    }

    async fn looks_for_essentials(&self, database: &Rexie) -> Result<()> {
        if self.leaving.get() {
            return Ok(());
        }
        let found = Essentials::of(database).await?;
        let held = self.essentials.borrow().clone().filter(|held| held.are_there());
        match held {
            Some(held) if !found.are_there() => {
                held.put_back(database).await?;
                self.emptied.set(true);
            }
            _ => *self.essentials.borrow_mut() = Some(Rc::new(found)),
        }
        Ok(())
    }
}

/// Opens. That goes on when nobody waits for it any more: what opens too late is closed then, and not left open where
/// nobody can close it.
#[expect(clippy::await_holding_invalid_type, reason = "its own promise, and every caller has a limit")]
async fn opened() -> Result<Connection> {
    let opened = Rc::new(RefCell::new(None));
    let here = Rc::clone(&opened);
    let opening = future_to_promise(async move {
        here.replace(Some(schema::open().await.map(|database| Connection(Some(database)))));
        Ok(JsValue::UNDEFINED)
    });
    // What came of it lies in the cell: the promise itself is never rejected.
    JsFuture::from(opening).await.note_error("waiting for the database");
    opened.take().unwrap_or(Err(StorageError::NotOpened))
}

impl Connection {
    fn transaction(&self, stores: &[&str], mode: TransactionMode) -> Result<Transaction> {
        let database = self.0.as_ref().ok_or(StorageError::ClosedByOtherTab)?;
        Ok(database.transaction(stores, mode)?)
    }
}

/// Rexie's `done` is `Ok` for a transaction that was aborted, too. It listens only from here on: awaiting anything
/// else after the last request could miss the word.
async fn committed(transaction: Transaction) -> Result<()> {
    if transaction.done().await?.is_committed() { Ok(()) } else { Err(StorageError::aborted_at_commit()) }
}
