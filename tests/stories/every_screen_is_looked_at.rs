//! Every screen, by day and by night, as a phone and a desk show it: pictures to be looked at in `target/stories`,
//! axe-core's judgement, and the page as a screen reader has it, held to the one that was kept in `trees/`
//! (`COMPANION_TREES=1` keeps it anew).

use crate::engine::Engine;
use crate::world::{Screen, Told, World};

const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1280, 900);
const WORDS: &str = "Invented: \u{201c}He said if I carry the bag he will leave my brother alone.\u{201d}\nShe asked me not to tell anyone.";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    let links = world.school().await?;
    world.phone.opens(&links.enrolment).await?;
    world.phone.sees("Choose a PIN").await?;
    looks(&world.phone, "enrol").await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    looks(&world.phone, "home").await?;
    reads(&world.phone).await?;
    practises(&world.phone).await?;
    writes_and_signs(&world.phone).await?;
    world.phone.presses("My records").await?;
    one_is_deleted(&world.phone).await?;
    world.phone.presses("Who to call").await?;
    looks(&world.phone, "call").await?;

    world.signal_returns().await?;
    world.phone.opens("/").await?;
    world.phone.sees_nothing_unsent().await?;
    world.phone.presses("My records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("Received by the school").await?;
    world.phone.sees("Receipt").await?;
    looks(&world.phone, "received").await?;
    world.phone.presses("Hide").await?;
    world.phone.sees("Trip plan").await?;
    looks(&world.phone, "hide").await?;
    at_the_desk(&mut world).await
}

async fn reads(phone: &Screen) -> Told {
    phone.opens("/paper").await?;
    phone.sees("If anyone is in danger now").await?;
    looks(phone, "paper").await?;
    phone.opens("/read/cce").await?;
    phone.sees("Have you seen any of these signs?").await?;
    looks(phone, "briefing").await?;
    phone.presses("Have you seen any of these signs?").await?;
    phone.answers("Child Criminal Exploitation (CCE)", "Carrying weapons").await?;
    phone.sees("Write a record that quotes these").await?;
    looks(phone, "briefing-signs").await?;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    looks(phone, "unlock").await?;
    phone.unlocks().await
}

async fn practises(phone: &Screen) -> Told {
    phone.opens("/practice").await?;
    phone.unlocks().await?;
    phone.sees("PRACTICE.").await?;
    looks(phone, "practice").await?;
    phone.presses("Sign and send the practice record").await?;
    phone.sees("Your practice record").await?;
    looks(phone, "practice-waiting").await?;
    phone.presses("Trip Companion").await
}

async fn writes_and_signs(phone: &Screen) -> Told {
    phone.presses("Record a concern").await?;
    phone.types("Write it down", WORDS).await?;
    phone.keeps(WORDS.chars().count()).await?;
    looks(phone, "write").await?;
    phone.presses("Go on").await?;
    phone.answers("Is anyone in danger right now?", "Not sure").await?;
    phone.sees("Call first").await?;
    looks(phone, "danger").await?;
    phone.presses("Go on").await?;
    phone.types("Full name of the child", "Invented Child").await?;
    looks(phone, "child").await?;
    phone.presses("Go on").await?;
    phone.answers("Is this about an adult", "Not sure").await?;
    looks(phone, "about-whom").await?;
    phone.answers("Is this about an adult", "No").await?;
    phone.sees("This record will go to the DSL").await?;
    looks(phone, "about").await?;
    phone.presses("Go on").await?;
    phone.answers("Have you spoken to the DSL?", "Tried").await?;
    phone.types("When, and what happened?", "rang 14:02, no answer").await?;
    looks(phone, "told").await?;
    the_rest_of_the_record(phone).await?;
    phone.presses("Go on to sign").await?;
    phone.presses("Sign").await?;
    phone.sees("Before you can sign").await?;
    looks(phone, "sign").await?;
    phone.puts_the_name("Sign and send to the DSL").await?;
    phone.sees("Signed \u{2013} waiting for signal").await?;
    looks(phone, "waiting").await
}

async fn the_rest_of_the_record(phone: &Screen) -> Told {
    phone.presses("Go on").await?;
    phone.presses("A child told me").await?;
    looks(phone, "source").await?;
    phone.presses("Go on").await?;
    phone.types("What you saw or heard yourself", "Invented: he waited at the gate.").await?;
    looks(phone, "saw").await?;
    phone.presses("Go on").await?;
    phone.answers("When did it happen?", "Yesterday").await?;
    looks(phone, "when").await?;
    phone.presses("Go on").await?;
    phone.presses("Add: person").await?;
    phone.types("Name", "Invented Driver").await?;
    looks(phone, "there").await?;
    phone.presses("Go on").await?;
    phone.presses("Knee, left, front").await?;
    phone.sees("1 place is marked").await?;
    looks(phone, "injuries").await?;
    phone.presses("Go on").await?;
    looks(phone, "did").await?;
    phone.presses("Go on").await?;
    phone.sees("Carrying weapons").await?;
    looks(phone, "signs").await?;
    phone.presses("Go on").await?;
    looks(phone, "else").await?;
    phone.presses("Go on").await?;
    phone.sees("Check your record").await?;
    looks(phone, "check").await
}

async fn one_is_deleted(phone: &Screen) -> Told {
    phone.writes("Invented.").await?;
    phone.presses("My records").await?;
    phone.sees("Not finished").await?;
    looks(phone, "records").await?;
    phone.presses("Delete the record last kept").await?;
    phone.sees("It can be brought back until").await?;
    looks(phone, "records-deleted").await
}

async fn at_the_desk(world: &mut World) -> Told {
    let dsl = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.opens(&dsl.link).await?;
    desk.sees("Passphrase").await?;
    looks_at_the_desk(desk, "inbox-sign-in").await?;
    desk.types("Passphrase", &dsl.passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("Invented Child").await?;
    looks_at_the_desk(desk, "inbox-list").await?;
    desk.presses("Practice").await?;
    desk.sees("Demonstration teacher, Teacher – received").await?;
    looks_at_the_desk(desk, "inbox-practice").await?;
    desk.presses("Records").await?;
    desk.presses("Invented Child").await?;
    desk.sees("Mark as read").await?;
    looks_at_the_desk(desk, "inbox-record").await
}

async fn looks(phone: &Screen, name: &str) -> Told {
    is_looked_at(phone, name, PHONE).await
}

async fn looks_at_the_desk(desk: &Screen, name: &str) -> Told {
    is_looked_at(desk, name, DESK).await
}

async fn is_looked_at(screen: &Screen, name: &str, size: (u32, u32)) -> Told {
    screen.keeps_nobody_out(name).await?;
    screen.screenshot(&format!("{name}-dark"), size, true).await?;
    screen.screenshot(&format!("{name}-light"), size, false).await?;
    screen.reads_as_kept(name).await
}
