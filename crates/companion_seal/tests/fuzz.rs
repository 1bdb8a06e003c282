//! What comes from outside and is opened, read or believed here: a fuzz target for each. They are tests, a moment each;
//! `cargo xtask test --long` gives each half a minute.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on must fail")]

mod fuzz {
    mod boxes;
    #[path = "../../../companion_model/tests/fuzz/change.rs"]
    mod change;
    mod directory;
    mod envelope;
    #[path = "../../../companion_model/tests/fuzz/json.rs"]
    mod json;
    mod keys;
    mod paper;
    #[path = "../../../companion_model/tests/fuzz/patience.rs"]
    mod patience;
    mod phone;
    mod school;
    mod signed;
}
