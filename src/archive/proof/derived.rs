//! Views and index against the ledger. Opening either writes beside it, so copies are opened, and removed afterwards; what
//! a service holds open is asked through its own handles.

use super::walk::Walked;
use super::{Line, Verdict};
use crate::archive::erasure::wipe;
use crate::archive::follow::take_over;
use crate::domain::ids::FolderNo;
use crate::ledger::LedgerReader;
use crate::ledger::storage::Storage;
use crate::search::{self, Query, SearchIndex};
use crate::views::Views;
use crate::views::fresh::Scribe;
use crate::views::project::Projection;
use crate::views::store::{Entry, OTHER_VERSION, Opened, Position as Kept, Scan, Store};
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many records are compared, or written, at a time.
const RECORDS_AT_ONCE: usize = 300;
const CACHE_BYTES: u64 = 8 << 20;
/// How many codes the index is asked for.
const CODES: usize = 500;
/// How often records that a working service changed meanwhile are compared again.
const ROUNDS: usize = 20;

type Failure = Box<dyn Error + Send + Sync>;

/// Where views and index are to be found.
#[derive(Debug, Clone, Copy)]
pub enum Derived<'a> {
    /// In their files: no service is at work in them.
    Files,
    /// A service of this process has them open.
    Live(&'a Views, &'a SearchIndex),
    /// Somebody else has them open: they are not looked at.
    Held,
}

impl Derived<'_> {
    pub(super) fn check(self, data_dir: &Path, storage: &Arc<dyn Storage>, walked: &Walked) -> Vec<Line> {
        let room = match Room::new() {
            Ok(room) => room,
            Err(error) => return vec![unable("views", &error.into())],
        };
        let (views, index) = match self {
            Self::Held => {
                let en = "views and index are in use by a service: ask it, or verify again when it rests";
                return vec![Line::new("views", Verdict::Noted, en, "列表与检索正被服务使用，请在服务停止后再验证")];
            }
            Self::Live(views, index) => {
                (compare_views(views.words().store(), storage, &room.0), Ok(check_index(index, walked, None)))
            }
            Self::Files => (copied_views(data_dir, storage, &room.0), copied_index(data_dir, walked, &room.0)),
        };
        [("views", views), ("index", index)]
            .into_iter()
            .map(|(what, line)| line.unwrap_or_else(|error| unable(what, &error)))
            .collect()
    }
}

/// A disk that fails proves nothing; anything else that keeps them from being read does not fit.
fn unable(what: &str, error: &Failure) -> Line {
    let verdict = if error.is::<io::Error>() { Verdict::Noted } else { Verdict::Misfit };
    let en = format!("{what} could not be compared: {error}");
    let line = Line::new(what, verdict, en, format!("{what} 无法比较：{error}"));
    line.advise(
        "`strongroom rebuild` makes them again; nothing is lost.",
        "`strongroom rebuild` 会重新生成，数据没有丢失。",
    )
}

/// A folder of our own for copies; they hold personal data, so they are overwritten when it goes.
struct Room(PathBuf);

impl Room {
    fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("strongroom-verify-{}", std::process::id()));
        wipe(&path)?;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Err(error) = wipe(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "a copy made for verifying could not be removed");
        }
    }
}

fn copied_views(data_dir: &Path, storage: &Arc<dyn Storage>, room: &Path) -> Result<Line, Failure> {
    let copy = room.join("views");
    if !data_dir.join("views").is_dir() {
        return Ok(Line::new(
            "views",
            Verdict::Noted,
            "there are no views; the next start makes them",
            "没有列表与卡片，下次启动生成",
        ));
    }
    copy_all(&data_dir.join("views"), &copy)?;
    match Views::open(&copy, CACHE_BYTES)? {
        (views, _, Opened::AsLeft(_)) => compare_views(views.words().store(), storage, room),
        (_, _, Opened::Empty) => Ok(Line::new(
            "views",
            Verdict::Noted,
            "the views are empty; the next start fills them",
            "列表与卡片为空，下次启动填充",
        )),
        (_, _, Opened::SetAside { reason }) => {
            let verdict = if reason.contains(OTHER_VERSION) { Verdict::Noted } else { Verdict::Misfit };
            let en = format!("the views cannot be used: {reason}");
            let line = Line::new("views", verdict, en, format!("列表与卡片不可用：{reason}"));
            Ok(line.advise("The next start makes them anew; nothing is lost.", "下次启动会重新生成，数据没有丢失。"))
        }
    }
}

/// Compares a store, entry by entry, with one that is projected from the ledger. A service may go on writing meanwhile:
/// what differs is looked at again when the projection has caught up.
fn compare_views(store: &Store, storage: &Arc<dyn Storage>, room: &Path) -> Result<Line, Failure> {
    let reader = LedgerReader::open(storage.clone())?;
    let (fresh, _, _) = Views::open(&room.join("fresh"), CACHE_BYTES)?;
    let mut scribe = Scribe::new(fresh.words());
    let words = fresh.words();
    let fresh = words.store();
    let mut filled = 0;
    let mut compared = 0;
    let mut differing: Option<Vec<Vec<u8>>> = None;
    for _ in 0..ROUNDS {
        let Some(kept) = store.position()? else { break };
        reader.refresh()?;
        let is_ours =
            kept.seq <= reader.head().seq && reader.read(kept.seq).is_ok_and(|frame| frame.hash.0 == kept.hash);
        if !is_ours {
            let en = "the views are of another ledger; the next start makes them anew";
            return Ok(Line::new("views", Verdict::Noted, en, "列表与卡片属于另一账本，下次启动将重新生成"));
        }
        filled = fill(&mut scribe, &reader, filled, &kept)?;
        differing = Some(match differing {
            None => {
                let (count, keys) = differences(store, fresh)?;
                compared = count;
                keys
            }
            Some(keys) => keys.into_iter().filter(|key| store.get(key).ok() != fresh.get(key).ok()).collect(),
        });
        // Of what was being written when the service was killed, some is there already.
        if let Some(ahead) = store.ahead()?.filter(|ahead| ahead.seq > kept.seq && ahead.seq <= reader.head().seq) {
            filled = fill(&mut scribe, &reader, filled, &ahead)?;
            let differs = |key: &Vec<u8>| store.get(key).ok() != fresh.get(key).ok();
            differing = differing.map(|keys| keys.into_iter().filter(differs).collect());
        }
        if differing.as_ref().is_some_and(Vec::is_empty) || store.position()?.is_some_and(|now| now == kept) {
            break;
        }
    }
    match differing.as_ref().and_then(|keys| keys.first()) {
        None => {
            let en = format!("{compared} records of the views equal a fresh projection");
            Ok(Line::new("views", Verdict::Fits, en, format!("列表与卡片的 {compared} 条记录与重新投影一致")))
        }
        Some(key) => {
            let which: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let en = format!("the views differ from a fresh projection, first in the record {which}");
            let line = Line::new("views", Verdict::Misfit, en, format!("列表与卡片和重新投影不一致，首条记录 {which}"));
            Ok(line.advise(
                "`strongroom rebuild` makes them again; nothing is lost.",
                "`strongroom rebuild` 会重新生成，数据没有丢失。",
            ))
        }
    }
}

/// Projects frames behind `from` up to where the other store is.
fn fill(scribe: &mut Scribe, reader: &LedgerReader, from: u64, to: &Kept) -> Result<u64, Failure> {
    let mut frames = reader.follow_from(from + 1);
    let mut reached = from;
    while reached < to.seq {
        let words = scribe.words().clone();
        let mut projection = Projection::new(&words);
        let mut last = None;
        while projection.len() < RECORDS_AT_ONCE {
            let Some(frame) = frames.next_until(to.seq)? else { break };
            take_over(&mut projection, &frame)?;
            last = Some(frame);
        }
        let Some(frame) = last else { break };
        let kept = Kept { seq: frame.seq, hash: frame.hash.0, incarnation: to.incarnation.clone() };
        scribe.take_in(projection)?;
        scribe.write_all(&kept)?;
        reached = frame.seq;
    }
    Ok(reached)
}

/// How many entries there are, and the keys of those that differ; both stores are read in order, a page at a time.
fn differences(one: &Store, other: &Store) -> Result<(usize, Vec<Vec<u8>>), Failure> {
    let (mut mine, mut theirs) = (Pages::new(one), Pages::new(other));
    let (mut count, mut keys) = (0, Vec::new());
    let (mut left, mut right) = (mine.next()?, theirs.next()?);
    while keys.len() < RECORDS_AT_ONCE {
        let order = match (&left, &right) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(left), Some(right)) => left.key.cmp(&right.key),
        };
        count += 1;
        if order.is_eq() {
            if left != right {
                keys.extend(left.map(|entry| entry.key));
            }
            (left, right) = (mine.next()?, theirs.next()?);
        } else if order.is_lt() {
            keys.extend(left.map(|entry| entry.key));
            left = mine.next()?;
        } else {
            keys.extend(right.map(|entry| entry.key));
            right = theirs.next()?;
        }
    }
    Ok((count, keys))
}

struct Pages<'a> {
    store: &'a Store,
    page: std::vec::IntoIter<Entry>,
    last: Option<Vec<u8>>,
}

impl<'a> Pages<'a> {
    fn new(store: &'a Store) -> Self {
        Self { store, page: Vec::new().into_iter(), last: None }
    }

    fn next(&mut self) -> Result<Option<Entry>, Failure> {
        if self.page.len() == 0 {
            let scan = Scan::first(&[], RECORDS_AT_ONCE).after(self.last.as_deref());
            self.page = self.store.scan(&scan)?.into_iter();
        }
        let entry = self.page.next();
        if let Some(entry) = &entry {
            self.last = Some(entry.key.clone());
        }
        Ok(entry)
    }
}

fn copied_index(data_dir: &Path, walked: &Walked, room: &Path) -> Result<Line, Failure> {
    let copy = room.join("search");
    if !data_dir.join("search").is_dir() {
        return Ok(Line::new(
            "index",
            Verdict::Noted,
            "there is no index; the next start makes it",
            "没有索引，下次启动生成",
        ));
    }
    copy_all(&data_dir.join("search"), &copy)?;
    let opened = search::open(&copy)?;
    if let Some(warning) = opened.warnings.first() {
        let en = format!("the search index does not fit: {}", warning.reason);
        let line = Line::new("index", Verdict::Misfit, en, format!("检索索引不符：{}", warning.reason));
        return Ok(line.advise("The next start makes it anew; nothing is lost.", "下次启动会重新生成，数据没有丢失。"));
    }
    let seq = opened.position.as_ref().map_or(0, |position| position.seq);
    let line = check_index(&opened.index, walked, Some(seq));
    opened.indexer.close()?;
    Ok(line)
}

/// The index against State: its checksums, how many folders it has, and whether codes find their folders.
fn check_index(index: &SearchIndex, walked: &Walked, position: Option<u64>) -> Line {
    let advice =
        ("`strongroom rebuild` makes it again; nothing is lost.", "`strongroom rebuild` 会重新生成，数据没有丢失。");
    let misfit = |en: String, zh: String| Line::new("index", Verdict::Misfit, en, zh).advise(advice.0, advice.1);
    match index.damaged_files() {
        Ok(0) => {}
        Ok(count) => {
            return misfit(
                format!("{count} files of the search index are damaged"),
                format!("检索索引有 {count} 个文件损坏"),
            );
        }
        Err(error) => return misfit(format!("the search index fails: {error}"), format!("检索索引出错：{error}")),
    }
    let codes = &walked.state.codes;
    // What was merged into another is found under that one.
    let (docs, folders) = (index.len(), walked.state.folders.len() - codes.merged_count());
    if let Some(folder) = index.repeated().ok().and_then(|repeated| repeated.first().copied()) {
        let code = walked.state.codes.own(folder);
        return misfit(
            format!("folder {code} (number {folder}) stands in the search index more than once"),
            format!("档案袋 {code}（序号 {folder}）在检索索引中重复"),
        );
    }
    // One that is behind has fewer, and catches up by itself.
    let caught_up = position.is_some_and(|seq| seq == walked.head().seq);
    if docs > folders as u64 || (caught_up && docs != folders as u64) {
        return misfit(
            format!("the search index has {docs} folders, the archive has {folders}"),
            format!("检索索引有 {docs} 个档案袋，账本有 {folders} 个"),
        );
    }
    let step = (folders / CODES).max(1);
    let mut asked = 0;
    for number in (0..walked.state.folders.len()).step_by(step) {
        let folder = FolderNo(number as u32);
        let kept = codes.kept(folder);
        let edited = walked.state.custody.get(kept).map_or(u64::MAX, |row| row.edited_seq);
        if position.is_some_and(|seq| edited > seq) || (position.is_none() && docs < folders as u64) {
            continue;
        }
        let code = walked.state.codes.own(folder);
        // Of signs alone there is nothing that could be searched for.
        if !code.chars().any(char::is_alphanumeric) {
            continue;
        }
        let mut found = false;
        let searched = index.for_each(&Query::of_code(code), &mut |hit| found |= hit == kept);
        if searched.is_err() || !found {
            return misfit(
                format!("the search index does not find the folder {code} by its code"),
                format!("检索索引按编号找不到档案袋 {code}"),
            );
        }
        asked += 1;
    }
    let en = format!("the search index is whole: {docs} folders, {asked} codes asked and found");
    Line::new("index", Verdict::Fits, en, format!("检索索引完好：{docs} 个档案袋，抽查 {asked} 个编号"))
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, target) = (entry?, to.to_owned());
        let target = target.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
