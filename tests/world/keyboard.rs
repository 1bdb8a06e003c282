//! A person with a keyboard and nothing else: Tab to what is wanted, and the key that presses it.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::json;

use super::{Screen, TestResult, failure, promptly};

const TAB: char = '\u{e004}';
const SPACE: char = ' ';
const ENTER: char = '\u{e007}';
const CONTROL: char = '\u{e009}';
const BACKSPACE: char = '\u{e003}';
const DOWN: char = '\u{e015}';
const UP: char = '\u{e013}';
const HOME: char = '\u{e011}';
const END: char = '\u{e010}';
const ESCAPE: char = '\u{e00c}';
/// No page has more places to stop at.
const FAR: usize = 250;

/// What has the focus, as the words beside it name it; for a choice, the question's words come first.
const FOCUSED: &str = "
    const it = document.activeElement;
    if (!it || it === document.body || it.matches('main')) return '';
    const label = it.labels?.[0] ? plain(it.labels[0].innerText) : nameOf(it);
    const question = it.type === 'radio' ? plain(it.closest('fieldset')?.querySelector('legend')?.innerText) + ': ' : '';
    return question + label;";

/// A key that walks a list.
#[derive(Clone, Copy)]
pub enum Walk {
    /// A line further.
    Down,
    /// A line back.
    Up,
    /// To the first line.
    Home,
    /// To the last.
    End,
    /// Away from what is open.
    Escape,
}

impl Screen {
    /// Everything in a box is selected and deleted, by the keys that do it.
    pub async fn selects_all_and_deletes(&self, box_id: &str) -> TestResult {
        self.asks("document.getElementById(arguments[0]).focus()", json!([box_id])).await?;
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: CONTROL })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: CONTROL })
            .then(KeyAction::Down { value: BACKSPACE })
            .then(KeyAction::Up { value: BACKSPACE });
        promptly("the keys that delete", self.browser.client()?.perform_actions(keys)).await
    }

    /// Enter, on what has the focus.
    pub async fn presses_enter(&self) -> TestResult {
        self.presses_key(ENTER).await
    }

    /// One of the keys that walk a list.
    pub async fn presses_to_walk(&self, key: Walk) -> TestResult {
        self.presses_key(match key {
            Walk::Down => DOWN,
            Walk::Up => UP,
            Walk::Home => HOME,
            Walk::End => END,
            Walk::Escape => ESCAPE,
        })
        .await
    }

    /// Tab, until the focus is on what is named so.
    pub async fn tabs_to(&self, name: &str) -> TestResult {
        let mut passed = Vec::new();
        for _ in 0..FAR {
            let here = self.asks(FOCUSED, json!([])).await?;
            let here = here.as_str().unwrap_or_default();
            if here.starts_with(name) {
                return Ok(());
            }
            passed.push(here.to_owned());
            self.presses_key(TAB).await?;
        }
        passed.dedup();
        let what = format!("Tab never came to “{name}”; it passed {}", passed.join(" · "));
        Err(failure::with_screen(self, &what).await)
    }

    /// Tab to a button or a link, and Enter.
    pub async fn tabs_to_and_presses(&self, name: &str) -> TestResult {
        self.tabs_to(name).await?;
        self.presses_key(ENTER).await
    }

    /// Tab to a box, and Space.
    pub async fn tabs_to_and_ticks(&self, name: &str) -> TestResult {
        self.tabs_to(name).await?;
        self.presses_key(SPACE).await
    }

    /// Tab to a question, and arrow keys to one of its answers, counted from 0.
    pub async fn tabs_to_and_chooses(&self, question: &str, answer: usize) -> TestResult {
        self.tabs_to(question).await?;
        self.presses_key(SPACE).await?;
        for _ in 0..answer {
            self.presses_key(DOWN).await?;
        }
        Ok(())
    }

    /// Tab to a field, and type.
    pub async fn tabs_to_and_types(&self, label: &str, text: &str) -> TestResult {
        self.tabs_to(label).await?;
        for key in text.chars() {
            self.presses_key(key).await?;
        }
        Ok(())
    }

    async fn presses_key(&self, value: char) -> TestResult {
        let key = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        promptly("a key", self.browser.client()?.perform_actions(key)).await
    }
}
