//! What whoever helps may want to know of this phone: nothing that was written, and no name.

use companion_browser::{clock, events, page};

/// Gives the clipboard the technical details; answers them, and whether the browser let it.
pub async fn copy_technical_details() -> (String, bool) {
    let details = technical_details();
    let is_copied = page::copy(&details).await;
    (details, is_copied)
}

/// The version, the browser and the last events, a line for each.
fn technical_details() -> String {
    let now = clock::now();
    let mut lines = vec![
        format!("Trip Companion {}, {}", env!("CARGO_PKG_VERSION"), now.date_and_time()),
        page::user_agent(),
    ];
    lines.extend(events::lines());
    lines.join("\n")
}
