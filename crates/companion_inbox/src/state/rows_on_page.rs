//! Where the drawn lines are on the page, and how the page is scrolled to them.

use companion_browser::events::NoteError;
use companion_inbox::window::Held;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, Element};

/// The id of the list's element. Beside an open record it scrolls, else the whole page does.
pub const LIST: &str = "list";
/// The id of the element around the rows that are drawn; each says its record's number in `data-number`.
pub const ROWS: &str = "rows";
const NUMBER: &str = "data-number";
/// What nobody sees, in CSS pixels.
const UNSEEN: f64 = 0.5;

/// Where the drawn rows are, in CSS pixels from the window's upper edge.
pub(super) struct RowsOnPage {
    rows: Element,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) width: f64,
    pub(super) window: f64,
}

impl RowsOnPage {
    /// `None` while the list is not on the page, or hidden behind a record.
    pub(super) fn of_the_page() -> Option<Self> {
        let rows = document().get_element_by_id(ROWS)?;
        let edges = rows.get_bounding_client_rect();
        let window = window_height()?;
        let on_page = Self { rows, top: edges.top(), bottom: edges.bottom(), width: edges.width(), window };
        (on_page.width > 0.0).then_some(on_page)
    }

    /// How high each row is, by its record's number.
    pub(super) fn heights(&self) -> impl Iterator<Item = (usize, f64)> {
        self.each_row().map(|(number, edges)| (number, edges.height()))
    }

    /// The rows of which something can be seen.
    pub(super) fn in_sight(&self) -> impl Iterator<Item = Held> {
        let is_seen = |edges: &DomRect| edges.bottom() > 0.0 && edges.top() < self.window;
        let seen = self.each_row().filter(move |(_, edges)| is_seen(edges));
        seen.map(|(number, edges)| Held { number, top: edges.top() })
    }

    fn each_row(&self) -> impl Iterator<Item = (usize, DomRect)> {
        let rows = self.rows.children();
        (0..rows.length()).filter_map(move |index| {
            let row = rows.item(index)?;
            let number = row.get_attribute(NUMBER)?.parse().ok()?;
            Some((number, row.get_bounding_client_rect()))
        })
    }
}

/// A line that is drawn.
pub(super) struct Line {
    number: usize,
    row: Element,
}

impl Line {
    /// The line of a record; `None` if it is not drawn.
    pub(super) fn of(number: usize) -> Option<Self> {
        let row = document().query_selector(&format!("#{ROWS} [{NUMBER}=\"{number}\"]")).ok().flatten()?;
        Some(Self { number, row })
    }

    /// Where it is now.
    pub(super) fn held(&self) -> Held {
        Held { number: self.number, top: self.row.get_bounding_client_rect().top() }
    }

    /// Whether its link, which is what has the focus, is whole within what can be seen.
    pub(super) fn is_in_sight(&self) -> bool {
        let (Some(link), Some(window)) = (self.link(), window_height()) else { return true };
        let link = link.get_bounding_client_rect();
        let list = document().get_element_by_id(LIST).map(|list| list.get_bounding_client_rect());
        let (top, bottom) =
            list.map_or((0.0, window), |list| (list.top().max(0.0), list.bottom().min(window)));
        link.top() >= top && link.bottom() <= bottom
    }

    /// Scrolls to it.
    pub(super) fn scroll_into_view(&self) {
        if let Some(link) = self.link() {
            call_with_option(&link, "scrollIntoView", "block", &"center".into());
        }
    }

    /// Gives it the focus and scrolls nowhere.
    pub(super) fn focus(&self) {
        if let Some(link) = self.link() {
            call_with_option(&link, "focus", "preventScroll", &JsValue::TRUE);
        }
    }

    fn link(&self) -> Option<Element> {
        self.row.query_selector("a").ok().flatten()
    }
}

/// Scrolls as far as a row has moved, so that it is again where it was. A row that is not drawn any more can't be held.
pub(super) fn scroll_back(held: Held) {
    // What can't scroll does not, and then the row has still moved.
    for scroll in [scroll_list as fn(f64), scroll_page] {
        let Some(moved) = Line::of(held.number).map(|line| line.held().top - held.top) else { return };
        if moved.abs() < UNSEEN {
            return;
        }
        scroll(moved);
    }
}

fn scroll_list(by: f64) {
    if let Some(list) = document().get_element_by_id(LIST) {
        list.scroll_by_with_x_and_y(0.0, by);
    }
}

fn scroll_page(by: f64) {
    window().scroll_by_with_x_and_y(0.0, by);
}

fn window_height() -> Option<f64> {
    window().inner_height().ok()?.as_f64()
}

/// Has an element do something, with one option.
fn call_with_option(element: &Element, what: &str, option: &str, value: &JsValue) {
    let options = Object::new();
    let act = Reflect::set(&options, &option.into(), value)
        .and_then(|_| Reflect::get(element, &what.into()))
        .and_then(JsCast::dyn_into::<Function>);
    // It fails only in a browser whose elements can't do it. The page is then not scrolled, or the focus not moved: every line
    // is still there to be scrolled to.
    act.and_then(|act| act.call1(element, &options)).note_error("bringing a line into sight");
}
