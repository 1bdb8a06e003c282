use companion_model::wire::Bytes;

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
    let once = succeed(SCHOOL, &known.routes[0], &school.dsl, &second).unwrap();
    let twice = succeed(SCHOOL, &once, &second, &third).unwrap();
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
    assert!(succeed(SCHOOL, &known.routes[0], &other, &thief).is_err());

    let mut forged = succeed(SCHOOL, &known.routes[0], &school.dsl, &other).unwrap();
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
