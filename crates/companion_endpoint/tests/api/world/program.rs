//! `companion-endpoint` as a process.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::Mutex,
};

use super::Client;

pub struct Program {
    pub client: Client,
    child: Child,
    out: Mutex<BufReader<ChildStdout>>,
}

impl Program {
    /// Makes an endpoint in an empty folder, and serves it.
    pub fn begins(data: &Path) -> Self {
        drop(set_up_code(data));
        Self::serves(data)
    }

    /// Serves a folder that has an endpoint, on a free port.
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
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let base = line.trim_end().strip_prefix("Listening on ").expect(&line);
        Self { client: Client::new(base), child, out: Mutex::new(out) }
    }

    /// Serves where files are made with a umask.
    pub fn serves_with_umask(umask: &str, data: &Path) -> Self {
        Self::spawned(with_umask(umask), data)
    }

    /// The next line it prints; `None` once it has closed its output.
    pub fn says(&self) -> Option<String> {
        self.out.lock().unwrap().by_ref().lines().next().transpose().unwrap()
    }

    /// As when the power goes or the system runs out of memory.
    pub fn is_killed(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and whether it ended well.
    pub fn is_stopped(&mut self) -> bool {
        self.is_told("TERM")
    }

    /// A signal, and whether it ended well.
    pub fn is_told(&mut self, signal: &str) -> bool {
        Command::new("kill").args(["-s", signal]).arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What it says instead of serving a folder.
pub fn refuses_to_serve(data: &Path) -> String {
    let mut command = Command::new("timeout");
    command.args([
        "20",
        env!("CARGO_BIN_EXE_companion-endpoint"),
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
    ]);
    let output = command.arg(data).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "it served: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

fn with_umask(umask: &str) -> Command {
    let mut command = Command::new("bash");
    let program = env!("CARGO_BIN_EXE_companion-endpoint");
    command.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\""), program]);
    command
}

/// Runs another verb to its end where files are made with a umask.
pub fn runs_with_umask(umask: &str, verb: &str, data: &Path, flags: &[&str]) -> Output {
    with_umask(umask).arg(verb).arg("--data").arg(data).args(flags).output().unwrap()
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

/// What a verb that succeeds prints.
pub fn prints(verb: &str, flags: &[&str]) -> String {
    let output = runs(verb, &[], flags);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
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
