//! PIN and passphrase made costly to guess: Argon2id (RFC 9106), version 0x13, one lane.

use argon2::{Algorithm, Argon2, Params, Version};
use companion_model::wire::v1::KdfParams;
use zeroize::Zeroizing;

use crate::{SealError, Secret, os_random};

/// The cost of a new PIN or passphrase: OWASP's first recommendation for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// The most memory a stored cost may ask for: a forged one must not freeze the phone.
const MEMORY_KIB_LIMIT: u32 = 256 * 1024;
const PASSES_LIMIT: u32 = 16;

/// The least cost of any release's passphrases, 0.1.0 to today. It stays as it is when today's cost
/// grows: who was set up before still signs in.
const LEAST: (u32, u32) = (19 * 1024, 2);

/// Why no key is derived at the cost that an endpoint asks for. Whoever wants to guess asks for little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// Less than any release has made keys with.
    #[error("a weaker lock than any keys were made with")]
    Weaker,
    /// More than a page can be asked for.
    #[error("more than this computer can be asked for")]
    TooMuch,
}

/// Looks at a cost that somebody else names, before a key is derived from a member's passphrase at it.
///
/// # Errors
/// [`CostError`].
pub fn check_cost(with: &KdfParams) -> Result<(), CostError> {
    if with.memory_kib > MEMORY_KIB_LIMIT || with.passes > PASSES_LIMIT {
        return Err(CostError::TooMuch);
    }
    let is_enough = with.memory_kib >= LEAST.0 && with.passes >= LEAST.1 && with.salt.array::<16>().is_some();
    if is_enough { Ok(()) } else { Err(CostError::Weaker) }
}

/// A new salt with today's cost.
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn new_params() -> Result<KdfParams, SealError> {
    Ok(KdfParams { salt: os_random::<16>()?.into(), memory_kib: MEMORY_KIB, passes: PASSES })
}

/// Derives a key from a PIN or passphrase (Argon2id). Takes a good part of a second on a phone: call it in a worker.
///
/// # Errors
/// [`SealError::Malformed`] if the stored cost is none.
pub fn derive_key(secret: &[u8], with: &KdfParams) -> Result<Secret<32>, SealError> {
    if with.memory_kib > MEMORY_KIB_LIMIT || with.passes > PASSES_LIMIT {
        return Err(SealError::Malformed("the stored cost"));
    }
    let params = Params::new(with.memory_kib, with.passes, 1, Some(32))
        .map_err(|_| SealError::Malformed("the stored cost"))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, &with.salt.0, key.as_mut_slice())
        .map_err(|_| SealError::Malformed("the stored cost"))?;
    Ok(Secret::new(*key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use companion_model::wire::Bytes;

    #[test]
    fn the_key_of_a_pin_is_what_the_reference_implementation_makes() {
        let with = KdfParams { salt: Bytes(vec![2; 16]), memory_kib: 64, passes: 3 };
        let hex = data_encoding::HEXLOWER.encode(derive_key(b"246810", &with).unwrap().expose());
        assert_eq!(hex, "67092ebc4cc9da8da2ac1e10f49bd9065108361face850ebee0a655a3cd5b536");
    }

    #[test]
    fn a_forged_cost_does_not_freeze_the_phone() {
        let with = KdfParams { salt: Bytes(vec![2; 16]), memory_kib: u32::MAX, passes: 1 };
        let refused = derive_key(b"246810", &with).err();
        assert_eq!(refused, Some(SealError::Malformed("the stored cost")));
    }

    #[test]
    fn a_cost_below_every_release_s_or_absurdly_high_is_refused() {
        let cost = |memory_kib, passes, salt| KdfParams { salt: Bytes(vec![2; salt]), memory_kib, passes };
        assert_eq!(check_cost(&new_params().unwrap()), Ok(()));
        for (memory_kib, passes, salt, said) in [
            // What 0.1.0 to 0.4.0 have made keys with.
            (19 * 1024, 2, 16, Ok(())),
            (64 * 1024, 3, 16, Ok(())),
            (8, 1, 16, Err(CostError::Weaker)),
            (19 * 1024 - 1, 2, 16, Err(CostError::Weaker)),
            (64 * 1024, 1, 16, Err(CostError::Weaker)),
            (0, 0, 16, Err(CostError::Weaker)),
            (19 * 1024, 2, 8, Err(CostError::Weaker)),
            (19 * 1024, 2, 0, Err(CostError::Weaker)),
            (256 * 1024 + 1, 2, 16, Err(CostError::TooMuch)),
            (u32::MAX, 1, 16, Err(CostError::TooMuch)),
            (19 * 1024, 17, 16, Err(CostError::TooMuch)),
            (8, u32::MAX, 16, Err(CostError::TooMuch)),
        ] {
            assert_eq!(
                check_cost(&cost(memory_kib, passes, salt)),
                said,
                "{memory_kib} KiB, {passes} passes"
            );
        }
    }
}
