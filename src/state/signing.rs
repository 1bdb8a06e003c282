//! The open draft is signed, or a practice record; what is signed is saved as a file.

use companion_app::{AppError, sealed_file, signing::recipient_of};
use companion_model::concern::Recipient;
use uuid::Uuid;

use super::{Companion, left};

impl Companion {
    /// Who would receive the record as it stands; `None` until the question is answered.
    pub fn recipient(self) -> Option<Recipient> {
        let routes = self.session.directory()?.routes;
        self.editor.draft(|draft| recipient_of(draft, &routes)).flatten()
    }

    /// Signs the open draft. Once that is committed the draft is gone and the envelope is in the outbox; until then the draft is
    /// as it was.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn sign(self) -> Result<Uuid, AppError> {
        let (signer, editor) = (self.session.signer()?, self.editor);
        let draft = editor.draft_untracked().ok_or(AppError::Locked)?;
        let id = draft.id;
        let sealed = signer.seal(draft)?;
        // A save in flight was begun before and commits before; none begins after.
        let revision = editor.begin_signing(id);
        signer.commit(&sealed, revision).await.inspect_err(|_| editor.abandon_signing(id))?;
        // Its page is opened next. A run that is under way may take half a minute before it reports the new record.
        self.outbox.show_signed().await;
        editor.on_signed(id);
        left::forget(id);
        self.outbox.wake();
        Ok(id)
    }

    /// Gives the browser a signed record as a sealed file; answers the file's name. The record stays in the outbox and is sent
    /// as before.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn save_sealed_file(self, id: Uuid) -> Result<String, AppError> {
        sealed_file::save(&self.session.open_storage()?, &self.session.require_enrolment()?, id).await
    }

    /// Signs a practice record.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn practise(self) -> Result<Uuid, AppError> {
        let id = self.session.signer()?.practise().await?;
        self.outbox.show_signed().await;
        self.outbox.wake();
        Ok(id)
    }
}
