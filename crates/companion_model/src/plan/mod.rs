//! What to do next: a pure function of the outbox, the link and the time. `sync` does just what it says.

use uuid::Uuid;

use crate::{
    Millis,
    delivery::{Delivery, State},
};

/// The first pause after a failed try, before jitter.
const BASE_MS: Millis = 2_000;
/// The longest pause while a page is visible (invariant 8).
const VISIBLE_CAP_MS: Millis = 30_000;
/// The longest pause otherwise.
const HIDDEN_CAP_MS: Millis = 5 * 60_000;
/// The longest `Retry-After` that is respected.
const NAMED_CAP_MS: Millis = 60 * 60_000;
/// How long a refused envelope waits before it is tried again by itself.
pub(crate) const REFUSED_PAUSE_MS: Millis = 5 * 60_000;
/// How often a delivered record is asked about, until it is read.
const ASK_MS: Millis = 20_000;
/// How long a sealed envelope is kept after its receipt.
const KEPT_MS: Millis = 30 * 24 * 60 * 60_000;

/// What is known about the way to the endpoint, and about the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Whether a person can see a page of the app.
    pub visible: bool,
    /// The last life of the endpoint's database that was heard of.
    pub epoch: Option<Uuid>,
    /// Whether the phone takes another byte, as far as is known: to drop an envelope its delivery is written once more.
    pub has_room: bool,
}

/// The next step. One at a time: the plan is made anew after each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put this envelope.
    Send(Uuid),
    /// Ask whether this delivered record has been read.
    AskState(Uuid),
    /// This envelope was delivered 30 days ago: its sealed bytes can go, its receipt stays.
    DropBytes(Uuid),
    /// Nothing before this moment, unless something wakes the outbox.
    WaitUntil(Millis),
    /// Nothing left to send; somebody must act on this refused envelope.
    AskUser(Uuid),
    /// Nothing to do.
    Rest,
}

/// Plans the next step.
pub fn next_step(outbox: &[Delivery], link: Link, now: Millis) -> Step {
    let due = |at: &Millis| *at <= now;
    let sends = || outbox.iter().filter_map(|d| send_at(d, link, now).map(|at| (at, d)));
    if let Some((_, next)) =
        sends().filter(|(at, _)| due(at)).min_by_key(|(_, d)| (is_refused(d), d.signed_at.utc_ms))
    {
        return Step::Send(next.id);
    }
    if let Some(old) = outbox.iter().find(|d| link.has_room && may_be_dropped(d, outbox)) {
        return Step::DropBytes(old.id);
    }
    let asks = || outbox.iter().filter_map(|d| ask_at(d, link).map(|at| (at, d)));
    if let Some((_, next)) = asks().filter(|(at, _)| due(at)).min_by_key(|(at, _)| *at) {
        return Step::AskState(next.id);
    }
    if !outbox.is_empty()
        && sends().all(|(_, d)| is_refused(d))
        && let Some(refused) = outbox.iter().find(|d| is_refused(d))
    {
        return Step::AskUser(refused.id);
    }
    sends().chain(asks()).map(|(at, _)| at).min().map_or(Step::Rest, Step::WaitUntil)
}

/// The moment at which the plan should be made again, whatever [`next_step`] said; `None` for "when woken".
pub fn wake_at(outbox: &[Delivery], link: Link, now: Millis) -> Option<Millis> {
    let sends = outbox.iter().filter_map(|d| send_at(d, link, now));
    sends.chain(outbox.iter().filter_map(|d| ask_at(d, link))).min()
}

/// The pause after a number of failed tries in a row: full jitter, or what the endpoint named.
/// `jitter` is a random number from 0 to 1. The cap for a visible page is applied by the plan.
pub fn pause_ms(tries: u32, named_wait_ms: Option<Millis>, jitter: f64) -> Millis {
    if let Some(named) = named_wait_ms {
        return named.clamp(0, NAMED_CAP_MS);
    }
    let most = BASE_MS.saturating_mul(1 << tries.saturating_sub(1).min(20)).min(HIDDEN_CAP_MS);
    // A pause is at most five minutes: exact in a float.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let pause = (most as f64 * jitter.clamp(0.0, 1.0)) as Millis;
    pause
}

/// When to put this envelope; `None` if there is nothing to put.
fn send_at(delivery: &Delivery, link: Link, now: Millis) -> Option<Millis> {
    let unsent = delivery.received().is_none();
    let lost_by_a_restore =
        !unsent && !delivery.practice && link.epoch.is_some() && delivery.confirmed_in != link.epoch;
    if !delivery.bytes_kept || !(unsent || lost_by_a_restore) {
        return None;
    }
    let cap = delivery.tried_at.filter(|_| link.visible && !delivery.wait_was_named && !is_refused(delivery));
    let at = cap.map_or(delivery.wait_until, |tried| delivery.wait_until.min(tried + VISIBLE_CAP_MS));
    // A clock set back must not turn a pause of seconds into one of years.
    Some(if at > now + NAMED_CAP_MS { now } else { at })
}

/// When to ask whether this delivered record was read; `None` if there is nothing to ask.
fn ask_at(delivery: &Delivery, link: Link) -> Option<Millis> {
    let unread = !delivery.practice && delivery.received().is_some_and(|received| received.read.is_none());
    let asked_at = delivery.tried_at.unwrap_or_default();
    (unread && link.visible).then(|| delivery.wait_until.max(asked_at + ASK_MS))
}

/// By the endpoint's own clock, as the receipts on this phone tell it: the phone's may be years off.
fn may_be_dropped(delivery: &Delivery, outbox: &[Delivery]) -> bool {
    let received_at = |d: &Delivery| d.received().map(|received| received.receipt.received_at);
    let latest = outbox.iter().filter_map(received_at).max();
    let age = latest.zip(received_at(delivery)).map(|(latest, own)| latest - own);
    delivery.bytes_kept && age.is_some_and(|age| age > KEPT_MS)
}

fn is_refused(delivery: &Delivery) -> bool {
    matches!(delivery.state, State::NeedsAttention(_))
}

#[cfg(test)]
mod tests;
