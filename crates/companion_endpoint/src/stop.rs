//! When the program is to end.

use std::{future::Future, io};

use tokio::signal::unix;

/// Ready when somebody wants the endpoint to end: at a terminal, by a service manager, or by closing the terminal.
///
/// # Errors
/// If the system does not let it listen for signals.
pub fn stop() -> io::Result<impl Future<Output = ()>> {
    // All are listened for from here on, not from when the future is first asked.
    let mut interrupt = unix::signal(unix::SignalKind::interrupt())?;
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    let mut hang_up = unix::signal(unix::SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}
