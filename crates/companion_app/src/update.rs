//! A new version of the app, which waits until somebody agrees that it takes over (invariant 7).

use companion_browser::{
    events::NoteError,
    service_worker::{self, InstalledWorker, Registration},
};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

/// A new version that is on this phone and waits.
#[derive(Clone)]
pub struct NewVersion {
    worker: InstalledWorker,
}

impl NewVersion {
    /// Whether it still waits: one that was replaced by a newer one, or removed, does not.
    pub fn is_waiting(&self) -> bool {
        !self.worker.is_redundant()
    }

    /// Tells it to take over. One that is gone meanwhile has been replaced by a newer one, which waits in its place.
    pub fn take_over(&self) {
        self.worker.post("take-over", "telling the new version to take over");
    }
}

/// Runs something when a version has taken over: the page is to be loaded again.
pub fn once_taken_over(then: impl FnOnce() + 'static) {
    service_worker::once_controller_changed(then);
}

/// Which version waits, now and whenever that changes, as long as the page lives.
pub async fn watch() -> Option<UnboundedReceiver<Option<NewVersion>>> {
    // It comes with the first worker that is active; without one there is no newer one.
    let registration = service_worker::ready().await?;
    let (found, versions) = unbounded();
    report(&registration, &found);
    registration.clone().on_update_found(move |installing| {
        let (registration, found) = (registration.clone(), found.clone());
        installing.on_state_change(move || report(&registration, &found));
    });
    Some(versions)
}

fn report(registration: &Registration, found: &UnboundedSender<Option<NewVersion>>) {
    // At the very first visit the first worker waits for nobody.
    let waiting = registration.waiting().filter(|_| service_worker::is_controlled());
    let version = waiting.map(|worker| NewVersion { worker });
    found.unbounded_send(version).map_err(|_| "nobody follows it").note_error("a new version");
}
