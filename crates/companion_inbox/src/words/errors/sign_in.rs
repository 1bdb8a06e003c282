//! Why a member is not signed in.

use companion_seal::{
    kdf::CostError,
    passphrase::{NoPassphrase, WORDS},
};

use super::Sentence;
use crate::{keyring::UnlockError, words::keys::NO_PAGE_FOR_KITS};

/// Why a passphrase was not tried, before anything was sent.
impl Sentence for NoPassphrase {
    fn sentence(&self) -> String {
        match self {
            Self::Count(0) => "Enter your six words. Nothing was sent.".to_owned(),
            Self::Count(1) => "A passphrase has six words, and this is 1 word. Nothing was sent.".to_owned(),
            Self::Count(words) => {
                format!("A passphrase has six words, and these are {words} words. Nothing was sent.")
            }
            Self::Unknown { position, word, of } => {
                let (nth, word) = (nth(*position), short(word));
                let count = match *of {
                    WORDS => String::new(),
                    1 => ", and this is 1 word of six".to_owned(),
                    words => format!(", and these are {words} words instead of six"),
                };
                format!(
                    "The {nth} word, “{word}”, isn't one we use{count}. Check it against your paper. Nothing was sent."
                )
            }
        }
    }
}

fn nth(position: usize) -> String {
    const FIRST: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
    let named = position.checked_sub(1).and_then(|index| FIRST.get(index));
    named.map_or_else(|| format!("{position}th"), |&nth| nth.to_owned())
}

/// A pasted page is no word to show.
fn short(word: &str) -> String {
    const CHARACTERS: usize = 24;
    if word.chars().count() <= CHARACTERS {
        return word.to_owned();
    }
    word.chars().take(CHARACTERS).chain(['…']).collect()
}

/// Why a passphrase was not tried against the cost that the endpoint named.
impl Sentence for CostError {
    fn sentence(&self) -> String {
        match self {
        Self::Weaker => {
            "The server asked for weaker security than your keys were made with. Your passphrase was not used, \
                and nothing is lost. Do not sign in from here until your IT support has checked the server."
        }
        Self::TooMuch => {
            "The server asked for more work to unlock your keys than this page can do. Your passphrase was not \
                used, and nothing is lost. Tell your IT support."
        }
    }.to_owned()
    }
}

/// Why the keys stay closed although name and passphrase are right.
impl Sentence for UnlockError {
    fn sentence(&self) -> String {
        match self {
            Self::Keys(_) => format!(
                "Your keys don't open with this passphrase. Nothing is lost. Your role's recovery sheet holds \
                    the key to the same records. {NO_PAGE_FOR_KITS}"
            ),
            Self::Directory(cause) => format!(
                "Nothing was opened: {cause}. The records are safe on the server. Tell your IT support."
            ),
            Self::NotInDirectory => {
                "Nothing was opened. The school's list doesn't show you with these keys. The records \
                    are safe on the server. Tell your IT support."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_that_can_t_be_right_is_said_to_be_so_by_word_and_by_number() {
        let said = |typed| companion_seal::passphrase::read(typed).unwrap_err().sentence();
        for (typed, sentence) in [
            ("1. river, 2. stone; aple cloud table lemon", "The third word, “aple”, isn't one we use. Check"),
            (
                "river stone cloud table lemon lemonn lemon",
                "The sixth word, “lemonn”, isn't one we use, and these are 7 words instead of six",
            ),
            (
                "yes yes yes yes yes yes yes yes yes",
                "The first word, “yes”, isn't one we use, and these are 9 words",
            ),
            ("lemmon", "The first word, “lemmon”, isn't one we use, and this is 1 word of six. Check"),
            ("river stone cloud table lemon", "A passphrase has six words, and these are 5 words."),
            ("lemon", "A passphrase has six words, and this is 1 word."),
            (" ,", "Enter your six words."),
        ] {
            let words = said(typed);
            assert!(words.starts_with(sentence) && words.ends_with("Nothing was sent."), "{words}");
        }
        let ninth = "river river river river river river river river nope";
        assert!(said(ninth).starts_with("The 9th word, “nope”"), "{}", said(ninth));
        assert!(said(&"x".repeat(500)).contains("“xxxxxxxxxxxxxxxxxxxxxxxx…”"));
    }
}
