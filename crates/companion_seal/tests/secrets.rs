//! What holds a secret can't be printed or written by accident, and leaves nothing in memory when it is dropped. Most of
//! it is said when this file is compiled.

#![allow(clippy::unwrap_used, reason = "a test that can't go on must fail")]

use std::fmt::{Debug, Display, LowerHex, UpperHex};
use std::path::Path;

use companion_seal::{
    Secret, author::AuthorKey, envelope::Opened, invitation::Invitation, joining::RouteInvitation,
    member::MemberKeys, passphrase::PassphraseKeys, receipt::ReceiptKey, root::RootKey,
    route_keys::RouteKeys, sealed_box::BoxKey, signing::KeyPair, vault::DraftKey, vault::Vault,
};
use serde::{Serialize, de::DeserializeOwned};
use static_assertions::{assert_impl_all, assert_not_impl_any};
use zeroize::{Zeroize, ZeroizeOnDrop};

macro_rules! secrets {
    ($($name:ty,)+) => {$(
        assert_not_impl_any!($name: Debug, Display, LowerHex, UpperHex, Serialize, DeserializeOwned, Copy);
        assert_not_impl_any!($name: AsRef<[u8]>, Into<Vec<u8>>, std::hash::Hash, PartialOrd);
        // A clone is wiped like the first: it is the same type.
        assert_impl_all!($name: ZeroizeOnDrop);
        const _: () = assert!(std::mem::needs_drop::<$name>(), "nothing is wiped if nothing is done at the end");
    )+};
}

secrets! {
    Secret<16>, Secret<32>, KeyPair, BoxKey,
    AuthorKey, RouteKeys, RootKey, MemberKeys, ReceiptKey, PassphraseKeys,
    Invitation, RouteInvitation, Vault, DraftKey, Opened,
}

// A private key has one home: whoever needs it again derives it again.
assert_not_impl_any!(KeyPair: Clone);
assert_not_impl_any!(BoxKey: Clone);
assert_not_impl_any!(AuthorKey: Clone);
assert_not_impl_any!(RouteKeys: Clone);
assert_not_impl_any!(RootKey: Clone);
assert_not_impl_any!(MemberKeys: Clone);
assert_not_impl_any!(ReceiptKey: Clone);

#[test]
fn what_is_wiped_is_nought() {
    let mut secret = Secret::new([7; 32]);
    secret.zeroize();
    assert!(secret == Secret::new([0; 32]));
}

/// Every struct with a secret in it says that it is wiped, and the public ones stand in the list above.
#[test]
fn no_type_that_holds_a_secret_is_left_out() {
    let mut found = Vec::new();
    for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let structs = text.split("struct ").skip(1).filter_map(|rest| rest.split_once('{'));
        for (name, rest) in structs {
            let (name, fields) = (name.trim(), rest.split('}').next().unwrap_or_default());
            let holds = |holder: &&str| fields.contains(*holder);
            let holders = ["Secret<", "KeyPair", "BoxKey", "Keys,", "AuthorKey,", "Zeroizing<"];
            if name.chars().all(char::is_alphanumeric) && holders.iter().any(holds) {
                assert!(text.contains(&format!("wiped_by_its_fields!({name} {{")), "{name} is not wiped");
                if text.contains(&format!("pub struct {name} {{")) {
                    found.push(name.to_owned());
                }
            }
        }
    }
    let list = include_str!("secrets.rs").split("secrets! {").nth(1).unwrap().split('}').next().unwrap();
    found.iter().for_each(|name| assert!(list.contains(name.as_str()), "{name} is not in the list"));
    assert_eq!(found.len(), 10, "{found:?}");
}

/// Without tests, which play with secrets that are none.
fn sources(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.file_stem().is_some_and(|name| name != "tests"))
        .flat_map(|path| read(&path))
        .collect()
}

fn read(path: &Path) -> Vec<String> {
    if path.is_dir() {
        return sources(path);
    }
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().map(str::to_owned).into_iter().collect()
}
