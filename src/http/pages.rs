//! Scanned pages over HTTP: those of a folder, those that wait, and what is done with them.

pub(super) mod copies;
pub(super) mod looks;
pub(super) mod picture;
pub(super) mod text;

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::scans::shape::{PageCard, PageShown, PageState, ScanShown, Scans};
use super::shape::{Knowing, Page, Paging};
use crate::domain::business_type::Signature;
use crate::domain::command::{Command, PageTarget, ScanCommand, SignNote, WaitedAs};
use crate::domain::decide::find_folder;
use crate::domain::ids::{PageNo, ScanNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::scan::Why;
use crate::domain::state::Stands;
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Who may look at pages.
const LOOKERS: [Permission; 2] = [Permission::FolderSee, Permission::ScanReview];
/// How many pages of one scan the queue shows at once; its `waiting` says how many there are.
const PAGES_OF_SCAN_MAX: usize = 200;
/// How many pages of a folder are shown at once.
const PAGES_OF_FOLDER_MAX: usize = 2_000;
/// How many scans the queue shows at once.
const SCANS_AT_ONCE: usize = 20;

/// The pages of a folder, in order, hidden ones too. Opening those of a confidential folder is recorded first.
#[utoipa::path(get, operation_id = "folder_pages", path = "/folders/{code}/pages", tag = "scans", params(("code" = String, Path), Paging),
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem)))]
pub async fn of_folder(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(paging): Query<Paging>,
    asker: Asker,
) -> Result<Json<Page<PageShown>>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let pages = asker.state().scans.of_folder(folder);
    if !pages.is_empty() {
        app.looks.look(&app, &asker, folder).await?;
    }
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    // Whoever looks at a folder wants all of its pages, unless he says how many.
    let (offset, limit) = (paging.offset(), paging.limit.unwrap_or(PAGES_OF_FOLDER_MAX).clamp(1, PAGES_OF_FOLDER_MAX));
    let next_cursor = (pages.len() > offset.saturating_add(limit)).then(|| (offset + limit).to_string());
    let items = pages.iter().skip(offset).take(limit).filter_map(|no| scans.page(*no)).collect();
    Ok(Json(Page::of(items, next_cursor, Some(pages.len() as u64), asker.state().seq)))
}

/// A page, with what is known of its file.
#[utoipa::path(get, operation_id = "show_page", path = "/pages/{no}", tag = "scans", params(("no" = u32, Path), Knowing),
    responses((status = 200, body = PageCard), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<PageCard>, Refusal> {
    asker.identity.require_any(&LOOKERS)?;
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let (page, _) = scans.find_page(no)?;
    scans.card(page).map(Json)
}

/// Which pages of the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Queued {
    /// Only those that wait for this reason.
    reason: Option<Why>,
    /// `aside` for those that were set aside, instead of those that wait.
    state: Option<PageState>,
    /// Only those of this scan.
    scan: Option<u32>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The `seq` of one's own last write: the answer waits until it is in it.
    #[allow(dead_code, reason = "`extract` sees to it")]
    min_seq: Option<u64>,
}

/// A scan with those of its pages that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingScan {
    scan: ScanShown,
    /// In the order of the file; 200 at most.
    pages: Vec<PageShown>,
}

/// The pages that wait, scan by scan.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingPages {
    items: Vec<WaitingScan>,
    next_cursor: Option<String>,
    /// How many pages wait for each reason; of the scan that is asked for, if one is.
    reasons: BTreeMap<String, usize>,
    /// How many there are of what is asked for.
    total: usize,
    seq: u64,
}

/// The review queue: pages of which somebody has to say where they belong, scan by scan in the order in which these came.
#[utoipa::path(get, operation_id = "waiting_pages", path = "/pages/waiting", tag = "scans", params(Queued),
    responses((status = 200, body = WaitingPages)))]
pub async fn waiting(
    Of(app): Of<App>,
    Query(queued): Query<Queued>,
    asker: Asker,
) -> Result<Json<WaitingPages>, Refusal> {
    asker.require(Permission::ScanReview)?;
    let rows = &asker.state().scans;
    let only = queued.scan.map(ScanNo::of_shown);
    let is_of_it = |(scan, _): &(ScanNo, PageNo)| only.is_none_or(|only| *scan == only);
    let all: Vec<(ScanNo, PageNo)> = match queued.state {
        Some(PageState::Aside) => rows.aside().filter(is_of_it).collect(),
        _ => rows.waiting().filter(is_of_it).collect(),
    };
    let why = |page: PageNo| match rows.page(page).map(|page| page.stands) {
        Some(Stands::Waits(why)) => Some(why),
        _ => None,
    };
    let mut reasons = BTreeMap::new();
    for why in all.iter().filter_map(|(_, page)| why(*page)) {
        *reasons.entry(why.name().to_owned()).or_insert(0) += 1;
    }
    let after = queued.cursor.as_deref().and_then(|cursor| cursor.parse::<u32>().ok()).map(ScanNo::of_shown);
    let mut of_scans: BTreeMap<ScanNo, Vec<PageNo>> = BTreeMap::new();
    let mut more = false;
    let wanted = || all.iter().filter(|(_, page)| queued.reason.is_none_or(|reason| why(*page) == Some(reason)));
    for (scan, page) in wanted().filter(|(scan, _)| after.is_none_or(|after| *scan > after)) {
        if !of_scans.contains_key(scan) && of_scans.len() >= SCANS_AT_ONCE {
            more = true;
            break;
        }
        let pages = of_scans.entry(*scan).or_default();
        if pages.len() < PAGES_OF_SCAN_MAX {
            pages.push(*page);
        }
    }
    let last = of_scans.keys().next_back().filter(|_| more).map(|scan| scan.shown().to_string());
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let shown = |(scan, pages): (ScanNo, Vec<PageNo>)| {
        let pages = pages.into_iter().filter_map(|page| scans.page(page)).collect();
        Ok(WaitingScan { scan: scans.scan(scan)?, pages })
    };
    let items = of_scans.into_iter().map(shown).collect::<Result<_, Refusal>>()?;
    Ok(Json(WaitingPages { items, next_cursor: last, reasons, total: wanted().count(), seq: asker.state().seq }))
}

/// Pages.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PagesBody {
    /// Their numbers; 500 at most.
    pages: Vec<u32>,
}

/// Where pages belong.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MovePagesBody {
    /// Their numbers, in the order in which they are to stand; 500 at most.
    pages: Vec<u32>,
    to: PageTargetBody,
    /// The page of that folder before which they are to stand; else behind all others.
    before: Option<u32>,
}

/// Where pages are to hang.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PageTargetBody {
    /// The folder, or a case, by a code.
    #[serde(default)]
    folder: String,
    /// The case.
    case: Option<String>,
    /// The paper of the case, by its id or number: it is there then, if nobody said otherwise.
    paper: Option<super::cases::PaperName>,
}

impl PageTargetBody {
    fn into_target(self) -> PageTarget {
        let Self { folder, case, paper } = self;
        PageTarget { folder, case, paper: paper.map(super::cases::PaperName::into_text) }
    }
}

/// Pages that are to wait again.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutBackBody {
    /// Their numbers; 500 at most.
    pages: Vec<u32>,
    /// As what they waited before, to take back what was done with them: else they wait because somebody put them back.
    was: Option<WaitedBody>,
}

/// As what pages waited.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WaitedBody {
    why: Why,
    /// Where their codes say that they belong.
    would: Option<PageTargetBody>,
}

/// How pages are to be turned.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TurnPagesBody {
    /// Their numbers; 500 at most.
    pages: Vec<u32>,
    /// By how many quarters, clockwise: 1 to 3.
    quarters: u8,
}

/// Why pages are set aside.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetAsideBody {
    /// Their numbers; 500 at most.
    pages: Vec<u32>,
    reason: String,
}

/// An original that was seen signed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SignBody {
    case: String,
    paper: super::cases::PaperName,
    signature: Signature,
    /// The page on which it was seen.
    page: Option<u32>,
}

fn numbers(pages: &[u32]) -> Vec<PageNo> {
    pages.iter().copied().map(PageNo::of_shown).collect()
}

/// Carries a command on pages out, and shows them as they are then.
async fn carry_out<T>(
    app: &App,
    submit: Submit<T>,
    pages: Vec<PageNo>,
    command: impl FnOnce(T, Vec<PageNo>) -> ScanCommand,
) -> Result<Json<Page<PageShown>>, Refusal> {
    submit.asker.require(Permission::ScanReview)?;
    let command = command(submit.body, pages.clone());
    let done = app.archive.execute(submit.meta, Command::Scan(command)).await?;
    let scans = Scans { app, asker: &submit.asker, state: &done.now.state };
    let items = pages.into_iter().filter_map(|page| scans.page(page)).collect();
    Ok(Json(Page::whole(items, done.now.state.seq)))
}

/// Puts pages where they belong, one behind the other as they are named: out of the queue, or from another folder.
#[utoipa::path(post, operation_id = "move_pages", path = "/pages/move", tag = "scans", request_body = MovePagesBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn r#move(Of(app): Of<App>, submit: Submit<MovePagesBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |body, pages| {
        let (to, before) = (body.to.into_target(), body.before.map(PageNo::of_shown));
        ScanCommand::Move { pages, to, before }
    })
    .await
}

/// Turns pages.
#[utoipa::path(post, operation_id = "turn_pages", path = "/pages/turn", tag = "scans", request_body = TurnPagesBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem)))]
pub async fn turn(Of(app): Of<App>, submit: Submit<TurnPagesBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |body, pages| ScanCommand::Turn { pages, quarters: body.quarters }).await
}

/// Shows pages no more, such as blank backs. They stay where they are.
#[utoipa::path(post, operation_id = "hide_pages", path = "/pages/hide", tag = "scans", request_body = PagesBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem)))]
pub async fn hide(Of(app): Of<App>, submit: Submit<PagesBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |_, pages| ScanCommand::Hide { pages, hidden: true }).await
}

/// Shows pages again that were hidden.
#[utoipa::path(post, operation_id = "unhide_pages", path = "/pages/show", tag = "scans", request_body = PagesBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem)))]
pub async fn unhide(Of(app): Of<App>, submit: Submit<PagesBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |_, pages| ScanCommand::Hide { pages, hidden: false }).await
}

/// Sets pages aside that are not the archive's, or that nobody can read. They are kept, and can be taken back.
#[utoipa::path(post, operation_id = "set_pages_aside", path = "/pages/set-aside", tag = "scans", request_body = SetAsideBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set_aside(Of(app): Of<App>, submit: Submit<SetAsideBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |body, pages| ScanCommand::SetAside { pages, reason: body.reason }).await
}

/// Lets pages wait again for somebody to say where they belong: those that were set aside, or hang on the wrong folder.
#[utoipa::path(post, operation_id = "put_pages_back", path = "/pages/put-back", tag = "scans", request_body = PutBackBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem)))]
pub async fn put_back(Of(app): Of<App>, submit: Submit<PutBackBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages = numbers(&submit.body.pages);
    carry_out(&app, submit, pages, |body, pages| {
        let was = body.was.map(|was| WaitedAs { why: was.why, would: was.would.map(PageTargetBody::into_target) });
        ScanCommand::PutBack { pages, was }
    })
    .await
}

/// Marks an original as signed: for somebody who saw it. What the case still lacks follows from it.
#[utoipa::path(post, operation_id = "sign_original", path = "/pages/sign", tag = "scans", request_body = SignBody,
    responses((status = 200, body = Page<PageShown>), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn sign(Of(app): Of<App>, submit: Submit<SignBody>) -> Result<Json<Page<PageShown>>, Refusal> {
    let pages: Vec<PageNo> = submit.body.page.map(PageNo::of_shown).into_iter().collect();
    carry_out(&app, submit, pages, |body, pages| {
        let SignBody { case, paper, signature, .. } = body;
        let page = pages.first().copied();
        ScanCommand::Sign(SignNote { case, paper: paper.into_text(), signature, page })
    })
    .await
}
