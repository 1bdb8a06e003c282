//! One file of the built tree, under the path it is served at.

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

/// A file as a browser gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The path of its URL.
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Asset {
    /// A file under this path, whatever it contains.
    pub fn plain(path: impl Into<String>, media_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), media_type, bytes: bytes.into() }
    }

    /// A file named by its content, so that a browser may keep it forever: `/a/boot.0a1b2c3d4e5f.js`.
    pub fn hashed(
        folder: &str,
        stem: &str,
        extension: &str,
        media_type: &'static str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let bytes = bytes.into();
        let path = format!("{folder}/{stem}.{}.{extension}", &hex(&bytes)[..12]);
        Self { path, media_type, bytes }
    }

    /// SHA-256 as 64 hexadecimal digits, as `sha256sum` prints it.
    pub fn sha256_hex(&self) -> String {
        hex(&self.bytes)
    }

    /// SHA-256 in base64, as the service worker compares it.
    pub fn sha256_base64(&self) -> String {
        BASE64.encode(&Sha256::digest(&self.bytes))
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Media types, each written once.
pub mod media_type {
    pub const CSS: &str = "text/css; charset=utf-8";
    pub const HTML: &str = "text/html; charset=utf-8";
    pub const JS: &str = "text/javascript; charset=utf-8";
    pub const JSON: &str = "application/json";
    pub const MANIFEST: &str = "application/manifest+json";
    pub const PNG: &str = "image/png";
    pub const SVG: &str = "image/svg+xml";
    pub const TEXT: &str = "text/plain; charset=utf-8";
    pub const WASM: &str = "application/wasm";
}

#[cfg(test)]
mod tests {
    use super::{Asset, media_type};

    #[test]
    fn a_hashed_file_changes_its_name_with_its_content() {
        let one = Asset::hashed("/a", "boot", "js", media_type::JS, "one");
        let other = Asset::hashed("/a", "boot", "js", media_type::JS, "other");
        assert_eq!(one.path, "/a/boot.7692c3ad3540.js");
        assert_ne!(one.path, other.path);
    }
}
