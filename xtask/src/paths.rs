//! The files and folders that the tools read and write.

use std::path::{Path, PathBuf};

/// The repository's own folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Cargo's target folder for the web apps. It is apart from [`target`], so that either can be removed and the other
/// stays built.
pub fn web_target() -> PathBuf {
    target().join("web")
}

/// Cargo's own folder, where it keeps the sources of other crates.
pub fn cargo_home() -> PathBuf {
    let home = || std::env::home_dir().unwrap_or_default().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// What the endpoint serves, laid out as URL paths.
pub fn dist() -> PathBuf {
    target().join("dist")
}

/// The same, as it is built for whoever works on the apps.
pub fn development_dist() -> PathBuf {
    target().join("dist-development")
}

/// What one build leaves for the next one: bundles and compressed files.
pub fn build_cache() -> PathBuf {
    target().join("xtask")
}

/// Tools that the tests need and that no Debian package contains.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The endpoint's program, as it is released.
pub fn release_endpoint() -> PathBuf {
    endpoint_in("release")
}

/// The endpoint's program as the stories run it: it ends at once where a number would overflow.
pub fn debug_endpoint() -> PathBuf {
    endpoint_in("debug")
}

fn endpoint_in(folder: &str) -> PathBuf {
    target().join(folder).join(format!("companion-endpoint{}", std::env::consts::EXE_SUFFIX))
}
