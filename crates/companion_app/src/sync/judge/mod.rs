//! What an HTTP answer means. An answer proves nothing by its status: hotel Wi-Fi answers 200 to everything, so
//! only a receipt whose signature and digest have been checked means "received" (invariant 3).

use companion_model::{
    Millis,
    delivery::{Delivery, Refusal},
    wire::{
        Bytes, read,
        v1::{
            Directory, Flag, Problem, Receipt, SignedDirectory, SignedRead, StatesAnswer, Timestamp, problem,
        },
    },
};
use companion_seal::{
    directory::{self, DirectoryError, Trust, former},
    read, receipt, timestamp,
};
use uuid::Uuid;

/// An answer, as far as it can mean anything.
#[derive(Clone, Copy)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, if it was a number.
    pub retry_after_s: Option<u32>,
    /// The epoch of the endpoint's database, if the answer named one.
    pub epoch: Option<Uuid>,
    /// The body.
    pub body: &'a [u8],
}

/// What came of putting an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The endpoint holds exactly these bytes.
    Received(Receipt),
    /// The endpoint does not take them, in our own protocol's words.
    Refused(Refusal),
    /// Nobody knows.
    Unanswered(Option<Millis>),
}

/// What came of asking for the states of some envelopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What is known of each that was asked about, and the endpoint's clock.
    Answered(Vec<(Uuid, Known)>, Millis),
    /// The endpoint does not know who asks.
    UnknownDevice,
    /// Nobody knows.
    Unanswered(Option<Millis>),
}

/// What the endpoint, in its present epoch, says of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It holds it: its checked receipt, and a member's checked word that it was read, if there is one.
    Held(Receipt, Option<SignedRead>),
    /// It does not hold it.
    Forgotten,
}

/// Judges the answer to a put. A receipt for practice is none for a record, and the other way round.
pub fn put(response: &Response<'_>, directory: &Directory, delivery: &Delivery) -> Put {
    let (id, sha256) = (delivery.id, &delivery.sha256);
    if let Some(receipt) = checked_receipt(response.body, directory, id, sha256)
        && receipt.flags.contains(&Flag::Practice) == delivery.practice
    {
        return Put::Received(receipt);
    }
    match refusal(response) {
        Some(refusal) => Put::Refused(refusal),
        None => Put::Unanswered(named_wait(response)),
    }
}

/// Judges the answer to a question for the states of these delivered envelopes. What is said of others, or without a receipt
/// that holds, is not heard.
pub fn states(response: &Response<'_>, directory: &Directory, asked: &[&Delivery]) -> Asked {
    let Ok(answer) = read::<StatesAnswer>(response.body) else {
        return match refusal(response) {
            Some(Refusal::UnknownDevice) => Asked::UnknownDevice,
            _ => Asked::Unanswered(named_wait(response)),
        };
    };
    let held = answer.held.into_iter().filter_map(|state| {
        let delivery = asked.iter().find(|delivery| delivery.id == state.receipt.id)?;
        let holds = receipt_holds(&state.receipt, directory, delivery.id, &delivery.sha256);
        let read = state.read.filter(|read| is_by_a_member(read, &state.receipt, directory));
        holds.then_some((delivery.id, Known::Held(state.receipt, read)))
    });
    let is_asked = |id: &Uuid| asked.iter().any(|delivery| delivery.id == *id);
    let forgotten = answer.unknown.into_iter().filter(is_asked).map(|id| (id, Known::Forgotten));
    let known: Vec<_> = held.chain(forgotten).collect();
    // Nothing of what was asked about: it is somebody else's page.
    if known.is_empty() { Asked::Unanswered(None) } else { Asked::Answered(known, answer.at) }
}

/// Whether the endpoint says, in our own protocol's words, that it does not know who asks.
pub fn is_unknown_device(response: &Response<'_>) -> bool {
    refusal(response) == Some(Refusal::UnknownDevice)
}

/// Whether the endpoint says, in our own protocol's words, that it gives nothing more to who asks.
pub fn is_removed_device(response: &Response<'_>) -> bool {
    refusal(response) == Some(Refusal::RemovedDevice)
}

/// What a directory that came says, if it is newer than the one here. Of two of one version the first stays, whatever the
/// other one says.
///
/// # Errors
/// [`DirectoryError`] if it is not the school's.
pub fn directory(
    signed: &SignedDirectory,
    (enrolment_school, root_fingerprint): (Uuid, &[u8; 32]),
    known: Option<&Directory>,
) -> Result<Option<Directory>, DirectoryError> {
    let trust = Trust::Pinned { school: enrolment_school, root_fingerprint, known };
    let directory = directory::verify(signed, trust)?;
    let is_newer = known.is_none_or(|known| known.version < directory.version);
    Ok(is_newer.then_some(directory))
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
fn problem_kind(response: &Response<'_>) -> Option<String> {
    let problem: Problem = read(response.body).ok()?;
    (problem.status == response.status).then_some(problem.kind)
}

/// A no of our own endpoint, also one for a reason that only a newer endpoint has. What broke off on its way, came without its
/// token or came too often says nothing of what was sent.
fn refusal(response: &Response<'_>) -> Option<Refusal> {
    let kind = problem_kind(response)?;
    Some(match (kind.as_str(), response.status) {
        (problem::NO_TOKEN, _) | (_, 408 | 425 | 429) => return None,
        (problem::UNKNOWN_DEVICE, _) => Refusal::UnknownDevice,
        (problem::REMOVED_DEVICE, _) => Refusal::RemovedDevice,
        (problem::TOO_LARGE, _) => Refusal::TooLarge,
        (problem::UNPUBLISHED_KEY, _) => Refusal::UnpublishedKey,
        (problem::UNREADABLE_HEADER | problem::DIGEST, _) => Refusal::Unreadable,
        (kind, 400..500) if kind.starts_with(problem::PREFIX) => Refusal::Unknown,
        _ => return None,
    })
}

/// A proxy's own 503, or a login page's, can ask for an hour, too: a wait is respected only beside a problem document of ours.
fn named_wait(response: &Response<'_>) -> Option<Millis> {
    let is_ours = matches!(problem_kind(response)?.as_str(), problem::TOO_MANY | problem::UNAVAILABLE);
    is_ours.then(|| response.retry_after_s.map(|s| Millis::from(s) * 1000)).flatten()
}

#[cfg(test)]
mod tests;
