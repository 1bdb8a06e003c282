//! The one reader of JSON, for everything a phone or a desk keeps or is told.
//!
//! `serde_json` parses into a [`Tree`]; what follows walks through it. Derived code is compiled once for each thing it
//! can read from: this reader takes objects for structs and nothing else, and its error says nothing. With `serde_json` alone,
//! by `#[serde(flatten)]` or by splitting its map, the phone app is 45 to 55 kB larger (Brotli, measured for 0.5.0 in five
//! ways), and either takes a list for a struct, or rewrites numbers that it can't hold. A field that may be missing says so with
//! `#[serde(default)]`, also where it is an `Option`. Numbers are whole, in everything we write: those
//! with fractions would bring 10 kB of tables to each phone.

mod tree;
mod walk;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

pub use tree::{Object, Tree};
use walk::{Json, Known};

/// What was read is not what it should be. It says nothing of what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotReadable;

/// Reads JSON.
///
/// # Errors
/// [`NotReadable`] if it is no JSON, or not of this type.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, NotReadable> {
    T::deserialize(Json(parse(json)?))
}

/// Reads the fields that a type has, and gives the others beside it.
///
/// # Errors
/// Those of the deserializer.
pub(crate) fn known_and_extra<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<(T, Object), D::Error> {
    let mut fields = Object::deserialize(deserializer)?;
    let known = T::deserialize(Known(&mut fields)).map_err(D::Error::custom)?;
    Ok((known, fields))
}

/// Takes a field out, if it is there, and reads it into its place.
///
/// # Errors
/// [`NotReadable`] if it is not of this type; the place is as it was.
#[inline(never)]
pub(crate) fn take<T: DeserializeOwned>(
    fields: &mut Object,
    name: &str,
    place: &mut T,
) -> Result<(), NotReadable> {
    if let Some(value) = fields.remove(name) {
        *place = T::deserialize(Json(value))?;
    }
    Ok(())
}

#[inline(never)]
fn parse(json: &[u8]) -> Result<Tree, NotReadable> {
    serde_json::from_slice(json).map_err(|_| NotReadable)
}

impl fmt::Display for NotReadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not readable")
    }
}

impl std::error::Error for NotReadable {}

impl Error for NotReadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    // Absent on purpose: what serde would say of these. Composing the words is more code than reading.
    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Way {
        OnFoot,
        ByTrain(u32),
        ByBus { line: String },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Trip {
        name: String,
        ways: Vec<Way>,
        #[serde(default)]
        back: Option<bool>,
        height: i64,
        pupils: u64,
        rooms: BTreeMap<String, u16>,
        #[serde(default)]
        note: String,
    }

    fn trip() -> Trip {
        let ways = vec![Way::OnFoot, Way::ByTrain(7), Way::ByBus { line: "X1".into() }];
        let rooms = BTreeMap::from([("a".to_owned(), 2)]);
        Trip {
            name: "a \"trip\"\n".into(),
            ways,
            back: None,
            height: -3,
            pupils: u64::MAX,
            rooms,
            note: String::new(),
        }
    }

    #[test]
    fn it_reads_what_serde_json_writes() {
        let written = serde_json::to_vec(&trip()).unwrap();
        assert_eq!(read::<Trip>(&written), Ok(trip()));
    }

    #[test]
    fn what_is_not_known_is_passed_over_and_what_may_be_missing_is() {
        let read =
            read::<Trip>(br#"{"name":"a","ways":[],"height":0,"pupils":0,"rooms":{},"new":{"x":[-1,null]}}"#);
        assert_eq!(read.map(|trip| trip.name), Ok("a".into()));
    }

    #[test]
    fn what_is_kept_is_written_back_as_it_was() {
        let json = r#"{"a":[null,true,-3,18446744073709551615,"x\n"],"b":{}}"#;
        let tree: Tree = read(json.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), json);
    }

    #[test]
    fn names_are_put_in_order_and_of_two_alike_the_last_counts() {
        let tree: Tree = read(br#"{"b":1,"a":{},"b":2,"c":3,"b":4,"a":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), r#"{"a":null,"b":4,"c":3}"#);
    }

    #[test]
    fn anything_else_is_refused() {
        for json in [
            "",
            "{",
            "[]",
            "null",
            "1",
            r#"{"name":1,"ways":[],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"ways":[],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":["by-plane"],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":["by-train"],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":[{"on-foot":1}],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":[{"on-foot":null,"by-train":1}],"height":0,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":[],"height":0,"pupils":-1,"rooms":{}}"#,
            r#"{"name":"a","ways":[],"height":0.5,"pupils":0,"rooms":{}}"#,
            r#"{"name":"a","ways":[],"height":0,"pupils":0,"rooms":{"a":70000}}"#,
            r#"["a",[],null,0,0,{},""]"#,
        ] {
            assert_eq!(read::<Trip>(json.as_bytes()), Err(NotReadable), "{json}");
        }
    }
}
