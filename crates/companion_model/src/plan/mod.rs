//! What to do next: a pure function of the outbox, the link and the time. `sync` does just what it says.

use uuid::Uuid;

use crate::{
    Millis,
    delivery::{
        Delivery, Standing,
        pause::{ASK_MS, BASE_MS, VISIBLE_CAP_MS},
    },
    wire::v1::MOST_ASKED,
};

/// How long a sealed envelope is kept after its receipt.
const KEPT_MS: Millis = 30 * DAY_MS;
const MINUTE_MS: Millis = 60_000;
const DAY_MS: Millis = 24 * 60 * MINUTE_MS;

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
    AskUser {
        /// The envelope.
        id: Uuid,
        /// When it is tried or asked about again all the same; `None` for "when woken".
        again_at: Option<Millis>,
    },
    /// Nothing to do.
    Rest,
}

/// Plans the next step. The deliveries are as the endpoint's present epoch has them: see [`Delivery::in_epoch`].
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
        return Step::AskUser { id: refused.id, again_at: wake_at(outbox, link, now) };
    }
    wake_at(outbox, link, now).map_or(Step::Rest, Step::WaitUntil)
}

/// The moment at which something is due; `None` for "when woken".
fn wake_at(outbox: &[Delivery], link: Link, now: Millis) -> Option<Millis> {
    let sends = outbox.iter().filter_map(|d| send_at(d, link, now));
    sends.chain(outbox.iter().filter_map(|d| ask_at(d, link, now))).min()
}

/// When to put this envelope; `None` if there is nothing to put.
fn send_at(delivery: &Delivery, link: Link, now: Millis) -> Option<Millis> {
    let was_received = delivery.received().is_some();
    let is_lost = matches!(delivery.standing(), Standing::Lost(_));
    if !delivery.bytes_kept || (was_received && !is_lost) {
        return None;
    }
    let (tried_at, wait_until) = delivery.by_this_clock(now);
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
    let (asked_at, wait_until) = delivery.by_this_clock(now);
    Some(wait_until.max(asked_at.unwrap_or_default() + pause))
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
