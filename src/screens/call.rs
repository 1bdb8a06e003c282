//! Who to call: works without signal, without a PIN, and before any school is set up.

use companion_model::{Route, wire::v1::MemberEntry};
use leptos::prelude::*;
use serde::Deserialize;

use crate::state::{Companion, companion};

/// The national numbers, with what is known of each.
#[derive(Clone, Deserialize)]
struct Number {
    name: String,
    by: By,
    number: String,
    for_what: String,
    checked_on: Option<String>,
    #[serde(default)]
    caution: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Call,
    Text,
}

fn numbers() -> Vec<Number> {
    // A test reads the same file: it can't be unreadable here.
    serde_json::from_str(include_str!("../../content/numbers.json")).unwrap_or_default()
}

/// The numbers, 999 first.
#[component]
pub fn Call() -> impl IntoView {
    view! {
        <h1>"Who to call"</h1>
        <p><a class="call danger" href="tel:999">"Phone 999"</a>" if a child is in danger now."</p>
        <h2>"Your school"</h2>
        <RoutePeople />
        <h2>"Other numbers"</h2>
        <ul class="plain">{numbers().into_iter().map(|number| view! { <OneNumber number /> }).collect_view()}</ul>
    }
}

#[component]
fn OneNumber(number: Number) -> impl IntoView {
    let checked =
        number.checked_on.map_or_else(|| "Not checked yet.".to_owned(), |on| format!("Checked {on}."));
    view! {
        <li class="person">
            <strong>{number.name}</strong>
            <Dial by=number.by number=number.number />
            <p class="help">{format!("{} {} {checked}", number.for_what, number.caution.unwrap_or_default())}</p>
        </li>
    }
}

#[component]
fn Dial(by: By, number: String) -> impl IntoView {
    let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    let (scheme, verb) = if by == By::Call { ("tel", "Phone") } else { ("sms", "Text") };
    view! { <a class="button number" href=format!("{scheme}:{digits}")>{format!("{verb} {number}")}</a> }
}

/// The people of this record's route, with numbers to tap; without a record, the DSL and then the head. The number
/// of somebody the concern is about is never offered.
#[component]
pub fn RoutePeople() -> impl IntoView {
    let companion = companion();
    move || {
        let people = people(companion);
        if people.is_empty() {
            return view! {
                <p>"The school's numbers are not on this phone. Use the numbers on your trip paper."</p>
            }
            .into_any();
        }
        let list = people.into_iter().map(|member| view! { <Person member /> });
        view! { <ul class="plain">{list.collect_view()}</ul> }.into_any()
    }
}

/// A person and their number.
#[component]
pub fn Person(member: MemberEntry) -> impl IntoView {
    let has_number = !member.phone.is_empty();
    view! {
        <li class="person">
            <strong>{member.name}</strong>" – "{member.role}
            {has_number.then(|| view! { <Dial by=By::Call number=member.phone /> })}
        </li>
    }
}

fn people(companion: Companion) -> Vec<MemberEntry> {
    let Some(directory) = companion.session.directory() else { return Vec::new() };
    let routes = match companion.recipient() {
        Some(recipient) => recipient.route().into_iter().collect(),
        None => vec![Route::Dsl, Route::Head],
    };
    let entries =
        routes.into_iter().filter_map(|route| directory.routes.iter().find(|entry| entry.route == route));
    entries.flat_map(|entry| entry.members.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_numbers_can_be_read_and_999_is_the_first() {
        assert!(numbers()[0].number.contains("999"));
        assert!(numbers().iter().all(|number| number.number.chars().all(|c| c.is_ascii_digit() || c == ' ')));
    }
}
