//! What arrives: fetched, unsealed and kept in memory alone; and what this member says of it.

use std::sync::Arc;

use companion_browser::{clock, page, timer};
use companion_inbox::{
    answer::Trouble,
    desk::Desk,
    new_id,
    paper::Paper,
    record::Key,
    staff::{Lives, enrolment_link},
    words::CANT_WITHDRAW,
};
use companion_model::wire::v1::{AuthorName, AuthorOnFile, DirectoryRequest, address};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{Ended, Office, client};

const LOOK_EVERY_MS: u32 = 20_000;

impl Office {
    /// Locks the desk once nobody has touched it for a while. By a timer of its own: a look may hang.
    pub(super) fn keep_locking(self) {
        let Some(desk) = self.desk.get_untracked() else { return };
        spawn_local(async move {
            while self.is_open(&desk) {
                self.lock_if_idle();
                timer::sleep_ms(LOOK_EVERY_MS).await;
            }
        });
    }

    /// Looks for new records from now until the desk closes, while somebody can see it.
    pub(super) fn keep_looking(self) {
        let Some(desk) = self.desk.get_untracked() else { return };
        spawn_local(async move {
            while self.is_open(&desk) {
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
        let Some(desk) = self.desk.get_untracked() else { return };
        self.again.set_value(true);
        if self.looking.get_value() {
            return;
        }
        self.looking.set_value(true);
        while self.again.get_value() && self.is_open(&desk) {
            self.again.set_value(false);
            let looked = self.fetch(&desk).await;
            if self.is_open(&desk) {
                self.note_look(looked);
            }
        }
        self.looking.set_value(false);
        // Somebody else has signed in meanwhile.
        if self.again.get_value() && self.desk.with_untracked(Option::is_some) {
            spawn_local(self.look());
        }
    }

    fn note_look(self, looked: Result<(), Trouble>) {
        match looked {
            Ok(()) => {
                self.trouble.set(None);
                self.looked_at.set(Some(clock::now_ms()));
            }
            Err(trouble) if self.is_over(&trouble) => {}
            Err(trouble) => self.set_trouble(trouble.sentence()),
        }
    }

    /// The same trouble is read out once, not every 20 seconds.
    fn set_trouble(self, sentence: String) {
        if self.trouble.with_untracked(|known| known.as_ref() != Some(&sentence)) {
            self.trouble.set(Some(sentence));
        }
    }

    /// Staff first, so that a new record is shown with its author proved; trouble with one never keeps back a record.
    async fn fetch(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        let staff = self.fetch_staff(desk).await;
        self.still_open(desk)?;
        let records = self.fetch_records(desk).await;
        self.still_open(desk)?;
        let practice = self.fetch_practice(desk).await;
        self.still_open(desk)?;
        let invited = self.fetch_invited(desk).await;
        records.and(staff).and(practice).and(invited)
    }

    async fn fetch_staff(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        let mut authors: Vec<AuthorOnFile> = client::get(address::INBOX_AUTHORS).await?;
        let countersigned = countersign_pending(desk, &authors).await;
        if countersigned.signed {
            authors = client::get(address::INBOX_AUTHORS).await?;
        }
        if self.is_open(desk) && self.staff.with_untracked(|staff| *staff != authors) {
            self.staff.set(authors);
        }
        countersigned.refused.map_or(Ok(()), Err)
    }

    /// Says, signed, that this member has read a record.
    pub async fn mark_read(self, key: Key) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Ok(()) };
        let receipt = self.records.with_untracked(|records| records.known(key).map(|it| it.receipt.clone()));
        let Some(receipt) = receipt else { return Ok(()) };
        let read = desk.read(&receipt, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_READ, key.id), &read).await;
        put.map_err(|trouble| self.said(trouble))?;
        if self.is_open(&desk) {
            self.records.maybe_update(|records| records.mark_read(&desk, key, &read));
        }
        Ok(())
    }

    /// Invites a member of staff; answers their enrolment link.
    pub async fn invite(self, name: &str, role: &str, lives: Lives) -> Result<String, String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let made = new_id(clock::now_ms()).and_then(|author| desk.invite(author, name, role, lives));
        let (invitation, request) =
            made.map_err(|error| format!("No link was made: {error}. Try another browser."))?;
        let put = client::post::<_, AuthorName>(address::INBOX_INVITATIONS, &request).await;
        put.map_err(|trouble| self.said(trouble))?;
        spawn_local(self.look());
        Ok(enrolment_link(&page::origin(), &invitation))
    }

    /// Publishes a newer directory. This desk is the earlier one's: its member signs in again. Says why not, and what becomes
    /// of the kit that was printed for it.
    pub async fn publish(self, newer: &DirectoryRequest) -> Result<(), String> {
        match client::put(address::INBOX_DIRECTORY, newer).await {
            Ok(()) => self.sign_out(Ended::KeyChanged),
            // An earlier try may have been taken, and only its answer lost.
            Err(Trouble::SignedOut | Trouble::OtherSession) => self.sign_out(Ended::KeyNotKnown),
            Err(trouble) => return Err(Paper::Key.sentence(&trouble)),
        }
        Ok(())
    }

    /// Publishes a second receipt key; says why not. Whoever has published it signs in again, to the directory that names it.
    pub async fn publish_receipt_key(self, typed: &str) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let request = desk.publish_receipt_key(typed, clock::now_ms()).map_err(|error| error.to_string())?;
        let put = client::put(address::INBOX_DIRECTORY, &request).await;
        put.map_err(|trouble| self.said(trouble))?;
        self.typed.update(|typed| typed.receipt_key.clear());
        self.sign_out(Ended::ReceiptKeyPublished);
        Ok(())
    }

    /// Takes back the link that was made for somebody.
    pub async fn withdraw(self, author: Uuid) -> Result<(), String> {
        let ended = client::delete(&address::at(address::INBOX_INVITATION, author)).await;
        ended.map_err(|trouble| self.said_or(trouble, CANT_WITHDRAW))?;
        spawn_local(self.look());
        Ok(())
    }

    /// Orders that a phone gives up what it keeps.
    pub async fn remove_phone(self, device: Uuid) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let order = desk.order_removal(device, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_REMOVAL, device), &order).await;
        put.map_err(|trouble| self.said(trouble))?;
        spawn_local(self.look());
        Ok(())
    }

    pub(super) fn is_open(self, desk: &Arc<Desk>) -> bool {
        self.desk.with_untracked(|open| open.as_ref().is_some_and(|open| Arc::ptr_eq(open, desk)))
    }

    /// A desk that was closed meanwhile asks for nothing more: somebody else may work here by now.
    ///
    /// # Errors
    /// [`Trouble::NoAnswer`] if it was. Nobody is told: that desk's screens are gone.
    pub(super) fn still_open(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        if self.is_open(desk) { Ok(()) } else { Err(Trouble::NoAnswer) }
    }

    pub(super) fn said(self, trouble: Trouble) -> String {
        self.is_over(&trouble);
        trouble.sentence()
    }

    /// The same where an endpoint of an earlier release knows nothing of what was asked for.
    pub(super) fn said_or(self, trouble: Trouble, of_an_earlier_endpoint: &str) -> String {
        self.is_over(&trouble);
        trouble.sentence_or(of_an_earlier_endpoint)
    }

    /// Closes the desk if its session is over, and says whether it is.
    fn is_over(self, trouble: &Trouble) -> bool {
        let why = match trouble {
            Trouble::SignedOut => Ended::SessionOver,
            Trouble::OtherSession => Ended::OtherSession,
            _ => return false,
        };
        self.sign_out(why);
        true
    }
}

struct Countersigned {
    /// Whether anyone was.
    signed: bool,
    /// Why somebody was not.
    refused: Option<Trouble>,
}

/// Countersigns whom this member invited, once their phone has proved that it held the link. A proof that does not
/// hold is for the staff's screen to say.
async fn countersign_pending(desk: &Desk, authors: &[AuthorOnFile]) -> Countersigned {
    let mut done = Countersigned { signed: false, refused: None };
    for on_file in authors {
        if let Ok(Some(countersign)) = desk.countersign(on_file) {
            let put =
                client::put(&address::at(address::INBOX_COUNTERSIGN, on_file.author.id), &countersign).await;
            done.signed |= put.is_ok();
            done.refused = done.refused.or(put.err());
        }
    }
    done
}
