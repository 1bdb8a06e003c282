//! Which page asks for what.

use super::{super::Step, field, field::Field, fields};

impl Step {
    /// The fields that the page asks for, in its order.
    pub fn fields(self) -> Vec<&'static Field> {
        let mut fields: Vec<_> = fields().iter().filter(|field| field.page == self).collect();
        fields.sort_by_key(|field| field.place);
        fields
    }

    /// Whether the page asks for the field of a key.
    pub fn asks_for(self, key: &str) -> bool {
        field(key).is_some_and(|field| field.page == self)
    }

    /// The page that asks for a field.
    pub fn asking(key: &str) -> Self {
        field(key).map_or(Self::Write, |field| field.page)
    }
}
