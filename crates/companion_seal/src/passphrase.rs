//! A member's passphrase: six generated words, and the two keys stretched from it. Only the login key leaves
//! the browser.

use companion_model::wire::v1::Stretch;
use zeroize::Zeroizing;

use crate::{SealError, Secret, secret::wiped_by_its_fields, stretch::stretch};

/// How many words a passphrase has: 6 × 11 bits, behind Argon2id.
pub const WORDS: usize = 6;

/// What a passphrase becomes.
pub struct PassphraseKeys {
    /// Shown to the endpoint.
    pub login: Secret<32>,
    /// Opens the member's keys; never leaves the browser.
    pub wrap: Secret<32>,
}

wiped_by_its_fields!(PassphraseKeys { login, wrap });

/// Six random words of a published list of 2,048 (BIP 39, English).
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn generate() -> Result<Zeroizing<String>, SealError> {
    let numbers = Secret::<{ 2 * WORDS }>::random()?;
    Ok(Zeroizing::new(words(numbers.expose()).join(" ")))
}

/// The list, in the order in which its words are numbered.
pub fn word_list() -> &'static [&'static str; 2048] {
    bip39::Language::English.word_list()
}

/// Words for bytes, two bytes a word: five of their sixteen bits are not used.
fn words(bytes: &[u8]) -> Vec<&'static str> {
    numbers(bytes).map(|number| word_list()[number]).collect()
}

/// The numbers of those words.
pub(crate) fn numbers(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.chunks_exact(2).map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])) % 2048)
}

/// Six words that two people can compare: the same for the same bytes, on phone and inbox.
pub fn comparison_words(bytes: &[u8]) -> String {
    words(&crate::digest(&crate::transcript::transcript("comparison", &[bytes]))[..2 * WORDS]).join(" ")
}

/// Stretches a passphrase as typed: case, spaces and hyphens between the words do not matter.
///
/// # Errors
/// [`SealError::Malformed`] if the stored cost is none.
pub fn keys(typed: &str, with: &Stretch) -> Result<PassphraseKeys, SealError> {
    let words = Zeroizing::new(typed.to_lowercase());
    let words: Vec<_> =
        words.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).collect();
    let stretched = stretch(Zeroizing::new(words.join(" ")).as_bytes(), with)?;
    Ok(PassphraseKeys { login: stretched.derive("login key"), wrap: stretched.derive("wrap key") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use companion_model::wire::Bytes;

    #[test]
    fn a_passphrase_has_six_words_and_no_two_are_alike() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert_eq!(one.split(' ').count(), WORDS);
        assert_ne!(*one, *two);
    }

    #[test]
    fn a_passphrase_is_taken_as_people_type_it() {
        let with = Stretch { salt: Bytes(vec![1; 16]), memory_kib: 64, passes: 1 };
        let made = keys("apple river stone cloud table lemon", &with).unwrap();
        let typed = keys("  Apple river  stone-cloud table lemon ", &with).unwrap();
        assert!(made.wrap == typed.wrap && made.wrap != made.login);
    }
}
