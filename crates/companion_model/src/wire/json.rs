//! The one reader of JSON, for everything a phone or a desk keeps or is told.
//!
//! `serde_json` parses; what follows walks through its [`Value`]. Derived code is compiled once for each thing it can
//! read from: this reader takes objects for structs and nothing else, and its error says nothing, which is a quarter
//! of the WASM that `serde_json` needs for the same types. Numbers are whole.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor, value::StringDeserializer,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map};

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

#[inline(never)]
fn parse(json: &[u8]) -> Result<Value, NotReadable> {
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

struct Json(Value);

impl<'de> Deserializer<'de> for Json {
    type Error = NotReadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::String(value) => visitor.visit_string(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => visitor.visit_u64(value),
                (None, Some(value)) => visitor.visit_i64(value),
                (None, None) => Err(NotReadable),
            },
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(NotReadable)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        visitor.visit_u64(self.0.as_u64().ok_or(NotReadable)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        visitor.visit_i64(self.0.as_i64().ok_or(NotReadable)?)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Value::String(value) => visitor.visit_string(value),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Choice { name, content: Value::Null }),
            Value::Object(fields) => match only(fields) {
                Some((name, content)) => visitor.visit_enum(Choice { name, content }),
                None => Err(NotReadable),
            },
            _ => Err(NotReadable),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        u8 u128 i8 i128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

fn only(fields: Map<String, Value>) -> Option<(String, Value)> {
    let mut fields = fields.into_iter();
    fields.next().filter(|_| fields.next().is_none())
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = NotReadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NotReadable> {
        self.0.next().map(|value| seed.deserialize(Json(value))).transpose()
    }
}

struct Fields {
    fields: map::IntoIter,
    value: Value,
}

impl Fields {
    fn of(fields: Map<String, Value>) -> Self {
        Self { fields: fields.into_iter(), value: Value::Null }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = NotReadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, NotReadable> {
        let Some((name, value)) = self.fields.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(name_of(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, NotReadable> {
        seed.deserialize(Json(self.value.take()))
    }
}

struct Choice {
    name: String,
    content: Value,
}

impl<'de> EnumAccess<'de> for Choice {
    type Error = NotReadable;
    type Variant = Json;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Json), NotReadable> {
        Ok((seed.deserialize(name_of(self.name))?, Json(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = NotReadable;

    fn unit_variant(self) -> Result<(), NotReadable> {
        if self.0.is_null() { Ok(()) } else { Err(NotReadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, NotReadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        self.deserialize_map(visitor)
    }
}

fn name_of(name: String) -> StringDeserializer<NotReadable> {
    name.into_deserializer()
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
            read::<Trip>(br#"{"name":"a","ways":[],"height":0,"pupils":0,"rooms":{},"new":{"x":[1.5]}}"#);
        assert_eq!(read.map(|trip| trip.name), Ok("a".into()));
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
