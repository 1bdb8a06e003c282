//! From a draft to an envelope in the outbox: one transaction, or nothing has happened.

use companion_app::sync::new_id;
use companion_browser::{clock, words::in_words};
use companion_model::{
    concern::{Concern, Recipient, SCHEMA, recipient, sign as sign_draft},
    delivery::Delivery,
    wire::v1::RouteEntry,
};
use companion_seal::{
    SealError,
    envelope::{self, Binding},
    history,
};
use companion_storage::{CopyRow, Enrolment, StorageError};
use uuid::Uuid;

use super::{Companion, left, session::Keys};

impl Companion {
    /// Who would receive the record as it stands; `None` until the question is answered.
    pub fn recipient(self) -> Option<Recipient> {
        let routes = self.session.directory()?.routes;
        self.editor
            .content(|content| content.about_staff.as_ref().map(|about| recipient(about, &routes, in_words)))
            .flatten()
    }

    /// Whom the screens speak of: the people of the route that would receive, never somebody it is about.
    pub fn people(self) -> &'static str {
        match self.recipient() {
            Some(Recipient::Route(route)) => route.people(),
            Some(Recipient::LocalAuthorityOfficer) => "the local authority’s officer",
            None => "the right person",
        }
    }
}

/// Signs the draft with the author's key and seals it for its route. Once the transaction is committed the draft
/// is gone and the envelope is in the outbox; until then the draft is as it was.
///
/// # Errors
/// A sentence: what the author still has and what to do.
pub async fn sign(companion: Companion) -> Result<Uuid, String> {
    let (session, editor) = (companion.session, companion.editor);
    let locked = || "The vault is locked. Your words are kept. Unlock, and sign again.".to_owned();
    let (storage, keys) = session.storage().zip(session.keys()).ok_or_else(locked)?;
    let enrolment = session.enrolment_untracked().ok_or_else(locked)?;
    let mut draft = editor.draft_untracked().ok_or_else(locked)?;
    let routes = session.routes_untracked();
    if session.lacks_directory_untracked() {
        return Err("The school's keys on this phone can't be read, so the record can't be sealed. Every word is kept. The \
                    keys are asked for anew as soon as there is signal: sign then. Until then tell somebody by phone."
            .to_owned());
    }
    let about = draft.content.about_staff.as_ref();
    let entry = about.and_then(|about| recipient(about, &routes, in_words).route());
    let entry = routes.iter().find(|candidate| Some(candidate.route) == entry).ok_or_else(|| {
        "Nobody at the school can receive this record safely. It stays on this phone. Phone the local authority's \
         designated officer."
            .to_owned()
    })?;

    let signed_at = clock::now();
    // Without it the record is sent all the same: the history then ends before the signature, and the desk says so.
    history::note_as_signed(&mut draft, signed_at.utc_ms).ok();
    let name = draft.content.signature.name.clone();
    let concern = sign_draft(&draft, entry.route, signed_at.clone(), &name)
        .map_err(|missing| missing.iter().map(|m| m.sentence).collect::<Vec<_>>().join(" "))?;
    let Sealed { delivery, envelope, copy } = sealed(&keys, &enrolment, entry, &concern)?;
    // A save in flight was begun before and commits before; none begins after.
    let signed = match editor.begin_signing(concern.id) {
        Some(revision) => storage.sign(concern.id, revision, &delivery, &envelope, &copy).await,
        None => Err(StorageError::Overtaken),
    };
    signed.map_err(|error| {
        editor.abandon_signing(concern.id);
        not_signed(&error)
    })?;
    editor.on_signed(concern.id);
    left::forget(concern.id);
    companion.outbox.wake();
    Ok(concern.id)
}

/// Signs a practice record and puts it in the outbox. It touches no draft, and no draft can become one.
///
/// # Errors
/// A sentence: what to do.
pub async fn practise(companion: Companion) -> Result<Uuid, String> {
    let session = companion.session;
    let locked = || "The vault is locked. Unlock, and try again.".to_owned();
    let (storage, keys) = session.storage().zip(session.keys()).ok_or_else(locked)?;
    let enrolment = session.enrolment_untracked().ok_or_else(locked)?;
    if session.lacks_directory_untracked() {
        return Err("The school's keys on this phone can't be read, so nothing can be sealed for anybody. They are asked for anew \
                    as soon as there is signal: practise then."
            .to_owned());
    }
    let routes = session.routes_untracked();
    let entry = routes.first().ok_or("Your school has nobody yet who could receive it.")?;
    let id = new_id().ok_or_else(|| not_sealed(SealError::NoRandomness))?;
    let concern = Concern::practice(id, keys.author.clone(), entry.route, clock::now());
    let Sealed { mut delivery, envelope, copy } = sealed(&keys, &enrolment, entry, &concern)?;
    delivery.practice = true;
    storage.sign(id, 0, &delivery, &envelope, &copy).await.map_err(|error| not_signed(&error))?;
    companion.outbox.wake();
    Ok(id)
}

/// What goes into the outbox.
struct Sealed {
    delivery: Delivery,
    envelope: Vec<u8>,
    copy: CopyRow<Concern>,
}

fn sealed(
    keys: &Keys,
    enrolment: &Enrolment,
    entry: &RouteEntry,
    concern: &Concern,
) -> Result<Sealed, String> {
    let (school, id, author) = (enrolment.school, concern.id, keys.author.id);
    let content = concern.to_json_bytes().map(zeroize::Zeroizing::new).map_err(|error| error.to_string())?;
    let binding = Binding { school, id, device: keys.token.device, schema: SCHEMA };
    let envelope = envelope::seal(entry, binding, &keys.author_key, &content).map_err(not_sealed)?;
    let key = keys.vault.new_draft_key(id).map_err(not_sealed)?;
    let copy = CopyRow {
        id,
        author,
        key: keys.vault.lock_draft_key(school, &key, None).map_err(not_sealed)?,
        sealed: key.seal(concern).map_err(not_sealed)?,
    };
    let sha256 = companion_seal::digest(&envelope).into();
    let delivery = Delivery::queued(id, author, entry.route, concern.signed_at.clone(), sha256);
    Ok(Sealed { delivery, envelope, copy })
}

/// A phone that has not answered may have signed it all the same: the sentence does not say that it has not.
fn not_signed(error: &StorageError) -> String {
    match error {
        StorageError::Overtaken => format!("It is not signed. {}", error.sentence()),
        error => error.sentence().to_owned(),
    }
}

fn not_sealed(error: SealError) -> String {
    let why = match error {
        SealError::TooLarge => {
            "The record is too long for one envelope. Shorten it, and send the rest as an addition."
        }
        SealError::NoRandomness => {
            "This phone gave no random numbers, so the record can't be sealed. Restart the phone."
        }
        _ => "The school's key on this phone can't be used. Phone the DSL now, and keep this phone.",
    };
    format!("{why} Every word is kept as a draft.")
}
