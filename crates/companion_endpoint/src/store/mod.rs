//! What an endpoint needs of a database, and nothing of how it is kept.
//!
//! Every answer to a write comes after its commit. What the rules of the product refuse is a value, never an error.

mod changes_cursor;
mod quotas;
pub mod sqlite;
mod values;

use std::{future::Future, pin::Pin, sync::Arc};

use companion_model::{
    Millis, Route,
    wire::v1::{
        Acknowledgement, AuthorName, AuthorOnFile, Countersign, DirectoryRequest, EnrolmentRequest,
        EnvelopeState, InboxChanges, InboxEnvelope, InboxPage, InvitationRequest, InvitedMember,
        JoiningRequest, KdfParams, PracticePage, Receipt, Removal, RouteInvitationRequest, SetupRequest,
        SignedDirectory, SignedRead,
    },
};
use companion_seal::receipt::UnsignedReceipt;
use uuid::Uuid;

pub use changes_cursor::{ChangesCursor, RouteCursor};
pub use quotas::{Amount, Quotas};
pub use values::{
    CodeState, DeliveredBy, DeviceOnFile, EnrolmentOutcome, EnvelopeKind, FoundingOutcome, InvitationOutcome,
    JoiningCode, JoiningOutcome, MemberOnFile, NewEnvelope, PageCursor, PutOutcome, SessionTimes,
    WithdrawalOutcome,
};

/// A store's answer, some time later.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Signs a receipt inside the transaction that gives it its number.
pub type ReceiptSigner = Arc<dyn Fn(UnsignedReceipt) -> Receipt + Send + Sync>;

/// SHA-256 of a code, token or envelope.
pub type Sha256 = [u8; 32];

/// Nothing is known to be stored. The words are for the log: they name files, tables and rules, never content.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't do it at the moment: the disk is full, read-only or broken, or too much is waiting.
    #[error("{0}")]
    Unavailable(String),
    /// The request contradicts itself or what is stored, for example by naming one thing twice.
    #[error("{0}")]
    Contradiction(String),
}

/// One database of schools. Object safe, so that handlers do not depend on which one it is.
pub trait Store: Send + Sync + 'static {
    /// Which epoch of the database this is: new at each restore.
    fn epoch(&self) -> Uuid;
    /// What the salts of members who don't exist are made from.
    fn decoy(&self) -> [u8; 32];
    /// Waits until nothing can be written any more. It is then time for the process to end: another one may do better, and
    /// whoever watches the machine should see it.
    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
    /// When the last envelope of any route came, by the clock of then.
    fn latest_arrival(&self) -> StoreFuture<'_, Option<Millis>>;

    /// Lets whoever holds this code found a school.
    fn offer_setup(&self, code: Sha256, expires_at: Millis) -> StoreFuture<'_, ()>;
    /// Whether a set-up code is open.
    fn setup_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, CodeState>;
    /// Founds a school; the same request again founds nothing and is no error.
    fn found_school(
        &self,
        code: Sha256,
        school: SetupRequest,
        now: Millis,
    ) -> StoreFuture<'_, FoundingOutcome>;
    /// Keeps a newer directory and the route keys it publishes, unless there is one of this version; says whether it did.
    /// With a new key the sessions of the others of its route end: what they have open is the earlier key's.
    fn publish_directory(
        &self,
        school: Uuid,
        by: Uuid,
        version: u64,
        newer: DirectoryRequest,
        now: Millis,
    ) -> StoreFuture<'_, bool>;
    /// What a removed device is given in the place of the newest directory: the one of the order's day, where its phone may
    /// not know whoever signed the order and would not obey; else none.
    fn removal_directory(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
    /// The school's newest directory.
    fn directory(&self, school: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
    /// Whether exactly this directory was published, now or before: its sender may not have heard.
    fn has_directory(&self, school: Uuid, directory: SignedDirectory) -> StoreFuture<'_, bool>;

    /// Keeps an invitation; the same one again is no error.
    fn invite(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: InvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome>;
    /// Takes back an invitation that no phone has used; with a member, only one of that member's making.
    fn withdraw_invitation(
        &self,
        school: Uuid,
        author: Uuid,
        only_of: Option<Uuid>,
        now: Millis,
    ) -> StoreFuture<'_, WithdrawalOutcome>;
    /// Whom an open code was made for.
    fn invitation(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Result<AuthorName, CodeState>>;
    /// Turns a code into an enrolled device, once; the same request again gets the same answer.
    fn redeem(
        &self,
        code: Sha256,
        request: EnrolmentRequest,
        now: Millis,
    ) -> StoreFuture<'_, EnrolmentOutcome>;
    /// A device by its id, whoever asks: the caller compares the secret.
    fn device(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<DeviceOnFile>>;
    /// Notes that a device was there and with which version of the app; answers a member's order to remove it.
    fn record_device_report(
        &self,
        school: Uuid,
        device: Uuid,
        version: String,
        now: Millis,
    ) -> StoreFuture<'_, Option<Removal>>;
    /// Removes a device by a member's order; the first one stays, unless the newest directory no longer names who signed
    /// it: phones refuse it then. It can still deliver what was written on it; its
    /// envelopes are flagged.
    fn remove_device(&self, school: Uuid, device: Uuid, order: Removal, now: Millis) -> StoreFuture<'_, ()>;

    /// Keeps an envelope, exactly once: see [`PutOutcome`].
    fn put_envelope(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome>;
    /// Keeps a practice record, apart from all envelopes; never [`PutOutcome::Conflict`].
    fn put_practice(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome>;
    /// The newest practice records of these routes, the newest first.
    fn newest_practice(&self, school: Uuid, routes: Vec<Route>) -> StoreFuture<'_, Vec<InboxEnvelope>>;
    /// The next practice records of these routes, each route in the order in which they came; the cursor counts them.
    fn practice_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
    ) -> StoreFuture<'_, PracticePage>;
    /// The first receipt under an id, and who read it.
    fn envelope_state(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Option<EnvelopeState>>;
    /// Every receipt under an id, the first one first.
    fn receipts(&self, school: Uuid, among: EnvelopeKind, id: Uuid) -> StoreFuture<'_, Vec<Receipt>>;

    /// How keys are derived from a member's passphrase.
    fn kdf_params(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<KdfParams>>;
    /// Counts a try to sign in under this name, and says how many there were since the last right one. A name that nobody has
    /// is counted alike, costs no more than a real one, and no number of them grows without bound or keeps writes waiting.
    fn count_try(&self, school: Uuid, sign_in_name: String, now: Millis) -> StoreFuture<'_, u32>;
    /// A member by sign-in name, if the newest directory names them.
    fn member(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<MemberOnFile>>;
    /// Opens a session and forgets the tries before it. Where the database can't be written it is open all the same, so long as
    /// this store lives: a full disk keeps nobody out.
    fn open_session(&self, token: Sha256, school: Uuid, member: Uuid, now: Millis) -> StoreFuture<'_, ()>;
    /// The member of an open session, which this keeps open; nobody once the newest directory names them no more.
    fn session(
        &self,
        token: Sha256,
        school: Uuid,
        times: SessionTimes,
    ) -> StoreFuture<'_, Option<MemberOnFile>>;
    /// Ends a session, also where the database can't be written.
    fn close_session(&self, token: Sha256, school: Uuid) -> StoreFuture<'_, ()>;

    /// Keeps an invitation for a route's first member; the same one again is no error.
    fn invite_member(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: RouteInvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome>;
    /// What a code to join is for, used or not.
    fn joining_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Option<JoiningCode>>;
    /// Every name that somebody signs in with, or will once they are confirmed.
    fn sign_in_names(&self, school: Uuid) -> StoreFuture<'_, Vec<String>>;
    /// Keeps who joins by a code, once, until they are confirmed; the same request again is no error.
    fn join(&self, code: Sha256, request: JoiningRequest, now: Millis) -> StoreFuture<'_, JoiningOutcome>;
    /// Invitations for first members that are open or wait to be confirmed, the earliest first.
    fn invited_members(&self, school: Uuid, now: Millis) -> StoreFuture<'_, Vec<InvitedMember>>;
    /// Publishes the directory that names who waits, and makes them a member; says whether it did. Not if nobody waits any
    /// more, or there is a directory of this version.
    fn confirm_member(
        &self,
        school: Uuid,
        invitation: Uuid,
        version: u64,
        directory: SignedDirectory,
        now: Millis,
    ) -> StoreFuture<'_, bool>;
    /// Ends an invitation and forgets who waits by it.
    fn withdraw_member(&self, school: Uuid, invitation: Uuid) -> StoreFuture<'_, ()>;

    /// The next envelopes of these routes, each route in its own order.
    fn inbox_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
        most: usize,
    ) -> StoreFuture<'_, InboxPage>;
    /// What changed for these routes since a desk last asked, and what it has not fetched yet, the newest first.
    fn inbox_changes(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        since: Option<ChangesCursor>,
        most: usize,
    ) -> StoreFuture<'_, InboxChanges>;
    /// Keeps a member's word that an envelope was read; the first stays.
    fn mark_read(&self, school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> StoreFuture<'_, ()>;
    /// Keeps a member's word that they looked at what can't be read as a record; the first stays.
    fn acknowledge(
        &self,
        school: Uuid,
        among: EnvelopeKind,
        id: Uuid,
        sha256: Sha256,
        said: Acknowledgement,
    ) -> StoreFuture<'_, ()>;
    /// Everyone the school has invited, in the order of invitation, but those whose link was taken back.
    fn authors(&self, school: Uuid) -> StoreFuture<'_, Vec<AuthorOnFile>>;
    /// Keeps a countersignature over an enrolled author; the first stays.
    fn countersign(&self, school: Uuid, author: Uuid, countersign: Countersign) -> StoreFuture<'_, ()>;
}
