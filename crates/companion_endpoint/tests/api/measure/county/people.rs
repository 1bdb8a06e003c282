//! A school of the county: phones that come back into signal, and a desk that looks.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use companion_endpoint::config::system_clock;
use companion_model::{
    DeviceTime, Route,
    delivery::Delivery,
    plan::{self, Link, Step},
    wire::v1::{DeviceReport, Receipt, StatesRequest, address},
};
use companion_seal::{digest, os_random};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::front::{Answer, Front};
use crate::world::{TestPhone, TestSchool, content_digest, deployment::Ledger, new_id};

/// How long the app waits for an answer, and for that to an envelope.
const SHORT: Duration = Duration::from_secs(15);
const PUT: Duration = Duration::from_secs(30);
/// How often the app asks the school for its directory and orders when somebody comes back to it: it is shown, has the focus,
/// and is unlocked.
const WAKES: usize = 3;
/// How long somebody who comes back looks at the app.
const LOOKS_AT_IT: Duration = Duration::from_secs(60);
/// How often a visible desk looks.
pub const LOOK_EVERY: Duration = Duration::from_secs(20);

/// A school with phones, and a member at the desk.
pub struct CountySchool {
    pub school: TestSchool,
    phones: Vec<CountyPhone>,
    /// What the desk shows of its session.
    cookie: String,
    /// Up to where a desk of this school has been told what changed, before the replay.
    cursor: RefCell<String>,
    pub ledger: Ledger,
}

/// A phone, and a record as it would seal one: sealing each anew would cost what answers the time that this measures.
struct CountyPhone {
    phone: TestPhone,
    template: Vec<u8>,
}

impl CountyPhone {
    fn of(school: &TestSchool, cookie: &str) -> Self {
        let phone = school.enrols_by(cookie);
        let template = phone.seals(new_id(), Route::Dsl, &"Written on the way home. ".repeat(60));
        Self { phone, template }
    }

    /// A new record.
    fn writes(&self) -> (Delivery, Vec<u8>) {
        let (id, mut envelope) = (new_id(), self.template.clone());
        envelope[15..31].copy_from_slice(id.as_bytes());
        let signed_at = DeviceTime { utc_ms: system_clock(), offset_min: 0, zone: String::new() };
        (Delivery::queued(id, id, Route::Dsl, signed_at, digest(&envelope).into()), envelope)
    }

    async fn asks_about(&self, front: &Front<'_>, delivery: &mut Delivery, ids: Vec<Uuid>) {
        delivery.begin(system_clock());
        let body = serde_json::to_vec(&StatesRequest { ids }).unwrap();
        let answer = front.ask(&self.request("POST", address::STATES, JSON, &body), SHORT).await;
        match answer {
            Some(answer) if answer.status == 200 => {
                delivery.asked(None, delivery.confirmed_in, Some(system_clock()), system_clock());
            }
            _ => delivery.unanswered(system_clock(), None, jitter()),
        }
    }

    async fn asks_the_school(&self, front: &Front<'_>) {
        drop(front.ask(&self.request("GET", address::DIRECTORY, "", &[]), SHORT).await);
        let report = DeviceReport { version: env!("CARGO_PKG_VERSION").to_owned(), counted: None };
        let body = serde_json::to_vec(&report).unwrap();
        drop(front.ask(&self.request("POST", address::DEVICE, JSON, &body), SHORT).await);
    }

    fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        request(method, path, &format!("Authorization: {}\r\n{headers}", self.phone.authorization()), body)
    }
}

impl CountySchool {
    pub fn with(school: TestSchool, phones: usize) -> Self {
        let cookie = school.signs_in(Route::Dsl);
        let phones = (0..phones).map(|_| CountyPhone::of(&school, &cookie)).collect();
        Self { school, phones, cookie, cursor: RefCell::default(), ledger: Ledger::default() }
    }

    /// One of its phones comes back into signal with one record, does what the app does for as long as somebody looks at it, and
    /// stays until the record is received. Answers how long that took from the moment at which it was due.
    pub async fn a_phone_comes_back(
        &self,
        number: usize,
        front: &Front<'_>,
        at: Instant,
        ends: Instant,
    ) -> Duration {
        sleep_until(at).await;
        let phone = &self.phones[number % self.phones.len()];
        let (mut delivery, envelope) = phone.writes();
        let (mut received, mut wakes) = (None, 0);
        loop {
            let now = system_clock();
            let step =
                plan::next_step(std::slice::from_ref(&delivery), Link { visible: true, has_room: true }, now);
            match step {
                Step::Send(_) => {
                    self.puts(phone, front, &mut delivery, &envelope).await;
                    received = delivery.received().map(|_| at.elapsed());
                }
                Step::AskStates(ids) => phone.asks_about(front, &mut delivery, ids).await,
                // The next wake follows when the last one's questions were answered, as in the app's loop.
                _ if wakes < WAKES => {}
                Step::WaitUntil(until) => {
                    let until =
                        Instant::now() + Duration::from_millis(u64::try_from(until - now).unwrap_or(0));
                    if let Some(received) = received
                        && until > ends.min(at + LOOKS_AT_IT)
                    {
                        return received;
                    }
                    sleep_until(until).await;
                }
                step => panic!("{step:?}: {delivery:?}"),
            }
            if wakes < WAKES {
                wakes += 1;
                phone.asks_the_school(front).await;
                delivery.woken(system_clock());
            }
        }
    }

    async fn puts(&self, phone: &CountyPhone, front: &Front<'_>, delivery: &mut Delivery, envelope: &[u8]) {
        delivery.begin(system_clock());
        let digest = format!("Content-Digest: {}\r\n", content_digest(envelope));
        let path = address::at(address::ENVELOPE, delivery.id);
        let answer = front.ask(&phone.request("PUT", &path, &digest, envelope), PUT).await;
        let now = system_clock();
        match answer {
            Some(Answer { status: 200 | 201, body, .. }) => {
                let receipt: Receipt = serde_json::from_slice(&body).unwrap();
                self.ledger.lock().unwrap().push((delivery.id, envelope.to_vec(), receipt.clone()));
                let epoch = receipt.epoch;
                delivery.acknowledged(receipt, epoch, now);
            }
            Some(Answer { status: 503, retry_after_ms, .. }) => {
                delivery.unanswered(now, retry_after_ms, jitter())
            }
            Some(Answer { status, body, .. }) => panic!("{status}: {}", String::from_utf8_lossy(&body)),
            None => delivery.unanswered(now, None, jitter()),
        }
    }

    /// A desk of this school asks for everything that is there already.
    pub async fn opens_its_desk(&self, front: &Front<'_>) {
        let cursor = self.looks(front, String::new()).await.expect("a desk that opens");
        *self.cursor.borrow_mut() = cursor;
    }

    /// Looks at its moments, whether or not the look before was answered in time. Answers how long each took from its moment;
    /// `None` for one that failed.
    pub async fn keeps_looking(
        &self,
        front: &Front<'_>,
        first: Instant,
        ends: Instant,
    ) -> Vec<Option<Duration>> {
        let (mut cursor, mut taken, mut at) = (self.cursor.borrow().clone(), Vec::new(), first);
        while at < ends {
            sleep_until(at).await;
            let looked = self.looks(front, cursor.clone()).await;
            taken.push(looked.is_some().then(|| at.elapsed()));
            cursor = looked.unwrap_or(cursor);
            at += LOOK_EVERY;
        }
        taken
    }

    /// The four questions of a look, one after the other, by an administrator. Answers the next cursor.
    async fn looks(&self, front: &Front<'_>, mut cursor: String) -> Option<String> {
        self.asks(front, address::INBOX_AUTHORS).await?;
        loop {
            let after = if cursor.is_empty() { String::new() } else { format!("&after={cursor}") };
            let body = self.asks(front, &format!("{}?most=50{after}", address::INBOX_CHANGES)).await?;
            let said: HashMap<String, serde_json::Value> = serde_json::from_slice(&body).unwrap();
            cursor = said["next"].as_str().unwrap().to_owned();
            if said["more"] == false {
                break;
            }
        }
        self.asks(front, &format!("{}?after=", address::INBOX_PRACTICE_PAGES)).await?;
        self.asks(front, address::INBOX_JOINING).await?;
        Some(cursor)
    }

    async fn asks(&self, front: &Front<'_>, path: &str) -> Option<Vec<u8>> {
        let headers = format!("Cookie: {}\r\n", self.cookie);
        let answer = front.ask(&request("GET", path, &headers, &[]), SHORT).await?;
        (answer.status == 200).then_some(answer.body)
    }

    /// Every receipt is one that a phone believes.
    pub fn believes_all(&self) {
        for (id, envelope, receipt) in self.ledger.lock().unwrap().iter() {
            self.phones[0].phone.believes(receipt, *id, envelope);
        }
    }
}

const JSON: &str = "Content-Type: application/json\r\n";

fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// From 0 to 1.
pub fn jitter() -> f64 {
    f64::from(u32::from_le_bytes(os_random().unwrap())) / f64::from(u32::MAX)
}
