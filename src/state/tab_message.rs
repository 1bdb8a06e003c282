//! The messages that the app's tabs say to each other: never anything of what is written.

/// What one tab says to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabMessage {
    /// The outbox has changed.
    Changed,
    /// It has changed who has a place on this phone.
    People,
    /// Somebody comes close: every tab hides, and locks.
    Hide,
    /// Every tab locks.
    Lock,
    /// Everything is about to be removed.
    Goes,
    /// Everything was removed.
    Gone,
}

impl TabMessage {
    const ALL: [Self; 6] = [Self::Changed, Self::People, Self::Hide, Self::Lock, Self::Goes, Self::Gone];

    /// As it is said.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::People => "people",
            Self::Hide => "hide",
            Self::Lock => "lock",
            Self::Goes => "goes",
            Self::Gone => "gone",
        }
    }

    /// What another build says is no more than a reason to look.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|message| message.name() == name).unwrap_or(Self::Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::TabMessage;

    #[test]
    fn each_message_is_heard_as_it_was_said_and_another_builds_is_a_reason_to_look() {
        for message in TabMessage::ALL {
            assert_eq!(TabMessage::named(message.name()), message);
        }
        assert_eq!(TabMessage::named("of a newer build"), TabMessage::Changed);
    }
}
