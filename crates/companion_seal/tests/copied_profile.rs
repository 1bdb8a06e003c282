//! What a copied browser profile gives a thief: docs/protocol.md, "Vault". The device's own key lies in the
//! profile, so its layer is gone, and what stands between the thief and the drafts is the cost of deriving a key from the PIN. Nothing here can
//! slow them down or count their tries.
//!
//! `cargo test -p companion_seal --release --test copied_profile -- --nocapture` shows the figures of SECURITY.md.

#![allow(clippy::unwrap_used, reason = "a test that can't go on must fail")]

use std::time::{Duration, Instant};

use companion_model::wire::v1::KdfParams;
use companion_seal::{
    author::AuthorKey,
    kdf::{self, new_params},
    passphrase,
    vault::{LockedVault, Vault},
};
use uuid::Uuid;

const AUTHOR: Uuid = Uuid::from_u128(1);
const PINS: u32 = 1_000_000;

/// All that a thief has: the phone asks the author for nothing else either.
struct Profile {
    vault: LockedVault,
    author_key: companion_model::wire::Bytes,
}

fn copied(pin: &str, cost: KdfParams) -> Profile {
    let vault = Vault::generate(AUTHOR).unwrap();
    let author_key = vault.seal_author_key(&AuthorKey::generate().unwrap()).unwrap();
    let derived = kdf::derive_key(pin.as_bytes(), &cost).unwrap();
    Profile { vault: vault.lock(&derived, cost).unwrap(), author_key }
}

fn opens(profile: &Profile, pin: &str) -> bool {
    let derived = kdf::derive_key(pin.as_bytes(), &profile.vault.stretch).unwrap();
    let vault = Vault::unlock(AUTHOR, &derived, &profile.vault);
    vault.is_ok_and(|vault| vault.open_author_key(&profile.author_key).is_ok())
}

fn hours(guess: Duration, guesses: u32) -> f64 {
    guess.as_secs_f64() * f64::from(guesses) / 3600.0
}

#[test]
fn a_copied_profile_opens_to_whoever_tries_enough_pins() {
    let cheap = KdfParams { memory_kib: 8, passes: 1, ..new_params().unwrap() };
    let profile = copied("004217", cheap);
    let found: Vec<u32> = (4_000..4_500).filter(|pin| opens(&profile, &format!("{pin:06}"))).collect();
    assert_eq!(found, [4217]);
}

#[test]
fn at_the_cost_of_a_phone_each_pin_still_takes_one_guess_and_no_more() {
    let profile = copied("246813", new_params().unwrap());
    let tried = ["246812", "246813", "246814"].map(|pin| {
        let start = Instant::now();
        (opens(&profile, pin), start.elapsed())
    });
    assert_eq!(tried.map(|(opened, _)| opened), [false, true, false]);

    let guess = tried.iter().map(|(_, time)| *time).min().unwrap();
    println!("One guess at the cost of a phone: {guess:?} on one core of this computer.");
    println!("All {PINS} PINs of six digits: {:.1} hours; half of that on average.", hours(guess, PINS));
    let years = guess.as_secs_f64() * words() / 2.0 / (365.25 * 24.0 * 3600.0);
    println!("A passphrase of {} words instead: {years:.1e} years on average.", passphrase::WORDS);
}

/// How many passphrases there are.
fn words() -> f64 {
    2048_f64.powi(i32::try_from(passphrase::WORDS).unwrap())
}

/// Whatever one guess costs.
#[test]
fn six_words_are_all_pins_seventy_million_million_times_over() {
    let generated = passphrase::generate().unwrap();
    let list = bip39::Language::English.word_list();
    assert!(generated.split(' ').all(|word| list.contains(&word)));
    assert_eq!(generated.split(' ').count(), 6);
    assert_eq!(words(), 2_f64.powi(66));
    assert!(words() / f64::from(PINS) > 7e13);
}
