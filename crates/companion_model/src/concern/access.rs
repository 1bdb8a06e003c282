//! Answers by the key of their field, so that a control need not know which answer it holds.

use super::{Content, Danger, Indicator, Source, StaffAnswer, ToldAnswer, YesNo};

macro_rules! texts {
    ($($key:literal => $($path:ident).+;)+) => {
        impl Content {
            /// The keys of the fields that hold one text.
            pub const TEXTS: &'static [&'static str] = &[$($key),+];

            /// The text of a field; `None` if the field holds something else.
            pub fn text(&self, key: &str) -> Option<&str> {
                match key {
                    $($key => Some(&self.$($path).+),)+
                    _ => None,
                }
            }

            /// The text of a field, to be written.
            pub fn text_mut(&mut self, key: &str) -> Option<&mut String> {
                match key {
                    $($key => Some(&mut self.$($path).+),)+
                    _ => None,
                }
            }
        }
    };
}

texts! {
    "verbatim" => verbatim;
    "questions" => questions;
    "observed" => observed;
    "reported" => reported;
    "reported_by" => reported_by;
    "child.name" => child.name;
    "child.description" => child.description;
    "child.group" => child.group;
    "child.dob" => child.dob;
    "alleged" => alleged;
    "place_noticed" => place_noticed;
    "place_happened" => place_happened;
    "demeanour" => demeanour;
    "wishes" => wishes;
    "medical" => medical;
    "told_child" => told_child;
    "child_now" => child_now;
    "opinion" => opinion;
    "leads" => leads;
    "late_reason" => late_reason;
}

/// Answers of which one key is chosen.
macro_rules! choices {
    ($($key:literal => $field:ident: $kind:ident;)+) => {
        impl Content {
            /// The key chosen in a field; `None` if none is, or the field is no choice of one.
            pub fn choice(&self, key: &str) -> Option<&str> {
                match key {
                    $($key => self.$field.as_ref().map($kind::key),)+
                    _ => None,
                }
            }

            /// Chooses a key in a field that is a choice of one.
            pub fn choose(&mut self, key: &str, option: &str) {
                match key {
                    $($key => self.$field = Some($kind::from_key(option)),)+
                    _ => {}
                }
            }
        }
    };
}

choices! {
    "danger" => danger: Danger;
    "paper_notes" => paper_notes: YesNo;
}

impl Content {
    /// Whether a way in which it came up is ticked.
    pub fn came_up_by(&self, option: &str) -> bool {
        self.source.iter().any(|source| source.key() == option)
    }

    /// Ticks a way in which it came up, or takes the tick away.
    pub fn tick_source(&mut self, option: &str, ticked: bool) {
        self.source.retain(|source| source.key() != option);
        if ticked {
            self.source.push(Source::from_key(option));
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
        match key {
            "questions" => Some(self.asked_nothing),
            "child.name" => Some(self.child.name_unknown),
            "present" => Some(self.no_one_else),
            "injuries" => Some(self.no_injury_seen),
            _ => None,
        }
    }

    /// The tick of [`super::Field::none_words`], to be set.
    pub fn none_ticked_mut(&mut self, key: &str) -> Option<&mut bool> {
        match key {
            "questions" => Some(&mut self.asked_nothing),
            "child.name" => Some(&mut self.child.name_unknown),
            "present" => Some(&mut self.no_one_else),
            "injuries" => Some(&mut self.no_injury_seen),
            _ => None,
        }
    }

    /// Takes the answer of a box or a list over from an earlier state of the record; all others stay as they are.
    pub fn bring_back(&mut self, key: &str, earlier: &Self) {
        match key {
            "others" => self.others.clone_from(&earlier.others),
            "present" => self.present.clone_from(&earlier.present),
            "injuries" => self.injuries.clone_from(&earlier.injuries),
            "told" => self.told.clone_from(&earlier.told),
            key => {
                if let (Some(now), Some(then)) = (self.text_mut(key), earlier.text(key)) {
                    then.clone_into(now);
                }
            }
        }
    }

    /// How many entries each list has.
    pub fn entries(&self) -> [usize; 4] {
        [self.others.len(), self.present.len(), self.injuries.len(), self.told.len()]
    }

    /// How many characters all texts have together.
    pub fn characters(&self) -> usize {
        Self::TEXTS.iter().filter_map(|key| self.text(key)).map(|text| text.chars().count()).sum()
    }

    /// Whether a field holds words: spaces and line ends alone are none.
    pub fn has_words(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| !text.trim().is_empty())
    }

    /// Whether a field is answered; "none" and "do not know" are answers where the form offers them.
    pub fn is_answered(&self, key: &str) -> bool {
        if self.has_words(key) || self.none_ticked(key) == Some(true) {
            return true;
        }
        match key {
            "danger" => self.danger.is_some(),
            "source" => !self.source.is_empty(),
            "others" => self.others.iter().any(|other| !other.who.trim().is_empty()),
            "about_staff" => self
                .about_staff
                .as_ref()
                .is_some_and(|about| !matches!(about.answer, StaffAnswer::Unknown(_))),
            "happened" => self.happened.is_told() || self.happened.precision.is_some(),
            "noticed" => self.noticed.is_told(),
            "present" => self.present.iter().any(|person| !person.is_blank()),
            "injuries" => !self.injuries.is_empty(),
            "told_dsl" => {
                self.told_dsl.as_ref().is_some_and(|told| !matches!(told.answer, ToldAnswer::Unknown(_)))
            }
            "told" => !self.told.is_empty(),
            "indicators" => !self.indicators.is_empty(),
            "paper_notes" => self.paper_notes.is_some(),
            "signature" => !self.signature.name.trim().is_empty() && self.signature.true_record,
            _ => false,
        }
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

impl super::PersonThere {
    fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.role.trim().is_empty()
    }
}
