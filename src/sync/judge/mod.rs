//! What an HTTP answer means. An answer proves nothing by its status: hotel Wi-Fi answers 200 to everything, so
//! only a receipt whose signature and digest have been checked means "received" (invariant 3).

use companion_model::{
    Millis,
    delivery::{Delivery, Refusal},
    wire::{
        Bytes, read,
        v1::{Directory, EnvelopeState, Flag, Problem, Receipt, SignedRead, Timestamp, problem},
    },
};
use companion_seal::{directory::former, read, receipt, timestamp};
use uuid::Uuid;

/// An answer, as far as it can mean anything.
pub struct Heard<'a> {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, if it was a number.
    pub retry_after_s: Option<u32>,
    /// The life of the endpoint's database, if the answer named one.
    pub epoch: Option<Uuid>,
    /// The body.
    pub body: &'a [u8],
}

/// What came of putting an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The endpoint holds exactly these bytes.
    Received(Receipt, Uuid),
    /// The endpoint does not take them, in our own protocol's words.
    Refused(Refusal),
    /// Nobody knows.
    Unanswered(Option<Millis>),
}

/// What came of asking for an envelope's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The endpoint holds it; a member's checked word that it was read, if there is one.
    Held(Option<SignedRead>, Uuid),
    /// The endpoint, in this life, does not hold it.
    Forgotten(Uuid),
    /// Nobody knows.
    Unanswered(Option<Millis>),
}

/// Judges the answer to a put. A receipt for practice is none for a record, and the other way round.
pub fn put(heard: &Heard<'_>, directory: &Directory, delivery: &Delivery) -> Put {
    let (id, sha256) = (delivery.id, &delivery.sha256);
    if let Some(receipt) = checked_receipt(heard.body, directory, id, sha256)
        && receipt.flags.contains(&Flag::Practice) == delivery.practice
    {
        let epoch = heard.epoch.unwrap_or(receipt.epoch);
        return Put::Received(receipt, epoch);
    }
    match refusal(heard) {
        Some(refusal) => Put::Refused(refusal),
        None => Put::Unanswered(named_wait(heard)),
    }
}

/// Judges the answer to a question for the state of a delivered envelope.
pub fn state(heard: &Heard<'_>, directory: &Directory, id: Uuid, sha256: &Bytes) -> Asked {
    if let Ok(state) = read::<EnvelopeState>(heard.body)
        && receipt_holds(&state.receipt, directory, id, sha256)
    {
        let read = state.read.filter(|read| is_by_a_member(read, &state.receipt, directory));
        return Asked::Held(read, heard.epoch.unwrap_or(state.receipt.epoch));
    }
    match (problem_kind(heard).as_deref(), heard.epoch) {
        (Some(problem::UNKNOWN_ENVELOPE), Some(epoch)) => Asked::Forgotten(epoch),
        _ => Asked::Unanswered(named_wait(heard)),
    }
}

/// The endpoint's word on a digest, if that is what came.
pub fn timestamp(body: &[u8], directory: &Directory, digest: &[u8; 32]) -> Option<Timestamp> {
    let given: Timestamp = read(body).ok()?;
    timestamp::check(&given, &directory.receipt_keys, directory.school, digest).is_ok().then_some(given)
}

fn checked_receipt(body: &[u8], directory: &Directory, id: Uuid, sha256: &Bytes) -> Option<Receipt> {
    let receipt: Receipt = read(body).ok()?;
    receipt_holds(&receipt, directory, id, sha256).then_some(receipt)
}

fn receipt_holds(receipt: &Receipt, directory: &Directory, id: Uuid, sha256: &Bytes) -> bool {
    sha256.array().is_some_and(|sha256| {
        receipt::check(receipt, &directory.receipt_keys, directory.school, id, &sha256).is_ok()
    })
}

/// Also by one who has left the route since: what they read, they read.
fn is_by_a_member(read: &SignedRead, receipt: &Receipt, directory: &Directory) -> bool {
    let route = directory.routes.iter().filter(|entry| entry.route == receipt.route);
    let people = route.flat_map(|entry| entry.members.iter().chain(former(directory.school, entry)));
    let mut readers = people.filter(|member| member.id == read.member);
    readers.any(|member| read::check(&member.signing_key, receipt, read).is_ok())
}

/// A problem document of ours. A proxy's own 403 or a filter's block page is none.
fn problem_kind(heard: &Heard<'_>) -> Option<String> {
    let problem: Problem = read(heard.body).ok()?;
    (problem.status == heard.status).then_some(problem.kind)
}

fn refusal(heard: &Heard<'_>) -> Option<Refusal> {
    match problem_kind(heard)?.as_str() {
        problem::UNKNOWN_DEVICE => Some(Refusal::UnknownDevice),
        problem::TOO_LARGE => Some(Refusal::TooLarge),
        problem::UNPUBLISHED_KEY => Some(Refusal::UnpublishedKey),
        problem::UNREADABLE_HEADER | problem::DIGEST => Some(Refusal::Unreadable),
        _ => None,
    }
}

fn named_wait(heard: &Heard<'_>) -> Option<Millis> {
    matches!(heard.status, 429 | 503).then(|| heard.retry_after_s.map(|s| Millis::from(s) * 1000)).flatten()
}

#[cfg(test)]
mod tests;
