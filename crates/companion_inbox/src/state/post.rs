//! What arrives: fetched, unsealed and kept in memory alone; and what this member says of it.

use std::sync::Arc;

use companion_browser::{clock, page, timer};
use companion_inbox::{
    answer::RequestError,
    error::InboxError,
    joining::InvitationError,
    keyring::Keyring,
    new_id,
    paper::Paper,
    record::Key,
    sign_out::SignOutReason,
    staff::{LinkLifetime, enrolment_link},
};
use companion_model::wire::v1::{AuthorName, AuthorOnFile, DirectoryRequest, address};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{Inbox, client};

const LOOK_EVERY_MS: u32 = 20_000;

impl Inbox {
    /// Locks the desk once nobody has touched it for a while. By a timer of its own: a look may hang.
    pub(super) fn keep_locking(self) {
        let Some(keyring) = self.keyring.get_untracked() else { return };
        spawn_local(async move {
            while self.is_open(&keyring) {
                self.lock_if_idle();
                timer::sleep_ms(LOOK_EVERY_MS).await;
            }
        });
    }

    /// Looks for new records from now until the desk closes, while somebody can see it.
    pub(super) fn keep_looking(self) {
        let Some(keyring) = self.keyring.get_untracked() else { return };
        spawn_local(async move {
            while self.is_open(&keyring) {
                if page::visible() {
                    self.look().await;
                }
                timer::sleep_ms(LOOK_EVERY_MS).await;
            }
        });
    }

    /// Looks for what is new. While that is being done it is done once more afterwards: the answer that is on its way may know
    /// nothing of what made somebody look.
    pub async fn look(self) {
        let Some(keyring) = self.keyring.get_untracked() else { return };
        self.again.set_value(true);
        if self.looking.get_value() {
            return;
        }
        self.looking.set_value(true);
        while self.again.get_value() && self.is_open(&keyring) {
            self.again.set_value(false);
            let looked = self.fetch(&keyring).await;
            if self.is_open(&keyring) {
                self.note_look(looked);
            }
        }
        self.looking.set_value(false);
        // Somebody else has signed in meanwhile.
        if self.again.get_value() && self.keyring.with_untracked(Option::is_some) {
            spawn_local(self.look());
        }
    }

    fn note_look(self, looked: Result<(), RequestError>) {
        match self.close_if_over(looked) {
            Ok(()) => {
                self.look_error.set(None);
                self.looked_at.set(Some(clock::now_ms()));
            }
            // The desk is closed.
            Err(RequestError::SignedOut | RequestError::OtherSession) => {}
            Err(error) => {
                let error = InboxError::Request(error);
                // What is set is read out again: the same error is read out once, not every 20 seconds.
                let is_known = self.look_error.with_untracked(|known| known.as_ref() == Some(&error));
                if !is_known {
                    self.look_error.set(Some(error));
                }
            }
        }
    }

    /// Staff first, so that a new record is shown with its author proved; trouble with one never keeps back a record.
    async fn fetch(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        let staff = self.fetch_staff(keyring).await;
        self.require_open(keyring)?;
        let records = self.fetch_records(keyring).await;
        self.require_open(keyring)?;
        let practice = self.fetch_practice(keyring).await;
        self.require_open(keyring)?;
        let invited = self.fetch_invited(keyring).await;
        records.and(staff).and(practice).and(invited)
    }

    async fn fetch_staff(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        let mut authors: Vec<AuthorOnFile> = client::get(address::INBOX_AUTHORS).await?;
        let countersigned = countersign_pending(keyring, &authors).await;
        if countersigned.signed {
            authors = client::get(address::INBOX_AUTHORS).await?;
        }
        if self.is_open(keyring) && self.staff.with_untracked(|staff| *staff != authors) {
            self.staff.set(authors);
        }
        countersigned.refused.map_or(Ok(()), Err)
    }

    /// Says, signed, that this member has read a record.
    pub async fn mark_read(self, key: Key) -> Result<(), InboxError> {
        let Some(keyring) = self.keyring.get_untracked() else { return Ok(()) };
        let receipt = self.records.with_untracked(|records| records.known(key).map(|it| it.receipt.clone()));
        let Some(receipt) = receipt else { return Ok(()) };
        let read = keyring.read(&receipt, clock::now_ms());
        self.close_if_over(client::put(&address::at(address::INBOX_READ, key.id), &read).await)?;
        if self.is_open(&keyring) {
            self.records.maybe_update(|records| records.mark_read(&keyring, key, &read));
        }
        Ok(())
    }

    /// Invites a member of staff; answers their enrolment link.
    pub async fn invite(self, name: &str, role: &str, lifetime: LinkLifetime) -> Result<String, InboxError> {
        let keyring = self.require_keyring()?;
        let made = new_id(clock::now_ms()).and_then(|author| keyring.invite(author, name, role, lifetime));
        let (invitation, request) = made.map_err(InvitationError::Keys)?;
        self.close_if_over(client::post::<_, AuthorName>(address::INBOX_INVITATIONS, &request).await)?;
        spawn_local(self.look());
        Ok(enrolment_link(&page::origin(), &invitation))
    }

    /// Publishes a newer directory. This desk is the earlier one's: its member signs in again.
    pub async fn publish(self, newer: &DirectoryRequest) -> Result<(), InboxError> {
        match client::put(address::INBOX_DIRECTORY, newer).await {
            Ok(()) => self.sign_out(SignOutReason::KeyChanged),
            // An earlier try may have been taken, and only its answer lost.
            Err(RequestError::SignedOut | RequestError::OtherSession) => {
                self.sign_out(SignOutReason::KeyNotKnown);
            }
            Err(cause) => return Err(InboxError::Printed { paper: Paper::Key, cause }),
        }
        Ok(())
    }

    /// Publishes a second receipt key. Whoever has published it signs in again, to the directory that names it.
    pub async fn publish_receipt_key(self, typed: &str) -> Result<(), InboxError> {
        let request = self.require_keyring()?.publish_receipt_key(typed, clock::now_ms())?;
        self.close_if_over(client::put(address::INBOX_DIRECTORY, &request).await)?;
        self.typed.update(|typed| typed.receipt_key.clear());
        self.sign_out(SignOutReason::ReceiptKeyPublished);
        Ok(())
    }

    /// Takes back the link that was made for somebody.
    pub async fn withdraw(self, author: Uuid) -> Result<(), InboxError> {
        let ended = client::delete(&address::at(address::INBOX_INVITATION, author)).await;
        self.close_if_over(ended).map_err(InboxError::Withdrawal)?;
        spawn_local(self.look());
        Ok(())
    }

    /// Orders that a phone gives up what it keeps.
    pub async fn remove_phone(self, device: Uuid) -> Result<(), InboxError> {
        let order = self.require_keyring()?.order_removal(device, clock::now_ms());
        self.close_if_over(client::put(&address::at(address::INBOX_REMOVAL, device), &order).await)?;
        spawn_local(self.look());
        Ok(())
    }

    /// The keys of the member at work.
    ///
    /// # Errors
    /// [`RequestError::SignedOut`].
    pub(super) fn require_keyring(self) -> Result<Arc<Keyring>, RequestError> {
        self.keyring.get_untracked().ok_or(RequestError::SignedOut)
    }

    pub(super) fn is_open(self, keyring: &Arc<Keyring>) -> bool {
        self.keyring.with_untracked(|open| open.as_ref().is_some_and(|open| Arc::ptr_eq(open, keyring)))
    }

    /// A desk that was closed meanwhile asks for nothing more: somebody else may work here by now.
    ///
    /// # Errors
    /// [`RequestError::NoAnswer`] if it was. Nobody is told: that desk's screens are gone.
    pub(super) fn require_open(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        if self.is_open(keyring) { Ok(()) } else { Err(RequestError::NoAnswer) }
    }

    /// Closes the desk if an answer says that its session is over. Hands the answer on.
    pub(super) fn close_if_over<T>(self, answer: Result<T, RequestError>) -> Result<T, RequestError> {
        match answer {
            Err(RequestError::SignedOut) => self.sign_out(SignOutReason::SessionOver),
            Err(RequestError::OtherSession) => self.sign_out(SignOutReason::OtherSession),
            _ => {}
        }
        answer
    }
}

struct Countersigned {
    /// Whether anyone was.
    signed: bool,
    /// Why somebody was not.
    refused: Option<RequestError>,
}

/// Countersigns whom this member invited, once their phone has proved that it held the link. A proof that does not
/// hold is for the staff's screen to say.
async fn countersign_pending(keyring: &Keyring, authors: &[AuthorOnFile]) -> Countersigned {
    let mut done = Countersigned { signed: false, refused: None };
    for on_file in authors {
        if let Ok(Some(countersign)) = keyring.countersign(on_file) {
            let put =
                client::put(&address::at(address::INBOX_COUNTERSIGN, on_file.author.id), &countersign).await;
            done.signed |= put.is_ok();
            done.refused = done.refused.or(put.err());
        }
    }
    done
}
