//! What a child gives up before it opens a file: memory, time, other files, the network, its place in the queue.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, nice, set_parent_process_death_signal, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::path::Path;
use std::sync::OnceLock;

/// How far behind others it stands for a processor.
const NICE: i32 = 10;
/// The file, the folder's pictures, the three standard streams, and a few.
const FILES: u64 = 32;
/// No preview is larger.
const FILE_BYTES: u64 = 256 << 20;
/// Where code and stacks lie, and what an allocator keeps apart without using it.
const BESIDE_BYTES: u64 = 4 << 30;

/// Narrows what this process can do, for good. What the system does not know is left out: an old kernel has no Landlock.
pub(super) fn confine(file: &Path, folder: &Path, memory_bytes: u64) {
    // Whoever asked may be killed; then nobody wants the answer.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    let _ = nice(NICE);
    // If the machine runs out of memory all the same, this goes first.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let mapped = std::fs::metadata(file).map(|about| about.len()).unwrap_or_default();
    limit(Resource::Data, memory_bytes);
    limit(Resource::As, memory_bytes.saturating_add(mapped.saturating_mul(2)).saturating_add(BESIDE_BYTES));
    limit(Resource::Core, 0);
    limit(Resource::Fsize, FILE_BYTES);
    limit(Resource::Nofile, FILES);
    let _ = shut_in(file, folder);
}

/// Lowers a limit; one that is lower already stays.
fn limit(resource: Resource, most: u64) {
    let now = getrlimit(resource);
    let lower = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
    let _ = setrlimit(resource, Rlimit { current: lower(now.current), maximum: lower(now.maximum) });
}

/// Gives the next page so many seconds on a processor; past them the system ends this process.
pub(super) fn allow_seconds(seconds: u64) {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
    let now = getrlimit(Resource::Cpu);
    let most = used.saturating_add(seconds).saturating_add(1);
    let current = Some(now.maximum.map_or(most, |maximum| maximum.min(most)));
    let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum: now.maximum });
}

/// One file can be read, one folder written, nothing else opened, and no connection made.
fn shut_in(file: &Path, folder: &Path) -> Result<RulesetStatus, RulesetError> {
    let abi = ABI::V5;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let done = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules([file], read & AccessFs::from_file(abi)))?
        .add_rules(path_beneath_rules([folder], AccessFs::from_all(abi) & !AccessFs::Execute))?
        .restrict_self()?;
    Ok(done.ruleset)
}

/// Whether children that open scanned files are shut in on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelter {
    /// They reach one file, one folder, and no network.
    Whole,
    /// The system knows some of that.
    Partly,
    /// They reach what the service reaches: Landlock is missing, switched off, or blocked.
    None,
}

/// Tries it, once: a thread of its own is shut in and ends, for only threads can be.
#[must_use]
pub fn shelter() -> Shelter {
    static FOUND: OnceLock<Shelter> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let here = std::env::temp_dir();
        let tried = std::thread::Builder::new().name("shelter".to_owned()).spawn(move || shut_in(&here, &here));
        match tried.map(std::thread::JoinHandle::join) {
            Ok(Ok(Ok(RulesetStatus::FullyEnforced))) => Shelter::Whole,
            Ok(Ok(Ok(RulesetStatus::PartiallyEnforced))) => Shelter::Partly,
            _ => Shelter::None,
        }
    })
}
