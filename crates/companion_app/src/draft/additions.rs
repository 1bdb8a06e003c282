//! A browser without locks lets two tabs write in one record. When one of them has signed it, what the other has written since
//! goes on as an addition to it: no word of it is dropped.

use companion_model::concern::Content;

/// What one state of the answers has beyond an earlier one, each answer as it stands. Whom the record is about stays: it
/// decides who receives the addition, too. `None` if there is nothing: deleted words are nothing to add, and neither is a
/// signature.
pub(super) fn since(earlier: &Content, now: &Content) -> Option<Content> {
    let mut added = now.clone();
    added.drop_what_is_in(earlier);
    added.about_staff = now.about_staff.clone();
    added.signature = Default::default();
    let nothing = Content { about_staff: earlier.about_staff.clone(), ..Content::default() };
    (added != nothing).then_some(added)
}

#[cfg(test)]
mod tests {
    use companion_model::concern::{
        AboutStaff, Control, Danger, PersonThere, Signature, StaffAnswer, fields,
    };

    use super::*;

    fn kept() -> Content {
        Content {
            verbatim: "She waits.".into(),
            danger: Some(Danger::No),
            about_staff: Some(AboutStaff::of(StaffAnswer::No)),
            present: vec![PersonThere { name: "Invented".into(), ..PersonThere::default() }],
            ..Content::default()
        }
    }

    #[test]
    fn what_was_written_since_is_an_addition_with_its_recipient() {
        let words = Content { verbatim: "She waits. Alone.".into(), ..kept() };
        let added = since(&kept(), &words).unwrap_or_default();
        let about_staff = kept().about_staff;
        assert!(
            added
                == Content {
                    verbatim: words.verbatim,
                    about_staff: about_staff.clone(),
                    ..Content::default()
                }
        );
        let danger = Some(Danger::Yes);
        let added = since(&kept(), &Content { danger: danger.clone(), ..kept() });
        assert!(added == Some(Content { danger, about_staff, ..Content::default() }));
    }

    #[test]
    fn every_answer_that_was_changed_is_added() {
        for key in Content::texts() {
            let mut now = kept();
            let text = now.text_mut(key).map(|text| text.push_str("more"));
            assert!(
                text.is_some() && since(&kept(), &now).is_some_and(|added| added.has_words(key)),
                "{key}"
            );
        }
        for field in fields().iter().filter(|field| matches!(field.kind, Control::Choice(_))) {
            let mut now = kept();
            now.choose(field.key, "not-sure");
            assert!(
                since(&kept(), &now).is_some_and(|added| added.choice(field.key).is_some()),
                "{}",
                field.key
            );
            assert!(since(&now, &now).is_none(), "{}", field.key);
        }
        for field in fields() {
            let mut now = kept();
            let Some(tick) = now.none_ticked_mut(field.key) else { continue };
            *tick = true;
            let added = since(&kept(), &now).unwrap_or_default();
            assert_eq!((added.none_ticked(field.key), added.has_words("verbatim")), (Some(true), false));
            assert!(since(&now, &now).is_none(), "{}", field.key);
        }
        let mut people = kept();
        people.present.push(PersonThere::default());
        assert!(since(&kept(), &people).is_some_and(|added| added.present.len() == 2));
        let about_staff = Some(AboutStaff::of(StaffAnswer::NotSure));
        assert!(since(&kept(), &Content { about_staff, ..kept() }).is_some());
    }

    #[test]
    fn neither_a_signature_nor_deleted_words_are_anything_to_add() {
        let signature = Signature { name: "Invented".into(), true_record: true };
        for now in [
            kept(),
            Content { signature, ..kept() },
            Content { verbatim: String::new(), ..kept() },
            Content { present: vec![], danger: None, ..kept() },
        ] {
            assert!(since(&kept(), &now).is_none());
        }
    }
}
