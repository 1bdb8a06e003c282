//! What an open vault gives.

use std::rc::Rc;

use companion_model::wire::v1::AuthorName;
use companion_seal::{author::AuthorKey, vault::Vault};
use companion_storage::Token;

/// An author's open keys.
#[derive(Clone)]
pub struct Keys {
    /// Who they belong to.
    pub author: AuthorName,
    /// Encrypts drafts.
    pub vault: Vault,
    /// Signs concerns.
    pub author_key: Rc<AuthorKey>,
    /// By what the school knows what they send.
    pub token: Token,
}
