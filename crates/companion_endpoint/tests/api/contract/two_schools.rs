//! Two schools on one database: whatever one of them asks, it sees and changes nothing of the other.

use companion_model::{
    Route,
    wire::v1::{InboxChanges, Receipt, StatesAnswer, StatesRequest, address},
};
use companion_seal::{acknowledgement, digest, read};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{StoreKind, apply, each_store, rstest};
use super::{joining::planned, session::routes};
use crate::world::{HttpResponse, TestEndpoint, TestPhone, TestSchool, content_digest, new_id};

/// A school with one of everything that it can have.
struct Populated {
    school: TestSchool,
    phone: TestPhone,
    author: Uuid,
    record: (Uuid, Vec<u8>, Receipt),
    practice: (Uuid, Vec<u8>, Receipt),
    open_invitation: Uuid,
    joining: Uuid,
}

fn populated(world: &TestEndpoint, code: &str) -> Populated {
    world.offers_setup(code);
    let school = TestSchool::of_its_dsl(&world.client, code);
    let cookie = school.signs_in(Route::Dsl);
    let (invitation, request) = school.invites(&cookie);
    let author = request.author;
    let (phone, enrolment) = TestPhone::planned(&school, &invitation);
    world.client.post(&address::at(address::ENROLMENT, invitation.code()), &[], &enrolment).is(201);
    let record = phone.delivers_a_concern(Route::Dsl);
    let id = new_id();
    let bytes = phone.seals(id, Route::Dsl, "For practice");
    let receipt = phone.practises(id, &bytes).is(201).json();
    let (_, open) = school.invites(&cookie);
    let (_, joining) = planned(&school, Route::Head);
    world.client.post(address::INBOX_JOINING, &[("cookie", &cookie)], &joining).is(201);
    let practice = (id, bytes, receipt);
    let (open_invitation, joining) = (open.author, joining.id);
    Populated { school, phone, author, record, practice, open_invitation, joining }
}

impl Populated {
    /// What only this school's own answers may hold.
    fn secrets(&self) -> Vec<String> {
        let ids = [
            self.school.id,
            self.phone.device,
            self.author,
            self.record.0,
            self.practice.0,
            self.open_invitation,
            self.joining,
            self.school.member(Route::Dsl).keys.id(),
        ];
        ids.map(|id| id.to_string()).into()
    }

    /// All that its own people are shown.
    fn shown(&self) -> Vec<Vec<u8>> {
        let cookie = self.school.signs_in(Route::Dsl);
        let pages = [
            address::INBOX_ENVELOPES,
            address::INBOX_PRACTICE,
            address::INBOX_PRACTICE_PAGES,
            address::INBOX_AUTHORS,
            address::INBOX_JOINING,
            address::DIRECTORY,
        ];
        let page = |path| self.school.client.get(path, &[("cookie", &cookie)]).is(200).body;
        pages.into_iter().map(page).chain([self.phone.asks(address::DIRECTORY).is(200).body]).collect()
    }
}

/// A request that is right in every way for the other school's own people, for each route of the router. A route that is added
/// is missing here, and the test says so.
fn request(name: &str, method: &str, other: &Populated) -> (String, Value) {
    let dsl = &other.school.member(Route::Dsl).keys;
    let (device, school) = (other.phone.device, other.school.id);
    match (name, method) {
        (
            "DIRECTORY"
            | "INBOX_CHANGES"
            | "INBOX_ENVELOPES"
            | "INBOX_PRACTICE"
            | "INBOX_PRACTICE_PAGES"
            | "INBOX_AUTHORS",
            "GET",
        )
        | ("INBOX_JOINING", "GET")
        | ("SESSIONS", "DELETE") => (path(name, ""), Value::Null),
        ("INBOX_PRACTICE_ACKNOWLEDGEMENT", _) => {
            (path(name, other.practice.0), json!(acknowledgement::sign(dsl, &other.practice.2, 1)))
        }
        ("INBOX_READ", _) => (path(name, other.record.0), json!(read::sign(dsl, &other.record.2, 1))),
        ("INBOX_ACKNOWLEDGEMENT", _) => {
            (path(name, other.record.0), json!(acknowledgement::sign(dsl, &other.record.2, 1)))
        }
        ("INBOX_INVITATION", "DELETE") => (path(name, other.open_invitation), Value::Null),
        ("INBOX_JOINING_OF", "DELETE") => (path(name, other.joining), Value::Null),
        ("INBOX_JOINING_OF", _) => {
            let directory = companion_seal::directory::sign(
                &other.school.directory,
                other.school.route_keys(Route::Dsl),
            );
            (path(name, other.joining), json!({ "directory": directory.unwrap() }))
        }
        ("INBOX_DIRECTORY", _) => {
            let directory = companion_seal::directory::sign(
                &other.school.directory,
                other.school.route_keys(Route::Dsl),
            );
            (path(name, ""), json!({ "directory": directory.unwrap(), "route_keys": [] }))
        }
        ("INBOX_REMOVAL", _) => (path(name, device), json!(dsl.order_removal(school, device, 1))),
        ("INBOX_COUNTERSIGN", _) => {
            let author = companion_model::wire::v1::AuthorName {
                id: other.author,
                name: "Sam Teacher".into(),
                role: "Year 9 tutor".into(),
            };
            let word = dsl.countersign(school, &author, &other.phone.author.public());
            (path(name, other.author), json!(word))
        }
        // Codes are all that whoever opens these has, and signing in names its school; what is made new is the asker's own.
        ("SETUP" | "JOINING" | "CHALLENGES" | "SESSIONS" | "INBOX_INVITATIONS" | "INBOX_JOINING", _)
        // Bytes and no JSON: see below.
        | ("INBOX_ENVELOPE", _) => (String::new(), Value::Null),
        _ => panic!("{method} {name} is new: what does it show of another school?"),
    }
}

fn path(name: &str, part: impl std::fmt::Display) -> String {
    let addresses = include_str!("../../../../companion_model/src/wire/v1/address.rs");
    let (_, declared) = addresses.split_once(&format!("const {name}: &str = \"")).unwrap();
    address::at(declared.split_once('"').unwrap().0, part)
}

#[track_caller]
fn shows_nothing_of(answer: &HttpResponse, other: &Populated, what: &str) {
    let body = String::from_utf8_lossy(&answer.body);
    for secret in other.secrets() {
        assert!(!body.contains(&secret), "{what} shows {secret} of the other school: {body}");
    }
}

#[apply(each_store)]
fn a_member_s_session_shows_and_changes_nothing_of_another_school_on_any_route(store: StoreKind) {
    let world = TestEndpoint::start(store);
    let (one, other) = (populated(&world, "code-of-one-school"), populated(&world, "code-of-the-other"));
    let before = other.shown();
    for (name, method, _) in routes() {
        let (path, body) = request(name, method, &other);
        if path.is_empty() {
            continue;
        }
        // Signing out is one of them.
        let cookie = one.school.signs_in(Route::Dsl);
        let body = (!body.is_null()).then(|| serde_json::to_vec(&body).unwrap());
        let answer = world.client.try_send(method, &path, &[("cookie", &cookie)], body.as_deref()).unwrap();
        shows_nothing_of(&answer, &other, &format!("{method} {name}"));
    }
    assert_eq!(other.shown(), before, "something of the other school was changed");
}

#[apply(each_store)]
fn a_phone_s_token_shows_and_changes_nothing_of_another_school(store: StoreKind) {
    let world = TestEndpoint::start(store);
    let (one, other) = (populated(&world, "code-of-one-school"), populated(&world, "code-of-the-other"));
    let before = other.shown();
    let (id, bytes, _) = &other.record;
    one.phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
    let asked = json!(StatesRequest { ids: vec![*id, one.record.0] });
    let authorization = one.phone.authorization();
    let answer = world.client.post(address::STATES, &[("authorization", &authorization)], &asked).is(200);
    let states: StatesAnswer = answer.json();
    assert_eq!((states.held.len(), states.unknown), (1, vec![*id]));
    // Sealed to keys that this school has never published.
    one.phone.delivers(*id, bytes).is(422);
    shows_nothing_of(&one.phone.asks(address::DIRECTORY).is(200), &other, "the directory");
    assert_eq!(other.shown(), before, "something of the other school was changed");
}

#[apply(each_store)]
fn one_school_s_secret_opens_nothing_under_the_name_of_another(store: StoreKind) {
    let world = TestEndpoint::start(store);
    let (one, other) = (populated(&world, "code-of-one-school"), populated(&world, "code-of-the-other"));
    let cookie = one.school.signs_in(Route::Dsl);
    let (ours, theirs) = (one.school.id.to_string(), other.school.id.to_string());
    world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(200);
    world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie.replace(&ours, &theirs))]).is(401);
    let token = one.phone.authorization().replace(&ours, &theirs);
    world.client.get(address::DIRECTORY, &[("authorization", &token)]).is(401);
    let file = other.record.1.as_slice();
    let headers = [("cookie", cookie.as_str()), ("content-digest", &content_digest(file))];
    world.client.send("PUT", &address::at(address::INBOX_ENVELOPE, other.record.0), &headers, file).is(422);
}

#[apply(each_store)]
fn an_id_numbers_and_names_of_one_school_are_free_in_another(store: StoreKind) {
    let world = TestEndpoint::start(store);
    // Both have a member who signs in as "demonstration-dsl".
    let (one, other) = (populated(&world, "code-of-one-school"), populated(&world, "code-of-the-other"));
    let id = new_id();
    for school in [&one, &other] {
        let bytes = school.phone.seals(id, Route::Dsl, "Under the same id");
        let receipt: Receipt = school.phone.delivers(id, &bytes).is(201).json();
        school.phone.believes(&receipt, id, &bytes);
        assert_eq!((receipt.seq, receipt.sha256), (2, digest(&bytes).into()));
        let cookie = school.school.signs_in(Route::Dsl);
        let changes: InboxChanges =
            world.client.get(address::INBOX_CHANGES, &[("cookie", &cookie)]).is(200).json();
        assert_eq!(changes.envelopes.len(), 2);
    }
}
