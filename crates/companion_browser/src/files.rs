//! Files that a person carries: given to the browser to be kept, or chosen from what they have.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File, HtmlElement, Url};

use super::{events::NoteError, timer};

/// How long a browser has to begin with what it was given.
const TAKEN_MS: u32 = 60_000;
/// How long reading a file may take.
const READ_MS: u32 = 60_000;

/// Gives the browser bytes to keep under this name, as a download; no signal is needed. Whether it took them: where it puts
/// them, and whether its person lets it, no page is told.
pub fn give(name: &str, bytes: &[u8]) -> bool {
    given(name, bytes).is_ok()
}

fn given(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    spawn_local(async move {
        timer::sleep_ms(TAKEN_MS).await;
        Url::revoke_object_url(&url).note_error("a file that was given");
    });
    Ok(())
}

/// Reads a file that a person has chosen; `None` if it is longer than this, or can't be read.
pub async fn read(file: &File, longest: u32) -> Option<Vec<u8>> {
    if file.size() > f64::from(longest) {
        return None;
    }
    let bytes = timer::settled(READ_MS, file.array_buffer()).await?.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}
