//! Who receives a concern. Invariant 10: never a person it is about.
//!
//! Where the directory leaves a doubt, the next recipient is taken: a record that travels further can be handed
//! back, one that the wrong person has read can't be unread.

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

/// The first of DSL, head and chair that has a member and none the concern is about (DESIGN section 6).
///
/// About are: everyone ticked or written down by name, whatever the answer; with "the DSL" and "not sure" all
/// members of that route, with "the head" likewise; and whoever is the same person, by id or by name, under
/// another route. An answer only a newer build knows is sent nowhere.
pub fn recipient(about: &AboutStaff, routes: &[RouteEntry]) -> Recipient {
    if matches!(about.answer, StaffAnswer::Unknown(_)) {
        return Recipient::LocalAuthorityOfficer;
    }
    let people = people(about, routes);
    let open = |route: &Route| {
        let mut members = members(*route, routes).peekable();
        members.peek().is_some() && !members.any(|member| people.iter().any(|other| same(member, other)))
    };
    let first = Route::ALL.into_iter().find(open);
    first.map_or(Recipient::LocalAuthorityOfficer, Recipient::Route)
}

/// The route a draft's hand-over key is sealed to, `None` for none. Until the question is answered only the
/// chair, if enrolled: a draft that says nothing yet may turn out to be about anybody else.
pub fn hand_over_route(about: Option<&AboutStaff>, routes: &[RouteEntry]) -> Option<Route> {
    match about {
        Some(about) => recipient(about, routes).route(),
        None => members(Route::Chair, routes).next().map(|_| Route::Chair),
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

fn members(route: Route, routes: &[RouteEntry]) -> impl Iterator<Item = &MemberEntry> {
    routes.iter().filter(move |entry| entry.route == route).flat_map(|entry| &entry.members)
}

/// Every member the concern is about, followed through the directory until nobody new turns up: one person can
/// be listed under two ids, or under two spellings of a name.
fn people<'a>(about: &AboutStaff, routes: &'a [RouteEntry]) -> Vec<&'a MemberEntry> {
    let all: Vec<&MemberEntry> = routes.iter().flat_map(|entry| &entry.members).collect();
    let office = office(&about.answer);
    let enrolled = office.is_some_and(|route| members(route, routes).next().is_some());
    let of_office = |member: &MemberEntry| match office {
        Some(route) if enrolled => members(route, routes).any(|other| same(member, other)),
        // Nobody is enrolled under that office; a job title may still say who holds it.
        Some(route) => holds(&words(&member.role), route),
        None => false,
    };
    let (mut found, mut rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|member| of_office(member) || is_named(about, member));
    loop {
        let (more, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|member| found.iter().any(|other| same(member, other)));
        if more.is_empty() {
            return found;
        }
        found.extend(more);
        rest = others;
    }
}

fn is_named(about: &AboutStaff, member: &MemberEntry) -> bool {
    let name = words(&member.name);
    let ticked =
        |person: &super::StaffMember| person.id == member.id || is_same_name(&words(&person.name), &name);
    about.people.iter().any(ticked) || contains(&words(&about.whom), &name)
}

fn same(one: &MemberEntry, other: &MemberEntry) -> bool {
    one.id == other.id || is_same_name(&words(&one.name), &words(&other.name))
}

/// An empty name is nobody's.
fn is_same_name(one: &[String], other: &[String]) -> bool {
    !one.is_empty() && one == other
}

fn contains(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|window| window == name)
}

/// Small letters, without spaces and marks: "  sam  O’BRIEN " is "Sam O'Brien".
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
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
