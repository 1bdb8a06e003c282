//! A phone says that it is there, and hears whether a member has ordered somebody's place on it removed.

use companion_model::wire::{
    read,
    v1::{DeviceAnswer, Removal},
};
use companion_seal::member::check_removal;
use companion_storage::{Storage, StorageError};
use uuid::Uuid;

use super::{SchoolContext, VerifiedDirectory, client, judge, note_answer, tally_of};

/// Says to the school that this phone is there, for everybody on it, and how many records are on it alone; answers whether
/// somebody's place was ordered removed just now. Only a member's own signature is an order: the endpoint can't give one.
///
/// Told when the phone wakes, never because a count has changed: when it was last heard of would tell that somebody writes.
///
/// # Errors
/// [`StorageError`] if an order can't be noted; it is then heard again.
pub async fn report(storage: &Storage, directory: &VerifiedDirectory) -> Result<bool, StorageError> {
    let Some(school) = SchoolContext::of(storage, directory).await? else { return Ok(false) };
    let counted = storage.counts(None).await.ok().map(tally_of);
    let mut is_ordered = false;
    for person in &school.people {
        let Some(caller) = school.caller(person.author.id) else { continue };
        // Without signal for one, there is none for the next either.
        let Ok(answer) = client::report(&caller, counted).await else { break };
        let (said, answered) = (client::response(&answer), read::<DeviceAnswer>(&answer.body));
        if answered.is_ok() || judge::is_unknown_device(&said) {
            note_answer(storage, &said, person.author.id, &caller, answered.is_ok()).await?;
        }
        let order = answered.ok().and_then(|answer| answer.removal);
        let Some(removal) = order.filter(|_| person.removal.is_none()) else { continue };
        if school.is_signed(&removal, caller.token.device) {
            storage.note_removal(person.author.id, caller.token.device, removal).await?;
            is_ordered = true;
        }
    }
    Ok(is_ordered)
}

impl SchoolContext {
    fn is_signed(&self, removal: &Removal, device: Uuid) -> bool {
        let routes = self.directory.iter().flat_map(|directory| &directory.routes);
        let mut members = routes.flat_map(|entry| &entry.members);
        let member = members.find(|member| member.id == removal.member);
        member.is_some_and(|member| {
            check_removal(&member.signing_key, self.enrolment.school, device, removal).is_ok()
        })
    }
}
