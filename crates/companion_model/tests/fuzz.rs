//! What comes from outside and is read here: a fuzz target for each wire type, and for the reader below them. They are
//! tests, a moment each; `cargo xtask test --long` gives each half a minute.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on must fail")]

mod fuzz {
    mod change;
    mod json;
    mod patience;
    mod records;
    mod samples;
    mod texts;
    mod tree;
    mod wire;
}
