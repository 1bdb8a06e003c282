//! A record that can't be sent, in a file: carried to the school by any way, and imported there.

use companion_browser::files;
use companion_model::wire::v1::SealedFile;
use companion_seal::receipt;
use companion_storage::{Enrolment, Storage};
use uuid::Uuid;

use crate::AppError;

/// Gives the browser a signed record as a sealed file; answers the file's name: the reference that its receipt will show. The
/// record stays in the outbox and is sent as before.
///
/// # Errors
/// [`AppError::NoFile`], or what the phone's database says.
pub async fn save(storage: &Storage, enrolment: &Enrolment, id: Uuid) -> Result<String, AppError> {
    let envelope = storage.envelope(id).await?.ok_or(AppError::NoFile)?;
    let name = format!("record-{}.sealed", receipt::reference(&companion_seal::digest(&envelope)));
    let file = SealedFile { v: 1, school: enrolment.school, envelope: envelope.into() };
    let json = serde_json::to_vec(&file).map_err(|_| AppError::NoFile)?;
    if files::give(&name, &json) { Ok(name) } else { Err(AppError::NoFile) }
}
