//! Whom a school has invited to write, and what their members say of them.

use std::collections::HashMap;

use companion_model::wire::v1::{AuthorOnFile, Countersign, EnrolledAuthor, InboxEnvelope};
use companion_seal::envelope::Header;
use uuid::Uuid;

use crate::store::{AuthorRow, DeviceRow, EnvelopeRow, Store, StoreError, StoreResult, Transaction};

/// Everyone the school has invited, in the order of invitation, but those whose link was taken back.
pub async fn all(store: &dyn Store, school: Uuid) -> StoreResult<Vec<AuthorOnFile>> {
    let all = store.read(move |db| db.authors(school)).await?;
    let standing = all.into_iter().filter(|(author, _)| author.withdrawn_at.is_none());
    Ok(standing.map(|(author, device)| on_file(author, device)).collect())
}

/// Keeps a countersignature over an enrolled author; the first stays. By the inviting member alone, so whose signature it is need
/// not be stored.
pub async fn countersign(
    store: &dyn Store,
    school: Uuid,
    author: Uuid,
    Countersign { member, signature }: Countersign,
) -> StoreResult<()> {
    let rule = move |db: &mut dyn Transaction| match db.author(school, author)? {
        Some(on_file) if on_file.invited_by == member && on_file.countersign.is_none() => {
            db.set_countersign(school, author, &signature)
        }
        _ => Ok(()),
    };
    store.write(school, rule).await
}

fn on_file(author: AuthorRow, device: Option<DeviceRow>) -> AuthorOnFile {
    let AuthorRow { author, invited_by, sealed_secret, countersign, .. } = author;
    let enrolled = device.map(|device| EnrolledAuthor {
        device: device.device,
        author_key: device.author_key,
        proof: device.proof,
        last_seen_at: Some(device.last_seen_at),
        version: device.version,
        removed_at: device.removed_at,
        removed_by: device.removal.map(|order| order.member),
    });
    let countersign = countersign.map(|signature| Countersign { member: invited_by, signature });
    AuthorOnFile { author, invited_by, sealed_secret, enrolled, countersign }
}

/// Who enrolled the devices of a page's envelopes, each looked up once.
pub(super) struct Senders {
    school: Uuid,
    known: HashMap<Uuid, AuthorOnFile>,
}

impl Senders {
    /// Nobody of a school yet.
    pub(super) fn of(school: Uuid) -> Self {
        Self { school, known: HashMap::new() }
    }

    /// An envelope as desks get it.
    pub(super) fn with_author(
        &mut self,
        db: &mut dyn Transaction,
        row: EnvelopeRow,
    ) -> StoreResult<InboxEnvelope> {
        let EnvelopeRow { receipt, bytes, device, imported_by, read, acknowledged } = row;
        let device = device.map_or_else(|| sealed_on(&bytes.0), Ok)?;
        let author = self.author(db, device)?;
        Ok(InboxEnvelope { receipt, device, author, bytes, read, imported_by, acknowledged })
    }

    fn author(&mut self, db: &mut dyn Transaction, device: Uuid) -> StoreResult<AuthorOnFile> {
        if let Some(known) = self.known.get(&device) {
            return Ok(known.clone());
        }
        let found = match db.device(self.school, device)? {
            Some(row) => db.author(self.school, row.author)?.map(|author| on_file(author, Some(row))),
            None => None,
        };
        let author = found.unwrap_or_else(AuthorOnFile::unknown);
        self.known.insert(device, author.clone());
        Ok(author)
    }
}

/// The device in an envelope's header, which was read when it was imported.
fn sealed_on(bytes: &[u8]) -> StoreResult<Uuid> {
    let header = Header::parse(bytes);
    header.map(|header| header.device).map_err(|error| StoreError::Unavailable(error.to_string()))
}
