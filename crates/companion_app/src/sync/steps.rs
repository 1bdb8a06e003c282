//! The steps of the plan, carried out.

use companion_browser::{clock, random};
use companion_model::{
    Millis,
    delivery::{Delivery, Refusal},
    wire::v1::Directory,
};
use companion_storage::{Storage, StorageError};
use uuid::Uuid;

use super::{
    Progress, Reporter, client,
    judge::{self, Asked, Known, Put},
    school::{SchoolContext, note_answer, note_epoch},
};

/// Carries out steps of the plan, with what they need in one run.
pub(super) struct Steps<'a> {
    pub storage: &'a Storage,
    pub school: &'a SchoolContext,
    pub directory: &'a Directory,
    pub reporter: &'a Reporter,
}

impl Steps<'_> {
    /// Puts an envelope.
    pub async fn send(&self, outbox: &mut [Delivery], id: Uuid) -> Result<(), StorageError> {
        let Some(at) = outbox.iter().position(|delivery| delivery.id == id) else { return Ok(()) };
        outbox[at].begin(clock::now_ms());
        self.storage.update_delivery(&outbox[at]).await?;
        self.reporter.report(Progress::Outbox(outbox.to_vec()));
        let envelope = self.storage.envelope(id).await;
        let delivery = &mut outbox[at];
        // What can't be sent waits by itself, and holds up nobody else's.
        let envelope = match envelope {
            Ok(Some(envelope)) => envelope,
            Ok(None) | Err(StorageError::Unreadable(_)) => {
                delivery.refused(clock::now_ms(), Refusal::NotHere);
                return self.storage.update_delivery(delivery).await;
            }
            Err(error) => return Err(error),
        };
        // An author whom this build can't read has a token that it can't read: they are asked for again.
        let Some(caller) = self.school.caller(delivery.author) else {
            return self.unanswered(delivery, None).await;
        };
        let Ok(answer) = client::put(&caller, delivery, envelope).await else {
            return self.unanswered(delivery, None).await;
        };
        let response = client::response(&answer);
        match judge::put(&response, self.directory, delivery) {
            Put::Received(receipt) => {
                // A network that takes our header away leaves the epoch that was last heard of.
                let epoch = response.epoch.or(self.storage.epoch().await?).unwrap_or(receipt.epoch);
                delivery.acknowledged(receipt, epoch, clock::now_ms());
                self.storage.receive(delivery).await?;
                note_answer(self.storage, &response, delivery.author, &caller, true).await
            }
            Put::Refused(refusal) => {
                delivery.refused(clock::now_ms(), refusal);
                self.storage.update_delivery(delivery).await?;
                let is_known = match refusal {
                    // Why, a newer endpoint knows: it may be that it does not know this phone.
                    Refusal::Unknown => return note_epoch(self.storage, &response).await,
                    refusal => refusal != Refusal::UnknownDevice,
                };
                note_answer(self.storage, &response, delivery.author, &caller, is_known).await
            }
            Put::Unanswered(wait) => self.unanswered(delivery, wait).await,
        }
    }

    /// Asks what has become of some records of one author.
    pub async fn ask(&self, outbox: &mut [Delivery], ids: Vec<Uuid>) -> Result<(), StorageError> {
        let now = clock::now_ms();
        let mut asked: Vec<_> = outbox.iter_mut().filter(|delivery| ids.contains(&delivery.id)).collect();
        asked.iter_mut().for_each(|delivery| delivery.begin(now));
        let author = asked.first().map(|delivery| delivery.author);
        let Some((author, caller)) = author.and_then(|author| Some((author, self.school.caller(author)?)))
        else {
            return self.all_unanswered(asked, None).await;
        };
        let Ok(answer) = client::states(&caller, ids).await else {
            return self.all_unanswered(asked, None).await;
        };
        let response = client::response(&answer);
        // A network that takes our header away leaves the epoch that was last heard of.
        let epoch = response.epoch.or(self.storage.epoch().await?);
        let about: Vec<&Delivery> = asked.iter().map(|delivery| &**delivery).collect();
        let is_known = match judge::states(&response, self.directory, &about) {
            Asked::Answered(known, at) => {
                for delivery in asked {
                    let said = known.iter().find(|(id, _)| *id == delivery.id).map(|(_, known)| known);
                    self.take_answer(delivery, said, (epoch, at)).await?;
                }
                true
            }
            Asked::UnknownDevice => {
                for delivery in asked {
                    delivery.refused(clock::now_ms(), Refusal::UnknownDevice);
                    self.storage.update_delivery(delivery).await?;
                }
                false
            }
            Asked::Unanswered(wait) => return self.all_unanswered(asked, wait).await,
        };
        note_answer(self.storage, &response, author, &caller, is_known).await
    }

    /// Takes over what the endpoint, in this epoch and by this clock of its own, said of one that it was asked about.
    async fn take_answer(
        &self,
        delivery: &mut Delivery,
        said: Option<&Known>,
        (epoch, at): (Option<Uuid>, Millis),
    ) -> Result<(), StorageError> {
        let now = clock::now_ms();
        match said {
            // Its receipt had not come, or a newer build keeps it in a way that this one can't read.
            Some(Known::Held(receipt, read)) if delivery.received().is_none() => {
                delivery.acknowledged(receipt.clone(), epoch.unwrap_or(receipt.epoch), now);
                delivery.asked(read.clone(), epoch, Some(at), now);
                return self.storage.receive(delivery).await;
            }
            Some(Known::Held(_, read)) => delivery.asked(read.clone(), epoch, Some(at), now),
            Some(Known::Forgotten) => delivery.forgotten(),
            None => delivery.unanswered(now, None, random::jitter()),
        }
        self.storage.update_delivery(delivery).await
    }

    async fn all_unanswered(
        &self,
        asked: Vec<&mut Delivery>,
        wait: Option<Millis>,
    ) -> Result<(), StorageError> {
        for delivery in asked {
            self.unanswered(delivery, wait).await?;
        }
        Ok(())
    }

    /// Says whether there was room for it: a full phone keeps the bytes until there is.
    pub async fn drop_bytes(&self, outbox: &mut [Delivery], id: Uuid) -> Result<bool, StorageError> {
        let Some(delivery) = outbox.iter_mut().find(|delivery| delivery.id == id) else { return Ok(true) };
        delivery.bytes_kept = false;
        match self.storage.drop_bytes(delivery).await {
            Err(StorageError::OutOfSpace) => Ok(false),
            done => done.map(|()| true),
        }
    }

    async fn unanswered(&self, delivery: &mut Delivery, wait: Option<Millis>) -> Result<(), StorageError> {
        delivery.unanswered(clock::now_ms(), wait, random::jitter());
        self.storage.update_delivery(delivery).await
    }
}
