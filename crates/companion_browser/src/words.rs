//! The words of a text, told apart by the browser's own tables of letters: those of every alphabet would be 10 kB more on
//! each phone.

use js_sys::{JsString, RegExp};
use wasm_bindgen::JsCast;

/// The words of a text, in small letters, without the spaces and marks between them.
pub fn in_words(text: &str) -> Vec<String> {
    let word = RegExp::new(r"[\p{Alphabetic}\p{Number}]+", "gu");
    let words = JsString::from(text).match_(&word).map(|found| found.unchecked_into::<js_sys::Array>());
    let small = |word: wasm_bindgen::JsValue| String::from(word.unchecked_into::<JsString>().to_lower_case());
    words.into_iter().flat_map(|words| words.iter().map(small).collect::<Vec<_>>()).collect()
}
