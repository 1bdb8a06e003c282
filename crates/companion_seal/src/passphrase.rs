//! A member's passphrase: six generated words, and the two keys derived from it. Only the login key leaves
//! the browser.

use companion_model::wire::v1::KdfParams;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret,
    kdf::derive_key,
    secret::wiped_by_its_fields,
    typed::{INVISIBLE, plain},
};

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

/// Why what was typed can be no passphrase of this school's. No key was derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPassphrase {
    /// A word is not on the list.
    Unknown {
        /// Which of the words, from 1.
        position: usize,
        /// The word, as it was understood.
        word: String,
        /// How many words there are.
        of: usize,
    },
    /// All words are on the list, and they are not [`WORDS`].
    Count(usize),
}

/// The words of a passphrase, one space apart, however somebody typed them: case, numbering, line breaks, and every sign
/// between the words do not matter, nor do signs that nobody sees.
///
/// # Errors
/// [`NoPassphrase`].
pub fn read(typed: &str) -> Result<Zeroizing<String>, NoPassphrase> {
    let words = typed_words(typed);
    let unknown = words.iter().position(|word| !is_on_the_list(word));
    if let Some(index) = unknown {
        let word = words[index].to_string();
        return Err(NoPassphrase::Unknown { position: index + 1, word, of: words.len() });
    }
    if words.len() == WORDS { Ok(joined(&words)) } else { Err(NoPassphrase::Count(words.len())) }
}

/// Derives the keys of a passphrase as typed, see [`read`]. So it does with words that are on no list: whether they may be right
/// is asked before.
///
/// # Errors
/// [`SealError::Malformed`] if the stored cost is none.
pub fn keys(typed: &str, with: &KdfParams) -> Result<PassphraseKeys, SealError> {
    let derived = derive_key(joined(&typed_words(typed)).as_bytes(), with)?;
    Ok(PassphraseKeys { login: derived.derive("login key"), wrap: derived.derive("wrap key") })
}

fn is_on_the_list(word: &str) -> bool {
    word_list().binary_search(&word).is_ok()
}

fn joined(words: &[Zeroizing<String>]) -> Zeroizing<String> {
    let words: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
    Zeroizing::new(words.join(" "))
}

/// What stands between two other signs than letters is a word, unless it numbers the next one.
fn typed_words(typed: &str) -> Vec<Zeroizing<String>> {
    let plain = plain(typed);
    let mut words = Vec::new();
    let mut rest = plain.as_str();
    while let Some(start) = rest.find(is_of_a_word) {
        let from = &rest[start..];
        let end = from.find(|c| !is_of_a_word(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        if !is_number(run, after) {
            words.extend(words_of(run));
        }
        rest = after;
    }
    words
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphabetic() || c == INVISIBLE
}

/// "a)" and "iv." number what follows. No word of the list is so short or one of these.
fn is_number(run: &str, after: &str) -> bool {
    let is_numeral = run.len() == 1 || run.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    is_numeral && after.starts_with(['.', ')', ':', ']'])
}

/// What is invisible is left out of a word, unless there are words of the list on either side of it.
fn words_of(run: &str) -> Vec<Zeroizing<String>> {
    let pieces: Vec<&str> = run.split(INVISIBLE).filter(|piece| !piece.is_empty()).collect();
    let whole = Zeroizing::new(pieces.concat());
    if pieces.len() > 1 && !is_on_the_list(&whole) && pieces.iter().all(|piece| is_on_the_list(piece)) {
        return pieces.into_iter().map(|piece| Zeroizing::new(piece.to_owned())).collect();
    }
    if whole.is_empty() { Vec::new() } else { vec![whole] }
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
        let with = KdfParams { salt: Bytes(vec![1; 16]), memory_kib: 64, passes: 1 };
        let made = keys("apple river stone cloud table lemon", &with).unwrap();
        let typed = keys("  Apple river  stone-cloud table lemon ", &with).unwrap();
        assert!(made.wrap == typed.wrap && made.wrap != made.login);
    }

    const SIX: &str = "apple river stone cloud table lemon";

    #[test]
    fn whatever_stands_between_the_words_they_are_the_same_six() {
        for typed in [
            "Apple, river, stone, cloud, table, lemon.",
            "1. apple 2. river 3. stone 4. cloud 5. table 6. lemon",
            "1) apple\r\n2) river\r\n3) stone\n4) cloud\n5) table\n6) lemon\n",
            "(1)apple(2)river(3)stone(4)cloud(5)table(6)lemon",
            "a) apple b) river c) stone d) cloud e) table f) lemon",
            "i. apple ii. river iii. stone iv. cloud v. table vi. lemon",
            "①apple ②river ③stone ④cloud ⑤table ⑥lemon",
            "1\u{FE0F}\u{20E3} apple 2\u{FE0F}\u{20E3} river stone cloud table lemon",
            "- apple\n- river\n• stone\n* cloud\n– table\n— lemon",
            "apple-river-stone-cloud-table-lemon",
            "apple‐river‑stone–cloud—table−lemon",
            "APPLE RIVER STONE CLOUD TABLE LEMON",
            "“apple river stone cloud table lemon”",
            "‘apple’ ‘river’ ‘stone’ ‘cloud’ ‘table’ ‘lemon’",
            "\u{FEFF}apple\u{A0}river\u{2003}stone\u{202F}cloud\u{3000}table\u{2028}lemon\u{200B}",
            "ap\u{AD}ple riv\u{200B}er st\u{200D}one clo\u{2060}ud ta\u{FEFF}ble le\u{200C}mon",
            "apple\u{200B}river\u{200B}stone\u{200B}cloud\u{200B}table\u{200B}lemon",
            "\u{202A}apple river stone cloud table lemon\u{202C}",
            "ａｐｐｌｅ　ＲＩＶＥＲ　ｓｔｏｎｅ　ｃｌｏｕｄ，ｔａｂｌｅ．ｌｅｍｏｎ",
            "apple/river\\stone|cloud;table:lemon!",
            "apple_river_stone_cloud_table_lemon",
            "\tapple\triver\tstone\tcloud\ttable\tlemon\t",
        ] {
            assert_eq!(read(typed).as_deref().map(String::as_str), Ok(SIX), "{typed:?}");
        }
    }

    #[test]
    fn what_is_read_is_what_the_keys_are_derived_from() {
        let with = KdfParams { salt: Bytes(vec![1; 16]), memory_kib: 64, passes: 1 };
        let (made, typed) = (keys(SIX, &with).unwrap(), keys("1. Ａpple, 2. river…\u{FEFF}", &with).unwrap());
        assert!(made.wrap != typed.wrap, "two words are not six");
        let typed = keys("1. Ａpple, 2. riv\u{AD}er, stone; cloud — table\nLEMON.", &with).unwrap();
        assert!(made.wrap == typed.wrap && made.login == typed.login);
    }

    #[test]
    fn a_word_that_is_not_on_the_list_is_named_with_its_place() {
        let unknown =
            |position, word: &str, of| Err(NoPassphrase::Unknown { position, word: word.to_owned(), of });
        for (typed, refused) in [
            ("apple river ston cloud table lemon", unknown(3, "ston", 6)),
            ("1. apple 2. riverstone 3. cloud", unknown(2, "riverstone", 3)),
            ("apple river stone cloud table lemon zzz", unknown(7, "zzz", 7)),
            ("яблоко", unknown(1, "яблоко", 1)),
            ("i apple", unknown(1, "i", 2)),
            ("apple river stone cloud table", Err(NoPassphrase::Count(5))),
            ("", Err(NoPassphrase::Count(0))),
            ("1. 2. 3.", Err(NoPassphrase::Count(0))),
            ("\u{200B}\u{FEFF}", Err(NoPassphrase::Count(0))),
        ] {
            assert_eq!(read(typed), refused, "{typed:?}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_of_plain_words_that_number_nothing() {
        assert!(word_list().is_sorted());
        for word in word_list() {
            assert!(word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
            assert!(!is_number(word, "."), "{word}");
        }
    }

    #[test]
    fn any_six_words_are_read_through_any_signs_between_them() {
        // Each sign is one byte of the input; each word is two.
        const SIGNS: [&str; 16] = [
            " ",
            ", ",
            ". ",
            "\n",
            "-",
            "\r\n",
            "\u{A0}",
            "\u{200B} ",
            " “",
            "” ",
            " 1) ",
            "\t2.\t",
            "\u{3000}",
            " \u{AD}",
            "–",
            "; ",
        ];
        bolero::check!().with_type::<[(u16, u8, bool); WORDS]>().for_each(|made| {
            let word = |number: &u16| word_list()[usize::from(*number) % 2048];
            let (mut typed, mut meant) = (String::new(), Vec::new());
            for (number, sign, is_loud) in made {
                let word = word(number);
                typed += SIGNS[usize::from(*sign) % SIGNS.len()];
                typed += &if *is_loud { word.to_uppercase() } else { word.to_owned() };
                meant.push(word);
            }
            assert_eq!(
                read(&typed).as_deref().map(String::as_str),
                Ok(meant.join(" ").as_str()),
                "{typed:?}"
            );
        });
    }
}
