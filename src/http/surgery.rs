//! Folders as things of paper: measured again, split into volumes, merged, taken apart, labelled anew.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::folders::{card, one, present};
use super::history::{HistoryItem, handled_since};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderCard, Page};
use super::show::Show;
use super::taking::Taking;
use crate::archive::Done;
use crate::domain::command::{Command, FolderMerge, FolderPatch, Placement, SplitOff, SurgeryCommand};
use crate::domain::decide::find_folder;
use crate::domain::event::{Event, ReprintWhy};
use crate::domain::folder::{FolderDetails, FolderState};
use crate::domain::ids::FolderNo;
use crate::domain::limits::NOTE_CHARS;
use crate::domain::planning;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::slotting::ProposalCause;
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How far back is gone over where nobody knows since when labels were swapped.
const REVIEW_DAYS: u64 = 90;

/// A volume of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VolumeShown {
    /// Its number in the file.
    pub no: u16,
    /// Its own code.
    pub code: String,
    /// Its state; clients must tolerate ones added later.
    #[schema(value_type = String)]
    pub state: FolderState,
    /// Where it is.
    pub place_label: String,
    /// How thick it is.
    pub thickness_mm: u32,
}

/// The volumes of a folder's file that whoever asks may see.
pub fn volumes(show: Show<'_>, folder: FolderNo) -> Vec<VolumeShown> {
    let state = show.state;
    let seen = state.volumes.of(folder).iter().filter(|(_, volume)| state.sees(show.sight, *volume));
    let shown = seen.map(|(no, volume)| {
        let shown = show.whereabouts(*volume);
        VolumeShown {
            no: *no,
            code: state.codes.own(*volume).to_owned(),
            state: shown.state,
            place_label: shown.place.label,
            thickness_mm: state.folders.get(*volume).map_or(0, |row| row.thickness_mm),
        }
    });
    shown.collect()
}

/// Where a folder would go.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedPlace {
    /// The slot.
    slot: String,
    /// Why there.
    reason: Bilingual,
}

/// What would help a folder that does not fit, or should stand elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemedyShown {
    /// Why it should not stay as it is: `too_thick`, `other_run`, `out_of_overflow`; nothing if it may.
    cause: Option<String>,
    /// Where it would go; `assign` carries that out.
    to: Option<ProposedPlace>,
    /// Why there is no such place.
    problem: Option<Problem>,
    /// The number of the volume that could be begun instead; `volumes` carries that out.
    volume: Option<u16>,
}

/// A folder that was measured, and what would help it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measured {
    /// The folder.
    folder: FolderCard,
    /// What would help it.
    remedy: RemedyShown,
}

fn remedy_of(show: Show<'_>, folder: FolderNo) -> RemedyShown {
    let found = planning::remedy(show.state, folder, show.today);
    let places = &show.state.places;
    RemedyShown {
        cause: found.cause.map(|cause: ProposalCause| cause.name().to_owned()),
        to: found.to.map(|to| ProposedPlace {
            slot: places.slot_code(to.slot).unwrap_or_default(),
            reason: Bilingual {
                zh: to.reason.sentence(Language::Zh, places),
                en: to.reason.sentence(Language::En, places),
            },
        }),
        problem: found.refused.map(|refusal| Problem::of(&refusal, show.language)),
        volume: found.volume,
    }
}

/// What would help a folder that does not fit where it stands, or should stand elsewhere.
#[utoipa::path(get, operation_id = "show_remedy", path = "/folders/{code}/remedy", tag = "folders", params(("code" = String, Path)),
    responses((status = 200, body = RemedyShown), (status = 404, body = Problem)))]
pub async fn remedy(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Json<RemedyShown>, Refusal> {
    asker.identity.require_any(&[Permission::FolderSee, Permission::PutAway])?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    Ok(Json(remedy_of(app.show(asker.state(), &asker), folder)))
}

/// How thick a folder is now.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MeasureBody {
    thickness_mm: u32,
}

/// Records how thick a folder is now; the answer says what would help if it does not fit any more.
#[utoipa::path(post, operation_id = "measure_folder", path = "/folders/{code}/measure", tag = "folders", params(("code" = String, Path)),
    request_body = MeasureBody, responses((status = 200, body = Measured), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn measure(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<MeasureBody>,
) -> Result<Json<Measured>, Refusal> {
    let asker = submit.asker;
    asker.require(Permission::FolderEdit)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let patch = FolderPatch::measured(asker.state().codes.own(folder).to_owned(), submit.body.thickness_mm);
    let done = app.archive.execute(submit.meta, Command::EditFolder(Box::new(patch))).await?;
    let remedy = remedy_of(app.show(&done.now.state, &asker), folder);
    let Json(folder) = card(&app, &asker, &done, folder).await?;
    Ok(Json(Measured { folder, remedy }))
}

/// A new folder beside one that is there.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct BesideBody {
    /// The new folder's own code; by default the archive makes one.
    #[serde(rename = "new_code")]
    code: Option<String>,
    /// How thick the new folder is; by default as its type says.
    thickness_mm: Option<u32>,
    /// How thick the old one is now.
    rest_mm: Option<u32>,
    /// The slot or box in which the new one stands; `null` leaves it at the desk without a place, absent chooses the best.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    slot: Option<Option<String>>,
}

impl BesideBody {
    fn off(self, folder: String) -> SplitOff {
        let placement = match self.slot {
            None => Placement::Assign,
            Some(None) => Placement::None,
            Some(Some(slot)) => Placement::Slot(slot),
        };
        SplitOff { folder, code: self.code, thickness_mm: self.thickness_mm, rest_mm: self.rest_mm, placement }
    }
}

/// Begins another volume of a folder's file, about the same subjects; answers with it.
#[utoipa::path(post, operation_id = "add_volume", path = "/folders/{code}/volumes", tag = "folders", params(("code" = String, Path)),
    request_body = BesideBody, responses((status = 201, body = FolderCard), (status = 409, body = Problem)))]
pub async fn add_volume(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<BesideBody>,
) -> Result<impl IntoResponse, Refusal> {
    let command = SurgeryCommand::AddVolume(submit.body.off(code));
    let done = app.archive.execute(submit.meta, Command::Surgery(command)).await?;
    made(&app, &submit.asker, &done).await
}

/// Of which file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct JoinFileBody {
    /// A folder of the file, by any of its codes; the first volume from now on, if it is a file of its own.
    file: String,
}

/// Lets a folder that is there be the next volume of another one's file.
#[utoipa::path(post, operation_id = "join_file", path = "/folders/{code}/join-file", tag = "folders", params(("code" = String, Path)),
    request_body = JoinFileBody, responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn join_file(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<JoinFileBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = SurgeryCommand::JoinFile { folder: code.clone(), file: submit.body.file };
    one(&app, submit.asker, submit.meta, &code, Command::Surgery(command)).await
}

/// Lets a folder be no volume of its file any more; what is left of the file keeps its numbers.
#[utoipa::path(post, operation_id = "leave_file", path = "/folders/{code}/leave-file", tag = "folders", params(("code" = String, Path)),
    responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn leave_file(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = SurgeryCommand::LeaveFile { folder: code.clone() };
    one(&app, submit.asker, submit.meta, &code, Command::Surgery(command)).await
}

/// Which cases go into a new folder.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SplitFolderBody {
    /// The cases, by their codes.
    cases: Vec<String>,
    /// Whether the new folder is another volume of the file, rather than a folder of its own.
    #[serde(default)]
    as_volume: bool,
    /// Why.
    reason: String,
    #[serde(flatten)]
    new: BesideBody,
}

/// Takes cases with their papers out of a folder and puts them into a new one; answers with that.
#[utoipa::path(post, operation_id = "split_folder", path = "/folders/{code}/split", tag = "folders", params(("code" = String, Path)),
    request_body = SplitFolderBody, responses((status = 201, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn split(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<SplitFolderBody>,
) -> Result<impl IntoResponse, Refusal> {
    let SplitFolderBody { cases, as_volume, reason, new } = submit.body;
    let command = SurgeryCommand::Split { off: new.off(code), cases, as_volume, reason };
    let done = app.archive.execute(submit.meta, Command::Surgery(command)).await?;
    made(&app, &submit.asker, &done).await
}

async fn made(app: &App, asker: &Asker, done: &Done) -> Result<impl IntoResponse + use<>, Refusal> {
    let new = done.events.iter().find_map(|event| match event {
        Event::FolderRegistered(event, _) => Some(event.folder),
        _ => None,
    });
    Ok((StatusCode::CREATED, card(app, asker, done, new.ok_or(Code::Internal)?).await?))
}

/// Into which folder.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MergeFolderBody {
    /// The folder that stays, by a code of its.
    into: String,
    /// How thick it is then; by default as thick as both.
    thickness_mm: Option<u32>,
    /// Why.
    reason: String,
}

/// Puts a folder into another: both were one. Its codes lead to that one from now on, and both histories are one.
#[utoipa::path(post, operation_id = "merge_folders", path = "/folders/{code}/merge", tag = "folders", params(("code" = String, Path)),
    request_body = MergeFolderBody, responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn merge(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<MergeFolderBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let asker = submit.asker;
    asker.require(Permission::FolderEdit)?;
    let MergeFolderBody { into, thickness_mm, reason } = submit.body;
    let (from_no, into_no) =
        (find_folder(asker.state(), &asker.sight, &code)?, find_folder(asker.state(), &asker.sight, &into)?);
    let (details, if_versions) = united_words(&app, &asker, from_no, into_no).await?;
    let merge = FolderMerge { from: code, into, thickness_mm, details, if_versions, reason };
    let done = app.archive.execute(submit.meta, Command::Surgery(SurgeryCommand::Merge(Box::new(merge)))).await?;
    card(&app, &asker, &done, into_no).await
}

/// The words of two folders as one says them, and the versions they were made from: what the one that stays says, and what
/// the other one says besides.
async fn united_words(
    app: &App,
    asker: &Asker,
    from: FolderNo,
    into: FolderNo,
) -> Result<(Option<FolderDetails>, Option<(u64, u64)>), Refusal> {
    app.views.surely_caught_up(asker.state().seq).await?;
    let words = |folder| Ok::<_, Refusal>(app.views.folder(folder)?.ok_or(Code::NotCaughtUp)?.details);
    let (theirs, before) = (words(from)?, words(into)?);
    let mut after = before.clone();
    for (id, value) in theirs.fields {
        after.fields.entry(id).or_insert(value);
    }
    if !theirs.note.is_empty() && theirs.note != before.note {
        let both = [before.note.as_str(), theirs.note.as_str()].join("\n");
        after.note = both.trim().chars().take(NOTE_CHARS).collect();
    }
    if after == before {
        return Ok((None, None));
    }
    let version = |folder| asker.state().custody.get(folder).map_or(0, |row| row.edited_seq);
    Ok((Some(after), Some((version(into), version(from)))))
}

/// The folder that carried the other label.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SwapBody {
    /// The other folder.
    other: String,
    /// Since when, if that is known.
    since: Option<NaiveDate>,
    /// How it came out.
    reason: String,
}

/// Two folders whose labels were swapped, and what has to be gone over.
#[derive(Debug, Serialize, ToSchema)]
pub struct Swapped {
    /// The one.
    one: FolderCard,
    /// The other.
    other: FolderCard,
    /// What was scanned, lent or attached as the one since then: it was the other one.
    handled_one: Vec<HistoryItem>,
    /// The same of the other.
    handled_other: Vec<HistoryItem>,
}

/// Records that two folders carried each other's label. Where they are and belong and who has them is exchanged; what is
/// known of them stays with their codes, and both are to be labelled anew.
#[utoipa::path(post, operation_id = "swap_labels", path = "/folders/{code}/swap-labels", tag = "folders", params(("code" = String, Path)),
    request_body = SwapBody, responses((status = 200, body = Swapped), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn swap(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<SwapBody>,
) -> Result<Json<Swapped>, Refusal> {
    let asker = submit.asker;
    asker.require(Permission::FolderEdit)?;
    let SwapBody { other, since, reason } = submit.body;
    let (one, another) =
        (find_folder(asker.state(), &asker.sight, &code)?, find_folder(asker.state(), &asker.sight, &other)?);
    let command = SurgeryCommand::SwapLabels { one: code, other, since, reason };
    let done = app.archive.execute(submit.meta, Command::Surgery(command)).await?;
    let since = since.unwrap_or(review_from(&asker));
    let (Json(card_one), Json(card_other)) =
        (card(&app, &asker, &done, one).await?, card(&app, &asker, &done, another).await?);
    let (handled_one, handled_other) =
        (handled_since(&app, &asker, one, since)?, handled_since(&app, &asker, another, since)?);
    Ok(Json(Swapped { one: card_one, other: card_other, handled_one, handled_other }))
}

fn review_from(asker: &Asker) -> NaiveDate {
    asker.today.checked_sub_days(Days::new(REVIEW_DAYS)).unwrap_or(NaiveDate::MIN)
}

/// Since when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HandledQuery {
    /// The first day; by default 90 days ago.
    since: Option<NaiveDate>,
}

/// What was scanned, lent or attached under a folder's label since a day, the newest first, at most 500.
#[utoipa::path(get, operation_id = "list_handled", path = "/folders/{code}/handled", tag = "folders", params(("code" = String, Path), HandledQuery, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn handled(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(query): Query<HandledQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    app.views.caught_up(asker.state().seq).await?;
    let since = query.since.unwrap_or(review_from(&asker));
    let items = taking.apart(|| handled_since(&app, &asker, folder, since))?;
    taking.answer("handled", &asker, Page::whole(items, asker.state().seq))
}

/// Puts a folder on the list of labels to be printed: its own can hardly be read.
#[utoipa::path(post, operation_id = "ask_reprint", path = "/folders/{code}/reprint", tag = "folders", params(("code" = String, Path)),
    responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn ask_reprint(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = SurgeryCommand::AskReprint { folders: vec![code.clone()], why: ReprintWhy::Damaged };
    one(&app, submit.asker, submit.meta, &code, Command::Surgery(command)).await
}

/// Records that a folder has its new label.
#[utoipa::path(post, operation_id = "note_reprinted", path = "/folders/{code}/reprinted", tag = "folders", params(("code" = String, Path)),
    responses((status = 200, body = FolderCard), (status = 404, body = Problem)))]
pub async fn reprinted(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = SurgeryCommand::NoteReprinted { folders: vec![code.clone()] };
    one(&app, submit.asker, submit.meta, &code, Command::Surgery(command)).await
}
