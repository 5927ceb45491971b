//! What a stream says of what happened: only of folders in the watcher's sight, and as they are now.

use crate::archive::Notice;
use crate::domain::folder::FolderState;
use crate::domain::ids::FolderNo;
use crate::http::discrepancies;
use crate::http::extract::Asker;
use crate::http::shape::PlaceShown;
use crate::http::show::Show;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// How many folders are named one by one of what happened together; past that only their number is told.
pub const FOLDERS_NAMED: usize = 100;

/// An event of the stream: its `event` is the `kind`, its `data` this, its `id` where to resume. Kinds may be added.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveEvent {
    /// A folder that the watcher may see changed; it is told as it is now.
    Folder {
        /// The frame.
        seq: u64,
        /// Its own code.
        code: String,
        /// The kinds of what happened, as in its history.
        what: Vec<String>,
        /// Its state; clients must tolerate ones added later.
        #[schema(value_type = String)]
        state: FolderState,
        /// Where it is.
        place: PlaceShown,
    },
    /// So many folders changed at once that they are not named: lists are to be loaded anew.
    Folders {
        /// The last frame among those that changed them.
        seq: u64,
        /// How many of them the watcher may see.
        count: usize,
    },
    /// Settings, departments, classes, business types, places or the watcher's own account changed.
    Settings {
        /// The frame.
        seq: u64,
        /// The kinds of what happened.
        what: Vec<String>,
    },
    /// Discrepancies about no known folder were raised or settled; told to those who read them. One about a folder is
    /// told as that folder's change.
    Discrepancies {
        /// The last frame that did.
        seq: u64,
    },
    /// Nothing that concerns the watcher happened up to this frame.
    Position {
        /// The frame.
        seq: u64,
    },
    /// What happened before this frame cannot be told: everything is to be loaded anew.
    Reset {
        /// The frame.
        seq: u64,
    },
}

impl LiveEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::Folders { .. } => "folders",
            Self::Settings { .. } => "settings",
            Self::Discrepancies { .. } => "discrepancies",
            Self::Position { .. } => "position",
            Self::Reset { .. } => "reset",
        }
    }

    /// The frame it tells of.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Folder { seq, .. }
            | Self::Folders { seq, .. }
            | Self::Settings { seq, .. }
            | Self::Discrepancies { seq }
            | Self::Position { seq }
            | Self::Reset { seq } => *seq,
        }
    }
}

/// What notices tell somebody, in the order of frames. A folder that changed several times is told once, by its last
/// frame.
pub fn of(show: Show<'_>, watcher: &Asker, notices: &[Arc<Notice>]) -> Vec<LiveEvent> {
    let mut folders: HashMap<FolderNo, (u64, Vec<&'static str>)> = HashMap::new();
    let mut news = Vec::new();
    for notice in notices {
        for &(folder, kind) in notice.folders.iter().filter(|(folder, _)| show.state.sees(&watcher.sight, *folder)) {
            let (seq, what) = folders.entry(folder).or_default();
            *seq = notice.seq;
            if !what.contains(&kind) {
                what.push(kind);
            }
        }
        let mut what: Vec<String> = notice.settings.iter().map(|kind| (*kind).to_owned()).collect();
        if notice.people.contains(&watcher.no()) {
            what.push("PersonSet".to_owned());
        }
        if !what.is_empty() {
            news.push(LiveEvent::Settings { seq: notice.seq, what });
        }
    }
    if folders.len() > FOLDERS_NAMED {
        let seq = folders.values().map(|(seq, _)| *seq).max().unwrap_or_default();
        news.push(LiveEvent::Folders { seq, count: folders.len() });
    } else {
        news.extend(folders.into_iter().map(|(folder, (seq, what))| {
            let now = show.whereabouts(folder);
            LiveEvent::Folder {
                seq,
                code: show.state.codes.own(folder).to_owned(),
                what: what.into_iter().map(str::to_owned).collect(),
                state: now.state,
                place: now.place,
            }
        }));
    }
    let raised = notices.iter().rev().find(|notice| notice.discrepancies).map(|notice| notice.seq);
    let raised = raised.filter(|_| discrepancies::may_read(watcher));
    news.extend(raised.map(|seq| LiveEvent::Discrepancies { seq }));
    news.sort_by_key(LiveEvent::seq);
    news
}
