//! Health, figures, and how the archive is.

use super::App;
use super::extract::{Asker, bearer, cookie};
use super::json::Json;
use super::originals::OriginalsShown;
use super::shape::Flag;
use super::upkeep::{PROVERS, WorkShown};
use crate::archive::backup::Shown;
use crate::archive::codec::time_of;
use crate::archive::heads;
use crate::archive::pictures::Weight;
use crate::archive::texts::ReadingState;
use crate::disk;
use crate::domain::folder::FolderState;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::intake::{Shelter, shelter};
use axum::extract::{FromRequestParts, State as Of};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use utoipa::ToSchema;

/// How far behind the views may be before the service calls itself not ready.
const READY_BEHIND: u64 = 5_000;
/// From which on somebody is told that the disk fills.
const DISK_LOW_BYTES: u64 = 2_000_000_000;
/// After how long without a good backup somebody is told.
const BACKUP_OLD_DAYS: i64 = 2;

/// A follower of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowerShown {
    name: String,
    position: u64,
    behind: u64,
}

/// How the archive is.
#[derive(Debug, Serialize, ToSchema)]
pub struct SystemShown {
    version: String,
    seq: u64,
    incarnation: String,
    /// The newest frame's hash; written down elsewhere, it shows any later change to the record.
    head_hash: String,
    /// How many folders there are; nothing for whoever may not see them all, and so with the next three.
    folders: Option<usize>,
    subjects: Option<usize>,
    /// Folders by state.
    states: Option<BTreeMap<String, u32>>,
    /// Loans past their due date.
    overdue: Option<usize>,
    followers: Vec<FollowerShown>,
    backup: BackupShown,
    /// The day's head that was written down last.
    published: Option<PublishedShown>,
    /// Views and index are being made anew.
    rebuilding: Option<WorkShown>,
    /// The originals of scans, and whether they are what came in.
    originals: OriginalsShown,
    disk: DiskShown,
    /// What somebody should look at, the gravest first.
    warnings: Vec<Flag>,
}

/// A head that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedShown {
    date: Option<NaiveDate>,
    seq: u64,
}

/// Room on the disk that the archive is on.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiskShown {
    /// Nothing where the system cannot say.
    free_bytes: Option<u64>,
    ledger_bytes: u64,
    views_bytes: u64,
    search_bytes: u64,
    /// Room that pictures of pages take, as it was found last; nothing shortly after the first start.
    pictures: Option<PicturesShown>,
}

/// Room that pictures of pages take. All of them are made of the originals, and made again if they are wanted.
#[derive(Debug, Serialize, ToSchema)]
pub struct PicturesShown {
    /// Those of lists, which stay.
    small_bytes: u64,
    large_bytes: u64,
    /// How many large ones may stay: those that nobody looked at for the longest go. 0 for any number.
    limit_bytes: u64,
    at: DateTime<Utc>,
}

impl From<Weight> for PicturesShown {
    fn from(weight: Weight) -> Self {
        let Weight { small_bytes, large_bytes, limit_bytes, at_us, .. } = weight;
        Self { small_bytes, large_bytes, limit_bytes, at: time_of(at_us) }
    }
}

impl DiskShown {
    fn of(data_dir: &Path) -> Self {
        let size = |part: &str| disk::size(&data_dir.join(part));
        Self {
            free_bytes: disk::free_bytes(data_dir),
            ledger_bytes: size("ledger"),
            views_bytes: size("views"),
            search_bytes: size("search"),
            pictures: Weight::read(data_dir).map(PicturesShown::from),
        }
    }
}

/// How backing up goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackupShown {
    /// Where backups go; nothing if nobody has said.
    place: Option<String>,
    /// When the next is made.
    next_at: Option<DateTime<Utc>>,
    running: bool,
    /// When the last good one was made, and up to which frame.
    last_good_at: Option<DateTime<Utc>>,
    last_good_seq: Option<u64>,
    /// What the last good one could not take, in English.
    last_good_warnings: Vec<String>,
    /// When the last one failed, if none has succeeded since, and why, in English.
    failed_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

impl BackupShown {
    /// Where backups go and why one failed concerns only whoever runs the machine.
    fn of(shown: Shown, runs_it: bool) -> Self {
        let (good, failure) = (shown.status.last_good, shown.status.failure);
        Self {
            place: shown.place.filter(|_| runs_it),
            next_at: shown.next_at,
            running: shown.running,
            last_good_at: good.as_ref().map(|good| good.at),
            last_good_seq: good.as_ref().map(|good| good.seq),
            last_good_warnings: good.filter(|_| runs_it).map(|good| good.warnings).unwrap_or_default(),
            failed_at: failure.as_ref().map(|failure| failure.at),
            failure: failure.filter(|_| runs_it).map(|failure| failure.why),
        }
    }
}

/// The service runs.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The service can answer: the ledger is open and the views are near its head.
pub async fn readyz(Of(app): Of<App>) -> impl IntoResponse {
    let state = &app.archive.now().state;
    let (status, note) =
        readiness(state.seq.saturating_sub(app.views.seq()), state.seq.saturating_sub(app.finder.seq()));
    // The service can do its work; somebody should know all the same.
    let damaged = match state.scans.damaged().len() {
        0 => String::new(),
        count => format!("; originals of scans that are gone or altered: {count}"),
    };
    (status, format!("{note}{damaged}\n"))
}

/// Whether the service is ready whose views and search index have so many frames to go.
///
/// Nobody has to wait for the index, which a large import leaves minutes behind: lending, returning and looking up by code
/// are right without it, and each search says what it does not know yet.
fn readiness(views_behind: u64, search_behind: u64) -> (StatusCode, String) {
    if views_behind > READY_BEHIND {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("catching up: {views_behind} frames to go"));
    }
    let note = if search_behind > READY_BEHIND {
        format!("; the search index has {search_behind} frames to go")
    } else {
        String::new()
    };
    (StatusCode::OK, format!("ready{note}"))
}

/// Who reads the figures: nobody in particular, or somebody who has signed in. A token that is none is refused, for fewer
/// figures than were asked for would pass for an archive that is empty.
pub struct Reader(Option<Asker>);

impl FromRequestParts<App> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        if bearer(&parts.headers).is_none() && cookie(&parts.headers).is_none() {
            return Ok(Self(None));
        }
        Asker::from_request_parts(parts, app).await.map(|asker| Self(Some(asker)))
    }
}

impl Reader {
    /// Totals count folders that are hidden from others, so they are for those from whom nothing is.
    fn sees_totals(&self) -> bool {
        self.0.as_ref().is_some_and(|asker| asker.sight.sees_everything())
    }
}

/// Figures for Prometheus: how the service does, and how much the archive holds for those who may see all of it.
pub async fn metrics(Of(app): Of<App>, reader: Reader) -> impl IntoResponse {
    let now = app.archive.now();
    let figures = &app.metrics;
    let seq = now.state.seq;
    figures.ledger_seq.set(seq as i64);
    figures.views_behind.set(seq.saturating_sub(app.views.seq()) as i64);
    figures.search_behind.set(seq.saturating_sub(app.finder.seq()) as i64);
    figures.folders.set(now.state.folders.len() as i64);
    figures.on_loan.set(i64::from(now.state.custody.count_in(FolderState::OnLoan)));
    let backups = app.backups.shown().status;
    figures.backup_last_good.set(backups.last_good.map_or(0, |good| good.at.timestamp()));
    figures.backup_failures.set(backups.failure.map_or(0, |failure| i64::from(failure.times)));
    figures.at_desk.set(i64::from(now.state.custody.count_in(FolderState::AtDesk)));
    figures.live_streams.set(app.streams.count() as i64);
    let scans = &now.state.scans;
    figures.originals_damaged.set(scans.damaged().len() as i64);
    figures.originals_checked.set(scans.checked().map_or(0, |checked| checked.ended_us / 1_000_000));
    figures.scans_open.set(scans.open().len() as i64);
    figures.scans.set(scans.len() as i64);
    figures.pages_waiting.set(scans.waiting().len() as i64);
    let text = app.texts.progress();
    figures.text_read.set(text.read as i64);
    figures.text_waiting.set(text.waiting as i64);
    figures.text_failed.set(text.failed as i64);
    figures.text_command_fails.set(i64::from(text.state == ReadingState::CommandFails));
    let text = figures.text(reader.sees_totals());
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
}

/// How the archive is.
#[utoipa::path(get, operation_id = "show_system", path = "/system", tag = "system", responses((status = 200, body = SystemShown)))]
pub async fn system(Of(app): Of<App>, asker: Asker) -> Result<Json<SystemShown>, Refusal> {
    asker.identity.require_any(&[
        Permission::SettingsEdit,
        Permission::AuditRead,
        Permission::Lend,
        Permission::PutAway,
    ])?;
    let state = asker.state();
    let show = app.show(state, &asker);
    let disk = DiskShown::of(app.upkeep.data_dir());
    let backup = BackupShown::of(app.backups.shown(), true);
    let originals = OriginalsShown::of(&app, state);
    let looks_after_it = asker.identity.require_any(&PROVERS).is_ok();
    let warnings = if looks_after_it { warnings(&app, &asker, &disk, &backup, &originals) } else { Vec::new() };
    let published = heads::read(&app.upkeep.data_dir().join(heads::FILE)).unwrap_or_default().pop();
    let runs_it = asker.require(Permission::SettingsEdit).is_ok();
    let follower = |name: &str, position: u64| FollowerShown {
        name: name.to_owned(),
        position,
        behind: state.seq.saturating_sub(position),
    };
    let counted = FolderState::ALL.into_iter().map(|known| (known.name().to_owned(), state.custody.count_in(known)));
    let sees_totals = asker.sight.sees_everything();
    Ok(Json(SystemShown {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seq: state.seq,
        incarnation: state.incarnation.clone(),
        head_hash: asker.now.position.hash.to_string(),
        folders: sees_totals.then(|| state.folders.len()),
        subjects: sees_totals.then(|| state.subjects.len()),
        states: sees_totals.then(|| counted.collect()),
        overdue: sees_totals.then(|| state.custody.due_before(asker.today).count()),
        followers: vec![follower("views", app.views.seq()), follower("search", app.finder.seq())],
        backup: BackupShown::of(app.backups.shown(), runs_it),
        published: published.map(|head| PublishedShown { date: head.date, seq: head.seq }),
        rebuilding: app.upkeep.rebuilding().map(|work| WorkShown::of(&work, show)),
        originals,
        disk,
        warnings,
    }))
}

fn is_low(free_bytes: Option<u64>) -> bool {
    free_bytes.is_some_and(|free| free < DISK_LOW_BYTES)
}

/// What `strongroom doctor` would point at.
fn warnings(app: &App, asker: &Asker, disk: &DiskShown, backup: &BackupShown, originals: &OriginalsShown) -> Vec<Flag> {
    let in_language = |(_, code, zh, en): Warning| {
        let detail = if asker.language == Language::Zh { zh } else { en };
        Flag { code: code.to_owned(), detail: detail.to_owned() }
    };
    let all = of_data(app, asker, disk, backup).into_iter().chain(of_scans(app, disk, originals));
    all.filter(|(is_so, ..)| *is_so).map(in_language).collect()
}

/// A warning: whether it is so, its code, and what it says in Chinese and in English.
type Warning = (bool, &'static str, &'static str, &'static str);

fn of_data(app: &App, asker: &Asker, disk: &DiskShown, backup: &BackupShown) -> [Warning; 7] {
    let seq = asker.state().seq;
    let misfit = app.upkeep.last_proof().is_some_and(|proved| proved.report.misfit().is_some());
    let old = |at: DateTime<Utc>| app.archive.clock().now() - at > TimeDelta::days(BACKUP_OLD_DAYS);
    [
        (
            misfit,
            "proof_misfit",
            "上次验证发现不符之处，请查看验证结果",
            "the last proof found something that does not fit: see there what to do",
        ),
        (
            is_low(disk.free_bytes),
            "disk_low",
            "磁盘剩余空间不足 2 GB；将满时系统会停止记录新的操作",
            "less than 2 GB are free on the disk; before it is full the archive stops recording",
        ),
        (backup.failed_at.is_some(), "backup_failed", "上次备份失败", "the last backup failed"),
        (
            backup.place.is_none(),
            "no_backup_place",
            "尚未设置备份位置，磁盘损坏时数据将丢失",
            "nobody has said where backups go: if this disk dies, the archive is lost",
        ),
        (
            backup.place.is_some() && backup.last_good_at.is_none_or(old),
            "backup_old",
            "最近两天没有成功的备份",
            "no backup has succeeded for two days",
        ),
        (
            seq.saturating_sub(app.views.seq()) > READY_BEHIND,
            "views_behind",
            "列表与卡片尚在更新，页面内容可能不是最新",
            "the views are catching up: pages may be out of date",
        ),
        (
            seq.saturating_sub(app.finder.seq()) > READY_BEHIND,
            "search_behind",
            "检索尚在更新，暂时查不到最新内容",
            "the search index is catching up: what is newest is not found yet",
        ),
    ]
}

fn of_scans(app: &App, disk: &DiskShown, originals: &OriginalsShown) -> [Warning; 5] {
    [
        (
            originals.damaged > 0,
            "originals_damaged",
            "有扫描原件文件丢失或被改动，或无法读取，请在服务器上运行 strongroom restore --files，从备份取回",
            "originals of scans are gone or altered, or cannot be read: fetch them from a backup with `strongroom restore --files`",
        ),
        (
            !is_low(disk.free_bytes) && is_low(app.intake.free_bytes()),
            "scans_disk_low",
            "扫描件所在磁盘剩余空间不足 2 GB；将满时文件留在收件夹中，腾出空间后自动读取",
            "less than 2 GB are free on the disk of scanned files; once it is full, files stay in the inbox until there is room",
        ),
        (
            originals.is_overdue(app.archive.clock().now()),
            "originals_unchecked",
            "扫描原件文件的完整性校验已逾期，请确认服务持续运行",
            "nobody has been over the originals of scans for two rounds: does the service run long enough?",
        ),
        (
            shelter() == Shelter::None,
            "scans_not_shut_in",
            "本机缺少或禁用了 Landlock，读取扫描文件的子进程未被隔离",
            "the children that open scanned files are not shut in: Landlock is missing or blocked on this machine",
        ),
        (
            app.texts.progress().state == ReadingState::CommandFails,
            "text_command_fails",
            "识别页面文字的命令无法运行，请在服务器上执行 strongroom doctor",
            "the command that reads the text of pages does not work: see strongroom doctor on the server",
        ),
    ]
}

/// No such address.
pub async fn no_route(uri: axum::http::Uri) -> Refusal {
    Refusal::new(Code::NotFound).with("what", "address").with("name", uri.path())
}

#[cfg(test)]
mod tests {
    use super::{READY_BEHIND, readiness};
    use axum::http::StatusCode;

    #[test]
    fn the_service_is_ready_when_its_views_are_and_tells_of_a_search_index_that_is_not() {
        assert_eq!(readiness(READY_BEHIND, READY_BEHIND), (StatusCode::OK, "ready".to_owned()));
        assert_eq!(readiness(READY_BEHIND + 1, 0).0, StatusCode::SERVICE_UNAVAILABLE);
        let (status, text) = readiness(0, 7_000);
        assert_eq!((status, text.contains("the search index has 7000 frames to go")), (StatusCode::OK, true));
    }
}
