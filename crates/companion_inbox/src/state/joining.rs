//! The first member of an office: invited and confirmed by an administrator, joining in a browser of their own.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    answer::Trouble,
    desk::Desk,
    founding::{Founder, Person, lacking, sign_in_name},
    joining::{Joined, Offered, join, joining_link, offered, visitor},
    new_id,
    paper::Paper,
    place::{Place, Visitor},
    staff::Lives,
};
use companion_model::{
    Route,
    wire::v1::{ConfirmationRequest, InvitedMember, JoiningOffer, SignedDirectory, WaitingMember, address},
};
use companion_seal::{SealError, joining::RouteInvitation, kit, passphrase, stretch::new_stretch};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Ended, Office, client, stretch};

/// A member who exists in this browser alone.
pub struct Joiner {
    /// The school, and who invites.
    pub offered: Offered,
    /// How they will sign in.
    pub visitor: Visitor,
    /// Their six words; shown once.
    pub passphrase: Zeroizing<String>,
    /// The six words of the route's keys.
    pub words: String,
    code: String,
    joined: Joined,
}

impl Joiner {
    /// What the link leads to; says why nowhere.
    pub async fn looks(link: &RouteInvitation) -> Result<Offered, String> {
        let offer: JoiningOffer = client::get(&path(link)).await.map_err(|trouble| trouble.sentence())?;
        offered(link, &offer).map_err(|error| error.to_string())
    }

    /// Makes keys and passphrase; says why not. The sign-in name may be left empty: it is made of the name then.
    pub async fn make(link: &RouteInvitation, typed: &Person) -> Result<Self, String> {
        let offered = Self::looks(link).await?;
        let person = Person { routes: vec![link.route], ..typed.clone() };
        if let Some(sentence) = lacking(&offered.school_name, &person) {
            return Err(sentence.to_owned());
        }
        let wished = if person.sign_in_name.trim().is_empty() { &person.name } else { &person.sign_in_name };
        let sign_in_name = sign_in_name(wished);
        if offered.sign_in_names.contains(&sign_in_name) {
            return Err(format!(
                "Somebody signs in as {sign_in_name} already. Choose another sign-in name. Nothing has been made yet."
            ));
        }
        let unmade = |error: SealError| format!("No keys were made: {error}. Try another browser.");
        let (words, with) = (passphrase::generate().map_err(unmade)?, new_stretch().map_err(unmade)?);
        let keys = stretch::keys(&words, &with).await.map_err(unmade)?;
        let visitor = visitor(link, &sign_in_name);
        let founder = Founder { person: Person { sign_in_name, ..person }, stretch: with, keys };
        let joined = join(link, &founder, clock::now_ms()).map_err(|error| error.to_string())?;
        let (words_of_keys, code) = (joined.words.clone(), path(link));
        Ok(Self { offered, visitor, passphrase: words, words: words_of_keys, code, joined })
    }

    /// The route and the text of its kit.
    pub fn kit(&self) -> (Route, Zeroizing<String>) {
        (self.joined.keys.route(), kit::to_text(self.joined.keys.seed()))
    }

    /// Gives the endpoint what it keeps until somebody confirms. The same again, after a lost answer, changes nothing. Says
    /// why not, and what becomes of the kit.
    pub async fn send(&self) -> Result<(), String> {
        let sent = client::post_without_answer(&self.code, &self.joined.request).await;
        sent.map_err(|trouble| Paper::Joining.sentence(&trouble))
    }
}

fn path(link: &RouteInvitation) -> String {
    address::at(address::JOINING, link.code())
}

impl Office {
    /// Who was invited to an office, and who waits.
    pub fn invited(self) -> Vec<InvitedMember> {
        self.invited.get()
    }

    /// Asks who waits, if this member may know. Whose invitation is gone may have been confirmed, by this desk too: the
    /// answer to that may have been lost.
    pub(super) async fn fetch_invited(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        if !desk.is_administrator() {
            return Ok(());
        }
        let all: Vec<InvitedMember> = client::get(address::INBOX_JOINING).await?;
        let is_gone = |known: &InvitedMember| all.iter().all(|one| one.id != known.id);
        let gone = |known: &Vec<InvitedMember>| -> Vec<Route> {
            known.iter().filter(|one| is_gone(one)).map(|one| one.route).collect()
        };
        let gone = self.invited.with_untracked(gone);
        if !gone.is_empty() {
            let newest: SignedDirectory = client::get(address::DIRECTORY).await?;
            let is_filled = gone.into_iter().any(|route| desk.is_filled_by(route, &newest));
            if self.is_open(desk) && is_filled {
                self.sign_out(Ended::MemberConfirmed);
                return Ok(());
            }
        }
        if self.is_open(desk) && self.invited.with_untracked(|known| *known != all) {
            self.invited.set(all);
        }
        Ok(())
    }

    /// Invites an office's first member; answers their link.
    pub async fn invite_member(self, route: Route, name: &str, lives: Lives) -> Result<String, String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let id = new_id(clock::now_ms()).map_err(|error| format!("No link was made: {error}."))?;
        let made = desk.invite_member(id, route, name, lives);
        let (link, request) = made.map_err(|error| error.to_string())?;
        let sent = client::post_without_answer(address::INBOX_JOINING, &request).await;
        sent.map_err(|trouble| self.said(trouble))?;
        spawn_local(self.look());
        Ok(joining_link(&page::origin(), &link))
    }

    /// Introduces who waits. This desk is the earlier directory's: its member signs in again.
    pub async fn confirm_member(
        self,
        invited: &InvitedMember,
        waiting: &WaitingMember,
    ) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let newer = self.confirmation(&desk, invited, waiting)?;
        let put = client::put(&address::at(address::INBOX_JOINING_OF, invited.id), &newer).await;
        put.map_err(|trouble| self.said(trouble))?;
        self.sign_out(Ended::MemberConfirmed);
        Ok(())
    }

    /// Made once for an invitation: the endpoint knows again only the very same request, should its answer be lost.
    fn confirmation(
        self,
        desk: &Desk,
        invited: &InvitedMember,
        waiting: &WaitingMember,
    ) -> Result<ConfirmationRequest, String> {
        let made = self.confirming.get_value().filter(|(id, _)| *id == invited.id);
        if let Some((_, request)) = made {
            return Ok(request);
        }
        let request = desk.confirm(invited, waiting, clock::now_ms()).map_err(|error| error.to_string())?;
        self.confirming.set_value(Some((invited.id, request.clone())));
        Ok(request)
    }

    /// Ends an invitation with whatever came of it.
    pub async fn withdraw_member(self, id: Uuid) -> Result<(), String> {
        let ended = client::delete(&address::at(address::INBOX_JOINING_OF, id)).await;
        ended.map_err(|trouble| self.said(trouble))?;
        self.look().await;
        Ok(())
    }

    /// Somebody has joined here: the address is their inbox from now on, and the link's secret is in it no more.
    pub fn waits_as(self, visitor: Visitor) {
        self.visitor.set(Some(visitor));
        page::replace(&self.address(&Place::List));
    }
}
