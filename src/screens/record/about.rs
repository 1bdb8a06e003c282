//! Who it is about: decides who receives the record, and whose number is never offered.

use companion_model::{
    concern::{AboutStaff, Content, Recipient, StaffAnswer},
    wire::v1::MemberEntry,
};
use companion_parts::view::{El, Line, Tone, el, nothing, notice, p, short_text, tick};

use super::{controls::asked, form, kept::kept_line, onward};
use crate::{
    route::Step,
    screens::call::route_people,
    state::{Companion, companion},
};

/// The question, whom it is about, and who will receive the record.
pub fn about() -> El {
    let companion = companion();
    let editor = companion.editor;
    let answer = move || {
        editor.content(|content| content.about_staff.as_ref().map(|about| about.answer.clone())).flatten()
    };
    let form = form()
        .child(asked(
            "about_staff",
            StaffAnswer::OPTIONS,
            |content| content.about_staff.as_ref().map(|about| about.answer.key().to_owned()),
            choose,
        ))
        .when(move || answer().is_some_and(|answer| answer != StaffAnswer::No), move || whom(companion))
        .live(
            move || answer().and_then(|_| companion.recipient()),
            |recipient| recipient.as_ref().map_or_else(nothing, who_receives),
        )
        .child(kept_line());
    onward(form, Step::About)
}

fn choose(content: &mut Content, key: &str) {
    let answer = StaffAnswer::from_key(key);
    match &mut content.about_staff {
        Some(about) => about.answer = answer,
        None => content.about_staff = Some(AboutStaff::of(answer)),
    }
}

fn whom(companion: Companion) -> El {
    let editor = companion.editor;
    let whom = move || {
        editor.content(|content| content.about_staff.as_ref().map(|about| about.whom.clone())).flatten()
    };
    let change = move |text| {
        editor.edit(|content| {
            if let Some(about) = &mut content.about_staff {
                about.whom = text;
            }
        });
    };
    let ticks = el("fieldset")
        .child(el("legend").text("Is it about one of these people?"))
        .child(
            p("Anyone you tick won't receive this record, or see in the app that there is one.")
                .class("help"),
        )
        .children(people(companion).into_iter().map(move |member| one_person(companion, member)));
    el("div").child(ticks).child(short_text(
        Line::Words,
        "whom",
        "Who is it about?",
        "A name, or what you know of them.",
        move || whom().unwrap_or_default(),
        change,
    ))
}

/// Everybody in the directory, each once.
fn people(companion: Companion) -> Vec<MemberEntry> {
    let mut people: Vec<MemberEntry> = Vec::new();
    for member in companion.session.routes_untracked().into_iter().flat_map(|entry| entry.members) {
        if people.iter().all(|known| known.id != member.id) {
            people.push(member);
        }
    }
    people
}

fn one_person(companion: Companion, member: MemberEntry) -> El {
    let editor = companion.editor;
    let id = member.id;
    let is_named = move |content: &Content| content.about_staff.as_ref().is_some_and(|about| about.names(id));
    let label = format!("{} – {}", member.name, member.role);
    let change = move |ticked| {
        editor.edit(|content| {
            if let Some(about) = &mut content.about_staff {
                about.tick(&member, ticked);
            }
        });
    };
    tick(&label, move || editor.content(is_named).unwrap_or_default(), change)
}

/// Who will get it, and their number.
fn who_receives(recipient: &Recipient) -> El {
    match recipient {
        Recipient::Route(route) => notice(Tone::Plain)
            .child(p(&format!("This record will go to {}, and to nobody else.", route.people())))
            .child(route_people()),
        Recipient::LocalAuthorityOfficer => notice(Tone::Danger).child(p(
            "Nobody at the school can receive this record safely. It stays on this phone and is not sent. Phone the \
             local authority's designated officer (LADO); hand the record over in person: show it, or print it \
             when you check it.",
        )),
    }
}
