//! What an erasure would take and what it would leave, from the whole ledger.

use crate::archive::{Published, codec};
use crate::domain::erasure::{Found, Survey, Traces, Why};
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::refusal::{Code, Refusal};
use crate::ledger::{Hash256, LedgerReader};
use std::collections::BTreeMap;

/// A plan to erase a subject's personal data. It holds the subject's traces, so it is shown and dropped, never kept.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The subject, which others may have been merged into.
    pub subject: SubjectNo,
    /// Everything in it, as a digest: what is erased is what was shown, or nothing.
    pub digest: String,
    /// The last frame it knows of.
    pub seq: u64,
    /// What goes and what stays.
    pub found: Found,
    /// By what the subject is known.
    pub(super) traces: Traces,
}

impl Plan {
    /// How many private items of each kind go.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for taken in &self.found.taken {
            *counts.entry(taken.kind).or_default() += 1;
        }
        counts
    }

    /// How many things stay, by reason.
    #[must_use]
    pub fn stays(&self) -> BTreeMap<Why, usize> {
        let mut counts = BTreeMap::new();
        for stay in &self.found.stays {
            *counts.entry(stay.why).or_default() += 1;
        }
        counts
    }

    /// The folders that are named in it: those of nobody else, and those that keep the others' words.
    #[must_use]
    pub fn folders(&self) -> (Vec<FolderNo>, Vec<FolderNo>) {
        let shared = self.found.redactions.iter().map(|redaction| redaction.folder);
        (self.found.folders.clone(), shared.collect())
    }
}

/// Makes a plan: reads the whole ledger twice.
pub(super) fn plan(reader: &LedgerReader, published: &Published, asked: SubjectNo) -> Result<Plan, Refusal> {
    let state = &published.state;
    let subject = state.subjects.resolve(asked);
    if state.subjects.kind(subject).is_none() {
        return Err(Code::SubjectUnknown.into());
    }
    let fault = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "the ledger cannot be read for an erasure");
        Refusal::new(Code::Internal)
    };
    let frames = || reader.frames_from(1).map_err(|error| fault(&error));
    let mut survey = Survey::new(state, subject);
    for frame in frames()? {
        let frame = frame.map_err(|error| fault(&error))?;
        if frame.seq > state.seq {
            break;
        }
        for raw in &frame.events {
            survey.take(&codec::decode(frame.seq, raw).map_err(|error| fault(&error))?);
        }
    }
    let mut listing = survey.into_listing();
    for frame in frames()? {
        let frame = frame.map_err(|error| fault(&error))?;
        if frame.seq > state.seq {
            break;
        }
        for (item, raw) in frame.events.iter().enumerate() {
            let event = codec::decode(frame.seq, raw).map_err(|error| fault(&error))?;
            listing.take(frame.seq, item as u32, &event, raw.facts.get());
        }
    }
    let traces = listing.traces().clone();
    let found = listing.finish();
    let digest = digest(subject, &found);
    Ok(Plan { subject, digest, seq: state.seq, found, traces })
}

fn digest(subject: SubjectNo, found: &Found) -> String {
    let taken: Vec<_> = found.taken.iter().map(|taken| (taken.seq, taken.item)).collect();
    let redactions: Vec<_> = found.redactions.iter().map(|one| (one.folder, one.version)).collect();
    let bytes = serde_json::to_vec(&(subject, taken, &found.folders, redactions, &found.scans)).unwrap_or_default();
    Hash256::of(&bytes).to_string()
}
