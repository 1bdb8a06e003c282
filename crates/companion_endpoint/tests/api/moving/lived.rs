//! A school in which everything has happened that a database keeps.

use companion_model::{
    Route,
    wire::v1::{
        AuthorOnFile, DeviceAnswer, DeviceReport, Directory, EnrolmentAnswer, Flag, InboxChanges,
        InboxEnvelope, InboxPage, InvitedMember, PracticePage, Receipt, Removal, address, problem,
    },
};
use companion_seal::{acknowledgement, directory, invitation::Invitation, joining::RouteInvitation};
use uuid::Uuid;

use crate::contract::{changes, directory::changed_for, imports, joining};
use crate::world::{Client, TestPhone, TestSchool, new_id};

/// The school, and what its phones and members know of it.
pub struct Lived {
    pub school: TestSchool,
    pub phone: TestPhone,
    pub removed: TestPhone,
    open: Invitation,
    withdrawn: Invitation,
    waiting: RouteInvitation,
    /// What was acknowledged: the id, the bytes and the receipt.
    pub acknowledged: Vec<Acknowledged>,
    practice: Vec<Uuid>,
    /// Where the DSL's desk stands.
    desk: String,
}

pub type Acknowledged = (Uuid, Vec<u8>, Receipt);

impl Lived {
    pub fn through_everything(client: &Client, code: &str) -> Self {
        let school = TestSchool::with_two_dsls_and(client, code, &[Route::Dsl, Route::Head]);
        let (mut phone, removed) = (school.enrols_a_phone(), school.enrols_a_phone());
        let mut acknowledged = Vec::new();
        for route in [Route::Dsl, Route::Head, Route::Dsl] {
            acknowledged.push(phone.delivers_a_concern(route));
            acknowledged.push(removed.delivers_a_concern(route));
        }
        for (id, ..) in [acknowledged[0].clone(), acknowledged[1].clone()] {
            let other = phone.seals(id, Route::Dsl, "Other words under the same id");
            let receipt = phone.delivers(id, &other).is(409).json();
            acknowledged.push((id, other, receipt));
        }
        let (id, cookie) = (new_id(), school.signs_in(Route::Dsl));
        let carried = phone.seals(id, Route::Dsl, "Brought in a file");
        let receipt = imports::imports(&school, Route::Dsl, id, &carried).is(201).json();
        acknowledged.push((id, carried, receipt));

        school.removes(&removed);
        acknowledged.push(removed.delivers_a_concern(Route::Dsl));
        changes::marks(&school, client, Route::Dsl, &acknowledged[0].2);
        changes::marks(&school, client, Route::Head, &acknowledged[2].2);
        looks_at(&school, client, address::INBOX_ACKNOWLEDGEMENT, &acknowledged[6].2);
        let practice = practises(&school, &phone);

        let open = school.invites(&cookie).0;
        let (withdrawn, request) = school.invites(&cookie);
        let path = address::at(address::INBOX_INVITATION, request.author);
        client.delete(&path, &[("cookie", &cookie)]).is(204);
        let waiting = lets_somebody_wait(&school, client, &cookie);
        phone.directory = changes_its_key(&school, client, &cookie);
        acknowledged.push(phone.delivers_a_concern(Route::Dsl));
        let desk = changes::asks_for_all(client, &school.signs_in(Route::Dsl)).1;
        Self { school, phone, removed, open, withdrawn, waiting, acknowledged, practice, desk }
    }

    /// The school's address leads to another endpoint.
    pub fn is_led_to(&mut self, client: &Client) {
        self.school.client = client.clone();
        self.phone.client = client.clone();
        self.removed.client = client.clone();
    }

    /// The phone puts again what it keeps, as it does when it hears of another epoch: what came with the school is answered with
    /// its first receipt, and what did not is taken in. Says how many did not come with it.
    pub fn puts_everything_again(&mut self) -> usize {
        let mut new = 0;
        for (id, bytes, receipt) in &mut self.acknowledged {
            let answer = self.phone.delivers(*id, bytes);
            let again: Receipt = answer.json();
            self.phone.believes(&again, *id, bytes);
            match answer.status {
                200 => assert_eq!(again, *receipt),
                409 if again == *receipt => assert_eq!(again.flags, [Flag::Conflict]),
                201 | 409 => {
                    assert_ne!(again.epoch, receipt.epoch);
                    *receipt = again;
                    new += 1;
                }
                other => panic!("{other}"),
            }
        }
        new
    }

    /// Every acknowledged record is here once with its bytes, and the numbers of each route have neither gap nor repeat.
    pub fn holds_everything_once(&self) {
        let all = self.all_records();
        for route in [Route::Dsl, Route::Head] {
            let of_route = all.iter().filter(|one| one.receipt.route == route);
            let mut numbers: Vec<_> = of_route.map(|one| one.receipt.seq).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "{route}: a gap or a repeat");
        }
        for (id, bytes, receipt) in &self.acknowledged {
            let here = all.iter().filter(|one| one.receipt.id == *id && one.bytes.0 == *bytes);
            let receipts: Vec<_> = here.map(|one| &one.receipt).collect();
            assert_eq!(receipts, [receipt], "{id}");
        }
        assert_eq!(all.len(), self.acknowledged.len(), "nobody knows of some");
    }

    fn all_records(&self) -> Vec<InboxEnvelope> {
        let client = &self.school.client;
        let cookie = self.school.signs_in(Route::Head);
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("{}?most=200&after={after}", address::INBOX_ENVELOPES);
            let page: InboxPage = client.get(&path, &[("cookie", &cookie)]).is(200).json();
            all.extend(page.envelopes);
            let Some(next) = page.next else { return all };
            after = next;
        }
    }

    /// Phones, members and those who hold a link find what they knew.
    pub fn goes_on(&mut self) {
        let client = self.school.client.clone();
        assert_eq!(hears(&client, &self.phone), None);
        assert!(hears(&client, &self.removed).is_some(), "the order to remove is gone");
        let newest = self.phone.fetches_the_directory();
        assert_eq!(directory::verify(&newest, directory::Trust::Itself).unwrap(), self.phone.directory);

        let cookie = self.school.signs_in(Route::Dsl);
        let told: InboxChanges = changes::asks(&client, &cookie, &format!("?after={}", self.desk));
        assert!(told.anew, "a desk that knew another endpoint is told everything");
        let all = self.all_records();
        let (read, seen) =
            (all.iter().filter(|one| one.read.is_some()), |one: &&InboxEnvelope| one.acknowledged.is_some());
        assert_eq!((read.count(), all.iter().filter(seen).count()), (2, 1));
        assert_eq!(all.iter().filter(|one| one.imported_by.is_some()).count(), 1);
        let (practice, looked_at) = all_practice(&client, &cookie);
        assert_eq!((&practice, looked_at), (&self.practice, 1), "practice in the order in which it came");

        let path = address::at(address::ENROLMENT, self.withdrawn.code());
        client.get(&path, &[]).says(410, problem::SPENT_CODE, "Ask the person who invited you");
        let path = address::at(address::JOINING, self.waiting.code());
        client.get(&path, &[]).says(410, problem::SPENT_CODE, "wait until you are confirmed");
        let waiting = client.get(address::INBOX_JOINING, &[("cookie", &cookie)]).is(200);
        assert_eq!(
            waiting.json::<Vec<InvitedMember>>().iter().filter(|one| one.waiting.is_some()).count(),
            1
        );
        let staff: Vec<AuthorOnFile> =
            client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(200).json();
        assert_eq!(staff.len(), 3, "two phones and an open link");
    }

    /// What is done only once: the open link sets up a phone, and each kind of number goes on after the last.
    pub fn lives_on(&mut self) {
        let client = self.school.client.clone();
        let (_, request) = TestPhone::planned(&self.school, &self.open);
        let path = address::at(address::ENROLMENT, self.open.code());
        client.post(&path, &[], &request).is(201).json::<EnrolmentAnswer>();
        let last = |route| {
            let of_route = self.acknowledged.iter().filter(|one| one.2.route == route);
            of_route.map(|one| one.2.seq).max().unwrap()
        };
        let expected = [Route::Dsl, Route::Head].map(|route| (route, last(route) + 1));
        for (route, seq) in expected {
            let new = self.phone.delivers_a_concern(route);
            assert_eq!(new.2.seq, seq);
            self.acknowledged.push(new);
        }
        let cookie = self.school.signs_in(Route::Dsl);
        let next = changes::asks_for_all(&client, &self.school.signs_in(Route::Head)).1;
        let (new, id) = (self.acknowledged.last().unwrap().2.clone(), new_id());
        changes::marks(&self.school, &client, Route::Head, &new);
        let told = changes::asks(&client, &self.school.signs_in(Route::Head), &format!("?after={next}"));
        assert_eq!(told.reads.iter().filter(|one| one.id == new.id).count(), 1);
        self.phone.practises(id, &self.phone.seals(id, Route::Dsl, "Practice")).is(201);
        self.practice.push(id);
        assert_eq!(all_practice(&client, &cookie).0, self.practice);
    }
}

/// Two by route, one after the other, so that no order but that of their coming puts them in order. One has other words.
fn practises(school: &TestSchool, phone: &TestPhone) -> Vec<Uuid> {
    let mut ids: Vec<_> = (0..6).map(|_| new_id()).collect();
    ids.reverse();
    let mut of_dsl = Vec::new();
    for (turn, id) in ids.into_iter().enumerate() {
        let route = if turn % 2 == 0 { Route::Dsl } else { Route::Head };
        let receipt: Receipt = phone.practises(id, &phone.seals(id, route, "Practice")).is(201).json();
        if route == Route::Dsl {
            of_dsl.push(id);
        }
        if turn == 2 {
            looks_at(school, &school.client, address::INBOX_PRACTICE_ACKNOWLEDGEMENT, &receipt);
        }
    }
    of_dsl
}

fn looks_at(school: &TestSchool, client: &Client, address: &str, receipt: &Receipt) {
    let said = acknowledgement::sign(&school.member(Route::Dsl).keys, receipt, receipt.received_at);
    let cookie = school.signs_in(Route::Dsl);
    client.put(&address::at(address, receipt.id), &[("cookie", &cookie)], &said).is(204);
}

fn lets_somebody_wait(school: &TestSchool, client: &Client, cookie: &str) -> RouteInvitation {
    let (link, invitation) = joining::planned(school, Route::Chair);
    client.post(address::INBOX_JOINING, &[("cookie", cookie)], &invitation).is(201);
    client.post(&joining::path(&link), &[], &joining::joins(school, &link).1).is(201);
    link
}

/// The DSL's key is changed; answers the directory that says so.
fn changes_its_key(school: &TestSchool, client: &Client, cookie: &str) -> Directory {
    let people = [school.member(Route::Dsl), school.member(Route::Head)];
    let (request, _) = changed_for(school, 2, &people);
    client.put(address::INBOX_DIRECTORY, &[("cookie", cookie)], &request).is(204);
    directory::verify(&request.directory, directory::Trust::Itself).unwrap()
}

fn hears(client: &Client, phone: &TestPhone) -> Option<Removal> {
    let report = DeviceReport { version: "0.0.0".to_owned(), counted: None };
    let answer = client.post(address::DEVICE, &[("authorization", &phone.authorization())], &report);
    answer.is(200).json::<DeviceAnswer>().removal
}

/// The ids of a member's practice on the DSL's route, in the order in which it is shown, and how much of it was looked at.
fn all_practice(client: &Client, cookie: &str) -> (Vec<Uuid>, usize) {
    let path = format!("{}?after=", address::INBOX_PRACTICE_PAGES);
    let page: PracticePage = client.get(&path, &[("cookie", cookie)]).is(200).json();
    let of_dsl = page.practice.into_iter().filter(|one| one.receipt.route == Route::Dsl);
    let all: Vec<_> = of_dsl.map(|one| (one.receipt.id, one.acknowledged.is_some())).collect();
    let looked_at = all.iter().filter(|one| one.1).count();
    (all.into_iter().map(|one| one.0).collect(), looked_at)
}
