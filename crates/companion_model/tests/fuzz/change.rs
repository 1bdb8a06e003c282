//! What a bad line, a bad disk or a bad person does to a good document.

use bolero::TypeGenerator;

/// Texts that have upset readers before.
const ODD: [&str; 16] = [
    "",
    "null",
    "-1",
    "0.5",
    "1e999",
    "18446744073709551616",
    "\"",
    "\\ud800",
    "[[[[",
    "{}",
    "{\"\":[]}",
    ",",
    "\u{feff}",
    "\0",
    "=",
    "🙁",
];

/// One change. Places are shares of the whole, so that each part of a long document is as likely to be hit.
#[derive(Clone, Debug, TypeGenerator)]
pub enum Change {
    /// Bits of one byte.
    Flip { at: u16, bits: u8 },
    /// Some bytes are gone.
    Cut { at: u16, length: u8 },
    /// Some bytes stand there twice.
    Double { at: u16, length: u8 },
    /// Something odd was put in.
    Put { at: u16, odd: u8 },
    /// The end is gone.
    End { at: u16 },
}

/// A document after these changes. It may be the same.
pub fn changed(document: &[u8], changes: &[Change]) -> Vec<u8> {
    changes.iter().fold(document.to_vec(), one)
}

fn one(mut bytes: Vec<u8>, change: &Change) -> Vec<u8> {
    let place = |at: u16| usize::from(at) * bytes.len() / (usize::from(u16::MAX) + 1);
    let range = |at: u16, length: u8| {
        let from = place(at);
        from..(from + usize::from(length)).min(bytes.len())
    };
    match *change {
        Change::Flip { at, bits } => {
            let at = place(at);
            bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= bits);
        }
        Change::Cut { at, length } => drop(bytes.drain(range(at, length))),
        Change::Double { at, length } => {
            let range = range(at, length);
            let again = bytes[range.clone()].to_vec();
            drop(bytes.splice(range.start..range.start, again));
        }
        Change::Put { at, odd } => {
            let at = place(at);
            drop(bytes.splice(at..at, ODD[usize::from(odd) % ODD.len()].bytes()));
        }
        Change::End { at } => bytes.truncate(place(at)),
    }
    bytes
}
