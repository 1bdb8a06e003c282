//! Situation 1, whole: every page of the record without signal, everything on one page, an answer changed from there,
//! signed, delivered. What the DSL opens is what the boxes held, to the letter.

use serde_json::Value;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str =
    "Invented: he said \u{201c}carry it or else\u{201d}.  Two spaces, a tab\u{9}, =1+1, Zażółć, \u{1f9f3}.";
const SAW: &str = "Invented: he waited at the gate.\nThen he left.";
const SAID: &str = "Invented: the driver said that he comes every day.";
const DONE: &str = "Invented: I stayed with her.";
const NEXT: &str = "Invented: the driver should not drive us home.";
const EARLIER: &str = "Invented: none that I know of.";
const OPINION: &str = "Invented: I think she is afraid of him.";

/// The labels of both entries are the same.
const COLOUR_OF_THE_SECOND: &str = "const box = document.getElementById('injuries-colour-1');
    box.value = 'red'; box.dispatchEvent(new Event('input', { bubbles: true }));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    what_a_short_record_needs(phone).await?;
    the_rest(phone).await?;

    phone.sees("Check your record").await?;
    phone.sees("Where is the child now").await?;
    phone.presses("Where is the child now").await?;
    phone.types("Where is the child now", "Invented: in her room, with Ms Invented.").await?;
    phone.presses("Back to checking").await?;
    phone.sees("Check your record").await?;
    phone.does_not_see("Before you sign").await?;
    for said in [SAID, OPINION, "Invented Driver, driver", "10 October 2026", "Upper arm, left, front"] {
        phone.sees(said).await?;
    }
    phone.presses("Continue to sign").await?;
    phone.types("Type your name", "Demonstration teacher").await?;
    phone.presses("This is a true record").await?;
    phone.presses("Sign and send to the DSL").await?;
    phone.sees("Signed \u{2013} waiting for signal").await?;
    world.signal_returns().await?;
    world.phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let [record] = records.as_slice() else {
        return Err(format!("{} records, not one", records.len()).into());
    };
    is_what_was_written(&serde_json::from_slice(&record.content)?)
}

async fn what_a_short_record_needs(phone: &Screen) -> TestResult {
    phone.writes_by_paste(WORDS).await?;
    phone.presses("Continue").await?;
    phone.answers("Is anyone in danger right now?", "No").await?;
    phone.presses("Continue").await?;
    phone.types("Full name of the child", "Invented Child").await?;
    phone.types("Date of birth", "2013").await?;
    phone.presses("Continue").await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    phone.types("Why not yet?", "no signal").await?;
    phone.types("Your phone number", "07700 900123").await
}

async fn the_rest(phone: &Screen) -> TestResult {
    phone.presses("Continue").await?;
    phone.presses("A child told me").await?;
    phone.presses("Someone else told me").await?;
    phone.presses("I didn't ask anything").await?;
    phone.presses("Continue").await?;
    phone.types("What you saw or heard yourself", SAW).await?;
    phone.types("What someone else told you", SAID).await?;
    phone.presses("Continue").await?;
    phone.answers("When did it happen?", "Another day").await?;
    phone.types("Date", "10/10/2026").await?;
    phone.types("Where were you?", "coach, car park").await?;
    phone.types("Which trip?", "Year 8, Lake District").await?;
    phone.presses("Continue").await?;
    phone.presses("Add a person").await?;
    phone.types("Name", "Nobody").await?;
    phone.presses("Remove").await?;
    phone.presses("Add a person").await?;
    phone.types("Name", "Invented Driver").await?;
    phone.types("Who they are", "driver").await?;
    phone.presses("Continue").await?;
    phone.presses("Add an injury or mark").await?;
    phone.types("Part of the body", "Upper arm").await?;
    phone.answers("The child's own left or right", "Left").await?;
    phone.answers("Front or back", "Front").await?;
    phone.types("Colour", "grey").await?;
    phone.presses("Knee, right, front").await?;
    phone.sees("2 marks. Describe each below").await?;
    phone.presses("Knee, right, front, marked").await?;
    phone.sees("1 mark. Describe it below").await?;
    phone.presses("Knee, right, front").await?;
    phone.sees("2 marks. Describe each below").await?;
    phone.asks(COLOUR_OF_THE_SECOND, serde_json::json!([])).await?;
    phone.presses("Continue").await?;
    phone.sees("What happens now").await?;
    phone.answers("Do the parents or carers know?", "No").await?;
    phone.types("If they don't know, why not?", "no signal").await?;
    phone.types("What you have done so far", DONE).await?;
    phone.types("What you think should happen next", NEXT).await?;
    phone.presses("Continue").await?;
    phone.sees("Signs from a briefing").await?;
    phone.presses("Continue").await?;
    phone.types("Earlier concerns you know about", EARLIER).await?;
    phone.types("Your professional opinion", OPINION).await?;
    phone.answers("Paper notes?", "No").await?;
    phone.presses("Continue").await
}

fn is_what_was_written(concern: &Value) -> TestResult {
    let content = &concern["content"];
    let expected = [
        ("verbatim", WORDS.into()),
        ("observed", SAW.into()),
        ("reported", SAID.into()),
        ("author_phone", "07700 900123".into()),
        ("trip", "Year 8, Lake District".into()),
        ("parents_know", "no".into()),
        ("parents_why_not", "no signal".into()),
        ("action_taken", DONE.into()),
        ("should_happen", NEXT.into()),
        ("earlier_concerns", EARLIER.into()),
        ("opinion", OPINION.into()),
        ("asked_nothing", true.into()),
        ("source", serde_json::json!(["child-told-me", "someone-else-told-me"])),
        ("present", serde_json::json!([{ "name": "Invented Driver", "role": "driver" }])),
        ("paper_notes", "no".into()),
    ];
    let marked = content["injuries"].as_array().into_iter().flatten();
    let marked: Vec<_> = marked.map(|it| ["part", "side", "face"].map(|key| it[key].as_str())).collect();
    let expected_marks = [["Upper arm", "left", "front"], ["Knee", "right", "front"]].map(|it| it.map(Some));
    if marked != expected_marks {
        return Err(format!("marked are {marked:?}").into());
    }
    for (key, value) in expected {
        if content[key] != value {
            return Err(format!("{key} is {}, not {value}", content[key]).into());
        }
    }
    let (happened, noticed) = (&content["happened"], &content["noticed"]);
    if happened["date"] != "10/10/2026" || noticed["set_by"] != "app" || concern["short"] != false {
        return Err(format!("times {happened} {noticed}, short {}", concern["short"]).into());
    }
    Ok(())
}
