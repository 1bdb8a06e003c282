//! What can happen to a person at the desk. Each is told in words by `words::errors`; `Display` is for tests, never
//! for a log: it may hold what was typed.

use companion_seal::{SealError, kdf::CostError, passphrase::NoPassphrase};

use crate::{
    answer::RequestError,
    founding::FoundingError,
    import::ImportError,
    joining::{ConfirmationError, InvitationError, JoiningError},
    keyring::UnlockError,
    missing::Missing,
    paper::Paper,
    receipt_keys::ReceiptKeyError,
};

/// Why something that a person wanted was not done, or is not known to be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum InboxError {
    /// A form lacks something.
    Missing(#[from] Missing),
    /// What was typed can be no passphrase of the school's.
    Passphrase(NoPassphrase),
    /// The endpoint named a cost at which no key is derived from a passphrase.
    Cost(#[from] CostError),
    /// No key could be derived from the passphrase.
    Derivation(SealError),
    /// A sign-in was refused, or not answered.
    SignIn(RequestError),
    /// Name and passphrase are right, and the member's keys stay closed.
    Unlock(#[from] UnlockError),
    /// A request was refused, or not answered.
    Request(#[from] RequestError),
    /// The same, for a link that was to be withdrawn: an endpoint of an earlier release can't do that.
    Withdrawal(RequestError),
    /// The same, for the word that a member has looked: an endpoint of an earlier release can't keep that.
    Acknowledgement(RequestError),
    /// The same, for a request before which paper was printed.
    Printed {
        /// The paper.
        paper: Paper,
        /// Why the request failed.
        cause: RequestError,
    },
    /// A file can't be imported.
    File(#[from] ImportError),
    /// The endpoint has not confirmed that it has the record of a file.
    Import(RequestError),
    /// No keys were made for a school, or for a person who joins.
    Keys(SealError),
    /// No school was made.
    Founding(#[from] FoundingError),
    /// No id was made for an invitation to an office.
    InvitationId(SealError),
    /// Nobody was invited.
    Invitation(#[from] InvitationError),
    /// A link to join leads nowhere.
    Joining(#[from] JoiningError),
    /// Another member has this sign-in name.
    SignInNameTaken(String),
    /// A person who waits can't be confirmed.
    Confirmation(#[from] ConfirmationError),
    /// A receipt key can't be published.
    ReceiptKey(#[from] ReceiptKeyError),
}
