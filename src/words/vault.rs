//! What is said of a vault that can't be made or opened, and of a PIN.

use companion_app::{PinError, vault::VaultError};
use companion_model::Millis;

const MINUTE: Millis = 60_000;

/// What the person still has, and what to do next.
pub fn vault(error: VaultError) -> &'static str {
    match error {
        VaultError::WrongPin => "That PIN is wrong. Your records are safe. Try again.",
        VaultError::Damaged => {
            "This phone can no longer open your records. Signed records will still be sent. Phone the DSL, \
                and write what you remember on paper."
        }
        VaultError::Refused => {
            "This browser can't encrypt anything, so you can't write a record here. You can still read \
                briefings and find numbers. Write on paper, and phone the DSL."
        }
        VaultError::NoPasskey => {
            "Fingerprint, face or code didn't work, or was cancelled. Your records are safe, and your PIN opens them."
        }
        VaultError::NoSecret => {
            "This phone can't open the app with fingerprint, face or code. Nothing has changed, and your PIN \
                still works. The \
                phone's passwords may list a new “Trip Companion”. It opens nothing, and you can delete it."
        }
        VaultError::NoWorker => {
            "This phone couldn't check the PIN just now. Your records are safe. Enter it again. If that \
                doesn't help, close the app and open it again."
        }
        VaultError::NoAnswer => {
            "This browser hasn't answered for ten seconds. Your records are safe. Try again. If \
                that doesn't help, close the app and open it again."
        }
        VaultError::NoRandomness => {
            "This phone can't encrypt anything safely just now. Restart the phone and try again. Until then, \
                write on paper."
        }
    }
}

/// What is said after several wrong PINs, for the milliseconds that are still to wait.
pub fn too_many_tries(wait_ms: Millis) -> String {
    let minutes = (wait_ms + MINUTE - 1) / MINUTE;
    let when = if minutes <= 1 { "a minute".into() } else { format!("{minutes} minutes") };
    format!(
        "Too many wrong PINs. Your records are safe. You can try again in {when}. You don't need a PIN for \
            Read or Who to call."
    )
}

/// Why a PIN that was chosen can't be one.
pub fn pin(error: PinError) -> &'static str {
    match error {
        PinError::TooShort => "Your PIN needs 6 digits or more.",
        PinError::PassphraseTooShort => "Words need 12 characters or more in all. Use four words or more.",
        PinError::Common => "That PIN is too easy to guess. Choose another.",
        PinError::NotTheSame => "Those PINs don't match. Enter them again.",
        PinError::SameAsNow => "That is already your PIN. Choose another.",
    }
}
