//! JSON that is still JSON, with another shape: what a newer, an older or a lying sender could write.

use std::iter;

use bolero::TypeGenerator;
use serde_json::{Value, json};

use super::change::{Change, changed};

/// One change to a value, somewhere in it.
#[derive(Clone, Debug, TypeGenerator)]
pub enum Bend {
    /// It is another one of the same kind: a later number, another letter, true for false.
    Nudge { at: u16, by: u8 },
    /// Something else stands there.
    Replace { at: u16, by: u8 },
    /// The last of its fields or items is gone.
    Lose { at: u16 },
    /// It has one field or item more, perhaps one it has already.
    Gain { at: u16, what: u8 },
    /// It became a list or an object of itself.
    Wrap { at: u16, listed: bool },
}

/// Shapes first, letters after them. Often one alone: what is damaged in many places is rarely understood at all.
#[derive(Clone, Debug, TypeGenerator)]
pub enum Damage {
    /// One value is another one.
    One(Bend),
    /// Two are.
    Two(Bend, Bend),
    /// Some letters are others.
    Letters(Change),
    /// All of it.
    Much([Bend; 4], Change),
}

impl Damage {
    /// JSON after this damage. It may be the same.
    pub fn to(&self, json: &[u8]) -> Vec<u8> {
        let mut value: Value = serde_json::from_slice(json).unwrap();
        let (bends, change) = match self {
            Self::One(bend) => (vec![bend], None),
            Self::Two(one, other) => (vec![one, other], None),
            Self::Letters(change) => (vec![], Some(change)),
            Self::Much(bends, change) => (bends.iter().collect(), Some(change)),
        };
        bends.iter().for_each(|bend| bend.bend(&mut value));
        changed(&serde_json::to_vec(&value).unwrap(), change.cloned().as_slice())
    }
}

impl Bend {
    fn bend(&self, value: &mut Value) {
        let at = match *self {
            Self::Nudge { at, .. } | Self::Replace { at, .. } | Self::Wrap { at, .. } => at,
            Self::Lose { at } | Self::Gain { at, .. } => at,
        };
        let count = count(value);
        let place = node(value, &mut (usize::from(at) * count / (usize::from(u16::MAX) + 1)));
        place.into_iter().for_each(|place| self.here(place));
    }

    fn here(&self, place: &mut Value) {
        match (self, &mut *place) {
            (Self::Nudge { by, .. }, _) => nudge(place, *by),
            (Self::Replace { by, .. }, _) => *place = other(*by),
            (Self::Lose { .. }, Value::Array(items)) => drop(items.pop()),
            (Self::Lose { at }, Value::Object(fields)) => {
                let name = fields.keys().nth(usize::from(*at) % fields.len().max(1)).cloned();
                name.into_iter().for_each(|name| drop(fields.remove(&name)));
            }
            (Self::Gain { what, .. }, Value::Array(items)) => {
                let more = items.first().cloned().unwrap_or_else(|| other(*what));
                items.push(more);
            }
            (Self::Gain { what, .. }, Value::Object(fields)) => {
                drop(fields.insert(format!("newer {what}"), other(*what)));
            }
            (Self::Wrap { listed: true, .. }, _) => *place = json!([place.take()]),
            (Self::Wrap { listed: false, .. }, _) => *place = json!({"on-foot": place.take()}),
            (Self::Lose { .. } | Self::Gain { .. }, _) => *place = Value::Null,
        }
    }
}

fn nudge(value: &mut Value, by: u8) {
    match value {
        Value::Bool(value) => *value = !*value,
        Value::Number(number) => {
            let later = number.as_u64().map(|number| number.wrapping_add(by.into()));
            *value = json!(later.unwrap_or_default());
        }
        Value::String(text) => {
            let at = usize::from(by) % text.chars().count().max(1);
            let other = char::from(b"0bA-"[usize::from(by) % 4]);
            let letters = text.chars().enumerate();
            *text = letters.map(|(n, letter)| if n == at { other } else { letter }).collect();
        }
        Value::Array(items) => items.reverse(),
        Value::Object(_) | Value::Null => *value = other(by),
    }
}

fn other(by: u8) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(255),
        json!(65_536),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.5),
        json!(""),
        json!("dsl"),
        json!("head"),
        json!("newer"),
        json!("AAAA"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("0000000000000000"),
        json!([]),
        json!({}),
        json!({"received": {}}),
        json!({"addition": {"about": "00000000-0000-0000-0000-000000000000"}}),
    ];
    all[usize::from(by) % all.len()].clone()
}

fn inner(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(fields) => Box::new(fields.values_mut()),
        _ => Box::new(iter::empty()),
    }
}

fn count(value: &mut Value) -> usize {
    1 + inner(value).map(count).sum::<usize>()
}

/// The value that many values further on.
fn node<'a>(value: &'a mut Value, further: &mut usize) -> Option<&'a mut Value> {
    if *further == 0 {
        return Some(value);
    }
    *further -= 1;
    inner(value).find_map(|value| node(value, further))
}
