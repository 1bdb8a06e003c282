//! For which school this phone is, and in which epoch of its endpoint's database.

use companion_model::wire::{
    Bytes,
    v1::{AuthorName, SignedDirectory},
};
use rexie::Transaction;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Enrolment, Profile, Result, Storage, Token,
    rows::{get_readable, key, nobody, rewrite, to_value},
    schema::{ENROLMENT, EPOCH, META},
    table::Table,
};

/// What an enrolment says of whoever set the phone up first. What else is in that row stays as it is, also a directory that
/// this build can't read.
#[derive(Serialize)]
struct First {
    author: AuthorName,
    device: Uuid,
    secret: Bytes,
}

/// What an enrolment says of its school. What else is in that row stays as it is, also what this build can't read.
#[derive(Serialize)]
struct Newest<'a> {
    directory: &'a SignedDirectory,
    school_name: &'a str,
}

impl Storage {
    /// The school this phone is set up for.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn enrolment(&self) -> Result<Option<Enrolment>> {
        self.read(&[META], async |transaction| stored_enrolment(transaction).await).await
    }

    /// Keeps a newer directory and the school's name in it; everything else of the enrolment stays as it is. If the
    /// phone has been set up for another school meanwhile, the directory is not its own any more.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn set_directory(&self, newer: &Enrolment) -> Result<()> {
        self.write(&[META], async |transaction| {
            let Some(known) = stored_enrolment(transaction).await? else { return Ok(()) };
            if known.school != newer.school {
                return Ok(());
            }
            let row = to_value(&Newest { directory: &newer.directory, school_name: &newer.school_name })?;
            rewrite(&Table::of(transaction, META)?, &ENROLMENT.into(), &row).await
        })
        .await
    }

    /// The last epoch of the endpoint's database that was heard of. One that this build can't read is as good as none: the
    /// next one that is heard of takes its place.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn epoch(&self) -> Result<Option<Uuid>> {
        self.read(&[META], async |transaction| self.epoch_within(transaction).await).await
    }

    /// The same, within a transaction over [`META`] and maybe other stores.
    pub(crate) async fn epoch_within(&self, transaction: &Transaction) -> Result<Option<Uuid>> {
        match self.pending.epoch() {
            None => get_readable(&Table::of(transaction, META)?, &EPOCH.into()).await,
            pending => Ok(pending),
        }
    }

    /// Keeps the epoch of the endpoint's database that was heard of: in memory alone as long as the phone is full.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn set_epoch(&self, epoch: Uuid) -> Result<()> {
        let kept = self.write(&[META], async |transaction| {
            Table::of(transaction, META)?.put(&key(epoch), Some(&EPOCH.into())).await?;
            Ok(())
        });
        self.pending.keeping_epoch(epoch, kept.await)
    }
}

/// Whoever set the phone up first is known by another id and token now.
pub async fn first_is_renamed(transaction: &Transaction, earlier: Uuid, profile: &Profile) -> Result<()> {
    let author = profile.author.clone();
    match profile.token.clone() {
        Some(Token { device, secret }) => {
            first_becomes(transaction, earlier, First { author, device, secret }).await
        }
        None => Ok(()),
    }
}

/// Whoever set the phone up first has left: their name and token go, the school stays.
pub async fn first_leaves(transaction: &Transaction, author: Uuid) -> Result<()> {
    let Some(known) = stored_enrolment(transaction).await? else { return Ok(()) };
    let without = First { author: nobody(), device: known.device, secret: Bytes::default() };
    first_becomes(transaction, author, without).await
}

async fn first_becomes(transaction: &Transaction, earlier: Uuid, first: First) -> Result<()> {
    let is_meant = stored_enrolment(transaction).await?.is_some_and(|known| known.author.id == earlier);
    if is_meant {
        rewrite(&Table::of(transaction, META)?, &ENROLMENT.into(), &to_value(&first)?).await?;
    }
    Ok(())
}

async fn stored_enrolment(transaction: &Transaction) -> Result<Option<Enrolment>> {
    let row = Table::of(transaction, META)?.get(ENROLMENT.into()).await?;
    row.map(|row| Enrolment::of_row(&row)).transpose()
}
