//! `companion-endpoint` as a process.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use super::Client;

pub struct Program {
    pub client: Client,
    child: Child,
}

impl Program {
    /// Serves a folder on a free port.
    pub fn serves(data: &Path) -> Self {
        Self::spawned(Command::new(env!("CARGO_BIN_EXE_companion-endpoint")), data)
    }

    /// Serves on a disk that takes no file larger than this: the system refuses the write itself.
    pub fn serves_on_a_small_disk(data: &Path, kib: u32) -> Self {
        let mut command = Command::new("bash");
        let program = env!("CARGO_BIN_EXE_companion-endpoint");
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\""), program]);
        Self::spawned(command, data)
    }

    fn spawned(mut command: Command, data: &Path) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--puts-per-minute", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::options().create(true).append(true).open(log(data)).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim_end().strip_prefix("Listening on ").expect(&line);
        Self { client: Client::new(base), child }
    }

    /// As when the power goes or the system runs out of memory.
    pub fn is_killed(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and whether it ended well.
    pub fn is_stopped(&mut self) -> bool {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs another verb to its end.
pub fn runs(verb: &str, arguments: &[(&str, &Path)], flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
    command.arg(verb).args(flags);
    for (name, value) in arguments {
        command.arg(name).arg(value);
    }
    command.output().unwrap()
}

/// The code of a new set-up link.
pub fn set_up_code(data: &Path) -> String {
    let output = runs("init", &[("--data", data), ("--origin", Path::new("https://school.example/"))], &[]);
    let link = String::from_utf8(output.stdout).unwrap();
    link.trim_end().strip_prefix("https://school.example/inbox/set-up#").expect(&link).to_owned()
}

/// What the program wrote about itself.
pub fn log(data: &Path) -> PathBuf {
    data.join("program.log")
}
