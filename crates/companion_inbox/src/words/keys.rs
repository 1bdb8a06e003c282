//! Keys, the paper that holds them, and who is to hold them.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, MemberEntry},
};

use super::route as office;
use crate::keyring::Keyring;

/// What a kit can be used for today, for every place that speaks of kits.
pub const NO_PAGE_FOR_KITS: &str = "This version can't use recovery sheets yet. Keep yours safe. If you need \
    it, ask your IT support for a version that can.";

/// A kit's title, what its code does, and where it is to be kept; `None` for the root key's.
pub fn kit(route: Option<Route>) -> (String, String, String) {
    let Some(route) = route else {
        return (
            "Recovery sheet for the school's main key".to_owned(),
            "With this code, someone could make every staff phone trust new keys. It opens no records.".to_owned(),
            "Keep it in a sealed envelope in the school safe, away from the other sheets. It should take two \
                people to open the safe.".to_owned(),
        );
    };
    (
        format!("Recovery sheet for records sent to {}", route.people()),
        format!(
            "This code is the key that opens the records sent to {}. If a passphrase is forgotten, this may be \
                the only copy.",
            route.people()
        ),
        format!("Keep it in a safe that only these people can open: {}.", office(route)),
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
    let sign_in = if holds_more { "" } else { " They can no longer sign in." };
    let unproved = match keyring.not_countersigned(staff, who.id) {
        n if n == 0 || holds_more => String::new(),
        n => format!(
            " Staff invited by {name} and not confirmed yet: {n}. Ask {name} to sign in first, or make them new \
                links afterwards."
        ),
    };
    format!(
        "Remove {name} from the people who open records for {people}? You make a new key for those who stay. \
            You print its recovery sheet. From then on {name} can open none of these records \
            here.{sign_in}{unproved} They keep anything they have read, printed or copied so far. Keep the earlier recovery sheet out of their reach too. If {name} set \
             up this school and keeps no other role, the main key is left only on its sheet. This version can't \
             use that sheet yet, so nobody can invite anyone to another role."
    )
}

/// Who may hold an office, for the form that invites them: never whoever fills it in.
pub fn whom_it_is_for(route: Route) -> String {
    format!(
        "For the person who holds this role ({}), not for you. A record about you must reach someone else. Their \
            own browser makes the keys when they open the link.",
        office(route)
    )
}
