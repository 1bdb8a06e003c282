//! The stores that endpoints are tried with, and how each is opened.

use std::{future::Future, path::Path, pin::Pin, sync::Arc};

use companion_endpoint::store::{
    ChangesCursor, CodeState, DeviceOnFile, EnrolmentOutcome, EnvelopeKind, FoundingOutcome,
    InvitationOutcome, JoiningCode, JoiningOutcome, MemberOnFile, NewEnvelope, PageCursor, PutOutcome,
    ReceiptSigner, SessionTimes, Sha256, Store, StoreFuture, WithdrawalOutcome,
    sqlite::{Options, SqliteStore},
};
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

use super::{Folder, folder};

/// Which store an endpoint has.
#[derive(Clone, Copy, Debug)]
pub enum StoreKind {
    /// What the program serves from.
    Sqlite,
    /// The same, on a disk that is full after so many pages.
    SmallSqlite { pages: u32 },
    /// Another implementation, which forwards every call to SQLite: what passes with it needs nothing but the trait.
    Delegating,
}

/// An empty store, gone when this is dropped.
pub struct TestStore {
    pub store: Arc<dyn Store>,
    folder: Folder,
}

impl StoreKind {
    pub fn open(self) -> TestStore {
        let folder = folder();
        let store: Arc<dyn Store> = match self {
            Self::Sqlite => Arc::new(sqlite(&folder, None)),
            Self::SmallSqlite { pages } => Arc::new(sqlite(&folder, Some(pages))),
            Self::Delegating => Arc::new(DelegatingStore(sqlite(&folder, None))),
        };
        TestStore { store, folder }
    }
}

impl TestStore {
    /// What lies on the disk; whatever is written to the store changes it.
    pub fn written(&self) -> Vec<Vec<u8>> {
        ["companion.sqlite", "companion.sqlite-wal"]
            .map(|name| std::fs::read(self.folder.join(name)).unwrap())
            .into()
    }
}

fn sqlite(folder: &Path, max_pages: Option<u32>) -> SqliteStore {
    let database = folder.join("companion.sqlite");
    SqliteStore::create(&database).unwrap();
    SqliteStore::open(&database, Options { max_pages, serves: true }).unwrap()
}

struct DelegatingStore(SqliteStore);

macro_rules! forward {
    ($(fn $verb:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(fn $verb(&self, $($argument: $type),*) -> $answer {
            self.0.$verb($($argument),*)
        })*
    };
}

impl Store for DelegatingStore {
    forward! {
        fn epoch() -> Uuid;
        fn decoy() -> [u8; 32];
        fn ended() -> Pin<Box<dyn Future<Output = ()> + Send>>;
        fn latest_arrival() -> StoreFuture<'_, Option<Millis>>;
        fn offer_setup(code: Sha256, expires_at: Millis) -> StoreFuture<'_, ()>;
        fn setup_code(code: Sha256, now: Millis) -> StoreFuture<'_, CodeState>;
        fn found_school(code: Sha256, school: SetupRequest, now: Millis) -> StoreFuture<'_, FoundingOutcome>;
        fn publish_directory(school: Uuid, by: Uuid, version: u64, newer: DirectoryRequest, now: Millis) -> StoreFuture<'_, bool>;
        fn removal_directory(school: Uuid, device: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
        fn directory(school: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
        fn has_directory(school: Uuid, directory: SignedDirectory) -> StoreFuture<'_, bool>;
        fn invite(school: Uuid, by: Uuid, invitation: InvitationRequest, now: Millis) -> StoreFuture<'_, InvitationOutcome>;
        fn withdraw_invitation(school: Uuid, author: Uuid, only_of: Option<Uuid>, now: Millis) -> StoreFuture<'_, WithdrawalOutcome>;
        fn invitation(code: Sha256, now: Millis) -> StoreFuture<'_, Result<AuthorName, CodeState>>;
        fn redeem(code: Sha256, request: EnrolmentRequest, now: Millis) -> StoreFuture<'_, EnrolmentOutcome>;
        fn device(school: Uuid, device: Uuid) -> StoreFuture<'_, Option<DeviceOnFile>>;
        fn record_device_report(school: Uuid, device: Uuid, version: String, now: Millis) -> StoreFuture<'_, Option<Removal>>;
        fn remove_device(school: Uuid, device: Uuid, order: Removal, now: Millis) -> StoreFuture<'_, ()>;
        fn put_envelope(envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome>;
        fn put_practice(envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome>;
        fn newest_practice(school: Uuid, routes: Vec<Route>) -> StoreFuture<'_, Vec<InboxEnvelope>>;
        fn practice_page(school: Uuid, routes: Vec<Route>, after: PageCursor) -> StoreFuture<'_, PracticePage>;
        fn envelope_state(school: Uuid, id: Uuid) -> StoreFuture<'_, Option<EnvelopeState>>;
        fn receipts(school: Uuid, among: EnvelopeKind, id: Uuid) -> StoreFuture<'_, Vec<Receipt>>;
        fn kdf_params(school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<KdfParams>>;
        fn count_try(school: Uuid, sign_in_name: String, now: Millis) -> StoreFuture<'_, u32>;
        fn member(school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<MemberOnFile>>;
        fn open_session(token: Sha256, school: Uuid, member: Uuid, now: Millis) -> StoreFuture<'_, ()>;
        fn session(token: Sha256, school: Uuid, times: SessionTimes) -> StoreFuture<'_, Option<MemberOnFile>>;
        fn close_session(token: Sha256, school: Uuid) -> StoreFuture<'_, ()>;
        fn invite_member(school: Uuid, by: Uuid, invitation: RouteInvitationRequest, now: Millis) -> StoreFuture<'_, InvitationOutcome>;
        fn joining_code(code: Sha256, now: Millis) -> StoreFuture<'_, Option<JoiningCode>>;
        fn sign_in_names(school: Uuid) -> StoreFuture<'_, Vec<String>>;
        fn join(code: Sha256, request: JoiningRequest, now: Millis) -> StoreFuture<'_, JoiningOutcome>;
        fn invited_members(school: Uuid, now: Millis) -> StoreFuture<'_, Vec<InvitedMember>>;
        fn confirm_member(school: Uuid, invitation: Uuid, version: u64, directory: SignedDirectory, now: Millis) -> StoreFuture<'_, bool>;
        fn withdraw_member(school: Uuid, invitation: Uuid) -> StoreFuture<'_, ()>;
        fn inbox_page(school: Uuid, routes: Vec<Route>, after: PageCursor, most: usize) -> StoreFuture<'_, InboxPage>;
        fn inbox_changes(school: Uuid, routes: Vec<Route>, since: Option<ChangesCursor>, most: usize) -> StoreFuture<'_, InboxChanges>;
        fn mark_read(school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> StoreFuture<'_, ()>;
        fn acknowledge(school: Uuid, among: EnvelopeKind, id: Uuid, sha256: Sha256, said: Acknowledgement) -> StoreFuture<'_, ()>;
        fn authors(school: Uuid) -> StoreFuture<'_, Vec<AuthorOnFile>>;
        fn countersign(school: Uuid, author: Uuid, countersign: Countersign) -> StoreFuture<'_, ()>;
    }
}
