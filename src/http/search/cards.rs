//! Hits grouped by who they are about: one card for a subject with all its folders, wherever they stand.
//!
//! A hit belongs to its folder's main subject, so that a car's papers of two owners stay in two cards: what was the
//! former owner's is linked to him and to the car, never to the new owner.

use super::ask::{Ask, Matched};
use super::marks::Marker;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::domain::subject::SubjectKind;
use crate::http::extract::Asker;
use crate::http::shape::FolderHit;
use crate::http::show::Show;
use crate::search::Hits;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::HashSet;
use utoipa::ToSchema;

/// How many folders one card shows; the subject's own page has all.
const FOLDERS_MAX: usize = 10;
/// How many hits can be paged through as cards, at most.
const PAGED_MAX: usize = 50_000;
/// How many hits are looked through first for a page of cards.
const LOOKED_THROUGH: usize = 1_000;

/// Who a card is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupSubject {
    /// The subject's number.
    no: u32,
    /// What sort it is.
    kind: SubjectKind,
    /// Its name.
    name: String,
}

/// A folder on a card.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupFolder {
    /// The folder.
    #[serde(flatten)]
    hit: FolderHit,
    /// Whether it is a hit itself, or only of the same subject.
    matches: bool,
}

/// A subject's folders: those that match first, then its others, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectGroup {
    /// The subject; nothing for a folder that is about nobody.
    subject: Option<GroupSubject>,
    /// How many of its folders match.
    matching: u64,
    /// How many of its folders the asker may see.
    folder_count: u64,
    /// The first of them.
    folders: Vec<GroupFolder>,
}

/// A page of cards.
pub struct Cards {
    /// The cards.
    pub groups: Vec<SubjectGroup>,
    /// How many there are in all.
    pub total: u64,
    /// How many of them can be paged to.
    pub reached: usize,
    /// The counts that go with them.
    pub hits: Hits,
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Key {
    Subject(SubjectNo),
    Alone(FolderNo),
}

/// The cards from the `offset`th.
///
/// # Errors
/// If index or views cannot be read.
pub fn page(ask: &Ask<'_>, asker: &Asker, show: Show<'_>, offset: usize, limit: usize) -> Result<Cards, Refusal> {
    let state = asker.state();
    let (mut hits, matched) = ask.gathered(LOOKED_THROUGH)?;
    let mut keys = keys(state, &hits);
    if keys.len() < offset + limit && matched.groups > keys.len() as u64 {
        // Many hits of few subjects: all that can be paged to are looked through.
        let counted = std::mem::take(&mut hits.facets);
        let is_corrected = hits.is_corrected;
        hits = ask.first(PAGED_MAX)?;
        (hits.facets, hits.is_corrected) = (counted, is_corrected);
        keys = self::keys(state, &hits);
    }
    let (total, reached) = (matched.groups, keys.len());
    let marker = Marker::new(show, &ask.query, hits.is_corrected);
    let shown = keys.into_iter().skip(offset).take(limit);
    let groups = shown.map(|key| group(asker, show, &marker, &matched, key)).collect::<Result<_, Refusal>>()?;
    Ok(Cards { groups, total, reached, hits })
}

/// Whose cards the hits are, in their order.
fn keys(state: &State, hits: &Hits) -> Vec<Key> {
    let mut known = HashSet::new();
    let key = |folder| state.folders.main_subject(folder).map_or(Key::Alone(folder), Key::Subject);
    hits.hits.iter().map(|hit| key(hit.folder)).filter(|key| known.insert(*key)).collect()
}

fn group(
    asker: &Asker,
    show: Show<'_>,
    marker: &Marker<'_>,
    matched: &Matched,
    key: Key,
) -> Result<SubjectGroup, Refusal> {
    let state = asker.state();
    let mut folders = match key {
        Key::Subject(subject) => state.subjects.folders_of(subject),
        Key::Alone(folder) => vec![folder],
    };
    folders.retain(|folder| state.sees(&asker.sight, *folder));
    let matches = |folder: &FolderNo| matched.folders.contains(folder.0);
    let date = |folder: &FolderNo| state.folders.get(*folder).and_then(|row| row.business_date);
    folders.sort_by_key(|folder| (!matches(folder), Reverse(date(folder)), *folder));
    let matching = folders.iter().filter(|folder| matches(folder)).count() as u64;
    let folder_count = folders.len() as u64;
    let folder = |folder: FolderNo| {
        let (hit, matches) = (show.hit(folder)?, matches(&folder));
        Ok(GroupFolder { hit: if matches { marker.mark(folder, hit)? } else { hit }, matches })
    };
    Ok(SubjectGroup {
        subject: match key {
            Key::Subject(no) => show.views.subject(no)?.map(|record| GroupSubject {
                no: no.0,
                kind: record.kind,
                name: record.details.name,
            }),
            Key::Alone(_) => None,
        },
        matching,
        folder_count,
        folders: folders.into_iter().take(FOLDERS_MAX).map(folder).collect::<Result<_, Refusal>>()?,
    })
}
