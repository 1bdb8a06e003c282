//! How much is taken from one device, and from one member who imports: counted from what is stored, so that no endpoint needs a
//! memory of its own.

use companion_model::Millis;

use super::PutOutcome;
use crate::store::{Arrival, ArrivalsOf, DeviceRow, EnvelopeKind, NewEnvelope};

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

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

impl Quotas {
    /// The longest time for which there is a limit, and the most envelopes that have to be looked at within it.
    fn span(&self) -> Option<(Millis, u32)> {
        let minute = self.per_minute.map(|most| (MINUTE, most.envelopes));
        let day = self.per_day.map(|most| (DAY, most.envelopes));
        let most = minute.max(day)?;
        Some((most.0, minute.map_or(0, |(_, count)| count).max(day.map_or(0, |(_, count)| count))))
    }
}

/// Which arrivals the limits on whoever brings this count; `None` if there is no limit.
pub(super) fn arrivals_that_count(new: &NewEnvelope, quotas: Quotas) -> Option<ArrivalsOf> {
    let (span, most) = quotas.span()?;
    Some(ArrivalsOf { by: new.by, after: new.now - span, until: new.now, most })
}

/// Why nothing new is taken from whoever brings this, if it is not. With the device of whoever delivers, and the arrivals that
/// count.
pub(super) fn refusal(
    kind: EnvelopeKind,
    new: &NewEnvelope,
    Quotas { per_minute, per_day, since_removal }: Quotas,
    device: Option<&DeviceRow>,
    arrivals: &[Arrival],
) -> Option<PutOutcome> {
    if let (Some(limit), Some(taken)) = (since_removal, device.and_then(|one| taken_since_removal(one, kind)))
        && taken >= limit
    {
        return Some(PutOutcome::RemovedDevice);
    }
    let full_for_s = |span, most: Option<Amount>| most.and_then(|most| full_for_s(arrivals, new, span, most));
    if let Some(retry_after_s) = full_for_s(MINUTE, per_minute) {
        return Some(PutOutcome::TooMany { retry_after_s });
    }
    full_for_s(DAY, per_day).map(|retry_after_s| PutOutcome::TooMuchToday { retry_after_s })
}

/// How many were taken from a device since it was removed; `None` from one that was not.
fn taken_since_removal(device: &DeviceRow, kind: EnvelopeKind) -> Option<u32> {
    device.removed_at.map(|_| match kind {
        EnvelopeKind::Record => device.records_since_removal,
        EnvelopeKind::Practice => device.practice_since_removal,
    })
}

/// In how many seconds this one fits; `None` if it does now. The newest arrival comes first.
fn full_for_s(arrivals: &[Arrival], new: &NewEnvelope, span: Millis, most: Amount) -> Option<u32> {
    let mut together = Amount { envelopes: 1, bytes: new.bytes.len() as u64 };
    for arrival in arrivals.iter().take_while(|arrival| arrival.received_at > new.now - span) {
        together.envelopes += 1;
        together.bytes += arrival.bytes;
        if together.envelopes > most.envelopes || together.bytes > most.bytes {
            let wait_ms = arrival.received_at + span - new.now;
            return Some(u32::try_from(wait_ms / 1000 + 1).unwrap_or(u32::MAX));
        }
    }
    None
}
