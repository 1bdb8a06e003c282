//! What is signed or bound: a domain and its parts, each with its length before it, so that no two
//! different statements are ever the same bytes.

const PREFIX: &str = "companion/v1/";

/// The bytes of a statement: the domain, then each part, each after its length (32 bits, big-endian).
pub fn transcript(domain: &str, parts: &[&[u8]]) -> Vec<u8> {
    let size = parts.iter().map(|part| part.len() + 4).sum::<usize>();
    let mut bytes = Vec::with_capacity(PREFIX.len() + domain.len() + 4 + size);
    append(&mut bytes, &[PREFIX.as_bytes(), domain.as_bytes()].concat());
    for part in parts {
        append(&mut bytes, part);
    }
    bytes
}

fn append(bytes: &mut Vec<u8>, part: &[u8]) {
    // A part is at most an envelope or a directory: far below 4 GiB.
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::transcript;

    #[test]
    fn moving_a_byte_from_one_part_to_the_next_changes_the_statement() {
        assert_ne!(transcript("a", &[b"bc", b"d"]), transcript("a", &[b"b", b"cd"]));
        assert_ne!(transcript("ab", &[b"c"]), transcript("a", &[b"bc"]));
        assert_ne!(transcript("a", &[b""]), transcript("a", &[]));
    }

    /// Some of what is put together is secret. What had to move to a larger place would leave a copy that nobody wipes.
    #[test]
    fn a_statement_is_put_together_in_one_place() {
        let parts: [&[u8]; 4] = [b"", b"a", b"words of a record", &[7; 5000]];
        for parts in (0..=parts.len()).map(|n| &parts[..n]) {
            let bytes = transcript("domain", parts);
            assert_eq!(bytes.capacity(), bytes.len());
        }
    }
}
