//! Signing in and out, and the lock of a desk that nobody touches.

use std::sync::Arc;

use companion_inbox::{answer::wrong_passphrase, desk::Desk, list::Records, place::Visitor};
use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{ChallengeRequest, SessionAnswer, SessionRequest, Stretch},
    },
};
use companion_parts::browser::clock;
use leptos::{prelude::*, task::spawn_local};

use super::{Ended, Office, client, stretch};

const SESSIONS: &str = "/api/v1/members/sessions";
const IDLE_MS: Millis = 15 * 60_000;

impl Office {
    /// Signs a member in; says why not.
    pub async fn sign_in(self, visitor: &Visitor, typed: &str) -> Result<(), String> {
        if let Some(sentence) = wrong_passphrase(typed) {
            return Err(sentence);
        }
        let (school, member) = (visitor.school, visitor.sign_in_name.clone());
        let challenge = ChallengeRequest { school, member: member.clone() };
        let with: Stretch = client::post("/api/v1/members/challenges", &challenge)
            .await
            .map_err(|trouble| trouble.sign_in_sentence())?;
        let keys = stretch::keys(typed, &with).await.map_err(|error| {
            format!("The passphrase can't be tried: {error}. Nothing is lost; try another browser.")
        })?;
        let login_key = Bytes(keys.login.expose().to_vec());
        let answer: SessionAnswer = client::post(SESSIONS, &SessionRequest { school, member, login_key })
            .await
            .map_err(|trouble| trouble.sign_in_sentence())?;
        let desk = Desk::unlock(school, &keys.wrap, &answer).map_err(|error| error.to_string())?;
        let desk = renewed(desk).await;
        self.ended.set(None);
        self.touched();
        self.desk.set(Some(Arc::new(desk)));
        self.keep_looking();
        Ok(())
    }

    /// Drops every key and every record, here and on the endpoint's side of the session.
    pub fn sign_out(self, why: Ended) {
        if self.desk.get_untracked().is_none() {
            return;
        }
        self.desk.set(None);
        self.records.set(Records::default());
        self.staff.set(Vec::new());
        self.invited.set(Vec::new());
        self.confirming.set_value(None);
        self.practised.set(Vec::new());
        self.trouble.set(None);
        self.looked_at.set(None);
        self.cursor.set_value(None);
        self.ended.set(Some(why));
        // Keys and records are gone from here already; the endpoint ends an unused session by itself.
        spawn_local(async { drop(client::delete(SESSIONS).await) });
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

/// The desk, with its directory renewed where it is time. One that the endpoint does not take stays as it is: the records open
/// by it, and the next sign-in tries again, long before phones begin to warn.
async fn renewed(mut desk: Desk) -> Desk {
    let Ok(Some(renewal)) = desk.renew(clock::now_ms()) else { return desk };
    if client::put("/api/v1/inbox/directory", &renewal.request).await.is_ok() {
        desk.directory = renewal.directory;
    }
    desk
}
