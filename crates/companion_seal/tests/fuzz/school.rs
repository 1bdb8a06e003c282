//! A school whose keys are known.

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{AuthorName, Directory, MemberEntry, RouteEntry},
    },
};
use companion_seal::{
    Secret, author::AuthorKey, directory, member::MemberKeys, receipt::ReceiptKey, root::RootKey,
    route_keys::RouteKeys,
};
use uuid::Uuid;

pub const SCHOOL: Uuid = Uuid::from_u128(1);
pub const ID: Uuid = Uuid::from_u128(2);
pub const DEVICE: Uuid = Uuid::from_u128(3);
pub const MEMBER: Uuid = Uuid::from_u128(4);
pub const AT: i64 = 1_793_716_320_000;

pub fn root() -> RootKey {
    RootKey::from_seed(Secret::new([1; 32]))
}

pub fn dsl() -> RouteKeys {
    RouteKeys::from_seed(Route::Dsl, Secret::new([2; 32]))
}

pub fn head() -> RouteKeys {
    RouteKeys::from_seed(Route::Head, Secret::new([3; 32]))
}

pub fn author() -> AuthorKey {
    AuthorKey::from_seed(Secret::new([4; 32]))
}

pub fn receipt_key() -> ReceiptKey {
    ReceiptKey::from_seed(Secret::new([5; 32]))
}

pub fn member() -> MemberKeys {
    MemberKeys::generate(MEMBER).unwrap()
}

pub fn author_name() -> AuthorName {
    AuthorName { id: Uuid::from_u128(5), name: "Demonstration teacher".into(), role: "Teacher".into() }
}

pub fn entry(keys: &RouteKeys) -> RouteEntry {
    let member = |n: u8| MemberEntry {
        id: Uuid::from_u128(n.into()),
        name: format!("Demonstration member {n}"),
        role: "Teacher".into(),
        phone: "01632 960001".into(),
        signing_key: Bytes(vec![n; 32]),
        sealing: None,
    };
    directory::entry(&root(), SCHOOL, keys, vec![member(6), member(7)])
}

pub fn directory() -> Directory {
    Directory {
        v: 1,
        school: SCHOOL,
        school_name: "Demonstration School".into(),
        version: 2,
        issued_at: AT,
        valid_until: AT + 1,
        root_key: root().public(),
        routes: vec![entry(&dsl()), entry(&head())],
        receipt_keys: vec![receipt_key().public()],
        contacts: vec![],
        lock_after_min: Some(5),
    }
}
