//! What a desk asks for: what came, what was read and what was looked at since it last asked.

use companion_model::{
    Route,
    wire::v1::{
        Acknowledgement, AcknowledgementMark, InboxChanges, InboxPage, ReadMark, Receipt, SignedRead,
        address, problem,
    },
};
use companion_seal::{acknowledgement, read};
use data_encoding::BASE64URL_NOPAD;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{Client, EndpointOptions, SETUP_CODE, TestEndpoint, TestSchool};

pub fn asks(client: &Client, cookie: &str, query: &str) -> InboxChanges {
    client.get(&format!("{}{query}", address::INBOX_CHANGES), &[("cookie", cookie)]).is(200).json()
}

/// Asks until there is no more; the numbers of what came, and where the desk stands then.
pub fn asks_for_all(client: &Client, cookie: &str) -> (Vec<u64>, String) {
    let (mut came, mut query) = (Vec::new(), String::new());
    loop {
        let changes = asks(client, cookie, &query);
        came.extend(seqs(&changes));
        if !changes.more {
            return (came, changes.next);
        }
        query = format!("?after={}", changes.next);
    }
}

fn seqs(changes: &InboxChanges) -> Vec<u64> {
    changes.envelopes.iter().map(|one| one.receipt.seq).collect()
}

/// Who holds this route marks a record as read.
pub fn marks(school: &TestSchool, client: &Client, route: Route, receipt: &Receipt) -> SignedRead {
    let signed = read::sign(&school.member(route).keys, receipt, receipt.received_at + 1);
    let path = address::at(address::INBOX_READ, receipt.id);
    client.put(&path, &[("cookie", &school.signs_in(route))], &signed).is(204);
    signed
}

/// Who holds this route says that they looked at what does not open.
fn looks(school: &TestSchool, client: &Client, route: Route, receipt: &Receipt) -> Acknowledgement {
    let said = acknowledgement::sign(&school.member(route).keys, receipt, receipt.received_at + 1);
    let path = address::at(address::INBOX_ACKNOWLEDGEMENT, receipt.id);
    client.put(&path, &[("cookie", &school.signs_in(route))], &said).is(204);
    said
}

/// The head is the DSL's deputy too.
fn with_two_dsls(store: StoreKind) -> (TestEndpoint, TestSchool) {
    let world =
        TestEndpoint::start_with(store, EndpointOptions { puts_per_minute: None, ..Default::default() });
    world.offers_setup(SETUP_CODE);
    let school = TestSchool::with_two_dsls(&world.client, SETUP_CODE);
    (world, school)
}

#[apply(each_store)]
fn a_desk_hears_that_a_colleague_read_one_of_the_first_records(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let receipts: Vec<_> = (0..120).map(|_| phone.delivers_a_concern(Route::Dsl).2).collect();
    let cookie = school.signs_in(Route::Dsl);
    let (all, next) = asks_for_all(&world.client, &cookie);
    assert_eq!(all, (1..=120).rev().collect::<Vec<_>>(), "all of them, the newest first");
    let quiet = asks(&world.client, &cookie, &format!("?after={next}"));
    assert_eq!((quiet.envelopes.len(), quiet.reads.len(), quiet.more, quiet.held), (0, 0, false, None));

    let signed = marks(&school, &world.client, Route::Head, &receipts[2]);
    // Their second word changes nothing, and is told to nobody.
    marks(&school, &world.client, Route::Dsl, &receipts[2]);
    let (.., newer) = phone.delivers_a_concern(Route::Dsl);
    let changes = asks(&world.client, &cookie, &format!("?after={}", quiet.next));
    let expected = ReadMark { id: receipts[2].id, sha256: receipts[2].sha256.clone(), read: signed };
    assert_eq!((changes.reads, changes.anew), (vec![expected], false));
    assert_eq!(changes.envelopes.iter().map(|one| &one.receipt).collect::<Vec<_>>(), [&newer]);
    let after = asks(&world.client, &cookie, &format!("?after={}", changes.next));
    assert_eq!((after.envelopes.len(), after.reads.len()), (0, 0));
}

#[apply(each_store)]
fn a_desk_hears_that_a_colleague_looked_at_one_of_the_first_records(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let receipts: Vec<_> = (0..60).map(|_| phone.delivers_a_concern(Route::Dsl).2).collect();
    let cookie = school.signs_in(Route::Dsl);
    let (_, next) = asks_for_all(&world.client, &cookie);

    let said = looks(&school, &world.client, Route::Head, &receipts[2]);
    // Their second word changes nothing, and is told to nobody.
    looks(&school, &world.client, Route::Dsl, &receipts[2]);
    let changes = asks(&world.client, &cookie, &format!("?after={next}"));
    let expected = AcknowledgementMark { id: receipts[2].id, sha256: receipts[2].sha256.clone(), said };
    assert_eq!((changes.looked_at, changes.reads.len(), changes.envelopes.len()), (vec![expected], 0, 0));
    let after = asks(&world.client, &cookie, &format!("?after={}", changes.next));
    assert!(after.looked_at.is_empty());

    // What is read meanwhile has numbers of its own: neither word hides the other.
    marks(&school, &world.client, Route::Head, &receipts[3]);
    looks(&school, &world.client, Route::Head, &receipts[4]);
    let changes = asks(&world.client, &cookie, &format!("?after={}", after.next));
    let ids = (changes.reads[0].id, changes.looked_at[0].id);
    assert_eq!(ids, (receipts[3].id, receipts[4].id));
    assert_eq!((changes.reads.len(), changes.looked_at.len()), (1, 1));
}

#[apply(each_store)]
fn what_comes_while_a_desk_still_fetches_is_told_at_once_and_nothing_is_missed_or_told_twice(
    store: StoreKind,
) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let first: Vec<_> = (0..5).map(|_| phone.delivers_a_concern(Route::Dsl).2).collect();
    let cookie = school.signs_in(Route::Dsl);
    let one = asks(&world.client, &cookie, "?most=2");
    assert_eq!((seqs(&one), one.more, one.held), (vec![5, 4], true, Some(5)));

    phone.delivers_a_concern(Route::Dsl);
    let signed = marks(&school, &world.client, Route::Head, &first[0]);
    let two = asks(&world.client, &cookie, &format!("?most=2&after={}", one.next));
    assert_eq!((seqs(&two), two.more, two.held), (vec![6, 3], true, Some(6)));
    assert_eq!(two.reads.len(), 1, "of a record that this desk has not fetched yet");
    let three = asks(&world.client, &cookie, &format!("?most=2&after={}", two.next));
    assert_eq!((seqs(&three), three.more, three.held), (vec![2, 1], false, None));
    assert_eq!(three.envelopes[1].read, Some(signed), "and it comes with the record");
}

#[apply(each_store)]
fn what_a_closed_route_received_or_read_leaves_no_trace_in_what_a_desk_is_told(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    phone.delivers_a_concern(Route::Dsl);
    let cookie = school.signs_in(Route::Dsl);
    let (_, next) = asks_for_all(&world.client, &cookie);
    let told = |query: &str| {
        world.client.get(&format!("{}{query}", address::INBOX_CHANGES), &[("cookie", &cookie)]).is(200).body
    };
    let (start, quiet) = (told(""), told(&format!("?after={next}")));

    for _ in 0..3 {
        let (.., receipt) = phone.delivers_a_concern(Route::Chair);
        marks(&school, &world.client, Route::Chair, &receipt);
        looks(&school, &world.client, Route::Chair, &receipt);
    }
    assert_eq!(told(""), start, "whoever asks for the first time");
    assert_eq!(told(&format!("?after={next}")), quiet, "whoever asks again");
    let read =
        marks(&school, &world.client, Route::Dsl, &asks(&world.client, &cookie, "").envelopes[0].receipt);
    let changes = asks(&world.client, &cookie, &format!("?after={next}"));
    assert_eq!(changes.reads.into_iter().map(|one| one.read).collect::<Vec<_>>(), [read]);

    // A cursor is no key: with the chair's name written into it, it still tells of the member's own routes alone.
    let text = String::from_utf8(BASE64URL_NOPAD.decode(next.as_bytes()).unwrap()).unwrap();
    let forged = BASE64URL_NOPAD.encode(format!("{text},chair:0:4:0:0").as_bytes());
    let changes = asks(&world.client, &cookie, &format!("?after={forged}"));
    assert_eq!((changes.envelopes.len(), changes.reads.len(), changes.anew), (0, 1, false));
    assert_eq!(changes.next, asks(&world.client, &cookie, &format!("?after={next}")).next);
}

#[apply(each_store)]
fn a_cursor_that_is_none_is_refused_and_very_many_are_never_told_at_once(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let all = 510;
    (0..all).for_each(|_| drop(phone.delivers_a_concern(Route::Dsl)));
    let cookie = school.signs_in(Route::Dsl);
    let answer =
        world.client.get(&format!("{}?after=nonsense!", address::INBOX_CHANGES), &[("cookie", &cookie)]);
    answer.says(422, problem::UNREADABLE_BODY, "The cursor is not one.");
    for (most, expected) in [("0", 1), ("3", 3), ("200", 200), ("99999", 500), ("many", 50), ("", 50)] {
        let query = format!("?most={most}");
        assert_eq!(asks(&world.client, &cookie, &query).envelopes.len(), expected, "most={most}");
        let path = format!("{}{query}", address::INBOX_ENVELOPES);
        let page: InboxPage = world.client.get(&path, &[("cookie", &cookie)]).is(200).json();
        assert_eq!(page.envelopes.len(), expected, "most={most} on the pages of 0.4.0");
    }
    assert_eq!(asks_for_all(&world.client, &cookie).0.len(), all);
}
