//! The directory tells a phone whom to seal for: every lie in it must be noticed, whoever signed it.

use bolero::check;
use companion_model::{
    Route,
    wire::{
        read,
        v1::{Directory, MemberEntry, RouteEntry, SignedDirectory},
    },
};
use companion_seal::{
    Secret,
    directory::{self, DirectoryError, Trust},
    root,
    route_keys::RouteKeys,
};

use super::json::Damage;
use super::patience::patience;
use super::school::{SCHOOL, directory as a_directory, dsl, entry, head, root as a_root};

fn verified(signed: &SignedDirectory, known: Option<&Directory>) -> Result<Directory, DirectoryError> {
    let root_fingerprint = &root::fingerprint(&a_root().public());
    directory::verify(signed, Trust::Pinned { school: SCHOOL, root_fingerprint, known })
}

/// Between the school and the phone.
#[test]
fn a_directory_that_was_changed_on_its_way_is_refused() {
    let good = directory::sign(&a_directory(), &dsl()).unwrap();
    let json = serde_json::to_vec(&good).unwrap();
    check!().with_test_time(patience()).with_type::<(Damage, Damage)>().for_each(|(outer, inner)| {
        let body = String::from_utf8_lossy(&inner.to(good.body.as_bytes())).into_owned();
        let inside = SignedDirectory { body, ..good.clone() };
        for other in read::<SignedDirectory>(&outer.to(&json)).into_iter().chain([inside]) {
            assert_eq!(verified(&other, None).is_ok(), other == good, "a changed directory was believed");
            assert_eq!(directory::verify(&other, Trust::Itself).is_ok(), other == good);
        }
    });
}

/// By somebody who holds the keys of one route. They may change the school's name, dates and numbers, and leave a route
/// out; keys and people of a route only its own keys can, and a new one only the root key.
#[test]
fn one_route_can_t_put_keys_or_people_into_another() {
    let (good, keys) = (a_directory(), dsl());
    let json = serde_json::to_vec(&good).unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<Directory>(&damage.to(&json)) else { return };
        let Ok(believed) = verified(&directory::sign(&other, &keys).unwrap(), Some(&good)) else { return };
        assert_eq!((believed.v, believed.school, &believed.root_key), (1, good.school, &good.root_key));
        assert!(believed.version >= good.version);
        for entry in &believed.routes {
            assert!(good.routes.contains(entry), "a route's entry is not as it was signed");
        }
    });
}

/// By whoever signs the whole, but not for this route.
#[test]
fn people_who_were_taken_out_are_remembered_by_their_route_s_word_alone() {
    let (before, second) = (entry(&dsl()), RouteKeys::from_seed(Route::Dsl, Secret::new([8; 32])));
    let staying = before.members[1..].to_vec();
    let good = directory::succeed(SCHOOL, &before, &dsl(), &second, staying).unwrap();
    let json = serde_json::to_vec(&good).unwrap();
    assert_eq!(directory::former(SCHOOL, &good).len(), 1);
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<RouteEntry>(&damage.to(&json)) else { return };
        let people = directory::former(SCHOOL, &other);
        let as_signed = people.iter().map(|one| MemberEntry { sealing: None, ..one.clone() });
        assert!(people.is_empty() || as_signed.eq(directory::former(SCHOOL, &good).iter().cloned()));
    });
}

/// Any text at all, signed by a route.
#[test]
fn a_body_that_is_no_directory_is_refused_although_it_is_signed() {
    let good = directory::sign(&a_directory(), &dsl()).unwrap();
    check!().with_test_time(patience()).with_type::<String>().for_each(|body| {
        let signed = SignedDirectory { body: body.clone(), ..good.clone() };
        assert_eq!(verified(&signed, None), Err(DirectoryError::Unreadable));
    });
}

/// What waits on the endpoint until the root key introduces it.
#[test]
fn a_new_route_is_introduced_as_it_signed_itself_and_in_no_other_way() {
    let made = entry(&head());
    let json = serde_json::to_vec(&made).unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<RouteEntry>(&damage.to(&json)) else { return };
        if let Ok(introduced) = directory::introduce(&a_root(), SCHOOL, &other) {
            assert_eq!(introduced, made, "a changed entry was introduced");
        }
    });
}
