//! Where the record and somebody's eyes contradict each other: both stories, and settling them.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, PersonRef, PlaceShown};
use super::show::Show;
use super::stories;
use super::taking::Taking;
use crate::archive::codec::time_of;
use crate::domain::command::Command;
use crate::domain::decide::find_folder;
use crate::domain::discrepancy::{DiscrepancyKind, Settling};
use crate::domain::folder::FolderState;
use crate::domain::ids::{DiscrepancyNo, FolderNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::views::record::DiscrepancyRecord;
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many settled ones are looked at for one page: a rare kind may make a short one.
const MAX_LOOKED_AT: usize = 2_000;
/// Who may read them.
pub(super) const READERS: &[Permission] = &[Permission::DiscrepancySettle, Permission::AuditRead];

/// Open, or settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyState {
    /// Both stories stand.
    #[default]
    Open,
    /// One of them was settled on.
    Settled,
}

/// Which discrepancies.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiscrepancyFilter {
    /// `open` unless said.
    #[serde(default)]
    #[param(inline)]
    state: DiscrepancyState,
    /// Of one kind.
    #[param(inline)]
    kind: Option<DiscrepancyKind>,
    /// About one folder, by any of its codes.
    folder: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// What the record said.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedShown {
    /// The folder's state.
    #[schema(value_type = String)]
    pub state: FolderState,
    /// Its place.
    pub place: PlaceShown,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who last had it in hand.
    pub by: PersonRef,
    /// All that in words.
    pub sentence: String,
}

/// What was seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObservedShown {
    /// Where, if it is a place we know.
    pub place: Option<PlaceShown>,
    /// The code, where it leads to no folder.
    pub code: String,
    /// The place's code, where no place has it.
    pub place_text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who saw it.
    pub by: PersonRef,
    /// On which device, if it waited in a device's queue.
    pub device: Option<String>,
    /// All that in words.
    pub sentence: String,
}

/// How it was settled.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettledShown {
    /// How.
    pub how: Settling,
    /// The same in words.
    pub label: String,
    /// By whom.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
    /// In his words.
    pub note: String,
    /// The frame.
    pub seq: u64,
}

/// A discrepancy.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyShown {
    /// Its number.
    pub no: u32,
    /// Open, or settled.
    pub state: DiscrepancyState,
    /// What contradicts what.
    pub kind: DiscrepancyKind,
    /// The same in words.
    pub label: String,
    /// The folder's own code, if it is about a known one.
    pub folder: Option<String>,
    /// What to call the folder.
    pub title: Option<String>,
    /// When it was learned of.
    pub raised_at: DateTime<Utc>,
    /// The frame that raised it.
    pub raised_seq: u64,
    /// What the record said.
    pub recorded: Option<RecordedShown>,
    /// What was seen.
    pub observed: ObservedShown,
    /// The ways in which a person may settle it; none once it is settled.
    pub settlings: Vec<Settling>,
    /// Those of them that need words.
    pub needs_words: Vec<Settling>,
    /// How it was settled.
    pub settled: Option<SettledShown>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// Which story holds.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SettleBody {
    /// `as_observed`, `as_recorded` or `explained`.
    how: Settling,
    /// In one's own words.
    #[serde(default)]
    note: String,
}

/// Discrepancies, the newest first.
#[utoipa::path(get, operation_id = "list_discrepancies", path = "/discrepancies", tag = "discrepancies", params(DiscrepancyFilter, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<DiscrepancyShown>), (status = 403, body = Problem)))]
pub async fn list(
    Of(app): Of<App>,
    Query(filter): Query<DiscrepancyFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(READERS)?;
    let state = asker.state();
    let folder = filter.folder.as_deref().map(|code| find_folder(state, &asker.sight, code)).transpose()?;
    app.views.caught_up(state.seq).await?;
    let before = taking.from(filter.cursor.as_deref()).and_then(|cursor| cursor.parse().ok()).map(DiscrepancyNo);
    let wanted = Wanted { folder, kind: filter.kind, before: before.unwrap_or(state.discrepancies.next()) };
    let limit = taking.limit(filter.limit.unwrap_or(50).clamp(1, 200));
    let show = app.show(state, &asker);
    let page = taking.apart(|| {
        let (total, (records, next)) = match filter.state {
            DiscrepancyState::Open => (Some(wanted.count(&asker)), wanted.open(&app, &asker, limit)?),
            DiscrepancyState::Settled => (None, wanted.settled(&app, &asker, limit, taking.looks(MAX_LOOKED_AT))?),
        };
        let items = records.iter().map(|record| shown(&app, show, record)).collect::<Result<_, Refusal>>()?;
        Ok::<_, Refusal>(Page::of(items, next.map(|no| no.to_string()), total, state.seq))
    })?;
    taking.answer("discrepancies", &asker, page)
}

/// How many open ones there are that the asker may see.
pub(super) fn open_count(asker: &Asker) -> u64 {
    Wanted { folder: None, kind: None, before: asker.state().discrepancies.next() }.count(asker)
}

/// One discrepancy, with both stories.
#[utoipa::path(get, operation_id = "show_discrepancy", path = "/discrepancies/{no}", tag = "discrepancies", params(("no" = u32, Path), super::shape::Knowing),
    responses((status = 200, body = DiscrepancyShown), (status = 404, body = Problem)))]
pub async fn one(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<DiscrepancyShown>, Refusal> {
    asker.identity.require_any(READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let record = app.views.discrepancy(DiscrepancyNo(no))?.filter(|record| sees(&asker, record));
    let record = record.ok_or_else(|| Refusal::new(Code::DiscrepancyUnknown).with("no", no))?;
    shown(&app, app.show(asker.state(), &asker), &record).map(Json)
}

/// Settles a discrepancy: as observed, as recorded, or with an explanation.
#[utoipa::path(post, operation_id = "settle_discrepancy", path = "/discrepancies/{no}/settle", tag = "discrepancies", params(("no" = u32, Path)),
    request_body = SettleBody, responses((status = 200, body = DiscrepancyShown), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn settle(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<SettleBody>,
) -> Result<Json<DiscrepancyShown>, Refusal> {
    let SettleBody { how, note } = submit.body;
    let command = Command::SettleDiscrepancy { no: DiscrepancyNo(no), how, note };
    let done = app.archive.execute(submit.meta, command).await?;
    app.views.caught_up(done.seq).await?;
    let record = app.views.discrepancy(DiscrepancyNo(no))?.ok_or(Code::NotCaughtUp)?;
    shown(&app, app.show(&done.now.state, &submit.asker), &record).map(Json)
}

struct Wanted {
    folder: Option<FolderNo>,
    kind: Option<DiscrepancyKind>,
    before: DiscrepancyNo,
}

/// A page of records, and the number behind which the next one begins.
type Found = (Vec<DiscrepancyRecord>, Option<DiscrepancyNo>);

impl Wanted {
    fn fits(&self, kind: DiscrepancyKind, folder: Option<FolderNo>) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind) && (self.folder.is_none() || self.folder == folder)
    }

    /// The open ones before a number that fit and that the asker may see.
    fn fitting<'a>(&'a self, asker: &'a Asker, before: DiscrepancyNo) -> impl Iterator<Item = DiscrepancyNo> + 'a {
        let state = asker.state();
        let seen = |folder: Option<FolderNo>| folder.is_none_or(|folder| state.sees(&asker.sight, folder));
        let open = state.discrepancies.before(before);
        open.filter(move |(_, open)| self.fits(open.kind, open.folder) && seen(open.folder)).map(|(no, _)| no)
    }

    /// How many open ones there are, on all pages.
    fn count(&self, asker: &Asker) -> u64 {
        self.fitting(asker, asker.state().discrepancies.next()).count() as u64
    }

    fn open(&self, app: &App, asker: &Asker, limit: usize) -> Result<Found, Refusal> {
        let mut numbers: Vec<_> = self.fitting(asker, self.before).take(limit + 1).collect();
        let more = numbers.len() > limit;
        numbers.truncate(limit);
        let next = numbers.last().copied().filter(|_| more);
        let mut records = Vec::with_capacity(numbers.len());
        for no in numbers {
            // Settled in the meantime: this answer is of the moment in which it was asked.
            records.extend(app.views.discrepancy(no)?.map(|record| DiscrepancyRecord { settled: None, ..record }));
        }
        Ok((records, next))
    }

    fn settled(&self, app: &App, asker: &Asker, limit: usize, looks: usize) -> Result<Found, Refusal> {
        let (mut before, mut records, mut looked_at) = (self.before, Vec::new(), 0);
        loop {
            let page = app.views.discrepancies(before, 200)?;
            if page.is_empty() {
                return Ok((records, None));
            }
            looked_at += page.len();
            for record in page {
                before = record.raised.no;
                let fits = self.fits(record.raised.kind, record.raised.folder) && sees(asker, &record);
                if record.settled.is_some() && fits {
                    records.push(record);
                }
                if records.len() == limit {
                    return Ok((records, Some(before)));
                }
            }
            if looked_at >= looks {
                return Ok((records, Some(before)));
            }
        }
    }
}

/// The device whose queue brought a frame. An erasure may be overwriting the frame just now; the rest is told all the same.
fn device(app: &App, seq: u64) -> Option<String> {
    app.archive.ledger().read(seq).ok()?.head.device
}

fn sees(asker: &Asker, record: &DiscrepancyRecord) -> bool {
    record.raised.folder.is_none_or(|folder| asker.state().sees(&asker.sight, folder))
}

fn shown(app: &App, show: Show<'_>, record: &DiscrepancyRecord) -> Result<DiscrepancyShown, Refusal> {
    let raised = &record.raised;
    let folder = raised.folder.map(|folder| show.hit(folder)).transpose()?;
    let recorded = raised.recorded.as_ref().map(|recorded| RecordedShown {
        state: recorded.state,
        place: show.place(recorded.place),
        since: time_of(recorded.since_us),
        by: show.actor(recorded.by),
        sentence: stories::recorded(show, recorded),
    });
    let settled = record.settled.as_ref().map(|settled| SettledShown {
        how: settled.how,
        label: stories::settling(show, settled.how),
        by: show.actor(settled.by),
        at: time_of(settled.at_us),
        note: settled.note.clone(),
        seq: settled.seq,
    });
    let open = settled.is_none();
    let settlings = if open { raised.kind.settlings() } else { &[] };
    let needs_words = settlings.iter().copied().filter(|how| raised.kind.needs_words(*how)).collect();
    Ok(DiscrepancyShown {
        no: raised.no.0,
        state: if open { DiscrepancyState::Open } else { DiscrepancyState::Settled },
        kind: raised.kind,
        label: raised.kind.label(show.language).to_owned(),
        title: folder.as_ref().map(|hit| hit.title.clone()),
        folder: folder.map(|hit| hit.code),
        raised_at: time_of(record.recorded_us),
        raised_seq: record.seq,
        recorded,
        observed: ObservedShown {
            place: raised.observed.place.map(|place| show.place(place)),
            code: record.details.code.clone(),
            place_text: record.details.place.clone(),
            at: time_of(raised.observed.at_us),
            by: show.actor(record.by),
            device: device(app, record.seq),
            sentence: stories::observed(show, record),
        },
        settlings: settlings.to_vec(),
        needs_words,
        settled,
        seq: show.state.seq,
    })
}
