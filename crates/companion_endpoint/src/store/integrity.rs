//! Whether what is kept of a school is what was signed, whatever keeps it.

use companion_model::wire::{
    Bytes, read,
    v1::{Directory, Receipt, SignedDirectory},
};
use companion_seal::{
    digest,
    directory::{self, Trust},
    receipt,
};
use uuid::Uuid;

use super::{Sha256, json};

/// What is wrong with a database, in words that name tables and ids, never what is stored.
pub type Damage = String;

/// A record or practice, as it is kept.
pub(crate) struct Kept<'a> {
    pub(crate) table: &'a str,
    pub(crate) school: Uuid,
    pub(crate) id: Uuid,
    pub(crate) sha256: Sha256,
    pub(crate) receipt: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl Kept<'_> {
    /// What is wrong with it, given the receipt keys that its school's directories have ever named.
    pub(crate) fn damage(&self, keys: &[Bytes]) -> Vec<Damage> {
        let Self { table, school, id, sha256, receipt, bytes } = *self;
        let mut damage = Vec::new();
        if digest(bytes) != sha256 {
            damage.push(format!("{table} {id}: its bytes are not those that came"));
        }
        let receipt = json::<Receipt>(receipt).ok();
        let fits = receipt.is_some_and(|it| receipt::check(&it, keys, school, id, &sha256).is_ok());
        if !fits {
            damage.push(format!("{table} {id}: its receipt is not by a key that its school knows"));
        }
        damage
    }
}

/// What is wrong with a directory that is kept as this version of a school's: if it is not what a member signed, or is another
/// school's or version's, no phone and no desk takes it.
pub(crate) fn directory_damage(school: Uuid, version: i64, kept: &SignedDirectory) -> Option<Damage> {
    let signed = directory::verify(kept, Trust::Itself);
    let is_it = |it: Directory| it.school == school && i64::try_from(it.version) == Ok(version);
    let is_whole = signed.is_ok_and(is_it);
    (!is_whole).then(|| format!("directory {version} of school {school}: it is not what was signed"))
}

/// The receipt keys that a directory names; none if it can't be read.
pub(crate) fn receipt_keys(body: &str) -> Vec<Bytes> {
    let directory = read::<Directory>(body.as_bytes());
    directory.map(|directory| directory.receipt_keys).unwrap_or_default()
}
