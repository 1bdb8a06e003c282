//! A rule with its answer, as a store takes it: run in a transaction, and answered once that is over.

use std::future::Future;

use tokio::sync::oneshot;

use super::{StoreError, StoreResult, Transaction};

/// A rule that waits for its transaction. Dropped without an answer, it tells whoever asked that the store has stopped.
pub trait Job: Send {
    /// Runs the rule, and keeps what it answers. Run again, it forgets the answer before.
    ///
    /// # Errors
    /// What the rule says: then nothing that it wrote may stay.
    fn run(&mut self, transaction: &mut dyn Transaction) -> StoreResult<()>;
    /// Gives whoever asked the rule's answer, or the reason why it does not hold.
    fn answer(self: Box<Self>, ended: StoreResult<()>);
}

struct RuleJob<T, R> {
    rule: R,
    result: Option<T>,
    asker: oneshot::Sender<StoreResult<T>>,
}

/// A rule as a job, and its answer some time later.
pub(super) fn of<T, R>(rule: R) -> (Box<dyn Job>, impl Future<Output = StoreResult<T>> + Send)
where
    T: Send + 'static,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
{
    let (asker, answered) = oneshot::channel();
    let job = Box::new(RuleJob { rule, result: None, asker });
    let stopped = || StoreError::Unavailable("the database has stopped answering".into());
    (job, async move { answered.await.unwrap_or_else(|_| Err(stopped())) })
}

impl<T, R> Job for RuleJob<T, R>
where
    T: Send,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send,
{
    fn run(&mut self, transaction: &mut dyn Transaction) -> StoreResult<()> {
        self.result = None;
        self.result = Some((self.rule)(transaction)?);
        Ok(())
    }

    fn answer(self: Box<Self>, ended: StoreResult<()>) {
        let Self { result, asker, .. } = *self;
        let not_run = || StoreError::Unavailable("the transaction was undone before its turn".into());
        // Whoever has gone away meanwhile loses only the answer.
        let _heard = asker.send(ended.and_then(|()| result.ok_or_else(not_run)));
    }
}
