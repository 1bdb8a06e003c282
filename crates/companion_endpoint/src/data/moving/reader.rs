//! Reading the file of a moved school, one line at a time: it may be larger than memory.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use companion_seal::RunningDigest;

use super::{
    LineFault, MovingError,
    line::{self, Beginning, Counts, End, FORMAT, Header, NAME},
};
use crate::store::school_tables::{Table, Value};

/// The longest line that is read, in bytes: some forty times the longest envelope.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// A file that is being read.
pub(super) struct Reader {
    path: PathBuf,
    source: BufReader<File>,
    line: Vec<u8>,
    number: u64,
    /// Of everything before `line`.
    digest: RunningDigest,
    header: Header,
    /// What the last line says, once it was read.
    rows: Option<Counts>,
}

impl Reader {
    /// Opens a file, and reads its first line.
    pub(super) fn open(path: &Path) -> Result<Self, MovingError> {
        let not_read = |cause| MovingError::NotRead { path: path.to_owned(), cause };
        let mut source = BufReader::with_capacity(64 * 1024, File::open(path).map_err(not_read)?);
        let mut line = Vec::new();
        source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(not_read)?;
        let header = header(path, &line)?;
        let (path, digest) = (path.to_owned(), RunningDigest::default());
        Ok(Self { path, source, line, number: 1, digest, header, rows: None })
    }

    /// The first line.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next row; `None` after the last one, once it is known that the file is what was written.
    pub(super) fn next_row(&mut self) -> Result<Option<(&'static Table, Vec<Value>)>, MovingError> {
        if !self.advance()? {
            return Ok(None);
        }
        line::row(&self.line).map(Some).ok_or_else(|| self.fault(LineFault::NoRow))
    }

    /// Reads to the end, whatever the lines say, and refuses a file that is not what was written.
    pub(super) fn check_is_whole(mut self) -> Result<(), MovingError> {
        while self.advance()? {}
        Ok(())
    }

    /// What is wrong with the line that was read last.
    pub(super) fn fault(&self, what: LineFault) -> MovingError {
        MovingError::Line { path: self.path.clone(), line: self.number, what }
    }

    /// How many rows each table has, by the last line.
    pub(super) fn rows(&self) -> Option<&Counts> {
        self.rows.as_ref()
    }

    /// Reads the next line, and says whether it is another one than the last.
    fn advance(&mut self) -> Result<bool, MovingError> {
        self.digest.add(&self.line);
        self.line.clear();
        self.number += 1;
        let read = self.source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line);
        let is_last = read.and_then(|_| Ok(self.source.fill_buf()?.is_empty()));
        let is_last = is_last.map_err(|cause| MovingError::NotRead { path: self.path.clone(), cause })?;
        if is_last {
            self.rows = Some(self.end()?);
        }
        Ok(!is_last)
    }

    /// How many rows each table has, if the last line fits what was before it.
    fn end(&mut self) -> Result<Counts, MovingError> {
        let digest = std::mem::take(&mut self.digest).finish();
        let end = serde_json::from_slice::<End>(&self.line).ok();
        let whole = end.filter(|end| self.line.ends_with(b"\n") && end.sha256.0 == digest);
        whole.map(|end| end.rows).ok_or_else(|| MovingError::NotWhole(self.path.clone()))
    }
}

/// What a first line says, if it is one.
fn header(path: &Path, line: &[u8]) -> Result<Header, MovingError> {
    let foreign = || MovingError::Foreign(path.to_owned());
    let Ok(Beginning { file, format }) = serde_json::from_slice(line) else { return Err(foreign()) };
    if file != NAME {
        Err(foreign())
    } else if format > FORMAT {
        Err(MovingError::Newer(path.to_owned()))
    } else {
        serde_json::from_slice(line).map_err(|_| foreign())
    }
}
