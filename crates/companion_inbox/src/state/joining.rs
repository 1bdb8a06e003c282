//! The first member of an office: invited and confirmed by an administrator, joining in a browser of their own.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    answer::RequestError,
    error::InboxError,
    founding::{Person, require_complete, sign_in_name},
    inbox_route::{InboxRoute, Visitor},
    joining::{ConfirmationError, Joined, Offered, join, joining_link, offered, visitor},
    keyring::Keyring,
    new_id,
    paper::Paper,
    sign_out::SignOutReason,
    staff::LinkLifetime,
};
use companion_model::{
    Route,
    wire::v1::{ConfirmationRequest, InvitedMember, JoiningOffer, SignedDirectory, WaitingMember, address},
};
use companion_seal::{joining::RouteInvitation, kit, passphrase};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Inbox, client, kdf};

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
    /// What the link leads to.
    pub async fn fetch_offer(link: &RouteInvitation) -> Result<Offered, InboxError> {
        let offer: JoiningOffer = client::get(&path(link)).await?;
        Ok(offered(link, &offer)?)
    }

    /// Makes keys and passphrase. The sign-in name may be left empty: it is made of the name then.
    pub async fn make(link: &RouteInvitation, typed: &Person) -> Result<Self, InboxError> {
        let offered = Self::fetch_offer(link).await?;
        let person = Person { routes: vec![link.route], ..typed.clone() };
        require_complete(&offered.school_name, &person)?;
        let wished = if person.sign_in_name.trim().is_empty() { &person.name } else { &person.sign_in_name };
        let sign_in_name = sign_in_name(wished);
        if offered.sign_in_names.contains(&sign_in_name) {
            return Err(InboxError::SignInNameTaken(sign_in_name));
        }
        let visitor = visitor(link, &sign_in_name);
        let words = passphrase::generate().map_err(InboxError::Keys)?;
        let person = Person { sign_in_name, ..person };
        let founder = kdf::founder(person, &words).await.map_err(InboxError::Keys)?;
        let joined = join(link, &founder, clock::now_ms())?;
        let (words_of_keys, code) = (joined.words.clone(), path(link));
        Ok(Self { offered, visitor, passphrase: words, words: words_of_keys, code, joined })
    }

    /// The route and the text of its kit.
    pub fn kit(&self) -> (Route, Zeroizing<String>) {
        (self.joined.keys.route(), kit::to_text(self.joined.keys.seed()))
    }

    /// Gives the endpoint what it keeps until somebody confirms. The same again, after a lost answer, changes nothing.
    pub async fn send(&self) -> Result<(), InboxError> {
        let sent = client::post_without_answer(&self.code, &self.joined.request).await;
        sent.map_err(|cause| InboxError::Printed { paper: Paper::Joining, cause })
    }
}

fn path(link: &RouteInvitation) -> String {
    address::at(address::JOINING, link.code())
}

impl Inbox {
    /// Who was invited to an office, and who waits.
    pub fn invited(self) -> Vec<InvitedMember> {
        self.invited.get()
    }

    /// An invitation to an office, by its id.
    pub fn invitation(self, id: Uuid) -> Option<InvitedMember> {
        self.invited.with(|invited| invited.iter().find(|one| one.id == id).cloned())
    }

    /// Asks who waits, if this member may know. Whose invitation is gone may have been confirmed, by this desk too: the
    /// answer to that may have been lost.
    pub(super) async fn fetch_invited(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        if !keyring.is_administrator() {
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
            let is_filled = gone.into_iter().any(|route| keyring.is_filled_by(route, &newest));
            if self.is_open(keyring) && is_filled {
                self.sign_out(SignOutReason::MemberConfirmed);
                return Ok(());
            }
        }
        if self.is_open(keyring) && self.invited.with_untracked(|known| *known != all) {
            self.invited.set(all);
        }
        Ok(())
    }

    /// Invites an office's first member; answers their link.
    pub async fn invite_member(
        self,
        route: Route,
        name: &str,
        lifetime: LinkLifetime,
    ) -> Result<String, InboxError> {
        let keyring = self.require_keyring()?;
        let id = new_id(clock::now_ms()).map_err(InboxError::InvitationId)?;
        let (link, request) = keyring.invite_member(id, route, name, lifetime)?;
        self.close_if_over(client::post_without_answer(address::INBOX_JOINING, &request).await)?;
        spawn_local(self.look());
        Ok(joining_link(&page::origin(), &link))
    }

    /// Introduces who waits. This desk is the earlier directory's: its member signs in again.
    pub async fn confirm_member(
        self,
        invited: &InvitedMember,
        waiting: &WaitingMember,
    ) -> Result<(), InboxError> {
        let keyring = self.require_keyring()?;
        let newer = self.confirmation(&keyring, invited, waiting)?;
        self.close_if_over(client::put(&address::at(address::INBOX_JOINING_OF, invited.id), &newer).await)?;
        self.sign_out(SignOutReason::MemberConfirmed);
        Ok(())
    }

    /// Made once for an invitation: the endpoint knows again only the very same request, should its answer be lost.
    fn confirmation(
        self,
        keyring: &Keyring,
        invited: &InvitedMember,
        waiting: &WaitingMember,
    ) -> Result<ConfirmationRequest, ConfirmationError> {
        let made = self.confirming.get_value().filter(|(id, _)| *id == invited.id);
        if let Some((_, request)) = made {
            return Ok(request);
        }
        let request = keyring.confirm(invited, waiting, clock::now_ms())?;
        self.confirming.set_value(Some((invited.id, request.clone())));
        Ok(request)
    }

    /// Ends an invitation with whatever came of it.
    pub async fn withdraw_member(self, id: Uuid) -> Result<(), InboxError> {
        self.close_if_over(client::delete(&address::at(address::INBOX_JOINING_OF, id)).await)?;
        self.look().await;
        Ok(())
    }

    /// Somebody has joined here: the address is their inbox from now on, and the link's secret is in it no more.
    pub fn set_joined(self, visitor: Visitor) {
        self.visitor.set(Some(visitor));
        page::replace(&self.address(&InboxRoute::List));
    }
}
