//! A phone of the demonstration school, without a browser: for desks that shall have many records.

use companion_inbox::{keyring::UnlockError, new_id};
use companion_model::{
    DeviceTime, Route,
    concern::{AboutStaff, Danger, Draft, Kind, Signature, StaffAnswer, ToldAnswer, ToldDsl, sign},
    wire::{
        Bytes,
        v1::{AuthorName, Directory, EnrolmentAnswer, EnrolmentRequest, Receipt, address},
    },
};
use companion_seal::{
    Secret,
    author::AuthorKey,
    digest,
    directory::{self, Trust, verify},
    envelope::{self, Binding},
    history,
    invitation::Invitation,
};
use uuid::Uuid;

use crate::{Error, client::Client, set_up::now};

/// A phone that was set up by a link.
pub struct Phone {
    client: Client,
    school: Uuid,
    device: Uuid,
    token: String,
    author: AuthorName,
    key: AuthorKey,
    directory: Directory,
}

impl Phone {
    /// Opens an enrolment link, at the origin of the endpoint.
    ///
    /// # Errors
    /// [`Error`].
    pub fn enrols(origin: &str, link: &str) -> Result<Self, Error> {
        let (client, fragment) = (Client::new(origin)?, link.split_once('#').map_or("", |(_, part)| part));
        let invitation = Invitation::from_fragment(fragment)?;
        let (device, secret, key) = (new_id(now())?, Secret::<32>::random()?, AuthorKey::generate()?);
        let request = EnrolmentRequest {
            device,
            secret_sha256: digest(secret.expose()).into(),
            author_key: key.public(),
            proof: invitation.proof(&key.public(), device),
        };
        let path = address::at(address::ENROLMENT, invitation.code());
        let answer: EnrolmentAnswer = client.post("the enrolment", &path, &request)?.json()?;
        let root_fingerprint = &invitation.root_fingerprint;
        let trust = Trust::Pinned { school: answer.school, root_fingerprint, known: None };
        let directory = verify(&answer.directory, trust).map_err(UnlockError::from)?;
        let token = format!("Bearer {}.{device}.{}", answer.school, Bytes::from(*secret.expose()));
        Ok(Self { client, school: answer.school, device, token, author: answer.author, key, directory })
    }

    /// Writes a short record for the DSL, and delivers it.
    ///
    /// # Errors
    /// [`Error`].
    pub fn delivers(&self, child: &str, words: &str, danger: Danger) -> Result<Receipt, Error> {
        let at = DeviceTime { utc_ms: now(), offset_min: 0, zone: "Europe/London".into() };
        let mut draft = Draft::new(new_id(now())?, Kind::Concern, self.author.clone(), at.clone());
        draft.content.verbatim = words.into();
        draft.content.danger = Some(danger);
        draft.content.child.name = child.into();
        draft.content.about_staff = Some(AboutStaff::of(StaffAnswer::No));
        draft.content.told_dsl = Some(ToldDsl { answer: ToldAnswer::NotYet, ..ToldDsl::default() });
        draft.content.signature = Signature { name: self.author.name.clone(), true_record: true };
        draft.edited(at.clone());
        history::note_as_signed(&mut draft, at.utc_ms)?;
        let unreadable = |cause: String| Error::Unreadable { doing: "the record", cause };
        let name = draft.content.signature.name.clone();
        let concern = sign(&draft, Route::Dsl, at, &name).map_err(|why| unreadable(format!("{why:?}")))?;
        let content = concern.to_json_bytes().map_err(|why| unreadable(why.to_string()))?;
        let entry = directory::route(&self.directory, Route::Dsl);
        let entry = entry.ok_or_else(|| unreadable("the directory has no DSL".into()))?;
        let binding = Binding { school: self.school, id: concern.id, device: self.device, schema: 1 };
        let envelope = envelope::seal(entry, binding, &self.key, &content)?;
        self.client.put_envelope(&self.token, concern.id, envelope)?.json()
    }
}
