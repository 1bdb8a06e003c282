//! Files that a person carries from one browser to another.

use std::fs;
use std::path::{Path, PathBuf};

use super::{PATIENCE, Screen, TestResult, promptly, soon};

impl Screen {
    /// Waits until the browser has put the one file that a page gave it where it keeps such files, whole.
    pub async fn keeps_a_file(&self) -> TestResult<PathBuf> {
        let folder = self.browser.downloads();
        let look = async || {
            let files: Vec<PathBuf> =
                fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<TestResult<_>>()?;
            // What is being written has a companion, or another name, or nothing in it yet.
            let mut whole = files.iter().filter(|file| file.extension().is_some_and(|it| it == "sealed"));
            let whole = whole.rfind(|file| fs::metadata(file).is_ok_and(|it| it.len() > 0));
            Ok(whole.filter(|_| files.len() == 1).cloned())
        };
        soon("a file in the browser's folder", PATIENCE, look).await
    }

    /// Chooses a file, as in the browser's own window for it.
    pub async fn chooses(&self, label: &str, file: &Path) -> TestResult {
        let field = self.field(label).await?;
        promptly("choosing a file", field.send_keys(&file.to_string_lossy())).await
    }
}
