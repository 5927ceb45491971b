//! The parent's side: starts a child, listens, ends it when it is silent for too long, and says what became of it.

use super::{COMMAND, Errand, LINE_BYTES, Legible, Limits, Line, Orders, View, WorkerPage};
use crate::domain::scan::ScanFault;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::ops::ControlFlow;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A child that says no more is given so long to end by itself.
const ENDING: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// Lines that may wait for whoever takes pages.
const LINES: usize = 4;
/// Of what a child says on standard error so much is looked at.
const LAST_WORDS_BYTES: u64 = 4 << 10;
/// What Rust says when there is no more memory, before it ends the process.
const OUT_OF_MEMORY: &str = "memory allocation of";
const SIGXCPU: i32 = 24;

/// Reads a file in a child: `exe` is this program, `folder` gets the previews and must exist. Waits until the end; each page
/// comes as soon as it is done. Returns how many there were; fewer if `on_page` breaks off.
///
/// To be called on a thread that lives as long: the child dies with it.
///
/// # Errors
/// [`ScanFault`]; the pages before it have come.
pub fn run(
    exe: &Path,
    path: &Path,
    folder: &Path,
    limits: &Limits,
    on_page: &mut dyn FnMut(WorkerPage) -> ControlFlow<()>,
) -> Result<u32, ScanFault> {
    run_from(exe, path, folder, limits, 0, on_page)
}

/// The same behind so many pages, which were read before; returns how many there are with those.
///
/// # Errors
/// [`ScanFault`]; the pages before it have come.
pub fn run_from(
    exe: &Path,
    path: &Path,
    folder: &Path,
    limits: &Limits,
    from: u32,
    on_page: &mut dyn FnMut(WorkerPage) -> ControlFlow<()>,
) -> Result<u32, ScanFault> {
    attempt(exe, path, folder, &Orders { errand: Errand::Pages { from }, limits: *limits }, on_page)
}

/// Makes a picture of one page in a child, and says where it lies in the folder.
///
/// # Errors
/// [`ScanFault`]
pub fn view(exe: &Path, path: &Path, folder: &Path, limits: &Limits, wanted: View) -> Result<PathBuf, ScanFault> {
    let mut limits = *limits;
    // All of its colours, or as many as are shown; its longer side may be the one that is asked for.
    limits.file.colour_px = wanted.width_px.unwrap_or(u32::MAX);
    attempt(exe, path, folder, &Orders { errand: Errand::View(wanted), limits }, &mut |_| ControlFlow::Continue(()))?;
    Ok(folder.join(wanted.name()))
}

/// Makes a picture of one page for a machine that reads, in a child, and says where it lies in the folder.
///
/// # Errors
/// [`ScanFault`]
pub fn legible(exe: &Path, path: &Path, folder: &Path, limits: &Limits, wanted: Legible) -> Result<PathBuf, ScanFault> {
    let orders = Orders { errand: Errand::Legible(wanted), limits: *limits };
    attempt(exe, path, folder, &orders, &mut |_| ControlFlow::Continue(()))?;
    Ok(folder.join(Legible::NAME))
}

fn attempt(
    exe: &Path,
    path: &Path,
    folder: &Path,
    orders: &Orders,
    on_page: &mut dyn FnMut(WorkerPage) -> ControlFlow<()>,
) -> Result<u32, ScanFault> {
    let path = path.canonicalize().map_err(|_| ScanFault::Vanished)?;
    let mut running = Running::start(exe, &path, folder, orders).map_err(|error| {
        tracing::error!(%error, "a child that reads scans could not be started");
        ScanFault::Crashed
    })?;
    let patience = Duration::from_millis(orders.limits.silence_ms);
    let from = if let Errand::Pages { from } = orders.errand { Some(from) } else { None };
    let mut pages = from.unwrap_or_default();
    loop {
        match running.lines.recv_timeout(patience) {
            // Whoever opens files of strangers may be in their hands: what cannot be is not believed.
            Ok(Line::Page(page)) if !page.can_be(pages, &orders.limits) => return Err(nonsense(&page)),
            Ok(Line::Page(page)) => {
                pages += 1;
                if on_page(page).is_break() {
                    return Ok(pages);
                }
            }
            Ok(Line::Done { pages: said }) if from.is_some() && said != pages => {
                return Err(ScanFault::Crashed);
            }
            Ok(Line::Done { pages }) => return Ok(pages),
            Ok(Line::Fault(fault)) => return Err(fault.kept()),
            Err(RecvTimeoutError::Timeout) => return Err(ScanFault::TooSlow),
            Err(RecvTimeoutError::Disconnected) => return Err(running.autopsy()),
        }
    }
}

fn nonsense(page: &WorkerPage) -> ScanFault {
    let WorkerPage { index, width_px, height_px, codes, .. } = page;
    tracing::warn!(
        index,
        width_px,
        height_px,
        codes = codes.len(),
        "a child that reads scans told of a page that cannot be"
    );
    ScanFault::Crashed
}

/// What a child says, line by line, until it says what makes no sense.
pub fn heard(output: impl Read) -> impl Iterator<Item = Line> {
    let mut output = BufReader::new(output);
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        (&mut output).take(LINE_BYTES).read_until(b'\n', &mut line).ok()?;
        serde_json::from_slice(&line).ok()
    })
}

/// A child that works. It is ended when this is dropped.
struct Running {
    child: Child,
    lines: Receiver<Line>,
    last_words: Option<JoinHandle<String>>,
}

impl Running {
    fn start(exe: &Path, path: &Path, folder: &Path, orders: &Orders) -> std::io::Result<Self> {
        let folder = folder.canonicalize()?;
        let mut child = Command::new(exe)
            .arg(COMMAND)
            .arg(path)
            .arg(&folder)
            // Nothing of this process' settings and secrets; files are closed by themselves.
            .env_clear()
            // The allocator would else have a gigabyte for itself before the child can limit what it may have.
            .envs([("MIMALLOC_ARENA_RESERVE", "0"), ("MIMALLOC_ARENA_EAGER_COMMIT", "0")])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (sender, lines) = sync_channel(LINES);
        let last_words = errors.map(|errors| std::thread::spawn(move || last_words(errors)));
        let running = Self { child, lines, last_words };
        if let Some(mut input) = input {
            input.write_all(&serde_json::to_vec(orders)?)?;
        }
        // Ends with the child: the pipe is closed then.
        if let Some(output) = output {
            std::thread::spawn(move || heard(output).try_for_each(|line| sender.send(line)));
        }
        Ok(running)
    }

    /// Why a child ended without a last line.
    fn autopsy(&mut self) -> ScanFault {
        // It has closed its output, so it is ending, or up to no good.
        let begun = std::time::Instant::now();
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if begun.elapsed() < ENDING => std::thread::sleep(LOOK_AGAIN),
                _ => break None,
            }
        };
        self.end();
        let words = self.last_words.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        tracing::warn!(?status, words = words.trim_end(), "a child that reads scans broke");
        cause(status, &words)
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn cause(status: Option<ExitStatus>, words: &str) -> ScanFault {
    match status.map(|status| status.signal()) {
        _ if words.contains(OUT_OF_MEMORY) => ScanFault::TooLarge,
        None | Some(Some(SIGXCPU)) => ScanFault::TooSlow,
        // Killed too: we send no such signal here. The system had no more memory, and may have some later.
        Some(_) => ScanFault::Crashed,
    }
}

/// What a child says before it ends; the rest is read and forgotten, so that it never waits.
fn last_words(mut errors: impl Read) -> String {
    let mut words = Vec::new();
    let _ = errors.by_ref().take(LAST_WORDS_BYTES).read_to_end(&mut words);
    let _ = std::io::copy(&mut errors, &mut std::io::sink());
    String::from_utf8_lossy(&words).into_owned()
}
