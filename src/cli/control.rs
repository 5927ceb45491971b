//! The control socket: how a command line speaks to the service that holds the archive.
//!
//! A Unix socket in the data directory, for its owner only: whoever may open it may read the ledger anyway. One line of
//! JSON asks; lines of JSON answer, the last of them saying how it ended. It must not offer what the command line could
//! not do itself.

use super::erase::{self, EraseArgs};
use super::import::{self, Edge, ImportArgs};
use super::intake::{self, IntakeArgs};
use super::interrupt::Interrupt;
use super::label::{self, Wanted};
use super::verify::{self, VerifyArgs};
use crate::archive::proof::Derived;
use crate::archive::{Archive, Erasures, Finder, Jobs, Rebuild};
use crate::disk;
use crate::domain::refusal::Code;
use crate::views::Views;
use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The socket's name in the data directory.
const FILE: &str = "control.sock";
/// How long a request may be, in bytes: the heads of many years of backups fit.
const MAX_REQUEST_BYTES: u64 = 4 * 1024 * 1024;
/// How long the service waits for a request once somebody has called.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the service listens, now and then, whether the command line has been interrupted.
const LISTEN_FOR: Duration = Duration::from_millis(1);
/// How often a command line looks whether it has been interrupted.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long to wait before a socket is tried again for which there was no room.
const ROOM_WAIT: Duration = Duration::from_secs(1);

/// What may be asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Plan or carry out an erasure.
    Erase {
        /// As on the command line.
        args: EraseArgs,
        /// The operating system's user, for the record.
        user: String,
    },
    /// Verify everything, with the views and the index that the service has open.
    Verify {
        /// As on the command line, with absolute paths.
        args: VerifyArgs,
    },
    /// Import a file.
    Import {
        /// As on the command line, with absolute paths.
        args: ImportArgs,
        /// The operating system's user, for the record.
        user: String,
    },
    /// Take in scanned files.
    Intake {
        /// As on the command line, with absolute paths.
        args: IntakeArgs,
        /// The operating system's user, for the record.
        user: String,
    },
    /// Say what stands on the labels of folders, a line for each.
    Label {
        /// Which folders.
        wanted: Wanted,
        /// The operating system's user, for the record.
        user: String,
    },
    /// Make views and search index anew.
    Rebuild,
}

#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Line(String),
    Done,
    Failed(String),
}

/// A socket that is listened on; it is removed when this goes.
#[derive(Debug)]
pub struct Listening {
    path: PathBuf,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// What the service lends to command lines.
#[derive(Debug)]
pub struct Parts {
    /// The archive.
    pub archive: Archive,
    /// Its words.
    pub views: Views,
    /// Its search index.
    pub finder: Finder,
    /// Its jobs.
    pub jobs: Jobs,
    /// Takes files in.
    pub intake: crate::intake::Intake,
    /// Its erasures.
    pub erasures: Erasures,
    /// Makes anew what is derived.
    pub rebuild: Rebuild,
    /// The scans directory.
    pub scans_dir: PathBuf,
}

/// Whether a service answers on a data directory's socket.
#[must_use]
pub fn is_listening(data_dir: &Path) -> bool {
    UnixStream::connect(data_dir.join(FILE)).is_ok()
}

/// Listens for command lines, on a thread of its own, one at a time. The caller holds the data directory's lock, so a
/// socket that is there was left behind. Where the disk has no room for a socket, the service serves without one until
/// there is.
///
/// # Errors
/// If the socket cannot be made.
pub fn listen(data_dir: &Path, parts: Parts) -> Result<Listening> {
    let path = data_dir.join(FILE);
    let bound = match bind(&path) {
        Err(error) if disk::code_of(&error) == Code::StorageFull => {
            tracing::warn!("no room for the socket of the command line; it is tried again until there is");
            None
        }
        bound => Some(bound.with_context(|| format!("{}", path.display()))?),
    };
    let (data_dir, place) = (data_dir.to_owned(), path.clone());
    thread::Builder::new().name("control".to_owned()).spawn(move || {
        let listener = bound.unwrap_or_else(|| bind_when_there_is_room(&place));
        for stream in listener.incoming() {
            let answered = stream.map_err(Into::into).and_then(|stream| answer(stream, &data_dir, &parts));
            if let Err(error) = answered {
                tracing::info!(%error, "a command line went away");
            }
        }
    })?;
    Ok(Listening { path })
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    let _ = fs::remove_file(path);
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

fn bind_when_there_is_room(path: &Path) -> UnixListener {
    loop {
        thread::sleep(ROOM_WAIT);
        if let Ok(listener) = bind(path) {
            return listener;
        }
    }
}

fn answer(mut stream: UnixStream, data_dir: &Path, parts: &Parts) -> Result<()> {
    let Parts { archive, views, finder, jobs, intake, erasures, rebuild, scans_dir } = parts;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    let mut line = String::new();
    BufReader::new(stream.try_clone()?.take(MAX_REQUEST_BYTES)).read_line(&mut line)?;
    let request: Request = serde_json::from_str(&line)?;
    let listening = stream.try_clone()?;
    listening.set_read_timeout(Some(LISTEN_FOR))?;
    let mut gone = false;
    let mut say = |text: &str| gone = gone || send(&mut stream, &Answer::Line(text.to_owned())).is_err();
    let outcome = match request {
        Request::Label { wanted, user } => label::tell(archive, views, &wanted, user, &mut say),
        Request::Rebuild => verify::rebuild_beside(rebuild, &mut say),
        Request::Erase { args, user } => erase::carry_out(archive, erasures, &args, user, &mut say),
        Request::Verify { args } => {
            verify::report(data_dir, scans_dir, &args, Derived::Live(views, &finder.index()), &mut say)
        }
        Request::Intake { args, user } => intake::carry_out(archive, intake, &args, user, &mut say),
        Request::Import { args, user } => {
            let give_up = || hung_up(&listening);
            import::carry_out(archive, jobs, &args, user, Edge { say: &mut say, give_up: &give_up })
        }
    };
    let last = match outcome {
        Ok(()) => Answer::Done,
        Err(error) => Answer::Failed(format!("{error:#}")),
    };
    send(&mut stream, &last)
}

/// Whether the command line says no more: it was interrupted, or is gone. It has nothing to say while it listens.
fn hung_up(mut stream: &UnixStream) -> bool {
    matches!(stream.read(&mut [0]), Ok(0))
}

fn send(stream: &mut UnixStream, answer: &Answer) -> Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    Ok(stream.write_all(&line)?)
}

/// Asks the service that holds a data directory, and prints what it answers.
///
/// # Errors
/// If there is no service that listens, or it could not do what was asked.
pub fn ask(data_dir: &Path, request: &Request) -> Result<()> {
    ask_each(data_dir, request, &mut |text| say!("{text}"))
}

/// Asks the service that holds a data directory, and hands over each line of its answer.
///
/// # Errors
/// As `ask`.
pub fn ask_each(data_dir: &Path, request: &Request, take: &mut dyn FnMut(&str)) -> Result<()> {
    let path = data_dir.join(FILE);
    let mut stream = UnixStream::connect(&path).with_context(|| format!("{}", path.display()))?;
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    tell_of_interrupts(&stream)?;
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line?)? {
            Answer::Line(text) => take(&text),
            Answer::Done => return Ok(()),
            Answer::Failed(why) => bail!(why),
        }
    }
    Err(anyhow!("the service went away before it was done"))
}

/// Closes our half of the line when somebody presses Ctrl-C: the service ends what it does for us between two commands
/// and says how far it came.
fn tell_of_interrupts(stream: &UnixStream) -> Result<()> {
    let (stream, interrupt) = (stream.try_clone()?, Interrupt::watch()?);
    thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
        while !interrupt.came() {
            thread::sleep(LOOK_EVERY);
        }
        let _ = stream.shutdown(Shutdown::Write);
    })?;
    Ok(())
}
