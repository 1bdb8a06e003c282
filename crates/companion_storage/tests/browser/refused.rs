//! A browser that does not open the database: what it says decides whether it is asked again.

use companion_storage::{Storage, StorageError};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{ANNA, Words, draft, used_phone};

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap()
}

/// Opens while every opening throws an exception of this name.
async fn opened_while_it_throws(name: &'static str) -> Result<Storage, StorageError> {
    let factory = get(&get(&js_sys::global(), "IDBFactory"), "prototype");
    let as_it_was = get(&factory, "open");
    let throws = Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(move || {
        let exception: Function = get(&js_sys::global(), "DOMException").unchecked_into();
        Err(Reflect::construct(&exception, &Array::of2(&"by a test".into(), &name.into())).unwrap())
    });
    Reflect::set(&factory, &"open".into(), throws.as_ref()).unwrap();
    let opened = Storage::open().await;
    Reflect::set(&factory, &"open".into(), &as_it_was).unwrap();
    opened
}

#[wasm_bindgen_test]
async fn only_a_refusal_is_for_good() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"before"), None).await.unwrap();
    phone.close();
    for (name, meant) in [
        ("SecurityError", StorageError::Refused),
        ("NotAllowedError", StorageError::Refused),
        ("InvalidStateError", StorageError::NotOpened),
        ("UnknownError", StorageError::NotOpened),
        ("TimeoutError", StorageError::NotOpened),
    ] {
        let fault = opened_while_it_throws(name).await.err().unwrap();
        assert_eq!(fault, meant, "{name}");
        assert_eq!(fault.is_for_good(), meant == StorageError::Refused, "{name}");
    }
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap(), [draft(1, ANNA, b"before")]);
}
