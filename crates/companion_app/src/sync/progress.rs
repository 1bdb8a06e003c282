//! What a run of the outbox reports.

use companion_browser::events::NoteError;
use companion_model::delivery::Delivery;
use companion_seal::directory::DirectoryError;
use companion_storage::{Enrolment, Profile, StorageError};
use futures_channel::mpsc::UnboundedSender;

/// What has come of a run so far.
pub enum Progress {
    /// The outbox as it is stored now.
    Outbox(Vec<Delivery>),
    /// The same, while another tab or the worker is at it.
    OutboxElsewhere(Vec<Delivery>),
    /// A newer directory of the school, checked and stored.
    NewerDirectory(Box<Enrolment>),
    /// The school's directory is the one that is here.
    SameDirectory,
    /// A directory that is refused, and why.
    RefusedDirectory(DirectoryError),
    /// A member has just ordered that somebody's place be given up.
    Ordered,
    /// Who has a place on this phone, and whom of them the school knows.
    People(Vec<Profile>),
    /// How many things kept on this phone this build can't read.
    Unreadable(usize),
    /// Why the phone's own database can't go on at the moment; `None` if it can.
    Fault(Option<StorageError>),
    /// The run has ended.
    Ended,
}

/// Where progress is reported to. Where nobody listens it is lost.
#[derive(Clone, Default)]
pub struct Reporter(Option<UnboundedSender<Progress>>);

impl Reporter {
    /// Reports to this listener.
    pub fn to(listener: UnboundedSender<Progress>) -> Self {
        Self(Some(listener))
    }

    /// Reports.
    pub fn report(&self, progress: Progress) {
        if let Some(listener) = &self.0 {
            let sent = listener.unbounded_send(progress);
            sent.map_err(|_| "nobody listens any more").note_error("the progress of the outbox");
        }
    }
}
