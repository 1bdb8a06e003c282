//! Files and folders that only the endpoint's own user may read, whatever the process's umask says.

use std::{
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

const FILE: u32 = 0o600;
const FOLDER: u32 = 0o700;

/// Makes a file that must not be there yet.
///
/// # Errors
/// If it is there, or can't be made.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create_new(true).read(true).write(true).mode(FILE).open(path)?;
    // A umask takes bits away from the mode that a file is made with, and from nothing else.
    file.set_permissions(Permissions::from_mode(FILE))?;
    Ok(file)
}

/// Opens a file for writing, making it if need be.
///
/// # Errors
/// If it can't be opened or made.
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    let file =
        OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(FILE).open(path)?;
    file.set_permissions(Permissions::from_mode(FILE))?;
    Ok(file)
}

/// Makes a folder and those above it, if need be. A folder that is there keeps its mode.
///
/// # Errors
/// If it can't be made.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(FOLDER).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(FOLDER))
}

/// Closes a folder that holds an endpoint, and these files of it, to everybody else: an earlier version, or a copy made by
/// hand, may have left them open.
///
/// # Errors
/// If one is there and can't be closed.
pub(super) fn close(folder: &Path, names: &[String]) -> io::Result<()> {
    set_mode(folder, &folder.metadata()?, FOLDER)?;
    for path in names.iter().map(|name| folder.join(name)) {
        match path.symlink_metadata() {
            // A link is for whoever made it to close; what is no file is refused by whoever reads it.
            Ok(found) if found.is_file() => set_mode(&path, &found, FILE)?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Sets a mode only where it differs: a file's change time then tells of changes alone.
fn set_mode(path: &Path, found: &Metadata, mode: u32) -> io::Result<()> {
    let now = found.permissions().mode() & 0o777;
    if now == mode { Ok(()) } else { fs::set_permissions(path, Permissions::from_mode(mode)) }
}

/// Waits until a folder's list of files is on the disk.
///
/// # Errors
/// If the system refuses.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
