//! Signing in and out, and the lock of a desk that nobody touches.

use std::{rc::Rc, sync::Arc};

use companion_browser::clock;
use companion_inbox::{desk::Desk, list::Records, place::Visitor, practice::Practice, words};
use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{ChallengeRequest, SessionAnswer, SessionRequest, Stretch, address},
    },
};
use companion_seal::{passphrase, stretch::check_cost};
use leptos::{prelude::*, task::spawn_local};

use super::{Ended, Office, arrivals::Cursor, client, stretch, unsealing::Unsealing, zone};

const IDLE_MS: Millis = 15 * 60_000;

impl Office {
    /// Signs a member in; says why not.
    pub async fn sign_in(self, visitor: &Visitor, typed: &str) -> Result<(), String> {
        let typed = passphrase::read(typed).map_err(|wrong| words::no_passphrase(&wrong))?;
        let (school, member) = (visitor.school, visitor.sign_in_name.clone());
        let challenge = ChallengeRequest { school, member: member.clone() };
        let with: Stretch = client::post(address::CHALLENGES, &challenge)
            .await
            .map_err(|trouble| trouble.sign_in_sentence())?;
        check_cost(&with).map_err(|cost| words::refused_cost(cost).to_owned())?;
        let keys = stretch::keys(&typed, &with).await.map_err(|error| {
            format!("The passphrase can't be tried: {error}. Nothing is lost; try another browser.")
        })?;
        let login_key = Bytes(keys.login.expose().to_vec());
        let answer: SessionAnswer =
            client::post(address::SESSIONS, &SessionRequest { school, member, login_key })
                .await
                .map_err(|trouble| trouble.sign_in_sentence())?;
        let desk = Desk::unlock(school, &keys.wrap, &answer).map_err(|error| error.to_string())?;
        client::works_for(desk.member());
        self.tells_of_sign_in(desk.member());
        let desk = self.renewed(desk).await;
        self.ended.set(None);
        self.touched();
        self.types_again(desk.member());
        // Nothing is awaited between this and the open desk: the worker that has its keys never is without it.
        self.unsealing.set_value(Unsealing::begin(school, &keys.wrap, &answer).map(Rc::new));
        self.desk.set(Some(Arc::new(desk)));
        self.keep_looking();
        self.keep_locking();
        Ok(())
    }

    /// Drops every key and every record, here and on the endpoint's side of the session.
    pub fn sign_out(self, why: Ended) {
        self.end_unsealing();
        let Some(member) = self.desk.get_untracked().map(|desk| desk.member()) else { return };
        self.desk.set(None);
        self.records.set(Records::default());
        self.staff.set(Vec::new());
        self.invited.set(Vec::new());
        self.confirming.set_value(None);
        self.practice.set(Practice::default());
        self.trouble.set(None);
        self.renewal.set(None);
        self.looked_at.set(None);
        self.cursor.set_value(Cursor::default());
        self.progress.forget();
        self.virtual_list.forget();
        self.ended.set(Some(why));
        // The session is another member's, or over.
        if matches!(why, Ended::OtherSession | Ended::SessionOver) {
            return;
        }
        if why == Ended::SignedOut {
            self.tells_of_sign_out(member);
        }
        // Keys and records are gone from here already; the endpoint ends an unused session by itself.
        spawn_local(async move { drop(client::end_session(address::SESSIONS, member).await) });
    }

    /// The desk, with its directory renewed where it is time. One that the endpoint does not take stays as it is: the records
    /// open by it, and the next sign-in tries again, long before phones begin to warn.
    async fn renewed(self, mut desk: Desk) -> Desk {
        let now = clock::now_ms();
        let Ok(Some(renewal)) = desk.renew(now) else { return desk };
        let taken = client::put(address::INBOX_DIRECTORY, &renewal.request).await;
        self.renewal.set(Some(if taken.is_ok() {
            desk.directory = renewal.directory;
            words::renewed(desk.directory.valid_until, zone)
        } else {
            words::not_renewed(desk.directory.valid_until, now, zone)
        }));
        desk
    }

    /// That the directory was renewed at this sign-in, or could not be.
    pub fn renewal(self) -> Option<String> {
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

    /// Notes that somebody is at the desk.
    pub fn touched(self) {
        self.touched_at.set_value(clock::now_ms());
    }

    /// Locks a desk that nobody has touched for a while. By the clock: a computer that slept has not counted.
    pub fn lock_if_idle(self) {
        let idle = clock::now_ms().saturating_sub(self.touched_at.get_value());
        if idle >= IDLE_MS {
            self.sign_out(Ended::Idle);
        }
    }
}
