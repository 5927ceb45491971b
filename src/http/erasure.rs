//! Erasing a subject's personal data: what would go, and the order to do it.

mod words;

use super::App;
use super::connections::Peer;
use super::extract::{Path, Submit, account};
use super::json::Json;
use super::problem::Problem;
use super::shape::FolderHit;
use super::show::Show;
use crate::archive::Meta;
use crate::archive::erasure::Plan;
use crate::auth::{Moment, Via};
use crate::domain::erasure::ClosedOriginal;
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::vault::Secret;
use axum::extract::{ConnectInfo, State as Of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// How many folders an answer names.
const MAX_NAMED: usize = 200;
/// How many folders of a file that stays closed.
const FOLDERS_OF_FILE_NAMED: usize = 20;

/// How many private items of one kind of event go.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasedKind {
    /// The event's kind.
    kind: String,
    /// What they are, in the language asked for.
    label: String,
    /// How many.
    count: usize,
}

/// A folder that an erasure touches: where it stands, whoever has to take papers out of it too.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureFolder {
    /// The folder, before anything is erased.
    folder: FolderHit,
    /// Whether it is about others too, who keep what is theirs.
    shared: bool,
    /// How many files are taken off it.
    file_count: usize,
}

/// A scanned file in which others have pages too.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosedShown {
    /// The scan's number.
    scan: u32,
    /// How many of its pages are erased.
    erased: usize,
    /// How many are somebody else's, or wait for somebody to say whose.
    others: usize,
    /// The folders on which those hang, some of them.
    folders: Vec<String>,
}

/// Something that stays.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureStays {
    /// Why: `other_subject`, `other_folder`, `facts`, `account`, `shared_folder`, `on_loan`, `vehicle`, `shared_original`.
    why: String,
    /// The same as a sentence, in the language asked for.
    sentence: String,
    /// How many.
    count: usize,
    /// Where: folders' codes, some of them.
    folders: Vec<String>,
    /// Whose: other subjects' numbers, some of them.
    subjects: Vec<u32>,
}

/// What would be erased of a subject, and what would stay.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasurePlan {
    /// The subject.
    subject: u32,
    /// What has to be sent to have exactly this erased.
    plan: String,
    /// What has to be typed to confirm.
    confirm: String,
    /// How many private items go, by kind of event.
    events: Vec<ErasedKind>,
    /// How many go in all.
    event_count: usize,
    /// Folders that are about nobody else: their own words go. Up to 200.
    folders: Vec<String>,
    /// How many there are.
    folder_count: usize,
    /// Folders that are about others too: they keep what does not mention the subject. Up to 200.
    shared_folders: Vec<String>,
    /// All of these, as lines of a list; those of nobody else first. Up to 200.
    affected: Vec<ErasureFolder>,
    /// How many files are taken off those folders; deleted are those that no other folder has.
    file_count: usize,
    /// How many scanned pages go.
    page_count: usize,
    /// How many scanned files go with them.
    original_count: usize,
    /// Scanned files that stay closed, because pages of others are in them. Up to 200.
    closed_originals: Vec<ClosedShown>,
    /// What stays, and why.
    stays: Vec<ErasureStays>,
    /// The last frame it knows of.
    seq: u64,
}

/// Lists what would be erased of a subject. Changes nothing.
#[utoipa::path(post, operation_id = "plan_erasure", path = "/subjects/{no}/erasure-plan", tag = "subjects", params(("no" = u32, Path)),
    responses((status = 200, body = ErasurePlan), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn plan(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<ErasurePlan>, Refusal> {
    let asker = submit.asker;
    asker.require(Permission::Erase)?;
    let plan = blocking(&app, move |app| app.erasures.plan(SubjectNo(no))).await?;
    app.views.caught_up(asker.state().seq).await?;
    shown(app.show(asker.state(), &asker), &plan).map(Json)
}

/// An order to erase.
#[derive(Deserialize, ToSchema)]
pub struct EraseBody {
    /// The plan that was shown.
    plan: String,
    /// On whose order, and by what paper; it may not name the subject.
    reason: String,
    /// What the plan asked to be typed.
    confirm: String,
    /// The asker's password once more; a token cannot erase.
    password: Option<String>,
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct Erased {
    /// How many private items were overwritten.
    items: usize,
    /// How many scanned pages were erased.
    pages: usize,
    /// How many scanned files were destroyed.
    originals: usize,
    /// The frame that records it.
    seq: u64,
    /// Whether views and index are still being made anew.
    under_way: bool,
}

/// Erases a subject's personal data for ever.
#[utoipa::path(post, operation_id = "erase_subject", path = "/subjects/{no}/erase", tag = "subjects", params(("no" = u32, Path)), request_body = EraseBody,
    responses((status = 200, body = Erased), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn erase(
    Of(app): Of<App>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    Path(no): Path<u32>,
    submit: Submit<EraseBody>,
) -> Result<Json<Erased>, Refusal> {
    let (asker, body) = (submit.asker, submit.body);
    asker.require(Permission::Erase)?;
    let subject = asker.state().subjects.resolve(SubjectNo(no));
    if body.confirm.trim() != confirmation(subject) {
        return Err(Refusal::new(Code::ErasureUnconfirmed).with("confirm", confirmation(subject)));
    }
    // A token may lie in a script for years: what cannot be undone wants its owner, with his password.
    if !matches!(asker.identity.via, Via::Session { .. }) {
        return Err(Code::ConfirmationRequired.into());
    }
    let moment = Moment { now: app.archive.clock().now(), today: asker.today };
    let password = Secret::new(body.password.unwrap_or_default());
    app.auth.confirm_password(account(&asker.person), password, from, moment).await?;
    // Not the sender's id and digest: the request holds a password, and its digest would stand in the ledger for ever.
    let meta = Meta::of(Actor::Person(asker.no()));
    let done = blocking(&app, move |app| app.erasures.erase(subject, &body.plan, &body.reason, &meta)).await?;
    Ok(Json(Erased {
        items: done.items,
        pages: done.pages,
        originals: done.originals,
        seq: done.seq,
        under_way: app.erasures.is_under_way(),
    }))
}

/// Work that reads the whole ledger, on a thread of its own; it goes on when the asker goes away.
async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(App) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || work(app)).await.map_err(|_| Refusal::new(Code::Internal))?
}

fn confirmation(subject: SubjectNo) -> String {
    subject.0.to_string()
}

fn shown(show: Show<'_>, plan: &Plan) -> Result<ErasurePlan, Refusal> {
    let (state, language) = (show.state, show.language);
    let codes = |folders: &[FolderNo]| {
        folders.iter().take(MAX_NAMED).map(|folder| state.codes.own(*folder).to_owned()).collect::<Vec<_>>()
    };
    let (alone, shared) = plan.folders();
    let events = plan.counts().into_iter().map(|(kind, count)| ErasedKind {
        kind: kind.to_owned(),
        label: words::label(kind, language).to_owned(),
        count,
    });
    let stays = plan.stays().into_iter().map(|(why, count)| {
        let folders: Vec<_> =
            plan.found.stays.iter().filter(|stay| stay.why == why).filter_map(|stay| stay.folder).collect();
        let subjects: BTreeSet<_> = plan
            .found
            .stays
            .iter()
            .filter(|stay| stay.why == why)
            .filter_map(|stay| stay.subject)
            .map(|no| no.0)
            .collect();
        ErasureStays {
            why: why.name().to_owned(),
            sentence: words::sentence(why, language).to_owned(),
            count,
            folders: codes(&folders),
            subjects: subjects.into_iter().take(MAX_NAMED).collect(),
        }
    });
    Ok(ErasurePlan {
        subject: plan.subject.0,
        plan: plan.digest.clone(),
        confirm: confirmation(plan.subject),
        events: events.collect(),
        event_count: plan.found.taken.len(),
        folders: codes(&alone),
        folder_count: alone.len(),
        shared_folders: codes(&shared),
        affected: affected(show, plan, &alone, &shared)?,
        file_count: plan.found.attachments.len(),
        page_count: plan.found.pages().0,
        original_count: plan.found.pages().1,
        closed_originals: closed(show.state, plan),
        stays: stays.collect(),
        seq: plan.seq,
    })
}

/// The files of a plan that stay closed, and who else is in them.
fn closed(state: &State, plan: &Plan) -> Vec<ClosedShown> {
    let goes: BTreeSet<FolderNo> = plan.found.folders.iter().copied().collect();
    let of = |closed: &ClosedOriginal| {
        let hangs = |page| state.scans.page(page)?.stands.folder();
        let others: BTreeSet<FolderNo> =
            state.scans.pages_of(closed.scan).filter_map(hangs).filter(|folder| !goes.contains(folder)).collect();
        let folders = others.into_iter().take(FOLDERS_OF_FILE_NAMED).map(|folder| state.codes.own(folder).to_owned());
        ClosedShown {
            scan: closed.scan.shown(),
            erased: closed.erased,
            others: closed.others,
            folders: folders.collect(),
        }
    };
    plan.found.closed.iter().take(MAX_NAMED).map(of).collect()
}

/// The folders of a plan, as lines of a list.
fn affected(
    show: Show<'_>,
    plan: &Plan,
    alone: &[FolderNo],
    shared: &[FolderNo],
) -> Result<Vec<ErasureFolder>, Refusal> {
    let mut files: BTreeMap<FolderNo, usize> = BTreeMap::new();
    for (folder, _) in &plan.found.attachments {
        *files.entry(*folder).or_default() += 1;
    }
    let both = alone.iter().map(|folder| (*folder, false)).chain(shared.iter().map(|folder| (*folder, true)));
    let line = |(folder, shared)| {
        let file_count = files.get(&folder).copied().unwrap_or_default();
        Ok(ErasureFolder { folder: show.hit(folder)?, shared, file_count })
    };
    both.take(MAX_NAMED).map(line).collect()
}
