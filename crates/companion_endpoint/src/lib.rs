//! The endpoint: takes envelopes, gives receipts, serves both web apps.
//!
//! It holds what it can't read. Start with `http`, whose router is the protocol on one screen, then
//! [`store`], which is all it needs of a database; [`data`] is the folder it lives in. [`run`] is the whole thing:
//! a test starts the real one on port 0.

pub mod assets;
mod clock;
pub mod config;
mod connections;
pub mod data;
mod files;
mod http;
pub mod limits;
pub mod log;
pub mod origin;
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
const FAREWELL: Duration = Duration::from_secs(5);

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
    if config.log {
        say_if_the_clock_is_behind(&clock, (config.clock)(), &*store).await;
    }
    let watching = watch_clock(Arc::clone(&clock), Arc::clone(&config.clock), config.log);
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
        () = async { drop(stopped.await); tokio::time::sleep(FAREWELL).await } => Ok(()),
    }
}

/// Says at the start what no comparison with itself can find: that the clock stands before the last record that came.
async fn say_if_the_clock_is_behind(watch: &ClockWatch, now: Millis, store: &dyn Store) {
    // A database that can't be read says so with the first request.
    let last_arrival = store.latest_arrival().await.unwrap_or_default();
    if let Some(finding) = watch.finding(now, Instant::now(), last_arrival) {
        log::event(now, &finding);
    }
}

/// Compares the clocks for as long as the endpoint runs.
async fn watch_clock(watch: Arc<ClockWatch>, clock: config::Clock, is_logged: bool) {
    let mut ticks = tokio::time::interval(clock::LOOKS_EVERY);
    loop {
        ticks.tick().await;
        let now = clock();
        if let Some(jump) = watch.look(now, Instant::now()).filter(|_| is_logged) {
            log::event(now, &jump);
        }
    }
}
