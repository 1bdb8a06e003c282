//! The receipt key's file. It lies outside the database, so that a copied database can't sign.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use companion_model::wire::Bytes;
use companion_seal::{Secret, receipt::ReceiptKey};

use super::DataError;
use crate::files;

/// The key in a file; `None` if there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<ReceiptKey>, DataError> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some).ok_or_else(|| DataError::BadKey(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::IsADirectory) => {
            Err(DataError::BadKey(path.to_owned()))
        }
        Err(cause) => Err(DataError::File { path: path.to_owned(), cause }),
    }
}

/// The key of a file's text.
pub(super) fn parse(text: &str) -> Option<ReceiptKey> {
    let seed = Bytes::from_text(text.trim()).and_then(|bytes| bytes.array())?;
    Some(ReceiptKey::from_seed(Secret::new(seed)))
}

/// What the file of a key holds.
pub(super) fn text(key: &ReceiptKey) -> String {
    format!("{}\n", Bytes::from(*key.seed().expose()))
}

/// Writes a key into a new file.
pub(super) fn write(path: &Path, key: &ReceiptKey) -> Result<(), DataError> {
    let written = files::create_new(path).and_then(|mut file| {
        file.write_all(text(key).as_bytes())?;
        // Receipts signed by a key that a power cut takes away could never be checked again.
        file.sync_all()
    });
    written.map_err(|cause| DataError::File { path: path.to_owned(), cause })
}
