//! Databases of every release so far: this endpoint takes them over as they are. What lies in `tests/releases` was
//! written once by the release it is named after, and is never written again.

mod as_sql;
mod taken_over;

use std::{fs, path::Path};

use as_sql::as_sql;
use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{
            Acknowledgement, DeviceAnswer, DeviceReport, EnvelopeState, InboxPage, InvitedMember,
            JoiningRequest, PracticePage, Receipt, Removal, SignedDirectory, SignedRead, address,
        },
    },
};
use companion_seal::{acknowledgement, read};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use taken_over::{IN_A_FILE, ON_A_SERVER, TakenOver, all_releases, releases};
use uuid::Uuid;

use crate::contract::joining;
use crate::world::{
    Client, TestDatabase, TestPhone, TestSchool, content_digest, folder, new_id,
    program::{self, Program},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What phone and member knew of the endpoint when its database was frozen.
#[derive(Serialize, Deserialize)]
struct Known {
    authorization: String,
    directory: SignedDirectory,
    concern: Uuid,
    envelope: Bytes,
    receipt: Receipt,
    other_envelope: Bytes,
    other_receipt: Receipt,
    school: Uuid,
    sign_in_name: String,
    login_key: Bytes,
    read: SignedRead,
    /// Since 0.2.0.
    #[serde(default)]
    practice: Option<Practice>,
    /// Since 0.3.0.
    #[serde(default)]
    imported: Option<Imported>,
    /// Since 0.3.0.
    #[serde(default)]
    removed: Option<Removed>,
    /// Since 0.3.0.
    #[serde(default)]
    waiting: Option<Waiting>,
    /// Since 0.4.1: what a member said who looked at the record with other bytes, and at practice.
    #[serde(default)]
    looked_at: Option<[Acknowledgement; 2]>,
}

/// A phone that a member has ordered removed.
#[derive(Serialize, Deserialize)]
struct Removed {
    authorization: String,
    removal: Removal,
}

/// A route's first member, who has joined and waits.
#[derive(Serialize, Deserialize)]
struct Waiting {
    path: String,
    request: JoiningRequest,
}

#[derive(Serialize, Deserialize)]
struct Imported {
    id: Uuid,
    envelope: Bytes,
    receipt: Receipt,
}

#[derive(Serialize, Deserialize)]
struct Practice {
    id: Uuid,
    envelope: Bytes,
    receipt: Receipt,
}

fn put(client: &Client, known: &Known, envelope: &Bytes) -> (u16, Receipt) {
    put_at(client, known, &address::at(address::ENVELOPE, known.concern), envelope)
}

fn put_at(client: &Client, known: &Known, path: &str, envelope: &Bytes) -> (u16, Receipt) {
    let answer = client.send(
        "PUT",
        path,
        &[
            ("authorization", &known.authorization),
            ("content-digest", &content_digest(&envelope.0)),
            ("content-type", "application/octet-stream"),
        ],
        &envelope.0,
    );
    (answer.status, answer.json())
}

#[test]
fn this_release_and_every_one_before_it_are_frozen() {
    for folder in [IN_A_FILE, ON_A_SERVER] {
        assert!(
            all_releases(folder).iter().any(|release| release.ends_with(VERSION)),
            "freeze it: see CONTRIBUTING.md"
        );
    }
}

#[test]
fn phones_and_members_of_every_release_find_what_they_knew() {
    let in_files =
        all_releases(IN_A_FILE).into_iter().map(|release| (TakenOver::in_a_file(&release), release));
    let on_servers =
        all_releases(ON_A_SERVER).into_iter().map(|release| (TakenOver::on_a_server(&release), release));
    for (taken_over, release) in in_files.chain(on_servers) {
        let (client, known) = (&taken_over.endpoint.client, fs::read(release.join("known.json")).unwrap());
        let known: Known = serde_json::from_slice(&known).unwrap();

        let phone = [("authorization", known.authorization.as_str())];
        let directory: SignedDirectory = client.get(address::DIRECTORY, &phone).is(200).json();
        assert_eq!(directory, known.directory);
        assert_eq!(put(client, &known, &known.envelope), (200, known.receipt.clone()));
        assert_eq!(put(client, &known, &known.other_envelope), (409, known.other_receipt.clone()));
        if let Some(Practice { id, envelope, receipt }) = &known.practice {
            let path = address::at(address::PRACTICE, id);
            assert_eq!(put_at(client, &known, &path, envelope), (200, receipt.clone()));
        }
        if let Some(Imported { id, envelope, receipt }) = &known.imported {
            let path = address::at(address::ENVELOPE, id);
            assert_eq!(put_at(client, &known, &path, envelope), (200, receipt.clone()));
        }
        if let Some(Removed { authorization, removal }) = &known.removed {
            assert_eq!(hears(client, authorization), Some(removal.clone()));
        }
        if let Some(Waiting { path, request }) = &known.waiting {
            client.post(path, &[], request).is(200);
        }
        let state = client.get(&address::at(address::ENVELOPE_STATE, known.concern), &phone);
        let state: EnvelopeState = state.is(200).json();
        assert_eq!((state.receipt, state.read), (known.receipt.clone(), Some(known.read.clone())));

        let sign_in = serde_json::json!({
            "school": known.school, "member": known.sign_in_name, "login_key": known.login_key,
        });
        let answer = client.post(address::SESSIONS, &[], &sign_in).is(201);
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        if let Some(Waiting { request, .. }) = &known.waiting {
            let invited = client.get(address::INBOX_JOINING, &[("cookie", cookie)]).is(200);
            let invited = invited.json::<Vec<InvitedMember>>().into_iter();
            let entries: Vec<_> = invited.filter_map(|one| one.waiting).map(|one| one.entry).collect();
            assert_eq!(entries, std::slice::from_ref(&request.entry));
        }
        let page: InboxPage =
            client.get(&format!("{}?after=", address::INBOX_ENVELOPES), &[("cookie", cookie)]).is(200).json();
        let receipts: Vec<_> = page.envelopes.iter().map(|one| one.receipt.clone()).collect();
        if let Some([at_the_record, at_practice]) = known.looked_at {
            assert_eq!(page.envelopes[1].acknowledged, Some(at_the_record));
            let path = format!("{}?after=", address::INBOX_PRACTICE_PAGES);
            let page: PracticePage = client.get(&path, &[("cookie", cookie)]).is(200).json();
            assert_eq!(page.practice[0].acknowledged, Some(at_practice));
        }
        let imported = known.imported.map(|imported| imported.receipt);
        let all: Vec<_> = [known.receipt, known.other_receipt].into_iter().chain(imported).collect();
        assert_eq!(receipts, all);
        assert_eq!(page.envelopes[0].bytes, known.envelope);
        assert_eq!(taken_over.numbers_of_read_marks(), [1], "the read mark of {}", release.display());
    }
}

/// Writes the database of this release, once: `cargo test -p companion_endpoint --test api -- --ignored freezes`.
#[test]
#[ignore = "run by hand at a release: see CONTRIBUTING.md"]
fn freezes_this_release() {
    let (release, data) = (releases(IN_A_FILE).join(VERSION), folder());
    freezes(&release, Program::begins(&data), &data, &program::set_up_code(&data));
    let database = Connection::open(data.join("companion.sqlite")).unwrap();
    fs::write(release.join("database.sql"), as_sql(&database)).unwrap();

    let (release, data, database) = (releases(ON_A_SERVER).join(VERSION), folder(), TestDatabase::create());
    let code = program::inits_database(&data, &database.url).unwrap();
    freezes(&release, Program::serves_database(&data, &database.url), &data, &code);
    fs::write(release.join("database.sql"), database.statements()).unwrap();
}

fn freezes(release: &Path, mut endpoint: Program, data: &Path, code: &str) {
    fs::create_dir_all(release.parent().unwrap()).unwrap();
    fs::create_dir(release).expect("a release is frozen once");
    let school = TestSchool::of_its_dsl(&endpoint.client, code);
    let phone = school.enrols_a_phone();
    let known = lives_through_everything(&school, &phone);
    assert!(endpoint.is_stopped());
    fs::write(release.join("known.json"), serde_json::to_vec_pretty(&known).unwrap()).unwrap();
    fs::copy(data.join("receipt.key"), release.join("receipt.key")).unwrap();
}

fn hears(client: &Client, authorization: &str) -> Option<Removal> {
    let report = DeviceReport { version: VERSION.to_owned(), counted: None };
    let answer: DeviceAnswer =
        client.post(address::DEVICE, &[("authorization", authorization)], &report).is(200).json();
    answer.removal
}

fn removes_a_phone(school: &TestSchool) -> Removed {
    let phone = school.enrols_a_phone();
    school.removes(&phone);
    let authorization = phone.authorization();
    let removal = hears(&school.client, &authorization).unwrap();
    Removed { authorization, removal }
}

fn lets_somebody_wait(school: &TestSchool, cookie: &str) -> Waiting {
    let (link, invitation) = joining::planned(school, Route::Head);
    school.client.post(address::INBOX_JOINING, &[("cookie", cookie)], &invitation).is(201);
    let (path, (_, request)) = (joining::path(&link), joining::joins(school, &link));
    school.client.post(&path, &[], &request).is(201);
    Waiting { path, request }
}

/// A concern delivered, other bytes under its id, the first one read, practice, and one imported; the other bytes and the
/// practice looked at; a phone removed, and somebody who waits.
fn lives_through_everything(school: &TestSchool, phone: &TestPhone) -> Known {
    let (concern, envelope, receipt) = phone.delivers_a_concern(Route::Dsl);
    let other_envelope = phone.seals(concern, Route::Dsl, "Other words under the same id");
    let other_receipt: Receipt = phone.delivers(concern, &other_envelope).is(409).json();
    let cookie = school.signs_in(Route::Dsl);
    let member = school.member(Route::Dsl);
    let read = read::sign(&member.keys, &receipt, receipt.received_at);
    let path = address::at(address::INBOX_READ, concern);
    school.client.put(&path, &[("cookie", &cookie)], &read).is(204);
    let (id, words) = (new_id(), "Practice");
    let envelope_of_practice = phone.seals(id, Route::Dsl, words);
    let practised: Receipt = phone.practises(id, &envelope_of_practice).is(201).json();
    let practice = Practice { id, envelope: envelope_of_practice.into(), receipt: practised };
    let id = new_id();
    let envelope_of_file = phone.seals(id, Route::Dsl, "Brought in a file");
    let digest = content_digest(&envelope_of_file);
    let headers = [("cookie", cookie.as_str()), ("content-digest", &digest)];
    let path = address::at(address::INBOX_ENVELOPE, id);
    let of_file = school.client.send("PUT", &path, &headers, &envelope_of_file).is(201).json();
    let imported = Imported { id, envelope: envelope_of_file.into(), receipt: of_file };
    let looks_at = |address, receipt: &Receipt| {
        let said = acknowledgement::sign(&member.keys, receipt, receipt.received_at);
        school.client.put(&address::at(address, receipt.id), &[("cookie", &cookie)], &said).is(204);
        said
    };
    let looked_at = [
        looks_at(address::INBOX_ACKNOWLEDGEMENT, &other_receipt),
        looks_at(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, &practice.receipt),
    ];
    Known {
        looked_at: Some(looked_at),
        practice: Some(practice),
        imported: Some(imported),
        removed: Some(removes_a_phone(school)),
        waiting: Some(lets_somebody_wait(school, &cookie)),
        authorization: phone.authorization(),
        directory: phone.fetches_the_directory(),
        concern,
        envelope: envelope.into(),
        receipt,
        other_envelope: other_envelope.into(),
        other_receipt,
        school: school.id,
        sign_in_name: member.sign_in_name.clone(),
        login_key: member.login_key.into(),
        read,
    }
}
