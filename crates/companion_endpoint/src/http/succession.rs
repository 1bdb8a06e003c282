//! What a newer directory may change, and by whom: its signer's own route by that route, everybody's by an administrator.

use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{Directory, DirectoryRequest, RouteEntry, SealedRouteKey, SignedDirectory},
    },
};
use companion_seal::{
    directory::{self, Trust},
    root,
};
use uuid::Uuid;

use super::{App, caller::Member, problem::Problem};

const DAY: Millis = 24 * 60 * 60 * 1000;
/// For how long desks sign a directory.
const YEAR: Millis = 365 * DAY;
/// The longest that a directory may say to be good for.
const LONGEST: Millis = 400 * DAY;
/// The most receipt keys: this endpoint's, one to come, and two that went.
const RECEIPT_KEYS: usize = 4;

/// The times of a directory can't be.
pub(super) const WRONG_CLOCK: &str =
    "The date and time on this computer don't match the server's. Check them.";
const MEANWHILE: Problem = Problem::UnreadableBody("Someone else at the school has just made a change.");

/// The version after the one here, if phones would believe it, one of the member's own routes signed it, and its times can be.
pub(super) fn next(
    app: &App,
    known: &Directory,
    signed: &SignedDirectory,
    member: &Member,
) -> Result<Directory, Problem> {
    let root_fingerprint = &root::fingerprint(&known.root_key);
    let trust = Trust::Pinned { school: known.school, root_fingerprint, known: Some(known) };
    let newer = directory::verify(signed, trust)
        .map_err(|_| Problem::UnreadableBody("Phones would not believe this directory."))?;
    if !member.on_file.routes().contains(&signed.signed_by) {
        return Err(Problem::UnreadableBody("It is signed by a route that is not the member's."));
    }
    if known.version.checked_add(1) != Some(newer.version) {
        return Err(MEANWHILE);
    }
    // An end that stays was judged when it was set, perhaps by an earlier release.
    let is_renewed = newer.valid_until != known.valid_until;
    let is_possible = if is_renewed {
        has_possible_times(&newer, app.now()) && newer.valid_until > app.now()
    } else {
        is_signed_by(&newer, app.now())
    };
    if is_possible { Ok(newer) } else { Err(Problem::UnreadableBody(WRONG_CLOCK)) }
}

/// Whether a directory's times can be: signed by now, and good for about a year.
pub(super) fn has_possible_times(directory: &Directory, now: Millis) -> bool {
    let lasts = directory.valid_until.checked_sub(directory.issued_at);
    is_signed_by(directory, now) && lasts.is_some_and(|lasts| (1..=LONGEST).contains(&lasts))
}

/// Clocks may differ by a day.
fn is_signed_by(directory: &Directory, now: Millis) -> bool {
    directory.issued_at <= now.saturating_add(DAY)
}

/// Whether these can be a school's receipt keys here: this endpoint's own among them, or no phone would believe a receipt.
pub(super) fn has_possible_receipt_keys(keys: &[Bytes], own: &Bytes) -> Result<(), Problem> {
    if !keys.contains(own) {
        return Err(Problem::UnreadableBody("It does not name this endpoint's receipt key."));
    }
    let are_keys = keys.iter().all(|key| key.array::<32>().is_some());
    if are_keys && keys.len() <= RECEIPT_KEYS {
        Ok(())
    } else {
        Err(Problem::UnreadableBody("A receipt key in it is none, or there are too many."))
    }
}

/// Checks a newer directory and the keys that come with it.
pub(super) fn check(
    app: &App,
    known: &Directory,
    request: &DirectoryRequest,
    member: &Member,
) -> Result<Directory, Problem> {
    let newer = next(app, known, &request.directory, member)?;
    check_what_is_everybody_s(app, known, &newer, member)?;
    let signed_by = request.directory.signed_by;
    let others = |directory: &Directory| {
        let routes = directory.routes.iter().filter(|entry| entry.route != signed_by).cloned();
        routes.collect::<Vec<_>>()
    };
    if others(&newer) != others(known) {
        return Err(Problem::UnreadableBody("It changes a route that did not sign it."));
    }
    let entry = newer.routes.iter().find(|entry| entry.route == signed_by);
    let entry = entry.ok_or(Problem::UnreadableBody("It drops its own route."))?;
    check_people(known, entry, member).and_then(|()| check_keys(known, entry, &request.route_keys))?;
    Ok(newer)
}

/// Every field that is no route's: a new one has to be judged here, too, or this does not compile.
fn check_what_is_everybody_s(
    app: &App,
    known: &Directory,
    newer: &Directory,
    member: &Member,
) -> Result<(), Problem> {
    let Directory {
        school_name,
        contacts,
        lock_after_min,
        receipt_keys,
        valid_until,
        // The same in every directory of this school: phones believe no other.
        v: _,
        school: _,
        root_key: _,
        // Judged by rules of their own.
        version: _,
        issued_at: _,
        routes: _,
    } = newer;
    let changes_words = *school_name != known.school_name
        || *contacts != known.contacts
        || *lock_after_min != known.lock_after_min;
    let changes_receipt_keys = *receipt_keys != known.receipt_keys;
    let for_a_year = (YEAR - DAY..=YEAR + DAY).contains(&valid_until.saturating_sub(app.now()));
    let changes_validity = *valid_until != known.valid_until && !for_a_year;
    let is_administrator = member.on_file.root_key.is_some();
    if !is_administrator && (changes_words || changes_receipt_keys || changes_validity) {
        return Err(Problem::NotAdministrator);
    }
    if changes_receipt_keys {
        has_possible_receipt_keys(receipt_keys, &app.receipt_key)?;
    }
    Ok(())
}

/// Having a key of a route is what makes somebody one of its people: no more of them are taken than the route names, and
/// none is left without.
fn check_keys(known: &Directory, entry: &RouteEntry, keys: &[SealedRouteKey]) -> Result<(), Problem> {
    let people = if is_new(known, entry) { entry.members.as_slice() } else { &[] };
    let is_named = |key: &SealedRouteKey| {
        (key.route, key.kid) == (entry.route, entry.kid)
            && people.iter().any(|person| person.id == key.member)
    };
    if !keys.iter().all(is_named) {
        return Err(Problem::UnreadableBody("A key is sealed to somebody who is not of its route."));
    }
    let has_everybody_s = people.iter().all(|person| keys.iter().any(|key| key.member == person.id));
    if has_everybody_s {
        Ok(())
    } else {
        Err(Problem::UnreadableBody("A member would be without the new key."))
    }
}

/// Whom a route names: whoever signs stays, nobody is taken out and keeps the key, and what new keys are sealed to is each
/// member's own.
fn check_people(known: &Directory, entry: &RouteEntry, signer: &Member) -> Result<(), Problem> {
    let is_named = |id: Uuid| entry.members.iter().any(|person| person.id == id);
    if !is_named(signer.on_file.id) {
        return Err(Problem::UnreadableBody("It takes out the member who signed it."));
    }
    let before = known.routes.iter().find(|before| before.route == entry.route);
    let mut people = before.iter().flat_map(|before| &before.members);
    if !is_new(known, entry) && !people.all(|person| is_named(person.id)) {
        return Err(Problem::UnreadableBody("It takes somebody out who has the key."));
    }
    if directory::has_own_sealing_keys(known.school, entry) {
        Ok(())
    } else {
        Err(Problem::UnreadableBody("A member's sealing key is not their own."))
    }
}

fn is_new(known: &Directory, entry: &RouteEntry) -> bool {
    known.routes.iter().all(|before| before.kid != entry.kid)
}
