//! The form on paper: the questions of the phone's screens, in the same order, with space to write.

use companion_model::{
    Route,
    briefing::{Briefing, Escaped},
    concern::{
        Control, Face, Field, Part, Precision, Side, StaffAnswer, Step, TRUE_RECORD, ToldAnswer, ToldWhom,
        YesNo, body,
    },
};

/// Renders every section of the form, to be filled in by hand.
pub fn render(briefings: &[Briefing]) -> String {
    Step::all().map(|step| section(step, briefings)).collect()
}

fn section(step: Step, briefings: &[Briefing]) -> String {
    let fields: String = step.fields().into_iter().map(|field| question(field, briefings)).collect();
    if fields.is_empty() {
        return String::new();
    }
    let heading = Escaped(step.heading());
    let before = Escaped(step.words_before());
    let before = if before.0.is_empty() { String::new() } else { format!("<p>{before}</p>") };
    format!("<section><h2>{heading}</h2>{before}\n{fields}</section>\n")
}

fn question(field: &Field, briefings: &[Briefing]) -> String {
    // Who will receive it is not known when it is printed: the words are those of the commonest route.
    let people = Route::Dsl.people();
    let (label, help) = (Escaped(&field.label_in(people)), Escaped(&field.help_in(people)).to_string());
    let help = if help.is_empty() { help } else { format!("<p class=\"help\">{help}</p>") };
    let none = field.none_words.map_or_else(String::new, |words| boxes([words]));
    let space = answer_space(field, briefings);
    format!("<div class=\"question\"><h3>{label}</h3>{help}{none}{space}</div>\n")
}

/// The boxes and lines for the answer.
fn answer_space(field: &Field, briefings: &[Briefing]) -> String {
    match field.kind {
        Control::LongText if field.key == "verbatim" => lines(14),
        Control::LongText => lines(4),
        Control::ShortText | Control::Phone | Control::PartialDate => lines(1),
        Control::Choice(options) | Control::Choices(options) => choices(options),
        Control::WhenTold => blanks(&["Date", "Time"]) + &choices(Precision::OPTIONS) + &lines(1),
        Control::People => rows(4, &["Name", "Who they are"], ""),
        Control::OtherChildren => rows(3, &["Name or description"], &choices(Part::OPTIONS)),
        Control::AboutStaff => choices(StaffAnswer::OPTIONS) + &blanks(&["Who is it about?"]),
        Control::Injuries => {
            let answers = [choices(Side::OPTIONS), choices(Face::OPTIONS)].concat();
            let answers =
                answers + &yes_no_question("Is the skin broken?") + &yes_no_question("Is it swollen?");
            body_maps() + &rows(3, &["Part of the body", "Size", "Shape", "Colour"], &answers)
        }
        Control::ToldDsl => {
            choices(ToldAnswer::OPTIONS) + &blanks(&["Who", "How and when", "What happened, or why not yet"])
        }
        Control::ToldOthers => rows(3, &["Name", "When", "Reference number"], &choices(ToldWhom::OPTIONS)),
        Control::Indicators => briefings.iter().map(indicators).collect(),
        Control::Sign => boxes([TRUE_RECORD]) + &blanks(&["Name", "Signature", "Date and time"]),
    }
}

/// Both sides of the body, to be marked with a pen.
fn body_maps() -> String {
    let map =
        |face: Face| format!("<div>{}{}</div>", face.label(), body::svg(&face, &[], body::Use::ToLookAt));
    let words = "Mark the place with a number. L and R are the child’s own left and right.";
    format!(
        "<p class=\"help\">{words}</p><div class=\"two-maps\">{}{}</div>",
        map(Face::Front),
        map(Face::Back)
    )
}

fn indicators(briefing: &Briefing) -> String {
    let indicators = briefing.signs();
    format!(
        "<p class=\"help\">{}</p>{}",
        Escaped(&briefing.title),
        boxes(indicators.iter().map(String::as_str))
    )
}

fn yes_no_question(label: &str) -> String {
    format!("<p class=\"inline\">{}</p>{}", Escaped(label), choices(YesNo::OPTIONS))
}

fn choices(options: &[(&str, &str)]) -> String {
    boxes(options.iter().map(|(_, words)| *words))
}

/// Boxes to tick, each with its words.
fn boxes<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let items: String = words.into_iter().map(|words| format!("<li>{}</li>", Escaped(words))).collect();
    format!("<ul class=\"boxes\">{items}</ul>")
}

/// Labels with space to write beside each.
fn blanks(labels: &[&str]) -> String {
    let spans: String = labels.iter().map(|label| format!("<span>{}</span>", Escaped(label))).collect();
    format!("<p class=\"blanks\">{spans}</p>")
}

fn lines(count: usize) -> String {
    format!("<div class=\"lines\">{}</div>", "<div></div>".repeat(count))
}

/// A numbered list of the same blanks.
fn rows(count: usize, labels: &[&str], more: &str) -> String {
    let row = format!("<li>{}{more}</li>", blanks(labels));
    format!("<ol class=\"rows-to-fill\">{}</ol>", row.repeat(count))
}

#[cfg(test)]
mod tests {
    use companion_model::concern::fields;

    use super::*;

    #[test]
    fn every_question_of_the_form_is_on_the_paper_once_and_in_the_order_of_the_screens() {
        let paper = render(&[]);
        let order = Step::all().flat_map(Step::fields);
        let mut rest = paper.as_str();
        let mut asked = 0;
        for field in order {
            let heading = format!("<h3>{}</h3>", Escaped(&field.label_in(Route::Dsl.people())));
            let (_, after) = rest.split_once(&heading).expect(field.key);
            rest = after;
            asked += 1;
        }
        assert_eq!(asked, fields().len());
        assert_eq!(paper.matches("<h3>").count(), fields().len());
    }

    #[test]
    fn a_none_of_these_on_the_screen_is_a_box_on_paper() {
        let paper = render(&[]);
        for none in fields().iter().filter_map(|field| field.none_words) {
            assert!(paper.contains(&format!("<li>{none}</li>")), "{none}");
        }
    }
}
