//! For whom the web apps are built.

use std::path::PathBuf;

use crate::paths;

/// For whom the web apps are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For schools: small, compressed, and within the limits of size.
    Release,
    /// For whoever works on them: built again within seconds, neither compressed nor weighed.
    Development,
}

impl Profile {
    /// The name of cargo's profile, and of the folder that cargo writes to.
    pub fn cargo_name(self) -> &'static str {
        match self {
            Self::Release => "phone",
            Self::Development => "development",
        }
    }

    /// Where the built files are.
    pub fn dist(self) -> PathBuf {
        match self {
            Self::Release => paths::dist(),
            Self::Development => paths::development_dist(),
        }
    }

    /// Where bundles are kept for the next build.
    pub fn bundles(self) -> PathBuf {
        match self {
            Self::Release => paths::build_cache(),
            Self::Development => paths::build_cache().join("development"),
        }
    }
}
