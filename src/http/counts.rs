//! Counting a shelf: begin, scan, close; what is expected with its ticks, and what was found.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderHit, Page, Paging, PersonRef};
use super::show::Show;
use super::taking::Taking;
use crate::archive::codec::time_of;
use crate::domain::command::Command;
use crate::domain::count::{self, Found, Tally};
use crate::domain::decide::Item;
use crate::domain::decide::find_shelf;
use crate::domain::event::Event;
use crate::domain::folder::{Actor, FolderState};
use crate::domain::ids::{CountNo, FolderNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{OpenCount, State};
use crate::views::record::CountRecord;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may look at counts.
pub(super) const COUNTERS: [Permission; 2] = [Permission::Count, Permission::CountScan];

/// A count, as a line in a list. Its figures are of folders in the asker's sight.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountLine {
    /// Its number.
    pub no: u32,
    /// The shelf's code.
    pub shelf: String,
    /// `open`, `closed` or `cancelled`.
    pub state: String,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// Who began it.
    pub opened_by: PersonRef,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who ended it.
    pub ended_by: Option<PersonRef>,
    /// How many folders stand on the shelf by the record; of a closed count, as they did at its end.
    pub expected: usize,
    /// How many folders were seen.
    pub seen: usize,
    /// How many of the expected are still to be found, or are missing since.
    pub missing: usize,
    /// How many belong elsewhere.
    pub misplaced: usize,
    /// How many are lent, gone, or not handed over.
    pub unexpected: usize,
    /// How many texts lead to no folder.
    pub unknown: usize,
}

/// A folder that should stand on the shelf.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountItem {
    /// The folder.
    pub folder: FolderHit,
    /// Whether it was seen since the count began, came since, or was moved since.
    pub seen: bool,
    /// Whether it is damaged.
    pub damaged: bool,
}

/// Something that was seen on the shelf and should not stand there.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountExtra {
    /// `misplaced`, `unexpected` or `unknown`; more may come.
    pub kind: String,
    /// The folder's code, or what was scanned.
    pub code: String,
    /// The folder, if it is one.
    pub folder: Option<FolderHit>,
}

/// A count, whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountShown {
    /// Its figures.
    #[serde(flatten)]
    pub line: CountLine,
    /// What should stand on the shelf, in walking order; of a closed count, what is missing since.
    pub items: Vec<CountItem>,
    /// What was seen and should not.
    pub extras: Vec<CountExtra>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// Which shelf.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCount {
    /// The shelf, by its label or by that of a slot or box on it.
    shelf: String,
}

/// What was scanned.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CountScans {
    codes: Vec<String>,
    /// They are damaged, and how, in the counter's words.
    #[serde(default)]
    damaged: Option<String>,
}

/// What a scan turned out to be.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedScan {
    /// What was scanned.
    code: String,
    /// `here`, `misplaced`, `unexpected`, `left` or `unknown`; more may come.
    found: String,
    /// The folder, if it is one that the asker may see.
    folder: Option<FolderHit>,
}

/// What scans turned out to be, in order, and the figures of the count by then.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedScans {
    results: Vec<CountedScan>,
    /// Nothing if the count is over: what was seen is recorded all the same.
    count: Option<CountLine>,
    seq: u64,
}

/// Counts, the newest first.
#[utoipa::path(get, operation_id = "list_counts", path = "/counts", tag = "counts", params(Paging, Taking), responses((status = 200, body = Page<CountLine>)))]
pub async fn list(
    Of(app): Of<App>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&COUNTERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let cursor = taking.from(paging.cursor.as_deref());
    let before = cursor.and_then(|cursor| cursor.parse().ok()).map_or(CountNo(u32::MAX), CountNo::of_shown);
    let limit = taking.limit(paging.limit());
    let records = taking.apart(|| app.views.counts(before, limit))?;
    let next = (records.len() == limit).then(|| records.last().map(|(no, _)| no.to_string())).flatten();
    let of = Showing::new(&app, &asker);
    let items = taking.apart(|| records.iter().map(|(no, record)| of.line(*no, record)).collect());
    taking.answer("counts", &asker, Page::of(items, next, None, asker.state().seq))
}

/// Begins to count a shelf. Whoever counts a shelf that is being counted joins in.
#[utoipa::path(post, operation_id = "open_count", path = "/counts", tag = "counts", request_body = NewCount,
    responses((status = 201, body = CountShown), (status = 404, body = Problem)))]
pub async fn open(Of(app): Of<App>, submit: Submit<NewCount>) -> Result<(StatusCode, Json<CountShown>), Refusal> {
    submit.asker.require(Permission::Count)?;
    let done = app.archive.execute(submit.meta, Command::OpenCount { shelf: submit.body.shelf.clone() }).await?;
    let asker = Asker { now: done.now, ..submit.asker };
    let begun =
        done.events.iter().find_map(|event| if let Event::CountOpened(event) = event { Some(event.no) } else { None });
    let no = match begun {
        Some(no) => no,
        None => {
            let shelf = find_shelf(asker.state(), &submit.body.shelf).ok_or(Code::Internal)?;
            let joined = asker.state().counts.at(shelf, Actor::Person(asker.no()), i64::MAX);
            // A key that was sent again after the count was over finds none: that count is over.
            joined.map(|(no, _)| no).ok_or_else(|| Refusal::new(Code::CountOver).with("shelf", &submit.body.shelf))?
        }
    };
    Ok((StatusCode::CREATED, Json(whole(&app, &asker, no).await?)))
}

/// A count: what should stand on the shelf, ticked, and what was found beside it.
#[utoipa::path(get, operation_id = "show_count", path = "/counts/{no}", tag = "counts", params(("no" = u32, Path), super::shape::Knowing),
    responses((status = 200, body = CountShown), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<CountShown>, Refusal> {
    asker.identity.require_any(&COUNTERS)?;
    Ok(Json(whole(&app, &asker, CountNo::of_shown(no)).await?))
}

/// Records what was seen on the shelf. Never refused for what the record says; once the count is over it is recorded as
/// any other sighting.
#[utoipa::path(post, operation_id = "scan_in_count", path = "/counts/{no}/scans", tag = "counts", params(("no" = u32, Path)), request_body = CountScans,
    responses((status = 200, body = CountedScans), (status = 404, body = Problem)))]
pub async fn scan(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<CountScans>,
) -> Result<Json<CountedScans>, Refusal> {
    submit.asker.require(Permission::CountScan)?;
    let record = record(&app, &submit.asker, CountNo::of_shown(no)).await?;
    let CountScans { codes, damaged } = submit.body;
    let shelf = submit.asker.state().places.shelf_code(record.shelf).unwrap_or_default();
    let command = Command::Count { shelf, no: Some(CountNo::of_shown(no)), codes: codes.clone(), damaged };
    let done = app.archive.execute(submit.meta, command).await?;
    app.views.caught_up(done.now.state.seq).await?;
    let asker = Asker { now: done.now, ..submit.asker };
    let of = Showing::new(&app, &asker);
    let mut results = Vec::with_capacity(codes.len());
    for (code, outcome) in codes.into_iter().zip(done.outcomes) {
        results.push(of.scanned(CountNo::of_shown(no), code, outcome.ok().and_then(Item::folder))?);
    }
    let open = asker.state().counts.get(CountNo::of_shown(no));
    let count = open.map(|_| of.line(CountNo::of_shown(no), &record));
    Ok(Json(CountedScans { results, count, seq: asker.state().seq }))
}

/// Ends a count: what is expected and was seen by nobody is missing from now on.
#[utoipa::path(post, operation_id = "close_count", path = "/counts/{no}/close", tag = "counts", params(("no" = u32, Path)),
    responses((status = 200, body = CountShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn close(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<CountShown>, Refusal> {
    end(app, CountNo::of_shown(no), submit, |shelf, no| Command::CloseCount { shelf, no: Some(no) }).await
}

/// Gives a count up: what was seen was seen, and nothing is missing for it.
#[utoipa::path(post, operation_id = "cancel_count", path = "/counts/{no}/cancel", tag = "counts", params(("no" = u32, Path)),
    responses((status = 200, body = CountShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<CountShown>, Refusal> {
    end(app, CountNo::of_shown(no), submit, |shelf, no| Command::CancelCount { shelf, no: Some(no) }).await
}

async fn end(
    app: App,
    no: CountNo,
    submit: Submit<super::Nothing>,
    command: impl FnOnce(String, CountNo) -> Command,
) -> Result<Json<CountShown>, Refusal> {
    submit.asker.require(Permission::Count)?;
    let record = record(&app, &submit.asker, no).await?;
    let shelf = submit.asker.state().places.shelf_code(record.shelf).unwrap_or_default();
    let done = app.archive.execute(submit.meta, command(shelf, no)).await?;
    let asker = Asker { now: done.now, ..submit.asker };
    Ok(Json(whole(&app, &asker, no).await?))
}

async fn record(app: &App, asker: &Asker, no: CountNo) -> Result<CountRecord, Refusal> {
    app.views.caught_up(asker.state().seq).await?;
    app.views.count(no)?.ok_or_else(|| Refusal::new(Code::CountUnknown).with("no", no))
}

async fn whole(app: &App, asker: &Asker, no: CountNo) -> Result<CountShown, Refusal> {
    let record = record(app, asker, no).await?;
    Showing::new(app, asker).whole(no, &record)
}

/// What is needed to show counts to somebody.
struct Showing<'a> {
    show: Show<'a>,
    asker: &'a Asker,
}

impl<'a> Showing<'a> {
    fn new(app: &'a App, asker: &'a Asker) -> Self {
        Self { show: app.show(asker.state(), asker), asker }
    }

    fn state(&self) -> &State {
        self.asker.state()
    }

    fn seen(&self, folders: &[FolderNo]) -> Vec<FolderNo> {
        folders.iter().copied().filter(|folder| self.state().sees(&self.asker.sight, *folder)).collect()
    }

    /// What a count found, as far as the asker may see; an open one as it stands now.
    fn tally(&self, open: Option<&OpenCount>, record: &CountRecord) -> Tally {
        let tally = match open {
            Some(open) => count::tally(self.state(), open),
            None => Tally {
                expected: Vec::new(),
                missing: record.missing.clone(),
                misplaced: record.misplaced.clone(),
                unexpected: record.unexpected.clone(),
            },
        };
        Tally {
            expected: self.seen(&tally.expected),
            missing: self.seen(&tally.missing),
            misplaced: self.seen(&tally.misplaced),
            unexpected: self.seen(&tally.unexpected),
        }
    }

    fn line(&self, no: CountNo, record: &CountRecord) -> CountLine {
        let open = self.state().counts.get(no).map(AsRef::as_ref);
        self.line_of(no, record, open, &self.tally(open, record))
    }

    fn line_of(&self, no: CountNo, record: &CountRecord, open: Option<&OpenCount>, tally: &Tally) -> CountLine {
        let state = match open {
            Some(_) => "open",
            None if record.cancelled => "cancelled",
            None => "closed",
        };
        let everything = self.asker.sight.sees_everything();
        let seen = open.map(|open| self.seen(&open.seen.keys().copied().collect::<Vec<_>>()).len());
        // How many others there were is no business of those who may not see them.
        let closed = |count: u32| if everything { count as usize } else { 0 };
        CountLine {
            no: no.shown(),
            shelf: self.state().places.shelf_code(record.shelf).unwrap_or_default(),
            state: state.to_owned(),
            opened_at: time_of(record.opened_us),
            opened_by: self.show.actor(record.opened_by),
            ended_at: record.ended.map(|(at_us, _)| time_of(at_us)),
            ended_by: record.ended.map(|(_, by)| self.show.actor(by)),
            expected: if open.is_some() { tally.expected.len() } else { closed(record.expected) },
            seen: seen.unwrap_or_else(|| closed(record.seen)),
            missing: tally.missing.len(),
            misplaced: tally.misplaced.len(),
            unexpected: tally.unexpected.len(),
            unknown: record.unknown.len(),
        }
    }

    fn whole(&self, no: CountNo, record: &CountRecord) -> Result<CountShown, Refusal> {
        let open = self.state().counts.get(no).map(AsRef::as_ref);
        let tally = self.tally(open, record);
        let expected = if open.is_some() { &tally.expected } else { &tally.missing };
        let item = |folder: &FolderNo| {
            let seen = open.is_some_and(|open| count::is_accounted_for(self.state(), open, *folder));
            Ok(CountItem { folder: self.show.hit(*folder)?, seen, damaged: self.show.is_damaged(*folder) })
        };
        let items = expected.iter().map(item).collect::<Result<_, Refusal>>()?;
        let mut extras = Vec::new();
        for (kind, folders) in [("misplaced", &tally.misplaced), ("unexpected", &tally.unexpected)] {
            for folder in self.show.hits(folders.iter().copied())? {
                extras.push(CountExtra { kind: kind.to_owned(), code: folder.code.clone(), folder: Some(folder) });
            }
        }
        extras.extend(record.unknown.iter().map(|text| CountExtra {
            kind: "unknown".to_owned(),
            code: text.clone(),
            folder: None,
        }));
        let line = self.line_of(no, record, open, &tally);
        Ok(CountShown { line, items, extras, seq: self.state().seq })
    }

    /// What a scan on a shelf turned out to be.
    fn scanned(&self, no: CountNo, code: String, folder: Option<FolderNo>) -> Result<CountedScan, Refusal> {
        let Some(folder) = folder else { return Ok(CountedScan { code, found: "unknown".to_owned(), folder: None }) };
        let state = self.state();
        let found = match state.counts.get(no) {
            Some(open) => count::found(state, open, folder),
            None if state.custody.get(folder).is_some_and(|row| row.state == FolderState::OnShelf) => Found::Here,
            None => Found::Unexpected,
        };
        let found = match found {
            Found::Here => "here",
            Found::Misplaced => "misplaced",
            Found::Unexpected => "unexpected",
            Found::Left => "left",
        };
        Ok(CountedScan { code, found: found.to_owned(), folder: Some(self.show.hit(folder)?) })
    }
}
