//! The phone's database in a real browser: each test starts with none.
#![cfg(target_arch = "wasm32")]
// Clippy knows `#[test]`, and not `#[wasm_bindgen_test]`.
// Tests wait as long as the runner lets them.
#![allow(clippy::unwrap_used, clippy::await_holding_invalid_type)]

mod begun;
mod drafts;
mod elsewhere;
mod frozen;
mod leaving;
mod newer;
mod odd;
mod outbox;
mod people;
mod refused;
mod releases;

use companion_model::{DeviceTime, wire::Bytes};
use companion_seal::vault::{LockedDraftKey, Sealed};
use companion_storage::{DraftRow, SnapshotRow, Storage};
use rexie::Rexie;
use uuid::Uuid;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const ANNA: Uuid = Uuid::from_u128(0xa);
const BEN: Uuid = Uuid::from_u128(0xb);

/// What lies sealed; nothing here can open it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Words;

async fn empty_phone() -> Storage {
    Rexie::delete("companion").await.unwrap();
    Storage::open().await.unwrap()
}

/// A phone that Anna has set up, and Ben shares.
async fn used_phone() -> Storage {
    let phone = empty_phone().await;
    phone.enrol(&people::enrolment(1), &people::profile(1), &people::device_key().await).await.unwrap();
    phone.join(&people::ben(), &people::device_key().await).await.unwrap();
    phone
}

fn time(utc_ms: i64) -> DeviceTime {
    DeviceTime { utc_ms, offset_min: 60, zone: "Europe/London".into() }
}

fn locked_key() -> LockedDraftKey {
    LockedDraftKey { locked: Bytes(vec![7; 60]), hand_over: None }
}

fn draft(id: u128, author: Uuid, sealed: &[u8]) -> DraftRow<Words> {
    let sealed = Sealed::from_bytes(sealed.to_vec());
    let (id, key, saved_at) = (Uuid::from_u128(id), locked_key(), time(1));
    DraftRow { id, author, sealed, key, revision: 1, saved_at, deleted_at: None }
}

fn snapshot(of: u128, minute: i64) -> SnapshotRow<Words> {
    let sealed = Sealed::from_bytes(minute.to_be_bytes().to_vec());
    SnapshotRow { draft: Uuid::from_u128(of), taken_at: time(minute * 60_000), sealed }
}
