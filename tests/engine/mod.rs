//! The three browser engines, each behind its own WebDriver, each with a profile that outlives the browser.

mod chromium;
mod firefox;
mod webkit;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::forensics::canaries_in;
use crate::processes::{Group, end_everything_below, free_port, nothing_is_below};
use crate::world::{TestResult, soon};

/// The width and height of the phone that stories are told on, in CSS pixels.
pub const PHONE: (u32, u32) = (390, 844);
/// A browser under load on a small machine may take this long to come up.
const START: Duration = Duration::from_secs(60);

/// No page of ours takes as long as this to load, nor a script to answer.
const LOADING: Duration = Duration::from_secs(30);

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox ESR, by geckodriver.
    Firefox,
    /// WebKitGTK, by WebKitWebDriver: the nearest thing to an iPhone that runs here.
    Webkit,
}

impl Engine {
    /// Every engine, in the order of `tests/engines.md`.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// The name in a trial's name and in the heading of the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a browser refuses to every page: a setting, a school's policy, Lockdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusing {
    /// Nothing.
    Nothing,
    /// WebAssembly.
    Wasm,
    /// IndexedDB and localStorage.
    Storage,
    /// More than some megabytes of them: the phone's disk is nearly full.
    Space,
}

/// What a browser that refuses space keeps for a site, in bytes.
pub const SPACE: u32 = 24 << 20;

/// A browser with a profile folder. Killed or closed, it can be started again on the same profile.
pub struct Browser {
    engine: Engine,
    refusing: Refusing,
    profile: PathBuf,
    // Dropped in this order: the client's last word to the driver has nobody to answer it, which is fine.
    client: Option<Client>,
    driver: Option<Group>,
    display: Option<webkit::Display>,
}

impl Browser {
    /// Starts a browser of this engine on this profile folder, which is made if it isn't there.
    pub async fn start(engine: Engine, refusing: Refusing, profile: &Path) -> TestResult<Self> {
        std::fs::create_dir_all(profile)?;
        std::fs::create_dir_all(downloads(profile))?;
        let display = if engine == Engine::Webkit { Some(webkit::Display::start().await?) } else { None };
        let profile = profile.to_owned();
        let mut browser = Self { engine, refusing, profile, client: None, driver: None, display };
        browser.restart().await?;
        Ok(browser)
    }

    /// What it refuses.
    pub fn refusing(&self) -> Refusing {
        self.refusing
    }

    /// The engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it puts what a page gives it to keep.
    pub fn downloads(&self) -> PathBuf {
        downloads(&self.profile)
    }

    /// The WebDriver client of the running browser.
    pub fn client(&self) -> TestResult<&Client> {
        self.client.as_ref().ok_or_else(|| "the browser is not running".into())
    }

    /// The driver's process, below which every process of the browser is found.
    pub fn driver(&self) -> TestResult<u32> {
        self.driver.as_ref().map(Group::id).ok_or_else(|| "the browser is not running".into())
    }

    /// True when the profile says that a service worker of this origin is installed. Browsers write that down
    /// up to some seconds after the page was told so.
    pub fn remembers_a_worker_of(&self, origin: &str) -> bool {
        let place = self.profile.join(match self.engine {
            Engine::Chromium => "Default/Service Worker/Database",
            Engine::Firefox => "serviceworker.txt",
            Engine::Webkit => "data/serviceworkers",
        });
        canaries_in(&place, origin).is_ok_and(|hits| !hits.is_empty())
    }

    /// SIGKILL to every process of the browser, now; then the driver, which is of no more use.
    pub fn is_killed(&mut self) -> TestResult {
        end_everything_below(self.driver()?)?;
        self.client = None;
        self.driver = None;
        Ok(())
    }

    /// The browser is closed as a person closes it, with time to write what it keeps.
    pub async fn closes(&mut self) -> TestResult {
        let driver = self.driver()?;
        let client = self.client.take().ok_or("the browser is not running")?;
        timeout(START, client.close()).await??;
        soon("the browser to close", START, async || Ok(nothing_is_below(driver)?.then_some(()))).await?;
        self.driver = None;
        Ok(())
    }

    /// Starts a browser that was killed or closed, on the same profile.
    pub async fn restart(&mut self) -> TestResult {
        let port = free_port()?;
        let (mut command, capabilities) = match self.engine {
            Engine::Chromium => {
                (chromium::driver(port), chromium::capabilities(&self.profile, self.refusing))
            }
            Engine::Firefox => {
                firefox::prepare(&self.profile)?;
                (firefox::driver(port)?, firefox::capabilities(&self.profile, self.refusing))
            }
            Engine::Webkit => {
                let display = self.display.as_ref().ok_or("WebKit has no display")?;
                (
                    webkit::driver(port, display, self.refusing)?,
                    webkit::capabilities(&self.profile, self.refusing),
                )
            }
        };
        let driver = Group::start(quiet(&mut command, &self.profile)?)?;
        soon("the driver to listen", START, async || Ok(TcpStream::connect(("127.0.0.1", port)).await.ok()))
            .await?;
        self.driver = Some(driver);
        self.client = Some(session(port, &capabilities).await?);
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Ok(driver) = self.driver() {
            // The story has its outcome already; what could not be ended here ends with its driver.
            end_everything_below(driver).ok();
        }
    }
}

async fn session(port: u16, capabilities: &Capabilities) -> TestResult<Client> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities.clone());
    let address = format!("http://127.0.0.1:{port}");
    let client =
        timeout(START, builder.connect(&address)).await.map_err(|_| "no browser within a minute")??;
    // A page that never ends loading is given up by the driver itself, which then takes commands again.
    let patience = TimeoutConfiguration::new(Some(LOADING), Some(LOADING), Some(Duration::ZERO));
    timeout(START, client.update_timeouts(patience)).await??;
    Ok(client)
}

/// Beside the profile: searches for words at rest look there too.
fn downloads(profile: &Path) -> PathBuf {
    profile.with_extension("downloads")
}

/// What driver and browser print goes to a file beside the profile, and so do their temporary files: searches
/// for words at rest look there too, and nothing is left behind.
fn quiet<'a>(command: &'a mut Command, profile: &Path) -> TestResult<&'a mut Command> {
    let temporary = profile.with_extension("tmp");
    std::fs::create_dir_all(&temporary)?;
    let log = std::fs::File::options().create(true).append(true).open(profile.with_extension("log"))?;
    Ok(command.env("TMPDIR", temporary).stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log)))
}

/// The map of capabilities that a JSON object stands for.
fn capabilities(object: serde_json::Value) -> Capabilities {
    match object {
        serde_json::Value::Object(map) => map,
        _ => Capabilities::new(),
    }
}
