//! Keys, the paper that holds them, and who is to hold them.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, MemberEntry},
};

use super::route as office;
use crate::keyring::Keyring;

/// What a kit can be used for today, for every place that speaks of kits.
pub const NO_PAGE_FOR_KITS: &str = "This version has no page that takes a kit. Keep it all the same, and ask whoever runs the \
                                    endpoint for a version that has one when you need it.";

/// A kit's title, what its code does, and where it is to be kept; `None` for the root key's.
pub fn kit(route: Option<Route>) -> (String, String, String) {
    let Some(route) = route else {
        return (
            "Kit for the school's root key".to_owned(),
            "This code introduces new keys to every phone of the school. It opens no record.".to_owned(),
            "Keep it in a safe that two people must open together, apart from the other kits.".to_owned(),
        );
    };
    (
        format!("Kit for records to {}", route.people()),
        format!(
            "This code is the key that opens the records sent to {}. Should a laptop be lost, or a passphrase forgotten, \
             it is the copy that is left.",
            route.people()
        ),
        format!("Keep it in a safe to which only these people have the key: {}.", office(route)),
    )
}

/// What it means that somebody is taken out of a route: asked before it is done. With everybody the school has invited.
pub fn removal_question(
    keyring: &Keyring,
    route: Route,
    who: &MemberEntry,
    staff: &[AuthorOnFile],
) -> String {
    let (name, people) = (&who.name, route.people());
    let mut elsewhere = keyring.directory.routes.iter().filter(|entry| entry.route != route);
    let holds_more = elsewhere.any(|entry| entry.members.iter().any(|member| member.id == who.id));
    let sign_in = if holds_more { "" } else { " They can't sign in any more." };
    let unproved = match keyring.not_countersigned(staff, who.id) {
        n if n == 0 || holds_more => String::new(),
        n => format!(
            " Not countersigned yet, of the staff whom {name} invited: {n}. Ask {name} to sign in before, or make them new \
             links afterwards."
        ),
    };
    format!(
        "Remove {name} from records to {people}? The office gets a new key, sealed to those who stay, and you print its kit. \
         From then on {name} is given none of these records here.{sign_in}{unproved} What {name} has read, printed or copied so far \
         stays with them. Take the office's earlier kit out of their reach, too. If {name} set up this school, only \
         the root key's kit is left of that key: with no page that takes it in this version, nobody can invite the first \
         person of another office then."
    )
}

/// Who may hold an office, for the form that invites them: never whoever fills it in.
pub fn whom_it_is_for(route: Route) -> String {
    format!(
        "For the person who holds this office ({}), and not for you: a record about you must reach somebody else. They open \
         the link in their own browser, where the keys to these records are made.",
        office(route)
    )
}
