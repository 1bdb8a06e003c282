//! What travels between phone, endpoint and inbox. Each version is frozen once released; see [`v1`].

mod bytes;
pub mod v1;

pub use bytes::Bytes;
