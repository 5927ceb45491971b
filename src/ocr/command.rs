//! Runs the command on a picture: as a process of low rank in a group of its own, for so long, printing so much.
//!
//! Between this process and the command stands this program once more ([`exec`]): it gives up what a command has no need
//! of, sees to it that the command ends with us even if we are killed, and then becomes the command.

use crate::disk::emptied;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getrlimit, kill_process_group, nice, set_parent_process_death_signal, setrlimit,
};
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The hidden subcommand.
pub const COMMAND: &str = "ocr-command";
/// How far behind others a command stands for a processor; the children that take files in stand before it.
const NICE: i32 = 15;
/// How often a command is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long its streams may stay open behind it.
const ENDING: Duration = Duration::from_secs(5);
/// How much a command may print of a page.
const OUTPUT_BYTES: u64 = 8 << 20;
/// Of what it says on standard error so much is kept for the log.
const LAST_WORDS_BYTES: u64 = 4 << 10;
/// Memory of its own; tesseract takes 300 MiB, programs with neural networks two gigabytes.
const MEMORY_BYTES: u64 = 6 << 30;
/// No file that it writes is larger.
const FILE_BYTES: u64 = 256 << 20;
/// Which of our variables a command is given: none of them holds a secret of ours.
const VARIABLES: [&str; 9] =
    ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"];

/// Why a command gave no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandFault {
    /// It is not there, or may not be run.
    #[error("it cannot be started: {0}")]
    Start(String),
    /// It took too long.
    #[error("it took longer than {0} s")]
    TooSlow(u64),
    /// It printed without end.
    #[error("it printed more than {OUTPUT_BYTES} bytes")]
    TooMuch,
    /// It ended badly.
    #[error("{0}")]
    Ended(String),
    /// What it printed is neither tesseract's TSV nor lines of ours.
    #[error("what it printed is no text of a page; it began with {0:?}")]
    Unread(String),
    /// The service stops.
    #[error("the service stops")]
    Stopped,
}

/// Whether the command goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// It goes on.
    Go,
    /// It rests: others come first.
    Rest,
    /// It ends.
    Stop,
}

/// What to run, and how.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// This program.
    pub exe: &'a Path,
    /// The command and its arguments, without gaps.
    pub command: &'a [OsString],
    /// Where it stands; nothing there is kept.
    pub folder: &'a Path,
    /// How long it may work; resting is not counted.
    pub limit: Duration,
}

impl Run<'_> {
    /// Runs it to its end and returns what it printed.
    ///
    /// # Errors
    /// [`CommandFault`]
    pub fn carry_out(&self, pace: &dyn Fn() -> Pace) -> Result<String, CommandFault> {
        let mut running = self.start().map_err(|error| CommandFault::Start(error.to_string()))?;
        let status = running.wait(self.limit, pace)?;
        running.end();
        let Gathered { bytes, is_cut } = joined(&running.output);
        let words = joined(&running.last_words);
        if is_cut {
            return Err(CommandFault::TooMuch);
        }
        if !status.success() {
            let words = String::from_utf8_lossy(&words.bytes);
            return Err(CommandFault::Ended(format!("{status}: {}", words.trim())));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn start(&self) -> io::Result<Running> {
        let seconds = self.limit.as_secs().max(1);
        let mut command = Command::new(self.exe);
        command.arg(COMMAND).arg(seconds.to_string()).arg("--").args(self.command);
        command.env_clear().envs(VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        // One page at a time on one processor, and its own files where they are cleared away.
        command.env("OMP_THREAD_LIMIT", "1").env("TMPDIR", self.folder).current_dir(self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn()?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        Ok(Running { group, child, output: gather(output, OUTPUT_BYTES), last_words: gather(errors, LAST_WORDS_BYTES) })
    }
}

/// What a stream held.
#[derive(Debug, Default)]
struct Gathered {
    bytes: Vec<u8>,
    is_cut: bool,
}

/// Reads a stream to its end on a thread of its own and keeps its beginning, so that whoever writes never waits.
fn gather(stream: Option<impl Read + Send + 'static>, most: u64) -> Receiver<Gathered> {
    let (sender, gathered) = channel();
    let read = move |mut stream: Box<dyn Read + Send>| {
        let mut bytes = Vec::new();
        let _ = stream.by_ref().take(most).read_to_end(&mut bytes);
        let more = io::copy(&mut stream, &mut io::sink()).unwrap_or_default();
        let _ = sender.send(Gathered { bytes, is_cut: more > 0 });
    };
    if let Some(stream) = stream {
        thread::spawn(move || read(Box::new(stream)));
    }
    gathered
}

/// What was gathered. What a command started and let go of may hold its streams open for ever.
fn joined(stream: &Receiver<Gathered>) -> Gathered {
    stream.recv_timeout(ENDING).unwrap_or_default()
}

/// A command that works. It and all that it started are ended when this is dropped.
struct Running {
    child: Child,
    group: Option<Pid>,
    output: Receiver<Gathered>,
    last_words: Receiver<Gathered>,
}

impl Running {
    fn wait(&mut self, limit: Duration, pace: &dyn Fn() -> Pace) -> Result<ExitStatus, CommandFault> {
        let (mut worked, mut rests) = (Duration::ZERO, false);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(error) => return Err(CommandFault::Ended(error.to_string())),
            }
            match pace() {
                Pace::Stop => return Err(CommandFault::Stopped),
                Pace::Rest if !rests => {
                    self.signal(Signal::STOP);
                    rests = true;
                }
                Pace::Go if rests => {
                    self.signal(Signal::CONT);
                    rests = false;
                }
                Pace::Rest | Pace::Go => {}
            }
            let begun = Instant::now();
            thread::sleep(LOOK_EVERY);
            if !rests {
                worked += begun.elapsed();
            }
            if worked >= limit {
                return Err(CommandFault::TooSlow(limit.as_secs()));
            }
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            let _ = kill_process_group(group, signal);
        }
    }

    /// Ends the command and what it left behind: the group is its own.
    fn end(&mut self) {
        self.signal(Signal::KILL);
        // Its number may be another's from now on.
        self.group = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Gives up what a command has no need of, and becomes it. Returns only if that failed.
#[must_use]
pub fn exec(seconds: u64, command: &[OsString]) -> io::Error {
    // Whoever asked may be killed; then nobody wants the answer.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    let _ = nice(NICE);
    // If the machine runs out of memory, this goes first.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let limit = |resource, most: u64| {
        let now = getrlimit(resource);
        let lower = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
        let _ = setrlimit(resource, Rlimit { current: lower(now.current), maximum: lower(now.maximum) });
    };
    limit(Resource::Data, MEMORY_BYTES);
    limit(Resource::Core, 0);
    limit(Resource::Fsize, FILE_BYTES);
    limit(Resource::Cpu, seconds.saturating_mul(4));
    match command.split_first() {
        Some((program, arguments)) => Command::new(program).args(arguments).exec(),
        None => io::Error::other("no command"),
    }
}

/// Where a command's own files may lie.
pub(super) fn cleared(folder: &Path) -> io::Result<PathBuf> {
    emptied(folder)?;
    folder.canonicalize()
}
