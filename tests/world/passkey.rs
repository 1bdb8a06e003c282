//! A fingerprint reader for a browser that can be given one.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{Screen, TestResult, promptly};
use crate::engine::Engine;

/// A reader that the browser believes in, and that knows this phone's owner.
pub struct Reader(String);

impl Screen {
    /// Gives the phone a fingerprint reader whose passkeys give secrets; `None` where the engine's driver has none.
    pub async fn gets_a_fingerprint_reader(&self) -> TestResult<Option<Reader>> {
        if self.browser.engine() != Engine::Chromium {
            return Ok(None);
        }
        let reader = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserConsenting": true, "isUserVerified": true, "extensions": ["prf"],
        });
        let made = self.commands("authenticator".to_owned(), reader).await?;
        let id = made.as_str().ok_or_else(|| format!("no reader: {made}"))?;
        Ok(Some(Reader(id.to_owned())))
    }

    /// From now on the finger is the owner's, or somebody else's.
    pub async fn is_touched_by_its_owner(&self, reader: &Reader, owner: bool) -> TestResult {
        let path = format!("authenticator/{}/uv", reader.0);
        self.commands(path, json!({ "isUserVerified": owner })).await.map(drop)
    }

    async fn commands(&self, path: String, body: Value) -> TestResult<Value> {
        let command = WebAuthn(path, body);
        promptly("the fingerprint reader", self.browser.client()?.issue_cmd(command)).await
    }
}

/// A command of the WebDriver extension of Web Authentication (Level 3, section 11).
#[derive(Debug)]
struct WebAuthn(String, Value);

impl WebDriverCompatibleCommand for WebAuthn {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/webauthn/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
