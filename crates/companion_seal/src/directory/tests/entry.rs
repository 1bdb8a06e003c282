//! One route's entry: how it begins, changes hands and is found.

use companion_model::KeyId;

use super::*;
use crate::{Secret, member::MemberKeys};

fn head() -> RouteKeys {
    RouteKeys::from_seed(Route::Head, Secret::new([1; 32]))
}

/// A new route, signed by itself with whatever it says.
fn signed_anew(entry: RouteEntry, keys: &RouteKeys) -> RouteEntry {
    let signature = with_entry_parts(SCHOOL, &entry, |parts| keys.signing().sign(ENTRY, parts));
    RouteEntry { signature, ..entry }
}

#[test]
fn a_new_route_is_introduced_as_it_signed_itself() {
    let school = School::new();
    let made = unintroduced(SCHOOL, &head(), vec![somebody(6), somebody(7)]);
    assert_eq!(check_own_signature(SCHOOL, &made), Ok(()));
    let directory = Directory { routes: vec![made.clone()], ..school.directory(1) };
    let signed = sign(&directory, &head()).unwrap();
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Unsigned), "nobody has introduced it");

    let introduced = introduce(&school.root, SCHOOL, &made).unwrap();
    assert_eq!(introduced, entry(&school.root, SCHOOL, &head(), made.members.clone()));
    let directory = Directory { routes: vec![introduced], ..directory };
    assert_eq!(school.check(&sign(&directory, &head()).unwrap(), None), Ok(directory));
}

#[test]
fn a_new_route_that_did_not_sign_what_it_says_is_not_introduced() {
    let root = RootKey::generate().unwrap();
    let (made, other) = (unintroduced(SCHOOL, &head(), vec![somebody(6)]), RouteKeys::generate(Route::Head));
    let other = unintroduced(SCHOOL, &other.unwrap(), vec![somebody(6)]);
    let refused = |school, entry: &RouteEntry| {
        let checked = check_own_signature(school, entry);
        assert_eq!(introduce(&root, school, entry).err(), checked.err(), "introduced, or for another reason");
        checked
    };
    for unsigned in [
        RouteEntry { members: vec![somebody(7)], ..made.clone() },
        RouteEntry { members: vec![], ..made.clone() },
        RouteEntry { route: Route::Chair, ..made.clone() },
        RouteEntry { signing_key: other.signing_key.clone(), ..made.clone() },
        RouteEntry { encryption_key: other.encryption_key.clone(), kid: other.kid, ..made.clone() },
        RouteEntry { signature: other.signature, ..made.clone() },
    ] {
        assert_eq!(refused(SCHOOL, &unsigned), Err(SealError::BadSignature), "{unsigned:?}");
    }
    assert_eq!(refused(Uuid::from_u128(9), &made), Err(SealError::BadSignature), "of another school");
    assert_eq!(refused(SCHOOL, &made), Ok(()));
}

/// Both are signed: the first by a key of another name, the second by a key that was not the route's first.
#[test]
fn a_new_route_has_the_short_name_of_its_key_and_succeeds_none() {
    let made = unintroduced(SCHOOL, &head(), vec![somebody(6)]);
    let misnamed = signed_anew(RouteEntry { kid: KeyId([9; 8]), ..made.clone() }, &head());
    let refused = Err(SealError::Malformed("a route's key"));
    assert_eq!(check_own_signature(SCHOOL, &misnamed), refused);

    let second = RouteKeys::generate(Route::Head).unwrap();
    let changed = succeed(SCHOOL, &made, &head(), &second, vec![somebody(6)]).unwrap();
    let holds = with_entry_parts(SCHOOL, &changed, |parts| {
        signing::verify(&changed.signing_key, ENTRY, parts, &changed.signature)
    });
    assert_eq!(holds, Ok(()));
    assert_eq!(check_own_signature(SCHOOL, &changed), refused);
}

#[test]
fn a_successor_has_the_new_keys_and_just_the_people_who_were_named() {
    let school = School::new();
    let first = entry(&school.root, SCHOOL, &school.dsl, vec![somebody(6), somebody(7)]);
    let second = RouteKeys::generate(Route::Dsl).unwrap();
    let named = vec![somebody(7), somebody(8)];
    let next = succeed(SCHOOL, &first, &school.dsl, &second, named.clone()).unwrap();
    assert_eq!(next.members, named);
    assert_eq!((next.route, next.kid), (Route::Dsl, second.kid()));
    assert_eq!((&next.encryption_key, &next.signing_key), (&second.encryption_key(), &second.signing_key()));
    assert_eq!(next.introduction, first.introduction);
    let before: Vec<_> = next.succession.iter().map(|one| one.signing_key.clone()).collect();
    assert_eq!(before, [school.dsl.signing_key()]);
    let directory = Directory { routes: vec![next], ..school.directory(2) };
    assert_eq!(check_entry(&directory, &directory.routes[0]), Ok(()));
}

#[test]
fn nobody_is_remembered_where_nobody_left_and_none_with_a_key_to_seal_to() {
    let school = School::new();
    let first = entry(&school.root, SCHOOL, &school.dsl, vec![somebody(6), somebody(7)]);
    let second = RouteKeys::generate(Route::Dsl).unwrap();
    let successor = |people| succeed(SCHOOL, &first, &school.dsl, &second, people).unwrap();
    let all = successor(vec![somebody(7), somebody(6), somebody(8)]);
    assert_eq!(all.former, None);
    assert!(former(SCHOOL, &all).is_empty());
    let fewer = successor(vec![somebody(7)]);
    assert!(first.members[0].sealing.is_some());
    assert_eq!(former(SCHOOL, &fewer), [MemberEntry { sealing: None, ..somebody(6) }]);
}

/// But for the sealing key, which is the member's own word.
#[test]
fn all_that_is_said_of_a_person_is_the_route_s_word() {
    let school = School::new();
    let first = entry(&school.root, SCHOOL, &school.dsl, vec![somebody(6), somebody(7)]);
    let second = RouteKeys::generate(Route::Dsl).unwrap();
    let next = succeed(SCHOOL, &first, &school.dsl, &second, vec![somebody(6)]).unwrap();
    let changed = |person: &MemberEntry| {
        let person = person.clone();
        [
            MemberEntry { id: Uuid::from_u128(9), ..person.clone() },
            MemberEntry { name: "Somebody else".into(), ..person.clone() },
            MemberEntry { role: "Head".into(), ..person.clone() },
            MemberEntry { phone: "01632 960999".into(), ..person.clone() },
            MemberEntry { signing_key: Bytes(vec![9; 32]), ..person },
        ]
    };
    let directory = Directory { routes: vec![], ..school.directory(1) };
    for member in changed(&next.members[0]) {
        let other = RouteEntry { members: vec![member], ..next.clone() };
        assert_eq!(check_entry(&directory, &other), Err(SealError::BadSignature), "{other:?}");
    }
    let left = next.former.as_ref().unwrap();
    for member in changed(&left.members[0]) {
        let other = FormerMembers { members: vec![member], ..left.clone() };
        assert!(former(SCHOOL, &RouteEntry { former: Some(other), ..next.clone() }).is_empty());
    }
    assert!(former(SCHOOL, &RouteEntry { route: Route::Head, ..next }).is_empty(), "of another route");
}

#[test]
fn keys_of_another_route_succeed_none() {
    let school = School::new();
    let first = entry(&school.root, SCHOOL, &school.dsl, vec![somebody(6)]);
    let second = RouteKeys::generate(Route::Dsl).unwrap();
    let refused = Err(SealError::Malformed("the route's keys"));
    assert_eq!(succeed(SCHOOL, &first, &school.dsl, &head(), vec![somebody(6)]), refused);
    assert_eq!(succeed(SCHOOL, &first, &second, &second, vec![somebody(6)]), refused);
    assert!(succeed(SCHOOL, &first, &school.dsl, &second, vec![somebody(6)]).is_ok());
}

#[test]
fn a_signing_key_is_a_route_s_if_it_is_or_was_and_no_other_s() {
    let school = School::new();
    let all = [3, 4, 5].map(|seed| RouteKeys::from_seed(Route::Dsl, Secret::new([seed; 32])));
    let [first, second, third] = &all;
    let new = entry(&school.root, SCHOOL, first, vec![somebody(6)]);
    let once = succeed(SCHOOL, &new, first, second, vec![somebody(6)]).unwrap();
    let twice = succeed(SCHOOL, &once, second, third, vec![somebody(6)]).unwrap();
    let of = |entry: &RouteEntry| all.each_ref().map(|keys| is_of(entry, &keys.signing_key()));
    assert_eq!(of(&new), [true, false, false]);
    assert_eq!(of(&once), [true, true, false]);
    assert_eq!(of(&twice), [true, true, true]);
    assert!(!is_of(&twice, &head().signing_key()));
}

#[test]
fn one_sealing_key_that_is_not_its_member_s_own_is_noticed_among_others() {
    let made = |n: u128| {
        let keys = MemberKeys::generate(Uuid::from_u128(n)).unwrap();
        let sealing = Some(keys.sealing_key(SCHOOL));
        MemberEntry { id: keys.id(), signing_key: keys.signing_key(), sealing, ..somebody(0) }
    };
    let (six, seven) = (made(6), made(7));
    let keyless = MemberEntry { sealing: None, ..made(8) };
    let swapped = MemberEntry { sealing: seven.sealing.clone(), ..six.clone() };
    let own = |people: &[&MemberEntry]| {
        let people = people.iter().map(|one| (*one).clone()).collect();
        has_own_sealing_keys(SCHOOL, &unintroduced(SCHOOL, &head(), people))
    };
    assert!(own(&[]) && own(&[&six, &seven]));
    assert!(own(&[&keyless]) && own(&[&six, &keyless, &seven]), "one that is missing says nothing false");
    assert!(!own(&[&swapped]));
    assert!(!own(&[&six, &swapped]) && !own(&[&swapped, &six]) && !own(&[&keyless, &swapped]));
    let elsewhere = unintroduced(SCHOOL, &head(), vec![six]);
    assert!(!has_own_sealing_keys(Uuid::from_u128(9), &elsewhere), "signed for another school");
}

#[test]
fn a_route_is_offered_if_the_school_has_enrolled_somebody_for_it() {
    let school = School::new();
    let mut directory = school.directory(1);
    directory.routes.insert(0, entry(&school.root, SCHOOL, &head(), vec![]));
    assert_eq!(route(&directory, Route::Dsl), Some(&directory.routes[1]));
    assert_eq!(route(&directory, Route::Head), None, "without a member");
    assert_eq!(route(&directory, Route::Chair), None);
    directory.routes[0] = entry(&school.root, SCHOOL, &head(), vec![somebody(6)]);
    assert_eq!(route(&directory, Route::Head), Some(&directory.routes[0]));
}
