//! A rule as a job, and its answer.

use companion_endpoint::store::{Job, Store, StoreError, StoreResult, Transaction};
use tokio::sync::oneshot;
use uuid::Uuid;

struct RuleJob<T, R> {
    rule: R,
    result: Option<T>,
    asker: oneshot::Sender<StoreResult<T>>,
}

impl<T, R> Job for RuleJob<T, R>
where
    T: Send + 'static,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
{
    fn run(&mut self, transaction: &mut dyn Transaction) -> StoreResult<()> {
        self.result = None;
        self.result = Some((self.rule)(transaction)?);
        Ok(())
    }

    fn answer(self: Box<Self>, ended: StoreResult<()>) {
        let Self { result, asker, .. } = *self;
        asker.send(ended.map(|()| result.expect("it ran"))).ok();
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        vec![self]
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store has stopped".into())
}

/// Queues a rule that writes at once; its answer comes some time later.
pub fn write<T, R, S: Into<Option<Uuid>>>(
    store: &dyn Store,
    school: S,
    rule: R,
) -> impl Future<Output = StoreResult<T>> + Send + use<T, R, S>
where
    T: Send + 'static,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
{
    let (asker, answer) = oneshot::channel();
    store.queue_write(school.into(), Box::new(RuleJob { rule, result: None, asker }));
    async move { answer.await.unwrap_or_else(|_| Err(stopped())) }
}

/// What a rule answers that reads.
pub async fn read<T, R>(store: &dyn Store, rule: R) -> StoreResult<T>
where
    T: Send + 'static,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
{
    let (asker, answer) = oneshot::channel();
    store.run_read(Box::new(RuleJob { rule, result: None, asker })).await?;
    answer.await.unwrap_or_else(|_| Err(stopped()))
}
