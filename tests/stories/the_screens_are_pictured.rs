//! Every screen, by day and by night, as a phone and a desk show it: pictures to be looked at, in `target/stories`.

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
    pictured(&world.phone, "enrol", PHONE).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    pictured(&world.phone, "home", PHONE).await?;
    world.phone.opens("/read/cce").await?;
    world.phone.sees("Child Criminal Exploitation (CCE)").await?;
    pictured(&world.phone, "briefing", PHONE).await?;
    world.phone.opens("/records").await?;
    world.phone.sees("Your PIN").await?;
    pictured(&world.phone, "unlock", PHONE).await?;
    world.phone.unlocks().await?;
    writes_and_signs(&world.phone).await?;
    world.phone.presses("My records").await?;
    pictured(&world.phone, "records", PHONE).await?;
    world.phone.presses("Who to call").await?;
    pictured(&world.phone, "call", PHONE).await?;

    world.signal_returns().await?;
    world.phone.opens("/").await?;
    world.phone.sees_nothing_unsent().await?;
    at_the_desk(&mut world).await
}

async fn writes_and_signs(phone: &Screen) -> Told {
    phone.presses("Record a concern").await?;
    phone.types("Write it down", WORDS).await?;
    phone.keeps(WORDS.chars().count()).await?;
    pictured(phone, "write", PHONE).await?;
    phone.presses("Go on").await?;
    phone.answers("Is anyone in danger right now?", "Not sure").await?;
    phone.sees("Call first").await?;
    pictured(phone, "danger", PHONE).await?;
    phone.presses("Go on").await?;
    phone.types("Full name of the child", "Invented Child").await?;
    pictured(phone, "child", PHONE).await?;
    phone.presses("Go on").await?;
    phone.answers("Is this about an adult", "No").await?;
    phone.sees("This record will go to the DSL").await?;
    pictured(phone, "about", PHONE).await?;
    phone.presses("Go on").await?;
    phone.answers("Have you spoken to the DSL?", "Tried").await?;
    phone.types("When, and what happened?", "rang 14:02, no answer").await?;
    pictured(phone, "told", PHONE).await?;
    the_rest_of_the_record(phone).await?;
    phone.presses("Go on to sign").await?;
    phone.presses("Sign and send to the DSL").await?;
    phone.sees("Before you can sign").await?;
    pictured(phone, "sign", PHONE).await?;
    phone.types("Type your name", "Demonstration teacher").await?;
    phone.presses("This is a true record").await?;
    phone.presses("Sign and send to the DSL").await?;
    phone.sees("Signed \u{2013} waiting for signal").await?;
    pictured(phone, "waiting", PHONE).await
}

async fn the_rest_of_the_record(phone: &Screen) -> Told {
    phone.presses("Go on").await?;
    phone.presses("A child told me").await?;
    pictured(phone, "source", PHONE).await?;
    phone.presses("Go on").await?;
    phone.types("What you saw or heard yourself", "Invented: he waited at the gate.").await?;
    pictured(phone, "saw", PHONE).await?;
    phone.presses("Go on").await?;
    phone.answers("When did it happen?", "Yesterday").await?;
    pictured(phone, "when", PHONE).await?;
    phone.presses("Go on").await?;
    phone.presses("Add: person").await?;
    phone.types("Name", "Invented Driver").await?;
    pictured(phone, "there", PHONE).await?;
    phone.presses("Go on").await?;
    phone.presses("Add: injury or mark").await?;
    pictured(phone, "injuries", PHONE).await?;
    phone.presses("Remove").await?;
    phone.presses("None seen").await?;
    phone.presses("Go on").await?;
    pictured(phone, "did", PHONE).await?;
    phone.presses("Go on").await?;
    pictured(phone, "else", PHONE).await?;
    phone.presses("Go on").await?;
    phone.sees("Check your record").await?;
    pictured(phone, "check", PHONE).await
}

async fn at_the_desk(world: &mut World) -> Told {
    let dsl = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.opens(&dsl.link).await?;
    desk.sees("Passphrase").await?;
    pictured(desk, "inbox-sign-in", DESK).await?;
    desk.types("Passphrase", &dsl.passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("Invented Child").await?;
    desk.presses("Invented Child").await?;
    desk.sees("Mark as read").await?;
    pictured(desk, "inbox-record", DESK).await
}

async fn pictured(screen: &Screen, name: &str, size: (u32, u32)) -> Told {
    screen.screenshot(&format!("{name}-light"), size, false).await?;
    screen.screenshot(&format!("{name}-dark"), size, true).await?;
    Ok(())
}
