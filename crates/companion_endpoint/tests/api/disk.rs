//! A full disk: no receipt, nothing half stored, everything goes on once there is room.

use companion_model::{
    Route,
    wire::v1::{InboxPage, Receipt, address, problem},
};

use crate::world::{
    EndpointOptions, StoreKind, TestEndpoint, TestPhone, TestSchool, folder, new_id,
    program::{self, Program},
};

#[test]
fn a_full_disk_gives_503_and_no_receipt_and_what_was_received_stays() {
    let (world, school) = TestEndpoint::with_school_and(
        StoreKind::SmallSqlite { pages: 600 },
        EndpointOptions { puts_per_minute: None, ..Default::default() },
    );
    let (phone, cookie) = (school.enrols_a_phone(), school.signs_in(Route::Dsl));
    let mut received = Vec::new();
    let refused = loop {
        let id = new_id();
        let envelope = phone.seals_the_longest(id);
        let answer = phone.delivers(id, &envelope);
        if answer.status != 201 {
            answer.says(
                503,
                problem::UNAVAILABLE,
                "Anything the school hasn't confirmed is still on this phone. It will be sent again",
            );
            assert_ne!(answer.header("retry-after"), "");
            break id;
        }
        received.push(answer.json::<Receipt>());
        assert!(received.len() < 50, "the disk never filled");
    };
    assert!(!received.is_empty());
    phone.asks(&address::at(address::ENVELOPE_STATE, refused)).is(404);

    // Reading goes on, and so does a smaller delivery that still fits; its number follows without a gap.
    let page: InboxPage = world.client.get(address::INBOX_ENVELOPES, &[("cookie", &cookie)]).is(200).json();
    assert_eq!(page.envelopes.into_iter().map(|one| one.receipt).collect::<Vec<_>>(), received);
    let (.., small) = phone.delivers_a_concern(Route::Dsl);
    assert_eq!(small.seq, received.len() as u64 + 1);
}

#[test]
fn deliveries_that_share_a_commit_with_one_that_does_not_fit_are_refused_or_kept_never_half() {
    let (_world, school) = TestEndpoint::with_school_and(
        StoreKind::SmallSqlite { pages: 400 },
        EndpointOptions { puts_per_minute: None, ..Default::default() },
    );
    let phone = school.enrols_a_phone();
    let kept: Vec<_> = std::thread::scope(|scope| {
        let deliver = || {
            let deliveries = (0..20).map(|_| {
                let id = new_id();
                let envelope = phone.seals(id, Route::Dsl, &"Many at once. ".repeat(2000));
                (id, phone.delivers(id, &envelope))
            });
            deliveries.collect::<Vec<_>>()
        };
        let writers: Vec<_> = (0..4).map(|_| scope.spawn(deliver)).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(kept.iter().any(|(_, answer)| answer.status == 201));
    assert!(kept.iter().any(|(_, answer)| answer.status == 503));
    for (id, answer) in kept {
        let state = phone.asks(&address::at(address::ENVELOPE_STATE, id));
        assert_eq!(state.status, if answer.status == 201 { 200 } else { 404 });
    }
}

#[test]
fn a_write_the_system_refuses_gives_503_and_after_a_restart_everything_acknowledged_is_there() {
    let data = folder();
    let code = program::set_up_code(&data);
    let mut endpoint = Program::serves_on_a_small_disk(&data, 2048);
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let mut phone = school.enrols_a_phone();
    let (mut received, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        let id = new_id();
        let envelope = phone.seals_the_longest(id);
        let answer = phone.delivers(id, &envelope);
        if answer.status == 201 {
            received.push(answer.json::<Receipt>());
        } else {
            answer.says(503, problem::UNAVAILABLE, "It will be sent again");
            refused.push((id, envelope));
        }
    }
    assert!(!received.is_empty() && !refused.is_empty(), "{} and {}", received.len(), refused.len());
    let (log, id) = (std::fs::read_to_string(program::log(&data)).unwrap(), refused[0].0);
    let cause = format!(" ERROR request{{method=PUT path=/api/v1/envelopes/{id}}}: database: ");
    assert!(log.contains(&cause), "the cause is not in the log: {log}");

    endpoint.is_killed();
    let endpoint = Program::serves(&data);
    phone.client = endpoint.client.clone();
    for receipt in received {
        let state = phone.asks(&address::at(address::ENVELOPE_STATE, receipt.id)).is(200);
        assert_eq!(state.json::<companion_model::wire::v1::EnvelopeState>().receipt, receipt);
    }
    for (id, envelope) in refused {
        phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
        phone.delivers(id, &envelope).is(201);
    }
}

/// Delivers the shortest there is until there is no room for one more.
fn is_filled_by(phone: &TestPhone) {
    for _ in 0..2000 {
        let id = new_id();
        if phone.delivers(id, &phone.seals(id, Route::Dsl, "Until nothing fits")).status == 503 {
            return;
        }
    }
    panic!("the disk never filled");
}

/// Everybody signs in more often than the last pages have room for, reads, and signs out.
#[track_caller]
fn everybody_signs_in_reads_and_signs_out(school: &TestSchool, before: &str) {
    let mut cookies: Vec<_> = (0..30).flat_map(|_| Route::ALL.map(|route| school.signs_in(route))).collect();
    cookies.push(before.to_owned());
    let reads = |cookie: &str| school.client.get(address::INBOX_ENVELOPES, &[("cookie", cookie)]).status;
    assert!(cookies.iter().all(|cookie| reads(cookie) == 200));
    for cookie in &cookies {
        school.client.delete(address::SESSIONS, &[("cookie", cookie)]).is(204);
    }
    assert!(cookies.iter().all(|cookie| reads(cookie) == 401));
}

#[test]
fn with_a_full_disk_members_sign_in_read_and_sign_out() {
    let (_world, school) = TestEndpoint::with_school_and(
        StoreKind::SmallSqlite { pages: 400 },
        EndpointOptions { puts_per_minute: None, ..Default::default() },
    );
    let (phone, before) = (school.enrols_a_phone(), school.signs_in(Route::Dsl));
    is_filled_by(&phone);
    everybody_signs_in_reads_and_signs_out(&school, &before);
}

#[test]
fn where_the_system_refuses_every_write_members_sign_in_read_and_sign_out() {
    let data = folder();
    let code = program::set_up_code(&data);
    let endpoint = Program::serves_on_a_small_disk(&data, 2048);
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let (phone, before) = (school.enrols_a_phone(), school.signs_in(Route::Dsl));
    is_filled_by(&phone);
    everybody_signs_in_reads_and_signs_out(&school, &before);
}

#[test]
fn a_backup_that_the_system_refuses_to_write_says_so_and_leaves_nothing_that_looks_like_one() {
    let (data, elsewhere) = (folder(), folder());
    drop(program::set_up_code(&data));
    let to = elsewhere.join("backup");
    let output = program::runs_after("ulimit -f 8", "backup", &data, &["--to", to.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code().is_some() && !output.status.success(), "{said}");
    assert!(said.contains("companion-endpoint: "), "{said}");
    assert!(!to.exists());
}
