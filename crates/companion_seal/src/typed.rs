//! What somebody typed or pasted from paper, an e-mail or a note: only its letters and digits count.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::Zeroizing;

/// Stands where something invisible was: it may lie within a word, or be all there is between two.
pub(crate) const INVISIBLE: char = '\u{200B}';

/// The same in plain small letters: full-width letters, ligatures and letters with accents are the letter they look like,
/// and everything invisible is [`INVISIBLE`].
pub(crate) fn plain(text: &str) -> Zeroizing<String> {
    let seen = text.chars().map(|c| if is_invisible(c) { INVISIBLE } else { c });
    let letters = seen.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    // A capital with a dot above leaves its dot behind.
    let mut plain = Zeroizing::new(String::with_capacity(4 * text.len()));
    plain.extend(letters.filter(|c| !is_combining_mark(*c)));
    plain
}

/// What is there and takes no room: soft hyphens, joiners, byte order marks, marks of direction, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_that_they_look_like() {
        for (typed, read) in [
            ("Ａｐｐｌｅ", "apple"),
            ("ﬁnger", "finger"),
            ("caf\u{E9} cafe\u{301}", "cafe cafe"),
            ("R\u{130}VER", "river"),
            ("ap\u{AD}ple", "ap\u{200B}ple"),
        ] {
            assert_eq!(*plain(typed), read);
        }
    }
}
