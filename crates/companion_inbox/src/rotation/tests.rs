use companion_model::wire::{
    read,
    v1::{AuthorOnFile, InboxEnvelope, SealingKey},
};

use super::*;
use crate::{
    keyring::UnlockError,
    proof::Proof,
    school::{NOW, School},
    sheet::Sheet,
    staff::Stage,
    words::keys::removal_question,
};

#[test]
fn what_was_sealed_before_still_opens_and_a_phone_believes_the_new_key() {
    let mut school = School::new();
    let (phone, on_file) = school.enrols("dsl");
    let before = phone.delivers(&school, &phone.writes(Route::Dsl, "Before"), &on_file);
    let known = school.keyring("dsl").directory;

    school.publishes(school.keyring("dsl").rotate(Route::Dsl, NOW).unwrap().request);
    let keyring = school.keyring("dsl");
    assert_eq!((keyring.directory.version, keyring.closed.as_slice()), (known.version + 1, &[][..]));
    assert_eq!(keyring.routes(), [Route::Dsl]);
    let after = phone.delivers(&school, &phone.writes(Route::Dsl, "After"), &on_file);
    for (envelope, words) in [(before, "Before"), (after, "After")] {
        assert_eq!(keyring.open(envelope).concern().unwrap().content.verbatim, words);
    }
    // And once more: the earliest key is known by the whole row.
    school.publishes(keyring.rotate(Route::Dsl, NOW).unwrap().request);
    assert!(school.keyring("dsl").closed.is_empty());
}

#[test]
fn a_key_that_two_people_hold_is_changed_by_one_of_them_and_both_open_old_and_new() {
    let mut school = School::with_a_deputy();
    let (phone, on_file) = school.enrols("dsl");
    let before = phone.delivers(&school, &phone.writes(Route::Dsl, "Before"), &on_file);
    school.publishes(school.keyring("deputy").rotate(Route::Dsl, NOW).unwrap().request);
    let after = phone.delivers(&school, &phone.writes(Route::Dsl, "After"), &on_file);
    for name in ["dsl", "deputy"] {
        let keyring = school.keyring(name);
        assert!(keyring.closed.is_empty(), "{name}");
        for (envelope, words) in [(&before, "Before"), (&after, "After")] {
            assert_eq!(keyring.open(envelope.clone()).concern().unwrap().content.verbatim, words, "{name}");
        }
    }
}

#[test]
fn whoever_is_removed_opens_nothing_that_is_sealed_afterwards_and_the_others_everything() {
    let mut school = School::with_a_deputy();
    let (phone, on_file) = school.enrols("dsl");
    let before = phone.delivers(&school, &phone.writes(Route::Dsl, "Before"), &on_file);
    let (dsl, deputy) = (school.keyring("dsl"), school.keyring("deputy"));
    let made = dsl.remove(Route::Dsl, deputy.member(), NOW).unwrap();
    assert_eq!(made.removed.as_deref(), Some("Demonstration deputy"));
    assert_eq!(made.request.route_keys.iter().map(|key| key.member).collect::<Vec<_>>(), [dsl.member()]);
    school.publishes(made.request);

    let after = phone.delivers(&school, &phone.writes(Route::Dsl, "After"), &on_file);
    let keyring = school.keyring("dsl");
    assert!(keyring.colleague(deputy.member()).is_none());
    for (envelope, words) in [(&before, "Before"), (&after, "After")] {
        assert_eq!(keyring.open(envelope.clone()).concern().unwrap().content.verbatim, words);
    }
    // Their desk, still open with the keys it had.
    assert!(deputy.open(before).concern().is_some(), "what they could read they still can");
    assert!(deputy.open(after).concern().is_none());
    let again = Keyring::unlock(school.id, &school.wrap_key("deputy"), &school.session("deputy")).err();
    assert_eq!(again, Some(UnlockError::NotInDirectory));
}

#[test]
fn what_somebody_signed_before_they_were_removed_still_counts() {
    let mut school = School::with_a_deputy();
    let (phone, on_file) = school.enrols("deputy");
    let on_file = school.countersigned("deputy", on_file);
    let deputy = school.keyring("deputy");
    let mut envelope = phone.delivers(&school, &phone.writes(Route::Dsl, "Before"), &on_file);
    envelope.read = Some(deputy.read(&envelope.receipt, NOW));
    for _ in 0..2 {
        let keyring = school.keyring("dsl");
        let record = keyring.open(envelope.clone());
        assert_eq!(record.proof(), Some(Proof::Proved));
        let reader = keyring.reader(&record.receipt, record.read.as_ref().unwrap()).unwrap();
        assert_eq!(reader.id, deputy.member());
        if keyring.colleague(deputy.member()).is_some() {
            school.publishes(keyring.remove(Route::Dsl, deputy.member(), NOW).unwrap().request);
        } else {
            assert_eq!(keyring.name_of(deputy.member()), "Demonstration deputy (removed since)");
        }
    }
}

#[test]
fn whom_a_removed_person_invited_and_did_not_countersign_needs_a_new_link() {
    let mut school = School::with_a_deputy();
    let (phone, on_file) = school.enrols("deputy");
    assert_eq!(Stage::of(&school.keyring("dsl"), &on_file), Stage::Enrolled);
    let envelope = phone.delivers(&school, &phone.writes(Route::Dsl, "Words"), &on_file);
    let deputy = school.keyring("deputy").member();
    school.publishes(school.keyring("dsl").remove(Route::Dsl, deputy, NOW).unwrap().request);

    let keyring = school.keyring("dsl");
    let (stage, name) = (Stage::of(&keyring, &on_file), keyring.bare_name_of(deputy));
    assert_eq!(stage, Stage::Orphaned);
    let unopened = AuthorOnFile { enrolled: None, ..on_file.clone() };
    assert_eq!(Stage::of(&keyring, &unopened), Stage::Spent);
    let said = stage.sentence(name);
    assert!(said.contains("Demonstration deputy, who invited them, was removed"), "{said}");
    let record = keyring.open(InboxEnvelope { imported_by: Some(deputy), ..envelope });
    assert_eq!(record.proof(), Some(Proof::InviterRemoved));
    let sheet = Sheet::of(&keyring, &record, |_| 0);
    assert!(
        sheet
            .author
            .contains("Demonstration deputy invited Sam Teacher, and was removed before confirming them"),
        "{}",
        sheet.author
    );
    assert!(sheet.notices[0].contains("by Demonstration deputy (removed since),"), "{:?}", sheet.notices);
}

#[test]
fn nobody_changes_a_route_they_do_not_hold_nor_removes_themselves_or_a_stranger() {
    let school = School::with_a_deputy();
    let keyring = school.keyring("dsl");
    let (head, me) = (school.keyring("head").member(), keyring.member());
    assert_eq!(keyring.rotate(Route::Head, NOW).err(), Some(RotationError::NotYours));
    assert_eq!(keyring.remove(Route::Head, head, NOW).err(), Some(RotationError::NotYours));
    assert_eq!(keyring.remove(Route::Dsl, head, NOW).err(), Some(RotationError::NotThere));
    assert_eq!(keyring.remove(Route::Dsl, me, NOW).err(), Some(RotationError::Yourself));
}

/// By a directory of an earlier release, or by whoever stripped or swapped it.
#[test]
fn whoever_has_no_sealing_key_of_their_own_is_named_and_nothing_is_sealed_to_another() {
    let school = School::with_a_deputy();
    let deputy = school.keyring("deputy").member();
    let swapped = school.keyring("head").keys().sealing_key(school.id);
    for sealing in [None, Some(swapped)] {
        let mut keyring = school.keyring("dsl");
        told(&mut keyring, deputy, sealing);
        let refused = keyring.rotate(Route::Dsl, NOW).err().unwrap();
        assert_eq!(refused, RotationError::NoSealingKey("Demonstration deputy".into()));
        assert!(keyring.remove(Route::Dsl, deputy, NOW).is_ok(), "who leaves needs none");
    }
    // One's own is known without the directory, and written into the new one.
    let mut keyring = school.keyring("dsl");
    let me = keyring.member();
    told(&mut keyring, me, None);
    let body = keyring.rotate(Route::Dsl, NOW).unwrap().request.directory.body;
    let newer: Directory = read(body.as_bytes()).unwrap();
    let entry = directory::route(&newer, Route::Dsl).unwrap();
    assert!(entry.members.iter().all(|member| check_sealing_key(school.id, member).is_ok()));
}

fn told(keyring: &mut Keyring, member: Uuid, sealing: Option<SealingKey>) {
    let members = keyring.directory.routes.iter_mut().flat_map(|entry| &mut entry.members);
    members.filter(|one| one.id == member).for_each(|one| one.sealing = sealing.clone());
}

#[test]
fn what_a_removal_means_is_said_before_it_is_done() {
    let school = School::with_a_deputy();
    let keyring = school.keyring("dsl");
    let deputy = keyring.colleague(school.keyring("deputy").member()).unwrap();
    let question = |staff: &[AuthorOnFile]| removal_question(&keyring, Route::Dsl, deputy, staff);
    let asked = question(&[]);
    assert!(!asked.contains("not confirmed yet"), "{asked}");
    let (_, on_file) = school.enrols("deputy");
    let by_dsl = school.enrols("dsl").1;
    let with_one = question(&[on_file.clone(), by_dsl]);
    assert!(
        with_one.contains("Staff invited by Demonstration deputy and not confirmed yet: 1."),
        "{with_one}"
    );
    let countersigned = school.countersigned("deputy", on_file);
    assert_eq!(question(&[countersigned]), asked);
    assert!(
        asked.starts_with("Remove Demonstration deputy from the people who open records for the DSL?"),
        "{asked}"
    );
    assert!(asked.contains("They can no longer sign in.") && asked.contains("They keep anything"), "{asked}");
}
