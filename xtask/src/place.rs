//! Where things are.

use std::path::{Path, PathBuf};

/// The repository's own folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Where the web apps are built: other options than the rest's, which would else be built anew each time.
pub fn web() -> PathBuf {
    target().join("web")
}

/// What the endpoint serves, laid out as URL paths.
pub fn dist() -> PathBuf {
    target().join("dist")
}

/// What a build keeps for the next one: bundles and compressed files.
pub fn kept() -> PathBuf {
    target().join("xtask")
}

/// Tools that tests need and that no package brings.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The endpoint's program, as it is released.
pub fn endpoint() -> PathBuf {
    endpoint_in("release")
}

/// The endpoint's program as tests have it: it ends at once where a number would overflow.
pub fn checked_endpoint() -> PathBuf {
    endpoint_in("debug")
}

fn endpoint_in(folder: &str) -> PathBuf {
    target().join(folder).join(format!("companion-endpoint{}", std::env::consts::EXE_SUFFIX))
}
