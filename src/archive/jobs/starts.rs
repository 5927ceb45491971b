//! Asking for moves and re-slottings.

use super::job::{self, Chosen, Job, JobRequest, JobState, Move, Progress, Reslot, Work};
use super::plan_steps::selection;
use super::{Jobs, Table, storage_failed};
use crate::archive::Meta;
use crate::archive::marks::{Compared, RequestKeys};
use crate::domain::decide::find_place;
use crate::domain::limits::PLACE_REASON_CHARS;
use crate::domain::refusal::{Code, Refusal};
use std::fs;

impl Jobs {
    /// Asks for a move of a shelf, range or storeroom to another, or for what it would come to.
    ///
    /// # Errors
    /// `PlaceUnknown`, `BadValue`, `TooManyJobs`, `StorageFailed`.
    pub fn start_move(&self, from: &str, to: &str, reason: &str, dry_run: bool, sender: &Meta) -> Result<Job, Refusal> {
        let now = self.archive().now();
        let code = |text: &str| {
            let place = find_place(&now.state, text).ok_or_else(|| {
                Refusal::new(Code::PlaceUnknown).with("place", text.chars().take(64).collect::<String>())
            })?;
            Ok::<_, Refusal>(now.state.places.code(place))
        };
        let (from, to) = (code(from)?, code(to)?);
        if from == to {
            return Err(Refusal::new(Code::BadValue).with("field", "to").with("detail", "≠ from"));
        }
        let reasoned = !reason.trim().is_empty();
        let reason = reason_or(reason, || format!("搬移 {from} → {to}"));
        self.begin(Work::Move(Move { from, to, reason, reasoned, figures: None }), dry_run, sender)
    }

    /// Asks for folders to be given the homes that slotting would give them now, or for what that would come to.
    ///
    /// # Errors
    /// `PlaceUnknown`, `TypeUnknown`, `TooManyJobs`, `StorageFailed`.
    pub fn start_reslotting(&self, chosen: Chosen, reason: &str, dry_run: bool, sender: &Meta) -> Result<Job, Refusal> {
        selection(&self.archive().now().state, &chosen)?;
        let reason = reason_or(reason, || "重新排架".to_owned());
        self.begin(Work::Reslotting(Reslot { chosen, reason, figures: None }), dry_run, sender)
    }

    fn begin(&self, work: Work, dry_run: bool, sender: &Meta) -> Result<Job, Refusal> {
        let keys = &self.archive().inner.keys;
        let request = sender
            .command_id
            .as_ref()
            .map(|key| JobRequest { key: key.clone(), mark: sender.request.and_then(|request| keys.mark(request)) });
        // Under one lock, so that a request that comes twice at once is still one.
        let mut table = self.table();
        if let Some(request) = &request
            && let Some(before) = asked_before(&table, request, sender, keys)?
        {
            return Ok(before);
        }
        Self::check_room(&table)?;
        let now = self.archive().clock().now();
        let job = Job {
            id: self.archive().clock().new_id(),
            actor: sender.actor,
            local_user: sender.local_user.clone(),
            created_at: now,
            queued_at: now,
            ended_at: None,
            state: JobState::Waiting,
            dry_run,
            progress: Progress::default(),
            failure: None,
            by_itself: false,
            request,
            work,
        };
        let folder = self.folder_of(&job);
        let written = fs::create_dir_all(&folder).and_then(|()| job::write(&folder, &job));
        written.map_err(storage_failed)?;
        self.insert(&mut table, job.clone());
        Ok(job)
    }
}

/// The job that the same request asked for before.
fn asked_before(
    table: &Table,
    request: &JobRequest,
    sender: &Meta,
    keys: &RequestKeys,
) -> Result<Option<Job>, Refusal> {
    let mut own = table.jobs.values().filter(|job| job.actor == sender.actor);
    let same_key = |job: &&Job| job.request.as_ref().is_some_and(|known| known.key == request.key);
    let Some(job) = own.find(same_key) else { return Ok(None) };
    let mark = job.request.as_ref().and_then(|known| known.mark);
    match keys.compare(mark, sender.request) {
        Compared::Same | Compared::Unknown => Ok(Some(job.clone())),
        Compared::Other => Err(Code::IdempotencyKeyReused.into()),
    }
}

/// The reason somebody gave, or one for him: every move in the record has one.
fn reason_or(given: &str, own: impl Fn() -> String) -> String {
    let given: String = given.trim().chars().take(PLACE_REASON_CHARS).collect();
    if given.is_empty() { own() } else { given }
}
