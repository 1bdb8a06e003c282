//! The world a story happens in: a school's endpoint, the Wi-Fi before it, a phone, and a desk when one is
//! needed.
//!
//! The phone and the desk are [`Screen`]s, whose verbs are what a person does and sees. Everything a world
//! starts ends with it.

mod acts;
mod chance;
mod connections;
mod database;
mod endpoint;
mod failure;
mod files;
mod judge;
mod keyboard;
mod passkey;
mod school;
mod screen;
mod typing;

pub use acts::{KEPT, PIN};
pub use chance::Chance;
pub use database::{DatabaseKind, database_server_ends};
pub use endpoint::Endpoint;
pub use keyboard::Walk;
pub use school::{Links, People};
pub use screen::Screen;

use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use libtest_mimic::Failed;
use tempfile::TempDir;

use crate::engine::{Browser, Engine, Refusing};
use crate::forensics::{Hit, canaries_in};
use crate::proxy::Proxy;

/// What a story or a verb comes to. Any error that can be printed fails it.
pub type TestResult<T = ()> = Result<T, Failed>;

/// How long a person would wait for the screen to follow.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// Looks again and again until something is there, and fails with `what` when it has not come in time.
pub async fn soon<T>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> TestResult<Option<T>>,
) -> TestResult<T> {
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if Instant::now() > deadline {
            return Err(format!("waited {within:?} for {what}").into());
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

/// No single command takes as long as this, unless the browser hangs.
const COMMAND: Duration = Duration::from_secs(40);

/// Gives one command to a browser, and fails with `what` if it hangs.
async fn promptly<T>(what: &str, command: impl Future<Output = Result<T, CmdError>>) -> TestResult<T> {
    match tokio::time::timeout(COMMAND, command).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(why)) => Err(format!("{what}: {why}").into()),
        Err(_) => Err(format!("{what}: the browser hangs").into()),
    }
}

/// A school, its Wi-Fi and its people. Fields are dropped in this order: browsers first, the folder last.
pub struct World {
    /// The phone, in the engine of the trial.
    pub phone: Screen,
    desk: Option<Screen>,
    /// The Wi-Fi.
    pub proxy: Proxy,
    /// The school's server.
    pub endpoint: Endpoint,
    links: Option<Links>,
    folder: TempDir,
}

impl World {
    /// An endpoint without a school, on the database that the trial is about, a proxy before it, and a phone that has never
    /// been used.
    pub async fn start(engine: Engine) -> TestResult<Self> {
        Self::with_a_phone_refusing(Refusing::Nothing, engine).await
    }

    /// The same, with a phone whose browser refuses something.
    pub async fn with_a_phone_refusing(refusing: Refusing, engine: Engine) -> TestResult<Self> {
        let folder = TempDir::with_prefix("companion-")?;
        let endpoint = Endpoint::start(folder.path()).await?;
        let proxy = Proxy::start().await?;
        proxy.forwards_to(endpoint.port());
        let phone = Browser::start(engine, refusing, &folder.path().join("phone")).await?;
        let phone = Screen::new(phone, proxy.origin());
        Ok(Self { phone, desk: None, proxy, endpoint, links: None, folder })
    }

    /// Sets up the demonstration school, once, and gives the links its people get.
    pub async fn school(&mut self) -> TestResult<Links> {
        self.school_of(People::OneEach).await
    }

    /// The same, with other people if it is not there yet.
    pub async fn school_of(&mut self, people: People) -> TestResult<Links> {
        if self.links.is_none() {
            self.links = Some(school::is_ready(&self.endpoint, self.proxy.origin(), people).await?);
        }
        self.links.clone().ok_or_else(|| "no school".into())
    }

    /// The link that sets up a school at this endpoint by hand, as whoever runs it hands it out.
    pub async fn set_up_link(&self) -> TestResult<String> {
        school::set_up_link(&self.endpoint, self.proxy.origin()).await
    }

    /// The receiving side's desk: a second browser, Chromium whatever the phone is.
    pub async fn desk(&mut self) -> TestResult<&mut Screen> {
        if self.desk.is_none() {
            let browser =
                Browser::start(Engine::Chromium, Refusing::Nothing, &self.folder.path().join("desk")).await?;
            self.desk = Some(Screen::new(browser, self.proxy.origin()));
        }
        self.desk.as_mut().ok_or_else(|| "no desk".into())
    }

    /// No signal: the endpoint is stopped, and nothing listens where it was.
    pub async fn loses_signal(&mut self) -> TestResult {
        self.proxy.refuses().await;
        self.endpoint.stops().await
    }

    /// Signal again: the endpoint runs, at the same origin.
    pub async fn signal_returns(&mut self) -> TestResult {
        self.endpoint.starts().await?;
        self.proxy.forwards_to(self.endpoint.port());
        self.proxy.answers_again().await
    }

    /// The endpoint goes on without limits on what a phone sends, so that measures are of other things.
    pub async fn endpoint_takes_any_number(&mut self) -> TestResult {
        self.endpoint.has_no_limits();
        self.endpoint.stops().await?;
        self.signal_returns().await
    }

    /// The endpoint is put back to a backup, as after the loss of its disk.
    pub async fn endpoint_is_restored_from(&mut self, backup: &Path) -> TestResult {
        self.endpoint.stops().await?;
        self.endpoint.is_restored_from(backup).await?;
        self.signal_returns().await
    }

    /// The folder all of it lies in: `phone`, `desk` (profiles), `data` (the endpoint's), and logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where typed words are found at rest: profiles, database, logs. The folder is searched as it is at this
    /// moment.
    pub fn finds_at_rest(&self, canary: &str) -> TestResult<Vec<Hit>> {
        canaries_in(self.folder.path(), canary)
    }
}
