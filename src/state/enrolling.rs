//! Somebody gets their place on this phone.

use companion_app::{
    AppError,
    sync::enrol::{Attempt, Enrolled},
};
use companion_model::wire::v1::EnrolmentAnswer;
use companion_seal::invitation::Invitation;

use super::Session;

impl Session {
    /// Stores what was made for a link, and takes it over. The vault is open then, unless somebody has locked or hidden since
    /// there were so many locks.
    ///
    /// # Errors
    /// [`AppError`]: the link still works.
    pub async fn finish_enrolment(
        self,
        made: Attempt,
        locks: u32,
        invitation: &Invitation,
        answer: EnrolmentAnswer,
    ) -> Result<(), AppError> {
        let storage = self.open_storage()?;
        let is_set_up = self.enrolment_untracked().is_some();
        let enrolled = made.keep(&storage, is_set_up, invitation, answer).await?;
        let Enrolled { author, token, opened, enrolment } = enrolled;
        if let Some(enrolment) = enrolment {
            self.enrolled(*enrolment);
        }
        // The list is what the database says; a fault here shows at the next start.
        if let Ok(people) = storage.profiles().await {
            self.set_profiles(people);
        }
        self.clear_gone_notice();
        if !self.unlocked_since(locks, author.clone(), token, opened) {
            self.show_lock_screen_of(author);
        }
        Ok(())
    }
}
