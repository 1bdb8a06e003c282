use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::{NotReadable, walk::Json};

/// Any JSON without fractions: what a build does not know, and keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tree {
    /// `null`.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number, negative or not.
    Below(i64),
    /// A whole number from nought up.
    Whole(u64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// Names and what they stand for.
    Object(Object),
}

impl Tree {
    /// Reads it as a value of a type.
    ///
    /// # Errors
    /// [`NotReadable`] if it is not of this type.
    pub fn into_value<T: DeserializeOwned>(self) -> Result<T, NotReadable> {
        T::deserialize(Json(self))
    }
}

impl Tree {
    fn says_nothing(&self) -> bool {
        match self {
            Self::Null | Self::Bool(false) => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Object(fields) => fields.says_nothing(),
            Self::Bool(true) | Self::Below(_) | Self::Whole(_) => false,
        }
    }
}

/// Names and what they stand for, in the order of the names. A list: a map of the library's is three kilobytes of every
/// phone's download, and these are short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Tree)>);

impl Object {
    /// One without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether this name stands for something.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(there, _)| there == name)
    }

    /// Whether there is nothing in it but names of what was left empty.
    pub(crate) fn says_nothing(&self) -> bool {
        self.0.iter().all(|(_, value)| value.says_nothing())
    }

    /// Takes out what a name stands for.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Tree> {
        let place = self.0.iter().position(|(there, _)| there == name)?;
        Some(self.0.remove(place).1)
    }
}

/// Of several with the same name the last counts.
impl From<Vec<(String, Tree)>> for Object {
    fn from(mut fields: Vec<(String, Tree)>) -> Self {
        // The order in which they came is kept between those of one name.
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        fields.dedup_by(|(later, value), (name, kept)| {
            let is_again = later == name;
            if is_again {
                std::mem::swap(value, kept);
            }
            is_again
        });
        Self(fields)
    }
}

impl IntoIterator for Object {
    type Item = (String, Tree);
    type IntoIter = std::vec::IntoIter<(String, Tree)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Tree::deserialize(deserializer)? {
            Tree::Object(fields) => Ok(fields),
            _ => Err(D::Error::custom("no object")),
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Below(value) => serializer.serialize_i64(*value),
            Self::Whole(value) => serializer.serialize_u64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => fields.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without fractions")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(u64::try_from(value).map_or(Tree::Below(value), Tree::Whole))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }

    // The default would describe the number in words: see above.
    fn visit_f64<E: Error>(self, _: f64) -> Result<Tree, E> {
        Err(E::custom("a fraction"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Tree::Object(fields.into()))
    }
}
