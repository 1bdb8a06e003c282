//! What to do next: a pure function of the outbox, the link and the time. `sync` does just what it says.

use uuid::Uuid;

use crate::{
    Millis,
    delivery::{Delivery, Standing},
};

/// The first pause after a failed try, before jitter; and the shortest between two tries to give an endpoint back what it
/// has lost, whatever it says of its lives.
const BASE_MS: Millis = 2_000;
/// The longest pause while a page is visible (invariant 8).
const VISIBLE_CAP_MS: Millis = 30_000;
/// The longest pause otherwise.
const HIDDEN_CAP_MS: Millis = 5 * 60_000;
/// The longest `Retry-After` that is respected.
const NAMED_CAP_MS: Millis = 60 * 60_000;
/// How long a refused envelope waits before it is tried again by itself.
pub(crate) const REFUSED_PAUSE_MS: Millis = 5 * 60_000;
/// How often a record that was delivered just now is asked about, until it is read.
pub(crate) const ASK_MS: Millis = 20_000;
/// How long a sealed envelope is kept after its receipt.
const KEPT_MS: Millis = 30 * DAY_MS;
const MINUTE_MS: Millis = 60_000;
const DAY_MS: Millis = 24 * 60 * MINUTE_MS;
/// How many records one question may be about.
pub const MOST_ASKED: usize = 100;

/// What is known about the way to the endpoint, and about the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Whether a person can see a page of the app.
    pub visible: bool,
    /// Whether the phone takes another byte, as far as is known: to drop an envelope its delivery is written once more.
    pub has_room: bool,
}

/// The next step. One at a time: the plan is made anew after each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put this envelope.
    Send(Uuid),
    /// Ask, in one question, what has become of these delivered records of one author.
    AskStates(Vec<Uuid>),
    /// This envelope was delivered 30 days ago: its sealed bytes can go, its receipt stays.
    DropBytes(Uuid),
    /// Nothing before this moment, unless something wakes the outbox.
    WaitUntil(Millis),
    /// Nothing left to send; somebody must act on this refused envelope.
    AskUser(Uuid),
    /// Nothing to do.
    Rest,
}

/// Plans the next step. The deliveries are as the endpoint's present life has them: see [`Delivery::in_life`].
pub fn next_step(outbox: &[Delivery], link: Link, now: Millis) -> Step {
    let due = |at: &Millis| *at <= now;
    let sends = || outbox.iter().filter_map(|d| send_at(d, link, now).map(|at| (at, d)));
    if let Some((_, next)) =
        sends().filter(|(at, _)| due(at)).min_by_key(|(_, d)| (is_refused(d), d.tried_at, d.signed_at.utc_ms))
    {
        return Step::Send(next.id);
    }
    if let Some(old) = outbox.iter().find(|d| link.has_room && may_be_dropped(d, now)) {
        return Step::DropBytes(old.id);
    }
    let asks = || outbox.iter().filter_map(|d| ask_at(d, link, now).map(|at| (at, d)));
    let mut asked: Vec<_> = asks().filter(|(at, _)| due(at)).collect();
    asked.sort_by_key(|(at, _)| *at);
    if let Some(author) = asked.first().map(|(_, first)| first.author) {
        let theirs = asked.iter().filter(|(_, d)| d.author == author);
        return Step::AskStates(theirs.map(|(_, d)| d.id).take(MOST_ASKED).collect());
    }
    if sends().all(|(_, d)| is_refused(d))
        && let Some(refused) = outbox.iter().find(|d| is_refused(d))
    {
        return Step::AskUser(refused.id);
    }
    wake_at(outbox, link, now).map_or(Step::Rest, Step::WaitUntil)
}

/// The moment at which the plan should be made again, whatever [`next_step`] said; `None` for "when woken".
pub fn wake_at(outbox: &[Delivery], link: Link, now: Millis) -> Option<Millis> {
    let sends = outbox.iter().filter_map(|d| send_at(d, link, now));
    sends.chain(outbox.iter().filter_map(|d| ask_at(d, link, now))).min()
}

/// The pause after a number of failed tries in a row: full jitter, or what the endpoint named where that is longer.
/// `jitter` is a random number from 0 to 1. The cap for a visible page is applied by the plan.
pub fn pause_ms(tries: u32, named_wait_ms: Option<Millis>, jitter: f64) -> Millis {
    let most = BASE_MS.saturating_mul(1 << tries.saturating_sub(1).min(20)).min(HIDDEN_CAP_MS);
    // A pause is at most five minutes: exact in a float.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let pause = (most as f64 * jitter.clamp(0.0, 1.0)) as Millis;
    match named_wait_ms {
        // A network that names no time at all in the endpoint's place makes no try follow on the other.
        Some(named) => named.clamp(pause.min(VISIBLE_CAP_MS), NAMED_CAP_MS),
        None => pause,
    }
}

/// When to put this envelope; `None` if there is nothing to put.
fn send_at(delivery: &Delivery, link: Link, now: Millis) -> Option<Millis> {
    let was_received = delivery.received().is_some();
    let is_lost = matches!(delivery.standing(), Standing::Lost(_));
    if !delivery.bytes_kept || (was_received && !is_lost) {
        return None;
    }
    let (tried_at, wait_until) = by_this_clock(delivery, now);
    let cap = tried_at.filter(|_| link.visible && !delivery.wait_was_named && !is_refused(delivery));
    let at = cap.map_or(wait_until, |tried| wait_until.min(tried + VISIBLE_CAP_MS));
    Some(tried_at.filter(|_| was_received).map_or(at, |tried| at.max(tried + BASE_MS)))
}

/// When to ask about this record; `None` if there is nothing to ask, or it is put instead.
fn ask_at(delivery: &Delivery, link: Link, now: Millis) -> Option<Millis> {
    if !link.visible || delivery.practice || (delivery.is_unsent() && delivery.bytes_kept) {
        return None;
    }
    let received = delivery.received();
    let is_read = received.is_some_and(|received| received.read.is_some());
    let since = received.and_then(|received| received.came_at).unwrap_or(delivery.signed_at.utc_ms);
    let age = now.saturating_sub(since).max(0);
    let pause = match age {
        _ if is_read && !delivery.bytes_kept && !delivery.is_unsent() => return None,
        // Whether the school still has it, and by its own clock whether the sealed bytes may go.
        age if (is_read || age > KEPT_MS) && !delivery.is_unsent() => DAY_MS,
        age if age < 10 * MINUTE_MS => ASK_MS,
        age if age < 60 * MINUTE_MS => MINUTE_MS,
        age if age < DAY_MS => 5 * MINUTE_MS,
        _ => 60 * MINUTE_MS,
    };
    let (asked_at, wait_until) = by_this_clock(delivery, now);
    Some(wait_until.max(asked_at.unwrap_or_default() + pause))
}

/// When it was last tried, and until when it then waits: by a clock that was set back since, that was now. No pause is longer
/// than the longest that is respected.
pub(crate) fn by_this_clock(delivery: &Delivery, now: Millis) -> (Option<Millis>, Millis) {
    let set_back = delivery.tried_at.map_or(0, |at| (at - now).max(0));
    let wait_until = (delivery.wait_until - set_back).min(now + NAMED_CAP_MS);
    (delivery.tried_at.map(|at| at - set_back), wait_until)
}

/// By two differences, each of one clock: of the endpoint's between its receipt and its last answer about this envelope, and
/// of the phone's since the receipt came. No single moment at which one of them was wrong drops anything. About practice nobody
/// is asked, and nobody misses it.
fn may_be_dropped(delivery: &Delivery, now: Millis) -> bool {
    let Standing::Received(received) = delivery.standing() else { return false };
    let by_the_endpoint = received.endpoint_at.map(|at| at.saturating_sub(received.receipt.received_at));
    let by_the_phone = received.came_at.map(|at| now.saturating_sub(at));
    let is_old = |age: Option<Millis>| age.is_some_and(|age| age > KEPT_MS);
    delivery.bytes_kept && is_old(by_the_phone) && (delivery.practice || is_old(by_the_endpoint))
}

fn is_refused(delivery: &Delivery) -> bool {
    delivery.refusal().is_some()
}

#[cfg(test)]
mod tests;
