//! The form on paper: the questions of the phone's screens, in their order, with room to write.

use companion_model::{
    Route,
    briefing::Briefing,
    concern::{
        Control, Face, Field, Part, Precision, Side, StaffAnswer, Step, ToldAnswer, ToldWhom, YesNo, body,
        field, field::TRUE_RECORD,
    },
};

use super::page::escaped;

/// Every page of the form, to be filled in by hand.
pub fn html(briefings: &[Briefing]) -> String {
    Step::all().map(|step| section(step, briefings)).collect()
}

fn section(step: Step, briefings: &[Briefing]) -> String {
    let fields: String =
        step.fields().iter().filter_map(|key| field(key)).map(|field| question(field, briefings)).collect();
    if fields.is_empty() {
        return String::new();
    }
    let (heading, before) = (escaped(step.heading()), escaped(step.words_before()));
    let before = if before.is_empty() { before } else { format!("<p>{before}</p>") };
    format!("<section><h2>{heading}</h2>{before}\n{fields}</section>\n")
}

fn question(field: &Field, briefings: &[Briefing]) -> String {
    // Nobody knows yet who will receive it: the paper goes by the commonest way.
    let people = Route::Dsl.people();
    let (label, help) = (escaped(&field.label_in(people)), escaped(&field.help_in(people)));
    let help = if help.is_empty() { help } else { format!("<p class=\"help\">{help}</p>") };
    let none = field.none_words.map_or_else(String::new, |words| boxes([words]));
    let room = room(field, briefings);
    format!("<div class=\"question\"><h3>{label}</h3>{help}{none}{room}</div>\n")
}

/// Where the answer is written.
fn room(field: &Field, briefings: &[Briefing]) -> String {
    match field.kind {
        Control::LongText if field.key == "verbatim" => lines(14),
        Control::LongText => lines(4),
        Control::ShortText | Control::PartialDate => lines(1),
        Control::Choice(options) | Control::Choices(options) => choices(options),
        Control::WhenTold => blanks(&["Date", "Time"]) + &choices(Precision::OPTIONS) + &lines(1),
        Control::People => rows(4, &["Name", "Who they are"], ""),
        Control::OtherChildren => rows(3, &["Name or description"], &choices(Part::OPTIONS)),
        Control::AboutStaff => choices(StaffAnswer::OPTIONS) + &blanks(&["Who is it about?"]),
        Control::Injuries => {
            let answers = [choices(Side::OPTIONS), choices(Face::OPTIONS)].concat();
            let answers = answers + &question_of("Is the skin broken?") + &question_of("Is it swollen?");
            maps() + &rows(3, &["Part of the body", "Size", "Shape", "Colour"], &answers)
        }
        Control::ToldDsl => {
            choices(ToldAnswer::OPTIONS) + &blanks(&["Whom", "How and when", "What happened, or why not yet"])
        }
        Control::ToldOthers => rows(3, &["Name", "When", "Reference number"], &choices(ToldWhom::OPTIONS)),
        Control::Indicators => briefings.iter().map(signs).collect(),
        Control::Sign => boxes([TRUE_RECORD]) + &blanks(&["Name", "Signature", "Date and time"]),
    }
}

/// Both sides of the body, to be marked with a pen.
fn maps() -> String {
    let map =
        |face: Face| format!("<div>{}{}</div>", face.label(), body::svg(&face, &[], body::Use::ToLookAt));
    let words = "Mark the place with a number. L and R are the child’s own left and right.";
    format!(
        "<p class=\"help\">{words}</p><div class=\"two-maps\">{}{}</div>",
        map(Face::Front),
        map(Face::Back)
    )
}

fn signs(briefing: &Briefing) -> String {
    let signs = briefing.signs();
    format!("<p class=\"help\">{}</p>{}", escaped(&briefing.title), boxes(signs.iter().map(String::as_str)))
}

fn question_of(label: &str) -> String {
    format!("<p class=\"inline\">{}</p>{}", escaped(label), choices(YesNo::OPTIONS))
}

fn choices(options: &[(&str, &str)]) -> String {
    boxes(options.iter().map(|(_, words)| *words))
}

/// Boxes to tick, each with its words.
fn boxes<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let items: String = words.into_iter().map(|words| format!("<li>{}</li>", escaped(words))).collect();
    format!("<ul class=\"boxes\">{items}</ul>")
}

/// Short words to write something beside.
fn blanks(labels: &[&str]) -> String {
    let spans: String = labels.iter().map(|label| format!("<span>{}</span>", escaped(label))).collect();
    format!("<p class=\"blanks\">{spans}</p>")
}

fn lines(count: usize) -> String {
    format!("<div class=\"lines\">{}</div>", "<div></div>".repeat(count))
}

/// The same blanks, several times.
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
        let paper = html(&[]);
        let order = Step::all().flat_map(|step| step.fields().iter().filter_map(|key| field(key)));
        let mut rest = paper.as_str();
        let mut asked = 0;
        for field in order {
            let heading = format!("<h3>{}</h3>", escaped(&field.label_in(Route::Dsl.people())));
            let (_, after) = rest.split_once(&heading).expect(field.key);
            rest = after;
            asked += 1;
        }
        assert_eq!(asked, fields().len());
        assert_eq!(paper.matches("<h3>").count(), fields().len());
    }

    #[test]
    fn what_is_a_none_on_the_screen_is_a_box_on_paper() {
        let paper = html(&[]);
        for none in fields().iter().filter_map(|field| field.none_words) {
            assert!(paper.contains(&format!("<li>{none}</li>")), "{none}");
        }
    }
}
