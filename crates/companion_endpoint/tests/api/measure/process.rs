//! What processes have used, by `/proc`.

use std::path::Path;

/// What a process has used of processors, in seconds.
pub fn cpu_s(id: u32) -> f64 {
    ticks_of(id).map_or(0.0, |ticks| ticks[..2].iter().sum::<f64>() / 100.0)
}

/// The most memory that a process ever had, in MB.
pub fn peak_mb(id: u32) -> u64 {
    kib_of(id, "VmHWM").unwrap_or(0) / 1000
}

/// What a process and those that it has started have used of processors, in seconds, with those that have ended.
pub fn family_cpu_s(id: u32) -> f64 {
    let ticks = children(id).filter_map(ticks_of).map(|ticks| ticks[..2].iter().sum::<f64>()).sum::<f64>();
    (ticks + ticks_of(id).map_or(0.0, |ticks| ticks.iter().sum())) / 100.0
}

/// What a process and those that it has started have in memory, in MB: each one's own, and once what they share.
pub fn family_mb(id: u32) -> u64 {
    let all = || children(id).chain([id]);
    let own: u64 = all().filter_map(|id| kib_of(id, "RssAnon")).sum();
    (own + all().filter_map(|id| kib_of(id, "RssShmem")).max().unwrap_or(0)) / 1000
}

/// In user mode and in the system, and the same two of children that have ended.
fn ticks_of(id: u32) -> Option<[f64; 4]> {
    let parts =
        after_the_name(id)?.split(' ').skip(11).take(4).map(str::parse).collect::<Result<Vec<f64>, _>>();
    parts.ok()?.try_into().ok()
}

/// Of `/proc/ID/stat`, from the state on: a name may have spaces.
fn after_the_name(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(") ").map(|(_, after)| after.to_owned())
}

fn children(id: u32) -> impl Iterator<Item = u32> {
    let all = Path::new("/proc")
        .read_dir()
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    all.filter(move |child| {
        after_the_name(*child).is_some_and(|stat| stat.split(' ').nth(1) == Some(&id.to_string()))
    })
}

fn kib_of(id: u32, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
