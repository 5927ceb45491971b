//! What is missing, misplaced or damaged: to look at page by page, and to take away as a table.

use super::App;
use super::extract::{Asker, Path, Query};
use super::problem::Problem;
use super::shape::{FolderHit, LastSeen, Page, Paging, PersonRef};
use super::show::Show;
use super::taking::{ROWS_MAX, Taking};
use crate::archive::codec::time_of;
use crate::domain::event::ReprintWhy;
use crate::domain::ids::FolderNo;
use crate::domain::planning;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{LabelRow, State};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may see the lists.
const READERS: [Permission; 3] = [Permission::Count, Permission::AuditRead, Permission::FolderEdit];

/// A folder on one of the lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListRow {
    /// The folder: where it belongs, and where it stands.
    pub folder: FolderHit,
    /// When it was seen last, and by whom.
    pub last_seen: Option<LastSeen>,
    /// Who has it on loan, or had it last.
    pub last_holder: Option<PersonRef>,
    /// The last remark on its condition or whereabouts.
    pub note: String,
    /// Since when it is where it is by the record, or missing; or since when a label is wanted.
    pub since: Option<DateTime<Utc>>,
    /// Why it needs a new label, if it does: `damaged`, `swapped`, `new`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reprint: Option<ReprintWhy>,
    /// Where it should have its home instead, on the list of those that should move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<String>,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Nobody knows where they are.
    Missing,
    /// They stand where they do not belong.
    Misplaced,
    /// They are damaged.
    Damaged,
    /// They need a new label.
    ToReprint,
    /// They have no label, and none was printed for them.
    NotLabelled,
    /// Their label was printed and is not on them yet.
    ToApply,
    /// They should stand elsewhere: their date, type or thickness was corrected, or there is room now.
    ToMove,
}

impl ListKind {
    fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Misplaced => "misplaced",
            Self::Damaged => "damaged",
            Self::ToReprint => "to_reprint",
            Self::NotLabelled => "not_labelled",
            Self::ToApply => "to_apply",
            Self::ToMove => "to_move",
        }
    }

    /// The folders on it that somebody may see, in walking order of where they belong; those without a home last.
    pub fn folders(self, asker: &Asker) -> Vec<FolderNo> {
        let state = asker.state();
        let mut folders = self.seen(asker);
        folders.sort_by_cached_key(|folder| (walking_key(state, *folder), *folder));
        folders
    }

    /// How many there are of them.
    pub fn count(self, asker: &Asker) -> u64 {
        self.seen(asker).len() as u64
    }

    fn seen(self, asker: &Asker) -> Vec<FolderNo> {
        let state = asker.state();
        let gone = |folder: &FolderNo| state.custody.get(*folder).is_none_or(|row| row.is_gone());
        let labelled = |is_wanted: fn(LabelRow) -> bool| {
            let wanted = state.labels.iter().filter(move |(_, row)| is_wanted(*row)).map(|(folder, _)| folder);
            wanted.filter(|folder| !gone(folder)).collect()
        };
        let mut folders: Vec<FolderNo> = match self {
            Self::Missing => state.custody.missing().collect(),
            Self::Misplaced => crate::domain::count::misplaced(state).collect(),
            Self::Damaged => state.custody.damaged().filter(|folder| !gone(folder)).collect(),
            Self::ToReprint => state.reprints.iter().map(|(folder, _)| folder).collect(),
            Self::NotLabelled => labelled(LabelRow::is_wanting),
            Self::ToApply => labelled(|row| row.printed > 0 && !row.is_applied),
            Self::ToMove => to_move(state, asker.today),
        };
        folders.retain(|folder| state.sees(&asker.sight, *folder));
        folders
    }
}

/// The folders of a list that somebody may see.
///
/// # Errors
/// `NotAllowed`.
pub(super) fn folders(kind: ListKind, asker: &Asker) -> Result<Vec<FolderNo>, Refusal> {
    asker.identity.require_any(&READERS)?;
    Ok(kind.folders(asker))
}

/// The folders that have a home and should have another one.
fn to_move(state: &State, today: NaiveDate) -> Vec<FolderNo> {
    let all = state.places.folders().map(|(folder, _)| folder);
    all.filter(|folder| proposed_home(state, *folder, today).is_some()).take(ROWS_MAX + 1).collect()
}

/// The slot in which a folder should have its home instead, if it should.
fn proposed_home(state: &State, folder: FolderNo, today: NaiveDate) -> Option<String> {
    let to = planning::remedy(state, folder, today).to.filter(|_| state.places.home(folder).is_some())?;
    state.places.slot_code(to.slot)
}

fn walking_key(state: &State, folder: FolderNo) -> u64 {
    state.places.home_slot(folder).map_or(u64::MAX, |slot| state.places.walking_key(slot))
}

/// All folders that are missing, misplaced or damaged, in walking order of where they belong.
#[utoipa::path(get, operation_id = "list_folders_to_look_for", path = "/lists/{kind}", tag = "counts", params(("kind" = ListKind, Path), Paging, Taking),
    responses((status = 200, body = Page<ListRow>)))]
pub async fn list(
    Of(app): Of<App>,
    Path(kind): Path<ListKind>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    answer(app, kind, paging, taking, asker).await
}

/// The same as a table, for a spreadsheet: all of it, up to 50,000 folders.
#[utoipa::path(get, operation_id = "export_folders_to_look_for", path = "/lists/{kind}/export", tag = "counts", params(("kind" = ListKind, Path), Taking, super::shape::Knowing),
    responses((status = 200, body = Page<ListRow>), (status = 413, body = Problem)))]
pub async fn export(
    Of(app): Of<App>,
    Path(kind): Path<ListKind>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    if taking.format.is_none() {
        return Err(Refusal::new(Code::BadRequest).with("detail", "format"));
    }
    answer(app, kind, Paging::default(), taking, asker).await
}

async fn answer(app: App, kind: ListKind, paging: Paging, taking: Taking, asker: Asker) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    // To look at every folder there is takes a while, as do many rows, and those who serve others must not wait for it.
    let listed = tokio::task::spawn_blocking(move || {
        let folders = kind.folders(&asker);
        let total = Some(folders.len() as u64);
        let (page, next_cursor) = taking.cut(&paging, folders.into_iter())?;
        let show = app.show(asker.state(), &asker);
        let items = page.into_iter().map(|folder| row(show, kind, folder)).collect::<Result<_, Refusal>>()?;
        taking.answer(kind.name(), &asker, Page::of(items, next_cursor, total, asker.state().seq))
    });
    listed.await.map_err(|_| Code::Internal)?
}

fn row(show: Show<'_>, kind: ListKind, folder: FolderNo) -> Result<ListRow, Refusal> {
    let whereabouts = show.state.custody.get(folder).copied().ok_or(Code::Internal)?;
    let note = show.views.folder(folder)?.map(|record| record.remark).unwrap_or_default();
    let reprint = show.state.reprints.of(folder).filter(|_| kind == ListKind::ToReprint);
    let proposed = (kind == ListKind::ToMove).then(|| proposed_home(show.state, folder, show.today)).flatten();
    Ok(ListRow {
        folder: show.hit(folder)?,
        last_seen: show.last_seen(folder),
        last_holder: whereabouts.last_holder.map(|person| show.person(person)),
        note,
        since: reprint.map(|reprint| time_of(reprint.since_us)).or(show.whereabouts(folder).since),
        reprint: reprint.map(|reprint| reprint.why),
        proposed,
    })
}
