//! What people carry, read aloud and type: links, kits, passphrases.

use bolero::check;
use companion_model::Route;
use companion_model::wire::{Bytes, v1::KdfParams};
use companion_seal::{
    Secret, comparison, invitation, invitation::Invitation, joining::RouteInvitation, kdf, kit, passphrase,
    receipt,
};

use super::change::{Change, changed};
use super::patience::patience;
use super::school::{DEVICE, ID, SCHOOL, author, entry, head, member};

fn an_invitation() -> Invitation {
    Invitation { school: SCHOOL, secret: Secret::new([7; 16]), root_fingerprint: [8; 32] }
}

#[test]
fn a_link_that_is_read_is_written_as_it_was() {
    let whole = an_invitation().to_fragment();
    check!().with_test_time(patience()).with_type::<(String, Vec<Change>)>().for_each(|(text, changes)| {
        let damaged = String::from_utf8_lossy(&changed(whole.as_bytes(), changes)).into_owned();
        for text in [text, &damaged, &format!(" #{damaged}\n")] {
            if let Ok(read) = Invitation::from_fragment(text) {
                assert_eq!(*read.to_fragment(), text.trim().trim_start_matches('#'));
            }
        }
    });
}

#[test]
fn a_proof_of_another_link_key_or_phone_never_holds() {
    let (invitation, key) = (an_invitation(), author().public());
    let proof = invitation.proof(&key, DEVICE);
    type Input = ([u8; 16], Vec<Change>, Vec<Change>, u128);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(secret, one, two, phone)| {
        let other = Invitation { secret: Secret::new(*secret), ..an_invitation() };
        assert!(other.check_proof(&key, DEVICE, &proof).is_err() || *secret == [7; 16]);
        let (key2, proof2) = (Bytes(changed(&key.0, one)), Bytes(changed(&proof.0, two)));
        let same = key2 == key && proof2 == proof;
        assert_eq!(invitation.check_proof(&key2, DEVICE, &proof2).is_ok(), same);
        let phone = uuid::Uuid::from_u128(*phone);
        assert_eq!(invitation.check_proof(&key, phone, &proof).is_ok(), phone == DEVICE);
    });
}

fn a_route_invitation() -> RouteInvitation {
    RouteInvitation { route: Route::Head, invitation: an_invitation() }
}

#[test]
fn a_link_to_join_that_is_read_is_written_as_it_was() {
    let whole = a_route_invitation().to_fragment();
    check!().with_test_time(patience()).with_type::<(String, Vec<Change>)>().for_each(|(text, changes)| {
        let damaged = String::from_utf8_lossy(&changed(whole.as_bytes(), changes)).into_owned();
        for text in [text, &damaged, &format!(" #{damaged}\n")] {
            if let Ok(read) = RouteInvitation::from_fragment(text) {
                assert_eq!(*read.to_fragment(), text.trim().trim_start_matches('#'));
            }
        }
    });
}

#[test]
fn a_proof_of_another_link_or_another_entry_never_holds() {
    let (link, made) = (a_route_invitation(), entry(&head()));
    let proof = link.proof(&made);
    type Input = ([u8; 16], Vec<Change>, Vec<Change>, Vec<Change>);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(secret, one, two, three)| {
        let invitation = Invitation { secret: Secret::new(*secret), ..an_invitation() };
        let other = RouteInvitation { route: Route::Head, invitation };
        assert!(other.check_proof(&made, &proof).is_err() || *secret == [7; 16]);
        let mut changed_entry = made.clone();
        changed_entry.signing_key = Bytes(changed(&made.signing_key.0, one));
        changed_entry.signature = Bytes(changed(&made.signature.0, two));
        let changed_proof = Bytes(changed(&proof.0, three));
        let same = changed_entry == made && changed_proof == proof;
        assert_eq!(link.check_proof(&changed_entry, &changed_proof).is_ok(), same);
        assert_eq!(comparison::route_numbers(SCHOOL, &changed_entry).len(), passphrase::WORDS);
    });
}

#[test]
fn a_link_s_secret_opens_for_who_made_it_and_for_nobody_else() {
    let member = member();
    let sealed = invitation::seal_secret(&Secret::new([7; 16]), ID, &member.encryption_key()).unwrap();
    let forged = |length: usize| {
        let info = companion_seal::transcript::transcript("invitation secret", &[ID.as_bytes()]);
        companion_seal::sealed_box::seal(&member.encryption_key(), &info, b"", &vec![7; length]).unwrap()
    };
    check!().with_test_time(patience()).with_type::<(Vec<Change>, u8)>().for_each(|(changes, length)| {
        let damaged = Bytes(changed(&sealed.0, changes));
        let opened = invitation::open_secret(&damaged, ID, member.box_key());
        assert_eq!(opened.is_ok_and(|opened| *opened.expose() == [7; 16]), damaged == sealed);
        let forged = Bytes(forged(usize::from(*length)));
        assert_eq!(invitation::open_secret(&forged, ID, member.box_key()).is_ok(), *length == 16);
    });
}

/// As people read it back: case and signs between the letters do not matter, nor whether it is an O or a nought.
fn as_it_is_printed(typed: &str) -> String {
    let symbols = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let symbols: Vec<char> = symbols.collect();
    symbols.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[test]
fn a_kit_that_is_read_is_the_one_that_was_printed() {
    type Input = ([u8; 32], String, Vec<Change>);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(seed, text, changes)| {
        let printed = kit::to_text(&Secret::new(*seed));
        assert!(kit::from_text(&printed.to_lowercase()).is_ok_and(|read| read.expose() == seed));
        let damaged = String::from_utf8_lossy(&changed(printed.as_bytes(), changes)).into_owned();
        for text in [text, &damaged] {
            // Letters that only look like these are another test's.
            if let Ok(read) = kit::from_text(text)
                && text.is_ascii()
            {
                assert_eq!(*kit::to_text(&read), as_it_is_printed(text));
            }
        }
    });
}

/// Every one of the 1,736 slips of one letter.
#[test]
fn no_single_letter_of_a_kit_can_be_wrong_unnoticed() {
    let printed = kit::to_text(&Secret::new([0xC4; 32])).to_string();
    for (at, right) in printed.char_indices().filter(|(_, letter)| *letter != '-') {
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|wrong| *wrong != right) {
            let mut typed = printed.clone();
            typed.replace_range(at..=at, &wrong.to_string());
            assert!(kit::from_text(&typed).is_err(), "{typed}");
        }
    }
}

/// What people put between words and before them.
const AROUND: [&str; 8] = [" ", ", ", ".\n", " - ", "\u{A0}", " \u{200B}", "; ", "\n3) "];

/// Six words are the same passphrase whatever stands around them, and other words are another one.
#[test]
fn a_passphrase_is_its_words_and_nothing_around_them() {
    let with = KdfParams { salt: Bytes(vec![1; 16]), memory_kib: 8, passes: 1 };
    let words = |numbers: &[u16; passphrase::WORDS]| {
        numbers.map(|number| passphrase::word_list()[usize::from(number) % 2048])
    };
    type Input = ([u16; passphrase::WORDS], [u16; passphrase::WORDS], [u8; passphrase::WORDS], String);
    check!().with_test_time(patience()).with_type::<Input>().for_each(|(one, other, around, any)| {
        let (plain, others) = (words(one).join(" "), words(other).join(" "));
        let signs = around.map(|sign| AROUND[usize::from(sign) % AROUND.len()]);
        let typed: String =
            signs.into_iter().zip(words(one)).map(|(sign, word)| format!("{sign}{word}")).collect();
        let typed = typed.to_uppercase() + signs[0];
        assert_eq!(passphrase::read(&typed).as_deref().map(String::as_str), Ok(plain.as_str()), "{typed:?}");
        let made = passphrase::keys(&typed, &with).unwrap();
        assert!(made.login != made.wrap);
        let of = |typed: &str| passphrase::keys(typed, &with).unwrap().wrap;
        assert!(of(&plain) == made.wrap);
        assert_eq!(of(&others) == made.wrap, others == plain);
        // Whatever somebody pastes is read or refused.
        if let Ok(read) = passphrase::read(any) {
            assert!(of(&read) == of(any));
        }
    });
}

/// A cost comes from the phone's own files, or from an endpoint.
#[test]
fn a_cost_that_is_none_is_refused_and_one_without_bounds_too() {
    check!().with_test_time(patience()).with_type::<(Vec<u8>, u32, u32)>().for_each(
        |(salt, memory, passes)| {
            let small = KdfParams { salt: Bytes(salt.clone()), memory_kib: memory % 64, passes: passes % 3 };
            let fits = salt.len() >= 8 && small.memory_kib >= 8 && small.passes >= 1;
            assert_eq!(kdf::derive_key(b"246810", &small).is_ok(), fits);
            let huge = memory | 1 << 20;
            for (memory_kib, passes) in [(huge, 1), (8, 17), (huge, passes | 1 << 8)] {
                let with = KdfParams { salt: Bytes(vec![1; 16]), memory_kib, passes };
                assert!(kdf::derive_key(b"246810", &with).is_err());
            }
        },
    );
}

#[test]
fn a_reference_is_seven_letters_of_whatever_it_is_made() {
    check!().with_test_time(patience()).for_each(|bytes: &[u8]| {
        let reference = receipt::reference(bytes);
        assert_eq!((reference.len(), reference.as_bytes()[3]), (7, b'-'));
        assert_eq!(passphrase::comparison_words(bytes).split(' ').count(), passphrase::WORDS);
    });
}
