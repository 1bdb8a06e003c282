//! A kit: a printed sheet that holds one route's keys, or the root key. Kept in a safe by that route's
//! people.

use data_encoding::{Encoding, Specification};
use zeroize::Zeroizing;

use crate::{SealError, Secret, digest, typed::plain};

/// Crockford's base 32: no letter that is mistaken for a digit, read back in either case.
fn alphabet() -> Option<Encoding> {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    specification.encoding().ok()
}

/// The code that a kit prints, in groups of four.
pub fn to_text(seed: &Secret<32>) -> Zeroizing<String> {
    let check = check_bytes(seed);
    let bytes = Zeroizing::new([seed.expose().as_slice(), &check].concat());
    let text = Zeroizing::new(alphabet().map_or_else(String::new, |alphabet| alphabet.encode(&bytes)));
    // Borrowed from the text: letters and digits are whole characters.
    let groups: Vec<_> = text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    Zeroizing::new(groups.join("-"))
}

/// The seed of a kit as somebody typed it, in either case; only its letters and digits count.
///
/// # Errors
/// [`SealError::Malformed`] if a letter is wrong or missing.
pub fn from_text(text: &str) -> Result<Secret<32>, SealError> {
    let wrong = SealError::Malformed("the kit's code");
    let typed = plain(text);
    let mut code = Zeroizing::new(String::with_capacity(typed.len()));
    code.extend(typed.chars().filter(|c| c.is_alphanumeric()));
    let bytes = alphabet().ok_or(wrong)?.decode(code.as_bytes()).map_err(|_| wrong)?;
    let bytes = Zeroizing::new(bytes);
    let (seed, check) = bytes.split_at_checked(32).ok_or(wrong)?;
    let seed = Secret::from_slice(seed)?;
    if check == check_bytes(&seed) { Ok(seed) } else { Err(wrong) }
}

fn check_bytes(seed: &Secret<32>) -> [u8; 3] {
    let statement = Zeroizing::new(crate::transcript::transcript("kit check", &[seed.expose()]));
    let [a, b, c, ..] = digest(&statement);
    [a, b, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kit_is_read_back_as_somebody_types_it() {
        let seed = Secret::new([0xC4; 32]);
        let text = to_text(&seed);
        assert_eq!(text.len(), 56 + 13);
        let groups: Vec<&str> = text.split('-').collect();
        for typed in [
            text.to_string(),
            text.to_lowercase().replace('-', " "),
            groups.join(".\r\n"),
            format!("\u{FEFF}“{}”.", groups.join("\u{2013}\u{AD}")),
            groups.join(",\u{A0}\u{200B}"),
        ] {
            assert!(from_text(&typed).is_ok_and(|read| read == seed), "{typed} is not read");
        }
    }

    #[test]
    fn a_slip_in_a_kit_is_noticed() {
        let text = to_text(&Secret::new([0xC4; 32]));
        let first = if text.starts_with('0') { '1' } else { '0' };
        assert!(from_text(&format!("{first}{}", &text[1..])).is_err());
        assert!(from_text(&text[..30]).is_err());
    }
}
