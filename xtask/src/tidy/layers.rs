//! The layers of both web apps, and which other layers and crates each may use. ARCHITECTURE.md says the same
//! in words.

use super::exceptions::Exception;

/// A layer: the top module of a file.
pub type Layer = &'static str;

/// A web app that consists of layers.
pub struct App {
    /// The folder of the crate's sources.
    pub root: &'static str,
    /// The layers that the rule is for; all of them if none is listed.
    pub layers: &'static [Layer],
    /// The crate's manifest.
    pub manifest: &'static str,
    /// Each layer, and the layers and crates that it may use.
    pub may_use: &'static [(Layer, &'static [&'static str])],
}

impl App {
    /// Whether this is the name of a layer in the table.
    pub fn has_layer(&self, name: &str) -> bool {
        self.may_use.iter().any(|(layer, _)| *layer == name)
    }

    /// Whether this is the name of a crate that only some layers may use.
    pub fn restricts(&self, name: &str) -> bool {
        !self.has_layer(name) && self.targets().any(|target| target.split("::").next() == Some(name))
    }

    /// Whether the table names modules of this crate and not the whole of it.
    pub fn restricts_by_module(&self, name: &str) -> bool {
        self.targets().any(|target| target.split_once("::").is_some_and(|(whole, _)| whole == name))
    }

    fn targets(&self) -> impl Iterator<Item = &'static str> {
        self.may_use.iter().flat_map(|(_, targets)| targets.iter().copied())
    }
}

/// The phone app.
pub const PHONE: App = App {
    root: "src/",
    layers: &[],
    manifest: "Cargo.toml",
    may_use: &[
        (ROOT, &["frame", "companion_browser", "web_sys"]),
        (
            "frame",
            &[
                "screens",
                "state",
                "route",
                "companion_app",
                "companion_model",
                "companion_parts::view",
                "companion_browser",
                "web_sys",
            ],
        ),
        (
            "screens",
            &[
                "state",
                "words",
                "route",
                // Of the core, what it hands out; what it does, a screen has the state do.
                "companion_app::AppError",
                "companion_app::PinError",
                "companion_app::draft",
                "companion_app::files",
                "companion_app::sync",
                "companion_app::vault",
                "companion_parts::view",
                "companion_model",
            ],
        ),
        (
            "words",
            &[
                "state",
                "companion_app",
                "companion_browser",
                "companion_storage",
                "companion_seal",
                "companion_model",
            ],
        ),
        (
            "state",
            &[
                "route",
                "companion_app",
                "companion_browser",
                "companion_storage",
                "companion_seal",
                "companion_model",
            ],
        ),
        ("route", &["companion_model"]),
    ],
};

/// The inbox. The rule is for its binary: its library has neither `companion_parts` nor a browser among its
/// dependencies.
pub const INBOX: App = App {
    root: "crates/companion_inbox/src/",
    layers: &[ROOT, "screens", "state"],
    manifest: "crates/companion_inbox/Cargo.toml",
    may_use: &[
        (ROOT, &["screens", "companion_browser"]),
        ("screens", &["state", "companion_inbox", "companion_parts::view", "companion_model"]),
        ("state", &["companion_inbox", "companion_browser", "companion_seal", "companion_model", "web_sys"]),
    ],
};

/// The layer of the file at the crate's root.
pub const ROOT: Layer = "main";

/// Crates that every layer may use.
pub const UNRESTRICTED: [&str; 13] = [
    "base64ct",
    "data_encoding",
    "futures_util",
    "js_sys",
    "leptos",
    "qrcodegen",
    "serde",
    "serde_json",
    "thiserror",
    "uuid",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "zeroize",
];

/// What broke the rule before it was made. None may be added.
pub const EXCEPTIONS: [Exception; 19] = [
    ("crates/companion_inbox/src/screens/join.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/join.rs", "companion_seal"),
    ("crates/companion_inbox/src/screens/keys.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/keys.rs", "companion_seal"),
    ("crates/companion_inbox/src/screens/list.rs", "web_sys"),
    ("crates/companion_inbox/src/screens/mod.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/mod.rs", "web_sys"),
    ("crates/companion_inbox/src/screens/set_up.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/staff.rs", "companion_browser"),
    ("src/screens/briefing.rs", "companion_browser"),
    ("src/screens/compare.rs", "companion_seal"),
    ("src/screens/enrol/home_screen.rs", "companion_browser"),
    ("src/screens/enrol/mod.rs", "companion_browser"),
    ("src/screens/one_record.rs", "companion_browser"),
    ("src/screens/one_record.rs", "companion_seal"),
    ("src/screens/record/check.rs", "companion_browser"),
    ("src/screens/record/controls/when.rs", "companion_browser"),
    ("src/screens/record/mod.rs", "companion_browser"),
    ("src/screens/status.rs", "companion_browser"),
];
