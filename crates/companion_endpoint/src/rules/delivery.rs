//! Keeping envelopes, exactly once each, and many at once. The rule in the order of docs/protocol.md.
//!
//! What is asked of the database and what is written goes there for all of a round together: a round costs as many questions as
//! one envelope does. Those of a round have ids and senders of their own, so that what one changes no other asks about.

use std::collections::{HashMap, HashSet};

use companion_model::{
    Route,
    wire::v1::{Flag, Receipt},
};
use companion_seal::receipt::UnsignedReceipt;
use uuid::Uuid;

use super::{PutOutcome, Quotas, devices::was_just_seen, quotas};
use crate::store::{
    Arrival, DeviceRow, EnvelopeKind, NewEnvelope, NewRow, ReceiptSigner, Sha256, StoreResult, StoredReceipt,
    Transaction,
};

/// An envelope that is to be kept.
pub struct Delivery {
    /// What it came as.
    pub kind: EnvelopeKind,
    /// The envelope.
    pub new: NewEnvelope,
    /// SHA-256 of the secret with which a device delivers it; none of a member, whom their session has proved.
    pub secret_sha256: Option<Sha256>,
    /// How much is taken from whoever brings it.
    pub quotas: Quotas,
    /// Signs its receipt.
    pub sign: ReceiptSigner,
}

impl Delivery {
    /// Whether it comes with the token of the device that it is said to come from.
    fn is_proved(&self, devices: &HashMap<Uuid, DeviceRow>) -> bool {
        let Some(device) = self.new.by.device() else { return true };
        let known = devices.get(&device).zip(self.secret_sha256);
        known.is_some_and(|(device, secret_sha256)| device.is_proved_by(secret_sha256))
    }
}

/// Keeps those that are new and not refused, and answers each, in their order. Nothing changes between its steps: it is run
/// inside the transaction that writes.
pub(super) fn keep_all(db: &mut dyn Transaction, deliveries: &[Delivery]) -> StoreResult<Vec<PutOutcome>> {
    let mut outcomes: HashMap<usize, PutOutcome> = HashMap::with_capacity(deliveries.len());
    let mut left: Vec<usize> = (0..deliveries.len()).collect();
    while !left.is_empty() {
        let round = Round::first_of(deliveries, &mut left);
        outcomes.extend(round.keep(db)?);
    }
    Ok((0..deliveries.len()).filter_map(|number| outcomes.remove(&number)).collect())
}

/// Deliveries of one school and kind whose ids and senders are each there once, with their numbers.
struct Round<'a> {
    school: Uuid,
    kind: EnvelopeKind,
    deliveries: Vec<(usize, &'a Delivery)>,
}

/// What the database knows of a round.
struct Facts {
    receipts: HashMap<Uuid, Vec<StoredReceipt>>,
    published: HashSet<(Route, [u8; 8])>,
    devices: HashMap<Uuid, DeviceRow>,
    /// By the delivery's number.
    arrivals: HashMap<usize, Vec<Arrival>>,
}

impl<'a> Round<'a> {
    /// Takes as many as can be kept together; the others stay.
    fn first_of(deliveries: &'a [Delivery], left: &mut Vec<usize>) -> Self {
        let (mut round, mut rest) = (Vec::new(), Vec::new());
        let (mut ids, mut senders) = (HashSet::new(), HashSet::new());
        for number in left.drain(..) {
            let Some(delivery) = deliveries.get(number) else { continue };
            let belongs = round.first().is_none_or(|(_, first): &(usize, &Delivery)| {
                (first.kind, first.new.school) == (delivery.kind, delivery.new.school)
            });
            let by = delivery.new.by;
            let is_free = belongs && !ids.contains(&delivery.new.id) && !senders.contains(&by);
            if is_free {
                ids.insert(delivery.new.id);
                senders.insert(by);
                round.push((number, delivery));
            } else {
                rest.push(number);
            }
        }
        *left = rest;
        let (kind, school) = round
            .first()
            .map_or((EnvelopeKind::Record, Uuid::nil()), |(_, first)| (first.kind, first.new.school));
        Self { school, kind, deliveries: round }
    }

    fn keep(mut self, db: &mut dyn Transaction) -> StoreResult<Vec<(usize, PutOutcome)>> {
        let devices = self.devices(db)?;
        let mut outcomes = self.refuse_unproved(&devices);
        if self.deliveries.is_empty() {
            return Ok(outcomes);
        }
        let facts = self.facts(db, devices)?;
        let mut accepted = Vec::new();
        for (number, delivery) in &self.deliveries {
            match facts.refusal(*number, delivery) {
                Some(outcome) => outcomes.push((*number, outcome)),
                None => accepted.push((*number, *delivery)),
            }
        }
        let receipts = self.sign(db, &facts, &accepted)?;
        let rows: Vec<_> = accepted
            .iter()
            .zip(&receipts)
            .map(|((_, delivery), receipt)| NewRow {
                new: &delivery.new,
                is_conflict: receipt.flags.contains(&Flag::Conflict),
                receipt,
            })
            .collect();
        db.add_envelopes(self.kind, self.school, &rows)?;
        self.note(db, &facts, &accepted)?;
        let kept = accepted.iter().zip(receipts).map(|((number, _), receipt)| {
            let is_conflict = receipt.flags.contains(&Flag::Conflict);
            let outcome =
                if is_conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::First(receipt) };
            (*number, outcome)
        });
        outcomes.extend(kept);
        Ok(outcomes)
    }

    fn devices(&self, db: &mut dyn Transaction) -> StoreResult<HashMap<Uuid, DeviceRow>> {
        // A file comes from the phone that sealed it, whoever brings it.
        let device = |delivery: &Delivery| delivery.new.by.device().unwrap_or(delivery.new.sealed_on);
        let devices: HashSet<_> = self.deliveries.iter().map(|(_, delivery)| device(delivery)).collect();
        let devices = db.devices(self.school, &Vec::from_iter(devices))?;
        Ok(devices.into_iter().map(|row| (row.device, row)).collect())
    }

    /// Answers those that no device proves: they cost no other question, and hear nothing of what is there.
    fn refuse_unproved(&mut self, devices: &HashMap<Uuid, DeviceRow>) -> Vec<(usize, PutOutcome)> {
        let all = self.deliveries.drain(..);
        let (proved, unproved) = all.partition(|(_, delivery)| delivery.is_proved(devices));
        self.deliveries = proved;
        unproved.into_iter().map(|(number, _)| (number, PutOutcome::UnknownDevice)).collect()
    }

    fn facts(&self, db: &mut dyn Transaction, devices: HashMap<Uuid, DeviceRow>) -> StoreResult<Facts> {
        let ids: Vec<_> = self.deliveries.iter().map(|(_, delivery)| delivery.new.id).collect();
        let mut receipts: HashMap<Uuid, Vec<StoredReceipt>> = HashMap::new();
        for found in db.receipts(self.kind, self.school, &ids)? {
            receipts.entry(found.receipt.id).or_default().push(found);
        }
        let keys: HashSet<_> = self.deliveries.iter().map(|(_, it)| (it.new.route, it.new.kid.0)).collect();
        let published = db.published_among(self.school, &Vec::from_iter(keys))?.into_iter().collect();
        let limited = self.deliveries.iter().filter_map(|(number, delivery)| {
            quotas::arrivals_that_count(&delivery.new, delivery.quotas).map(|asked| (*number, asked))
        });
        let (numbers, asked): (Vec<_>, Vec<_>) = limited.unzip();
        let arrivals = db.arrivals(self.kind, self.school, &asked)?;
        let arrivals = numbers.into_iter().zip(arrivals).collect();
        Ok(Facts { receipts, published, devices, arrivals })
    }

    /// A receipt for each that is kept, numbered in their order. Practice has no number: the numbers of a route are those of
    /// its records.
    fn sign(
        &self,
        db: &mut dyn Transaction,
        facts: &Facts,
        accepted: &[(usize, &Delivery)],
    ) -> StoreResult<Vec<Receipt>> {
        let epoch = db.life()?.epoch;
        let mut next = HashMap::new();
        if self.kind == EnvelopeKind::Record {
            for (route, count) in counts(accepted) {
                next.insert(route, db.next_numbers(self.school, route, count)?);
            }
        }
        let receipts = accepted.iter().map(|(_, delivery)| {
            let new = &delivery.new;
            let seq = next.get_mut(&new.route).map_or(0, |next| {
                let seq = *next;
                *next += 1;
                seq
            });
            (delivery.sign)(UnsignedReceipt {
                school: new.school,
                route: new.route,
                id: new.id,
                sha256: new.sha256,
                received_at: new.now,
                epoch,
                seq,
                flags: facts.flags(delivery),
            })
        });
        Ok(receipts.collect())
    }

    /// Notes at their devices that something new came from them.
    fn note(
        &self,
        db: &mut dyn Transaction,
        facts: &Facts,
        accepted: &[(usize, &Delivery)],
    ) -> StoreResult<()> {
        for (_, delivery) in accepted {
            let (now, device) = (delivery.new.now, delivery.new.by.device());
            let Some(device) = device.and_then(|device| facts.devices.get(&device)) else { continue };
            if self.kind == EnvelopeKind::Record && !was_just_seen(device, now) {
                db.set_last_seen(self.school, device.device, now)?;
                db.note_contact(now)?;
            }
            if device.removed_at.is_some() {
                db.count_since_removal(self.school, device.device, self.kind)?;
            }
        }
        Ok(())
    }
}

impl Facts {
    /// The answer to a delivery that changes nothing: one that is known, or refused.
    fn refusal(&self, number: usize, Delivery { new, kind, quotas, .. }: &Delivery) -> Option<PutOutcome> {
        let others = self.receipts.get(&new.id).map_or(&[][..], Vec::as_slice);
        if let Some(answer) = known(others, new.sha256) {
            return Some(answer);
        }
        if !self.published.contains(&(new.route, new.kid.0)) {
            return Some(PutOutcome::UnpublishedKey);
        }
        let device = new.by.device().and_then(|device| self.devices.get(&device));
        let arrivals = self.arrivals.get(&number).map_or(&[][..], Vec::as_slice);
        quotas::refusal(*kind, new, *quotas, device, arrivals)
    }

    /// What is unusual about a delivery. Of practice there is no conflict to tell, since all of it has the same words.
    fn flags(&self, Delivery { new, kind, .. }: &Delivery) -> Vec<Flag> {
        let mut flags = Vec::new();
        if new.by.device().is_some_and(|device| device != new.sealed_on) {
            flags.push(Flag::OtherDevice);
        }
        if *kind == EnvelopeKind::Record && self.receipts.contains_key(&new.id) {
            flags.push(Flag::Conflict);
        }
        let device = self.devices.get(&new.by.device().unwrap_or(new.sealed_on));
        if device.is_some_and(|device| device.removed_at.is_some()) {
            flags.push(Flag::RemovedDevice);
        }
        if *kind == EnvelopeKind::Practice {
            flags.push(Flag::Practice);
        }
        flags
    }
}

/// How many there are of each route.
fn counts(accepted: &[(usize, &Delivery)]) -> Vec<(Route, u32)> {
    let of = |route: Route| accepted.iter().filter(|(_, delivery)| delivery.new.route == route).count();
    let counted = Route::ALL.into_iter().map(|route| (route, u32::try_from(of(route)).unwrap_or(u32::MAX)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// What exactly these bytes got when they first came.
fn known(receipts: &[StoredReceipt], sha256: Sha256) -> Option<PutOutcome> {
    let known = receipts.iter().find(|one| one.sha256 == sha256)?;
    let receipt = known.receipt.clone();
    Some(if known.is_conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::Again(receipt) })
}
