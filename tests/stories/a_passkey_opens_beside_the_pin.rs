//! On a phone that is hers alone a teacher lets its fingerprint reader open what she writes, also when she sets it up again.
//! Another finger opens nothing, her PIN always does. When somebody comes to share the phone, it opens until she has typed her
//! PIN, and from then on the PIN alone does. A browser without such passkeys offers none.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WRONG: &str = "PIN is wrong";

const WORDS: &str = "Plainly invented: it was about the bus.";
const OTHER_PIN: &str = "four quiet grey herons";
const OFFER: &str = "Open with fingerprint, face or code";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = by_name(&world.school().await?.enrolment);
    let again = by_name(&world.invites("Demonstration teacher").await?);
    let second = by_name(&world.invites("Second teacher").await?);
    let phone = &world.phone;
    let reader = phone.gets_a_fingerprint_reader().await?;
    phone.opens(&link).await?;
    chooses_a_pin(phone).await?;
    phone.writes(WORDS).await?;
    goes_to_this_phone(phone).await?;
    let Some(reader) = reader else {
        return offers_nothing(phone).await;
    };

    phone.sees(OFFER).await?;
    phone.is_looked_at("passkey-offered").await?;
    phone.presses(OFFER).await?;
    phone.sees("So does your PIN").await?;
    phone.presses("Lock now").await?;
    phone.presses("My records").await?;
    phone.sees("Your PIN").await?;
    phone.is_looked_at("passkey-at-the-lock-screen").await?;
    phone.presses(OFFER).await?;
    phone.does_not_see("Your PIN").await?;
    phone.presses("Draft").await?;
    phone.keeps(WORDS.chars().count()).await?;

    phone.reloads().await?;
    phone.presses("My records").await?;
    phone.presses(OFFER).await?;
    phone.does_not_see("Your PIN").await?;
    goes_to_this_phone(phone).await?;
    phone.presses("Use only my PIN").await?;
    phone.presses(OFFER).await?;
    phone.sees("So does your PIN").await?;

    phone.opens(&again).await?;
    phone.presses("I'm Demonstration teacher. Set me up again").await?;
    phone.presses(OFFER).await?;
    phone.presses("Draft").await?;
    phone.keeps(WORDS.chars().count()).await?;

    has_forgotten_the_pin(phone).await?;
    takes_another_pin_without_the_first(phone).await?;
    phone.opens(&second).await?;
    phone.sees("This link is for Second teacher").await?;
    phone.presses("I'm someone else. Add me to this phone").await?;
    phone.sees("Tell them before you continue").await?;
    phone.is_looked_at("passkey-before-somebody-joins").await?;
    chooses_a_pin(phone).await?;
    goes_to_this_phone(phone).await?;
    phone.sees("Remove").await?;
    offers_nothing(phone).await?;
    phone.presses("Lock now").await?;
    phone.presses("My records").await?;
    phone.presses("I'm someone else").await?;
    phone.presses("Demonstration teacher").await?;
    phone.sees("works until you next enter your PIN").await?;
    phone.is_looked_at("passkey-until-the-pin").await?;
    phone.is_touched_by_its_owner(&reader, true).await?;
    phone.presses(OFFER).await?;
    phone.does_not_see("Your PIN").await?;
    goes_to_this_phone(phone).await?;
    phone.sees("If you have forgotten it, change it now.").await?;

    // A browser whose owner was not recognised asks for nothing else after that.
    locks_it(phone).await?;
    phone.is_touched_by_its_owner(&reader, false).await?;
    phone.presses(OFFER).await?;
    phone.sees("didn't work, or was cancelled").await?;
    opens_with_the_other_pin(phone).await?;
    goes_to_this_phone(phone).await?;
    offers_nothing(phone).await?;
    locks_it(phone).await?;
    phone.sees("Your PIN").await?;
    offers_nothing(phone).await
}

async fn locks_it(phone: &Screen) -> TestResult {
    phone.presses("Lock now").await?;
    phone.presses("My records").await
}

/// So often that the PIN itself has to wait; the passkey does not.
async fn has_forgotten_the_pin(phone: &Screen) -> TestResult {
    goes_to_this_phone(phone).await?;
    phone.presses("Lock now").await?;
    phone.presses("My records").await?;
    for said in [WRONG, WRONG, WRONG, WRONG, "Too many wrong PINs"] {
        phone.types("PIN", "864209").await?;
        phone.presses("Unlock").await?;
        phone.sees(said).await?;
        phone.does_not_see("Unlocking…").await?;
    }
    phone.sees("You can try again in a minute").await?;
    phone.presses(OFFER).await?;
    phone.does_not_see("Your PIN").await
}

/// Whoever has forgotten the PIN has the passkey still, and takes another with it.
async fn takes_another_pin_without_the_first(phone: &Screen) -> TestResult {
    goes_to_this_phone(phone).await?;
    phone.presses("Change my PIN").await?;
    phone.types("New PIN (6 digits or more)", OTHER_PIN).await?;
    phone.types("Enter the new PIN again", OTHER_PIN).await?;
    phone.presses("Confirm with fingerprint, face or code").await?;
    phone.sees("Your PIN has been changed.").await
}

async fn opens_with_the_other_pin(phone: &Screen) -> TestResult {
    phone.types("PIN", OTHER_PIN).await?;
    phone.presses("Unlock").await?;
    phone.does_not_see("Your PIN").await
}

/// The browser has answered by then whether it has passkeys.
async fn offers_nothing(phone: &Screen) -> TestResult {
    phone.asks_and_waits("passkey.isThere().then(arguments[0])", json!([])).await?;
    phone.never_sees(OFFER, Duration::from_millis(500)).await
}

/// Passkeys are for names, not for addresses.
fn by_name(link: &str) -> String {
    link.replace("127.0.0.1", "localhost")
}

async fn chooses_a_pin(phone: &Screen) -> TestResult {
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await
}

async fn goes_to_this_phone(phone: &Screen) -> TestResult {
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.sees("Lock now").await
}
