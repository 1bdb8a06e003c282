//! Known answers. What the RFCs print, from the crates we use and through our own calls where they let it in; and what
//! each construction of ours makes, worked out a second time from the RFCs' primitives in another language.
//!
//! What a release left behind on phones and in safes is in `golden_v1.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on must fail")]

mod vectors {
    mod ours;
    mod rfc;

    fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }
}
