//! Paper that was printed before the endpoint was asked: whether it is still worth keeping when the answer was another one.

use crate::answer::Trouble;

/// What paper was printed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A school: its kits, and six words.
    School,
    /// Somebody who joins: a kit, and six words.
    Joining,
    /// A new key of an office: its kit.
    Key,
}

impl Paper {
    /// What was not done, what becomes of the paper, and why. It is good for as long as the same request may still be taken,
    /// or was taken and only the answer lost; afterwards it opens nothing.
    pub fn sentence(self, trouble: &Trouble) -> String {
        let what = match (self, trouble.may_pass()) {
            (Self::School, true) => "The school may not be set up yet; words and kits stay good.",
            (Self::School, false) => {
                "The school is not set up. Throw the kits and the words away; they open nothing."
            }
            (Self::Joining, true) => "You may not have joined yet; words and kit stay good.",
            (Self::Joining, false) => {
                "You have not joined. Throw the sheet and the words away; they open nothing."
            }
            (Self::Key, true) => {
                "The key may be changed already, or not yet; keep the new sheet, it stays good. If you leave this page, sign in \
                 again and look under Keys."
            }
            (Self::Key, false) => {
                "The key is not changed. Throw the new sheet away; it opens nothing. Keep the earlier one."
            }
        };
        format!("{what} {}", trouble.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_stays_good_only_while_the_same_request_may_be_taken() {
        let said = Trouble::Said("What is true. What to do.".into());
        for paper in [Paper::School, Paper::Joining, Paper::Key] {
            for trouble in [Trouble::NoAnswer, Trouble::Strange, Trouble::Busy] {
                let sentence = paper.sentence(&trouble);
                assert!(sentence.contains(" good. ") && !sentence.contains("Throw"), "{sentence}");
                assert!(sentence.ends_with(&trouble.sentence()), "{sentence}");
            }
            for trouble in [&said, &Trouble::NotTaken] {
                let sentence = paper.sentence(trouble);
                assert!(sentence.contains("Throw") && sentence.contains("nothing."), "{sentence}");
                assert!(sentence.ends_with(&trouble.sentence()), "{sentence}");
            }
        }
    }
}
