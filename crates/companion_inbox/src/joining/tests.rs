use companion_model::{Route, wire::v1::JoiningOffer};
use companion_seal::directory::Trust;

use super::*;
use crate::school::{NOW, School, founder};

/// A school of its DSL alone, the link they made, and the endpoint's copy of it.
fn invited(school: &School) -> (RouteInvitation, InvitedMember) {
    let keyring = school.keyring("dsl");
    let (link, request) = keyring
        .invite_member(Uuid::from_u128(40), Route::Head, "Demonstration head", LinkLifetime::Day)
        .unwrap();
    let RouteInvitationRequest { id, route, name, sealed_secret, .. } = request;
    let (invited_by, expires_at) = (keyring.member(), NOW);
    (link, InvitedMember { id, route, name, invited_by, sealed_secret, expires_at, waiting: None })
}

fn school() -> School {
    School::of(&[founder("dsl", &[Route::Dsl])])
}

fn offer(school: &School) -> JoiningOffer {
    let (invited_by, directory) = (school.keyring("dsl").member(), school.session("dsl").directory);
    JoiningOffer { invited_by, sign_in_names: vec!["dsl".into()], directory }
}

fn joins(link: &RouteInvitation) -> (JoiningRequest, WaitingMember, String) {
    let Joined { request, words, .. } = join(link, &founder("head", &[link.route]), NOW).unwrap();
    let waiting = WaitingMember { entry: request.entry.clone(), proof: request.proof.clone() };
    (request, waiting, words)
}

#[test]
fn who_was_invited_makes_the_keys_and_opens_the_records_once_the_root_key_has_introduced_them() {
    let mut school = school();
    let known = school.keyring("dsl").directory;
    let (link, invited) = invited(&school);
    let found = offered(&link, &offer(&school)).unwrap();
    assert_eq!(
        (found.school_name.as_str(), found.inviting.name.as_str()),
        ("Demonstration School", "Demonstration dsl")
    );

    let (request, waiting, words) = joins(&link);
    let keyring = school.keyring("dsl");
    assert_eq!(keyring.words_of(&waiting), words);
    assert_eq!(keyring.proved(&invited, &waiting).unwrap().name, "Demonstration head");
    let confirmed = keyring.confirm(&invited, &waiting, NOW).unwrap();
    let root_fingerprint = &root::fingerprint(&known.root_key);
    let trust = Trust::Pinned { school: school.id, root_fingerprint, known: Some(&known) };
    let newer = directory::verify(&confirmed.directory, trust).unwrap();
    assert_eq!((newer.version, newer.routes.len()), (known.version + 1, 2));

    assert!(!keyring.is_filled_by(Route::Head, &school.session("dsl").directory));
    assert!(keyring.is_filled_by(Route::Head, &confirmed.directory), "also when the answer to it was lost");
    assert!(!keyring.is_filled_by(Route::Chair, &confirmed.directory));
    let mut forged = confirmed.directory.clone();
    forged.signature = vec![1; 64].into();
    assert!(!keyring.is_filled_by(Route::Head, &forged));

    school.lets_in(request, confirmed.directory);
    assert_eq!(school.keyring("head").routes(), [Route::Head]);
    assert!(!school.keyring("head").is_administrator() && !school.keyring("dsl").holds(Route::Head));
    let shown = school.keyring("head").words_of_routes();
    assert_eq!(shown.iter().find(|(route, _)| *route == Route::Head).unwrap().1, words);
}

#[test]
fn keys_that_were_put_in_the_place_of_the_invited_person_s_can_only_be_refused() {
    let school = school();
    let (link, invited) = invited(&school);
    let (_, waiting, _) = joins(&link);
    let keyring = school.keyring("dsl");
    let refused = |invited: &InvitedMember, waiting: &WaitingMember| {
        keyring.proved(invited, waiting).err().inspect(|why| {
            assert_eq!(keyring.confirm(invited, waiting, NOW).err(), Some(*why));
        })
    };
    // By the endpoint, which has the code and not the secret.
    let other = RouteInvitation {
        route: Route::Head,
        invitation: Invitation { secret: Secret::new([0; 16]), ..link.invitation },
    };
    let (_, forged, _) = joins(&other);
    let swapped = WaitingMember { entry: forged.entry.clone(), proof: waiting.proof.clone() };
    let mut renamed = waiting.clone();
    renamed.entry.members[0].name = "Demonstration dsl".into();
    for waiting in [&forged, &swapped, &renamed] {
        assert_eq!(refused(&invited, waiting), Some(ConfirmationError::NotProved));
    }
    // As another office than the one of the link.
    let elsewhere = InvitedMember { route: Route::Chair, ..invited.clone() };
    assert_eq!(refused(&elsewhere, &waiting), Some(ConfirmationError::NotProved));
    let by_another = InvitedMember { invited_by: Uuid::from_u128(9), ..invited };
    assert_eq!(refused(&by_another, &waiting), Some(ConfirmationError::NotYours));
}

#[test]
fn another_root_introduces_nobody_and_a_directory_of_another_root_is_no_offer() {
    let (school, other) = (school(), School::of(&[founder("dsl", &[Route::Dsl])]));
    let (link, invited) = invited(&school);
    let (_, waiting, _) = joins(&link);
    let mut answer = school.session("dsl");
    answer.root_key = other.session("dsl").root_key;
    let keyring = Keyring::unlock(school.id, &school.wrap_key("dsl"), &answer).unwrap();
    assert_eq!(keyring.confirm(&invited, &waiting, NOW).err(), Some(ConfirmationError::OtherRoot));

    let by_a_stranger = JoiningOffer { invited_by: Uuid::from_u128(9), ..offer(&school) };
    assert_eq!(offered(&link, &by_a_stranger).err(), Some(JoiningError::UnknownInviter));
    let foreign = offered(&link, &offer(&other)).err();
    assert_eq!(foreign, Some(JoiningError::Directory(DirectoryError::Foreign)));
}

#[test]
fn an_office_that_has_somebody_oneself_and_who_is_no_administrator_are_not_invited() {
    let (whole, small) = (School::new(), school());
    let invite = |school: &School, who: &str, route, name: &str| {
        school.keyring(who).invite_member(Uuid::from_u128(40), route, name, LinkLifetime::Day).err()
    };
    let to_another = "Demonstration head";
    assert_eq!(invite(&whole, "dsl", Route::Head, to_another), Some(InvitationError::HasSomebody));
    assert_eq!(invite(&whole, "head", Route::Chair, to_another), Some(InvitationError::NotAdministrator));
    assert_eq!(invite(&small, "dsl", Route::Head, " demonstration DSL "), Some(InvitationError::Oneself));

    // By the time the link is opened, or the keys are confirmed.
    let (link, invited) = invited(&small);
    let (_, waiting, _) = joins(&link);
    assert_eq!(offered(&link, &offer(&whole)).err(), Some(JoiningError::Directory(DirectoryError::Foreign)));
    let mut taken = self::school();
    let (first, copy) = self::invited(&taken);
    let (request, of_first, _) = joins(&first);
    let (_, of_second, _) = joins(&first);
    let confirmed = taken.keyring("dsl").confirm(&copy, &of_first, NOW).unwrap();
    taken.lets_in(request, confirmed.directory);
    assert_eq!(taken.keyring("dsl").proved(&copy, &of_second).err(), Some(ConfirmationError::HasSomebody));
    assert_eq!(offered(&first, &offer(&taken)).err(), Some(JoiningError::HasSomebody));
    assert!(small.keyring("dsl").proved(&invited, &waiting).is_ok());
}

#[test]
fn a_link_to_join_leads_to_the_inbox_and_says_nothing_to_the_server() {
    let (link, _) = invited(&school());
    let text = joining_link("http://localhost:8080/", &link);
    let (address, fragment) = text.split_once('#').unwrap();
    assert_eq!(address, "http://localhost:8080/inbox/join");
    assert_eq!(RouteInvitation::from_fragment(fragment).unwrap().code(), link.code());
    assert_eq!(Visitor::of_fragment(fragment), None);
}
