//! The layers of both web apps, and which other layers and crates each may know. ARCHITECTURE.md has the same in words.

use super::excepted::Exception;

/// A layer: the top module of a file.
pub type Layer = &'static str;

/// A web app whose layers have directions.
pub struct App {
    /// The folder of the crate's root.
    pub root: &'static str,
    /// The layers that this rule is about; all of them if there are none here.
    pub layers: &'static [Layer],
    /// What the crate is built from.
    pub manifest: &'static str,
    /// A layer, and the layers and crates that it may know.
    pub may_know: &'static [(Layer, &'static [&'static str])],
}

impl App {
    /// Whether a name is that of a layer with a row.
    pub fn has_layer(&self, name: &str) -> bool {
        self.may_know.iter().any(|(layer, _)| *layer == name)
    }

    /// Whether a name is that of a crate that only some layers may know.
    pub fn closes(&self, name: &str) -> bool {
        !self.has_layer(name) && self.goals().any(|goal| goal.split("::").next() == Some(name))
    }

    /// Whether the parts of a crate are known one by one.
    pub fn divides(&self, name: &str) -> bool {
        self.goals().any(|goal| goal.split_once("::").is_some_and(|(whole, _)| whole == name))
    }

    fn goals(&self) -> impl Iterator<Item = &'static str> {
        self.may_know.iter().flat_map(|(_, goals)| goals.iter().copied())
    }
}

/// The phone app.
pub const PHONE: App = App {
    root: "src/",
    layers: &[],
    manifest: "Cargo.toml",
    may_know: &[
        (ROOT, &["frame", "web_sys"]),
        (
            "frame",
            &["screens", "state", "pwa", "route", "companion_parts::view", "companion_browser", "web_sys"],
        ),
        ("screens", &["state", "route", "companion_parts::view", "companion_model"]),
        (
            "state",
            &[
                "pwa",
                "route",
                "companion_app",
                "companion_browser",
                "companion_storage",
                "companion_seal",
                "companion_model",
            ],
        ),
        ("pwa", &["companion_browser", "companion_model", "web_sys"]),
        ("route", &["companion_model"]),
    ],
};

/// The inbox. Its library is rules alone: Cargo gives it neither parts nor a browser.
pub const DESK: App = App {
    root: "crates/companion_inbox/src/",
    layers: &[ROOT, "screens", "state"],
    manifest: "crates/companion_inbox/Cargo.toml",
    may_know: &[
        (ROOT, &["screens"]),
        ("screens", &["state", "companion_inbox", "companion_parts::view", "companion_model"]),
        ("state", &["companion_inbox", "companion_browser", "companion_seal", "companion_model", "web_sys"]),
    ],
};

/// The layer of the crate's root.
pub const ROOT: Layer = "main";

/// Crates that every layer may know.
pub const OPEN: [&str; 13] = [
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

/// What stood before this rule.
pub const EXCEPTIONS: [Exception; 32] = [
    ("crates/companion_inbox/src/screens/join.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/join.rs", "companion_seal"),
    ("crates/companion_inbox/src/screens/keys.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/keys.rs", "companion_seal"),
    ("crates/companion_inbox/src/screens/list.rs", "web_sys"),
    ("crates/companion_inbox/src/screens/mod.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/mod.rs", "web_sys"),
    ("crates/companion_inbox/src/screens/set_up.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/staff.rs", "companion_browser"),
    ("crates/companion_inbox/src/screens/staff.rs", "web_sys"),
    ("src/screens/briefing.rs", "companion_browser"),
    ("src/screens/briefing.rs", "pwa"),
    ("src/screens/compare.rs", "companion_seal"),
    ("src/screens/compare.rs", "pwa"),
    ("src/screens/enrol/choose_pin.rs", "companion_app"),
    ("src/screens/enrol/home_screen.rs", "companion_browser"),
    ("src/screens/enrol/home_screen.rs", "companion_app"),
    ("src/screens/enrol/mod.rs", "companion_browser"),
    ("src/screens/enrol/mod.rs", "companion_app"),
    ("src/screens/enrol/whose_link.rs", "companion_app"),
    ("src/screens/home.rs", "pwa"),
    ("src/screens/mod.rs", "pwa"),
    ("src/screens/new_pin.rs", "companion_app"),
    ("src/screens/one_record.rs", "companion_browser"),
    ("src/screens/one_record.rs", "companion_seal"),
    ("src/screens/record/check.rs", "companion_browser"),
    ("src/screens/record/controls/when.rs", "companion_browser"),
    ("src/screens/record/mod.rs", "companion_browser"),
    ("src/screens/record/sign.rs", "companion_browser"),
    ("src/screens/records.rs", "companion_browser"),
    ("src/screens/status.rs", "companion_browser"),
    ("src/state/unlocking.rs", "web_sys"),
];
