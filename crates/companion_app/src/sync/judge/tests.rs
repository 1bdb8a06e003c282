use companion_model::{
    DeviceTime, Route,
    wire::v1::{EnvelopeState, MemberEntry},
};
use companion_seal::{
    member::MemberKeys,
    receipt::{ReceiptKey, UnsignedReceipt},
    root::RootKey,
    route_keys::RouteKeys,
};

use super::*;

const SCHOOL: Uuid = Uuid::from_u128(1);
const ID: Uuid = Uuid::from_u128(2);
const EPOCH: Uuid = Uuid::from_u128(3);

struct TestSchool {
    key: ReceiptKey,
    member: MemberKeys,
    route: RouteKeys,
    directory: Directory,
}

fn school() -> TestSchool {
    let key = ReceiptKey::generate().unwrap();
    let member = MemberKeys::generate(Uuid::from_u128(4)).unwrap();
    let (root, dsl) = (RootKey::generate().unwrap(), RouteKeys::generate(Route::Dsl).unwrap());
    let entry = MemberEntry {
        id: member.id(),
        name: "Demonstration DSL".into(),
        role: "DSL".into(),
        phone: String::new(),
        signing_key: member.signing_key(),
        sealing: None,
    };
    let directory = Directory {
        v: 1,
        school: SCHOOL,
        school_name: "Demonstration School".into(),
        version: 1,
        issued_at: 0,
        valid_until: 1,
        root_key: root.public(),
        routes: vec![companion_seal::directory::entry(&root, SCHOOL, &dsl, vec![entry])],
        receipt_keys: vec![key.public()],
        contacts: vec![],
        lock_after_min: None,
    };
    TestSchool { key, member, route: dsl, directory }
}

fn sha256() -> Bytes {
    Bytes(vec![7; 32])
}

fn receipt(key: &ReceiptKey) -> Receipt {
    receipt_flagged(key, vec![])
}

fn receipt_flagged(key: &ReceiptKey, flags: Vec<Flag>) -> Receipt {
    let (received_at, seq) = (1_793_716_320_000, 1);
    key.sign(UnsignedReceipt {
        school: SCHOOL,
        route: Route::Dsl,
        id: ID,
        sha256: [7; 32],
        received_at,
        epoch: EPOCH,
        seq,
        flags,
    })
}

fn delivery(practice: bool) -> Delivery {
    let signed_at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 0, zone: String::new() };
    Delivery { practice, ..Delivery::queued(ID, Uuid::from_u128(5), Route::Dsl, signed_at, sha256()) }
}

fn response(status: u16, body: &[u8]) -> Response<'_> {
    Response { status, retry_after_s: None, epoch: Some(EPOCH), body }
}

fn problem(kind: &str, status: u16) -> Vec<u8> {
    serde_json::to_vec(&Problem { kind: kind.into(), title: String::new(), status, detail: String::new() })
        .unwrap()
}

#[test]
fn a_receipt_for_practice_is_none_for_a_record_nor_the_other_way_round() {
    let school = school();
    let (record, practice) =
        (receipt_flagged(&school.key, vec![]), receipt_flagged(&school.key, vec![Flag::Practice]));
    let put = |receipt: &Receipt, practice| {
        put(&response(201, &serde_json::to_vec(receipt).unwrap()), &school.directory, &delivery(practice))
    };
    assert!(matches!(put(&record, false), Put::Received(..)));
    assert!(matches!(put(&practice, true), Put::Received(..)));
    assert_eq!((put(&record, true), put(&practice, false)), (Put::Unanswered(None), Put::Unanswered(None)));
}

#[test]
fn only_a_checked_receipt_means_received() {
    let school = school();
    let put = |status, body: &[u8]| put(&response(status, body), &school.directory, &delivery(false));
    let good = receipt(&school.key);
    let json = |receipt: &Receipt| serde_json::to_vec(receipt).unwrap();
    assert_eq!(put(201, &json(&good)), Put::Received(good.clone()));
    assert_eq!(put(200, &json(&good)), Put::Received(good.clone()));

    let forged = receipt(&ReceiptKey::generate().unwrap());
    let of_another = Receipt { id: Uuid::from_u128(9), ..good.clone() };
    for body in [
        json(&forged),
        json(&of_another),
        b"<html>Please log in</html>".to_vec(),
        vec![],
        json(&good)[..80].to_vec(),
    ] {
        for status in [200, 201, 302, 403, 500, 511] {
            assert_eq!(put(status, &body), Put::Unanswered(None));
        }
    }
}

#[test]
fn a_refusal_is_believed_only_in_our_own_protocol_s_words() {
    let school = school();
    let put = |status, body: &[u8]| put(&response(status, body), &school.directory, &delivery(false));
    for (kind, status, refusal) in [
        (problem::UNKNOWN_DEVICE, 401, Refusal::UnknownDevice),
        (problem::REMOVED_DEVICE, 403, Refusal::RemovedDevice),
        (problem::TOO_LARGE, 413, Refusal::TooLarge),
        (problem::UNPUBLISHED_KEY, 422, Refusal::UnpublishedKey),
        (problem::DIGEST, 422, Refusal::Unreadable),
        (problem::UNREADABLE_HEADER, 422, Refusal::Unreadable),
        // Not for a put as this build knows it; and one that only a newer endpoint knows.
        (problem::UNREADABLE_BODY, 422, Refusal::Unknown),
        (problem::UNKNOWN_ADDRESS, 404, Refusal::Unknown),
        ("/problems/of-a-newer-endpoint", 451, Refusal::Unknown),
    ] {
        assert_eq!(put(status, &problem(kind, status)), Put::Refused(refusal));
        assert_eq!(put(200, &problem(kind, status)), Put::Unanswered(None), "a status that does not fit");
    }
    assert_eq!(put(401, b"<html>Blocked by your school's filter</html>"), Put::Unanswered(None));
    // What says nothing of the envelope, and what a proxy says in a document of its own.
    for (kind, status) in [
        (problem::NO_TOKEN, 401),
        (problem::UNREADABLE_BODY, 408),
        (problem::TOO_MANY, 429),
        (problem::UNAVAILABLE, 503),
        ("/problems/of-a-newer-endpoint", 500),
        ("about:blank", 403),
        ("https://filter.example/problems/blocked", 403),
    ] {
        assert_eq!(put(status, &problem(kind, status)), Put::Unanswered(None), "{kind} {status}");
    }
    assert!(is_removed_device(&response(403, &problem(problem::REMOVED_DEVICE, 403))));
    for (status, body) in
        [(403, b"<html>Blocked</html>".to_vec()), (401, problem(problem::UNKNOWN_DEVICE, 401))]
    {
        assert!(!is_removed_device(&response(status, &body)));
    }
}

#[test]
fn of_two_directories_of_one_version_the_first_stays_and_only_a_later_one_takes_its_place() {
    let TestSchool { route, directory: first, .. } = school();
    let judged = |version, school_name: &str| {
        let other = Directory { version, school_name: school_name.into(), ..first.clone() };
        let signed = companion_seal::directory::sign(&other, &route).unwrap();
        let pinned = (SCHOOL, &companion_seal::root::fingerprint(&first.root_key));
        let newer = directory(&signed, pinned, Some(&first));
        newer.map(|newer| newer.map(|newer| newer.school_name))
    };
    assert_eq!(judged(1, "Another School"), Ok(None));
    assert_eq!(judged(2, "Another School"), Ok(Some("Another School".into())));
    assert_eq!(judged(0, "Another School"), Err(DirectoryError::Older));
}

#[test]
fn a_wait_is_respected_only_where_our_own_endpoint_names_it() {
    let school = school();
    let put = |status, body: &[u8]| {
        put(
            &Response { retry_after_s: Some(7), ..response(status, body) },
            &school.directory,
            &delivery(false),
        )
    };
    for (kind, status) in [(problem::TOO_MANY, 429), (problem::UNAVAILABLE, 503)] {
        assert_eq!(put(status, &problem(kind, status)), Put::Unanswered(Some(7_000)), "{status}");
        for body in [&b""[..], b"<html>Busy</html>", b"{}", &problem(kind, 418)] {
            assert_eq!(put(status, body), Put::Unanswered(None), "{status}");
        }
    }
    for (kind, status) in [(problem::NO_TOKEN, 401), (problem::UNREADABLE_BODY, 408)] {
        assert_eq!(put(status, &problem(kind, status)), Put::Unanswered(None), "{status}");
    }
}

/// What is said of the one envelope that was asked about.
fn asked(school: &TestSchool, answer: &StatesAnswer) -> Asked {
    let body = serde_json::to_vec(answer).unwrap();
    states(&response(200, &body), &school.directory, &[&delivery(false)])
}

fn answer(held: Vec<EnvelopeState>, unknown: Vec<Uuid>) -> StatesAnswer {
    StatesAnswer { at: 9, held, unknown }
}

#[test]
fn read_is_believed_only_when_a_member_of_the_route_signed_it() {
    let school = school();
    let receipt = receipt(&school.key);
    let stranger = MemberKeys::generate(school.member.id()).unwrap();
    for (reader, believed) in [(&school.member, true), (&stranger, false)] {
        let read = read::sign(reader, &receipt, 5);
        let state = EnvelopeState { receipt: receipt.clone(), read: Some(read.clone()) };
        let known = Known::Held(receipt.clone(), believed.then_some(read));
        assert_eq!(asked(&school, &answer(vec![state], vec![])), Asked::Answered(vec![(ID, known)], 9));
    }
}

#[test]
fn what_a_member_read_before_they_left_stays_read() {
    let mut school = school();
    let receipt = receipt(&school.key);
    let read = read::sign(&school.member, &receipt, 5);
    let state = EnvelopeState { receipt: receipt.clone(), read: Some(read.clone()) };
    let next = RouteKeys::generate(Route::Dsl).unwrap();
    let entry = &school.directory.routes[0];
    let without = companion_seal::directory::succeed(SCHOOL, entry, &school.route, &next, vec![]).unwrap();
    school.directory.routes = vec![without];
    let known = Known::Held(receipt, Some(read));
    assert_eq!(asked(&school, &answer(vec![state], vec![])), Asked::Answered(vec![(ID, known)], 9));
}

#[test]
fn an_envelope_is_forgotten_or_held_only_when_the_endpoint_says_so_of_it() {
    let school = school();
    let other = Uuid::from_u128(9);
    let forgotten = Asked::Answered(vec![(ID, Known::Forgotten)], 9);
    assert_eq!(asked(&school, &answer(vec![], vec![other, ID])), forgotten);
    assert_eq!(asked(&school, &answer(vec![], vec![other])), Asked::Unanswered(None));
    let forged = receipt(&ReceiptKey::generate().unwrap());
    let of_another = Receipt { id: other, ..receipt(&school.key) };
    for receipt in [forged, of_another] {
        let state = EnvelopeState { receipt, read: None };
        assert_eq!(asked(&school, &answer(vec![state], vec![])), Asked::Unanswered(None));
    }
}

#[test]
fn who_asks_is_unknown_only_in_our_own_protocol_s_words() {
    let school = school();
    let states =
        |status, body: &[u8]| states(&response(status, body), &school.directory, &[&delivery(false)]);
    assert_eq!(states(401, &problem(problem::UNKNOWN_DEVICE, 401)), Asked::UnknownDevice);
    for (status, body) in [
        (401, b"<html>Log in</html>".to_vec()),
        (404, problem(problem::UNKNOWN_ADDRESS, 404)),
        (200, problem(problem::UNKNOWN_DEVICE, 401)),
        (200, b"{}".to_vec()),
    ] {
        assert_eq!(states(status, &body), Asked::Unanswered(None), "{status}");
        assert!(!is_unknown_device(&response(status, &body)));
    }
}
