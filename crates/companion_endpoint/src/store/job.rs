//! A rule with its answer, as a store takes it: run in a transaction, and answered once that is over.

use std::{any::Any, future::Future};

use tokio::sync::oneshot;

use super::{StoreError, StoreResult, Transaction};

/// Something that waits for its transaction. Dropped without an answer, it tells whoever asked that the store has stopped.
pub trait Job: Any + Send {
    /// Runs the rule, and keeps what it answers. Run again, it forgets the answer before.
    ///
    /// # Errors
    /// What the rule says: then nothing that it wrote may stay.
    fn run(&mut self, transaction: &mut dyn Transaction) -> StoreResult<()>;
    /// Gives whoever asked the rule's answer, or the reason why it does not hold.
    fn answer(self: Box<Self>, ended: StoreResult<()>);
    /// Takes another job along, so that one run does both; gives it back if they are not of one rule.
    fn take_along(&mut self, other: Box<dyn Job>) -> Option<Box<dyn Job>> {
        Some(other)
    }
    /// What was taken along, each by itself again.
    fn split(self: Box<Self>) -> Vec<Box<dyn Job>>;
}

/// Jobs in their order, neighbours of one rule as one.
pub(super) fn merged(jobs: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let mut merged: Vec<Box<dyn Job>> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let left = match merged.last_mut() {
            Some(last) => last.take_along(job),
            None => Some(job),
        };
        merged.extend(left);
    }
    merged
}

type Asker<T> = oneshot::Sender<StoreResult<T>>;

/// Whoever has gone away meanwhile loses only the answer.
fn tell<T>(asker: Asker<T>, answer: StoreResult<T>) {
    let _heard = asker.send(answer);
}

fn not_run() -> StoreError {
    StoreError::Unavailable("the transaction was undone before its turn".into())
}

async fn answer_of<T>(answered: oneshot::Receiver<StoreResult<T>>) -> StoreResult<T> {
    let stopped = |_| StoreError::Unavailable("the database has stopped answering".into());
    answered.await.unwrap_or_else(|dropped| Err(stopped(dropped)))
}

struct RuleJob<T, R> {
    rule: R,
    result: Option<T>,
    asker: Asker<T>,
}

/// A rule as a job, and its answer some time later.
pub(super) fn of<T, R>(rule: R) -> (Box<dyn Job>, impl Future<Output = StoreResult<T>> + Send)
where
    T: Send + 'static,
    R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
{
    let (asker, answered) = oneshot::channel();
    (Box::new(RuleJob { rule, result: None, asker }), answer_of(answered))
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
        tell(asker, ended.and_then(|()| result.ok_or_else(not_run)));
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        vec![self]
    }
}

/// A rule for many at once: an answer for each, in their order.
pub type BatchRule<I, T> = fn(&mut dyn Transaction, &[I]) -> StoreResult<Vec<T>>;

struct BatchJob<I, T> {
    rule: BatchRule<I, T>,
    items: Vec<I>,
    results: Vec<T>,
    askers: Vec<Asker<T>>,
}

/// One of many that a rule can do at once as a job, and its answer some time later.
pub(super) fn of_batch<I, T>(
    item: I,
    rule: BatchRule<I, T>,
) -> (Box<dyn Job>, impl Future<Output = StoreResult<T>> + Send)
where
    I: Send + 'static,
    T: Send + 'static,
{
    let (asker, answered) = oneshot::channel();
    let job = BatchJob { rule, items: vec![item], results: Vec::new(), askers: vec![asker] };
    (Box::new(job), answer_of(answered))
}

impl<I: Send + 'static, T: Send + 'static> Job for BatchJob<I, T> {
    fn run(&mut self, transaction: &mut dyn Transaction) -> StoreResult<()> {
        self.results = (self.rule)(transaction, &self.items)?;
        Ok(())
    }

    fn answer(self: Box<Self>, ended: StoreResult<()>) {
        let Self { results, askers, .. } = *self;
        let mut results = results.into_iter();
        for asker in askers {
            let result = results.next();
            tell(asker, ended.clone().and_then(|()| result.ok_or_else(not_run)));
        }
    }

    fn take_along(&mut self, other: Box<dyn Job>) -> Option<Box<dyn Job>> {
        let is_alike = (&*other as &dyn Any)
            .downcast_ref::<Self>()
            .is_some_and(|other| std::ptr::fn_addr_eq(self.rule, other.rule));
        if !is_alike {
            return Some(other);
        }
        if let Ok(other) = (other as Box<dyn Any>).downcast::<Self>() {
            self.items.extend(other.items);
            self.askers.extend(other.askers);
        }
        None
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        let Self { rule, items, askers, .. } = *self;
        let alone = |(item, asker)| -> Box<dyn Job> {
            Box::new(Self { rule, items: vec![item], results: Vec::new(), askers: vec![asker] })
        };
        items.into_iter().zip(askers).map(alone).collect()
    }
}
