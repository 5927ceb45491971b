//! The second pass: every private item is judged.

use super::pages;
use super::traces::{Traces, texts_of};
use super::{Found, Redaction, Stay, Taken, Why, Words, words_of};
use crate::domain::event::Event;
use crate::domain::folder::{FolderDetails, FolderState, SubjectLink};
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::state::State;
use crate::domain::subject::SubjectKind;
use std::collections::{BTreeMap, BTreeSet};

/// How many things that stay are named; past it the plan says that there are more by being full.
const MAX_STAYS: usize = 500;

/// A folder that was about the subject at some time.
#[derive(Debug, Default)]
struct Track {
    /// Whom it was about, from one edit to the next. What a split corrects was never otherwise.
    eras: Vec<Vec<SubjectNo>>,
    details: Vec<Details>,
}

/// Fields and note of a folder as they were recorded once.
#[derive(Debug)]
struct Details {
    taken: Taken,
    era: usize,
    words: FolderDetails,
}

/// Somebody's words on folders, to be judged when it is known whom the folders were about.
#[derive(Debug)]
struct Remark {
    taken: Taken,
    folders: Vec<(FolderNo, Option<usize>)>,
    mentions: bool,
    mentions_strongly: bool,
}

/// The second pass.
#[derive(Debug)]
pub struct Listing<'a> {
    state: &'a State,
    subject: SubjectNo,
    traces: Traces,
    tracks: BTreeMap<FolderNo, Track>,
    remarks: Vec<Remark>,
    /// Refusals that name one of these folders: judged like its remarks.
    codes: BTreeMap<String, FolderNo>,
    found: Found,
    stays: BTreeSet<Stay>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(state: &'a State, subject: SubjectNo, traces: Traces, folders: BTreeSet<FolderNo>) -> Self {
        let codes = folders.iter().map(|folder| (state.codes.own(*folder).to_owned(), *folder)).collect();
        let tracks = folders.into_iter().map(|folder| (folder, Track::default())).collect();
        let found = Found::default();
        Self { state, subject, traces, tracks, remarks: Vec::new(), codes, found, stays: BTreeSet::new() }
    }

    /// By what the subject was known.
    #[must_use]
    pub fn traces(&self) -> &Traces {
        &self.traces
    }

    /// Takes in one event: its frame, its place there, and its facts as they are stored.
    pub fn take(&mut self, seq: u64, item: u32, event: &Event, facts: &str) {
        self.follow(event);
        if self.traces.literally_in(facts) {
            self.stay(Why::Facts, Some(seq), None, None);
        }
        let Some(words) = words_of(event) else { return };
        let taken = Taken { seq, item, kind: event.kind() };
        match words {
            Words::Subject(subject) if self.state.subjects.resolve(subject) == self.subject => {
                self.found.taken.push(taken);
            }
            Words::Subject(subject) => {
                if self.mentions_strongly(event) {
                    self.stay(Why::OtherSubject, Some(seq), None, Some(self.state.subjects.resolve(subject)));
                }
            }
            Words::Details(folder) => self.details(taken, folder, event),
            Words::Folders(folders) => self.remark(taken, &folders, event),
            Words::Scan(scan) => {
                let scans = &self.state.scans;
                let folder = |page| scans.page(page)?.stands.folder();
                let folders: BTreeSet<FolderNo> = scans.pages_of(scan).filter_map(folder).collect();
                self.remark(taken, &folders.into_iter().collect::<Vec<_>>(), event);
            }
            Words::Loose => {
                let named: Vec<_> = match event {
                    Event::ItemRefused(_, Some(details)) => {
                        details.params.iter().filter_map(|(_, value)| self.codes.get(value).copied()).collect()
                    }
                    _ => Vec::new(),
                };
                self.remark(taken, &named, event);
            }
            Words::Account => {
                if texts_of(event).iter().any(|text| self.traces.any_in(text)) {
                    self.stay(Why::Account, Some(seq), None, None);
                }
            }
        }
    }

    /// Follows whom the folders are about.
    fn follow(&mut self, event: &Event) {
        let (folder, links) = match event {
            Event::FolderRegistered(event, _) => (event.folder, &event.facts.subjects),
            Event::FolderEdited(event, _) => (event.folder, &event.facts.subjects),
            Event::SubjectSplit(event) => {
                let (from, into) = (self.state.subjects.resolve(event.from), self.state.subjects.resolve(event.into));
                for folder in &event.folders {
                    let eras = self.tracks.get_mut(folder).map(|track| &mut track.eras);
                    for subject in eras.into_iter().flatten().flatten().filter(|subject| **subject == from) {
                        *subject = into;
                    }
                }
                return;
            }
            _ => return,
        };
        let resolve = |link: &SubjectLink| self.state.subjects.resolve(link.subject);
        if let Some(track) = self.tracks.get_mut(&folder) {
            track.eras.push(links.iter().map(resolve).collect());
        }
    }

    fn mentions_strongly(&self, event: &Event) -> bool {
        texts_of(event).iter().any(|text| self.traces.strong_in(text))
    }

    fn details(&mut self, taken: Taken, folder: FolderNo, event: &Event) {
        let (Event::FolderRegistered(_, Some(words)) | Event::FolderEdited(_, Some(words))) = event else { return };
        if let Some(track) = self.tracks.get_mut(&folder) {
            let era = track.eras.len().saturating_sub(1);
            track.details.push(Details { taken, era, words: words.clone() });
        } else if self.mentions_strongly(event) {
            self.stay(Why::OtherFolder, Some(taken.seq), Some(folder), None);
        }
    }

    fn remark(&mut self, taken: Taken, folders: &[FolderNo], event: &Event) {
        let texts = texts_of(event);
        let about = folders.iter().any(|folder| self.tracks.contains_key(folder));
        let mentions_strongly = texts.iter().any(|text| self.traces.strong_in(text));
        if !about && !mentions_strongly {
            return;
        }
        let era = |folder: &FolderNo| self.tracks.get(folder).and_then(|track| track.eras.len().checked_sub(1));
        let folders = folders.iter().map(|folder| (*folder, era(folder))).collect();
        let mentions = texts.iter().any(|text| self.traces.any_in(text));
        self.remarks.push(Remark { taken, folders, mentions, mentions_strongly });
    }

    /// Whether folders with these subjects are about somebody else too. A vehicle beside its owner is nobody.
    fn is_shared(&self, subjects: &[SubjectNo]) -> bool {
        let subject_kind = self.state.subjects.kind(self.subject);
        let is_else = |other: &SubjectNo| {
            let kind = self.state.subjects.kind(*other);
            *other != self.subject && (kind != Some(SubjectKind::Vehicle) || subject_kind == kind)
        };
        subjects.iter().any(is_else)
    }

    /// Whether a folder was about this subject in an era, and about nobody else.
    fn is_his_alone(&self, folder: FolderNo, era: Option<usize>) -> bool {
        let era = self.tracks.get(&folder).and_then(|track| track.eras.get(era?));
        era.is_some_and(|subjects| subjects.contains(&self.subject) && !self.is_shared(subjects))
    }

    /// What goes and what stays.
    #[must_use]
    pub fn finish(mut self) -> Found {
        let tracks = std::mem::take(&mut self.tracks);
        for (folder, track) in &tracks {
            self.judge_details(*folder, track);
        }
        self.tracks = tracks;
        for remark in std::mem::take(&mut self.remarks) {
            let alone = !remark.folders.is_empty()
                && remark.folders.iter().all(|(folder, era)| self.is_his_alone(*folder, *era));
            let named = remark.folders.iter().any(|(folder, _)| self.tracks.contains_key(folder));
            if alone || remark.mentions_strongly || (named && remark.mentions) {
                self.found.taken.push(remark.taken);
            } else if let Some((folder, _)) = remark.folders.first() {
                self.stay(Why::Shared, Some(remark.taken.seq), Some(*folder), None);
            }
        }
        pages::judge(self.state, &mut self.found);
        for closed in &self.found.closed {
            if self.stays.len() < MAX_STAYS {
                let (seq, folder, subject) = (self.state.scans.get(closed.scan).map(|scan| scan.seq), None, None);
                self.stays.insert(Stay { why: Why::SharedOriginal, seq, folder, subject });
            }
        }
        self.found.taken.sort();
        self.found.stays = std::mem::take(&mut self.stays).into_iter().collect();
        self.found
    }

    fn judge_details(&mut self, folder: FolderNo, track: &Track) {
        let now: Vec<_> = self.state.folders.subjects(folder).iter().map(|link| link.subject).collect();
        let shared_now = self.is_shared(&now);
        let last = track.details.len().saturating_sub(1);
        let mut kept = 0;
        for (at, details) in track.details.iter().enumerate() {
            if details.words == FolderDetails::default() {
                // What a redaction left: there is nothing in it.
                continue;
            }
            let alone_then = track
                .eras
                .get(details.era)
                .is_some_and(|subjects| subjects.contains(&self.subject) && !self.is_shared(subjects));
            let texts = || details.words.fields.values().chain([&details.words.note]);
            // What the folder says now is the others' too, whoever it was about when it was written.
            let goes = (alone_then && (at != last || !shared_now)) || texts().any(|text| self.traces.any_in(text));
            if !goes {
                kept += 1;
                self.stay(Why::Shared, Some(details.taken.seq), Some(folder), None);
                continue;
            }
            self.found.taken.push(details.taken.clone());
            if at == last && (shared_now || kept > 0) {
                let details = if shared_now { self.traces.redact(&details.words) } else { FolderDetails::default() };
                let version = self.state.custody.get(folder).map_or(0, |row| row.edited_seq);
                self.found.redactions.push(Redaction { folder, version, details });
            }
        }
        if now.contains(&self.subject) && !shared_now {
            self.found.folders.push(folder);
            self.found.attachments.extend(self.state.attachments.of(folder).map(|attached| (folder, attached.no)));
            let erased = self.subject;
            for other in now.into_iter().filter(|other| *other != erased) {
                if self.state.subjects.erasure(other).is_none() {
                    self.stay(Why::Vehicle, None, Some(folder), Some(other));
                }
            }
            if self.is_lent(folder) {
                self.stay(Why::OnLoan, None, Some(folder), None);
            }
        }
    }

    fn is_lent(&self, folder: FolderNo) -> bool {
        self.state.custody.get(folder).is_some_and(|row| row.state == FolderState::OnLoan)
    }

    fn stay(&mut self, why: Why, seq: Option<u64>, folder: Option<FolderNo>, subject: Option<SubjectNo>) {
        if self.stays.len() < MAX_STAYS {
            self.stays.insert(Stay { why, seq, folder, subject });
        }
    }
}
