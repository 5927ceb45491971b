//! A folder as a bag (RFC 8493): its pages, the files they came in, what is known of it and what happened to it.

use super::{Known, Source, body, file, sources};
use crate::domain::decide::find_folder;
use crate::domain::event::Damage;
use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{ScanMedia, ScanState};
use crate::domain::state::{Scan, State};
use crate::export::bag::Bag;
use crate::http::App;
use crate::http::extract::{Asker, Path};
use crate::http::history;
use crate::http::problem::Problem;
use crate::http::scans::refused;
use crate::http::scans::shape::Scans;
use axum::extract::State as Of;
use axum::response::Response;
use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// How much is made ahead of whoever takes it.
const CHUNKS_AHEAD: usize = 8;
/// How many frames of a history are looked up at once.
const FRAMES_AT_ONCE: usize = 100;
/// How many frames of a folder's history go into its bag.
const FRAMES_MAX: usize = 20_000;

/// A file for the bag.
struct Part {
    name: String,
    content: Content,
}

enum Content {
    Text(String),
    Original(crate::domain::attachment::BlobHash),
    Picture(Source),
}

/// A folder as a bag: its pages as `CODE-0001`, the files they came in where nothing else is in those, `metadata.json` and
/// `events.jsonl`, with lists by which anybody can check them. Of a file that is damaged there are the pictures that were made
/// of it before, and `metadata.json` says so (`original_damage`). Looking at a confidential folder is recorded first.
#[utoipa::path(get, operation_id = "folder_bag", path = "/folders/{code}/bag", tag = "scans", params(("code" = String, Path)),
    responses((status = 200, content((Vec<u8> = "application/zip"))), (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn bag(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::CopyIssue)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let own = asker.state().codes.own(folder).to_owned();
    app.views.caught_up(asker.state().seq).await?;
    let pages = asker.state().scans.of_folder(folder).to_vec();
    let sources = pictures(&app, asker.state(), &pages).await?;
    app.looks.look(&app, &asker, folder).await?;
    let parts = parts(&app, &asker, folder, &own, sources)?;
    let organisation = asker.state().organisation.settings().archive_name.clone();
    let erased = match asker.state().scans.erased_on(folder) {
        0 => String::new(),
        count => format!(" ({count} more were erased on a lawful order)"),
    };
    let info = vec![
        ("External-Identifier", own.clone()),
        ("Source-Organization", if organisation.is_empty() { "Strongroom".to_owned() } else { organisation }),
        (
            "Internal-Sender-Description",
            format!("folder {own}, {} pages{erased}, as of frame {}", pages.len(), asker.state().seq),
        ),
    ];
    let date = asker.today.to_string();
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let (handle, name) = (Handle::current(), own.clone());
    tokio::task::spawn_blocking(move || {
        let mut bag = Bag::begin(Sending { sender: sender.clone(), chunk: Vec::new() }, &name);
        let put = parts.into_iter().try_for_each(|part| put(&mut bag, &app, &handle, part));
        let sent = put.and_then(|()| bag.end(&date, &info)).and_then(|mut out| out.flush());
        // A bag that breaks off is none: whoever takes it has to notice.
        if let Err(error) = sent {
            let _ = sender.blocking_send(Err(error));
        }
    });
    Ok(file("application/zip", &format!("{own}.zip"), body(receiver)))
}

/// Where the pictures of pages come from; those of files that hold one picture are the files themselves, where those are
/// what came in. Whatever may go in as it is is read before anything is sent.
async fn pictures(app: &App, state: &State, pages: &[PageNo]) -> Result<Vec<(PageNo, Option<Source>)>, Refusal> {
    let mut known = Known::new();
    for page in pages.iter().filter_map(|no| state.scans.page(*no)) {
        let folder = page.stands.folder();
        let goes_in = !known.contains_key(&page.scan) && folder.is_some_and(|on| is_all_here(state, page.scan, on));
        if let Some(scan) = state.scans.get(page.scan).filter(|_| goes_in) {
            let damage = app.files.originals.check(scan.sha256).await.map_err(refused)?;
            known.insert(page.scan, damage.map(Damage::from));
        }
    }
    let is_whole = |no: PageNo| state.scans.page(no).is_some_and(|page| known.get(&page.scan) == Some(&None));
    let goes_in: Vec<bool> = pages.iter().map(|no| single(state, *no).is_some() && is_whole(*no)).collect();
    let others = pages.iter().zip(&goes_in).filter(|(_, goes_in)| !**goes_in).map(|(no, _)| *no).collect::<Vec<_>>();
    let mut sources = sources(app, state, &others, known).await?.into_iter();
    Ok(pages.iter().zip(goes_in).map(|(no, goes_in)| (*no, if goes_in { None } else { sources.next() })).collect())
}

/// The file of a page, if it holds this page and nothing else.
fn single(state: &State, no: PageNo) -> Option<(crate::domain::attachment::BlobHash, &'static str)> {
    let page = state.scans.page(no)?;
    let scan = state.scans.get(page.scan)?;
    let is_picture = matches!(scan.media_type, ScanMedia::Jpeg | ScanMedia::Png | ScanMedia::Webp);
    (is_picture && scan.pages == 1).then(|| (scan.sha256, scan.media_type.extension()))
}

fn parts(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    own: &str,
    pages: Vec<(PageNo, Option<Source>)>,
) -> Result<Vec<Part>, Refusal> {
    let state = asker.state();
    let scans = Scans { app, asker, state };
    let (mut parts, mut listed, mut whole) = (Vec::new(), Vec::new(), Vec::<ScanNo>::new());
    for (count, (no, source)) in pages.into_iter().enumerate() {
        let page = state.scans.page(no).ok_or(Code::Internal)?;
        let scan = state.scans.get(page.scan).ok_or(Code::Internal)?;
        let damage = source.and_then(|source| source.damage);
        let (content, extension) = match (source, single(state, no)) {
            (Some(source), _) => (Content::Picture(source), "jpg"),
            (None, Some((hash, extension))) => (Content::Original(hash), extension),
            (None, None) => continue,
        };
        let name = format!("pages/{}-{:04}.{extension}", super::ascii(own), count + 1);
        let mut about = serde_json::to_value(scans.page(no)).unwrap_or_default();
        about["file"] = json!(format!("data/{name}"));
        about["original_sha256"] = json!(scan.sha256.to_string());
        if let Some(damage) = damage {
            about["original_damage"] = json!(damage);
        }
        listed.push(about);
        parts.push(Part { name, content });
        let is_part = damage.is_none() && single(state, no).is_none() && is_all_here(state, page.scan, folder);
        if is_part && !whole.contains(&page.scan) {
            whole.push(page.scan);
        }
    }
    for no in whole {
        let scan = state.scans.get(no).ok_or(Code::Internal)?;
        let name = format!("originals/scan-{no}.{}", scan.media_type.extension());
        parts.push(Part { name, content: Content::Original(scan.sha256) });
    }
    let card = app.show(state, asker).card(folder)?;
    let metadata = json!({ "folder": card, "pages": listed, "seq": state.seq, "incarnation": state.incarnation });
    let metadata = serde_json::to_string_pretty(&metadata).map_err(|_| Code::Internal)?;
    parts.push(Part { name: "metadata.json".to_owned(), content: Content::Text(metadata + "\n") });
    parts.push(Part { name: "events.jsonl".to_owned(), content: Content::Text(events(app, asker, folder)?) });
    Ok(parts)
}

/// Whether a file was read to its end, or sent as a whole for this folder, and all its pages hang here: else it tells of others.
fn is_all_here(state: &State, scan: ScanNo, folder: FolderNo) -> bool {
    let is_his = |scan: &Scan| match scan.state() {
        ScanState::Filed => true,
        ScanState::Failed | ScanState::Settled => scan.into.is_some_and(|into| state.codes.kept(into.folder) == folder),
        ScanState::Received | ScanState::NeedsReview => false,
    };
    let on = |page: PageNo| state.scans.page(page).and_then(|page| page.stands.folder());
    state.scans.get(scan).is_some_and(is_his) && state.scans.pages_of(scan).all(|page| on(page) == Some(folder))
}

/// What happened to the folder, a line for each frame with its hash, the oldest first.
fn events(app: &App, asker: &Asker, folder: FolderNo) -> Result<String, Refusal> {
    let (mut seqs, mut before) = (Vec::new(), u64::MAX);
    while seqs.len() < FRAMES_MAX {
        let more = app.views.history(folder, before, FRAMES_AT_ONCE)?;
        let Some(last) = more.last().copied() else { break };
        before = last;
        seqs.extend(more);
    }
    let mut lines = String::new();
    for seq in seqs.into_iter().rev() {
        let (frame, ..) = history::frame(app, seq)?;
        let told = history::of_frames(app, asker, &[seq], |event| event.folders().contains(&folder).then_some(folder))?;
        let line: Value = json!({ "seq": seq, "hash": frame.hash.to_string(), "events": told });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(lines)
}

/// Puts a part into a bag. An original that changed since it was read makes none: it would be listed as what it is now.
fn put<W: Write>(bag: &mut Bag<W>, app: &App, handle: &Handle, part: Part) -> io::Result<()> {
    let expected = match &part.content {
        Content::Original(hash) => Some(hash.to_string()),
        Content::Text(_) | Content::Picture(_) => None,
    };
    let digest = bag.add(&part.name, open(app, handle, part.content)?)?;
    match expected.is_none_or(|expected| expected == digest) {
        true => Ok(()),
        false => Err(io::Error::other("an original changed while it was put into a bag")),
    }
}

fn open(app: &App, handle: &Handle, content: Content) -> io::Result<Box<dyn Read>> {
    match content {
        Content::Text(text) => Ok(Box::new(Cursor::new(text.into_bytes()))),
        Content::Picture(source) => Ok(Box::new(Cursor::new(handle.block_on(source.jpeg(app))?.jpeg))),
        Content::Original(hash) => match app.files.originals.path(hash) {
            Some(path) => Ok(Box::new(File::open(path)?)),
            // A store that is no folder.
            None => {
                let read = async { app.files.originals.get(hash).await?.try_collect::<Vec<Bytes>>().await };
                Ok(Box::new(Cursor::new(handle.block_on(read).map_err(io::Error::other)?.concat())))
            }
        },
    }
}

/// Bytes on their way to whoever takes the bag.
struct Sending {
    sender: mpsc::Sender<io::Result<Bytes>>,
    chunk: Vec<u8>,
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= 64 * 1024 {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.chunk));
        self.sender.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
