//! What went wrong, as a sentence that says what to do.

use std::fmt;

/// A sentence for the person at the keyboard.
#[derive(Debug)]
pub struct Trouble(String);

/// Done, or a sentence.
pub type Outcome<T = ()> = Result<T, Trouble>;

impl Trouble {
    /// Trouble in these words.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives an error the words around it.
pub trait While<T> {
    /// The error, after what was being done: "could not write target/dist: no space left".
    fn or_trouble(self, could_not: impl FnOnce() -> String) -> Outcome<T>;
}

impl<T, E: fmt::Display> While<T> for Result<T, E> {
    fn or_trouble(self, could_not: impl FnOnce() -> String) -> Outcome<T> {
        self.map_err(|error| Trouble(format!("Could not {}: {error}", could_not())))
    }
}
