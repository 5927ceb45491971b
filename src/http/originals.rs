//! The originals of scans, and whether each is still what came in: for whoever keeps them, and for auditors to take along.

use super::App;
use super::extract::{Asker, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::scans::CheckedShown;
use super::scans::fixity::Fixity;
use super::shape::{Knowing, Page, Paging};
use super::taking::{Cell, Column, Tabular, Taking, column};
use crate::archive::Going;
use crate::archive::codec::time_of;
use crate::domain::ids::ScanNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{Checked, State};
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Who may see which originals there are. No name of a file stands here, and nothing on its pages.
const READERS: [Permission; 3] = [Permission::AuditRead, Permission::SettingsEdit, Permission::ScanReview];

/// An original, and whether it is still what came in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginalShown {
    /// The number of its scan.
    pub scan: u32,
    pub received_at: DateTime<Utc>,
    pub media_type: String,
    pub bytes: u64,
    /// The SHA-256 of the bytes that came in.
    pub sha256: String,
    pub pages: u32,
    pub state: Fixity,
    /// When the last whole round over all originals began and ended; nothing for what came since.
    pub checked_from: Option<DateTime<Utc>>,
    pub checked_to: Option<DateTime<Utc>>,
}

impl OriginalShown {
    fn of(state: &State, no: ScanNo) -> Option<Self> {
        let row = state.scans.get(no)?;
        let checked = state.scans.checked().filter(|checked| checked.found.began_us > row.received_us);
        Some(Self {
            scan: no.shown(),
            received_at: time_of(row.received_us),
            media_type: row.media_type.name().to_owned(),
            bytes: row.bytes,
            sha256: row.sha256.to_string(),
            pages: row.pages,
            state: Fixity::of(state, no),
            checked_from: checked.map(|checked| time_of(checked.found.began_us)),
            checked_to: checked.map(|checked| time_of(checked.ended_us)),
        })
    }
}

impl Tabular for OriginalShown {
    fn columns() -> Vec<Column<Self>> {
        let time =
            |at: Option<DateTime<Utc>>, words: super::taking::Words<'_>| at.map_or(Cell::Empty, |at| words.time(at));
        vec![
            column("scan", "扫描件", "Scan", |row: &Self, _| row.scan.into()),
            column("state", "完整性", "Integrity", |row: &Self, words| {
                let (zh, en) = row.state.words();
                words.either(zh, en)
            }),
            column("checked_from", "校验开始", "Round began", move |row: &Self, words| {
                time(row.checked_from, words)
            }),
            column("checked_to", "校验完成", "Round ended", move |row: &Self, words| time(row.checked_to, words)),
            column("received_at", "收到时间", "Came", |row: &Self, words| words.time(row.received_at)),
            column("digest", "校验值 SHA-256", "SHA-256", |row: &Self, _| (&row.sha256).into()),
            column("bytes", "字节数", "Bytes", |row: &Self, _| row.bytes.into()),
            column("media_type", "文件类型", "File type", |row: &Self, _| (&row.media_type).into()),
            column("pages", "页数", "Pages", |row: &Self, _| row.pages.into()),
        ]
    }
}

/// Which originals.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichOriginals {
    /// Only those that are gone or altered.
    #[serde(default)]
    damaged: bool,
}

/// The originals of scans, the newest first, and whether each was what came in when it was read last.
#[utoipa::path(get, operation_id = "list_originals", path = "/originals", tag = "scans", params(WhichOriginals, Paging, Taking),
    responses((status = 200, body = Page<OriginalShown>)))]
pub async fn list(
    Query(which): Query<WhichOriginals>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    answer(which, paging, taking, asker).await
}

/// The same as a table, for a spreadsheet: all of it, up to 50,000 originals.
#[utoipa::path(get, operation_id = "export_originals", path = "/originals/export", tag = "scans", params(WhichOriginals, Taking, Knowing),
    responses((status = 200, body = Page<OriginalShown>), (status = 413, body = Problem)))]
pub async fn export(
    Query(which): Query<WhichOriginals>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    if taking.format.is_none() {
        return Err(Refusal::new(Code::BadRequest).with("detail", "format"));
    }
    answer(which, Paging::default(), taking, asker).await
}

async fn answer(which: WhichOriginals, paging: Paging, taking: Taking, asker: Asker) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    let listed = tokio::task::spawn_blocking(move || {
        let scans = &asker.state().scans;
        let all: Vec<ScanNo> = match which.damaged {
            true => scans.damaged().map(|(scan, _)| scan).collect(),
            false => scans.newest().map(|(scan, _)| scan).collect(),
        };
        let total = Some(all.len() as u64);
        let (page, next_cursor) = taking.cut(&paging, all.into_iter())?;
        let items = page.into_iter().filter_map(|scan| OriginalShown::of(asker.state(), scan)).collect();
        taking.answer("originals", &asker, Page::of(items, next_cursor, total, asker.state().seq))
    });
    listed.await.map_err(|_| Code::Internal)?
}

/// The originals of scans, and whether they are what came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalsShown {
    /// How many there are.
    pub(super) files: usize,
    /// How many of them are gone or altered.
    pub(super) damaged: usize,
    /// In how many days all of them are read again; 0 if nobody does.
    pub(super) round_days: u16,
    /// The last whole round.
    pub(super) checked: Option<CheckedShown>,
    /// When the next round begins, or should have begun.
    next_at: Option<DateTime<Utc>>,
    /// The round that is under way.
    under_way: Option<RoundShown>,
}

/// A round over all originals that is under way.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundShown {
    began_at: DateTime<Utc>,
    /// Whether somebody asked for it: it does not wait in between then.
    is_asked: bool,
    /// How many were read.
    files: u32,
    of_files: usize,
    bytes: u64,
    of_bytes: u64,
    /// How many of those that were read are gone or altered.
    damaged: u32,
}

impl From<Going> for RoundShown {
    fn from(going: Going) -> Self {
        let Going { began_us, is_asked, files, of_files, bytes, of_bytes, damaged } = going;
        Self { began_at: time_of(began_us), is_asked, files, of_files, bytes, of_bytes, damaged }
    }
}

impl OriginalsShown {
    /// As they are now.
    pub(super) fn of(app: &App, state: &State) -> Self {
        let (scans, round_days) = (&state.scans, app.upkeep.pace().round_days);
        let after = |checked: Checked| time_of(checked.found.began_us) + TimeDelta::days(round_days.into());
        Self {
            files: scans.blobs().count(),
            damaged: scans.damaged().len(),
            round_days,
            checked: CheckedShown::last(scans),
            next_at: scans.checked().filter(|_| round_days > 0).map(after),
            under_way: app.upkeep.walk_going().map(RoundShown::from),
        }
    }

    /// Whether nobody has been over them for two rounds.
    pub(super) fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.next_at.is_some_and(|next| now - next > TimeDelta::days(self.round_days.into()))
    }
}

/// Begins to read all originals again, from the first and without waiting in between; everybody is answered meanwhile. While
/// one that was asked for is under way, that one goes on. What is found damaged is told at once, and stands on record.
#[utoipa::path(post, operation_id = "check_originals", path = "/system/originals", tag = "system", request_body = super::Nothing,
    responses((status = 202, body = OriginalsShown), (status = 403, body = Problem)))]
pub async fn check(
    Of(app): Of<App>,
    submit: Submit<super::Nothing>,
) -> Result<(StatusCode, Json<OriginalsShown>), Refusal> {
    submit.asker.require(Permission::SettingsEdit)?;
    app.upkeep.walk_originals();
    Ok((StatusCode::ACCEPTED, Json(OriginalsShown::of(&app, submit.asker.state()))))
}
