//! What is unfinished of somebody who can't finish it goes to the route its own answers name, unopened: nobody chooses,
//! and this phone can't read it.

use companion_browser::{clock, locks};
use companion_model::{
    concern::Draft,
    delivery::{Delivery, HandsOver},
};
use companion_seal::{digest, directory, envelope::Binding, hand_over};
use companion_storage::{DraftRow, Profile, Storage, StorageError, is_handed_over};

use super::{
    SchoolContext,
    id::{draft_lock, new_id},
};

/// Puts it into the outbox, once for each state a draft is left in. A draft that its author deleted stays where it is, and
/// so does one that no route may have: it opens with the PIN alone.
pub(super) async fn hand_over(storage: &Storage, school: &SchoolContext) -> Result<(), StorageError> {
    let mut outbox = None;
    for person in school.people.iter().filter(|person| person.hands_over()) {
        let rows: Vec<DraftRow<Draft>> = storage.drafts(person.author.id).await?;
        for row in rows.iter().filter(|row| row.deleted_at.is_none()) {
            let known = match &mut outbox {
                Some(known) => known,
                none => none.insert(storage.outbox().await?),
            };
            let what = HandsOver { draft: row.id, revision: row.revision };
            if known.iter().any(|one| is_handed_over(one, &what)) {
                continue;
            }
            // Somebody is writing in it: it is handed over as they leave it.
            let held = locks::try_hold(&draft_lock(row.id)).await;
            if matches!(held, Ok(None)) {
                continue;
            }
            if let Some((delivery, envelope)) = sealed(school, person, row, what) {
                storage.hand_over(&delivery, &envelope).await?;
            }
        }
    }
    Ok(())
}

/// `None` where no route may have it, or the school has no key for that route any more; and without random numbers, which
/// the next try may find.
fn sealed(
    school: &SchoolContext,
    person: &Profile,
    row: &DraftRow<Draft>,
    what: HandsOver,
) -> Option<(Delivery, Vec<u8>)> {
    let hand_over = row.key.hand_over.as_ref()?;
    let to = directory::route(school.directory.as_ref()?, hand_over.route)?;
    let (id, device) = (new_id()?, school.caller(person.author.id)?.token.device);
    let binding = Binding { school: school.enrolment.school, id, device, schema: hand_over::SCHEMA };
    let envelope = hand_over::seal(to, binding, row.id, hand_over, &row.sealed).ok()?;
    let sha256 = digest(&envelope).into();
    let mut delivery = Delivery::queued(id, person.author.id, to.route, clock::now(), sha256);
    delivery.hands_over = Some(what);
    Some((delivery, envelope))
}
