//! A real endpoint on port 0, the clock it goes by, and those who speak to it.

mod client;
pub mod deployment;
mod line;
mod network;
mod phone;
pub mod program;
mod proxy;
mod school;
mod stores;

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    thread::JoinHandle,
};

use companion_endpoint::{
    Config,
    assets::Asset,
    limits::Limits,
    rules::{self, Amount},
    store::Store,
};
use companion_model::Millis;
use companion_seal::{digest, receipt::ReceiptKey};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

pub use client::{Client, HttpResponse};
pub use line::Line;
pub use network::{AtCommit, Network};
pub use phone::{TestPhone, content_digest};
pub use proxy::Proxy;
pub use school::{MemberOfStaff, TestSchool, new_id, sealed_keys};
use stores::TestStore;
pub use stores::{StoreKind, TestDatabase};

pub const MINUTE: Millis = 60_000;
pub const SETUP_CODE: &str = "a-set-up-code-of-16-bytes";

/// What a test may want different.
pub struct EndpointOptions {
    pub puts_per_minute: Option<u32>,
    pub puts_per_day: Option<Amount>,
    pub assets: &'static [Asset],
    pub origins: &'static [&'static str],
    pub limits: Limits,
}

impl Default for EndpointOptions {
    fn default() -> Self {
        Self {
            puts_per_minute: Some(60),
            puts_per_day: None,
            assets: &[],
            origins: &[],
            limits: Limits::default(),
        }
    }
}

impl EndpointOptions {
    fn config(&self, receipt_key: Arc<ReceiptKey>, clock: &Arc<AtomicI64>) -> Config {
        let clock = Arc::clone(clock);
        let mut config = Config::new(receipt_key);
        config.clock = Arc::new(move || clock.load(Ordering::SeqCst));
        (config.puts_per_minute, config.assets) = (self.puts_per_minute, self.assets);
        config.origins = self.origins.iter().map(|origin| origin.parse().unwrap()).collect();
        config.limits = self.limits;
        config.puts_per_day = self.puts_per_day;
        config
    }
}

/// A running endpoint, or several of one database.
pub struct TestEndpoint {
    pub client: Client,
    runtime: Runtime,
    clock: Arc<AtomicI64>,
    served: Vec<Served>,
    opened: TestStore,
}

/// An endpoint that is being served.
struct Served {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl TestEndpoint {
    pub fn start(store: StoreKind) -> Self {
        Self::start_with(store, EndpointOptions::default())
    }

    pub fn start_with(store: StoreKind, options: EndpointOptions) -> Self {
        let opened = store.open();
        let clock = Arc::new(AtomicI64::new(1_793_716_320_000));
        let (runtime, receipt_key) = (Runtime::new().unwrap(), Arc::new(ReceiptKey::generate().unwrap()));
        let (mut bases, mut served) = (Vec::new(), Vec::new());
        for store in &opened.stores {
            let config = options.config(Arc::clone(&receipt_key), &clock);
            let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
            bases.push(format!("http://{}", listener.local_addr().unwrap()));
            let (stop, stopped) = oneshot::channel();
            let running =
                companion_endpoint::run(config, Arc::clone(store), listener, async { drop(stopped.await) });
            let handle = runtime.handle().clone();
            served.push(Served { stop, ended: std::thread::spawn(move || handle.block_on(running)) });
        }
        Self { client: Client::of_all(&bases), opened, runtime, clock, served }
    }

    /// An endpoint with a school on it.
    pub fn with_school(store: StoreKind) -> (Self, TestSchool) {
        Self::with_school_and(store, EndpointOptions::default())
    }

    pub fn with_school_and(store: StoreKind, options: EndpointOptions) -> (Self, TestSchool) {
        let world = Self::start_with(store, options);
        world.offers_setup(SETUP_CODE);
        let school = TestSchool::founded_at(&world.client, SETUP_CODE);
        (world, school)
    }

    /// What `companion-endpoint init` does.
    pub fn offers_setup(&self, code: &str) {
        let expires_at = self.now() + 24 * 60 * MINUTE;
        let offered = rules::schools::offer_setup(self.store().0, digest(code.as_bytes()), expires_at);
        self.runtime.block_on(offered).unwrap();
    }

    /// The store, and a runtime to wait for it in.
    pub fn store(&self) -> (&dyn Store, &Runtime) {
        (&*self.opened.stores[0], &self.runtime)
    }

    /// What the first endpoint said when it ended by itself.
    pub fn has_ended(mut self) -> String {
        self.served.remove(0).ended.join().unwrap().unwrap_err().to_string()
    }

    /// The address of its database, which must be on a server.
    pub fn database_url(&self) -> &str {
        self.opened.database_url()
    }

    /// Whatever the store has kept so far.
    pub fn written(&self) -> Vec<Vec<u8>> {
        self.opened.written()
    }

    pub fn now(&self) -> Millis {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn waits(&self, ms: Millis) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Drop for TestEndpoint {
    fn drop(&mut self) {
        let stopped: Vec<_> =
            self.served.drain(..).map(|Served { stop, ended }| (drop(stop), ended)).collect();
        for ((), served) in stopped {
            let ended = served.join();
            assert!(matches!(ended, Ok(Ok(()))) || std::thread::panicking(), "the endpoint ended badly");
        }
    }
}

/// A folder of this test's own, removed after it unless it failed.
pub struct Folder(PathBuf);

/// An empty one.
pub fn folder() -> Folder {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("endpoint-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    Folder(folder)
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }
}
