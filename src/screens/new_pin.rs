//! A PIN is chosen: typed twice, long enough, and none that anybody tries first.

use companion_app::{
    PinError,
    vault::{PASSPHRASE_CHARACTERS, PIN_DIGITS},
};
use leptos::prelude::*;

use super::pin::{Letters, PinBox};

/// Against a thief who copies the phone's storage, six digits hold for hours (SECURITY.md).
const HELP: &str = "Want more protection? Use four or more words instead.";

/// What is typed into its two boxes.
#[derive(Clone, Copy)]
pub struct NewPin {
    pin: RwSignal<String>,
    again: RwSignal<String>,
}

impl NewPin {
    /// Nothing typed yet.
    pub fn new() -> Self {
        Self { pin: RwSignal::new(String::new()), again: RwSignal::new(String::new()) }
    }

    /// The PIN that was chosen, another than `earlier`. A wrong choice is taken out of the boxes: nobody can put right what
    /// shows as dots.
    ///
    /// # Errors
    /// [`PinError`].
    pub fn chosen(self, earlier: Option<&String>) -> Result<String, PinError> {
        let pin = self.pin.get_untracked();
        let same = (Some(&pin) == earlier).then_some(PinError::SameAsNow);
        let wrong = wrong_choice(&pin, &self.again.get_untracked()).or(same);
        let Some(wrong) = wrong else { return Ok(pin) };
        self.pin.set(String::new());
        self.again.set(String::new());
        Err(wrong)
    }
}

/// The two boxes of a new PIN.
#[component]
pub fn NewPinBoxes(
    /// What is typed into them.
    new: NewPin,
    /// Which PIN.
    label: &'static str,
    /// The same for the second box.
    label_again: &'static str,
) -> impl IntoView {
    let letters = RwSignal::new(false);
    view! {
        <PinBox id="new-pin" label help=HELP value=new.pin letters />
        <Letters words="Use words instead" letters />
        <PinBox id="new-pin-again" label=label_again value=new.again letters />
    }
}

fn wrong_choice(pin: &str, again: &str) -> Option<PinError> {
    let (length, digits) = (pin.chars().count(), pin.chars().all(|digit| digit.is_ascii_digit()));
    if digits && length < PIN_DIGITS {
        Some(PinError::TooShort)
    } else if !digits && length < PASSPHRASE_CHARACTERS {
        Some(PinError::PassphraseTooShort)
    } else if pin.chars().all(|digit| pin.starts_with(digit)) || "0123456789876543210".contains(pin) {
        Some(PinError::Common)
    } else if pin != again {
        Some(PinError::NotTheSame)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_or_a_passphrase_typed_twice_and_not_the_first_anybody_tries() {
        for good in ["246813", "2468135790", "four quiet grey herons", "наши четыре слова"] {
            assert_eq!(wrong_choice(good, good), None, "{good}");
        }
        for (pin, again, wrong) in [
            ("", "", PinError::TooShort),
            ("24681", "24681", PinError::TooShort),
            ("24681a", "24681a", PinError::PassphraseTooShort),
            ("aaaaaaaaaaaa", "aaaaaaaaaaaa", PinError::Common),
            ("111111", "111111", PinError::Common),
            ("123456", "123456", PinError::Common),
            ("654321", "654321", PinError::Common),
            ("246813", "246814", PinError::NotTheSame),
        ] {
            assert_eq!(wrong_choice(pin, again), Some(wrong), "{pin}");
        }
    }
}
