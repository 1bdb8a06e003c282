//! What of the list can be seen: which of its lines are drawn, and which is to come into sight.

use companion_inbox::{
    list::Records,
    window::{Drawn, Heights, Held, steady},
};
use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};
use web_sys::Element;

use super::rows_on_page::{Line, ROWS, RowsOnPage, scroll_back};

/// How much of the list is drawn before it is known where it stands, in CSS pixels.
const AT_FIRST: f64 = 1_500.0;
/// In how many of the browser's next pictures at the most a line that is walked to is brought into sight. Two or three are usual:
/// lines that were never drawn are measured, and then others are drawn around it.
const PICTURES: u8 = 30;

/// What of the list can be seen. It lives as long as the page: what is asked of the browser for its next picture may come when
/// the desk is closed.
#[derive(Clone, Copy)]
pub struct VirtualList {
    find: RwSignal<String>,
    shown: Memo<Vec<usize>>,
    drawn: RwSignal<Drawn>,
    heights: StoredValue<Heights>,
    width: StoredValue<f64>,
    looks_soon: StoredValue<bool>,
    /// A line was drawn that the window is not at yet.
    bringing_line: StoredValue<bool>,
    /// A line has the focus, or had it until it was drawn anew.
    has_focus: StoredValue<bool>,
    /// In how many more pictures the line walked to is brought into sight, if it is not there; 0 once it is.
    pictures: StoredValue<u8>,
    walked_to: StoredValue<Option<usize>>,
}

impl VirtualList {
    /// Of the list of these records.
    pub(super) fn of(records: RwSignal<Records>) -> Self {
        let find = RwSignal::new(String::new());
        let shown = Memo::new(move |_| find.with(|words| records.with(|records| records.found(words))));
        let list = Self {
            find,
            shown,
            drawn: RwSignal::new(Drawn::default()),
            heights: StoredValue::new(Heights::default()),
            width: StoredValue::new(0.0),
            looks_soon: StoredValue::new(false),
            bringing_line: StoredValue::new(false),
            has_focus: StoredValue::new(false),
            pictures: StoredValue::new(0),
            walked_to: StoredValue::new(None),
        };
        Effect::new(move |before: Option<Vec<usize>>| {
            let now = shown.get();
            if list.bringing_line.get_value() {
                list.look_soon();
                return now;
            }
            let on_page = RowsOnPage::of_the_page();
            let held = on_page.as_ref().and_then(|on_page| {
                list.held_by(on_page, |in_sight| {
                    steady(&in_sight.collect::<Vec<_>>(), before.as_deref().unwrap_or(&now), &now)
                })
            });
            list.draw(on_page.as_ref(), held);
            list.hold(held);
            now
        });
        list
    }

    /// The desk is closed.
    pub(super) fn forget(self) {
        self.find.set(String::new());
        self.heights.update_value(Heights::forget);
        self.walked_to.set_value(None);
        self.pictures.set_value(0);
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
    pub fn is_bringing_line(self) -> bool {
        self.bringing_line.get_value()
    }

    /// Whether the list can be seen at all: behind a record in a narrow window it can't.
    pub fn is_laid_out(self) -> bool {
        RowsOnPage::of_the_page().is_some()
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
        if self.bringing_line.get_value() || RowsOnPage::of_the_page().is_none() {
            return;
        }
        // First: what is drawn follows from where the page is scrolled to.
        let was_elsewhere = self.bring_line();
        let Some(on_page) = RowsOnPage::of_the_page() else { return };
        self.measure(&on_page);
        let held = self.held(&on_page);
        let is_drawn_anew = !self.covers(&on_page) && self.draw(Some(&on_page), held);
        if is_drawn_anew {
            self.hold(held);
        }
        self.keep_focus();
        self.look_once_more(was_elsewhere || is_drawn_anew);
    }

    fn measure(self, on_page: &RowsOnPage) {
        self.heights.update_value(|heights| {
            // A list of another width is laid out anew.
            if (self.width.get_value() - on_page.width).abs() > 0.5 {
                heights.forget();
            }
            on_page.heights().for_each(|(number, height)| heights.note(number, height));
        });
        self.width.set_value(on_page.width);
    }

    /// Whether what has the focus now, by a person's doing, is in one of the lines.
    pub fn note_focus(self, element: Option<&Element>) {
        let rows = format!("#{ROWS}");
        self.has_focus.set_value(element.is_some_and(|it| it.closest(&rows).ok().flatten().is_some()));
    }

    /// The line walked to is to have the focus and to be in sight, also once the lines before it turn out higher or lower.
    pub fn request_line(self) {
        self.pictures.set_value(PICTURES);
    }

    /// A person scrolls: the line walked to keeps the focus, and is not brought back into sight.
    pub fn release_line(self) {
        self.pictures.set_value(0);
    }

    fn line(self) -> Option<Line> {
        self.walked_to.get_value().and_then(Line::of)
    }

    /// Scrolls to the line that is wanted. Says whether it was out of sight.
    fn bring_line(self) -> bool {
        let wanted = self.line().filter(|_| self.pictures.get_value() > 0);
        let Some(line) = wanted.filter(|line| !line.is_in_sight()) else { return false };
        line.scroll_into_view();
        true
    }

    /// A line that is moved to make room for others loses the focus: it gets it back, where it is.
    fn keep_focus(self) {
        let is_nowhere = document().active_element().is_none_or(|it| it.tag_name() == "BODY");
        let is_its = self.has_focus.get_value() || self.pictures.get_value() > 0;
        if let Some(line) = self.line().filter(|_| is_nowhere && is_its) {
            line.focus();
        }
    }

    /// A line that is wanted is looked for once more after each picture in which it was moved, or others were drawn.
    fn look_once_more(self, is_moving: bool) {
        let left = self.pictures.get_value();
        self.pictures.set_value(if is_moving { left.saturating_sub(1) } else { 0 });
        if self.pictures.get_value() > 0 {
            self.look_soon();
        }
    }

    /// The row that stays where it is while others are drawn: of the line that is wanted, or else the first that can be seen.
    /// None as long as one sees where the list begins: what comes there is to be seen, too.
    fn held(self, on_page: &RowsOnPage) -> Option<Held> {
        self.held_by(on_page, |in_sight| in_sight.next())
    }

    /// The same, with another choice among those that can be seen.
    fn held_by(
        self,
        on_page: &RowsOnPage,
        choose: impl FnOnce(&mut dyn Iterator<Item = Held>) -> Option<Held>,
    ) -> Option<Held> {
        let wanted = self.line().filter(|_| self.pictures.get_value() > 0);
        let begins_above = on_page.top < self.drawn.with_untracked(|drawn| drawn.above);
        let chosen = || if begins_above { choose(&mut on_page.in_sight()) } else { None };
        wanted.map(|line| line.held()).or_else(chosen)
    }

    /// Keeps a row where it was, once those around it are on the page, and before anybody sees them or can press a key: a key
    /// that is down while the line has lost the focus is lost.
    fn hold(self, held: Option<Held>) {
        spawn_local(async move {
            tick().await;
            if let Some(held) = held {
                scroll_back(held);
            }
            self.keep_focus();
            self.look_soon();
        });
    }

    /// Whether what is drawn goes half a window farther than what can be seen, as far as there are rows.
    fn covers(self, on_page: &RowsOnPage) -> bool {
        let all = self.shown.with_untracked(Vec::len);
        self.drawn.with_untracked(|Drawn { rows, .. }| {
            (rows.start == 0 || on_page.top <= -0.5 * on_page.window)
                && (rows.end >= all || on_page.bottom >= 1.5 * on_page.window)
        })
    }

    /// Draws what can be seen, and a window's height around it. Says whether that is anything else than before.
    fn draw(self, on_page: Option<&RowsOnPage>, held: Option<Held>) -> bool {
        let above = self.drawn.with_untracked(|drawn| drawn.above);
        let next = self.shown.with_untracked(|numbers| {
            self.heights.with_value(|heights| match on_page {
                None => Drawn::within(numbers, heights, 0.0, AT_FIRST),
                Some(on_page) => {
                    Drawn::around_window(numbers, heights, on_page.top - above, on_page.window, held)
                }
            })
        });
        let is_other = self.drawn.with_untracked(|drawn| *drawn != next);
        if is_other {
            self.drawn.set(next);
        }
        is_other
    }

    /// Draws what can be seen, and no more: after every line was drawn for paper.
    pub fn show_what_is_in_sight(self) {
        let Some(on_page) = RowsOnPage::of_the_page() else { return };
        self.measure(&on_page);
        let held = self.held(&on_page);
        self.draw(Some(&on_page), held);
        self.hold(held);
    }

    /// Draws the line at this position, wherever it stands, and does something once it is there.
    pub fn show(self, position: usize, then: impl FnOnce() + 'static) {
        if !self.drawn.with_untracked(|drawn| drawn.rows.contains(&position)) {
            let around = self.shown.with_untracked(|numbers| {
                self.heights.with_value(|heights| Drawn::around(numbers, heights, position, AT_FIRST / 2.0))
            });
            self.drawn.set(around);
        }
        self.bringing_line.set_value(true);
        request_animation_frame(move || {
            then();
            self.bringing_line.set_value(false);
            self.look_soon();
        });
    }

    /// Draws every line, for paper.
    pub fn show_all(self) {
        let rows = 0..self.shown.with_untracked(Vec::len);
        self.drawn.set(Drawn { rows, above: 0.0, below: 0.0 });
    }
}
