//! Pictures of the screen, and what a failed story says: what it waited for, and what was there instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use libtest_mimic::Failed;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{Screen, TestResult, promptly};
use crate::engine::{Browser, Engine, Refusing, SPACE};

/// Where pictures are put.
const ALBUM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/stories");
/// More of a page than this hides the sentence that matters.
const WORDS: usize = 600;

/// The failure, with the words on the screen and a picture of it.
pub async fn with_screen(screen: &Screen, what: &str) -> Failed {
    static NEXT: AtomicU16 = AtomicU16::new(1);
    let words = screen.reads_the_screen().await;
    let words: String = words.unwrap_or_else(|_| "(no page answers)".into()).chars().take(WORDS).collect();
    let address = screen.reads_the_address().await.unwrap_or_default();
    let name = format!("failed-{}-{}", screen.browser.engine(), NEXT.fetch_add(1, Ordering::Relaxed));
    let seen = match taken(&screen.browser).await.and_then(|png| keep(&name, &png)) {
        Ok(path) => format!("picture: {}", path.display()),
        Err(_) => "no picture".into(),
    };
    format!("{what}\n  at {address}\n  on the screen: {words}\n  {seen}").into()
}

/// A picture at a size and in a theme.
pub async fn picture(browser: &Browser, name: &str, size: (u32, u32), dark: bool) -> TestResult<PathBuf> {
    is_shown(browser, size, dark).await?;
    keep(name, &taken(browser).await?)
}

/// The page at a size and in a theme.
pub async fn is_shown(browser: &Browser, (width, height): (u32, u32), dark: bool) -> TestResult {
    let theme = if dark { "dark" } else { "light" };
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    devtools(browser, "Emulation.setEmulatedMedia", media).await?;
    devtools(browser, "Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
}

/// Chromium alone is told by its tab how much it may keep; the others were told at their start.
pub async fn is_given_space(browser: &Browser, origin: &str) -> TestResult {
    if browser.engine() != Engine::Chromium || browser.refusing() != Refusing::Space {
        return Ok(());
    }
    let quota = json!({ "origin": origin, "quotaSize": SPACE });
    devtools(browser, "Storage.overrideQuotaForOrigin", quota).await.map(drop)
}

/// What one command of the DevTools protocol answers.
pub async fn devtools(browser: &Browser, command: &'static str, parameters: Value) -> TestResult<Value> {
    if browser.engine() != Engine::Chromium {
        return Err("only Chromium's driver has a door to the DevTools protocol".into());
    }
    promptly(command, browser.client()?.issue_cmd(DevTools(command, parameters))).await
}

async fn taken(browser: &Browser) -> TestResult<Vec<u8>> {
    promptly("a picture", browser.client()?.screenshot()).await
}

fn keep(name: &str, png: &[u8]) -> TestResult<PathBuf> {
    fs::create_dir_all(ALBUM)?;
    let path = Path::new(ALBUM).join(format!("{name}.png"));
    fs::write(&path, png)?;
    Ok(path)
}

/// chromedriver's door to one command of the DevTools protocol.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}
