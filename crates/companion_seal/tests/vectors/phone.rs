//! What lies sealed on a phone, and what it hands over.

use companion_model::Route;
use companion_seal::{
    SealError, Secret, kdf,
    vault::{DraftKey, HandOver, LockedDraftKey, LockedVault, Plain, Sealed, Vault},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{SCHOOL, author, dsl, text};

const DRAFT: Uuid = Uuid::from_u128(10);

struct Words(Vec<u8>);

impl Plain for Words {
    const DOMAIN: &'static str = "words";

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        Ok(Zeroizing::new(self.0.clone()))
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        Ok(Self(bytes.to_vec()))
    }
}

fn words() -> Sealed<Words> {
    let sealed = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXpF5Ny01v7BLsqj-oRMM78OTcYNzJwSb0ofeX5UM";
    Sealed::from_bytes(text(sealed).0)
}

#[test]
fn a_vault_and_what_lies_in_it() {
    let locked = LockedVault {
        stretch: kdf::new_params().unwrap(),
        locked: text(
            "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXS6UsDjn0Qoi3EgKShkuW4UAWbytbkMvsX6jrx8S2kNmivZouterMtIs5zbQRm9qm",
        ),
    };
    let vault = Vault::unlock(Uuid::from_u128(9), &Secret::new([11; 32]), &locked).unwrap();
    let key = text(
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX5ZSwikync2V1MFoPyVC-acZmqyhfHGBf5f9LgC_4E2ygctjr9Xln-dQgtXW9pOZy",
    );
    assert_eq!(vault.open_author_key(&key).unwrap().public(), author().public());
    let key = LockedDraftKey {
        locked: text(
            "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX6pu_hUOofGp6P1UAxl-xZslppCdQE29Q6vBEjyD3HGMJAbJPKI9jA8rIqJBvgwCJ",
        ),
        hand_over: None,
    };
    let opened = vault.open_draft_key(DRAFT, &key).unwrap().open(&words()).unwrap();
    assert_eq!(opened.0, b"what she said");
}

#[test]
fn a_vault_that_a_passkey_opens() {
    let locked = text(
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXzqEqTJ50a6pp11zV7oudVBymgGO5NjIP1J2lSdTuxkndoTnSopK64LubNi7EXm_j",
    );
    let vault = Vault::unlock_with_passkey(Uuid::from_u128(9), &Secret::new([12; 32]), &locked).unwrap();
    let key = text(
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX5ZSwikync2V1MFoPyVC-acZmqyhfHGBf5f9LgC_4E2ygctjr9Xln-dQgtXW9pOZy",
    );
    assert_eq!(vault.open_author_key(&key).unwrap().public(), author().public());
}

#[test]
fn a_draft_that_is_handed_over() {
    let sealed = text(
        "WATeodBaPyKIYBTPRbt300v10XYTsLRCIvmwh-RdZEw8qJVVscyuULtE-FFue2BIDsEzLgaxSkgCQ-OrJt6LGAWnjEIBtAaIRqKHkPmmdbQ",
    );
    let hand_over = HandOver { route: Route::Dsl, kid: dsl().kid(), sealed };
    let key = DraftKey::from_hand_over(SCHOOL, DRAFT, &dsl(), &hand_over).unwrap();
    assert_eq!(key.open(&words()).unwrap().0, b"what she said");
}
