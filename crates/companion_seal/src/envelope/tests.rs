use companion_model::{KeyId, Route, wire::v1::ENVELOPE_LIMIT};

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
fn an_opened_record_crosses_to_another_thread_whole_and_its_signature_still_holds() {
    let (dsl, author) = (keys(Route::Dsl, 1), AuthorKey::generate().unwrap());
    let envelope = seal(&route(&dsl), binding(), &author, b"They wait for him.").unwrap();
    let opened = open(&dsl, SCHOOL, &envelope).unwrap();
    let plain = opened.to_plain();
    let read = Opened::from_plain(SCHOOL, &plain).unwrap();
    assert!(read.header == opened.header && read.content == opened.content);
    assert_eq!(read.author_key, author.public());
    assert!(read.signed_by(&author.public()));
    assert!(!Opened::from_plain(Uuid::nil(), &plain).unwrap().signed_by(&author.public()));
    for short in 0..plain.len() {
        assert!(Opened::from_plain(SCHOOL, &plain[..short]).is_err(), "{short} bytes");
    }
}

#[test]
fn records_of_nearly_the_same_length_look_the_same_from_outside() {
    let dsl = route(&keys(Route::Dsl, 1));
    let author = AuthorKey::generate().unwrap();
    let length = |n: usize| seal(&dsl, binding(), &author, &vec![b'a'; n]).unwrap().len();
    assert_eq!(length(1), length(3900));
    assert!(length(5000) > length(3900));
}

/// Frozen: what an envelope's content is padded to. The endpoint learns the step and nothing else of a record's length.
const STEPS: [usize; 9] = [4096, 8192, 16_384, 32_768, 65_536, 98_304, 131_072, 196_608, 260_096];
/// Frozen: the author's key, the signature and the length, before the content.
const BEFORE: usize = 32 + 64 + 4;
/// Frozen: header, box, nonce and tag, around what was padded.
const AROUND: usize = 47 + 80 + 24 + 16;

#[test]
fn a_record_is_as_long_from_outside_as_the_step_it_just_fits_into() {
    let (dsl, author) = (keys(Route::Dsl, 1), AuthorKey::generate().unwrap());
    let to = route(&dsl);
    for (n, step) in STEPS.into_iter().enumerate() {
        let full = vec![b'a'; step - BEFORE];
        let envelope = seal(&to, binding(), &author, &full).unwrap();
        assert_eq!(envelope.len(), AROUND + step);
        assert!(*open(&dsl, SCHOOL, &envelope).unwrap().content == full, "a full step lost words");
        let one_more = seal(&to, binding(), &author, &[full.as_slice(), b"a"].concat());
        let next = STEPS.get(n + 1).map(|next| AROUND + next).ok_or(SealError::TooLarge);
        assert_eq!(one_more.map(|envelope| envelope.len()), next, "one byte more than {step}");
    }
}

#[test]
fn the_lengths_that_others_reckon_with_are_the_frozen_ones() {
    assert_eq!((HEADER, SHORTEST, CONTENT_LIMIT), (47, 4263, 259_996));
    let empty = seal(&route(&keys(Route::Dsl, 1)), binding(), &AuthorKey::generate().unwrap(), b"").unwrap();
    assert_eq!(empty.len(), SHORTEST);
}

#[test]
fn the_longest_record_fits_and_one_byte_more_is_said_to_be_too_long() {
    let dsl = route(&keys(Route::Dsl, 1));
    let author = AuthorKey::generate().unwrap();
    let longest = seal(&dsl, binding(), &author, &vec![b'a'; CONTENT_LIMIT]).unwrap();
    assert!(longest.len() <= ENVELOPE_LIMIT);
    assert_eq!(seal(&dsl, binding(), &author, &vec![b'a'; CONTENT_LIMIT + 1]), Err(SealError::TooLarge));
}

/// Whoever opens an envelope can seal its words again, under any header. They are no longer the author's then.
#[test]
fn an_author_s_signature_holds_under_its_own_header_alone() {
    let author = AuthorKey::generate().unwrap();
    let header =
        Header { v: 1, route: Route::Dsl, schema: 1, kid: KeyId([7; 8]), id: SCHOOL, device: SCHOOL };
    let head = header.to_bytes();
    let padded = content::signed_and_padded(&author, SCHOOL, &head, b"words").unwrap();
    let proved = |school, head: &[u8]| {
        content::read(header, school, head, &padded).unwrap().signed_by(&author.public())
    };
    assert!(proved(SCHOOL, &head));
    assert!(!proved(Uuid::from_u128(9), &head));
    for other in [
        Header { route: Route::Head, ..header },
        Header { schema: 2, ..header },
        Header { kid: KeyId([8; 8]), ..header },
        Header { id: Uuid::nil(), ..header },
        Header { device: Uuid::nil(), ..header },
    ] {
        assert!(!proved(SCHOOL, &other.to_bytes()), "{other:?}");
    }
}

#[test]
fn a_header_is_its_frozen_bytes_and_says_why_it_can_t_be_read() {
    let (id, device) = (Uuid::from_bytes([4; 16]), Uuid::from_bytes([5; 16]));
    let header = Header { v: 1, route: Route::Head, schema: 0x0203, kid: KeyId([3; 8]), id, device };
    let bytes = [&b"TCE\x01\x01\x02\x03"[..], &[3; 8], &[4; 16], &[5; 16]].concat();
    assert_eq!(header.to_bytes(), bytes);
    assert_eq!(Header::parse(&[&bytes[..], b"the rest"].concat()), Ok(header));

    let with = |place: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[place] = byte;
        Header::parse(&changed)
    };
    assert_eq!(with(2, b'F'), Err(HeaderError::NotAnEnvelope));
    assert_eq!(with(3, 2), Err(HeaderError::UnknownVersion));
    assert_eq!(with(4, 200), Err(HeaderError::UnknownRoute));
    for length in 0..bytes.len() {
        assert_eq!(Header::parse(&bytes[..length]), Err(HeaderError::NotAnEnvelope));
    }
}

#[test]
fn what_is_sealed_is_of_a_possible_length_and_a_byte_more_or_less_is_not() {
    let dsl = route(&keys(Route::Dsl, 1));
    let author = AuthorKey::generate().unwrap();
    let steps = [4, 8, 16, 32, 64, 96, 128, 192, 254].map(|kib: usize| kib * 1024);
    for step in steps {
        let fills_it = step - (CONTENT_LIMIT.abs_diff(254 * 1024));
        let length = seal(&dsl, binding(), &author, &vec![b'a'; fills_it]).unwrap().len();
        assert_eq!(length, step + SHORTEST - 4 * 1024);
        assert!(is_possible_length(length), "{length}");
        assert!(!is_possible_length(length - 1) && !is_possible_length(length + 1), "{length}");
    }
    assert_eq!((0..=ENVELOPE_LIMIT).filter(|length| is_possible_length(*length)).count(), steps.len());
    assert!(!is_possible_length(usize::MAX));
}
