//! Another tab stands in the way: it holds the database open at an older version, or a transaction on the same rows. Each
//! comes to a named fault and then goes well, or goes well at once; it never hangs, and no row is lost.

use std::{cell::Cell, future::poll_fn, pin::pin, rc::Rc, task::Poll};

use companion_storage::{Storage, StorageError};
use idb::{Database, Factory, TransactionMode};
use js_sys::{Date, Promise};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ANNA, Words, draft,
    outbox::{ID, copy, delivery},
    used_phone,
};

/// After so long a phone that does not answer is given up.
const LIMIT_MS: f64 = 10_000.0;
/// The same, and what a slow machine takes more.
const GIVEN_UP_MS: f64 = LIMIT_MS + 5_000.0;

/// A tab that holds the database open and does not hear that it should let it go.
pub async fn deaf_tab() -> Database {
    Factory::new().unwrap().open("companion", None).unwrap().await.unwrap()
}

/// A newer build upgrades, and is closed again.
pub async fn upgraded(version: u32) {
    JsFuture::from(upgrade(version).0).await.unwrap();
}

/// A newer build begins to upgrade; whether it has to wait for another tab.
fn upgrade(version: u32) -> (Promise, Rc<Cell<bool>>) {
    let blocked = Rc::new(Cell::new(false));
    let told = Rc::clone(&blocked);
    let mut request = Factory::new().unwrap().open("companion", Some(version)).unwrap();
    request.on_blocked(move |_| told.set(true));
    let upgraded = future_to_promise(async move {
        request.await.unwrap().close();
        Ok(JsValue::UNDEFINED)
    });
    (upgraded, blocked)
}

/// The page stands still so long, as when a phone puts the browser to sleep.
fn stands_still(ms: f64) {
    let until = Date::now() + ms;
    while Date::now() < until {}
}

/// Works, and stands still once so many answers of the database have come.
async fn with_a_pause_after<T>(answers: u32, work: impl Future<Output = T>) -> T {
    let (mut work, mut polls) = (pin!(work), 0);
    poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        polls += 1;
        if polls == answers + 1 {
            stands_still(LIMIT_MS + 500.0);
        }
        polled
    })
    .await
}

/// What comes of it, and in how many milliseconds.
async fn timed<T>(work: impl Future<Output = T>) -> (T, f64) {
    let began = Date::now();
    (work.await, Date::now() - began)
}

#[wasm_bindgen_test]
async fn while_a_newer_build_waits_for_a_deaf_tab_the_fault_has_a_name_and_then_all_goes_on() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"before"), None).await.unwrap();
    phone.close();
    let deaf = deaf_tab().await;
    let (upgrading, blocked) = upgrade(2);

    let (refused, took) = timed(phone.put_draft(&draft(2, ANNA, b"meanwhile"), None)).await;
    assert_eq!(refused, Err(StorageError::Hung));
    assert!(blocked.get() && took < GIVEN_UP_MS, "{took} ms");

    deaf.close();
    JsFuture::from(upgrading).await.unwrap();
    phone.put_draft(&draft(2, ANNA, b"meanwhile"), None).await.unwrap();
    let again = Storage::open().await.unwrap();
    assert_eq!(again.draft::<Words>(draft(1, ANNA, b"").id).await.unwrap(), Some(draft(1, ANNA, b"before")));
    assert_eq!(again.drafts::<Words>(ANNA).await.unwrap().len(), 2);
}

#[wasm_bindgen_test]
async fn an_opening_that_was_given_up_does_not_stand_in_a_newer_builds_way_when_it_comes_through() {
    let phone = used_phone().await;
    phone.close();
    let deaf = deaf_tab().await;
    let removed = future_to_promise(async {
        rexie::Rexie::delete("companion").await.unwrap();
        Ok(JsValue::UNDEFINED)
    });
    assert_eq!(phone.counts(None).await, Err(StorageError::Hung));

    deaf.close();
    JsFuture::from(removed).await.unwrap();
    // Behind the opening that was given up.
    Storage::open().await.unwrap();
    let ((), took) = timed(upgraded(2)).await;
    assert!(took < GIVEN_UP_MS - LIMIT_MS, "{took} ms");
}

#[wasm_bindgen_test]
async fn a_tab_that_holds_the_drafts_ends_in_a_named_fault_and_then_the_words_are_kept() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"before"), None).await.unwrap();
    let other = deaf_tab().await;
    let held = Rc::new(Cell::new(true));
    let busy = keeps_busy(&other, "drafts", Rc::clone(&held));

    let newer = crate::DraftRow { revision: 2, ..draft(1, ANNA, b"after") };
    let (refused, took) = timed(phone.put_draft(&newer, None)).await;
    assert_eq!(refused, Err(StorageError::Hung));
    assert!(took < GIVEN_UP_MS, "{took} ms");

    held.set(false);
    assert!(busy.await.unwrap().is_committed());
    assert_eq!(
        phone.draft::<Words>(newer.id).await.unwrap(),
        Some(draft(1, ANNA, b"before")),
        "what was given up is not written"
    );
    phone.put_draft(&newer, None).await.unwrap();
    assert_eq!(phone.draft::<Words>(newer.id).await.unwrap(), Some(newer));
    other.close();
}

#[wasm_bindgen_test]
async fn a_signature_that_a_sleeping_phone_cut_short_has_not_begun() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"draft"), None).await.unwrap();
    // The outbox has its row by then, and the envelope is on its way.
    let signed = with_a_pause_after(3, phone.sign(ID, 1, &delivery(1), b"envelope", &copy())).await;
    assert_eq!(signed, Err(StorageError::Hung));
    assert!(phone.outbox().await.unwrap().is_empty() && phone.envelope(ID).await.unwrap().is_none());
    assert_eq!(phone.draft::<Words>(ID).await.unwrap(), Some(draft(1, ANNA, b"draft")));

    phone.sign(ID, 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [delivery(1)]);
}

/// Keeps a store busy in a transaction of another tab, until it is told to stop.
fn keeps_busy(other: &Database, store: &'static str, held: Rc<Cell<bool>>) -> idb::Transaction {
    let busy = other.transaction(&[store], TransactionMode::ReadWrite).unwrap();
    let rows = busy.object_store(store).unwrap();
    spawn_local(async move {
        while held.get() {
            rows.get(JsValue::from("nothing")).unwrap().await.unwrap();
        }
    });
    busy
}

#[wasm_bindgen_test]
async fn what_is_committed_does_not_wait_for_ever_for_what_is_held_in_memory_after_it() {
    let phone = used_phone().await;
    let other = deaf_tab().await;
    let held = Rc::new(Cell::new(true));
    let busy = keeps_busy(&other, "device_keys", Rc::clone(&held));

    let noted = phone.note_pin(ANNA, Uuid::from_u128(1), vec![9; 90].into());
    let (noted, took) = timed(within_a_while(noted)).await;
    held.set(false);
    assert!(busy.await.unwrap().is_committed());
    other.close();
    assert_eq!(noted, Some(Ok(())), "{took} ms");

    // What could not be held then is held from the next opening on.
    let vault = async || phone.profile(ANNA).await.unwrap().unwrap().vault.0;
    assert_eq!(vault().await, [9; 90]);
    phone.close();
    rexie::Rexie::delete("companion").await.unwrap();
    assert_eq!(vault().await, [9; 90]);
    assert!(phone.was_emptied());
}

/// What comes of it, or `None` if it takes longer than a phone that does not answer is waited for.
async fn within_a_while<T>(work: impl Future<Output = T>) -> Option<T> {
    let given_up = JsFuture::from(Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let set_timeout: js_sys::Function =
            js_sys::Reflect::get(&global, &"setTimeout".into()).unwrap().unchecked_into();
        set_timeout.call2(&global, &resolve, &GIVEN_UP_MS.into()).unwrap();
    }));
    let (mut work, mut given_up) = (pin!(work), pin!(given_up));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => given_up.as_mut().poll(context).map(|_| None),
    })
    .await
}
