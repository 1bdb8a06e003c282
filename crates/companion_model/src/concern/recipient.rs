//! Who receives a concern. Invariant 10: never a person it is about.
//!
//! Where the directory leaves a doubt, the next recipient is taken: a record that travels further can be handed
//! back, one that the wrong person has read can't be unread.

use uuid::Uuid;

use super::{AboutStaff, StaffAnswer};
use crate::Route;
use crate::wire::v1::{MemberEntry, RouteEntry};

/// Who receives a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The people of this route.
    Route(Route),
    /// The local authority's officer: "print or hand over; do not send".
    LocalAuthorityOfficer,
}

impl Recipient {
    /// The route, if the app can send it at all.
    pub fn route(self) -> Option<Route> {
        match self {
            Self::Route(route) => Some(route),
            Self::LocalAuthorityOfficer => None,
        }
    }
}

/// The words of a text, in small letters, without the spaces and marks between them: "  sam  O’BRIEN " is sam, o, brien.
///
/// Given from outside: it takes tables of all the alphabets there are, and a browser has them already.
pub type InWords = fn(&str) -> Vec<String>;

/// The first of DSL, head and chair that has a member and none the concern is about (docs/protocol.md, "Recipient").
///
/// About are: everyone ticked or written down by name, whatever the answer; with "the DSL" and "not sure" all
/// members of that route, with "the head" likewise; and whoever is the same person, by id or by name, under
/// another route. An answer only a newer build knows is sent nowhere.
pub fn recipient(about: &AboutStaff, routes: &[RouteEntry], in_words: InWords) -> Recipient {
    if matches!(about.answer, StaffAnswer::Unknown(_)) {
        return Recipient::LocalAuthorityOfficer;
    }
    let school = school(routes, in_words);
    let people = people(about, &school, in_words);
    let open = |route: &Route| {
        let mut members = members(*route, &school).peekable();
        members.peek().is_some() && !members.any(|member| people.iter().any(|other| same(member, other)))
    };
    let first = Route::ALL.into_iter().find(open);
    first.map_or(Recipient::LocalAuthorityOfficer, Recipient::Route)
}

/// The route a draft's hand-over key is sealed to, `None` for none. Until the question is answered only the
/// chair, if enrolled: a draft that says nothing yet may turn out to be about anybody else.
pub fn hand_over_route(
    about: Option<&AboutStaff>,
    routes: &[RouteEntry],
    in_words: InWords,
) -> Option<Route> {
    match about {
        Some(about) => recipient(about, routes, in_words).route(),
        None => {
            let has_members = |entry: &&RouteEntry| entry.route == Route::Chair && !entry.members.is_empty();
            routes.iter().find(has_members).map(|entry| entry.route)
        }
    }
}

/// The route whose own people the answer names.
fn office(answer: &StaffAnswer) -> Option<Route> {
    match answer {
        StaffAnswer::Dsl | StaffAnswer::NotSure => Some(Route::Dsl),
        StaffAnswer::Head => Some(Route::Head),
        StaffAnswer::No | StaffAnswer::SomeoneElse | StaffAnswer::Unknown(_) => None,
    }
}

/// A member of a route, with the words of their name.
struct Person<'a> {
    route: Route,
    member: &'a MemberEntry,
    name: Vec<String>,
}

fn school(routes: &[RouteEntry], in_words: InWords) -> Vec<Person<'_>> {
    let mut school = Vec::new();
    for entry in routes {
        let person = |member| Person { route: entry.route, member, name: in_words(&member.name) };
        school.extend(entry.members.iter().map(person));
    }
    school
}

fn members<'a>(route: Route, school: &'a [Person<'a>]) -> impl Iterator<Item = &'a Person<'a>> {
    school.iter().filter(move |person| person.route == route)
}

/// Everybody the concern is about, followed through the directory until nobody new turns up: one person can be
/// listed under two ids, or under two spellings of a name.
fn people<'a>(about: &AboutStaff, school: &'a [Person<'a>], in_words: InWords) -> Vec<&'a Person<'a>> {
    let office = office(&about.answer);
    let enrolled = office.is_some_and(|route| members(route, school).next().is_some());
    let of_office = |person: &Person<'_>| match office {
        Some(route) if enrolled => members(route, school).any(|other| same(person, other)),
        // Nobody is enrolled under that office; a job title may still say who holds it.
        Some(route) => holds(&in_words(&person.member.role), route),
        None => false,
    };
    let (whom, ticked) = (in_words(&about.whom), ticked(about, in_words));
    let is_named = |person: &Person<'_>| {
        let is_ticked =
            |(id, name): &(Uuid, Vec<String>)| *id == person.member.id || is_same_name(name, &person.name);
        ticked.iter().any(is_ticked) || contains(&whom, &person.name)
    };
    let (mut found, mut rest): (Vec<_>, Vec<_>) =
        school.iter().partition(|person| of_office(person) || is_named(person));
    loop {
        let (more, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|person| found.iter().any(|other| same(person, other)));
        if more.is_empty() {
            return found;
        }
        found.extend(more);
        rest = others;
    }
}

fn ticked(about: &AboutStaff, in_words: InWords) -> Vec<(Uuid, Vec<String>)> {
    about.people.iter().map(|person| (person.id, in_words(&person.name))).collect()
}

fn same(one: &Person<'_>, other: &Person<'_>) -> bool {
    one.member.id == other.member.id || is_same_name(&one.name, &other.name)
}

/// An empty name is nobody's.
fn is_same_name(one: &[String], other: &[String]) -> bool {
    !one.is_empty() && one == other
}

fn contains(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|window| window == name)
}

/// Whether a job title says that its holder leads this route; a deputy or a head of year does not.
fn holds(role: &[String], route: Route) -> bool {
    let titles: &[&[&str]] = match route {
        Route::Dsl => &[&["dsl"], &["designated", "safeguarding", "lead"]],
        Route::Head => &[&["head"], &["headteacher"], &["headmaster"], &["headmistress"], &["principal"]],
        Route::Chair => &[&["chair"]],
    };
    let leads = |title: &[&str], at: usize| {
        let word = |at: usize| role.get(at).map_or("", String::as_str);
        let deputy = at > 0 && ["deputy", "assistant", "vice"].contains(&word(at - 1));
        let of_a_part = word(at + title.len()) == "of" && word(at + title.len() + 1) != "school";
        !deputy && !of_a_part
    };
    titles.iter().any(|title| {
        role.windows(title.len()).enumerate().any(|(at, window)| window == *title && leads(title, at))
    })
}
