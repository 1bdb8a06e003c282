//! What travels between phone, endpoint and inbox. Each version is frozen once released; see [`v1`].

mod bytes;
mod json;
pub mod v1;

pub use bytes::Bytes;
pub use json::{NotReadable, Object, Tree, read};
pub(crate) use json::{known_and_extra, take};
