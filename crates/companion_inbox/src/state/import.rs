//! A sealed file that somebody brings is taken in.

use companion_browser::files;
use companion_inbox::{
    error::InboxError,
    import::{ImportError, Imported, LONGEST},
};
use web_sys::File;

use super::{Inbox, client};

impl Inbox {
    /// Looks at a file, and puts the record in it to the others of its route.
    pub async fn import(self, file: &File) -> Result<Imported, InboxError> {
        let keyring = self.require_keyring()?;
        let bytes = files::read(file, LONGEST).await.ok_or(ImportError::Unreadable)?;
        let import = keyring.import(&bytes)?;
        let answer = client::put_envelope(&import).await;
        let imported = answer.and_then(|answer| keyring.imported(&import, answer.status, &answer.body));
        let imported = self.close_if_over(imported).map_err(InboxError::Import)?;
        self.set_file(None);
        if self.is_open(&keyring) {
            self.look().await;
        }
        Ok(imported)
    }
}
