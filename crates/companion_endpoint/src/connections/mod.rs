//! Connections: taken, watched and closed.
//!
//! What is slow or idle has a limit in time, and all together have one in number. `connection` is where one of them
//! stands, `open` are all of them, `watched` tells the one from what moves on it.

mod connection;
mod open;
mod watched;

use std::{io, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{Request, Response},
};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::TokioIo,
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};

pub(crate) use self::connection::Connection;
use self::{
    open::OpenConnections,
    watched::{WatchedBody, WatchedStream},
};
use crate::limits::Limits;

/// A request's first line and headers; other servers take half as much or the same.
const HEAD: usize = 16 * 1024;
/// Before the next try where the system gives no connection.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// Takes connections until `shutdown` is ready, then waits until what is under way on them has ended.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let under_way = GracefulShutdown::new();
    tokio::select! {
        () = accept_all(&listener, &router, limits, &under_way) => {}
        () = shutdown => {}
    }
    // A new connection is refused at once rather than left to wait.
    drop(listener);
    under_way.shutdown().await;
}

async fn accept_all(listener: &TcpListener, router: &Router, limits: Limits, under_way: &GracefulShutdown) {
    let open = Arc::new(OpenConnections::new(limits.connections));
    let mut fails = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                fails = false;
                let slot = open.acquire_slot().await;
                tokio::spawn(serve_one(stream, slot, router.clone(), limits, under_way.watcher()));
            }
            // Whoever knocked has gone again.
            Err(error) if is_peer_error(&error) => {}
            Err(error) => {
                if !fails {
                    tracing::error!("no connection can be taken at the moment: {error}");
                }
                fails = true;
                open.evict_one();
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

fn is_peer_error(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(error.kind(), K::ConnectionAborted | K::ConnectionRefused | K::ConnectionReset)
}

/// Serves one connection to its end, or until it has to go.
async fn serve_one(stream: TcpStream, slot: open::Slot, router: Router, limits: Limits, watcher: Watcher) {
    let connection = slot.connection();
    let io = TokioIo::new(WatchedStream::new(stream, Arc::clone(connection)));
    let requests = Arc::clone(connection);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| answer(&router, request, Arc::clone(&requests)));
    let mut http = http1::Builder::new();
    http.max_buf_size(HEAD).header_read_timeout(None);
    tokio::select! {
        // An error here is the other side's: it spoke no HTTP, or has gone.
        ended = watcher.watch(http.serve_connection(io, service)) => drop(ended),
        () = connection.wait_for_end(&limits) => {}
    }
}

fn answer(
    router: &TowerToHyperService<Router>,
    mut request: Request<Incoming>,
    connection: Arc<Connection>,
) -> impl Future<Output = Result<Response<WatchedBody<Body>>, std::convert::Infallible>> + use<> {
    connection.mark_head();
    request.extensions_mut().insert(Arc::clone(&connection));
    let answered = router.call(request);
    async move { answered.await.map(|response| response.map(|body| WatchedBody::new(body, connection))) }
}
