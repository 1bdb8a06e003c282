//! What a person does with a browser and sees in it: verbs, in the words on the screen.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use super::{PATIENCE, TestResult, failure, promptly, soon};
use crate::engine::Browser;
use crate::processes::largest_below;

const VERBS: &str = include_str!("../verbs.js");

/// A browser in front of a person.
pub struct Screen {
    pub(super) browser: Browser,
    pub(super) origin: String,
    /// In the order they were opened; empty as long as there is only the first.
    tabs: Vec<WindowHandle>,
}

/// Nobody looks at a browser writing its profile: on a busy machine it takes its time.
const WRITING_DOWN: Duration = Duration::from_secs(60);

impl Screen {
    /// A browser whose paths are those of this origin.
    pub fn new(browser: Browser, origin: String) -> Self {
        Self { browser, origin, tabs: Vec::new() }
    }

    /// Opens a path of the school's site, or a whole link as it was handed out.
    pub async fn opens(&self, path: &str) -> TestResult {
        let link = if path.contains("://") || path == "about:blank" {
            path.to_owned()
        } else {
            format!("{}{path}", self.origin)
        };
        failure::is_given_space(&self.browser, &self.origin).await?;
        promptly(&format!("opening {path}"), self.browser.client()?.goto(&link)).await
    }

    /// Loads the page again, as the browser's own button does. WebDriver's refresh is another thing in
    /// Firefox: it goes past the service worker.
    pub async fn reloads(&self) -> TestResult {
        let born = "return document.readyState === 'complete' && performance.timeOrigin";
        let before = self.asks(born, json!([])).await?;
        self.asks("location.reload()", json!([])).await?;
        let look = async || {
            let now = self.asks(born, json!([])).await.unwrap_or(Value::Bool(false));
            Ok((now != before && now != false).then_some(()))
        };
        soon("the page to load again", PATIENCE, look).await
    }

    /// Opens a path in a new tab, in front of the others.
    pub async fn opens_another_tab(&mut self, path: &str) -> TestResult {
        let client = self.browser.client()?;
        if self.tabs.is_empty() {
            self.tabs.push(promptly("naming a tab", client.window()).await?);
        }
        let tab = promptly("a new tab", client.new_window(true)).await?.handle;
        promptly("going to the new tab", client.switch_to_window(tab.clone())).await?;
        self.tabs.push(tab);
        self.opens(path).await
    }

    /// Goes to a tab, counted from 0 in the order they were opened. (WebKit lists them in no order.)
    pub async fn goes_to_tab(&self, number: usize) -> TestResult {
        let tab = self.tabs.get(number).cloned().ok_or_else(|| format!("no tab {number}"))?;
        promptly("going to a tab", self.browser.client()?.switch_to_window(tab)).await
    }

    /// Closes the tab in front, and goes to the first of the others.
    pub async fn closes_this_tab(&mut self) -> TestResult {
        let client = self.browser.client()?;
        let front = promptly("naming a tab", client.window()).await?;
        promptly("closing a tab", client.close_window()).await?;
        self.tabs.retain(|tab| *tab != front);
        self.goes_to_tab(0).await
    }

    /// Waits until the service worker is in charge of the site, and the browser has written it down: a kill
    /// in the second between the two would leave a phone that was never prepared.
    pub async fn waits_for_the_worker(&self) -> TestResult {
        let script = "const done = arguments[arguments.length - 1];
            navigator.serviceWorker.ready.then(() => done(true), (why) => done(String(why)));";
        let ready =
            promptly("waiting for the worker", self.browser.client()?.execute_async(script, vec![])).await?;
        if ready != true {
            return Err(format!("no service worker: {ready}").into());
        }
        let look = async || Ok(self.browser.remembers_a_worker_of(&self.origin).then_some(()));
        soon("the browser to write down the worker", WRITING_DOWN, look).await
    }

    /// Waits for these words on the screen.
    pub async fn sees(&self, text: &str) -> TestResult {
        self.sees_within(text, PATIENCE).await
    }

    /// Waits this long for these words on the screen.
    pub async fn sees_within(&self, text: &str, within: Duration) -> TestResult {
        self.waits(&format!("“{text}” on the screen"), within, "return words().includes(arguments[0])", text)
            .await
    }

    /// Waits until these words are no longer on the screen.
    pub async fn does_not_see(&self, text: &str) -> TestResult {
        let script = "return !words().includes(arguments[0])";
        self.waits(&format!("“{text}” to go from the screen"), PATIENCE, script, text).await
    }

    /// Watches the screen all this time, and fails as soon as the words appear.
    pub async fn never_sees(&self, text: &str, during: Duration) -> TestResult {
        let end = Instant::now() + during;
        while Instant::now() < end {
            if self.asks("return words().includes(arguments[0])", json!([text])).await? == true {
                return Err(failure::with_screen(self, &format!("“{text}” is on the screen")).await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Presses the button, link or choice with this name.
    pub async fn presses(&self, name: &str) -> TestResult {
        let what = format!("something to press named “{name}”");
        self.finds(&what, "pressable(arguments[0])", json!([name]), async |found| found.click().await).await
    }

    /// Presses a choice within the question that begins so.
    pub async fn answers(&self, question: &str, choice: &str) -> TestResult {
        let what = format!("“{choice}” under “{question}”");
        let script = "group(arguments[0]) && pressable(arguments[1], group(arguments[0]))";
        self.finds(&what, script, json!([question, choice]), async |found| found.click().await).await
    }

    /// Types into the field with this label, key by key, after what it holds.
    pub async fn types(&self, label: &str, text: &str) -> TestResult {
        let field = self.field(label).await?;
        let keys: String = text.chars().map(key_for).collect();
        promptly("typing", field.send_keys(&keys)).await
    }

    /// What the field with this label holds.
    pub async fn reads_field(&self, label: &str) -> TestResult<String> {
        let field = self.field(label).await?;
        Ok(promptly("reading a field", field.prop("value")).await?.unwrap_or_default())
    }

    /// The text a person reads in the part of the page that a selector names.
    pub async fn reads_text_of(&self, selector: &str) -> TestResult<String> {
        Ok(self.reads_lines_of(selector, "").await?.join("\n"))
    }

    /// The same line by line, without the parts that a second selector names.
    pub async fn reads_lines_of(&self, selector: &str, without: &str) -> TestResult<Vec<String>> {
        let look = async || {
            let lines = self.asks("return linesOf(...arguments)", json!([selector, without])).await?;
            Ok(serde_json::from_value::<Option<Vec<String>>>(lines)?)
        };
        soon(&format!("{selector} on the page"), PATIENCE, look).await
    }

    /// All words on the screen, in one line.
    pub async fn reads_the_screen(&self) -> TestResult<String> {
        Ok(self.asks("return words()", json!([])).await?.as_str().unwrap_or_default().to_owned())
    }

    /// The address the page has now.
    pub async fn reads_the_address(&self) -> TestResult<String> {
        Ok(promptly("reading the address", self.browser.client()?.current_url()).await?.to_string())
    }

    /// SIGKILL to the whole browser, now.
    pub fn is_killed(&mut self) -> TestResult {
        self.browser.is_killed()
    }

    /// The browser is closed in good order.
    pub async fn is_closed(&mut self) -> TestResult {
        self.browser.closes().await
    }

    /// The browser is started again on the same profile: a cold start, on an empty page.
    pub async fn is_started_again(&mut self) -> TestResult {
        self.tabs.clear();
        self.browser.restart().await
    }

    /// A picture of the page at this size, in `target/stories`. Only Chromium can change the theme of a
    /// running page.
    pub async fn screenshot(&self, name: &str, size: (u32, u32), dark: bool) -> TestResult<PathBuf> {
        failure::picture(&self.browser, name, size, dark).await
    }

    /// The page's processor is so many times slower from now on. Only Chromium can be told so.
    pub async fn is_slowed(&self, times: u32) -> TestResult {
        failure::devtools(&self.browser, "Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await
            .map(drop)
    }

    /// The page is drawn as on paper, or as on a screen again. Only Chromium can be told so.
    pub async fn is_printed(&self, on_paper: bool) -> TestResult {
        let media = json!({ "media": if on_paper { "print" } else { "" } });
        failure::devtools(&self.browser, "Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// How much memory the page's process has, in bytes.
    pub fn weighs(&self) -> TestResult<u64> {
        largest_below(self.browser.driver()?)
    }

    /// Every page opened from now on runs this script before its own. Only Chromium can be told so.
    pub async fn gives_every_page(&self, script: &str) -> TestResult {
        let source = json!({ "source": script });
        failure::devtools(&self.browser, "Page.addScriptToEvaluateOnNewDocument", source).await.map(drop)
    }

    /// The browser tells the worker of this site that there is a network, as it does by itself to one that asked for it. Only
    /// Chromium can be told so. The site must be the first that has a worker in this profile.
    pub async fn is_woken_to_send(&self) -> TestResult {
        failure::devtools(&self.browser, "ServiceWorker.enable", json!({})).await?;
        let event =
            json!({ "origin": self.origin, "registrationId": "0", "tag": "outbox", "lastChance": false });
        failure::devtools(&self.browser, "ServiceWorker.dispatchSyncEvent", event).await.map(drop)
    }

    /// The field with this label.
    pub(super) async fn field(&self, label: &str) -> TestResult<Element> {
        let what = format!("a field labelled “{label}”");
        self.finds(&what, "field(arguments[0])", json!([label]), async |found| Ok(found)).await
    }

    /// Runs a script in the page after the verbs, and gives what it returns.
    pub async fn asks(&self, script: &str, arguments: Value) -> TestResult<Value> {
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        let script = format!("{VERBS}\n{script}");
        promptly("asking the page", self.browser.client()?.execute(&script, arguments)).await
    }

    /// Runs a script that calls its last argument with what it comes to, and gives that.
    pub async fn asks_and_waits(&self, script: &str, arguments: Value) -> TestResult<Value> {
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        promptly("asking the page", self.browser.client()?.execute_async(script, arguments)).await
    }

    async fn waits(&self, what: &str, within: Duration, script: &str, text: &str) -> TestResult {
        // A page that is just being replaced answers with an error: it is asked again.
        let look =
            async || Ok(self.asks(script, json!([text])).await.is_ok_and(|it| it == true).then_some(()));
        match soon(what, within, look).await {
            Ok(()) => Ok(()),
            Err(why) => Err(failure::with_screen(self, why.message().unwrap_or(what)).await),
        }
    }

    /// Waits for the element that a script returns, and does something with it. An element that the page has
    /// just drawn anew, or that something still covers, is looked for again.
    async fn finds<T>(
        &self,
        what: &str,
        script: &str,
        arguments: Value,
        act: impl AsyncFn(Element) -> Result<T, CmdError>,
    ) -> TestResult<T> {
        let script = format!("return {script}");
        let client = self.browser.client()?;
        let look = async || {
            let answer = self.asks(&script, arguments.clone()).await.ok();
            let Some(found) = answer.as_ref().and_then(reference) else { return Ok(None) };
            Ok(promptly(what, act(Element::from_element_id(client.clone(), found))).await.ok())
        };
        match soon(what, PATIENCE, look).await {
            Ok(done) => Ok(done),
            Err(why) => Err(failure::with_screen(self, why.message().unwrap_or(what)).await),
        }
    }
}

/// What WebDriver calls a key: a line's end is the Enter key.
pub(super) fn key_for(key: char) -> String {
    if key == '\n' { "\u{e007}".into() } else { key.into() }
}

/// The element that a script returned.
fn reference(answer: &Value) -> Option<ElementRef> {
    answer.as_object()?.values().next()?.as_str().map(|id| ElementRef::from(id.to_owned()))
}
