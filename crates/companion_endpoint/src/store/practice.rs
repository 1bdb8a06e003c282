//! Practice records: kept like envelopes, apart from them.

use auto_impl::auto_impl;
use companion_model::{
    Route,
    wire::v1::{InboxEnvelope, PracticePage, Receipt},
};
use uuid::Uuid;

use super::{NewEnvelope, PageCursor, PutOutcome, ReceiptSigner, StoreFuture};

/// The practice records of a school.
#[auto_impl(Arc)]
pub trait PracticeRecords: Send + Sync {
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
    /// Every receipt under an id, of practice alone, the first one first.
    fn practice_receipts(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Vec<Receipt>>;
}
