//! Acts, texts and times made up for the properties, and a record beside what was put into it.

use std::collections::BTreeMap;

use companion_model::DeviceTime;
use companion_model::concern::*;
use proptest::{collection::vec, prelude::*, sample::select};

/// What somebody does to a record.
#[derive(Clone, Debug)]
pub enum Act {
    Write(usize, String),
    Choose(usize, String),
    TickSource(String, bool),
    TickSign(String, bool),
    TickNone(&'static str, bool),
    Add(usize, String),
    Remove(usize, usize),
    Pass(i64, i16),
    Reopen,
}

/// What a careless hand would trim, join, escape, normalise or take for a formula.
const ODD: &[&str] = &[
    "\r",
    "\n",
    "\r\n",
    "\u{fffd}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "=",
    "=1+1",
    "\u{0}",
    "\u{feff}",
    "e\u{301}",
    "\u{2028}",
    "\"",
    "\\u0041",
    " ",
    "\t",
    NOT_PROVIDED,
];

pub fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![select(ODD).prop_map(str::to_owned), any::<char>().prop_map(String::from)];
    vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn keys(options: &'static [(&'static str, &'static str)]) -> impl Strategy<Value = String> {
    prop_oneof![9 => select(options).prop_map(|(key, _)| key.to_owned()), 1 => text()]
}

pub fn pass() -> impl Strategy<Value = (i64, i16)> {
    let minutes = 60_000_i64;
    let ms = prop_oneof![0..20 * minutes, 0..2_000 * minutes, -100 * minutes..0, any::<i64>()];
    (ms, -720_i16..=840)
}

pub fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..places(), text()).prop_map(|(place, text)| Act::Write(place, text)),
        2 => (0..choices(), keys(StaffAnswer::OPTIONS)).prop_map(|(of, key)| Act::Choose(of, key)),
        2 => (0..choices(), keys(ToldAnswer::OPTIONS)).prop_map(|(of, key)| Act::Choose(of, key)),
        1 => (keys(Source::OPTIONS), any::<bool>()).prop_map(|(key, ticked)| Act::TickSource(key, ticked)),
        1 => (select(vec!["a", "b"]), any::<bool>()).prop_map(|(sign, on)| Act::TickSign(sign.into(), on)),
        1 => (select(ticks()), any::<bool>()).prop_map(|(key, ticked)| Act::TickNone(key, ticked)),
        2 => (0..4_usize, text()).prop_map(|(list, text)| Act::Add(list, text)),
        1 => (0..4_usize, 0..4_usize).prop_map(|(list, at)| Act::Remove(list, at)),
        2 => pass().prop_map(|(ms, offset)| Act::Pass(ms, offset)),
        1 => Just(Act::Reopen),
    ]
}

/// The keys of the questions of which one option is chosen.
fn chosen() -> impl Iterator<Item = &'static str> {
    fields().iter().filter(|field| matches!(field.kind, Control::Choice(_))).map(|field| field.key)
}

/// Those, and two whose answers mean more than themselves.
fn choices() -> usize {
    chosen().count() + 2
}

fn ticks() -> Vec<&'static str> {
    let none = fields().iter().filter(|field| field.none_words.is_some()).map(|field| field.key);
    none.chain(["signature"]).collect()
}

fn places() -> usize {
    Content::texts().count() + 7
}

/// Every place for one text, those without a key of their own last.
fn place(content: &mut Content, place: usize) -> &mut String {
    if let Some(key) = Content::texts().nth(place) {
        return content.text_mut(key).unwrap();
    }
    match place - Content::texts().count() {
        0 => &mut content.happened.date,
        1 => &mut content.happened.words,
        2 => &mut content.noticed.time,
        3 => &mut content.about_staff.get_or_insert_default().whom,
        4 => &mut content.told_dsl.get_or_insert_default().why,
        5 => &mut content.told_dsl.get_or_insert_default().when.words,
        _ => &mut content.signature.name,
    }
}

fn entries(content: &Content) -> [Vec<&str>; 4] {
    [
        content.others.iter().map(|other| other.who.as_str()).collect(),
        content.present.iter().map(|person| person.name.as_str()).collect(),
        content.injuries.iter().map(|injury| injury.words.as_str()).collect(),
        content.told.iter().map(|told| told.reference.as_str()).collect(),
    ]
}

fn remove<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

/// A record beside what was put into it.
pub struct Written {
    pub draft: Draft,
    pub now: DeviceTime,
    texts: BTreeMap<usize, String>,
    lists: [Vec<String>; 4],
    first_words_at: Option<DeviceTime>,
}

impl Written {
    pub fn on(draft: Draft) -> Self {
        let mut content = draft.content.clone();
        Self {
            now: draft.last_edited_at.clone(),
            texts: (0..Content::texts().count()).map(|n| (n, place(&mut content, n).clone())).collect(),
            lists: entries(&content).map(|list| list.into_iter().map(str::to_owned).collect()),
            first_words_at: draft.first_words_at.clone(),
            draft,
        }
    }

    pub fn by(draft: Draft, acts: &[Act]) -> Self {
        let mut written = Self::on(draft);
        for act in acts {
            written.does(act);
            written.holds();
        }
        written
    }

    pub fn does(&mut self, act: &Act) {
        let content = &mut self.draft.content;
        match act.clone() {
            Act::Write(at, text) => {
                place(content, at).clone_from(&text);
                self.texts.insert(at, text);
            }
            Act::Choose(of, key) => match chosen().nth(of) {
                Some(field) => {
                    content.choose(field, &key);
                    assert_eq!(content.choice(field), Some(key.as_str()));
                }
                None if of == chosen().count() => {
                    content.about_staff.get_or_insert_default().answer = StaffAnswer::from_key(&key);
                }
                None => content.told_dsl.get_or_insert_default().answer = ToldAnswer::from_key(&key),
            },
            Act::TickSource(key, ticked) => {
                content.tick("source", &key, ticked);
                assert_eq!(content.is_ticked("source", &key), ticked);
            }
            Act::TickSign(id, ticked) => {
                let sign = Indicator { id, ..Indicator::default() };
                content.tick_sign(&sign, ticked);
                assert_eq!(content.indicators.contains(&sign), ticked);
            }
            Act::TickNone("signature", ticked) => content.signature.true_record = ticked,
            Act::TickNone(key, ticked) => *content.none_ticked_mut(key).unwrap() = ticked,
            Act::Add(list, text) => {
                self.lists[list].push(text.clone());
                match list {
                    0 => content.others.push(OtherChild { who: text, part: Some(Part::WasThere) }),
                    1 => content.present.push(PersonThere { name: text, ..PersonThere::default() }),
                    2 => content.injuries.push(Injury { words: text, ..Injury::default() }),
                    _ => content.told.push(Told { reference: text, ..Told::default() }),
                }
            }
            Act::Remove(list, at) => {
                remove(&mut self.lists[list], at);
                match list {
                    0 => remove(&mut content.others, at),
                    1 => remove(&mut content.present, at),
                    2 => remove(&mut content.injuries, at),
                    _ => remove(&mut content.told, at),
                }
            }
            Act::Pass(ms, offset_min) => return self.passes(ms, offset_min),
            Act::Reopen => {
                let again = Draft::from_json_bytes(&self.draft.to_json_bytes().unwrap()).unwrap();
                assert!(again == self.draft, "reopened, it is another draft");
                self.draft = again;
                return;
            }
        }
        self.changed();
    }

    pub fn passes(&mut self, ms: i64, offset_min: i16) {
        // A browser's clock says nothing beyond.
        let latest = 8_640_000_000_000_000;
        self.now.utc_ms = self.now.utc_ms.saturating_add(ms).clamp(-latest, latest);
        self.now.offset_min = offset_min;
    }

    /// As the editor does after each change.
    pub fn changed(&mut self) {
        self.draft.edited(self.now.clone());
        let history = self.draft.history.get_or_insert_with(|| History::starting_with([255; 32]));
        if history.is_due(self.now.utc_ms) {
            history.note(self.now.utc_ms, [255; 32]);
        }
        let has_words = self.texts.range(..Content::texts().count()).any(|(_, text)| !text.trim().is_empty());
        if self.first_words_at.is_none() && has_words {
            self.first_words_at = Some(self.now.clone());
        }
        assert_eq!(self.draft.last_edited_at, self.now);
    }

    fn holds(&self) {
        let mut content = self.draft.content.clone();
        for (at, text) in &self.texts {
            assert_eq!(place(&mut content, *at), text, "place {at}");
        }
        assert_eq!(entries(&content), self.lists.each_ref().map(|list| list.iter().collect::<Vec<_>>()));
        assert_eq!(self.draft.first_words_at, self.first_words_at);
    }
}
