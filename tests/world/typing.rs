//! Typing that a kill cuts short, and what must have survived it.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::spawn_blocking;

use super::screen::key_for;
use super::{Screen, TestResult, promptly};
use crate::processes::end_everything_below;

/// What had been typed when the browser was killed.
pub struct Typed {
    keys: Vec<(char, Instant)>,
    kept: usize,
    killed_at: Instant,
}

impl Typed {
    /// The text that the page had at least this long before the kill.
    pub fn before_the_last(&self, span: Duration) -> String {
        self.keys.iter().filter(|(_, at)| *at + span <= self.killed_at).map(|(key, _)| key).collect()
    }

    /// How many characters of the field the screen last called kept, as seen from outside before the kill.
    pub fn kept(&self) -> usize {
        self.kept
    }
}

impl Screen {
    /// Types key by key, and the whole browser is killed (SIGKILL) at a moment counted from the first key,
    /// whatever it is doing then. `kept` is a script that returns how many characters the screen now calls
    /// kept; it is asked after every key.
    pub async fn types_until_killed(
        &mut self,
        label: &str,
        text: &str,
        after: Duration,
        kept: &str,
    ) -> TestResult<Typed> {
        let field = self.field(label).await?;
        let driver = self.browser.driver()?;
        let killing = spawn_blocking(move || {
            std::thread::sleep(after);
            let killed_at = Instant::now();
            end_everything_below(driver).map(|()| killed_at)
        });
        let (mut keys, mut called_kept) = (Vec::new(), 0);
        for key in text.chars() {
            if killing.is_finished() || promptly("typing", field.send_keys(&key_for(key))).await.is_err() {
                break;
            }
            keys.push((key, Instant::now()));
            // A page that dies between the key and the question has said nothing more.
            if let Ok(answer) = self.asks(kept, json!([])).await {
                called_kept =
                    answer.as_u64().map_or(called_kept, |it| usize::try_from(it).unwrap_or(called_kept));
            }
        }
        let killed_at = killing.await??;
        self.browser.is_killed()?;
        Ok(Typed { keys, kept: called_kept, killed_at })
    }
}
