//! Signing in and out, and the lock of a desk that nobody touches.

use companion_browser::events::NoteError;
use std::{rc::Rc, sync::Arc};

use companion_browser::clock;
use companion_inbox::{
    error::InboxError, inbox_route::Visitor, keyring::Keyring, list::Records, practice::Practice,
    renewal::RenewalOutcome, sign_out::SignOutReason,
};
use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{ChallengeRequest, KdfParams, SessionAnswer, SessionRequest, address},
    },
};
use companion_seal::{kdf::check_cost, passphrase};
use leptos::{prelude::*, task::spawn_local};

use super::{Inbox, arrivals::Cursor, client, kdf, unsealing::Unsealing};

const IDLE_MS: Millis = 15 * 60_000;

impl Inbox {
    /// Signs a member in.
    pub async fn sign_in(self, visitor: &Visitor, typed: &str) -> Result<(), InboxError> {
        let typed = passphrase::read(typed).map_err(InboxError::Passphrase)?;
        let (school, member) = (visitor.school, visitor.sign_in_name.clone());
        let challenge = ChallengeRequest { school, member: member.clone() };
        let with: KdfParams =
            client::post(address::CHALLENGES, &challenge).await.map_err(InboxError::SignIn)?;
        check_cost(&with)?;
        let keys = kdf::keys(&typed, &with).await.map_err(InboxError::Derivation)?;
        let login_key = Bytes(keys.login.expose().to_vec());
        let request = SessionRequest { school, member, login_key };
        let answer: SessionAnswer =
            client::post(address::SESSIONS, &request).await.map_err(InboxError::SignIn)?;
        let keyring = Keyring::unlock(school, &keys.wrap, &answer)?;
        client::set_member(keyring.member());
        self.announce_sign_in(keyring.member());
        let keyring = self.renew_directory(keyring).await;
        self.sign_out_reason.set(None);
        self.note_activity();
        self.restore_typed(keyring.member());
        // Nothing is awaited between this and the open desk: the worker that has its keys never is without it.
        self.unsealing.set_value(Unsealing::begin(school, &keys.wrap, &answer).map(Rc::new));
        self.keyring.set(Some(Arc::new(keyring)));
        self.keep_looking();
        self.keep_locking();
        Ok(())
    }

    /// Drops every key and every record, here and on the endpoint's side of the session.
    pub fn sign_out(self, reason: SignOutReason) {
        self.end_unsealing();
        let Some(member) = self.keyring.get_untracked().map(|keyring| keyring.member()) else { return };
        self.keyring.set(None);
        self.records.set(Records::default());
        self.staff.set(Vec::new());
        self.invited.set(Vec::new());
        self.confirming.set_value(None);
        self.practice.set(Practice::default());
        self.look_error.set(None);
        self.renewal.set(None);
        self.looked_at.set(None);
        self.cursor.set_value(Cursor::default());
        self.progress.forget();
        self.virtual_list.forget();
        self.sign_out_reason.set(Some(reason));
        // The session is another member's, or over.
        if matches!(reason, SignOutReason::OtherSession | SignOutReason::SessionOver) {
            return;
        }
        if reason == SignOutReason::SignedOut {
            self.announce_sign_out(member);
        }
        // If the request fails nothing stays open: keys and records are gone from here already, and the endpoint ends an
        // unused session by itself.
        spawn_local(async move {
            let ended = client::end_session(address::SESSIONS, member).await;
            ended.map_err(|_| "it was not ended").note_error("ending a session");
        });
    }

    /// Has the directory renewed where it is time. If that fails it stays as it is: the records open by it, and the next
    /// sign-in tries again, long before phones begin to warn.
    async fn renew_directory(self, mut keyring: Keyring) -> Keyring {
        let now = clock::now_ms();
        let Ok(Some(renewal)) = keyring.renew(now) else { return keyring };
        let taken = client::put(address::INBOX_DIRECTORY, &renewal.request).await;
        self.renewal.set(Some(if taken.is_ok() {
            keyring.directory = renewal.directory;
            RenewalOutcome::Taken { until: keyring.directory.valid_until }
        } else {
            RenewalOutcome::NotConfirmed { until: keyring.directory.valid_until, now }
        }));
        keyring
    }

    /// That the directory was renewed at this sign-in, or could not be.
    pub fn renewal(self) -> Option<RenewalOutcome> {
        self.renewal.get()
    }

    /// Ends the worker, whatever it is opening, and its keys with it.
    fn end_unsealing(self) {
        self.unsealing.update_value(|unsealing| {
            if let Some(unsealing) = unsealing.take() {
                unsealing.end();
            }
        });
    }

    /// Notes that somebody is at the desk; locks it first if its time was over before they came.
    pub fn note_activity(self) {
        self.lock_if_idle();
        self.touched_at.set_value(clock::now_ms());
    }

    /// Locks a desk that nobody has touched for a while. By the clock: a computer that slept has not counted.
    pub fn lock_if_idle(self) {
        let idle = clock::now_ms().saturating_sub(self.touched_at.get_value());
        if idle >= IDLE_MS {
            self.sign_out(SignOutReason::Idle);
        }
    }
}
