//! Writing the file of a moved school.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use companion_seal::RunningDigest;
use serde::Serialize;

use super::{
    MovingError,
    line::{Counts, End, Header, RowToWrite, no_rows},
};
use crate::{
    files,
    store::school_tables::{Table, Value},
};

/// A new file, gone again unless it was finished.
pub(super) struct Writer {
    path: PathBuf,
    out: BufWriter<File>,
    digest: RunningDigest,
    rows: Counts,
    is_finished: bool,
}

impl Writer {
    /// Makes the file, and writes its first line.
    pub(super) fn create(path: &Path, header: &Header) -> Result<Self, MovingError> {
        let file = files::create_new(path).map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => MovingError::Exists(path.to_owned()),
            _ => MovingError::NotWritten { path: path.to_owned(), cause },
        })?;
        let (path, digest, rows) = (path.to_owned(), RunningDigest::default(), no_rows());
        let mut writer = Self { path, out: BufWriter::new(file), digest, rows, is_finished: false };
        writer.line(header)?;
        Ok(writer)
    }

    /// Writes a row.
    pub(super) fn row(&mut self, table: &Table, row: &[Value]) -> Result<(), MovingError> {
        *self.rows.entry(table.name.to_owned()).or_default() += 1;
        self.line(&RowToWrite::of(table, row))
    }

    /// Writes the last line, and waits until all of it is on the disk. Says how many rows each table has.
    pub(super) fn finish(mut self) -> Result<Counts, MovingError> {
        let sha256 = std::mem::take(&mut self.digest).finish().into();
        let end = End { rows: std::mem::take(&mut self.rows), sha256 };
        self.line(&end)?;
        self.sync().map_err(|cause| self.not_written(cause))?;
        self.is_finished = true;
        Ok(end.rows)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), MovingError> {
        let written = serde_json::to_vec(line).map_err(io::Error::from).and_then(|mut text| {
            text.push(b'\n');
            self.digest.add(&text);
            self.out.write_all(&text)
        });
        written.map_err(|cause| self.not_written(cause))
    }

    fn sync(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        files::sync_folder(folder.unwrap_or(Path::new(".")))
    }

    fn not_written(&self, cause: io::Error) -> MovingError {
        MovingError::NotWritten { path: self.path.clone(), cause }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        // A part of a school must not look like the whole of it. An import refuses it, too.
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(
                "The file {} is not whole and can't be removed: {error}. Remove it",
                self.path.display()
            );
        }
    }
}
