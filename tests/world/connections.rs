//! The browser closes a site's connections to its databases, as an iPhone does to an app in the background.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{PATIENCE, Screen, TestResult, promptly, soon};
use crate::engine::Engine;

/// A connection like the app's own, which marks the page when it is closed. (Scripts of Firefox's driver share nothing else.)
const WATCHED: &str = "const done = arguments[arguments.length - 1];
    const asked = indexedDB.open('companion');
    delete document.documentElement.dataset.closed;
    asked.onsuccess = () => {
      asked.result.onclose = () => { document.documentElement.dataset.closed = 'by the browser'; };
      document.watched = asked.result;
      done(true);
    };";
const IS_CLOSED: &str = "return document.documentElement.dataset.closed !== undefined";

/// Firefox resets the storage of a site, as after an error of the disk. What is kept stays.
const RESET: &str = "const done = arguments[arguments.length - 1];
    const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(arguments[0]);
    Services.qms.resetStoragesForPrincipal(principal).callback = ({ resultCode }) => done(resultCode);";

impl Screen {
    /// The browser closes every connection of the page to its databases, and takes nothing away.
    pub async fn loses_its_connections(&mut self) -> TestResult {
        self.asks_and_waits(WATCHED, json!([])).await?;
        match self.browser.engine() {
            Engine::Chromium => self.are_closed_by_the_page_of_databases().await?,
            Engine::Firefox => self.are_closed_by_a_reset().await?,
            Engine::Webkit => return Err("WebKitGTK closes no connection without its page".into()),
        }
        let closed = async || Ok((self.asks(IS_CLOSED, json!([])).await? == true).then_some(()));
        soon("the browser to close the page's connections", PATIENCE, closed).await
    }

    async fn are_closed_by_the_page_of_databases(&mut self) -> TestResult {
        self.opens_another_tab("chrome://indexeddb-internals").await?;
        let close =
            "const close = document.querySelector('.force-close'); close?.click(); return close !== null";
        let pressed = async || Ok((self.asks(close, json!([])).await? == true).then_some(()));
        soon("“Force close” on the page of databases", PATIENCE, pressed).await?;
        self.closes_this_tab().await
    }

    async fn are_closed_by_a_reset(&self) -> TestResult {
        let client = self.browser.client()?;
        promptly("the browser's own side", client.issue_cmd(Side("chrome"))).await?;
        let origin = vec![Value::from(self.origin.as_str())];
        let reset = promptly("a reset", client.execute_async(RESET, origin)).await;
        promptly("the page's side", client.issue_cmd(Side("content"))).await?;
        if reset? == 0 { Ok(()) } else { Err("Firefox did not reset the site's storage".into()) }
    }
}

/// geckodriver's switch between the browser's own scripts and the page's.
#[derive(Debug)]
struct Side(&'static str);

impl WebDriverCompatibleCommand for Side {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}
