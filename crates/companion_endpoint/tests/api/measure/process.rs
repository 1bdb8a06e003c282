//! What processes have used, by `/proc`.

/// What a process has used of processors, in seconds.
pub fn cpu_s(id: u32) -> f64 {
    ticks_of(id).map_or(0.0, |ticks| ticks[..2].iter().sum::<f64>() / 100.0)
}

/// The most memory that a process ever had, in MB.
pub fn peak_mb(id: u32) -> u64 {
    kib_of(id, "VmHWM").unwrap_or(0) / 1000
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

fn kib_of(id: u32, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
