//! The program is killed or stopped, and started again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use companion_endpoint::{
    rules::{self, Quotas, envelopes::Delivery},
    store::{DeliveredBy, EnvelopeKind, NewEnvelope},
};
use companion_model::{Route, wire::v1::address};
use companion_seal::{digest, envelope::Header};

use crate::contract::{apply, each_store, rstest};
use crate::world::{
    StoreKind, TestEndpoint, TestPhone, TestSchool,
    deployment::{Deployment, grows, holds_all, rounds},
    folder, new_id,
    program::{self, Program},
};

#[test]
fn what_was_acknowledged_survives_a_kill_in_the_middle_of_everything() {
    let mut deployment = Deployment::on_sqlite();
    let ledger = deployment.delivers_while(|deployment, bases, ledger| {
        for round in 0..rounds(5, 50) {
            // Not the same moment of a commit each time.
            grows(ledger, 60 + round);
            deployment.kill_and_serve(0, bases);
        }
        grows(ledger, 60);
    });
    holds_all(&deployment.school, &deployment.endpoints.served[0].0.client, &ledger);
}

#[test]
fn a_stopped_endpoint_ends_soon_and_well_and_keeps_its_receipt_key() {
    let data = folder();
    let mut endpoint = Program::begins(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    let (id, envelope, _) = phone.delivers_a_concern(Route::Dsl);
    let begun = Instant::now();
    assert!(endpoint.is_stopped());
    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());

    let endpoint = Program::serves(&data);
    phone.client = endpoint.client.clone();
    phone.delivers(id, &envelope).is(200);
    phone.delivers_a_concern(Route::Head);
}

#[test]
fn every_signal_that_ends_a_service_ends_it_well() {
    let data = folder();
    drop(program::set_up_code(&data));
    for signal in ["TERM", "INT", "HUP"] {
        assert!(Program::serves(&data).is_told(signal), "{signal}");
    }
}

#[apply(each_store)]
fn an_endpoint_that_can_t_write_any_more_ends_and_says_so(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let bytes = phone.seals(id, Route::Dsl, "While the writer breaks down");
    let header = Header::parse(&bytes).unwrap();
    let new = NewEnvelope {
        school: school.id,
        by: DeliveredBy::Device(phone.device),
        id,
        route: header.route,
        kid: header.kid,
        sealed_on: header.device,
        sha256: digest(&bytes),
        bytes,
        now: world.now(),
    };
    let (opened, runtime) = world.store();
    let delivery = Delivery {
        kind: EnvelopeKind::Record,
        new,
        secret_sha256: Some(digest(&phone.secret)),
        quotas: Quotas::default(),
        sign: Arc::new(|_| panic!("on purpose, by a test")),
    };
    let breaks_down = rules::envelopes::put(opened, delivery);
    assert!(runtime.block_on(breaks_down).is_err());
    let said = world.has_ended();
    assert!(
        said.contains("nothing more can be stored") && said.contains("Start the endpoint again"),
        "{said}"
    );
}

#[test]
fn a_second_endpoint_on_the_same_folder_says_that_one_is_running() {
    let data = folder();
    let _endpoint = Program::begins(&data);
    let output = program::runs("serve", &[("--data", &data)], &["--listen", "127.0.0.1:0"]);
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("an endpoint is running on this folder; stop it first"), "{words}");
}

#[test]
fn log_and_database_hold_no_code_token_or_name_they_should_not() {
    let data = folder();
    let mut endpoint = Program::begins(&data);
    let set_up = program::set_up_code(&data);
    let school = TestSchool::founded_at(&endpoint.client, &set_up);
    let cookie = school.signs_in(Route::Dsl);
    let (invitation, _) = school.invites(&cookie);
    let (phone, request) = TestPhone::planned(&school, &invitation);
    school.client.post(&address::at(address::ENROLMENT, invitation.code()), &[], &request).is(201);
    let (id, ..) = phone.delivers_a_concern(Route::Dsl);
    school.client.get("/enrol/pasted-by-mistake", &[]);
    // By then every line is written.
    assert!(endpoint.is_stopped());

    let log = std::fs::read(program::log(&data)).unwrap();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let line = format!(" request{{method=PUT path=/api/v1/envelopes/{id}}}: answered status=201 ");
    assert!(holds(&log, &line), "the log is empty");
    assert!(holds(&log, " request{method=GET path=file}: answered status="), "what is no route is a file");
    let token = phone.authorization();
    let secrets = [&set_up, &invitation.code(), &cookie[54..], &token[token.len() - 43..]];
    for secret in secrets.into_iter().chain(["Sam Teacher", "demonstration-dsl", "pasted-by-mistake"]) {
        assert!(!holds(&log, secret), "the log holds {secret:?}");
    }
    let files = std::fs::read_dir(&*data).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let database = files.collect::<Vec<_>>().concat();
    assert!(holds(&database, "Sam Teacher"), "the wrong files");
    for secret in secrets {
        assert!(!holds(&database, secret), "the database holds {secret:?}");
    }
    assert!(!holds(&database, "Written in a corridor"), "the database can be read");
}
