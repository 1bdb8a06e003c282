//! The endpoint: takes envelopes, gives receipts, serves both web apps.
//!
//! It holds what it can't read. Start with `http`, whose router is the protocol on one screen, then
//! [`store`], which is all it needs of a database; [`data`] is the folder it lives in. [`run`] is the whole thing:
//! a test starts the real one on port 0.

pub mod assets;
pub mod config;
pub mod data;
mod http;
mod log;
pub mod store;

use std::{future::Future, io, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::oneshot};

pub use config::Config;
use store::Store;

/// How long requests that are under way may take once the endpoint is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Serves until `shutdown` is ready, then lets what is under way finish.
///
/// # Errors
/// If the listener fails.
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
    let serving = axum::serve(listener, http::router(config, store)).with_graceful_shutdown(shutdown);
    tokio::select! {
        served = serving => served,
        // A phone that holds its connection open must not keep the endpoint from stopping.
        () = async { drop(stopped.await); tokio::time::sleep(FAREWELL).await } => Ok(()),
    }
}
