//! Sending while the app is closed.

use companion_browser::service_worker;

/// The event of the worker at which it works through the outbox.
const TAG: &str = "outbox";

/// Asks the browser to wake the worker when there is a network, also with the app closed. Chromium alone can: elsewhere
/// nothing happens, and what is unsent goes when the app is next open. Refused, it is asked for again when the page is hidden.
pub async fn send_when_closed() {
    service_worker::register_sync(TAG).await;
}
