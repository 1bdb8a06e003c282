//! The reader of JSON itself.

use bolero::check;
use companion_model::wire::{Tree, read};
use serde_json::Value;

use super::json::Damage;
use super::patience::patience;
use super::samples as one;

/// Pieces of JSON, which in any order are sometimes JSON.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"\\u0000\"",
    "\"\\ud83d\\ude41\"",
    "\"\\ud83d\"",
    "\"é\"",
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e2",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    " ",
    "\n",
    "/",
];

fn has_a_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_a_fraction),
        Value::Object(fields) => fields.values().any(has_a_fraction),
        _ => false,
    }
}

/// It takes what `serde_json` takes, but for fractions, and says the same of it.
fn agrees_with_serde_json(json: &[u8]) {
    let theirs = serde_json::from_slice::<Value>(json);
    if let Ok(tree) = read::<Tree>(json) {
        let written = serde_json::to_vec(&tree).unwrap();
        assert!(read::<Tree>(&written) == Ok(tree), "it does not read what it wrote");
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), theirs.unwrap());
    } else if let Ok(value) = theirs {
        // Once more without what stands twice: of two fields of a name only the second is left in `value`.
        let plain = serde_json::to_vec(&value).unwrap();
        assert_eq!(read::<Tree>(&plain).is_err(), has_a_fraction(&value));
    }
}

#[test]
fn any_bytes() {
    check!().with_test_time(patience()).for_each(agrees_with_serde_json);
}

#[test]
fn pieces_of_json_in_any_order() {
    check!().with_test_time(patience()).with_type::<Vec<u8>>().for_each(|pieces| {
        let pieces = pieces.iter().map(|piece| PIECES[usize::from(*piece) % PIECES.len()]);
        agrees_with_serde_json(pieces.collect::<String>().as_bytes());
    });
}

#[test]
fn json_that_was_damaged() {
    let json = serde_json::to_vec(&one::setup()).unwrap();
    check!()
        .with_test_time(patience())
        .with_type::<Damage>()
        .for_each(|damage| agrees_with_serde_json(&damage.to(&json)));
}

/// A list in a list, a hundred thousand times: refused before the stack is used up.
#[test]
fn what_is_nested_too_deeply_is_refused() {
    for opening in ["[", "{\"a\":"] {
        let json = opening.repeat(100_000);
        assert!(read::<Tree>(json.as_bytes()).is_err());
    }
}
