//! The directory as a whole: who signed it, and what came before it.

use companion_model::wire::v1::Contact;

use super::*;
use crate::Secret;

fn head() -> RouteKeys {
    RouteKeys::from_seed(Route::Head, Secret::new([1; 32]))
}

fn with_head(school: &School, version: u64) -> Directory {
    let mut directory = school.directory(version);
    directory.routes.push(entry(&school.root, SCHOOL, &head(), vec![somebody(6)]));
    directory
}

/// What no route's own entry says is covered by the signature over the whole alone.
#[test]
fn what_is_everyone_s_can_t_be_changed_on_the_way() {
    let school = School::new();
    let good = school.directory(1);
    let contact = Contact {
        name: "Demonstration centre".into(),
        number: "01632 960999".into(),
        for_what: String::new(),
    };
    let signature = sign(&good, &school.dsl).unwrap().signature;
    for changed in [
        Directory { school_name: "Another School".into(), ..good.clone() },
        Directory { version: 2, ..good.clone() },
        Directory { issued_at: 9, ..good.clone() },
        Directory { valid_until: 9, ..good.clone() },
        Directory { receipt_keys: vec![Bytes(vec![9; 32])], ..good.clone() },
        Directory { contacts: vec![contact], ..good.clone() },
        Directory { lock_after_min: Some(9), ..good.clone() },
    ] {
        let signed = SignedDirectory { signature: signature.clone(), ..sign(&changed, &school.dsl).unwrap() };
        assert_eq!(school.check(&signed, None), Err(DirectoryError::Unsigned), "{changed:?}");
        assert_eq!(verify(&signed, Trust::Itself), Err(DirectoryError::Unsigned), "{changed:?}");
    }
}

#[test]
fn a_directory_is_signed_by_the_route_that_it_names_and_that_stands_in_it() {
    let school = School::new();
    let both = with_head(&school, 1);
    let by_head = sign(&both, &head()).unwrap();
    assert_eq!(school.check(&by_head, None), Ok(both));
    let renamed = SignedDirectory { signed_by: Route::Dsl, ..by_head.clone() };
    assert_eq!(school.check(&renamed, None), Err(DirectoryError::Unsigned));
    let elsewhere = SignedDirectory { signed_by: Route::Chair, ..by_head };
    assert_eq!(school.check(&elsewhere, None), Err(DirectoryError::Unsigned));
    let stranger = sign(&school.directory(1), &head()).unwrap();
    assert_eq!(school.check(&stranger, None), Err(DirectoryError::Unsigned), "signed by no route of it");
}

#[test]
fn a_directory_of_another_version_or_another_school_of_the_same_root_is_refused() {
    let school = School::new();
    let later = Directory { v: 2, ..school.directory(1) };
    let signed = sign(&later, &school.dsl).unwrap();
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Unreadable));

    let other = Uuid::from_u128(9);
    let routes = vec![entry(&school.root, other, &school.dsl, vec![somebody(6)])];
    let twin = Directory { school: other, routes, ..school.directory(1) };
    let signed = sign(&twin, &school.dsl).unwrap();
    assert_eq!(verify(&signed, Trust::Itself), Ok(twin), "it holds at its own school");
    assert_eq!(school.check(&signed, None), Err(DirectoryError::Foreign));
}

/// As the endpoint gives it whenever nothing has changed.
#[test]
fn the_directory_that_is_known_is_believed_again() {
    let school = School::new();
    let known = school.directory(2);
    let signed = sign(&known, &school.dsl).unwrap();
    assert_eq!(school.check(&signed, Some(&known)), Ok(known.clone()));
}

#[test]
fn a_known_route_is_neither_dropped_nor_there_twice() {
    let school = School::new();
    let known = with_head(&school, 1);
    let refused = |routes: Vec<RouteEntry>| {
        let newer = Directory { version: 2, routes, ..known.clone() };
        school.check(&sign(&newer, &school.dsl).unwrap(), Some(&known)).err()
    };
    let [dsl, head] = [known.routes[0].clone(), known.routes[1].clone()];
    assert_eq!(refused(vec![dsl.clone()]), Some(DirectoryError::Foreign), "the head is left out");
    let twice = vec![dsl.clone(), head.clone(), head.clone()];
    assert_eq!(refused(twice), Some(DirectoryError::Foreign), "the head is there twice");
    assert_eq!(refused(vec![head, dsl]), None);
}

#[test]
fn a_new_route_may_come_beside_the_known_ones() {
    let school = School::new();
    let (known, newer) = (school.directory(1), with_head(&school, 2));
    assert_eq!(school.check(&sign(&newer, &school.dsl).unwrap(), Some(&known)), Ok(newer));
}
