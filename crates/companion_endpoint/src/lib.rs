//! The endpoint: takes envelopes, gives receipts, serves both web apps.
//!
//! It holds what it can't read. Start with `http`, whose router is the protocol on one screen, then
//! [`rules`], which say what is accepted, refused and counted over what [`store`] keeps; [`data`] is the folder it lives in. [`run`] is the whole thing:
//! a test starts the real one on port 0.

pub mod assets;
mod clock;
pub mod config;
mod connections;
pub mod data;
mod files;
mod http;
pub mod limits;
pub mod origin;
pub mod rules;
pub mod store;

use std::{
    future::Future,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use companion_model::Millis;
use tokio::{net::TcpListener, sync::oneshot};

use clock::ClockWatch;
pub use config::Config;
use store::Store;

/// How long requests that are under way may take once the endpoint is told to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(5);

/// Serves until `shutdown` is ready, then lets what is under way finish.
///
/// # Errors
/// If the listener fails, or the database can take nothing more: the process must end then, visibly.
pub async fn run(
    config: Config,
    store: Arc<dyn Store>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel::<()>();
    let shutdown = async move {
        shutdown.await;
        drop(stopping);
    };
    let (ended, clock) = (store.ended(), Arc::new(ClockWatch::new((config.clock)(), Instant::now())));
    log_if_clock_is_behind(&clock, (config.clock)(), &*store).await;
    let watching = watch_clock(Arc::clone(&clock), Arc::clone(&config.clock));
    let limits = config.limits;
    let serving = connections::serve(listener, http::router(config, store, clock), limits, shutdown);
    tokio::select! {
        () = serving => Ok(()),
        () = ended => Err(io::Error::other(
            "the database's writer has broken down, and nothing more can be stored; what was acknowledged is on the disk. \
             Start the endpoint again, and report what it said above",
        )),
        () = watching => Ok(()),
        // A phone that holds its connection open must not keep the endpoint from stopping.
        // What it waits for is the error: the other end is dropped once the endpoint is told to stop.
        () = async { drop(stopped.await); tokio::time::sleep(SHUTDOWN_GRACE).await } => Ok(()),
    }
}

/// Logs at the start what no comparison with itself can find: that the clock stands before the last time that a phone was heard of.
async fn log_if_clock_is_behind(watch: &ClockWatch, now: Millis, store: &dyn Store) {
    // A database that can't be read says so with the first request.
    let last_contact = rules::schools::latest_contact(store).await.unwrap_or_default();
    if let Some(finding) = watch.finding(now, Instant::now(), last_contact) {
        tracing::warn!("{finding}");
    }
}

/// Compares the clocks for as long as the endpoint runs, and logs a jump.
async fn watch_clock(watch: Arc<ClockWatch>, clock: config::Clock) {
    let mut ticks = tokio::time::interval(clock::CHECK_INTERVAL);
    loop {
        ticks.tick().await;
        if let Some(jump) = watch.detect_jump(clock(), Instant::now()) {
            tracing::warn!("{jump}");
        }
    }
}
