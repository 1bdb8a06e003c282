//! Which links have set up somebody on this phone: whoever opens one of them once more is told so. Of a link no more is kept
//! than the digest of a code that is used up.

use companion_browser::preferences;
use companion_seal::invitation::Invitation;
use uuid::Uuid;

use super::code;

const LINK: &str = "link:";

/// A link has become this person's place on this phone.
pub(super) fn note_used(invitation: &Invitation, by: Uuid) {
    // Where the browser keeps no preferences, the school says of the link that it was used.
    preferences::set(&key(invitation), &by.to_string());
}

/// Whose place on this phone a link has become.
pub fn used_by(invitation: &Invitation) -> Option<Uuid> {
    preferences::get(&key(invitation))?.parse().ok()
}

/// Forgets the links of those who are not on this phone any more.
pub fn forget_links_of(is_gone: impl Fn(Uuid) -> bool) {
    for name in preferences::names().into_iter().filter(|name| name.starts_with(LINK)) {
        let by = preferences::get(&name).and_then(|by| by.parse().ok());
        if by.is_none_or(&is_gone) {
            preferences::remove(&name);
        }
    }
}

fn key(invitation: &Invitation) -> String {
    format!("{LINK}{}", code(invitation))
}
