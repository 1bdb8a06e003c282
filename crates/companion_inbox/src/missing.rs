//! What a form still lacks before anything can be done.

use crate::paper::Paper;

/// What was not typed, chosen or ticked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Missing {
    /// The name of the school that is set up.
    SchoolName,
    /// The name of the person who will hold keys.
    Name,
    /// Their job.
    Role,
    /// An office that they hold.
    Office,
    /// The tick that this paper was printed.
    Printing(Paper),
    /// The tick that the six words were written down.
    WrittenWords,
    /// The tick that the six words were compared.
    ComparedWords,
    /// The name of the person who is invited to an office.
    Invitee,
    /// Name or job title of the member of staff who is invited.
    NameAndRole,
    /// The sealed file.
    File,
    /// A whole inbox link.
    InboxLink,
}

impl Missing {
    /// Fails unless it is there.
    ///
    /// # Errors
    /// What is missing.
    pub fn unless(self, is_there: bool) -> Result<(), Self> {
        if is_there { Ok(()) } else { Err(self) }
    }
}
