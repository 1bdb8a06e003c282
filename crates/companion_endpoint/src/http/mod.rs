//! The protocol (docs/protocol.md): the router on one screen, one file for each noun.

mod acknowledgements;
mod assets;
mod body;
mod body_budget;
mod caller;
mod causes;
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
mod session;
mod setup;
mod succession;
mod timestamps;
mod trace;
mod waiting;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{delete, get, post, put},
};
use companion_model::{
    Millis,
    wire::{Bytes, v1::address},
};
use tokio::sync::Semaphore;
use tower_http::trace::TraceLayer;

use self::{body_budget::BodyBudget, problem::Problem};
use crate::{
    clock::ClockWatch,
    config::Config,
    store::{ReceiptSigner, Store},
};

/// What every handler can reach. An endpoint keeps no state of its own: all of it is in the store.
pub(crate) struct App {
    store: Arc<dyn Store>,
    config: Config,
    /// Signs with the receipt key of `config`.
    sign: ReceiptSigner,
    /// That key's public half.
    receipt_key: Bytes,
    clock: Arc<ClockWatch>,
    /// For all bodies together.
    body_budget: Arc<BodyBudget>,
    /// For sign-ins that wait for their answer.
    slowed_down: Semaphore,
}

impl App {
    fn store(&self) -> &dyn Store {
        &*self.store
    }

    fn now(&self) -> Millis {
        (self.config.clock)()
    }
}

/// Everything the endpoint answers to.
pub(crate) fn router(config: Config, store: Arc<dyn Store>, clock: Arc<ClockWatch>) -> Router {
    let key = Arc::clone(&config.receipt_key);
    let receipt_key = key.public();
    let sign: ReceiptSigner = Arc::new(move |unsigned| key.sign(unsigned));
    let body_budget = Arc::new(BodyBudget::new(config.limits.bodies));
    let slowed_down = Semaphore::new(config.limits.connections / 2);
    let app = Arc::new(App { store, config, sign, receipt_key, clock, body_budget, slowed_down });
    let refuse_foreign_pages = middleware::from_fn_with_state(Arc::clone(&app), caller::refuse_foreign_pages);
    let read_whole = middleware::from_fn_with_state(Arc::clone(&app), body::read_whole);
    let add_headers = middleware::from_fn_with_state(Arc::clone(&app), headers::add);
    // A failure's cause is logged where its answer is made.
    let log_requests = TraceLayer::new_for_http()
        .make_span_with(trace::span)
        .on_response(trace::ResponseLog::default())
        .on_failure(());
    let name_the_member = middleware::from_fn_with_state(Arc::clone(&app), session::name_the_member);
    let members =
        receiving_side().merge(either_side()).layer(middleware::from_fn(session::refuse_other_windows));
    phones()
        .merge(members.layer(refuse_foreign_pages))
        .route("/healthz", get(health::check))
        .fallback(assets::serve)
        .method_not_allowed_fallback(async || Problem::WrongMethod)
        .layer(read_whole)
        // Around all that refuses, so that a refusal, too, says whose session it is.
        .layer(name_the_member)
        .layer(add_headers)
        .layer(headers::always())
        .layer(log_requests)
        .with_state(app)
}

/// With a device's token, or a code.
fn phones() -> Router<Arc<App>> {
    Router::new()
        .route(address::ENROLMENT, get(enrolments::offer).post(enrolments::redeem))
        .route(address::REMEMBERED, get(remembered::show).delete(remembered::forget))
        .route(address::DEVICE, post(devices::report))
        .route(address::ENVELOPE, put(envelopes::put))
        .route(address::ENVELOPE_STATE, get(envelopes::state))
        .route(address::STATES, post(envelopes::states))
        .route(address::PRACTICE, put(envelopes::put_practice))
        .route(address::TIMESTAMPS, post(timestamps::sign))
}

/// With a device's token or a member's session.
fn either_side() -> Router<Arc<App>> {
    Router::new().route(address::DIRECTORY, get(directory::newest))
}

/// From the inbox's own pages: with a member's session, or on the way to one.
fn receiving_side() -> Router<Arc<App>> {
    Router::new()
        .route(address::SETUP, get(setup::offer).post(setup::found))
        .route(address::JOINING, get(joining::offer).post(joining::join))
        .route(address::CHALLENGES, post(members::challenge))
        .route(address::SESSIONS, post(members::sign_in).delete(members::sign_out))
        .route(address::INBOX_CHANGES, get(inbox::changes))
        .route(address::INBOX_ENVELOPES, get(inbox::envelopes))
        .route(address::INBOX_ENVELOPE, put(envelopes::import))
        .route(address::INBOX_PRACTICE, get(inbox::practice))
        .route(address::INBOX_PRACTICE_PAGES, get(inbox::practice_page))
        .route(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, put(acknowledgements::of_practice))
        .route(address::INBOX_READ, put(inbox::read))
        .route(address::INBOX_ACKNOWLEDGEMENT, put(acknowledgements::of_a_record))
        .route(address::INBOX_INVITATIONS, post(inbox::invite))
        .route(address::INBOX_INVITATION, delete(inbox::withdraw))
        .route(address::INBOX_JOINING, get(joining::invited).post(joining::invite))
        .route(address::INBOX_JOINING_OF, put(joining::confirm).delete(joining::withdraw))
        .route(address::INBOX_DIRECTORY, put(directory::publish))
        .route(address::INBOX_REMOVAL, put(devices::remove))
        .route(address::INBOX_AUTHORS, get(inbox::authors))
        .route(address::INBOX_COUNTERSIGN, put(inbox::countersign))
}
