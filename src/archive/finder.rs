//! The search index behind the views: which folders changed, what they say now, and when the index commits.

mod document;
mod fresh;

pub(super) use document::document;

use super::Published;
use super::erasure::wipe;
use super::follow::{LOOK, Source, reworded};
use super::rebuild::{NewIndex, beside, let_go};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Organisation;
use crate::ledger::Following;
use crate::search::{Indexer, Named, Opened, Position, Query, SearchError, SearchIndex, Vocabulary, open};
use crate::views::Views;
use arc_swap::{ArcSwap, ArcSwapOption};
use fresh::Fresh;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How many frames are taken in before the index may commit.
const FRAMES_AT_ONCE: usize = 256;
/// How many frames without anything to index may pass before their position is kept: a start reads them again.
const FRAMES_UNKEPT: u64 = 16_384;
/// After how many changes no further frame is taken in: a frame of an import changes a hundred folders several times.
const FOLDERS_AT_ONCE: usize = 2_000;
/// How long changes wait for others to share a commit with.
const COMMIT_AFTER: Duration = Duration::from_millis(250);
/// While a great many changes wait, commits are this far apart: each costs a segment.
const COMMIT_UNDER_LOAD: Duration = Duration::from_secs(3);
/// How far apart an index that fails searches is looked through and opened anew. One whose checksums are right and which
/// fails again is not mended by that, and a question that makes it fail must not keep the archive busy with it.
const DOUBTED_AGAIN: Duration = Duration::from_secs(60);
/// How long an answer waits for the index to catch up with what it has to show.
const CATCH_UP: Duration = Duration::from_secs(5);

type Failure = Box<dyn Error + Send + Sync>;

/// The search index, to be asked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Finder {
    index: Arc<ArcSwap<SearchIndex>>,
    position: watch::Receiver<u64>,
    words: Arc<ArcSwapOption<Words>>,
}

/// The archive's own words, and whose they are.
#[derive(Debug)]
struct Words {
    organisation: Organisation,
    vocabulary: Vocabulary,
}

impl Finder {
    /// Opens the index and keeps it true on a thread of its own.
    ///
    /// # Errors
    /// If its directory cannot be made.
    pub(super) fn open(
        folder: &Path,
        source: Source,
        views: Views,
        renewed: watch::Sender<u64>,
    ) -> Result<(Self, JoinHandle<()>), Failure> {
        let opened = open(folder)?;
        let index = Arc::new(ArcSwap::from_pointee(opened.index.clone()));
        let (sender, position) = watch::channel(0);
        let (folder, shared) = (folder.to_owned(), index.clone());
        let follower = Follower { folder, source, views, index: shared, position: sender, renewed, doubted: None };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = thread::Builder::new().name("search".to_owned()).spawn(move || follower.run(&runtime, opened))?;
        Ok((Self { index, position, words: Arc::default() }, thread))
    }

    /// The index as it is now.
    #[must_use]
    pub fn index(&self) -> Arc<SearchIndex> {
        self.index.load_full()
    }

    /// The last frame the index knows of.
    #[must_use]
    pub fn seq(&self) -> u64 {
        *self.position.borrow()
    }

    /// Waits until the index knows of a frame.
    ///
    /// # Errors
    /// `NotCaughtUp` if that takes too long.
    pub async fn caught_up(&self, seq: u64) -> Result<(), Refusal> {
        let mut position = self.position.clone();
        let waiting = position.wait_for(|known| *known >= seq);
        match tokio::time::timeout(CATCH_UP, waiting).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Code::NotCaughtUp.into()),
        }
    }

    /// Reads what somebody typed, in the archive's own words.
    #[must_use]
    pub fn query(&self, text: &str, published: &Published) -> Query {
        let organisation = &published.state.organisation;
        let known = self.words.load_full().filter(|words| words.organisation.is_same_as(organisation));
        let words = known.unwrap_or_else(|| {
            let made = Arc::new(Words { organisation: organisation.clone(), vocabulary: vocabulary(published) });
            self.words.store(Some(made.clone()));
            made
        });
        Query::parse(text, &words.vocabulary)
    }
}

struct Follower {
    folder: PathBuf,
    source: Source,
    views: Views,
    index: Arc<ArcSwap<SearchIndex>>,
    position: watch::Sender<u64>,
    renewed: watch::Sender<u64>,
    /// When it was last opened anew because searches failed.
    doubted: Option<Instant>,
}

impl Follower {
    fn run(mut self, runtime: &tokio::runtime::Runtime, first: Opened) {
        let mut opened = Some(first);
        while !self.source.stopped() {
            let result = match opened.take() {
                Some(opened) => self.follow(runtime, opened),
                None => match open(&self.folder) {
                    Ok(opened) => {
                        self.index.store(Arc::new(opened.index.clone()));
                        self.follow(runtime, opened)
                    }
                    Err(error) => Err(error.into()),
                },
            };
            let result = match result {
                Ok(Some(new)) => self.put_in_place(new).map(|new| opened = Some(new)),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = result {
                if self.source.stopped() {
                    return;
                }
                tracing::warn!(%error, "the search index failed and is opened anew");
                self.source.rest(runtime);
                while !self.source.stopped() && !self.source.has_room() {
                    self.source.rest(runtime);
                }
            }
        }
    }

    /// Puts an index that was made anew where the old one was, which nobody writes any more, and removes that. A kill in
    /// the middle leaves none, which is then filled from the ledger.
    fn put_in_place(&mut self, new: NewIndex) -> Result<Opened, Failure> {
        let asked = new.asked;
        let (new, former) = (new.finish(&self.source)?, beside(&self.folder, "aside"));
        wipe(&former)?;
        std::fs::rename(&self.folder, &former)?;
        std::fs::rename(&new, &self.folder)?;
        let opened = open(&self.folder)?;
        let old = self.index.swap(Arc::new(opened.index.clone()));
        // Searches under way still read the old files: what is mapped must not be overwritten under them.
        let_go(&old);
        drop(old);
        wipe(&former)?;
        self.source.told = asked;
        self.renewed.send_replace(asked);
        Ok(opened)
    }

    /// Follows until the archive stops, or until there is a new index to go on with.
    fn follow(&mut self, runtime: &tokio::runtime::Runtime, opened: Opened) -> Result<Option<NewIndex>, Failure> {
        for warning in &opened.warnings {
            tracing::warn!(%warning, "the search index");
        }
        let mut indexer = opened.indexer;
        let kept = opened.position.filter(|kept| self.fits(kept));
        let mut seq = kept.as_ref().map_or(0, |kept| kept.seq);
        self.position.send_replace(seq);
        // How far what is on disk goes, and since when changes wait to be found.
        let mut kept_seq = seq;
        let mut frames = self.source.reader.follow_from(seq + 1);
        let mut waiting: Option<Instant> = None;
        let mut new: Option<NewIndex> = None;
        let mut fresh = Fresh::new(&self.source.texts);
        let is_made = loop {
            let more = match waiting {
                _ if new.is_some() => *self.source.head.borrow() > seq,
                // Take others along for a moment, then commit.
                Some(since) => self.source.wait_at_most(runtime, seq, COMMIT_AFTER.saturating_sub(since.elapsed())),
                None => self.source.wait_at_most(runtime, seq, LOOK),
            };
            if self.index.load().is_doubted() && self.doubted.is_none_or(|last| last.elapsed() >= DOUBTED_AGAIN) {
                self.doubted = Some(Instant::now());
                return Err("a search failed as if it were damaged".into());
            }
            if self.source.stopped() {
                break false;
            }
            if (more || waiting.is_some() || new.is_some()) && !self.source.has_room() {
                tracing::warn!(seq, "the disk is full; the search index waits");
                self.source.rest(runtime);
                continue;
            }
            if let (None, Some(asked)) = (&new, self.source.erased()) {
                tracing::info!("the search index is being made anew");
                new = Some(NewIndex::begin(&self.folder, &self.source, asked)?);
            }
            if let Some(new) = &mut new
                && new.step(&self.source, &self.views, runtime, seq)?
            {
                break true;
            }
            if more {
                let (taken, changed) = take(&self.source, &self.views, runtime, &mut indexer, &mut frames, seq)?;
                seq = taken;
                if changed && waiting.is_none() {
                    waiting = Some(Instant::now());
                }
            }
            // An index that is being made anew would not hear of what the one before it took in.
            if new.is_none() && fresh.take_in(&self.source, &self.views, runtime, &mut indexer)? {
                waiting = waiting.or_else(|| Some(Instant::now()));
            }
            let limit = if *self.source.head.borrow() > seq { COMMIT_UNDER_LOAD } else { COMMIT_AFTER };
            let is_due = waiting.map_or(seq - kept_seq >= FRAMES_UNKEPT, |since| since.elapsed() >= limit);
            if is_due {
                self.commit(&mut indexer, seq)?;
                fresh.committed();
                (waiting, kept_seq) = (None, seq);
            } else if waiting.is_none() {
                // Nothing in these frames is searched for: what is found is already what it is as of them.
                self.position.send_replace(seq);
            }
        };
        if is_made {
            // What was not committed is dropped with the rest.
            indexer.close()?;
            return Ok(new);
        }
        if seq > kept_seq && self.source.has_room() {
            self.commit(&mut indexer, seq)?;
        }
        Ok(None)
    }

    fn commit(&self, indexer: &mut Indexer, seq: u64) -> Result<(), Failure> {
        let frame = self.source.reader.position_of(seq)?;
        let incarnation = self.source.published.load().state.incarnation.clone();
        indexer.commit(&Position { seq, hash: frame.hash.to_string(), incarnation })?;
        self.position.send_replace(seq);
        Ok(())
    }

    fn fits(&self, kept: &Position) -> bool {
        let incarnation = &self.source.published.load().state.incarnation;
        let same =
            self.source.reader.position_of(kept.seq).is_ok_and(|position| position.hash.to_string() == kept.hash);
        let fits = kept.incarnation == *incarnation && same;
        if !fits {
            tracing::warn!("the search index is of another ledger; it is filled anew");
        }
        fits
    }
}

/// Puts in what the next frames changed, and says up to which frame and whether there was anything. The views must
/// have seen the frames, for they have the words.
pub(super) fn take(
    source: &Source,
    views: &Views,
    runtime: &tokio::runtime::Runtime,
    indexer: &mut Indexer,
    frames: &mut Following,
    seq: u64,
) -> Result<(u64, bool), Failure> {
    let published = source.published.load_full();
    if published.reworded_seq <= seq {
        // All there is behind it are loans and returns: they need not even be read.
        *frames = source.reader.follow_from(published.position.seq + 1);
        return Ok((published.position.seq, false));
    }
    let (mut folders, mut last) = (Vec::new(), seq);
    for _ in 0..FRAMES_AT_ONCE {
        let Some(frame) = frames.next_until(published.position.seq)? else { break };
        reworded(&frame, &published, &mut folders)?;
        last = frame.seq;
        if folders.len() >= FOLDERS_AT_ONCE {
            break;
        }
    }
    folders.sort_unstable();
    folders.dedup();
    if !folders.is_empty() && runtime.block_on(views.surely_caught_up(last)).is_err() {
        // The views are being rebuilt; the frames are still there in a moment.
        thread::sleep(Duration::from_millis(50));
        *frames = source.reader.follow_from(seq + 1);
        return Ok((seq, false));
    }
    for folder in &folders {
        if published.state.codes.kept(*folder) != *folder {
            indexer.delete(*folder)?;
        } else if let Some(doc) = document(&published, views, &source.texts, *folder)? {
            indexer.put(&doc)?;
        }
    }
    Ok((last, !folders.is_empty()))
}

/// The archive's own words that a query may use.
fn vocabulary(published: &Published) -> Vocabulary {
    let organisation = &published.state.organisation;
    let named = |code: &str, zh: &str, en: &str| Named::new(code, &[zh, en]);
    let types: Vec<Named> =
        organisation.types().map(|(_, kind)| named(&kind.code, &kind.name.zh, &kind.name.en)).collect();
    let departments: Vec<Named> =
        organisation.departments().iter().map(|known| named(&known.code, &known.name.zh, &known.name.en)).collect();
    let classes: Vec<Named> =
        organisation.classes().iter().map(|known| named(&known.code, &known.name.zh, &known.name.en)).collect();
    let mut fields: Vec<Named> = Vec::new();
    for field in organisation.types().flat_map(|(_, kind)| &kind.fields) {
        if !fields.iter().any(|known| known.code == field.id) {
            fields.push(named(&field.id, &field.name.zh, &field.name.en));
        }
    }
    Vocabulary::new(&types, &departments, &classes, &fields)
}

/// A search that failed is being mended; the asker tries again.
#[must_use]
pub fn unreachable(error: &SearchError) -> Refusal {
    tracing::warn!(%error, "a search failed");
    Code::NotCaughtUp.into()
}
