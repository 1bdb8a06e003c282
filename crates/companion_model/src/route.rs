//! Who can open an envelope.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who can open an envelope; each route has members, who are named people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// The Designated Safeguarding Lead's team.
    Dsl,
    /// The head teacher.
    Head,
    /// The chair of governors.
    Chair,
}

impl Route {
    /// All routes, in the order in which a recipient is looked for (docs/protocol.md, "Recipient").
    pub const ALL: [Self; 3] = [Self::Dsl, Self::Head, Self::Chair];

    /// The route's byte in headers and transcripts.
    pub fn byte(self) -> u8 {
        match self {
            Self::Dsl => 0,
            Self::Head => 1,
            Self::Chair => 2,
        }
    }

    /// The route of a byte; `None` for a byte no version has used.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.byte() == byte)
    }

    /// The route's name in links, files and the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dsl => "dsl",
            Self::Head => "head",
            Self::Chair => "chair",
        }
    }

    /// The route of a name in a link, file or database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name() == name)
    }

    /// Who receives, inside a sentence: "the DSL", "the head", "the chair of governors".
    pub fn people(self) -> &'static str {
        match self {
            Self::Dsl => "the DSL",
            Self::Head => "the head",
            Self::Chair => "the chair of governors",
        }
    }

    /// Who reads, inside the state "Read by …".
    pub fn readers(self) -> &'static str {
        match self {
            Self::Dsl => "the DSL team",
            Self::Head => "the head",
            Self::Chair => "the chair of governors",
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The short name of a public key: the first 8 bytes of its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// The kid of sixteen hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = digits.then(|| u64::from_str_radix(text, 16).ok())?;
        number.map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("expected sixteen hexadecimal digits"))
    }
}
