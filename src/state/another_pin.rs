//! A PIN is changed. The vault stays the same: what it opens, and what else opens it, do not change with it.

use companion_app::vault::{self, Opened};
use companion_storage::Profile;

use super::{Session, unlocking::device_key};

/// Said of every change that did not come about.
pub const AS_IT_WAS: &str = "The PIN is as it was.";
const NOT_KNOWN: &str = "This phone can't say whether the PIN was changed. One of the two opens your records: try the new one \
     first.";

impl Session {
    /// Opens the vault of whoever is at work here once more: a phone that lies open must not be enough for what comes next.
    ///
    /// # Errors
    /// A sentence: what they still have and what to do.
    pub async fn open_my_vault(self, pin: &str) -> Result<(Profile, Opened), String> {
        let keys = self.open_keys()?;
        self.open_vault(keys.author.id, pin).await
    }

    /// Locks a vault with another PIN, unless nobody waits for that any more when it is about to be written.
    ///
    /// # Errors
    /// A sentence: which PIN opens.
    pub async fn accept_new_pin(
        self,
        profile: &Profile,
        opened: &Opened,
        pin: &str,
        is_awaited: impl Fn() -> bool,
    ) -> Result<(), String> {
        let unchanged = |why: &str| format!("{why} {AS_IT_WAS}");
        let storage = self.open_storage().map_err(|why| unchanged(why.sentence()))?;
        let device_key = device_key(&storage, profile.vault_id).await.map_err(|why| unchanged(&why))?;
        let locked = vault::lock(&opened.vault, pin, &device_key).await;
        let locked = locked.map_err(|error| unchanged(error.sentence()))?;
        if !is_awaited() {
            return Err(AS_IT_WAS.to_owned());
        }
        let noted = storage.note_pin(profile.author.id, profile.vault_id, locked.clone().into()).await;
        // What is there afterwards tells more than the answer, which can be lost after the change.
        match storage.profile(profile.author.id).await {
            Ok(Some(now)) if now.vault.0 == locked => Ok(()),
            Ok(Some(now)) if now.vault == profile.vault => {
                Err(noted.map_or_else(|error| unchanged(error.sentence()), |()| AS_IT_WAS.to_owned()))
            }
            _ => Err(NOT_KNOWN.to_owned()),
        }
    }
}
