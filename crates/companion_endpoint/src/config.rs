//! What an endpoint is started with, apart from its store and its listener.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use companion_model::Millis;
use companion_seal::receipt::ReceiptKey;

use crate::{
    assets::{Asset, EMBEDDED},
    limits::Limits,
    origin::Origin,
    rules::Amount,
};

/// The endpoint's clock; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// What a device may deliver in a minute unless the operator says otherwise: far more than a person can write.
pub const PUTS_PER_MINUTE: u32 = 60;

/// What a device may deliver in a day, and a member import, unless the operator says otherwise: more than a phone that was
/// away for a month has, and not much of a disk.
pub const PUTS_PER_DAY: u32 = 500;
/// The same in megabytes.
pub const MEGABYTES_PER_DAY: u32 = 100;

/// What an endpoint is started with.
pub struct Config {
    /// What signs receipts.
    pub receipt_key: Arc<ReceiptKey>,
    /// What stamps arrivals, and ends links and sessions.
    pub clock: Clock,
    /// New envelopes a device may deliver in a minute; `None` for any number.
    pub puts_per_minute: Option<u32>,
    /// How much a device may deliver in a day, and a member import; `None` for any amount.
    pub puts_per_day: Option<Amount>,
    /// The files of both web apps.
    pub assets: &'static [Asset],
    /// Where people open the pages; where none is named, a page's own word is compared with what the request was sent to.
    pub origins: Vec<Origin>,
    /// What is taken at once, and how long what is slow may take.
    pub limits: Limits,
}

impl Config {
    /// The configuration of a released endpoint.
    pub fn new(receipt_key: impl Into<Arc<ReceiptKey>>) -> Self {
        Self {
            receipt_key: receipt_key.into(),
            clock: Arc::new(system_clock),
            puts_per_minute: Some(PUTS_PER_MINUTE),
            puts_per_day: per_day(PUTS_PER_DAY, MEGABYTES_PER_DAY),
            assets: EMBEDDED,
            origins: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Whether everybody opens the pages by TLS, whatever a proxy says or leaves out.
    pub fn is_https(&self) -> bool {
        !self.origins.is_empty() && self.origins.iter().all(Origin::is_https)
    }
}

/// An amount as an operator says it: 0 for any.
pub fn per_day(envelopes: u32, megabytes: u32) -> Option<Amount> {
    let bytes = u64::from(megabytes) * 1_000_000;
    let is_any = envelopes == 0 && megabytes == 0;
    (!is_any).then_some(Amount {
        envelopes: if envelopes == 0 { u32::MAX } else { envelopes },
        bytes: if megabytes == 0 { u64::MAX } else { bytes },
    })
}

/// Milliseconds since 1970 UTC by the machine's clock.
pub fn system_clock() -> Millis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since_1970.as_millis()).unwrap_or(Millis::MAX)
}
