//! How much a store takes from one device, or from one member who imports. The rules are whoever's who calls; a store counts.

/// Envelopes, and their bytes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub envelopes: u32,
    /// How long they are together.
    pub bytes: u64,
}

impl Amount {
    /// So many, however long.
    pub fn of(envelopes: u32) -> Self {
        Self { envelopes, bytes: u64::MAX }
    }
}

/// The most new envelopes that are taken from whoever brings one. What is known already is answered without any limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    /// In a minute; `None` for any amount.
    pub per_minute: Option<Amount>,
    /// In a day; `None` for any amount.
    pub per_day: Option<Amount>,
    /// In all from a device since the school removed it; `None` for any number.
    pub since_removal: Option<u32>,
}
