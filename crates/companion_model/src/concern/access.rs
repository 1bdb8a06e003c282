//! Answers by the key of their field, so that a control need not know which answer it holds.

use super::{
    Content, Indicator,
    form::{field, fields},
};
use crate::wire::Object;

impl Content {
    /// The keys of the fields that hold one text, in the order of the form.
    pub fn texts() -> impl Iterator<Item = &'static str> {
        fields().iter().filter(|field| field.kind.is_box()).map(|field| field.key)
    }

    /// The text of a field; `None` if the field holds something else.
    pub fn text(&self, key: &str) -> Option<&str> {
        (field(key)?.answer)(self).text()
    }

    /// The text of a field, to be written.
    pub fn text_mut(&mut self, key: &str) -> Option<&mut String> {
        (field(key)?.answer_mut)(self).text_mut()
    }

    /// The key chosen in a field; `None` if none is, or the field is no choice of one.
    pub fn choice(&self, key: &str) -> Option<&str> {
        (field(key)?.answer)(self).choice()
    }

    /// Chooses a key in a field that is a choice of one.
    pub fn choose(&mut self, key: &str, option: &str) {
        if let Some(field) = field(key) {
            (field.answer_mut)(self).choose(option);
        }
    }

    /// Whether an option is ticked in a field of which several can be.
    pub fn is_ticked(&self, key: &str, option: &str) -> bool {
        field(key).is_some_and(|field| (field.answer)(self).is_ticked(option))
    }

    /// Ticks an option in a field of which several can be, or takes the tick away.
    pub fn tick(&mut self, key: &str, option: &str, ticked: bool) {
        if let Some(field) = field(key) {
            (field.answer_mut)(self).tick(option, ticked);
        }
    }

    /// Ticks a sign in a briefing, or takes the tick away.
    pub fn tick_sign(&mut self, sign: &Indicator, ticked: bool) {
        self.indicators.retain(|known| known != sign);
        if ticked {
            self.indicators.push(sign.clone());
        }
    }

    /// Whether the words of [`super::Field::none_words`] are ticked; `None` for a field without them.
    pub fn none_ticked(&self, key: &str) -> Option<bool> {
        field(key)?.none.as_ref().map(|tick| (tick.of)(self))
    }

    /// The tick of [`super::Field::none_words`], to be set.
    pub fn none_ticked_mut(&mut self, key: &str) -> Option<&mut bool> {
        field(key)?.none.as_ref().map(|tick| (tick.of_mut)(self))
    }

    /// Takes the answer of a box or a list over from an earlier state of the record; all others stay as they are.
    pub fn bring_back(&mut self, key: &str, earlier: &Self) {
        if let Some(field) = field(key) {
            (field.answer_mut)(self).bring_back((field.answer)(earlier));
        }
    }

    /// Leaves what an earlier state of the record does not say: an answer that is the same there is taken away.
    pub fn drop_what_is_in(&mut self, earlier: &Self) {
        for field in fields() {
            (field.answer_mut)(self).drop_if_same((field.answer)(earlier));
            if let Some(tick) = &field.none
                && (tick.of)(self) == (tick.of)(earlier)
            {
                *(tick.of_mut)(self) = false;
            }
        }
        if self.extra == earlier.extra {
            self.extra = Object::new();
        }
    }

    /// How many entries each list has, in the order of the form.
    pub fn entries(&self) -> Vec<usize> {
        fields().iter().filter_map(|field| (field.answer)(self).entries()).collect()
    }

    /// How many characters all texts have together.
    pub fn characters(&self) -> usize {
        Self::texts().filter_map(|key| self.text(key)).map(|text| text.chars().count()).sum()
    }

    /// Whether a field holds words: spaces and line ends alone are none.
    pub fn has_words(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| !text.trim().is_empty())
    }

    /// Whether a field is answered; "none" and "do not know" are answers where the form offers them.
    pub fn is_answered(&self, key: &str) -> bool {
        let Some(field) = field(key) else { return false };
        let is_given = field.is_enough.map_or_else(|| (field.answer)(self).is_given(), |enough| enough(self));
        is_given || self.none_ticked(key) == Some(true)
    }
}

impl super::Injury {
    /// A place, and nothing of what is to be seen there.
    pub(super) fn says_nothing(&self) -> bool {
        let texts = [&self.size, &self.shape, &self.colour, &self.words];
        texts.iter().all(|text| text.trim().is_empty())
            && self.skin_broken.is_none()
            && self.swelling.is_none()
    }
}
