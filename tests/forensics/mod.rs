//! Looks for words where none should be: in every file of a profile, a database or a log.
//!
//! A canary is a row of random letters. LZ4 and Snappy, which browsers pack sessions and databases with,
//! leave such a row as it is the first time it occurs, so a search through raw bytes finds it in LevelDB
//! tables and in SQLite values too, free pages included. Firefox's session files are unpacked all the same,
//! because a later occurrence may be all there is. Not seen: words packed by gzip or Brotli (the HTTP cache;
//! every API answer is `no-store`), words in base64, and what only lay in memory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::world::TestResult;

/// Before the LZ4 block in a `.jsonlz4` file: this, then the unpacked size.
const MOZILLA_LZ4: &[u8] = b"mozLz40\0";

/// No session file is as large as this when unpacked.
const LARGEST: usize = 256 << 20;

/// A place where a canary was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file.
    pub file: PathBuf,
    /// How the words were written there.
    pub written: &'static str,
}

/// Every file in `place` (a folder, or one file) that holds the canary, or has it in its name. A file that
/// goes away during the search is passed over; a place that isn't there fails it.
pub fn canaries_in(place: &Path, canary: &str) -> TestResult<Vec<Hit>> {
    let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms = [("UTF-8", canary.as_bytes()), ("UTF-16", &wide[..])];
    let mut hits = Vec::new();
    for file in files_below(place)? {
        if file.to_string_lossy().contains(canary) {
            hits.push(Hit { file: file.clone(), written: "in a file's name" });
        }
        let Ok(bytes) = fs::read(&file) else { continue };
        let unpacked = unpacked(&bytes);
        for (written, form) in &forms {
            if holds(&bytes, form) || holds(&unpacked, form) {
                hits.push(Hit { file: file.clone(), written });
            }
        }
    }
    Ok(hits)
}

/// A Mozilla LZ4 file's content; of one torn by a kill, as much as is there. Nothing for any other file.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let Some((size, block)) = bytes.strip_prefix(MOZILLA_LZ4).and_then(<[u8]>::split_first_chunk) else {
        return Vec::new();
    };
    let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(LARGEST);
    let mut content = vec![0; size.min(LARGEST)];
    // Where the block ends too early, what was unpacked until then is in place.
    lz4_flex::block::decompress_into(block, &mut content).ok();
    content
}

fn holds(bytes: &[u8], form: &[u8]) -> bool {
    memchr::memmem::find(bytes, form).is_some()
}

fn files_below(place: &Path) -> TestResult<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    match fs::metadata(place).map_err(|why| format!("{}: {why}", place.display()))?.is_dir() {
        true => folders.push(place.to_owned()),
        false => files.push(place.to_owned()),
    }
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                // Sockets, and links to a browser's lock, hold no words.
                _ => {}
            }
        }
    }
    Ok(files)
}
