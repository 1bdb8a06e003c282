//! Practice: a record of fixed words, signed, sealed and sent like a real one, on a path of its own. Nothing in it can be
//! edited, so that a real word can't end in practice.

use uuid::Uuid;

use super::{
    AboutStaff, Concern, Content, Danger, Kind, SCHEMA, Signature, Source, StaffAnswer, ToldAnswer, ToldDsl,
};
use crate::{
    DeviceTime, Route,
    wire::{Object, v1::AuthorName},
};

/// What stands where a real record has a child's words.
pub const PRACTICE_WORDS: &str = "PRACTICE. No child said this. It shows how a record is signed on this phone and reaches \
                                  the school: without signal it waits, and it is sent by itself when there is signal.";

impl Concern {
    /// The practice record of an author.
    pub fn practice(id: Uuid, author: AuthorName, route: Route, now: DeviceTime) -> Self {
        let content = content(&author.name);
        Self {
            id,
            kind: Kind::Practice,
            author,
            schema: SCHEMA,
            route,
            started_at: now.clone(),
            first_words_at: None,
            last_edited_at: now.clone(),
            signed_at: now,
            short: true,
            pack_version: String::new(),
            app_version: String::new(),
            sittings: Vec::new(),
            history: None,
            content,
            extra: Object::new(),
        }
    }

    /// Whether this is practice and nothing else: the fixed words, to the letter. A question that only a newer build asks
    /// changes nothing while it has no answer.
    pub fn is_practice(&self) -> bool {
        let extra = self.content.extra.clone();
        self.kind == Kind::Practice
            && extra.says_nothing()
            && self.content == Content { extra, ..content(&self.author.name) }
    }
}

fn content(author: &str) -> Content {
    let why = "This is practice.".to_owned();
    let mut content = Content {
        danger: Some(Danger::No),
        verbatim: PRACTICE_WORDS.to_owned(),
        source: vec![Source::Other],
        about_staff: Some(AboutStaff::of(StaffAnswer::No)),
        told_dsl: Some(ToldDsl { answer: ToldAnswer::NotYet, why, ..ToldDsl::default() }),
        signature: Signature { name: author.to_owned(), true_record: false },
        ..Content::default()
    };
    "No child".clone_into(&mut content.child.description);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practice() -> Concern {
        let author = AuthorName { id: Uuid::from_u128(7), name: "Jo Marsh".into(), role: "TA".into() };
        let now = DeviceTime { utc_ms: 1_793_743_800_000, offset_min: 0, zone: String::new() };
        Concern::practice(Uuid::from_u128(1), author, Route::Dsl, now)
    }

    #[test]
    fn practice_is_told_from_a_record_by_a_single_real_word() {
        assert!(practice().is_practice());
        let changes: [fn(&mut Concern); 4] = [
            |record| record.content.verbatim.push('.'),
            |record| record.content.observed = "he".into(),
            |record| record.content.child.name = "Alex".into(),
            |record| record.kind = Kind::Concern,
        ];
        for change in changes {
            let mut record = practice();
            change(&mut record);
            assert!(!record.is_practice());
        }
    }

    #[test]
    fn what_a_newer_build_asks_is_practice_until_it_has_an_answer() {
        let json = String::from_utf8(practice().to_json_bytes().unwrap()).unwrap();
        let with = |newer: &str| json.replace("\"danger\":", &format!("\"newer\":{newer},\"danger\":"));
        for newer in ["\"\"", "null", "false", "[]", r#"{"date":"","precision":null}"#] {
            assert!(Concern::from_json_bytes(with(newer).as_bytes()).unwrap().is_practice(), "{newer}");
        }
        for newer in ["\" \"", "true", "0", "-1", "[\"\"]", r#"{"date":"2026","precision":null}"#] {
            assert!(!Concern::from_json_bytes(with(newer).as_bytes()).unwrap().is_practice(), "{newer}");
        }
    }

    #[test]
    fn practice_opens_again_as_practice() {
        let json = practice().to_json_bytes().unwrap();
        assert!(Concern::from_json_bytes(&json).unwrap().is_practice());
    }
}
