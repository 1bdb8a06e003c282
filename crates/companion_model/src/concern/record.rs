//! A draft, the signed thing it becomes, and both as JSON.
//!
//! The JSON of both is frozen with release 0.1.0: fields may be added, never changed or taken away. A build
//! writes back what it does not know, so an older one can keep a newer one's draft.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::limit::{CONTENT_LIMIT, text_bytes};
use super::{Content, History, Level, Missing, Sitting, missing, open::open_record, sitting};
use crate::wire::{Object, read, v1::AuthorName};
use crate::{DeviceTime, Route};

/// The version of the form this build writes.
pub const SCHEMA: u16 = 1;

/// What a concern is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A record of its own.
    #[default]
    Concern,
    /// More to a record that was signed before.
    Addition {
        /// That record.
        about: Uuid,
    },
    /// What was wrong in a record that was signed before; that one stays as it is.
    Correction {
        /// That record.
        about: Uuid,
    },
    /// Fixed words, to learn how a record is signed and sent: see [`super::practice`].
    Practice,
}

open_record! {
    /// A concern not yet signed.
    pub struct Draft {
        /// Made at the first keystroke; the concern and its envelope keep it.
        pub id: Uuid,
        /// What it is.
        #[serde(default)]
        pub kind: Kind,
        /// Who writes.
        pub author: AuthorName,
        /// The version of the form it was written with.
        #[serde(default = "first_schema")]
        pub schema: u16,
        /// When the draft was opened.
        pub started_at: DeviceTime,
        /// When the first words were there: how soon it was written counts.
        #[serde(default)]
        pub first_words_at: Option<DeviceTime>,
        /// When it was last changed.
        pub last_edited_at: DeviceTime,
        /// The pack the author had in front of them: empty in every release so far, and nowhere shown.
        #[serde(default)]
        pub pack_version: String,
        /// The build it was written with.
        #[serde(default)]
        pub app_version: String,
        /// When the author wrote, sitting by sitting.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub sittings: Vec<Sitting>,
        /// The order in which the words grew; `None` before the first, and of a build that kept none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub history: Option<History>,
        /// The answers.
        #[serde(default)]
        pub content: Content,
    }
}

open_record! {
    /// A signed concern: what is sealed for its route. Never changed again.
    pub struct Concern {
        /// The same as the draft's and the envelope's.
        pub id: Uuid,
        /// What it is.
        #[serde(default)]
        pub kind: Kind,
        /// Who wrote it; name and job title as they were then.
        pub author: AuthorName,
        /// The version of the form it was written with.
        pub schema: u16,
        /// Who can open it.
        pub route: Route,
        /// When the draft was opened.
        pub started_at: DeviceTime,
        /// When the first words were there.
        #[serde(default)]
        pub first_words_at: Option<DeviceTime>,
        /// When it was last changed.
        pub last_edited_at: DeviceTime,
        /// When it was signed.
        pub signed_at: DeviceTime,
        /// Some of the eleven answers are missing: "Send now, add more later".
        pub short: bool,
        /// The pack the author had in front of them: empty in every release so far, and nowhere shown.
        #[serde(default)]
        pub pack_version: String,
        /// The build it was written with.
        #[serde(default)]
        pub app_version: String,
        /// When the author wrote, sitting by sitting.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub sittings: Vec<Sitting>,
        /// The order in which the words grew; `None` before the first, and of a build that kept none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub history: Option<History>,
        /// The answers.
        pub content: Content,
    }
}

redacted!(Draft, Concern);

fn first_schema() -> u16 {
    1
}

/// JSON that is no draft or concern. It quotes nothing of what it read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this record can't be read by this version of the app; its words are kept as they are")]
pub struct JsonError;

impl Draft {
    /// An empty draft. Id and time come from outside: the model has neither a clock nor chance.
    pub fn new(id: Uuid, kind: Kind, author: AuthorName, started_at: DeviceTime) -> Self {
        Self {
            id,
            kind,
            author,
            schema: SCHEMA,
            last_edited_at: started_at.clone(),
            started_at,
            first_words_at: None,
            pack_version: String::new(),
            app_version: String::new(),
            sittings: Vec::new(),
            history: None,
            content: Content::default(),
            extra: Object::new(),
        }
    }

    /// Notes that the author changed something at `now`.
    pub fn edited(&mut self, now: DeviceTime) {
        if self.first_words_at.is_none() && Content::texts().any(|key| self.content.has_words(key)) {
            self.first_words_at = Some(now.clone());
        }
        sitting::wrote(&mut self.sittings, &now);
        self.last_edited_at = now;
    }

    /// The draft as JSON, to be sealed at once.
    pub fn to_json_bytes(&self) -> Result<Vec<u8>, JsonError> {
        serde_json::to_vec(self).map_err(|_| JsonError)
    }

    /// The draft of JSON from this or any other build.
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        read(bytes).map_err(|_| JsonError)
    }
}

impl Concern {
    /// The name as the author typed it to sign.
    pub fn signature_name(&self) -> &str {
        &self.content.signature.name
    }

    /// The concern as JSON, to be signed and sealed at once.
    pub fn to_json_bytes(&self) -> Result<Vec<u8>, JsonError> {
        serde_json::to_vec(self).map_err(|_| JsonError)
    }

    /// The concern of JSON from this or any other build.
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        read(bytes).map_err(|_| JsonError)
    }
}

/// The signed concern of a draft, or what it still needs: the six answers of a short record, and room in the
/// envelope. The draft is left as it is; the caller removes it once the envelope is committed.
pub fn sign(
    draft: &Draft,
    route: Route,
    signed_at: DeviceTime,
    signature_name: &str,
) -> Result<Concern, Vec<Missing>> {
    let mut content = draft.content.clone();
    content.signature.name = signature_name.to_owned();
    let mut needs = missing(&content, Level::Short);
    if text_bytes(&content) > CONTENT_LIMIT {
        needs.push(too_long(&content));
    }
    if !needs.is_empty() {
        return Err(needs);
    }
    Ok(recorded(draft, route, signed_at, content))
}

/// A draft that was handed over without having been signed, in the form in which a record is read. It has no signature,
/// and the time of one is that of the last change.
pub fn unsigned(draft: &Draft, route: Route) -> Concern {
    recorded(draft, route, draft.last_edited_at.clone(), draft.content.clone())
}

fn recorded(draft: &Draft, route: Route, signed_at: DeviceTime, content: Content) -> Concern {
    let mut draft = draft.clone();
    // A name that a draft did not know and a concern does would stand twice in the JSON and make it unreadable.
    for decided in ["route", "signed_at", "short"] {
        draft.extra.remove(decided);
    }
    Concern {
        id: draft.id,
        kind: draft.kind,
        author: draft.author,
        schema: draft.schema,
        route,
        started_at: draft.started_at,
        first_words_at: draft.first_words_at,
        last_edited_at: draft.last_edited_at,
        signed_at,
        short: !missing(&content, Level::Full).is_empty(),
        pack_version: draft.pack_version,
        app_version: draft.app_version,
        sittings: draft.sittings,
        history: draft.history,
        content,
        extra: draft.extra,
    }
}

fn too_long(content: &Content) -> Missing {
    let longest = Content::texts().max_by_key(|key| content.text(key).map_or(0, str::len));
    Missing {
        field_key: longest.unwrap_or("verbatim"),
        sentence: "The record is too long to send. Copy the end of this text onto paper and delete it here. \
            Then sign, and send it with “Add more”.",
    }
}
