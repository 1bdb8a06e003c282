//! `companion-endpoint` as a process.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio},
    sync::Mutex,
    time::Duration,
};

use super::{Client, Folder, folder};

pub struct Program {
    pub client: Client,
    child: Child,
    /// What it prints, where somebody listens.
    out: Option<Mutex<BufReader<ChildStdout>>>,
}

impl Program {
    /// Makes an endpoint in an empty folder, and serves it.
    pub fn begins(data: &Path) -> Self {
        drop(set_up_code(data));
        Self::serves(data)
    }

    /// Serves a folder that has an endpoint, on a free port.
    pub fn serves(data: &Path) -> Self {
        Self::serves_with(data, &[])
    }

    /// The same with more options.
    pub fn serves_with(data: &Path, options: &[&str]) -> Self {
        Self::serves_at("127.0.0.1:0", data, options)
    }

    /// The same at an address of the test's.
    pub fn serves_at(listen: &str, data: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
        Self::listening(arguments(&mut command, data, listen).args(options).stderr(log_file(data)))
    }

    /// Serves on a disk that takes no file larger than this: the system refuses the write itself.
    pub fn serves_on_a_small_disk(data: &Path, kib: u32) -> Self {
        Self::serves_after(data, &format!("ulimit -f {kib}"))
    }

    /// Serves in a shell's process, after what the shell has changed for it.
    pub fn serves_after(data: &Path, shell: &str) -> Self {
        Self::listening(arguments(&mut after(shell), data, "127.0.0.1:0").stderr(log_file(data)))
    }

    /// Serves with a log that goes into a pipe, which nobody reads until the test does.
    pub fn serves_unread(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
        Self::listening(arguments(&mut command, data, "127.0.0.1:0").stderr(Stdio::piped()))
    }

    /// Serves where it can't say its address.
    pub fn serves_unheard(data: &Path, shell: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = after(shell);
        let mut child =
            arguments(&mut command, data, &free.to_string()).stderr(log_file(data)).spawn().unwrap();
        // There is no other word of it than that it answers.
        while TcpStream::connect(free).is_err() {
            assert!(child.try_wait().unwrap().is_none(), "it has ended");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { client: Client::new(&format!("http://{free}")), child, out: None }
    }

    /// Serves a database on a server, with the receipt key of this folder.
    pub fn serves_database(data: &Path, url: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
        let command = arguments(&mut command, data, "127.0.0.1:0").env("COMPANION_DATABASE", url);
        Self::listening(command.stderr(log_file(data)))
    }

    /// The same as the next version, which knows the steps of a folder, too.
    #[cfg(debug_assertions)]
    pub fn serves_database_as_next(data: &Path, url: &str, steps: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
        let command = arguments(&mut command, data, "127.0.0.1:0").env("COMPANION_DATABASE", url);
        Self::listening(command.arg("--next-steps").arg(steps).stderr(log_file(data)))
    }

    fn listening(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let base = line.trim_end().strip_prefix("Listening on ").expect(&line);
        // Of every address this computer is one.
        let client = Client::new(&base.replace("0.0.0.0", "127.0.0.1"));
        Self { client, child, out: Some(Mutex::new(out)) }
    }

    /// The next line it prints; `None` once it has closed its output.
    pub fn says(&self) -> Option<String> {
        self.out.as_ref()?.lock().unwrap().by_ref().lines().next().transpose().unwrap()
    }

    /// The log of one that [`Self::serves_unread`].
    pub fn is_read_at_last(&mut self) -> BufReader<ChildStderr> {
        BufReader::new(self.child.stderr.take().unwrap())
    }

    /// What the system knows it by.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A figure of `/proc`, in KiB: `VmHWM` is the most memory it ever had, `VmRSS` what it has.
    pub fn memory_kib(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':')).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
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

/// A folder in which `init` has made an endpoint.
pub fn made() -> Folder {
    let data = folder();
    drop(set_up_code(&data));
    data
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

fn after(shell: &str) -> Command {
    let mut command = Command::new("bash");
    let program = env!("CARGO_BIN_EXE_companion-endpoint");
    command.args(["-c", &format!("{shell}; exec \"$0\" \"$@\""), program]);
    command
}

/// Runs another verb to its end in a shell's process, after what the shell has changed for it.
pub fn runs_after(shell: &str, verb: &str, data: &Path, flags: &[&str]) -> Output {
    after(shell).arg(verb).arg("--data").arg(data).args(flags).output().unwrap()
}

fn arguments<'a>(command: &'a mut Command, data: &Path, listen: &str) -> &'a mut Command {
    command.args(["serve", "--listen", listen, "--puts-per-minute", "0", "--puts-per-day", "0"]);
    command.args(["--megabytes-per-day", "0", "--data"]).arg(data)
}

fn log_file(data: &Path) -> File {
    File::options().create(true).append(true).open(log(data)).unwrap()
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

/// What `init` says for a database on a server: the code of a new set-up link, or why not.
pub fn inits_database(data: &Path, url: &str) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
    command.args(["init", "--origin", "https://school.example/", "--database", url, "--data"]).arg(data);
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if !output.status.success() {
        return Err(text(output.stderr));
    }
    let link = text(output.stdout);
    Ok(link.trim_end().strip_prefix("https://school.example/inbox/set-up#").expect(&link).to_owned())
}

/// What the program wrote about itself.
pub fn log(data: &Path) -> PathBuf {
    data.join("program.log")
}
