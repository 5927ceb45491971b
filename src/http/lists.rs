//! What is missing, misplaced or damaged: to look at page by page, and to take away as a table.

use super::App;
use super::extract::{Asker, Path, Query};
use super::problem::Problem;
use super::shape::{FolderHit, LastSeen, Page, Paging, PersonRef};
use super::show::Show;
use super::taking::Taking;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, Utc};
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
    /// Since when it is where it is by the record, or missing.
    pub since: Option<DateTime<Utc>>,
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
}

impl ListKind {
    fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Misplaced => "misplaced",
            Self::Damaged => "damaged",
        }
    }

    /// The folders on it that somebody may see, in walking order of where they belong; those without a home last.
    fn folders(self, asker: &Asker) -> Vec<FolderNo> {
        let state = asker.state();
        let gone = |folder: &FolderNo| state.custody.get(*folder).is_none_or(|row| row.is_gone());
        let mut folders: Vec<FolderNo> = match self {
            Self::Missing => state.custody.missing().collect(),
            Self::Misplaced => crate::domain::count::misplaced(state).collect(),
            Self::Damaged => state.custody.damaged().filter(|folder| !gone(folder)).collect(),
        };
        folders.retain(|folder| state.sees(&asker.sight, *folder));
        folders.sort_by_cached_key(|folder| (walking_key(state, *folder), *folder));
        folders
    }
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
    answer(&app, kind, (&paging, &taking), &asker).await
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
    answer(&app, kind, (&Paging::default(), &taking), &asker).await
}

async fn answer(
    app: &App,
    kind: ListKind,
    (paging, taking): (&Paging, &Taking),
    asker: &Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let page = taking.apart(|| {
        let folders = kind.folders(asker);
        let total = Some(folders.len() as u64);
        let (page, next_cursor) = taking.cut(paging, folders.into_iter())?;
        let show = app.show(asker.state(), asker);
        let items = page.into_iter().map(|folder| row(show, folder)).collect::<Result<_, Refusal>>()?;
        Ok::<_, Refusal>(Page { items, next_cursor, total, seq: asker.state().seq })
    })?;
    taking.answer(kind.name(), asker, page)
}

fn row(show: Show<'_>, folder: FolderNo) -> Result<ListRow, Refusal> {
    let whereabouts = show.state.custody.get(folder).copied().ok_or(Code::Internal)?;
    let note = show.views.folder(folder)?.map(|record| record.remark).unwrap_or_default();
    Ok(ListRow {
        folder: show.hit(folder)?,
        last_seen: show.last_seen(folder),
        last_holder: whereabouts.last_holder.map(|person| show.person(person)),
        note,
        since: show.whereabouts(folder).since,
    })
}
