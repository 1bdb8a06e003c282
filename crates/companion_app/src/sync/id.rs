//! Names that this phone gives.

use companion_browser::clock;
use companion_model::Millis;
use uuid::Uuid;

/// A new id, in the order of time (UUID version 7, RFC 9562); `None` if the device gives no random numbers.
pub fn new_id() -> Option<Uuid> {
    let now: Millis = clock::now_ms();
    let random = companion_seal::os_random::<10>().ok()?;
    Some(
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or_default(), &random)
            .into_uuid(),
    )
}

/// The Web Lock of a draft: one tab edits.
pub fn draft_lock(draft: Uuid) -> String {
    format!("draft:{draft}")
}
