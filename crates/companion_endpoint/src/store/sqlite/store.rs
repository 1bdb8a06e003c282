//! [`Store`] for [`SqliteStore`]: which verb writes, and which reads.

use std::{future::Future, pin::Pin};

use companion_model::{
    Millis, Route,
    wire::v1::{
        Acknowledgement, AuthorName, AuthorOnFile, Countersign, DirectoryRequest, EnrolmentRequest,
        EnvelopeState, InboxChanges, InboxEnvelope, InboxPage, InvitationRequest, InvitedMember,
        JoiningRequest, PracticePage, Receipt, Removal, RouteInvitationRequest, SetupRequest,
        SignedDirectory, SignedRead, Stretch,
    },
};
use uuid::Uuid;

use super::{
    SqliteStore, acknowledgements, authors, changes, devices, directories, envelopes, inbox, joining,
    members, practice, schools,
};
use crate::store::{
    After, Among, Answer, CodeState, DeviceOnFile, Found, Invited, Joined, Joining, MemberOnFile,
    NewEnvelope, Put, Redeemed, SessionTimes, Sha256, Signer, Since, Store, Withdrawn,
};

impl Store for SqliteStore {
    fn epoch(&self) -> Uuid {
        self.life.epoch
    }

    fn decoy(&self) -> [u8; 32] {
        self.life.decoy
    }

    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.writer.ended())
    }

    fn latest_arrival(&self) -> Answer<'_, Option<Millis>> {
        self.read(envelopes::latest_arrival)
    }

    fn offer_setup(&self, code: Sha256, expires_at: Millis) -> Answer<'_, ()> {
        self.write(move |db, _| schools::offer_setup(db, code, expires_at))
    }

    fn setup_code(&self, code: Sha256, now: Millis) -> Answer<'_, CodeState> {
        self.read(move |db| schools::setup_code(db, code, now))
    }

    fn found_school(&self, code: Sha256, school: SetupRequest, now: Millis) -> Answer<'_, Found> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            match self.setup_code(code, now).await? {
                CodeState::Unknown => Ok(Found::Refused(CodeState::Unknown)),
                _ => self.write(move |db, _| schools::found(db, code, &school, now)).await,
            }
        })
    }

    fn publish_directory(
        &self,
        school: Uuid,
        by: Uuid,
        version: u64,
        newer: DirectoryRequest,
        now: Millis,
    ) -> Answer<'_, bool> {
        Box::pin(async move {
            let published = self.write(move |db, _| schools::publish(db, school, by, version, &newer, now));
            let Some(others) = published.await? else { return Ok(false) };
            self.sessions.end_of(school, &others);
            Ok(true)
        })
    }

    fn removal_directory(&self, school: Uuid, device: Uuid) -> Answer<'_, Option<SignedDirectory>> {
        self.read(move |db| devices::removal_directory(db, school, device))
    }

    fn directory(&self, school: Uuid) -> Answer<'_, Option<SignedDirectory>> {
        self.read(move |db| directories::newest(db, school))
    }

    fn has_directory(&self, school: Uuid, directory: SignedDirectory) -> Answer<'_, bool> {
        self.read(move |db| directories::has(db, school, &directory))
    }

    fn invite(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: InvitationRequest,
        now: Millis,
    ) -> Answer<'_, Invited> {
        self.write(move |db, _| authors::invite(db, school, by, &invitation, now))
    }

    fn withdraw_invitation(
        &self,
        school: Uuid,
        author: Uuid,
        only_of: Option<Uuid>,
        now: Millis,
    ) -> Answer<'_, Withdrawn> {
        self.write(move |db, _| authors::withdraw(db, school, author, only_of, now))
    }

    fn invited(&self, code: Sha256, now: Millis) -> Answer<'_, Result<AuthorName, CodeState>> {
        self.read(move |db| authors::invited(db, code, now))
    }

    fn redeem(&self, code: Sha256, request: EnrolmentRequest, now: Millis) -> Answer<'_, Redeemed> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            if !self.read(move |db| authors::is_code(db, code)).await? {
                return Ok(Redeemed::Refused(CodeState::Unknown));
            }
            self.write(move |db, _| authors::redeem(db, code, &request, now)).await
        })
    }

    fn device(&self, school: Uuid, device: Uuid) -> Answer<'_, Option<DeviceOnFile>> {
        self.read(move |db| devices::device(db, school, device))
    }

    fn see_device(
        &self,
        school: Uuid,
        device: Uuid,
        version: String,
        now: Millis,
    ) -> Answer<'_, Option<Removal>> {
        Box::pin(async move {
            let seen = version.clone();
            let seen = self.read(move |db| devices::seen(db, school, device, &seen, now)).await?;
            if !seen.lately {
                // With a full disk a phone still hears its order; it is just not known that it was there.
                drop(self.write(move |db, _| devices::see(db, school, device, &version, now)).await);
            }
            Ok(seen.removal)
        })
    }

    fn remove_device(&self, school: Uuid, device: Uuid, order: Removal, now: Millis) -> Answer<'_, ()> {
        self.write(move |db, _| devices::remove(db, school, device, &order, now))
    }

    fn put_envelope(&self, envelope: NewEnvelope, sign: Signer) -> Answer<'_, Put> {
        self.put(envelope, sign, envelopes::unwritten, envelopes::put)
    }

    fn put_practice(&self, envelope: NewEnvelope, sign: Signer) -> Answer<'_, Put> {
        self.put(envelope, sign, practice::unwritten, practice::put)
    }

    fn newest_practice(&self, school: Uuid, routes: Vec<Route>) -> Answer<'_, Vec<InboxEnvelope>> {
        self.read(move |db| practice::newest(db, school, &routes))
    }

    fn practice_page(&self, school: Uuid, routes: Vec<Route>, after: After) -> Answer<'_, PracticePage> {
        self.read(move |db| practice::page(db, school, &routes, after))
    }

    fn envelope_state(&self, school: Uuid, id: Uuid) -> Answer<'_, Option<EnvelopeState>> {
        self.read(move |db| envelopes::state(db, school, id))
    }

    fn receipts(&self, school: Uuid, among: Among, id: Uuid) -> Answer<'_, Vec<Receipt>> {
        self.read(move |db| match among {
            Among::Records => envelopes::receipts(db, school, id),
            Among::Practice => practice::receipts(db, school, id),
        })
    }

    fn stretch(&self, school: Uuid, sign_in_name: String) -> Answer<'_, Option<Stretch>> {
        self.read(move |db| members::stretch(db, school, &sign_in_name))
    }

    fn count_try(&self, school: Uuid, sign_in_name: String, now: Millis) -> Answer<'_, u32> {
        let tries = self.tries.count(school, &sign_in_name, now);
        Box::pin(async move { Ok(tries) })
    }

    fn member(&self, school: Uuid, sign_in_name: String) -> Answer<'_, Option<MemberOnFile>> {
        self.read(move |db| members::by_name(db, school, &sign_in_name))
    }

    fn open_session(&self, token: Sha256, school: Uuid, member: Uuid, now: Millis) -> Answer<'_, ()> {
        Box::pin(self.opens_session((school, token), member, now))
    }

    fn session(&self, token: Sha256, school: Uuid, times: SessionTimes) -> Answer<'_, Option<MemberOnFile>> {
        Box::pin(self.sees_session((school, token), times))
    }

    fn close_session(&self, token: Sha256, school: Uuid) -> Answer<'_, ()> {
        Box::pin(self.closes_session((school, token)))
    }

    fn invite_member(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: RouteInvitationRequest,
        now: Millis,
    ) -> Answer<'_, Invited> {
        self.write(move |db, _| joining::invite(db, school, by, &invitation, now))
    }

    fn joining(&self, code: Sha256, now: Millis) -> Answer<'_, Option<Joining>> {
        self.read(move |db| joining::by_code(db, code, now))
    }

    fn sign_in_names(&self, school: Uuid) -> Answer<'_, Vec<String>> {
        self.read(move |db| joining::sign_in_names(db, school))
    }

    fn join(&self, code: Sha256, request: JoiningRequest, now: Millis) -> Answer<'_, Joined> {
        self.write(move |db, _| joining::join(db, code, &request, now))
    }

    fn invited_members(&self, school: Uuid, now: Millis) -> Answer<'_, Vec<InvitedMember>> {
        self.read(move |db| joining::invited(db, school, now))
    }

    fn confirm_member(
        &self,
        school: Uuid,
        invitation: Uuid,
        version: u64,
        directory: SignedDirectory,
        now: Millis,
    ) -> Answer<'_, bool> {
        self.write(move |db, _| joining::confirm(db, school, invitation, version, &directory, now))
    }

    fn withdraw_member(&self, school: Uuid, invitation: Uuid) -> Answer<'_, ()> {
        self.write(move |db, _| joining::withdraw(db, school, invitation))
    }

    fn inbox_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: After,
        most: usize,
    ) -> Answer<'_, InboxPage> {
        self.read(move |db| inbox::page(db, school, &routes, after, most))
    }

    fn inbox_changes(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        since: Option<Since>,
        most: usize,
    ) -> Answer<'_, InboxChanges> {
        let epoch = self.epoch();
        self.read(move |db| changes::since(db, epoch, school, &routes, since, most))
    }

    fn mark_read(&self, school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> Answer<'_, ()> {
        self.write(move |db, _| inbox::mark_read(db, school, id, sha256, &read))
    }

    fn acknowledge(
        &self,
        school: Uuid,
        among: Among,
        id: Uuid,
        sha256: Sha256,
        said: Acknowledgement,
    ) -> Answer<'_, ()> {
        self.write(move |db, _| acknowledgements::keep(db, among, school, id, sha256, &said))
    }

    fn authors(&self, school: Uuid) -> Answer<'_, Vec<AuthorOnFile>> {
        self.read(move |db| authors::all(db, school))
    }

    fn countersign(&self, school: Uuid, author: Uuid, countersign: Countersign) -> Answer<'_, ()> {
        self.write(move |db, _| authors::countersign(db, school, author, &countersign))
    }
}
