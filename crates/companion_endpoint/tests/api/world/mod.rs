//! A real endpoint on port 0, the clock it goes by, and those who speak to it.

mod client;
mod line;
mod phone;
pub mod program;
mod proxy;
mod school;

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
    store::{
        Amount, Answer as StoreAnswer, Store, StoreError,
        sqlite::{Options, SqliteStore},
    },
};
use companion_model::Millis;
use companion_seal::{digest, receipt::ReceiptKey};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

pub use client::{Answer, Client};
pub use line::Line;
pub use phone::{Phone, content_digest};
pub use proxy::Proxy;
pub use school::{MemberOfStaff, School, new_id, sealed_keys};

pub const MINUTE: Millis = 60_000;
pub const SETUP_CODE: &str = "a-set-up-code-of-16-bytes";

/// What a test may want different.
pub struct Wish {
    pub puts_per_minute: Option<u32>,
    pub puts_per_day: Option<Amount>,
    pub assets: &'static [Asset],
    pub max_pages: Option<u32>,
    pub origins: &'static [&'static str],
    pub limits: Limits,
}

impl Default for Wish {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            puts_per_minute: Some(60),
            puts_per_day: None,
            assets: &[],
            max_pages: None,
            origins: &[],
            limits,
        }
    }
}

/// One running endpoint.
pub struct World {
    pub client: Client,
    pub store: Arc<dyn Store>,
    runtime: Runtime,
    clock: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<std::io::Result<()>>>,
    folder: Folder,
}

impl World {
    pub fn start() -> Self {
        Self::start_with(Wish::default())
    }

    pub fn start_with(wish: Wish) -> Self {
        let folder = folder();
        let database = folder.join("companion.sqlite");
        SqliteStore::create(&database).unwrap();
        let options = Options { max_pages: wish.max_pages, serves: true };
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&database, options).unwrap());
        let clock = Arc::new(AtomicI64::new(1_793_716_320_000));
        let mut config = Config::new(ReceiptKey::generate().unwrap());
        let reading = Arc::clone(&clock);
        config.clock = Arc::new(move || reading.load(Ordering::SeqCst));
        (config.puts_per_minute, config.assets, config.log) = (wish.puts_per_minute, wish.assets, false);
        config.origins = wish.origins.iter().map(|origin| origin.parse().unwrap()).collect();
        config.limits = wish.limits;
        config.puts_per_day = wish.puts_per_day;

        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()));
        let (stop, stopped) = oneshot::channel();
        let running =
            companion_endpoint::run(config, Arc::clone(&store), listener, async { drop(stopped.await) });
        let handle = runtime.handle().clone();
        let served = std::thread::spawn(move || handle.block_on(running));
        Self { client, store, runtime, clock, stop: Some(stop), served: Some(served), folder }
    }

    /// An endpoint with a school on it.
    pub fn with_school() -> (Self, School) {
        Self::with_school_and(Wish::default())
    }

    pub fn with_school_and(wish: Wish) -> (Self, School) {
        let world = Self::start_with(wish);
        world.offers_setup(SETUP_CODE);
        let school = School::founded_at(&world.client, SETUP_CODE);
        (world, school)
    }

    /// What `companion-endpoint init` does.
    pub fn offers_setup(&self, code: &str) {
        let expires_at = self.now() + 24 * 60 * MINUTE;
        self.runtime.block_on(self.store.offer_setup(digest(code.as_bytes()), expires_at)).unwrap();
    }

    /// Waits for something of the store.
    pub fn gets<T>(&self, answer: StoreAnswer<'_, T>) -> Result<T, StoreError> {
        self.runtime.block_on(answer)
    }

    /// What the endpoint said when it ended by itself.
    pub fn has_ended(mut self) -> String {
        self.served.take().unwrap().join().unwrap().unwrap_err().to_string()
    }

    /// What lies on the disk: the database, and what was last written to it.
    pub fn written(&self) -> Vec<Vec<u8>> {
        ["companion.sqlite", "companion.sqlite-wal"]
            .map(|name| std::fs::read(self.folder.join(name)).unwrap())
            .into()
    }

    pub fn now(&self) -> Millis {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn waits(&self, ms: Millis) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
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
