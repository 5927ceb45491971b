//! Reads the text of pages, where a command for that is given: in the background, one page at a time, the newest first, and
//! never while files are being taken in.
//!
//! A page is drawn by the child that opens scans, read by the command, and what it says is kept beside the previews, from
//! where the search index and the viewer take it. Whatever fails here is noted and tried a few times; no page, file or
//! folder ever waits for it. It knows no folder and no person.

mod check;
mod command;
mod output;
mod queue;

pub use check::{Checked, Checking};
pub use command::{COMMAND, CommandFault, exec};
pub use output::read as read_printed;

use crate::archive::texts::{ATTEMPTS_MAX, Attempt, PageText, ReadingState};
use crate::archive::{Archive, Files, Texts};
use crate::disk::free_bytes;
use crate::domain::attachment::BlobHash;
use crate::domain::ids::PageNo;
use crate::domain::scan::ScanFault;
use crate::domain::state::State;
use crate::scan::page::LEGIBLE_DPI;
use crate::scan::worker::{Legible, Limits, legible};
use command::{Pace, Run, cleared};
use queue::{Queue, is_kept};
use sha2::{Digest as _, Sha256};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Where a page's picture and the command's own files lie for a moment, in the data directory.
const FOLDER: &str = "ocr/work";
/// How often somebody looks for work.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long nobody tries a command that does not work, at first and at most.
const REST: Duration = Duration::from_secs(10);
const REST_MAX: Duration = Duration::from_secs(600);
/// With less room than this nothing is read: there are more important things to write.
const ROOM_BYTES: u64 = 64 << 20;

/// What stands in a command for the picture, the languages and its dots an inch.
pub const PLACEHOLDERS: [&str; 3] = ["{image}", "{languages}", "{dpi}"];

/// The command and how it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The program and its arguments, with gaps.
    pub command: Vec<String>,
    /// The languages, in the command's own words.
    pub languages: String,
    /// How long it may work on a page.
    pub page: Duration,
}

impl Settings {
    /// The command for a picture.
    fn command(&self, image: &Path) -> Vec<OsString> {
        let dpi = LEGIBLE_DPI.to_string();
        let values = [image.to_string_lossy().into_owned(), self.languages.clone(), dpi];
        let filled = |argument: &String| {
            let fill = |text: String, (gap, value): (&&str, &String)| text.replace(*gap, value);
            OsString::from(PLACEHOLDERS.iter().zip(&values).fold(argument.clone(), fill))
        };
        self.command.iter().map(filled).collect()
    }

    /// What it reads with, in short: another command, or other languages, may read what this one could not.
    fn mark(&self) -> u64 {
        let digest = Sha256::digest(format!("{:?} {}", self.command, self.languages));
        digest.iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte))
    }
}

/// What reading works with.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The archive.
    pub archive: Archive,
    /// Its files.
    pub files: Files,
    /// What was read off pages.
    pub texts: Texts,
    /// Its data directory.
    pub data_dir: PathBuf,
    /// This program, to be started as a child.
    pub program: PathBuf,
    /// What a child may take that draws a page.
    pub limits: Limits,
    /// The command.
    pub settings: Settings,
}

/// Somebody reads, until he is stopped.
#[derive(Debug)]
pub struct Reading {
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Reading {
    /// Starts reading; `is_busy` says whether files are being taken in.
    ///
    /// # Errors
    /// If the system gives no thread, or the folder cannot be made.
    pub fn start(parts: Parts, is_busy: impl Fn() -> bool + Send + 'static) -> io::Result<Self> {
        let folder = cleared(&parts.data_dir.join(FOLDER))?;
        let stopping = Arc::new(AtomicBool::new(false));
        let mut reader = Reader {
            queue: Queue::new(parts.settings.mark(), ATTEMPTS_MAX),
            folder,
            stopping: stopping.clone(),
            is_busy: Box::new(is_busy),
            rest: REST,
            parts,
        };
        let thread = thread::Builder::new().name("text".to_owned()).spawn(move || reader.keep_reading())?;
        Ok(Self { stopping, thread })
    }

    /// Ends the work: what was being read is read again by the next start.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
    }
}

/// What became of a page.
enum Outcome {
    Read,
    /// It was not, and the next attempt may do better.
    Failed(String),
    /// The command works for no page.
    CommandFails(CommandFault),
    /// The page is not to be read any more, or nothing can be written.
    Passed,
    Stopped,
}

struct Reader {
    parts: Parts,
    queue: Queue,
    folder: PathBuf,
    stopping: Arc<AtomicBool>,
    is_busy: Box<dyn Fn() -> bool + Send>,
    rest: Duration,
}

impl Reader {
    fn keep_reading(&mut self) {
        while !self.is_stopping() {
            if (self.is_busy)() || !self.has_room() {
                self.tell(ReadingState::Yielding);
                thread::sleep(LOOK_EVERY);
                continue;
            }
            let now = self.parts.archive.now();
            let Some(page) = self.queue.next(&now.state, &self.parts.texts, &self.stopping) else {
                self.tell(ReadingState::Idle);
                thread::sleep(LOOK_EVERY);
                continue;
            };
            self.tell(ReadingState::Reading);
            match self.read(&now.state, page) {
                Outcome::Read => {
                    self.parts.texts.tell(|progress| progress.read_since_start += 1);
                    self.rest = REST;
                }
                Outcome::Failed(why) => tracing::warn!(page = page.shown(), why, "the text of a page was not read"),
                Outcome::CommandFails(fault) => {
                    tracing::warn!(%fault, "the command that reads text does not work; see `strongroom doctor`");
                    self.tell(ReadingState::CommandFails);
                    self.wait(self.rest);
                    self.rest = (self.rest * 2).min(REST_MAX);
                }
                Outcome::Passed | Outcome::Stopped => {}
            }
            self.queue.look_again(page);
        }
        self.tell(ReadingState::Off);
    }

    fn read(&self, state: &State, no: PageNo) -> Outcome {
        let Parts { texts, files, settings, .. } = &self.parts;
        let Some((page, file)) = state.scans.page(no).and_then(|page| Some((page, state.scans.get(page.scan)?.sha256)))
        else {
            return Outcome::Passed;
        };
        let before = texts.attempt(file, page.index);
        let mark = settings.mark();
        let same = before.filter(|attempt| attempt.command == mark && attempt.quarters == page.quarters);
        let count = same.map_or(0, |attempt| attempt.count) + 1;
        let attempt = Attempt { count, quarters: page.quarters, command: mark };
        if texts.note_attempt(file, page.index, Some(attempt)).is_err() {
            return Outcome::Passed;
        }
        let outcome = match self.text(file, page.index, page.quarters) {
            Ok(text) => match texts.keep(no, file, page.index, &text) {
                Ok(()) => Outcome::Read,
                Err(error) => Outcome::Failed(error.to_string()),
            },
            Err(outcome) => outcome,
        };
        // Only the page's own failures count against it.
        if matches!(outcome, Outcome::CommandFails(_) | Outcome::Stopped | Outcome::Passed) {
            let _ = texts.note_attempt(file, page.index, before);
        }
        // It may have been erased while it was read.
        if files.originals.path(file).is_some_and(|path| !path.is_file()) {
            let _ = texts.forget(file);
        } else if !self.parts.archive.now().state.scans.page(no).is_some_and(|page| is_kept(&page)) {
            let _ = texts.forget_page(file, page.index);
        }
        let _ = cleared(&self.folder);
        outcome
    }

    fn text(&self, file: BlobHash, index: u32, quarters: u8) -> Result<PageText, Outcome> {
        let Parts { files, program, limits, settings, .. } = &self.parts;
        let original = files.originals.path(file).filter(|path| path.is_file()).ok_or(Outcome::Passed)?;
        let wanted = Legible { index, quarters, specks: false };
        let drawn = legible(program, &original, &self.folder, limits, wanted);
        let image = drawn.map_err(|fault: ScanFault| Outcome::Failed(fault.name().to_owned()))?;
        let size = image::image_dimensions(&image).map_err(|error| Outcome::Failed(error.to_string()))?;
        let command = settings.command(&image);
        let run = Run { exe: program, command: &command, folder: &self.folder, limit: settings.page };
        let read = run.carry_out(&|| self.pace()).and_then(|printed| output_of(&printed, size, quarters));
        read.map_err(|fault| match fault {
            CommandFault::Stopped => Outcome::Stopped,
            fault => self.whose(fault),
        })
    }

    /// Whether the page or the command is at fault: a page of ours tells.
    fn whose(&self, fault: CommandFault) -> Outcome {
        if matches!(fault, CommandFault::Start(_)) {
            return Outcome::CommandFails(fault);
        }
        let checking = Checking { program: &self.parts.program, settings: &self.parts.settings };
        match checking.run(&self.folder.join("check"), &|| self.pace()) {
            Ok(_) => Outcome::Failed(fault.to_string()),
            Err(CommandFault::Stopped) => Outcome::Stopped,
            Err(general) => Outcome::CommandFails(general),
        }
    }

    fn pace(&self) -> Pace {
        match (self.is_stopping(), (self.is_busy)()) {
            (true, _) => Pace::Stop,
            (_, true) => Pace::Rest,
            _ => Pace::Go,
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    fn has_room(&self) -> bool {
        free_bytes(&self.parts.data_dir).is_none_or(|free| free >= ROOM_BYTES)
    }

    fn tell(&self, now: ReadingState) {
        let (read, others, failed) = self.queue.counts();
        let waiting = others + u64::from(now == ReadingState::Reading);
        self.parts.texts.tell(|progress| {
            progress.state = now;
            (progress.read, progress.waiting, progress.failed) = (read, waiting, failed);
        });
    }

    fn wait(&self, limit: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < limit && !self.is_stopping() {
            thread::sleep(LOOK_EVERY);
        }
    }
}

/// What a command printed, as text.
fn output_of(printed: &str, size: (u32, u32), quarters: u8) -> Result<PageText, CommandFault> {
    let begins = || CommandFault::Unread(printed.chars().take(80).collect());
    output::read(printed, size, quarters).ok_or_else(begins)
}
