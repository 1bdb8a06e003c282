//! Known answers. What the RFCs print, from the crates we use and through our own calls where they let it in; and what
//! each construction of ours makes, worked out a second time from the RFCs' primitives in another language.
//!
//! What a release left behind on phones and in safes is in `golden_v1.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on must fail")]

mod vectors {
    mod ours;
    mod phone;
    mod rfc;
    mod words;

    use companion_model::{Route, wire::Bytes};
    use companion_seal::{Secret, author::AuthorKey, route_keys::RouteKeys};
    use uuid::Uuid;

    const SCHOOL: Uuid = Uuid::from_u128(1);

    fn text(text: &str) -> Bytes {
        Bytes::from_text(text).unwrap()
    }

    fn dsl() -> RouteKeys {
        RouteKeys::from_seed(Route::Dsl, Secret::new([2; 32]))
    }

    fn author() -> AuthorKey {
        AuthorKey::from_seed(Secret::new([3; 32]))
    }

    fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }
}
