//! A sealed file that somebody brings is taken in.

use companion_browser::files;
use companion_inbox::{
    answer::Trouble,
    import::{Imported, LONGEST, NotImported},
};
use leptos::prelude::*;
use web_sys::File;

use super::{Office, client};

impl Office {
    /// Looks at a file, and puts the record in it to the others of its route.
    pub async fn import(self, file: &File) -> Result<Imported, String> {
        let Some(desk) = self.desk.get_untracked() else { return Err(Trouble::SignedOut.sentence()) };
        let bytes = files::read(file, LONGEST).await.ok_or_else(|| NotImported::Unreadable.to_string())?;
        let import = desk.import(&bytes).map_err(|refused| refused.to_string())?;
        let answer = client::put_envelope(&import).await;
        let imported = answer.and_then(|answer| desk.imported(&import, answer.status, &answer.body));
        let imported = imported.map_err(|trouble| {
            let sentence = trouble.import_sentence();
            self.said(trouble);
            sentence
        })?;
        self.chooses(None);
        if self.is_open(&desk) {
            self.look().await;
        }
        Ok(imported)
    }
}
