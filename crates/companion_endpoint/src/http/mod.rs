//! The protocol (DESIGN section 7): the router on one screen, one file for each noun.

mod acknowledgements;
mod assets;
mod body;
mod caller;
mod devices;
mod directory;
mod enrolments;
mod envelopes;
mod headers;
mod health;
mod inbox;
mod joining;
mod members;
mod origin;
mod problem;
mod remembered;
mod room;
mod session;
mod setup;
mod succession;
mod timestamps;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{delete, get, post, put},
};
use companion_model::{Millis, wire::Bytes};

use self::{problem::Problem, room::Room};
use crate::{
    clock::ClockWatch,
    config::Config,
    store::{Signer, Store},
};

/// What every handler can reach. An endpoint keeps no state of its own: all of it is in the store.
pub(crate) struct App {
    store: Arc<dyn Store>,
    config: Config,
    /// Signs with the receipt key of `config`.
    sign: Signer,
    /// That key's public half.
    receipt_key: Bytes,
    clock: Arc<ClockWatch>,
    /// For all bodies together.
    room: Arc<Room>,
}

impl App {
    fn now(&self) -> Millis {
        (self.config.clock)()
    }
}

/// Everything the endpoint answers to.
pub(crate) fn router(config: Config, store: Arc<dyn Store>, clock: Arc<ClockWatch>) -> Router {
    let key = Arc::clone(&config.receipt_key);
    let receipt_key = key.public();
    let sign: Signer = Arc::new(move |unsigned| key.sign(unsigned));
    let room = Arc::new(Room::new(config.limits.bodies));
    let app = Arc::new(App { store, config, sign, receipt_key, clock, room });
    let refuse_foreign_pages = middleware::from_fn_with_state(Arc::clone(&app), caller::refuse_foreign_pages);
    let read_whole = middleware::from_fn_with_state(Arc::clone(&app), body::read_whole);
    let add_headers = middleware::from_fn_with_state(Arc::clone(&app), headers::add);
    let name_the_member = middleware::from_fn_with_state(Arc::clone(&app), session::name_the_member);
    let members =
        receiving_side().merge(either_side()).layer(middleware::from_fn(session::refuse_other_windows));
    phones()
        .merge(members.layer(refuse_foreign_pages))
        .route("/healthz", get(health::tell))
        .fallback(assets::serve)
        .method_not_allowed_fallback(async || Problem::WrongMethod)
        .layer(read_whole)
        // Around all that refuses, so that a refusal, too, says whose session it is.
        .layer(name_the_member)
        .layer(add_headers)
        .with_state(app)
}

/// With a device's token, or a code.
fn phones() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/enrolments/{code}", get(enrolments::offer).post(enrolments::redeem))
        .route("/api/v1/remembered", get(remembered::tell).delete(remembered::forget))
        .route("/api/v1/device", post(devices::report))
        .route("/api/v1/envelopes/{id}", put(envelopes::put))
        .route("/api/v1/envelopes/{id}/state", get(envelopes::state))
        .route("/api/v1/states", post(envelopes::states))
        .route("/api/v1/practice/{id}", put(envelopes::practise))
        .route("/api/v1/timestamps", post(timestamps::sign))
}

/// With a device's token or a member's session.
fn either_side() -> Router<Arc<App>> {
    Router::new().route("/api/v1/directory", get(directory::newest))
}

/// From the inbox's own pages: with a member's session, or on the way to one.
fn receiving_side() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/setup/{code}", get(setup::offer).post(setup::found))
        .route("/api/v1/joining/{code}", get(joining::offer).post(joining::join))
        .route("/api/v1/members/challenges", post(members::challenge))
        .route("/api/v1/members/sessions", post(members::sign_in).delete(members::sign_out))
        .route("/api/v1/inbox/changes", get(inbox::changes))
        .route("/api/v1/inbox/envelopes", get(inbox::envelopes))
        .route("/api/v1/inbox/envelopes/{id}", put(envelopes::import))
        .route("/api/v1/inbox/practice", get(inbox::practice))
        .route("/api/v1/inbox/practice/pages", get(inbox::practice_page))
        .route("/api/v1/inbox/practice/{id}/acknowledgement", put(acknowledgements::of_practice))
        .route("/api/v1/inbox/envelopes/{id}/read", put(inbox::read))
        .route("/api/v1/inbox/envelopes/{id}/acknowledgement", put(acknowledgements::of_a_record))
        .route("/api/v1/inbox/invitations", post(inbox::invite))
        .route("/api/v1/inbox/invitations/{id}", delete(inbox::withdraw))
        .route("/api/v1/inbox/joining", get(joining::invited).post(joining::invite))
        .route("/api/v1/inbox/joining/{id}", put(joining::confirm).delete(joining::withdraw))
        .route("/api/v1/inbox/directory", put(directory::publish))
        .route("/api/v1/inbox/devices/{id}/removal", put(devices::remove))
        .route("/api/v1/inbox/authors", get(inbox::authors))
        .route("/api/v1/inbox/authors/{id}/countersign", put(inbox::countersign))
}
