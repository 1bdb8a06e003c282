//! The files of both web apps, inside the binary; `build.rs` writes the table.

/// One file as it is served.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The address it is served at; one that ends in `/` is a folder's page.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// SHA-256 of `bytes`, as the build wrote it.
    pub sha256: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file compressed with Brotli, if that is worth it.
    pub brotli: Option<&'static [u8]>,
    /// The same with gzip, for networks that take Brotli out of what a browser asks for.
    pub gzip: Option<&'static [u8]>,
}

/// The files that were built with this binary; none if it was built before them.
pub const EMBEDDED: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));
