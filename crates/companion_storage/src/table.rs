//! One store within a transaction. Each request is boxed: a verb that makes several holds no code of its own for the waiting,
//! which rexie would put into it once for each.

use std::pin::Pin;

use rexie::{KeyRange, Store, Transaction};
use wasm_bindgen::JsValue;

use crate::Result;

/// A request that is under way.
type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// A store within a transaction.
pub struct Table(Store);

impl Table {
    /// The store of this name.
    pub fn of(transaction: &Transaction, name: &str) -> Result<Self> {
        Ok(Self(transaction.store(name)?))
    }

    /// What stands under a key.
    pub fn get(&self, key: JsValue) -> Pending<'_, Option<JsValue>> {
        Box::pin(async move { Ok(self.0.get(key).await?) })
    }

    /// Everything, or what stands under the keys of a range, in their order.
    pub fn get_all(&self, range: Option<KeyRange>) -> Pending<'_, Vec<JsValue>> {
        Box::pin(async move { Ok(self.0.get_all(range, None).await?) })
    }

    /// Every key, or those of a range, in their order.
    pub fn get_all_keys(&self, range: Option<KeyRange>) -> Pending<'_, Vec<JsValue>> {
        Box::pin(async move { Ok(self.0.get_all_keys(range, None).await?) })
    }

    /// Whether anything stands under a key.
    pub fn key_exists(&self, key: JsValue) -> Pending<'_, bool> {
        Box::pin(async move { Ok(self.0.key_exists(key).await?) })
    }

    /// How many keys there are.
    pub fn count(&self) -> Pending<'_, u32> {
        Box::pin(async move { Ok(self.0.count(None).await?) })
    }

    /// Puts a value under a key, or under the next number, whatever stood there.
    pub fn put<'a>(&'a self, value: &'a JsValue, key: Option<&'a JsValue>) -> Pending<'a, JsValue> {
        Box::pin(async move { Ok(self.0.put(value, key).await?) })
    }

    /// Puts a value under a key, or under the next number, where nothing stands.
    pub fn add<'a>(&'a self, value: &'a JsValue, key: Option<&'a JsValue>) -> Pending<'a, JsValue> {
        Box::pin(async move { Ok(self.0.add(value, key).await?) })
    }

    /// Removes what stands under a key.
    pub fn delete(&self, key: JsValue) -> Pending<'_, ()> {
        Box::pin(async move { Ok(self.0.delete(key).await?) })
    }

    /// Removes everything.
    pub fn clear(&self) -> Pending<'_, ()> {
        Box::pin(async move { Ok(self.0.clear().await?) })
    }

    /// Everything that an index has under a key, in the order of the store.
    pub fn get_all_by<'a>(&'a self, index: &'a str, key: &'a JsValue) -> Pending<'a, Vec<JsValue>> {
        Box::pin(async move { Ok(self.0.index(index)?.get_all(Some(KeyRange::only(key)?), None).await?) })
    }

    /// The keys of everything that an index has under a key, in the order of the store.
    pub fn get_all_keys_by<'a>(&'a self, index: &'a str, key: &'a JsValue) -> Pending<'a, Vec<JsValue>> {
        Box::pin(
            async move { Ok(self.0.index(index)?.get_all_keys(Some(KeyRange::only(key)?), None).await?) },
        )
    }
}
