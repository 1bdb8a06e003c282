//! Who to call: works without signal, without a PIN, and before any school is set up.

use companion_model::{
    Route,
    concern::Recipient,
    static_page::{IF_IN_DANGER, PHONE_999, WHO_TO_CALL},
    wire::{read, v1::MemberEntry},
};
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
    #[serde(default)]
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
    read(include_bytes!("../../content/numbers.json")).unwrap_or_default()
}

/// The numbers, 999 first.
#[component]
pub fn Call() -> impl IntoView {
    let numbers = numbers().into_iter().map(|number| view! { <OneNumber number /> });
    view! {
        <h1>{WHO_TO_CALL}</h1>
        <p><a class="call danger" href="tel:999">{PHONE_999}</a>{format!(" {IF_IN_DANGER}")}</p>
        <h2>"Your school"</h2>
        <RoutePeople />
        <h2>"Other numbers"</h2>
        <ul class="plain">{numbers.collect_view()}</ul>
    }
}

#[component]
fn OneNumber(number: Number) -> impl IntoView {
    let Number { name, by, number, for_what, checked_on, caution } = number;
    let checked = match checked_on {
        Some(on) => format!("Checked {on}."),
        // Known to everybody, and the same for years.
        None if number == "999" => String::new(),
        None => "Check this number before the trip.".to_owned(),
    };
    view! {
        <li class="person">
            <strong>{name}</strong>
            <Dial by number />
            <p class="help">{format!("{for_what} {} {checked}", caution.unwrap_or_default())}</p>
        </li>
    }
}

/// A number to be tapped.
#[component]
fn Dial(by: By, number: String) -> impl IntoView {
    let (scheme, verb) = if by == By::Call { ("tel", "Phone") } else { ("sms", "Text") };
    view! { <a class="button number" href=format!("{scheme}:{}", digits(&number))>{format!("{verb} {number}")}</a> }
}

/// A number as a telephone dials it.
pub fn digits(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The people of this record's route, with numbers to tap; without a record, the DSL and then the head. The number
/// of somebody the concern is about is never offered.
#[component]
pub fn RoutePeople() -> impl IntoView {
    let companion = companion();
    let people = Memo::new(move |_| people(companion));
    view! {
        {move || {
            let people = people.get();
            if companion.recipient() == Some(Recipient::LocalAuthorityOfficer) {
                return view! { <p>"Phone the local authority designated officer (LADO), not the school."</p> }
                    .into_any();
            }
            if people.is_empty() {
                return view! { <p>"The school's numbers are not on this phone. Use the ones in your trip pack."</p> }
                    .into_any();
            }
            let people = people.into_iter().map(|member| view! { <Person member /> });
            view! { <ul class="plain">{people.collect_view()}</ul> }.into_any()
        }}
    }
}

/// A person and their number.
#[component]
pub fn Person(
    /// The member of the school.
    member: MemberEntry,
) -> impl IntoView {
    let MemberEntry { name, role, phone, .. } = member;
    view! {
        <li class="person">
            <strong>{name}</strong>{format!(" – {role}")}
            {(!phone.is_empty()).then(|| view! { <Dial by=By::Call number=phone /> })}
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
