mod entry;
mod whole;

use companion_model::wire::{Bytes, v1::SealingKey};

use super::*;

const SCHOOL: Uuid = Uuid::from_u128(1);

struct School {
    root: RootKey,
    dsl: RouteKeys,
}

impl School {
    fn new() -> Self {
        Self { root: RootKey::generate().unwrap(), dsl: RouteKeys::generate(Route::Dsl).unwrap() }
    }

    fn directory(&self, version: u64) -> Directory {
        let member = MemberEntry {
            id: Uuid::from_u128(2),
            name: "Demonstration DSL".into(),
            role: "Designated Safeguarding Lead".into(),
            phone: "01632 960001".into(),
            signing_key: Bytes(vec![5; 32]),
            sealing: None,
        };
        Directory {
            v: 1,
            school: SCHOOL,
            school_name: "Demonstration School".into(),
            version,
            issued_at: 0,
            valid_until: 1,
            root_key: self.root.public(),
            routes: vec![entry(&self.root, SCHOOL, &self.dsl, vec![member])],
            receipt_keys: vec![],
            contacts: vec![],
            lock_after_min: None,
        }
    }

    fn check(
        &self,
        signed: &SignedDirectory,
        known: Option<&Directory>,
    ) -> Result<Directory, DirectoryError> {
        let root_fingerprint = &root::fingerprint(&self.root.public());
        verify(signed, Trust::Pinned { school: SCHOOL, root_fingerprint, known })
    }
}

#[test]
fn a_signed_directory_is_believed() {
    let school = School::new();
    let directory = school.directory(1);
    let signed = sign(&directory, &school.dsl).unwrap();
    assert_eq!(school.check(&signed, None), Ok(directory.clone()));
    assert_eq!(verify(&signed, Trust::Itself), Ok(directory));
}

#[test]
fn an_unsigned_directory_is_refused() {
    let school = School::new();
    let mut signed = sign(&school.directory(1), &school.dsl).unwrap();
    signed.body = signed.body.replace("01632 960001", "01632 960999");
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Unsigned));
    signed.body = "<html>Please log in</html>".into();
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Unreadable));
}

#[test]
fn people_put_into_a_route_by_somebody_else_are_refused_although_the_whole_is_signed() {
    let school = School::new();
    let mut directory = school.directory(1);
    directory.routes[0].members[0].phone = "01632 960999".into();
    let signed = sign(&directory, &school.dsl).unwrap();
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Unsigned));
}

#[test]
fn an_older_directory_is_refused() {
    let school = School::new();
    let (old, new) = (school.directory(1), school.directory(2));
    assert_eq!(school.check(&sign(&old, &school.dsl).unwrap(), Some(&new)), Err(DirectoryError::Older));
    assert!(school.check(&sign(&new, &school.dsl).unwrap(), Some(&old)).is_ok());
}

#[test]
fn a_foreign_directory_is_refused() {
    let (school, other) = (School::new(), School::new());
    let signed = sign(&other.directory(9), &other.dsl).unwrap();
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Foreign));
}

#[test]
fn a_route_s_signing_key_can_t_be_changed_by_the_root_key_alone() {
    let school = School::new();
    let usurped = School { root: RootKey::from_seed(school.root.seed().clone()), ..School::new() };
    let signed = sign(&usurped.directory(2), &usurped.dsl).unwrap();
    assert_eq!(school.check(&signed, Some(&school.directory(1))), Err(DirectoryError::Foreign));
}

#[test]
fn a_changed_key_is_believed_by_the_signature_of_the_one_before_however_often_it_changed() {
    let school = School::new();
    let known = school.directory(1);
    let (second, third) =
        (RouteKeys::generate(Route::Dsl).unwrap(), RouteKeys::generate(Route::Dsl).unwrap());
    let people = &known.routes[0].members;
    let once = succeed(SCHOOL, &known.routes[0], &school.dsl, &second, people.clone()).unwrap();
    let twice = succeed(SCHOOL, &once, &second, &third, people.clone()).unwrap();
    for (version, entry, keys) in [(2, once, &second), (3, twice, &third)] {
        let newer = Directory { version, routes: vec![entry], ..known.clone() };
        let signed = sign(&newer, keys).unwrap();
        assert_eq!(school.check(&signed, Some(&known)), Ok(newer.clone()));
        assert_eq!(school.check(&signed, None), Ok(newer), "a phone that is set up later");
    }
}

#[test]
fn a_key_that_the_one_before_did_not_sign_for_is_refused() {
    let school = School::new();
    let known = school.directory(1);
    let thief = RouteKeys::generate(Route::Dsl).unwrap();
    let other = RouteKeys::generate(Route::Dsl).unwrap();
    let people = &known.routes[0].members;
    assert!(succeed(SCHOOL, &known.routes[0], &other, &thief, people.clone()).is_err());

    let mut forged = succeed(SCHOOL, &known.routes[0], &school.dsl, &other, people.clone()).unwrap();
    forged.signing_key = thief.signing_key();
    forged.kid = thief.kid();
    forged.encryption_key = thief.encryption_key();
    forged.signature = with_entry_parts(SCHOOL, &forged, |parts| thief.signing().sign(ENTRY, parts));
    let newer = Directory { version: 2, routes: vec![forged], ..known.clone() };
    let signed = sign(&newer, &thief).unwrap();
    assert_eq!(school.check(&signed, Some(&known)), Err(DirectoryError::Unsigned));

    // The root key alone may introduce a route, and not take one over.
    let introduced = entry(&school.root, SCHOOL, &thief, known.routes[0].members.clone());
    let newer = Directory { version: 2, routes: vec![introduced], ..known.clone() };
    assert_eq!(school.check(&sign(&newer, &thief).unwrap(), Some(&known)), Err(DirectoryError::Foreign));
}

fn somebody(n: u8) -> MemberEntry {
    MemberEntry {
        id: Uuid::from_u128(n.into()),
        name: format!("Demonstration member {n}"),
        role: "Deputy".into(),
        phone: String::new(),
        signing_key: Bytes(vec![n; 32]),
        sealing: Some(SealingKey { key: Bytes(vec![n; 32]), signature: Bytes(vec![n; 64]) }),
    }
}

/// As a phone reads it whose release knows no such fields.
#[test]
fn an_older_phone_believes_an_entry_without_reading_what_came_later() {
    let school = School::new();
    let mut directory = school.directory(1);
    let second = RouteKeys::generate(Route::Dsl).unwrap();
    let staying = vec![somebody(7)];
    directory.routes[0] = succeed(SCHOOL, &directory.routes[0], &school.dsl, &second, staying).unwrap();
    assert!(directory.routes[0].former.is_some());
    let mut older = directory.clone();
    older.routes[0].former = None;
    older.routes[0].members[0].sealing = None;
    assert_eq!(check_entry(&older, &older.routes[0]), Ok(()));
    assert_eq!(check_entry(&directory, &directory.routes[0]), Ok(()));
}

#[test]
fn who_was_taken_out_is_remembered_by_the_route_s_own_word_and_comes_back_as_a_member() {
    let school = School::new();
    let first = entry(&school.root, SCHOOL, &school.dsl, vec![somebody(6), somebody(7), somebody(8)]);
    let (second, third) =
        (RouteKeys::generate(Route::Dsl).unwrap(), RouteKeys::generate(Route::Dsl).unwrap());
    let names = |entry: &RouteEntry| -> Vec<u128> {
        former(SCHOOL, entry).iter().map(|member| member.id.as_u128()).collect()
    };
    assert!(first.former.is_none());
    let once = succeed(SCHOOL, &first, &school.dsl, &second, vec![somebody(6), somebody(8)]).unwrap();
    assert_eq!(names(&once), [7]);
    assert_eq!(former(SCHOOL, &once)[0].signing_key, somebody(7).signing_key);
    let twice = succeed(SCHOOL, &once, &second, &third, vec![somebody(6), somebody(7)]).unwrap();
    assert_eq!(names(&twice), [8]);

    let mut forged = once;
    if let Some(people) = &mut forged.former {
        people.members.push(somebody(9));
    }
    assert!(former(SCHOOL, &forged).is_empty());
    assert!(former(Uuid::from_u128(9), &twice).is_empty(), "another school's");
}
