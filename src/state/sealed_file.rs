//! A record that can't be sent, in a file: carried to the school by any way, and imported there.

use companion_browser::files;
use companion_model::wire::v1::SealedFile;
use companion_seal::receipt;
use uuid::Uuid;

use super::{Companion, NotNow};

const NO_FILE: &str =
    "This browser made no file. The record is still here, sealed. Tell the school by phone.";

impl Companion {
    /// Gives the browser a signed record as a sealed file; answers the file's name: the reference that its
    /// receipt will show. The record stays in the outbox and is sent as before.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn save_sealed_file(self, id: Uuid) -> Result<String, String> {
        let storage = self.session.open_storage()?;
        let enrolment = self.session.enrolment_untracked().ok_or(NotNow::NotSetUp)?;
        let envelope =
            storage.envelope(id).await.map_err(|error| error.sentence().to_owned())?.ok_or(NO_FILE)?;
        let name = format!("record-{}.sealed", receipt::reference(&companion_seal::digest(&envelope)));
        let file = SealedFile { v: 1, school: enrolment.school, envelope: envelope.into() };
        let json = serde_json::to_vec(&file).map_err(|_| NO_FILE)?;
        if files::give(&name, &json) { Ok(name) } else { Err(NO_FILE.to_owned()) }
    }
}
