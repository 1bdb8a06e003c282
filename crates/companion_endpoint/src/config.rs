//! What an endpoint is started with, apart from its store and its listener.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use companion_model::Millis;
use companion_seal::receipt::ReceiptKey;

use crate::assets::{Asset, EMBEDDED};

/// The endpoint's clock; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// What a device may deliver in a minute unless the operator says otherwise: far more than a person can write.
pub const PUTS_PER_MINUTE: u32 = 60;

/// What an endpoint is started with.
pub struct Config {
    /// What signs receipts.
    pub receipt_key: Arc<ReceiptKey>,
    /// What stamps arrivals, and ends links and sessions.
    pub clock: Clock,
    /// New envelopes a device may deliver in a minute; `None` for any number.
    pub puts_per_minute: Option<u32>,
    /// The files of both web apps.
    pub assets: &'static [Asset],
    /// Whether requests are written to standard error: ids, statuses and times, never content, tokens or codes.
    pub log: bool,
}

impl Config {
    /// The configuration of a released endpoint.
    pub fn new(receipt_key: ReceiptKey) -> Self {
        let (receipt_key, clock) = (Arc::new(receipt_key), Arc::new(system_clock));
        Self { receipt_key, clock, puts_per_minute: Some(PUTS_PER_MINUTE), assets: EMBEDDED, log: true }
    }
}

/// Milliseconds since 1970 UTC by the machine's clock.
pub fn system_clock() -> Millis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since_1970.as_millis()).unwrap_or(Millis::MAX)
}
