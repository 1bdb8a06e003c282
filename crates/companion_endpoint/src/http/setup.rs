//! Founding a school, in the browser of its first member.

use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use companion_model::wire::v1::{Directory, KdfParams, NewMember, SetupAnswer, SetupOffer, SetupRequest};
use companion_seal::{
    digest,
    directory::{self, Trust},
};

use super::{
    App,
    body::JsonBody,
    problem::Problem,
    succession::{WRONG_CLOCK, has_possible_receipt_keys, has_possible_times},
};
use crate::rules::{self, CodeState, schools::FoundingOutcome};

/// What deriving a key from a passphrase may cost: at least what a desk asks for today, at most what every browser can give.
const MEMORY_KIB: RangeInclusive<u32> = 19 * 1024..=256 * 1024;
const PASSES: RangeInclusive<u32> = 2..=10;

/// What the browser needs before it can make a school. Looking does not use the code up.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<SetupOffer>, Problem> {
    match rules::schools::setup_code(app.store(), digest(code.as_bytes()), app.now()).await? {
        CodeState::Open => Ok(Json(SetupOffer { receipt_key: app.receipt_key.clone() })),
        refused => Err(Problem::setup_code(refused)),
    }
}

/// Founds the school, once; the same request after a lost answer gets the same answer.
pub(super) async fn found(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    JsonBody(request): JsonBody<SetupRequest>,
) -> Result<(StatusCode, Json<SetupAnswer>), Problem> {
    check(&app, &request)?;
    let answer = Json(SetupAnswer { school: request.school });
    match rules::schools::found(app.store(), digest(code.as_bytes()), request, app.now()).await? {
        FoundingOutcome::Founded => Ok((StatusCode::CREATED, answer)),
        FoundingOutcome::Again => Ok((StatusCode::OK, answer)),
        FoundingOutcome::Taken => Err(Problem::UnreadableBody("A school of this id exists already.")),
        FoundingOutcome::Refused(state) => Err(Problem::setup_code(state)),
    }
}

/// What would otherwise be noticed only on the day a concern can't be delivered or opened.
fn check(app: &App, request: &SetupRequest) -> Result<(), Problem> {
    let directory = directory::verify(&request.directory, Trust::Itself)
        .map_err(|_| Problem::UnreadableBody("Its directory is not signed by itself."))?;
    if directory.school != request.school {
        return Err(Problem::UnreadableBody("Its directory is another school's."));
    }
    has_possible_receipt_keys(&directory.receipt_keys, &app.receipt_key)?;
    if !has_possible_times(&directory, app.now()) {
        return Err(Problem::UnreadableBody(WRONG_CLOCK));
    }
    if !request.members.iter().all(is_sound) {
        return Err(Problem::UnreadableBody("A member's sign-in name, digest or key derivation is not one."));
    }
    let members: BTreeSet<_> = request.members.iter().map(|member| member.id).collect();
    let keys_have_members = request.route_keys.iter().all(|key| members.contains(&key.member));
    if !keys_have_members || !request.root_keys.iter().all(|key| members.contains(&key.member)) {
        return Err(Problem::UnreadableBody("A key is sealed to nobody it names."));
    }
    if !every_route_can_be_opened(request, &directory) {
        return Err(Problem::UnreadableBody("A route has nobody who can open it."));
    }
    if directory.routes.iter().all(|entry| directory::has_own_sealing_keys(directory.school, entry)) {
        Ok(())
    } else {
        Err(Problem::UnreadableBody("A member's sealing key is not their own."))
    }
}

fn every_route_can_be_opened(request: &SetupRequest, directory: &Directory) -> bool {
    directory.routes.iter().all(|entry| {
        request.route_keys.iter().any(|key| {
            key.route == entry.route
                && key.kid == entry.kid
                && entry.members.iter().any(|member| member.id == key.member)
        })
    })
}

pub(super) fn is_sound(member: &NewMember) -> bool {
    let name = member.sign_in_name.as_bytes();
    (1..=64).contains(&name.len())
        && name.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && member.login_sha256.array::<32>().is_some()
        && is_costly(&member.stretch)
}

/// Whether keys are derived at the cost that desks ask for, or a higher one: a weaker one is guessed sooner, and one that takes a computer's
/// whole memory opens on none. Desks have never asked for less.
fn is_costly(KdfParams { salt, memory_kib, passes }: &KdfParams) -> bool {
    salt.array::<16>().is_some() && MEMORY_KIB.contains(memory_kib) && PASSES.contains(passes)
}
