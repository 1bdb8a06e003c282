//! The screens of a usual day, by day and by night, as a phone and a desk show them: pictures to be looked at in
//! `target/stories`, axe-core's judgement, and the page as a screen reader has it, held to the one that was kept in
//! `trees/` (`COMPANION_TREES=1` keeps it anew). The other screens are looked at where their stories are told.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines =
    Engines::Only(Engine::Chromium, "its driver can't change the theme of a running page");

const WORDS: &str = "Invented: \u{201c}He said if I carry the bag he will leave my brother alone.\u{201d}\nShe asked me not to tell anyone.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let links = world.school().await?;
    world.phone.opens(&links.enrolment).await?;
    world.phone.sees("Choose a PIN").await?;
    world.phone.is_looked_at("enrol").await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.is_looked_at("home").await?;
    reads(&world.phone).await?;
    practises(&world.phone).await?;
    writes_and_signs(&world.phone).await?;
    world.phone.presses("My records").await?;
    one_is_deleted(&world.phone).await?;
    world.phone.presses("Who to call").await?;
    world.phone.is_looked_at("call").await?;

    world.signal_returns().await?;
    world.phone.opens("/").await?;
    world.phone.sees_nothing_unsent().await?;
    world.phone.presses("My records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("With the school since").await?;
    world.phone.sees("Receipt").await?;
    world.phone.does_not_see("Read what you signed").await?;
    world.phone.is_looked_at("received").await?;
    world.phone.presses("Hide").await?;
    world.phone.sees("Trip plan").await?;
    world.phone.is_looked_at("hide").await?;
    at_the_desk(&mut world).await
}

async fn reads(phone: &Screen) -> TestResult {
    phone.opens("/paper").await?;
    phone.sees("If anyone is in danger now").await?;
    phone.is_looked_at("paper").await?;
    phone.opens("/read/cce").await?;
    phone.sees("Have you seen any of these signs?").await?;
    phone.is_looked_at("briefing").await?;
    phone.presses("Have you seen any of these signs?").await?;
    phone.answers("Child Criminal Exploitation (CCE)", "Carrying weapons").await?;
    phone.sees("Start a record with these").await?;
    phone.is_looked_at("briefing-signs").await?;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    phone.is_looked_at("unlock").await?;
    phone.unlocks().await
}

async fn practises(phone: &Screen) -> TestResult {
    phone.opens("/practice").await?;
    phone.unlocks().await?;
    phone.sees("PRACTICE.").await?;
    phone.is_looked_at("practice").await?;
    phone.presses("Sign and send the practice record").await?;
    phone.sees("Your practice record").await?;
    phone.is_looked_at("practice-waiting").await?;
    phone.presses("Trip Companion").await
}

async fn writes_and_signs(phone: &Screen) -> TestResult {
    phone.presses("Record a concern").await?;
    phone.types("Write it down", WORDS).await?;
    phone.keeps(WORDS.chars().count()).await?;
    phone.is_looked_at("write").await?;
    phone.presses("Continue").await?;
    phone.answers("Is anyone in danger right now?", "Not sure").await?;
    phone.sees("Phone first").await?;
    phone.is_looked_at("danger").await?;
    phone.presses("Continue").await?;
    phone.types("Full name of the child", "Invented Child").await?;
    phone.is_looked_at("child").await?;
    phone.presses("Continue").await?;
    phone.answers("Is this about someone who works", "Not sure").await?;
    phone.is_looked_at("about-whom").await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.sees("This record will go only to the DSL").await?;
    phone.is_looked_at("about").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Tried").await?;
    phone.types("When, and what happened?", "14:02, no answer").await?;
    phone.is_looked_at("told").await?;
    the_rest_of_the_record(phone).await?;
    phone.presses("Continue to sign").await?;
    phone.presses("Sign").await?;
    phone.sees("Before you can sign").await?;
    phone.is_looked_at("sign").await?;
    phone.puts_the_name("Sign and send to the DSL").await?;
    phone.sees("Signed \u{2013} waiting for signal").await?;
    phone.is_looked_at("waiting").await?;
    phone.presses("Read what you signed").await?;
    phone.sees("Only you can read this copy").await?;
    phone.sees("14:02, no answer").await?;
    phone.is_looked_at("own-copy").await
}

async fn the_rest_of_the_record(phone: &Screen) -> TestResult {
    phone.presses("Continue").await?;
    phone.presses("A child told me").await?;
    phone.is_looked_at("source").await?;
    phone.presses("Continue").await?;
    phone.types("What you saw or heard yourself", "Invented: he waited at the gate.").await?;
    phone.is_looked_at("saw").await?;
    phone.presses("Continue").await?;
    phone.answers("When did it happen?", "Yesterday").await?;
    phone.is_looked_at("when").await?;
    phone.presses("Continue").await?;
    phone.presses("Add a person").await?;
    phone.types("Name", "Invented Driver").await?;
    phone.is_looked_at("there").await?;
    phone.presses("Continue").await?;
    phone.presses("Knee, left, front").await?;
    phone.sees("1 mark. Describe it below").await?;
    phone.is_looked_at("injuries").await?;
    phone.presses("Continue").await?;
    phone.is_looked_at("did").await?;
    phone.presses("Continue").await?;
    phone.sees("Carrying weapons").await?;
    phone.is_looked_at("signs").await?;
    phone.presses("Continue").await?;
    phone.is_looked_at("else").await?;
    phone.presses("Continue").await?;
    phone.sees("Check your record").await?;
    phone.is_looked_at("check").await
}

async fn one_is_deleted(phone: &Screen) -> TestResult {
    phone.writes("Invented.").await?;
    phone.presses("My records").await?;
    phone.sees("Draft").await?;
    phone.is_looked_at("records").await?;
    phone.presses("Delete the draft last saved").await?;
    phone.sees("You can restore it until").await?;
    phone.is_looked_at("records-deleted").await
}

async fn at_the_desk(world: &mut World) -> TestResult {
    let dsl = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.opens(&dsl.link).await?;
    desk.sees("Passphrase").await?;
    desk.is_looked_at_on_a_desk("inbox-sign-in", &[]).await?;
    desk.types("Passphrase", &dsl.passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("Invented Child").await?;
    desk.is_looked_at_on_a_desk("inbox-list", &[]).await?;
    desk.presses("Practice").await?;
    desk.sees("Demonstration teacher, Teacher – received").await?;
    desk.is_looked_at_on_a_desk("inbox-practice", &[]).await?;
    desk.presses("Records").await?;
    desk.presses("Invented Child").await?;
    desk.sees("Mark as read").await?;
    desk.is_looked_at_on_a_desk("inbox-record", &[]).await
}
