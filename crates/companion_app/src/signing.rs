//! From a draft to an envelope in the outbox: one transaction, or nothing has happened.

use companion_browser::{clock, events::NoteError, words::in_words};
use companion_model::{
    concern::{Concern, Draft, Recipient, SCHEMA, recipient, sign as sign_draft},
    delivery::Delivery,
    wire::v1::{Directory, RouteEntry},
};
use companion_seal::{
    SealError,
    envelope::{self, Binding},
    history,
};
use companion_storage::{CopyRow, Enrolment, Storage, StorageError};
use uuid::Uuid;

use crate::{AppError, SigningError, sync::new_id, vault::Keys};

/// For whom, and by what, something is signed.
pub struct Signer {
    /// Where it goes.
    pub storage: Storage,
    /// The author's open keys.
    pub keys: Keys,
    /// The school's place on this phone.
    pub enrolment: Enrolment,
    /// The school's directory; `None` where the one on this phone can't be read.
    pub directory: Option<Directory>,
}

/// What goes into the outbox.
pub struct Sealed {
    delivery: Delivery,
    envelope: Vec<u8>,
    copy: CopyRow<Concern>,
}

/// Who would receive these answers; `None` until the question is answered.
pub fn recipient_of(draft: &Draft, routes: &[RouteEntry]) -> Option<Recipient> {
    draft.content.about_staff.as_ref().map(|about| recipient(about, routes, in_words))
}

impl Signer {
    /// Signs a draft with the author's key and seals it for its route. Nothing is written by that.
    ///
    /// # Errors
    /// [`SigningError`]: the draft is as it was.
    pub fn seal(&self, mut draft: Draft) -> Result<Sealed, SigningError> {
        let routes = &self.directory.as_ref().ok_or(SigningError::NoKeys)?.routes;
        let route = recipient_of(&draft, routes).and_then(Recipient::route);
        let entry = routes.iter().find(|candidate| Some(candidate.route) == route);
        let entry = entry.ok_or(SigningError::NobodySafe)?;
        let signed_at = clock::now();
        // Without it the record is sent all the same: the history then ends before the signature, and the desk says so.
        history::note_as_signed(&mut draft, signed_at.utc_ms)
            .map_err(|error| AppError::from(SigningError::from(error)))
            .note_error("the end of a history");
        let name = draft.content.signature.name.clone();
        let concern = sign_draft(&draft, entry.route, signed_at, &name).map_err(SigningError::Incomplete)?;
        self.sealed(entry, &concern)
    }

    /// Commits what was sealed: from then on the draft is gone and the envelope is in the outbox; until then the draft is as it
    /// was. `revision`: of the draft whose words are in the envelope; `None` if another tab is known to have newer ones.
    ///
    /// # Errors
    /// [`AppError`]; a phone that has not answered may have signed it all the same.
    pub async fn commit(&self, sealed: &Sealed, revision: Option<u64>) -> Result<(), AppError> {
        let Sealed { delivery, envelope, copy } = sealed;
        let revision = revision.ok_or(SigningError::Overtaken)?;
        match self.storage.sign(delivery.id, revision, delivery, envelope, copy).await {
            Err(StorageError::Overtaken) => Err(SigningError::Overtaken.into()),
            signed => Ok(signed?),
        }
    }

    /// Signs a practice record and puts it in the outbox. It touches no draft, and no draft can become one.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn practise(&self) -> Result<Uuid, AppError> {
        let routes = &self.directory.as_ref().ok_or(SigningError::NoKeysForPractice)?.routes;
        let entry = routes.first().ok_or(SigningError::NobodyYet)?;
        let id = new_id().ok_or(SigningError::NotSealed(SealError::NoRandomness))?;
        let concern = Concern::practice(id, self.keys.author.clone(), entry.route, clock::now());
        let mut sealed = self.sealed(entry, &concern)?;
        sealed.delivery.practice = true;
        self.commit(&sealed, Some(0)).await?;
        Ok(id)
    }

    fn sealed(&self, entry: &RouteEntry, concern: &Concern) -> Result<Sealed, SigningError> {
        let (keys, school) = (&self.keys, self.enrolment.school);
        let (id, author) = (concern.id, keys.author.id);
        let content = concern.to_json_bytes().map(zeroize::Zeroizing::new);
        let content = content.map_err(|_| SigningError::NotWritten)?;
        let binding = Binding { school, id, device: keys.token.device, schema: SCHEMA };
        let envelope = envelope::seal(entry, binding, &keys.author_key, &content)?;
        let key = keys.vault.new_draft_key(id)?;
        let copy = CopyRow {
            id,
            author,
            key: keys.vault.lock_draft_key(school, &key, None)?,
            sealed: key.seal(concern)?,
        };
        let sha256 = companion_seal::digest(&envelope).into();
        let delivery = Delivery::queued(id, author, entry.route, concern.signed_at.clone(), sha256);
        Ok(Sealed { delivery, envelope, copy })
    }
}
