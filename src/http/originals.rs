//! The originals of scans, and whether each is still what came in: for whoever keeps them, and for auditors to take along.

use super::extract::{Asker, Query};
use super::problem::Problem;
use super::scans::fixity::Fixity;
use super::shape::{Knowing, Page, Paging};
use super::taking::{Cell, Column, Tabular, Taking, column};
use crate::archive::codec::time_of;
use crate::domain::ids::ScanNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
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
