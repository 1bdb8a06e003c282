use companion_model::{Route, wire::v1::ENVELOPE_LIMIT};

use super::*;
use crate::{directory, root::RootKey};

const SCHOOL: Uuid = Uuid::from_u128(1);

fn binding() -> Binding {
    Binding { school: SCHOOL, id: Uuid::from_u128(2), device: Uuid::from_u128(3), schema: 1 }
}

fn route(keys: &RouteKeys) -> RouteEntry {
    directory::entry(&RootKey::generate().unwrap(), SCHOOL, keys, vec![])
}

fn keys(route: Route, seed: u8) -> RouteKeys {
    RouteKeys::from_seed(route, Secret::new([seed; 32]))
}

#[test]
fn a_sealed_concern_opens_for_its_route_to_the_letter() {
    let (dsl, author) = (keys(Route::Dsl, 1), AuthorKey::generate().unwrap());
    let content = "she said “it’s mine” 🙁\r\n\0 = end ".as_bytes();
    let envelope = seal(&route(&dsl), binding(), &author, content).unwrap();
    let opened = open(&dsl, SCHOOL, &envelope).unwrap();
    assert_eq!(opened.content.as_slice(), content);
    assert_eq!(opened.author_key, author.public());
    assert_eq!((opened.header.id, opened.header.route), (Uuid::from_u128(2), Route::Dsl));
}

#[test]
fn no_other_route_and_no_other_school_opens_it() {
    let (head, dsl) = (keys(Route::Head, 1), keys(Route::Dsl, 2));
    let envelope = seal(&route(&head), binding(), &AuthorKey::generate().unwrap(), b"about the DSL").unwrap();
    assert!(matches!(open(&dsl, SCHOOL, &envelope), Err(SealError::Closed)));
    assert!(matches!(open(&head, Uuid::from_u128(9), &envelope), Err(SealError::Closed)));
}

#[test]
fn a_byte_changed_anywhere_is_noticed() {
    let dsl = keys(Route::Dsl, 1);
    let envelope = seal(&route(&dsl), binding(), &AuthorKey::generate().unwrap(), b"words").unwrap();
    for place in (0..HEADER + 90).chain([envelope.len() - 1]) {
        let mut changed = envelope.clone();
        changed[place] ^= 1;
        assert!(open(&dsl, SCHOOL, &changed).is_err(), "byte {place} was changed unnoticed");
    }
    for length in [0, 3, HEADER, HEADER + 79, envelope.len() - 1] {
        assert!(open(&dsl, SCHOOL, &envelope[..length]).is_err());
    }
}

#[test]
fn a_colleague_s_signature_can_t_be_forged_with_another_key() {
    let dsl = keys(Route::Dsl, 1);
    let (author, colleague) = (AuthorKey::generate().unwrap(), AuthorKey::generate().unwrap());
    let opened = open(&dsl, SCHOOL, &seal(&route(&dsl), binding(), &author, b"words").unwrap()).unwrap();
    assert!(opened.signed_by(&author.public()));
    assert!(!opened.signed_by(&colleague.public()));
}

#[test]
fn records_of_nearly_the_same_length_look_the_same_from_outside() {
    let dsl = route(&keys(Route::Dsl, 1));
    let author = AuthorKey::generate().unwrap();
    let length = |n: usize| seal(&dsl, binding(), &author, &vec![b'a'; n]).unwrap().len();
    assert_eq!(length(1), length(3900));
    assert!(length(5000) > length(3900));
}

#[test]
fn the_longest_record_fits_and_one_byte_more_is_said_to_be_too_long() {
    let dsl = route(&keys(Route::Dsl, 1));
    let author = AuthorKey::generate().unwrap();
    let longest = seal(&dsl, binding(), &author, &vec![b'a'; CONTENT_LIMIT]).unwrap();
    assert!(longest.len() <= ENVELOPE_LIMIT);
    assert_eq!(seal(&dsl, binding(), &author, &vec![b'a'; CONTENT_LIMIT + 1]), Err(SealError::TooLarge));
}
