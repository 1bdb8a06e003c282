//! How much a record can hold, checked while it is typed.

use super::Content;
use super::form::{
    field::{Field, Rule},
    fields,
};

/// What all answers together may take, in bytes; an envelope has room for this and its seal.
pub const CONTENT_LIMIT: usize = 150_000;

/// From here on the screen says that the record is nearly full.
const NEARLY_FULL: usize = 135_000;

/// A text that is nearly, or already, too long, or was not whole. It is kept in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLimit {
    /// The field; `None` for the whole record.
    pub field_key: Option<&'static str>,
    /// Past the limit, rather than near it.
    pub over: bool,
    /// What is kept and what to do.
    pub sentence: String,
}

/// What all answers take, in bytes as an envelope holds them: what JSON escapes counts as written there, so that
/// a record below [`CONTENT_LIMIT`] always fits its envelope.
pub fn text_bytes(content: &Content) -> usize {
    // Content has nothing that JSON can't write; if it ever had, it would count as full.
    serde_json::to_vec(content).map_or(usize::MAX, |bytes| bytes.len())
}

/// The texts that are near or past a limit, in the order of the form, the whole record last.
pub fn text_limits(content: &Content) -> Vec<TextLimit> {
    let each = fields().iter().flat_map(|field| [of_field(content, field), not_whole(content, field)]);
    let mut all: Vec<TextLimit> = each.flatten().collect();
    let bytes = text_bytes(content);
    let (over, sentence) = if bytes > CONTENT_LIMIT {
        (
            true,
            "This record is too long to send. Nothing is cut off. Copy the last part onto paper and delete it \
                here. Then sign, and send that part with “Add more”.",
        )
    } else if bytes > NEARLY_FULL {
        (false, "This record is nearly full. Nothing is cut off. Sign it, then use “Add more”.")
    } else {
        return all;
    };
    all.push(TextLimit { field_key: None, over, sentence: sentence.to_owned() });
    all
}

/// Half of a pair of UTF-16 units is no character: what a browser hands over in its place is U+FFFD.
fn not_whole(content: &Content, field: &Field) -> Option<TextLimit> {
    content.text(field.key)?.contains('\u{fffd}').then(|| TextLimit {
        field_key: Some(field.key),
        over: false,
        sentence: "Something in this box couldn't be saved and shows as \u{fffd}. Type it again.".to_owned(),
    })
}

fn of_field(content: &Content, field: &Field) -> Option<TextLimit> {
    let Rule::Characters { warn_at, at_most } = field.rule else { return None };
    let characters = content.text(field.key)?.chars().count();
    let sentence = if characters > at_most {
        let too_many = match characters - at_most {
            1 => "1 character".to_owned(),
            n => format!("{n} characters"),
        };
        format!("This box is {too_many} too long. Nothing is cut off. Continue in another box.")
    } else if characters >= warn_at && warn_at < at_most {
        match at_most - characters {
            1 => "1 character left in this box.".to_owned(),
            left => format!("{left} characters left in this box."),
        }
    } else {
        return None;
    };
    Some(TextLimit { field_key: Some(field.key), over: characters > at_most, sentence })
}
