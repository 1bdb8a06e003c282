//! Sealed bytes as a `Uint8Array` of their own in a row, for `#[serde(with = "blob")]`.

use std::{fmt, marker::PhantomData};

use companion_seal::vault::Sealed;
use serde::{Deserializer, Serializer, de::Visitor};

pub fn serialize<T, S: Serializer>(sealed: &Sealed<T>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(sealed.as_bytes())
}

pub fn deserialize<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<Sealed<T>, D::Error> {
    deserializer.deserialize_byte_buf(Reader(PhantomData))
}

struct Reader<T>(PhantomData<T>);

impl<T> Visitor<'_> for Reader<T> {
    type Value = Sealed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Sealed<T>, E> {
        Ok(Sealed::from_bytes(bytes))
    }
}
