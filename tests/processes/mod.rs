//! Processes the stories start, and the only ones they ever end.
//!
//! Each runs in a process group of its own and is ended when its guard is dropped. A browser is a child of
//! its driver, so its processes are found from the driver's id, never by a name.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::signal::ctrl_c;
use tokio::signal::unix::{SignalKind, signal};

use crate::world::{TestResult, soon};

/// A started process and its group. Dropping it ends the whole group at once (SIGKILL).
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts `command` as the leader of a new group. Input is empty; outputs are the command's own choice.
    pub fn start(command: &mut Command) -> TestResult<Self> {
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = child.map_err(|why| format!("cannot start {:?}: {why}", command.get_program()))?;
        living().insert(child.id());
        Ok(Self { child })
    }

    /// The leader's id, which is the group's too.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the process writes, if it was started with a pipe.
    pub fn takes_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// True once the leader has ended.
    pub fn has_ended(&mut self) -> bool {
        self.outcome().is_some()
    }

    /// Whether it did what it was for, once it has ended.
    pub fn outcome(&mut self) -> Option<bool> {
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) => Some(status.success()),
            Err(_) => Some(false),
        }
    }

    /// Asks the leader to stop (SIGTERM), and waits until it has.
    pub async fn stops(mut self) -> TestResult {
        kill_process(pid(self.id())?, Signal::TERM)?;
        soon("a process to end after SIGTERM", Duration::from_secs(20), async || {
            Ok(self.has_ended().then_some(()))
        })
        .await
    }

    fn kill(&mut self) {
        if let Ok(group) = pid(self.id()) {
            // Fails only if nobody is left in the group.
            kill_process_group(group, Signal::KILL).ok();
        }
        self.child.wait().ok();
        living().remove(&self.id());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The groups that have not been ended yet.
fn living() -> MutexGuard<'static, BTreeSet<u32>> {
    static LIVING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends what was started when somebody interrupts the stories. A terminal's Ctrl-C reaches its own group only, and no
/// guard is dropped then.
pub fn end_with_the_stories() -> TestResult {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let Ok(mut asked_to_stop) = signal(SignalKind::terminate()) else { return };
            tokio::select! { _ = ctrl_c() => {} _ = asked_to_stop.recv() => {} }
            // Held until the end, so that no story starts another.
            let living = living();
            for group in living.iter() {
                // Each is ended as far as it can be.
                end_everything_below(*group).ok();
                pid(*group).map(|group| kill_process_group(group, Signal::KILL)).ok();
            }
            std::process::exit(130);
        });
    });
    Ok(())
}

/// One line of the system's process table.
struct Process {
    id: u32,
    parent: u32,
    group: u32,
}

/// True when the driver has no living process below it.
pub fn nothing_is_below(driver: u32) -> TestResult<bool> {
    Ok(below(driver, &table()?).next().is_none())
}

/// How much memory the largest process below a driver has, in bytes: of a browser with one page that is the page's.
pub fn largest_below(driver: u32) -> TestResult<u64> {
    let resident = |process: &Process| {
        let status = fs::read_to_string(format!("/proc/{}/status", process.id)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    Ok(below(driver, &table()?).filter_map(resident).max().unwrap_or_default() * 1024)
}

/// Ends every process below `driver` (SIGKILL) and leaves the driver itself alone.
///
/// A browser's own children may be given to another parent when it dies, so the groups they were in are ended
/// too. All those groups began below `driver`.
pub fn end_everything_below(driver: u32) -> TestResult {
    let mut groups = BTreeSet::from([driver]);
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let living = table()?;
        groups.extend(below(driver, &living).map(|process| process.group));
        let victims: Vec<u32> = living
            .iter()
            .filter(|it| it.id != driver && groups.contains(&it.group))
            .map(|it| it.id)
            .collect();
        if victims.is_empty() {
            return Ok(());
        }
        for victim in victims {
            // Fails only if it has just ended by itself.
            kill_process(pid(victim)?, Signal::KILL).ok();
        }
        if Instant::now() > deadline {
            return Err("a browser's processes did not end within 10 s of SIGKILL".into());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn below(ancestor: u32, table: &[Process]) -> impl Iterator<Item = &Process> {
    let mut family = BTreeSet::from([ancestor]);
    loop {
        let before = family.len();
        family.extend(
            table.iter().filter(|it| family.contains(&it.parent)).map(|it| it.id).collect::<Vec<_>>(),
        );
        if family.len() == before {
            break;
        }
    }
    table.iter().filter(move |it| it.id != ancestor && family.contains(&it.id))
}

/// Living processes; those that only wait to be collected are left out.
fn table() -> TestResult<Vec<Process>> {
    let mut living = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // "id (name) state parent group …", and a name may itself hold spaces and brackets.
        let Some((_, after_name)) = stat.rsplit_once(')') else { continue };
        let mut fields = after_name.split_whitespace();
        if matches!(fields.next(), Some("Z" | "X") | None) {
            continue;
        }
        let mut number = || fields.next().and_then(|field| field.parse().ok());
        if let (Some(parent), Some(group)) = (number(), number()) {
            living.push(Process { id, parent, group });
        }
    }
    Ok(living)
}

fn pid(id: u32) -> TestResult<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw).ok_or_else(|| format!("{id} is not a process id").into())
}

/// A loopback port that nobody listens on, below the range that outgoing connections take theirs from:
/// whoever closes it for a while finds it free again. Tried by connecting: a listener opened for the trial
/// could live on for a moment in a process that another thread is just starting.
pub fn free_port() -> TestResult<u16> {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 9_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % u32::from(COUNT))?;
    for _ in 0..COUNT {
        let port = FIRST + (start + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            return Ok(port);
        }
    }
    Err("no free loopback port between 20000 and 29000".into())
}
