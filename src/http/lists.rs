//! What is missing, misplaced or damaged: to look at page by page, and to take away as a table.

use super::App;
use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderHit, LastSeen, Page, Paging, PersonRef};
use super::show::Show;
use super::table::{Format, Table};
use crate::archive::codec::time_of;
use crate::domain::event::ReprintWhy;
use crate::domain::ids::FolderNo;
use crate::domain::planning;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use axum::extract::State as Of;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Who may see the lists.
const READERS: [Permission; 3] = [Permission::Count, Permission::AuditRead, Permission::FolderEdit];
/// How many folders one table holds: what a spreadsheet still opens with ease.
const ROWS_MAX: usize = 50_000;

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
            Self::ToMove => "to_move",
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
            Self::ToReprint => state.reprints.iter().map(|(folder, _)| folder).collect(),
            Self::ToMove => to_move(state, asker.today),
        };
        folders.retain(|folder| state.sees(&asker.sight, *folder));
        folders.sort_by_cached_key(|folder| (walking_key(state, *folder), *folder));
        folders
    }
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
#[utoipa::path(get, operation_id = "list_folders_to_look_for", path = "/lists/{kind}", tag = "counts", params(("kind" = ListKind, Path), Paging),
    responses((status = 200, body = Page<ListRow>)))]
pub async fn list(
    Of(app): Of<App>,
    Path(kind): Path<ListKind>,
    Query(paging): Query<Paging>,
    asker: Asker,
) -> Result<Json<Page<ListRow>>, Refusal> {
    asker.identity.require_any(&READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let (asker, folders) = found(kind, asker).await?;
    let total = Some(folders.len() as u64);
    let (page, next_cursor) = paging.cut(folders.into_iter());
    let show = app.show(asker.state(), &asker);
    let items = page.into_iter().map(|folder| row(show, kind, folder)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor, total, seq: asker.state().seq }))
}

/// As what a list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// As what.
    pub format: Format,
}

/// The same as a table, for a spreadsheet: all of it, up to 50,000 folders.
#[utoipa::path(get, operation_id = "export_folders_to_look_for", path = "/lists/{kind}/export", tag = "counts", params(("kind" = ListKind, Path), ExportQuery, super::shape::Knowing),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 413, body = Problem)))]
pub async fn export(
    Of(app): Of<App>,
    Path(kind): Path<ListKind>,
    Query(ExportQuery { format }): Query<ExportQuery>,
    asker: Asker,
) -> Result<impl IntoResponse, Refusal> {
    asker.identity.require_any(&READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let (asker, folders) = found(kind, asker).await?;
    if folders.len() > ROWS_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", ROWS_MAX).with("what", "folders"));
    }
    let name = format!("{}-{}", kind.name(), asker.today);
    // Many rows take a while, and those who serve others must not wait for them.
    let table = tokio::task::spawn_blocking(move || table(&app, &asker, kind, &folders))
        .await
        .map_err(|_| Code::Internal)??;
    table.answer(&name, format)
}

/// The folders on a list. To look at every folder there is takes a while, and those who serve others must not wait for it.
async fn found(kind: ListKind, asker: Asker) -> Result<(Asker, Vec<FolderNo>), Refusal> {
    if kind != ListKind::ToMove {
        let folders = kind.folders(&asker);
        return Ok((asker, folders));
    }
    let looking = tokio::task::spawn_blocking(move || {
        let folders = kind.folders(&asker);
        (asker, folders)
    });
    looking.await.map_err(|_| Code::Internal.into())
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

fn table(app: &App, asker: &Asker, kind: ListKind, folders: &[FolderNo]) -> Result<Table, Refusal> {
    let show = app.show(asker.state(), asker);
    let headings = match asker.language {
        Language::Zh => [
            "编号",
            "名称",
            "业务类型",
            "状态",
            "归位储位",
            "现在位置",
            "自",
            "最后见到",
            "见到人",
            "最后持有人",
            "备注",
            "建议储位",
        ],
        Language::En => [
            "Code",
            "Title",
            "Type",
            "State",
            "Belongs in",
            "Is at",
            "Since",
            "Last seen",
            "Seen by",
            "Last holder",
            "Note",
            "Should stand in",
        ],
    };
    let at = |time: DateTime<Utc>| show.local_time(time);
    let mut table = Table::new(&headings);
    for &folder in folders {
        let ListRow { folder, last_seen, last_holder, note, since, proposed, .. } = row(show, kind, folder)?;
        let (seen_at, seen_by) = last_seen.map(|seen| (at(seen.at), seen.by)).unwrap_or_default();
        let type_name = folder.type_name.in_language(asker.language).to_owned();
        table.push(vec![
            folder.code,
            folder.title,
            type_name,
            folder.state.label(asker.language).to_owned(),
            folder.home_label.unwrap_or_default(),
            folder.place_label,
            since.map(at).unwrap_or_default(),
            seen_at,
            seen_by,
            last_holder.map(|person| person.display_name).unwrap_or_default(),
            note,
            proposed.unwrap_or_default(),
        ]);
    }
    Ok(table)
}
