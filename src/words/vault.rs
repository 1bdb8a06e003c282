//! What is said of a vault that can't be made or opened, and of a PIN.

use companion_app::{PinError, vault::VaultError};
use companion_model::Millis;

const MINUTE: Millis = 60_000;

/// What the person still has, and what to do next.
pub fn vault(error: VaultError) -> &'static str {
    match error {
        VaultError::WrongPin => "That is not the PIN. Your records are safe. Try again.",
        VaultError::Damaged => {
            "This phone can't open its own records any more. Records that were signed are still sent. Phone the \
             DSL, and write what you remember on paper."
        }
        VaultError::Refused => {
            "This browser refuses to keep anything encrypted, so this phone can't keep a record. The briefings \
             and the numbers still open. Write on paper, and phone the DSL."
        }
        VaultError::NoPasskey => {
            "This phone's fingerprint, face or code did not open it, or you went back. Your records are safe, and your PIN \
             opens them."
        }
        VaultError::NoSecret => {
            "This phone's passkeys can't open the app. Nothing has changed, and your PIN opens it as before. Among the \
             phone's passwords there may be one more called “Trip Companion”: it opens nothing, and you can delete it."
        }
        VaultError::NoWorker => {
            "This phone could not work with the PIN just now. Your records are safe. Press the button again; if it goes on \
             like this, close the app and open it again."
        }
        VaultError::NoAnswer => {
            "This browser has not answered for ten seconds. Your records are safe. Press the button again; if it goes on \
             like this, close the app and open it again."
        }
        VaultError::NoRandomness => {
            "This phone gave no random numbers, so nothing can be encrypted safely. Restart the phone and try \
             again. Until then write on paper."
        }
    }
}

/// What is said after several wrong PINs, for the milliseconds that are still to wait.
pub fn too_many_tries(wait_ms: Millis) -> String {
    let minutes = (wait_ms + MINUTE - 1) / MINUTE;
    let when = if minutes <= 1 { "a minute".into() } else { format!("{minutes} minutes") };
    format!(
        "That was not the PIN, several times. Your records are safe. Try again in {when}. Read and Who to call \
         work without it."
    )
}

/// Why a PIN that was chosen can't be one.
pub fn pin(error: PinError) -> &'static str {
    match error {
        PinError::TooShort => "The PIN has six digits or more.",
        PinError::PassphraseTooShort => "A passphrase has 12 characters or more: four words are good.",
        PinError::Common => "This PIN is among the first that anybody tries. Choose another.",
        PinError::NotTheSame => "Those PINs don't match. Enter them again.",
        PinError::SameAsNow => "That is the PIN you have. Choose another.",
    }
}
