use bolero::check;
use companion_model::concern::Draft;
use companion_seal::{
    Secret,
    envelope::{self, Binding, HEADER, Header},
    hand_over::{self, HandedOver},
    lock, sealed_box,
    transcript::transcript,
};

use super::change::{Change, changed};
use super::patience::patience;
use super::school::{DEVICE, ID, SCHOOL, author, dsl, entry, head};

fn binding() -> Binding {
    Binding { school: SCHOOL, id: ID, device: DEVICE, schema: 1 }
}

fn sealed(content: &[u8]) -> Vec<u8> {
    envelope::seal(&entry(&dsl()), binding(), &author(), content).unwrap()
}

/// The endpoint reads it of everything that is sent to it.
#[test]
fn a_header_says_what_its_bytes_say_and_nothing_else() {
    let whole = sealed(b"words");
    check!().with_test_time(patience()).with_type::<(Vec<u8>, Vec<Change>)>().for_each(|(bytes, changes)| {
        for bytes in [bytes.clone(), changed(&whole[..HEADER + 9], changes)] {
            let Ok(header) = Header::parse(&bytes) else { continue };
            let Header { v, route, schema, kid, id, device } = header;
            let written = [
                b"TCE".as_slice(),
                &[v, route.byte()],
                &schema.to_be_bytes(),
                &kid.0,
                id.as_bytes(),
                device.as_bytes(),
            ];
            assert_eq!(written.concat(), bytes[..HEADER]);
        }
    });
}

#[test]
fn an_envelope_opens_to_the_letter_and_changed_it_does_not() {
    let (dsl, head, author) = (dsl(), head(), author());
    let entry = entry(&dsl);
    check!().with_test_time(patience()).with_type::<(Vec<u8>, Vec<Change>)>().for_each(
        |(content, changes)| {
            let whole = envelope::seal(&entry, binding(), &author, content).unwrap();
            let opened = envelope::open(&dsl, SCHOOL, &whole).unwrap();
            assert_eq!(opened.content.as_slice(), content);
            assert!(opened.signed_by(&author.public()) && opened.author_key == author.public());
            let damaged = changed(&whole, changes);
            assert_eq!(envelope::open(&dsl, SCHOOL, &damaged).is_ok(), damaged == whole);
            assert!(envelope::open(&head, SCHOOL, &damaged).is_err(), "another route opened it");
        },
    );
}

/// A draft that is handed over has no signature of its author's: whatever comes in its place is read, and opens no words.
#[test]
fn what_was_not_handed_over_opens_as_nothing() {
    let (dsl, author) = (dsl(), author());
    let entry = entry(&dsl);
    check!().with_test_time(patience()).with_type::<Vec<u8>>().for_each(|content| {
        // What the shape asks for comes first, and the rest is anything.
        for content in [content.clone(), [&[1; 1 + 16 + 8 + 80][..], content].concat()] {
            let binding = Binding { schema: hand_over::SCHEMA, ..binding() };
            let whole = envelope::seal(&entry, binding, &author, &content).unwrap();
            let opened = envelope::open(&dsl, SCHOOL, &whole).unwrap();
            let came = HandedOver::<Draft>::of(&opened).unwrap();
            assert!(came.and_then(|came| came.open(SCHOOL, &dsl)).is_err());
        }
    });
}

#[test]
fn no_bytes_that_were_not_sealed_open_as_an_envelope() {
    let dsl = dsl();
    check!().with_test_time(patience()).for_each(|bytes| {
        assert!(envelope::open(&dsl, SCHOOL, bytes).is_err());
        let with_header = [&sealed(b"")[..HEADER], bytes].concat();
        assert!(envelope::open(&dsl, SCHOOL, &with_header).is_err());
    });
}

/// Anybody can seal for a route: its key is public. What lies inside may be anything.
#[test]
fn whatever_somebody_sealed_for_a_route_is_never_taken_for_the_author_s() {
    let (dsl, author) = (dsl(), author().public());
    let good = sealed(b"what she said");
    let head = &good[..HEADER];
    let inside = inside(&good);
    check!().with_test_time(patience()).with_type::<(Vec<u8>, Vec<Change>)>().for_each(|(bytes, changes)| {
        for padded in [bytes.clone(), changed(&inside, changes)] {
            let Ok(opened) = envelope::open(&dsl, SCHOOL, &by_hand(head, &padded)) else { continue };
            assert!(padded[100..].starts_with(&opened.content));
            let as_signed = opened.content.as_slice() == b"what she said" && padded[32..96] == inside[32..96];
            assert_eq!(
                opened.signed_by(&author),
                as_signed,
                "somebody else's words were taken for the author's"
            );
        }
    });
}

fn content_key_info() -> Vec<u8> {
    transcript("envelope", &[SCHOOL.as_bytes()])
}

fn by_hand(head: &[u8], padded: &[u8]) -> Vec<u8> {
    let key = Secret::new([9; 32]);
    let boxed = sealed_box::seal(&dsl().encryption_key(), &content_key_info(), head, key.expose()).unwrap();
    [head, &boxed, &lock::lock(&key, head, padded).unwrap()].concat()
}

fn inside(envelope: &[u8]) -> Vec<u8> {
    let (head, rest) = envelope.split_at(HEADER);
    let (boxed, locked) = rest.split_at(32 + sealed_box::OVERHEAD);
    let key = dsl().open_box(&content_key_info(), head, boxed).unwrap();
    lock::open(&Secret::from_slice(&key).unwrap(), head, locked).unwrap().to_vec()
}

/// The length inside is a number that somebody else wrote.
#[test]
fn a_length_inside_that_is_not_there_is_refused() {
    let good = sealed(b"words");
    let mut padded = inside(&good);
    for (length, fits) in [(0_u32, true), (3996, true), (3997, false), (u32::MAX, false), (1 << 31, false)] {
        padded[96..100].copy_from_slice(&length.to_be_bytes());
        let opened = envelope::open(&dsl(), SCHOOL, &by_hand(&good[..HEADER], &padded));
        assert_eq!(opened.map(|opened| opened.content.len()).ok(), fits.then_some(length as usize));
    }
}
