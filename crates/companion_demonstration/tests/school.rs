//! The demonstration school on a real endpoint.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on must fail")]

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread::JoinHandle,
};

use companion_demonstration::{DemoMember, Demonstration, Error, Links, ready};
use companion_endpoint::{
    Config,
    rules::schools,
    store::{
        Store,
        sqlite::{Options, SqliteStore},
    },
};
use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{EnrolmentAnswer, EnrolmentRequest, EnvelopeState, Receipt, address},
    },
};
use companion_seal::{
    author::AuthorKey,
    digest,
    directory::{self, Trust, verify},
    envelope::{self, Binding},
    invitation::Invitation,
    read,
    receipt::ReceiptKey,
};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};
use uuid::Uuid;

const CODE: &str = "a-set-up-code-of-16-bytes";

struct TestEndpoint {
    origin: String,
    data: PathBuf,
    store: Arc<dyn Store>,
    runtime: Runtime,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
}

impl TestEndpoint {
    fn start() -> Self {
        let data = folder();
        let database = data.join("companion.sqlite");
        SqliteStore::create(&database).unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&database, Options::default()).unwrap());
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let config = Config::new(ReceiptKey::generate().unwrap());
        let (stop, stopped) = oneshot::channel();
        let running =
            companion_endpoint::run(config, Arc::clone(&store), listener, async { drop(stopped.await) });
        let handle = runtime.handle().clone();
        let served = std::thread::spawn(move || handle.block_on(running).unwrap());
        Self { origin, data, store, runtime, stop: Some(stop), served: Some(served) }
    }

    /// What `companion-endpoint init` does.
    fn prints_a_code(&self) -> Result<String, Error> {
        let offered = schools::offer_setup(&*self.store, digest(CODE.as_bytes()), i64::MAX);
        self.runtime.block_on(offered).unwrap();
        Ok(CODE.to_owned())
    }

    fn ready(&self) -> Links {
        ready(&self.origin, &self.data, || self.prints_a_code()).unwrap()
    }

    fn desk(&self, route: Route) -> DemoMember {
        let school = Demonstration::load(&self.data).unwrap().unwrap();
        DemoMember::sign_in(&self.origin, &school, &school.member_of(route).unwrap().sign_in_name).unwrap()
    }
}

impl Drop for TestEndpoint {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            let ended = served.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the endpoint ended badly");
        }
    }
}

fn folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("demonstration-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A phone that opened an enrolment link.
struct TestPhone {
    origin: String,
    answer: EnrolmentAnswer,
    device: Uuid,
    secret: [u8; 32],
    author: AuthorKey,
}

impl TestPhone {
    fn opens(link: &str) -> Self {
        let (origin, fragment) = link.split_once("/enrol#").unwrap();
        let invitation = Invitation::from_fragment(fragment).unwrap();
        let (device, secret, author) = (Uuid::from_u128(7), [8; 32], AuthorKey::generate().unwrap());
        let request = EnrolmentRequest {
            device,
            secret_sha256: digest(&secret).into(),
            author_key: author.public(),
            proof: invitation.proof(&author.public(), device),
        };
        let url = format!("{origin}{}", address::at(address::ENROLMENT, invitation.code()));
        let answer: EnrolmentAnswer =
            agent().post(url).send_json(&request).unwrap().body_mut().read_json().unwrap();
        let root_fingerprint = &invitation.root_fingerprint;
        let trust = Trust::Pinned { school: answer.school, root_fingerprint, known: None };
        verify(&answer.directory, trust).expect("the phone believes the directory");
        Self { origin: origin.to_owned(), answer, device, secret, author }
    }

    fn authorization(&self) -> String {
        format!("Bearer {}.{}.{}", self.answer.school, self.device, Bytes::from(self.secret))
    }

    fn delivers(&self, id: Uuid, route: Route, words: &[u8]) -> Receipt {
        let directory = verify(&self.answer.directory, Trust::Itself).unwrap();
        let binding = Binding { school: self.answer.school, id, device: self.device, schema: 1 };
        let entry = directory::route(&directory, route).unwrap();
        let bytes = envelope::seal(entry, binding, &self.author, words).unwrap();
        let digest = format!("sha-256=:{}:", base64(&digest(&bytes)));
        let request = agent()
            .put(format!("{}{}", self.origin, address::at(address::ENVELOPE, id)))
            .header("authorization", self.authorization())
            .header("content-digest", digest)
            .header("content-type", "application/octet-stream");
        request.send(bytes.as_slice()).unwrap().body_mut().read_json().unwrap()
    }

    fn asks_for(&self, id: Uuid) -> EnvelopeState {
        let url = format!("{}{}", self.origin, address::at(address::ENVELOPE_STATE, id));
        let request = agent().get(url).header("authorization", self.authorization());
        request.call().unwrap().body_mut().read_json().unwrap()
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().proxy(None).build().into()
}

fn base64(bytes: &[u8]) -> String {
    let text = Bytes(bytes.to_vec()).to_string().replace('-', "+").replace('_', "/");
    format!("{text}=")
}

#[test]
fn a_concern_goes_from_the_printed_link_to_the_desk_and_read_comes_back() {
    let world = TestEndpoint::start();
    let links = world.ready();
    let whos: Vec<_> = links.inbox.iter().map(|link| link.who.as_str()).collect();
    assert_eq!(
        whos,
        [
            "Demonstration DSL, Designated Safeguarding Lead",
            "Demonstration head, Head teacher",
            "Demonstration chair, Chair of governors",
        ]
    );

    let phone = TestPhone::opens(&links.enrolment);
    assert_eq!(phone.answer.author.name, "Demonstration teacher");
    let id = Uuid::from_u128(99);
    let receipt = phone.delivers(id, Route::Dsl, b"words");

    let desk = world.desk(Route::Dsl);
    let record = desk.records().unwrap().remove(0);
    assert_eq!(
        (record.content.as_slice(), record.proved, &record.receipt),
        (b"words".as_slice(), false, &receipt)
    );
    assert_eq!(desk.countersign_pending().unwrap(), 1);
    assert_eq!(desk.countersign_pending().unwrap(), 0);
    assert!(desk.records().unwrap()[0].proved);

    assert!(phone.asks_for(id).read.is_none());
    desk.mark_read(id).unwrap();
    let read = phone.asks_for(id).read.unwrap();
    let directory = verify(&phone.answer.directory, Trust::Itself).unwrap();
    let member = &directory.routes[0].members[0];
    assert_eq!((read.member, member.name.as_str()), (member.id, "Demonstration DSL"));
    assert_eq!(read::check(&member.signing_key, &receipt, &read), Ok(()));
}

#[test]
fn a_concern_about_the_dsl_is_on_the_head_s_desk_alone() {
    let world = TestEndpoint::start();
    let phone = TestPhone::opens(&world.ready().enrolment);
    phone.delivers(Uuid::from_u128(99), Route::Head, b"about the DSL");
    assert_eq!(world.desk(Route::Head).records().unwrap()[0].content, b"about the DSL");
    for route in [Route::Dsl, Route::Chair] {
        let desk = world.desk(route);
        assert!(desk.envelopes().unwrap().is_empty());
        assert!(matches!(desk.mark_read(Uuid::from_u128(99)), Err(Error::NoSuchRecord(_))));
    }
}

#[test]
fn a_second_start_keeps_the_school_and_makes_a_new_invitation() {
    let world = TestEndpoint::start();
    let first = world.ready();
    let asked = Cell::new(false);
    let second = ready(&world.origin, &world.data, || {
        asked.set(true);
        world.prints_a_code()
    });
    let second = second.unwrap();
    assert!(!asked.get(), "no second school is set up");
    assert_ne!(first.enrolment, second.enrolment);
    let links = |links: &Links| links.inbox.iter().map(|link| link.link.clone()).collect::<Vec<_>>();
    assert_eq!(links(&first), links(&second));
    TestPhone::opens(&first.enrolment);
}

#[test]
fn passphrases_of_another_database_are_said_to_be_that() {
    let (world, other) = (TestEndpoint::start(), TestEndpoint::start());
    world.ready();
    let refused = ready(&other.origin, &world.data, || other.prints_a_code()).err().unwrap();
    assert!(matches!(refused, Error::OtherDatabase(_)));
    let said = refused.to_string();
    assert!(said.contains("demonstration.json") && said.contains("empty data folder"), "{said}");
}

#[test]
fn an_endpoint_that_is_gone_is_said_to_be_that() {
    let world = TestEndpoint::start();
    let origin = world.origin.clone();
    drop(world);
    let refused = ready(&origin, &folder(), || Ok(CODE.to_owned())).err().unwrap();
    assert!(refused.to_string().contains("Is it running?"), "{refused}");
}

#[test]
fn a_used_code_is_refused_in_the_endpoint_s_own_words() {
    let world = TestEndpoint::start();
    world.ready();
    let refused = ready(&world.origin, &folder(), || Ok(CODE.to_owned())).err().unwrap();
    assert!(refused.to_string().contains("companion-endpoint init"), "{refused}");
}
