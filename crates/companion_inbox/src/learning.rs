//! What a desk learns of a record that is here already: who has read it or looked at it, and more of its author.

use companion_model::wire::v1::{Acknowledgement, AuthorOnFile, SignedRead};
use companion_seal::envelope::Opened;

use crate::{
    keyring::Keyring,
    proof::{Standing, prove_the_same},
    record::{Contents, Record},
};

impl Record {
    /// Takes a member's word that it was read. The first that holds stays. Says whether that changes anything here.
    pub fn learn_of_read(&mut self, keyring: &Keyring, read: Option<&SignedRead>) -> bool {
        let Some(read) = read.filter(|read| self.reader.is_none() && self.read.as_ref() != Some(read)) else {
            return false;
        };
        let reader = keyring.reader(&self.receipt, read).map(|member| member.id);
        if reader.is_none() && self.read.is_some() {
            return false;
        }
        (self.read, self.reader) = (Some(read.clone()), reader);
        true
    }

    /// Takes word that somebody has looked at it, if it does not open and the signature holds: whoever can open it is not
    /// kept from reading by a colleague who can't. Says whether that changes anything here.
    pub fn learn_of_acknowledgement(&mut self, keyring: &Keyring, said: Option<&Acknowledgement>) -> bool {
        let holds = |said: &&Acknowledgement| keyring.looked_at_by(&self.receipt, said).is_some();
        let takes = self.acknowledged.is_none() && !self.is_readable();
        let Some(said) = said.filter(|_| takes).filter(holds) else { return false };
        self.acknowledged = Some(said.clone());
        true
    }

    /// By the device that delivered it; an import from a device not on file by the author's own key.
    pub(crate) fn is_by(&self, author: &AuthorOnFile) -> bool {
        // The key that it names is compared first: that costs nothing, and a record that names another proves nobody.
        let signed = |opened: &Opened| {
            author.enrolled.as_ref().is_some_and(|enrolled| {
                opened.author_key == enrolled.author_key && opened.signed_by(&enrolled.author_key)
            })
        };
        author.author.id == self.author.author.id
            || (self.author.is_unknown() && self.opened().is_some_and(signed))
    }

    /// Takes newer word of the author: looks again whether they are proved. Says whether anything is new.
    pub fn learn_of_author(&mut self, keyring: &Keyring, author: &AuthorOnFile) -> bool {
        self.is_by(author) && self.learn_of_own_author(author, || Standing::of(keyring, author))
    }

    /// The same for one who is known to be its author, or who may be if it has none.
    pub(crate) fn learn_of_own_author(
        &mut self,
        author: &AuthorOnFile,
        standing: impl FnOnce() -> Standing,
    ) -> bool {
        if prove_the_same(author, &self.author) {
            return false;
        }
        match &mut self.contents {
            Contents::Concern { opened, concern, proof } => {
                *proof = proof.again(&self.author, author, standing(), opened, Some(concern));
            }
            Contents::Unreadable { opened, proof } => {
                *proof = proof.again(&self.author, author, standing(), opened, None);
            }
            Contents::Closed(_) => {}
        }
        self.author = author.clone();
        true
    }
}
