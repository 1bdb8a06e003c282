//! What the rest stands on: locks, boxes, signatures and transcripts.

use bolero::check;
use companion_model::wire::Bytes;
use companion_seal::{
    SealError, Secret, lock, sealed_box,
    sealed_box::BoxKey,
    signing::{self, KeyPair},
    transcript::transcript,
};

use super::change::{Change, changed};
use super::patience::patience;

/// Reads a transcript as nobody does but a test: exactly one list of parts may be behind any bytes.
fn parts_of(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        parts.push(part.to_vec());
        bytes = rest;
    }
    Some(parts)
}

#[test]
fn a_transcript_can_be_taken_apart_in_one_way_alone() {
    check!().with_test_time(patience()).with_type::<(String, Vec<Vec<u8>>)>().for_each(|(domain, parts)| {
        let borrowed: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let all = parts_of(&transcript(domain, &borrowed)).unwrap();
        assert_eq!(all[0], format!("companion/v1/{domain}").into_bytes());
        assert_eq!(all[1..], parts[..]);
    });
}

#[test]
fn what_is_locked_opens_to_the_letter_and_changed_it_does_not() {
    let key = Secret::new([1; 32]);
    type Input = (Vec<u8>, Vec<u8>, Vec<Change>);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(context, words, changes)| {
        let locked = lock::lock(&key, context, words).unwrap();
        assert_eq!(lock::open(&key, context, &locked).unwrap().as_slice(), words);
        let damaged = changed(&locked, changes);
        let opened = lock::open(&key, context, &damaged);
        assert_eq!(opened.is_ok(), damaged == locked, "changed bytes were opened");
        let elsewhere = [context.as_slice(), b"!"].concat();
        assert_eq!(lock::open(&key, &elsewhere, &locked), Err(SealError::Closed));
    });
}

#[test]
fn no_bytes_that_were_not_locked_open() {
    let key = Secret::new([1; 32]);
    check!().with_test_time(patience()).for_each(|bytes| assert!(lock::open(&key, b"", bytes).is_err()));
}

#[test]
fn what_is_in_a_box_comes_out_to_the_letter_and_changed_it_does_not() {
    let key = BoxKey::from_seed(&Secret::new([1; 32]));
    type Input = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<Change>);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(info, aad, words, changes)| {
        let sealed = sealed_box::seal(&key.public(), info, aad, words).unwrap();
        assert_eq!(key.open(info, aad, &sealed).unwrap().as_slice(), words);
        let damaged = changed(&sealed, changes);
        // The first 32 bytes are a point of the curve, which X25519 takes with its last bit either way: the key schedule
        // takes the bytes themselves, and so even that is noticed.
        assert_eq!(key.open(info, aad, &damaged).is_ok(), damaged == sealed, "changed bytes were opened");
    });
}

#[test]
fn no_bytes_that_were_not_in_a_box_come_out_of_one() {
    let key = BoxKey::from_seed(&Secret::new([1; 32]));
    check!().with_test_time(patience()).for_each(|bytes| assert!(key.open(b"", b"", bytes).is_err()));
}

/// A public key comes out of a directory. Whatever it is, sealing to it works or says that it is none.
#[test]
fn nothing_is_sealed_to_what_is_no_public_key() {
    check!().with_test_time(patience()).with_type::<(Vec<u8>, [u8; 32])>().for_each(|(bytes, point)| {
        let sealed = sealed_box::seal(&Bytes(bytes.clone()), b"", b"", b"words");
        assert!(bytes.len() == 32 || sealed == Err(SealError::Malformed("a public key")));
        assert!(
            sealed_box::seal(&(*point).into(), b"", b"", b"words").is_ok_and(|sealed| sealed.len() == 53)
        );
    });
}

#[test]
fn a_signature_holds_for_no_other_statement_key_or_bytes() {
    let pair = KeyPair::from_seed(&Secret::new([1; 32]));
    let public = pair.public();
    type Input = (Vec<u8>, Vec<u8>, Vec<Change>, Vec<Change>, Vec<Change>);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(a, b, one, two, three)| {
        let signature = pair.sign("read", &[a, b]);
        let (a2, key2) = (changed(a, one), Bytes(changed(&public.0, two)));
        let signature2 = Bytes(changed(&signature.0, three));
        let same = a2 == *a && key2 == public && signature2 == signature;
        let holds = signing::verify(&key2, "read", &[&a2, b], &signature2);
        assert_eq!(holds.is_ok(), same, "a changed statement, key or signature was believed");
        assert!(signing::verify(&public, "reads", &[a, b], &signature).is_err());
    });
}

#[test]
fn no_bytes_are_a_signature_by_chance() {
    check!().with_test_time(patience()).with_type::<([u8; 32], [u8; 64], Vec<u8>)>().for_each(
        |(key, signature, words)| {
            let (key, signature) = (Bytes::from(*key), Bytes::from(*signature));
            assert!(signing::verify(&key, "read", &[words], &signature).is_err());
        },
    );
}
