//! [`Store`] for [`SqliteStore`]: which verb writes, and which reads.

use std::{future::Future, pin::Pin};

use companion_model::{
    Millis, Route,
    wire::v1::{
        Acknowledgement, AuthorName, AuthorOnFile, Countersign, DirectoryRequest, EnrolmentRequest,
        EnvelopeState, InboxChanges, InboxEnvelope, InboxPage, InvitationRequest, InvitedMember,
        JoiningRequest, KdfParams, PracticePage, Receipt, Removal, RouteInvitationRequest, SetupRequest,
        SignedDirectory, SignedRead,
    },
};
use uuid::Uuid;

use super::{
    SqliteStore, acknowledgements, authors, changes, devices, directories, envelopes, inbox, joining,
    members, practice, schools,
};
use crate::store::{
    ChangesCursor, CodeState, DeviceOnFile, EnrolmentOutcome, EnvelopeKind, FoundingOutcome,
    InvitationOutcome, JoiningCode, JoiningOutcome, MemberOnFile, NewEnvelope, PageCursor, PutOutcome,
    ReceiptSigner, SessionTimes, Sha256, Store, StoreFuture, WithdrawalOutcome,
};

impl Store for SqliteStore {
    fn epoch(&self) -> Uuid {
        self.epoch.id
    }

    fn decoy(&self) -> [u8; 32] {
        self.epoch.decoy
    }

    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.writer.ended())
    }

    fn latest_arrival(&self) -> StoreFuture<'_, Option<Millis>> {
        self.read(envelopes::latest_arrival)
    }

    fn offer_setup(&self, code: Sha256, expires_at: Millis) -> StoreFuture<'_, ()> {
        self.write(move |db, _| schools::offer_setup(db, code, expires_at))
    }

    fn setup_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, CodeState> {
        self.read(move |db| schools::setup_code(db, code, now))
    }

    fn found_school(
        &self,
        code: Sha256,
        school: SetupRequest,
        now: Millis,
    ) -> StoreFuture<'_, FoundingOutcome> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            match self.setup_code(code, now).await? {
                CodeState::Unknown => Ok(FoundingOutcome::Refused(CodeState::Unknown)),
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
    ) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let published = self.write(move |db, _| schools::publish(db, school, by, version, &newer, now));
            let Some(others) = published.await? else { return Ok(false) };
            self.sessions.end_of(school, &others);
            Ok(true)
        })
    }

    fn removal_directory(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<SignedDirectory>> {
        self.read(move |db| devices::removal_directory(db, school, device))
    }

    fn directory(&self, school: Uuid) -> StoreFuture<'_, Option<SignedDirectory>> {
        self.read(move |db| directories::newest(db, school))
    }

    fn has_directory(&self, school: Uuid, directory: SignedDirectory) -> StoreFuture<'_, bool> {
        self.read(move |db| directories::has(db, school, &directory))
    }

    fn invite(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: InvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome> {
        self.write(move |db, _| authors::invite(db, school, by, &invitation, now))
    }

    fn withdraw_invitation(
        &self,
        school: Uuid,
        author: Uuid,
        only_of: Option<Uuid>,
        now: Millis,
    ) -> StoreFuture<'_, WithdrawalOutcome> {
        self.write(move |db, _| authors::withdraw(db, school, author, only_of, now))
    }

    fn invitation(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Result<AuthorName, CodeState>> {
        self.read(move |db| authors::invited(db, code, now))
    }

    fn redeem(
        &self,
        code: Sha256,
        request: EnrolmentRequest,
        now: Millis,
    ) -> StoreFuture<'_, EnrolmentOutcome> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            if !self.read(move |db| authors::is_code(db, code)).await? {
                return Ok(EnrolmentOutcome::Refused(CodeState::Unknown));
            }
            self.write(move |db, _| authors::redeem(db, code, &request, now)).await
        })
    }

    fn device(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<DeviceOnFile>> {
        self.read(move |db| devices::device(db, school, device))
    }

    fn record_device_report(
        &self,
        school: Uuid,
        device: Uuid,
        version: String,
        now: Millis,
    ) -> StoreFuture<'_, Option<Removal>> {
        Box::pin(self.record_report(school, device, version, now))
    }

    fn remove_device(&self, school: Uuid, device: Uuid, order: Removal, now: Millis) -> StoreFuture<'_, ()> {
        self.write(move |db, _| devices::remove(db, school, device, &order, now))
    }

    fn put_envelope(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome> {
        self.put(envelope, sign, envelopes::unwritten, envelopes::put)
    }

    fn put_practice(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome> {
        self.put(envelope, sign, practice::unwritten, practice::put)
    }

    fn newest_practice(&self, school: Uuid, routes: Vec<Route>) -> StoreFuture<'_, Vec<InboxEnvelope>> {
        self.read(move |db| practice::newest(db, school, &routes))
    }

    fn practice_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
    ) -> StoreFuture<'_, PracticePage> {
        self.read(move |db| practice::page(db, school, &routes, after))
    }

    fn envelope_state(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Option<EnvelopeState>> {
        self.read(move |db| envelopes::state(db, school, id))
    }

    fn receipts(&self, school: Uuid, among: EnvelopeKind, id: Uuid) -> StoreFuture<'_, Vec<Receipt>> {
        self.read(move |db| match among {
            EnvelopeKind::Record => envelopes::receipts(db, school, id),
            EnvelopeKind::Practice => practice::receipts(db, school, id),
        })
    }

    fn kdf_params(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<KdfParams>> {
        self.read(move |db| members::kdf_params(db, school, &sign_in_name))
    }

    fn count_try(&self, school: Uuid, sign_in_name: String, now: Millis) -> StoreFuture<'_, u32> {
        let tries = self.tries.count(school, &sign_in_name, now);
        Box::pin(async move { Ok(tries) })
    }

    fn member(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<MemberOnFile>> {
        self.read(move |db| members::by_name(db, school, &sign_in_name))
    }

    fn open_session(&self, token: Sha256, school: Uuid, member: Uuid, now: Millis) -> StoreFuture<'_, ()> {
        Box::pin(self.open_session_anywhere((school, token), member, now))
    }

    fn session(
        &self,
        token: Sha256,
        school: Uuid,
        times: SessionTimes,
    ) -> StoreFuture<'_, Option<MemberOnFile>> {
        Box::pin(self.touch_session_anywhere((school, token), times))
    }

    fn close_session(&self, token: Sha256, school: Uuid) -> StoreFuture<'_, ()> {
        Box::pin(self.close_session_anywhere((school, token)))
    }

    fn invite_member(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: RouteInvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome> {
        self.write(move |db, _| joining::invite(db, school, by, &invitation, now))
    }

    fn joining_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Option<JoiningCode>> {
        self.read(move |db| joining::by_code(db, code, now))
    }

    fn sign_in_names(&self, school: Uuid) -> StoreFuture<'_, Vec<String>> {
        self.read(move |db| joining::sign_in_names(db, school))
    }

    fn join(&self, code: Sha256, request: JoiningRequest, now: Millis) -> StoreFuture<'_, JoiningOutcome> {
        self.write(move |db, _| joining::join(db, code, &request, now))
    }

    fn invited_members(&self, school: Uuid, now: Millis) -> StoreFuture<'_, Vec<InvitedMember>> {
        self.read(move |db| joining::invited(db, school, now))
    }

    fn confirm_member(
        &self,
        school: Uuid,
        invitation: Uuid,
        version: u64,
        directory: SignedDirectory,
        now: Millis,
    ) -> StoreFuture<'_, bool> {
        self.write(move |db, _| joining::confirm(db, school, invitation, version, &directory, now))
    }

    fn withdraw_member(&self, school: Uuid, invitation: Uuid) -> StoreFuture<'_, ()> {
        self.write(move |db, _| joining::withdraw(db, school, invitation))
    }

    fn inbox_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
        most: usize,
    ) -> StoreFuture<'_, InboxPage> {
        self.read(move |db| inbox::page(db, school, &routes, after, most))
    }

    fn inbox_changes(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        since: Option<ChangesCursor>,
        most: usize,
    ) -> StoreFuture<'_, InboxChanges> {
        let epoch = self.epoch();
        self.read(move |db| changes::since(db, epoch, school, &routes, since, most))
    }

    fn mark_read(&self, school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> StoreFuture<'_, ()> {
        self.write(move |db, _| inbox::mark_read(db, school, id, sha256, &read))
    }

    fn acknowledge(
        &self,
        school: Uuid,
        among: EnvelopeKind,
        id: Uuid,
        sha256: Sha256,
        said: Acknowledgement,
    ) -> StoreFuture<'_, ()> {
        self.write(move |db, _| acknowledgements::keep(db, among, school, id, sha256, &said))
    }

    fn authors(&self, school: Uuid) -> StoreFuture<'_, Vec<AuthorOnFile>> {
        self.read(move |db| authors::all(db, school))
    }

    fn countersign(&self, school: Uuid, author: Uuid, countersign: Countersign) -> StoreFuture<'_, ()> {
        self.write(move |db, _| authors::countersign(db, school, author, &countersign))
    }
}
