//! What a teacher does again and again, and what the school then has.

use companion_demonstration::{DemoMember, Demonstration, OpenedRecord, Phone};
use companion_model::{concern::Danger, wire::v1::Receipt};
use std::time::Duration;

use tokio::task::spawn_blocking;

use super::{PATIENCE, Screen, TestResult, World, soon};

/// Where the screen says how many characters are kept.
pub const KEPT: &str = "return Number(document.querySelector('[data-kept]')?.dataset.kept ?? 0)";
/// How many records a phone sends that is one of many: no endpoint calls that too much.
const A_PHONE_S_RECORDS: usize = 50;
/// What is written in each of many records, after its number: about as much as people write.
const LONG: &str = "Plainly invented: she said that a man waits at the gate after school, that he gave her a phone and new \
                    shoes, and that she has to carry a bag for him on Fridays. She was calm at first and cried when I asked \
                    where she takes it. She asked me not to tell her mother. I told her that I can't keep it to myself, and \
                    whom I will tell. She went back to her room with her friend, who knows of it, at ten past ten.";
/// The teacher's PIN.
pub const PIN: &str = "246813";

impl World {
    /// The teacher opens their link in signal, chooses a PIN, and the app is on the phone for good.
    pub async fn phone_is_set_up(&mut self) -> TestResult {
        let links = self.school().await?;
        self.phone.sets_up(&links.enrolment).await
    }

    /// Whose name and job hold these words signs in at the desk.
    pub async fn signs_in_at_the_desk(&mut self, who: &str) -> TestResult<&mut Screen> {
        let member = self.school().await?.desk_of(who)?.clone();
        let desk = self.desk().await?;
        desk.opens(&member.link).await?;
        desk.types("Passphrase", &member.passphrase).await?;
        desk.presses("Sign in").await?;
        Ok(desk)
    }

    /// The DSL makes a new key at the desk, and has its kit before them. It holds when they press "Change the key".
    pub async fn a_new_key_is_made(&mut self) -> TestResult<&mut Screen> {
        let desk = self.signs_in_at_the_desk("DSL").await?;
        desk.presses("Keys").await?;
        desk.presses("Make a new key for").await?;
        desk.sees("Recovery sheet for records sent to the DSL").await?;
        desk.presses("I have printed it").await?;
        Ok(desk)
    }

    /// The DSL invites a member of staff; the link they get.
    pub async fn invites(&self, name: &'static str) -> TestResult<String> {
        self.at_the_desk_of("dsl", |desk| Ok(desk.invite(name, "Teacher")?)).await
    }

    /// The DSL signs in, which countersigns whoever set up a phone since, and sees whether each record's author is proved.
    pub async fn authors_are_proved(&self) -> TestResult<Vec<bool>> {
        let proved = |desk: &DemoMember| {
            desk.countersign_pending()?;
            Ok(desk.records()?.iter().map(|record| record.proved).collect())
        };
        self.at_the_desk_of("dsl", proved).await
    }

    /// Every record the school's DSL can open.
    pub async fn records_of_the_dsl(&self) -> TestResult<Vec<OpenedRecord>> {
        self.at_the_desk_of("dsl", |desk| Ok(desk.records()?)).await
    }

    /// Staff have sent this many records, each from a phone that sent a handful; every fiftieth says that a child is in danger.
    /// The receipts, the first received first.
    pub async fn receives_many(&mut self, count: usize) -> TestResult<Vec<Receipt>> {
        self.school().await?;
        let origin = self.proxy.origin();
        let phones = move |desk: &DemoMember| {
            let mut receipts = Vec::with_capacity(count);
            while receipts.len() < count {
                let teacher = format!("Teacher {}", receipts.len() / A_PHONE_S_RECORDS + 1);
                let phone = Phone::enrols(&origin, &desk.invite(&teacher, "Teacher")?)?;
                for number in receipts.len()..count.min(receipts.len() + A_PHONE_S_RECORDS) {
                    let danger = if number % 50 == 49 { Danger::Yes } else { Danger::No };
                    let (child, words) =
                        (format!("Child {}", number + 1), format!("Record {}. {LONG}", number + 1));
                    receipts.push(phone.delivers(&child, &words, danger)?);
                }
            }
            desk.countersign_pending()?;
            Ok(receipts)
        };
        self.at_the_desk_of("dsl", phones).await
    }

    /// Whoever is on this route does something at their desk.
    pub async fn at_the_desk_of<T: Send + 'static>(
        &self,
        route: &'static str,
        act: impl FnOnce(&DemoMember) -> TestResult<T> + Send + 'static,
    ) -> TestResult<T> {
        let (origin, data) = (self.proxy.origin(), self.endpoint.data().to_owned());
        spawn_blocking(move || {
            let school = Demonstration::load(&data)?.ok_or("no demonstration school")?;
            act(&DemoMember::sign_in(&origin, &school, &format!("demonstration-{route}"))?)
        })
        .await?
    }
}

impl Screen {
    /// Opens a link in signal, chooses a PIN, and waits until the app is on the phone for good.
    pub async fn sets_up(&self, link: &str) -> TestResult {
        self.opens(link).await?;
        self.types("Choose a PIN (6 digits or more)", PIN).await?;
        self.types("Enter it again", PIN).await?;
        self.presses("Set up this phone").await?;
        self.sees("What do you need?").await?;
        self.waits_for_the_worker().await
    }

    /// Types the PIN at the lock screen.
    pub async fn unlocks(&self) -> TestResult {
        self.sees("Your PIN").await?;
        self.types("PIN", PIN).await?;
        self.presses("Unlock").await?;
        self.does_not_see("Your PIN").await
    }

    /// Begins a record and writes it down; waits until every word is called kept.
    pub async fn writes(&self, text: &str) -> TestResult {
        self.presses("Record a concern").await?;
        self.types("Write it down", text).await?;
        self.keeps(text.chars().count()).await
    }

    /// Begins a record with words that no keyboard of a driver types: they come by paste.
    pub async fn writes_by_paste(&self, text: &str) -> TestResult {
        self.presses("Record a concern").await?;
        self.sees("Write it down").await?;
        let paste = "const box = document.getElementById('verbatim');
            box.value = arguments[0]; box.dispatchEvent(new Event('input', { bubbles: true }));";
        self.asks(paste, serde_json::json!([text])).await?;
        self.keeps(text.chars().count()).await
    }

    /// Waits until so many characters are called kept.
    pub async fn keeps(&self, characters: usize) -> TestResult {
        self.sees(&format!("{characters} characters saved")).await
    }

    /// Answers the questions after the big box, and signs.
    pub async fn signs(&self) -> TestResult {
        self.goes_on_to_who_it_is_about().await?;
        self.answers("Is this about someone who works", "No").await?;
        self.presses("Continue").await?;
        self.answers("Have you spoken to the DSL?", "Not yet").await?;
        self.checks_and_signs("Sign and send to the DSL").await?;
        self.sees("Your record").await
    }

    /// From the big box, by danger and the child, to the page that decides who receives the record.
    pub async fn goes_on_to_who_it_is_about(&self) -> TestResult {
        self.presses("Continue").await?;
        self.answers("Is anyone in danger right now?", "No").await?;
        self.presses("Continue").await?;
        self.types("Full name of the child", "Invented Child").await?;
        self.presses("Continue").await?;
        self.sees("Is this about someone who works").await
    }

    /// From the last question on, by the check, to the button with this name.
    pub async fn checks_and_signs(&self, button: &str) -> TestResult {
        self.presses("Check and sign").await?;
        self.presses("Continue to sign").await?;
        self.puts_the_name(button).await
    }

    /// Types the name, ticks that it is a true record, and presses the button with this name.
    pub async fn puts_the_name(&self, button: &str) -> TestResult {
        self.types("Type your name", "Demonstration teacher").await?;
        self.presses("This is a true record").await?;
        self.presses(button).await
    }

    /// Waits until an unfinished record is committed whose key is sealed for this route.
    pub async fn may_hand_over_to(&self, route: &str) -> TestResult {
        let routes = "const done = arguments[arguments.length - 1];
            const opening = indexedDB.open('companion');
            opening.onerror = () => done([]);
            opening.onsuccess = () => {
                const database = opening.result;
                const rows = database.transaction('drafts').objectStore('drafts').getAll();
                rows.onsuccess = () => {
                    database.close();
                    done(rows.result.map(row => row.key.hand_over?.route));
                };
            };";
        let look = async || {
            let found = self.asks_and_waits(routes, serde_json::json!([])).await?;
            let is_kept = found.as_array().is_some_and(|routes| routes.iter().any(|one| one == route));
            Ok(is_kept.then_some(()))
        };
        soon(&format!("a record that may go to the route {route}"), PATIENCE, look).await
    }

    /// The six words of each office's keys, as the desk shows them.
    pub async fn reads_the_words_of_keys(&self) -> TestResult<Vec<String>> {
        let words = "return [...document.querySelectorAll('.words')].map((it) => it.textContent)";
        Ok(serde_json::from_value(self.asks(words, serde_json::json!([])).await?)?)
    }

    /// Presses the browser's own "back".
    pub async fn presses_back(&self) -> TestResult {
        self.asks("history.back()", serde_json::json!([])).await.map(drop)
    }

    /// Waits until no record on this phone is said to be on its way any more.
    pub async fn sees_nothing_unsent(&self) -> TestResult {
        let look = async || {
            let screen = self.reads_the_screen().await?;
            let there = screen.contains("What do you need?") && !screen.contains("hasn't confirmed");
            Ok(there.then_some(()))
        };
        soon("every record to have reached the school", Duration::from_secs(60), look).await
    }
}
