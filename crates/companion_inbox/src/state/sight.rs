//! What of the list can be seen: where its rows are on the page, and which of them are drawn.

use companion_inbox::{
    list::Records,
    window::{Drawn, Heights},
};
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// The id of the element around the rows that are drawn; each says its record's number in `data-number`.
pub const ROWS: &str = "rows";
const NUMBER: &str = "data-number";
/// How much of the list is drawn before it is known where it stands, in CSS pixels.
const AT_FIRST: f64 = 1_500.0;

/// What of the list can be seen. It lives as long as the page: what is asked of the browser for its next picture may come when
/// the desk is closed.
#[derive(Clone, Copy)]
pub struct Sight {
    find: RwSignal<String>,
    shown: Memo<Vec<usize>>,
    drawn: RwSignal<Drawn>,
    heights: StoredValue<Heights>,
    width: StoredValue<f64>,
    looks_soon: StoredValue<bool>,
    /// A line was drawn that the window is not at yet.
    on_its_way: StoredValue<bool>,
    /// A line has the focus, or had it until it was drawn anew.
    has_focus: StoredValue<bool>,
    is_wanted: StoredValue<bool>,
    walked_to: StoredValue<Option<usize>>,
}

/// Where the drawn rows are, in CSS pixels from the window's upper edge.
struct Ground {
    rows: Element,
    top: f64,
    bottom: f64,
    width: f64,
    window: f64,
}

impl Ground {
    /// `None` while the list is not on the page, or hidden behind a record.
    fn of_the_page() -> Option<Self> {
        let rows = document().get_element_by_id(ROWS)?;
        let edges = rows.get_bounding_client_rect();
        let window = window().inner_height().ok()?.as_f64()?;
        let ground = Self { rows, top: edges.top(), bottom: edges.bottom(), width: edges.width(), window };
        (ground.width > 0.0).then_some(ground)
    }

    fn heights(&self) -> impl Iterator<Item = (usize, f64)> {
        let rows = self.rows.children();
        (0..rows.length()).filter_map(move |index| {
            let row = rows.item(index)?;
            let number = row.get_attribute(NUMBER)?.parse().ok()?;
            Some((number, row.get_bounding_client_rect().height()))
        })
    }
}

impl Sight {
    /// Of the list of these records.
    pub(super) fn of(records: RwSignal<Records>) -> Self {
        let find = RwSignal::new(String::new());
        let shown = Memo::new(move |_| find.with(|words| records.with(|records| records.found(words))));
        let sight = Self {
            find,
            shown,
            drawn: RwSignal::new(Drawn::default()),
            heights: StoredValue::new(Heights::default()),
            width: StoredValue::new(0.0),
            looks_soon: StoredValue::new(false),
            on_its_way: StoredValue::new(false),
            has_focus: StoredValue::new(false),
            is_wanted: StoredValue::new(false),
            walked_to: StoredValue::new(None),
        };
        Effect::new(move |_| {
            shown.track();
            if !sight.on_its_way.get_value() {
                sight.draw(Ground::of_the_page().as_ref());
            }
            sight.look_soon();
        });
        sight
    }

    /// The desk is closed.
    pub(super) fn forget(self) {
        self.find.set(String::new());
        self.heights.update_value(Heights::forget);
        self.walked_to.set_value(None);
    }

    /// The words that are looked for in the list.
    pub fn find(self) -> RwSignal<String> {
        self.find
    }

    /// The numbers of the records that the list shows, in its order.
    pub fn shown(self) -> Memo<Vec<usize>> {
        self.shown
    }

    /// What of them is drawn.
    pub fn drawn(self) -> RwSignal<Drawn> {
        self.drawn
    }

    /// The number of the record whose line was last walked to, or was open last.
    pub fn walked_to(self) -> StoredValue<Option<usize>> {
        self.walked_to
    }

    /// Whether a line was asked for that is not there yet.
    pub fn is_on_its_way(self) -> bool {
        self.on_its_way.get_value()
    }

    /// Looks where the rows are before the next picture, however often it is asked to until then.
    pub fn look_soon(self) {
        if !self.looks_soon.get_value() {
            self.looks_soon.set_value(true);
            request_animation_frame(move || {
                self.looks_soon.set_value(false);
                self.look();
            });
        }
    }

    fn look(self) {
        let Some(ground) = Ground::of_the_page().filter(|_| !self.on_its_way.get_value()) else { return };
        self.heights.update_value(|heights| {
            // A list of another width is laid out anew.
            if (self.width.get_value() - ground.width).abs() > 0.5 {
                heights.forget();
            }
            ground.heights().for_each(|(number, height)| heights.note(number, height));
        });
        self.width.set_value(ground.width);
        if !self.covers(&ground) {
            self.draw(Some(&ground));
        }
        self.keep_focus();
    }

    /// Whether what has the focus now, by a person's doing, is in one of the lines.
    pub fn focus_is_in(self, element: Option<&Element>) {
        let rows = format!("#{ROWS}");
        self.has_focus.set_value(element.is_some_and(|it| it.closest(&rows).ok().flatten().is_some()));
    }

    /// The line walked to is to have the focus and to be in sight, also once the lines before it turn out higher or lower.
    pub fn wants_its_line(self) {
        self.is_wanted.set_value(true);
    }

    /// A line that is moved to make room for others loses the focus: it gets it back, where it is.
    fn keep_focus(self) {
        let is_nowhere = document().active_element().is_none_or(|it| it.tag_name() == "BODY");
        let wanted = self.is_wanted.get_value();
        let Some(number) = self.walked_to.get_value().filter(|_| wanted || self.has_focus.get_value()) else {
            return;
        };
        let line = format!("#{ROWS} [{NUMBER}=\"{number}\"] a");
        let Some(link) = document().query_selector(&line).ok().flatten() else { return };
        if is_nowhere {
            told(&link, "focus", "preventScroll", &JsValue::TRUE);
        }
        if wanted {
            let (edges, window) = (link.get_bounding_client_rect(), window().inner_height());
            let window = window.ok().and_then(|height| height.as_f64()).unwrap_or_default();
            let is_in_sight = edges.top() >= 0.0 && edges.bottom() <= window;
            self.is_wanted.set_value(!is_in_sight);
            if !is_in_sight {
                told(&link, "scrollIntoView", "block", &"center".into());
                self.look_soon();
            }
        }
    }

    /// Whether what is drawn goes half a window farther than what can be seen, as far as there are rows.
    fn covers(self, ground: &Ground) -> bool {
        let all = self.shown.with_untracked(Vec::len);
        self.drawn.with_untracked(|Drawn { rows, .. }| {
            (rows.start == 0 || ground.top <= -0.5 * ground.window)
                && (rows.end >= all || ground.bottom >= 1.5 * ground.window)
        })
    }

    /// Draws what can be seen, and a window's height around it.
    fn draw(self, ground: Option<&Ground>) {
        let (top, bottom) = ground.map_or((0.0, AT_FIRST), |ground| {
            let list = ground.top - self.drawn.with_untracked(|drawn| drawn.above);
            (-list - ground.window, 2.0 * ground.window - list)
        });
        let next = self.shown.with_untracked(|numbers| {
            self.heights.with_value(|heights| Drawn::within(numbers, heights, top, bottom))
        });
        if self.drawn.with_untracked(|drawn| *drawn != next) {
            self.drawn.set(next);
            self.look_soon();
        }
    }

    /// Draws the line at this position, wherever it stands, and does something once it is there.
    pub fn show(self, position: usize, then: impl FnOnce() + 'static) {
        if !self.drawn.with_untracked(|drawn| drawn.rows.contains(&position)) {
            let around = self.shown.with_untracked(|numbers| {
                self.heights.with_value(|heights| Drawn::around(numbers, heights, position, AT_FIRST / 2.0))
            });
            self.drawn.set(around);
        }
        self.on_its_way.set_value(true);
        request_animation_frame(move || {
            then();
            self.on_its_way.set_value(false);
            self.look_soon();
        });
    }

    /// Draws every line, for paper.
    pub fn show_all(self) {
        let rows = 0..self.shown.with_untracked(Vec::len);
        self.drawn.set(Drawn { rows, above: 0.0, below: 0.0 });
    }
}

/// Has an element do something, with one option. What it can't do stays undone.
fn told(element: &Element, what: &str, option: &str, value: &JsValue) {
    let options = Object::new();
    let act = Reflect::set(&options, &option.into(), value)
        .and_then(|_| Reflect::get(element, &what.into()))
        .and_then(JsCast::dyn_into::<Function>);
    drop(act.and_then(|act| act.call1(element, &options)));
}
