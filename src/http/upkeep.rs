//! What the administrator starts from the page of the system and may leave: proving the archive, and making views and
//! index anew.

use super::App;
use super::extract::{Asker, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::PersonRef;
use super::show::Show;
use crate::archive::proof::{Line, Verdict};
use crate::archive::upkeep::{Proved, UnderWay};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::vault;
use axum::extract::State as Of;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::path::Path;
use utoipa::ToSchema;

/// Who may ask whether everything fits.
pub(super) const PROVERS: [Permission; 2] = [Permission::SettingsEdit, Permission::AuditRead];

/// Work that is under way.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkShown {
    began_at: DateTime<Utc>,
    by: PersonRef,
    /// The frame that the walk has come to.
    come_to: u64,
    /// The last frame when it began.
    seq: u64,
}

impl WorkShown {
    /// Work as it is shown.
    pub(super) fn of(work: &UnderWay, show: Show<'_>) -> Self {
        Self { began_at: work.began_at, by: show.person(work.by), come_to: work.come_to(), seq: work.seq }
    }
}

/// One thing that was looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckShown {
    /// What was looked at.
    check: String,
    /// `fits`, `noted` (nothing is wrong, but somebody may want to know) or `misfit`.
    verdict: String,
    /// How it was found, in the language asked for.
    detail: String,
    /// What to do, where something has to be done.
    advice: Option<String>,
}

impl CheckShown {
    fn of(line: &Line, language: Language) -> Self {
        let verdict = match line.verdict {
            Verdict::Fits => "fits",
            Verdict::Noted => "noted",
            Verdict::Misfit => "misfit",
        };
        Self {
            check: line.check.clone(),
            verdict: verdict.to_owned(),
            detail: line.sentence(language).to_owned(),
            advice: line.advice(language).map(str::to_owned),
        }
    }
}

/// A proof that came to its end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvedShown {
    began_at: DateTime<Utc>,
    at: DateTime<Utc>,
    by: PersonRef,
    /// The last frame when it began.
    seq: u64,
    /// Whether nothing was found that does not fit.
    fits: bool,
    /// What was looked at, in order.
    checks: Vec<CheckShown>,
    /// Why nothing could be proved, in English.
    failure: Option<String>,
}

impl ProvedShown {
    fn of(proved: Proved, show: Show<'_>, language: Language) -> Self {
        Self {
            began_at: proved.began_at,
            at: proved.at,
            by: show.person(proved.by),
            seq: proved.seq,
            fits: proved.failure.is_none() && proved.report.misfit().is_none(),
            checks: proved.report.lines.iter().map(|line| CheckShown::of(line, language)).collect(),
            failure: proved.failure,
        }
    }
}

/// Whether everything that is kept fits together.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofShown {
    /// The proof that is under way.
    under_way: Option<WorkShown>,
    /// How the last one came out.
    last: Option<ProvedShown>,
}

impl ProofShown {
    fn of(app: &App, asker: &Asker) -> Self {
        let show = app.show(asker.state(), asker);
        // Asked first: what ends meanwhile is then shown as under way once more, never as if it had not been.
        let under_way = app.upkeep.proving().map(|work| WorkShown::of(&work, show));
        let last = app.upkeep.last_proof().map(|proved| ProvedShown::of(proved, show, asker.language));
        Self { under_way, last }
    }
}

/// Whether everything that is kept fits together: the proof under way, and how the last one came out.
#[utoipa::path(get, operation_id = "show_proof", path = "/system/proof", tag = "system",
    responses((status = 200, body = ProofShown), (status = 403, body = Problem)))]
pub async fn proof(Of(app): Of<App>, asker: Asker) -> Result<Json<ProofShown>, Refusal> {
    asker.identity.require_any(&PROVERS)?;
    Ok(Json(ProofShown::of(&app, &asker)))
}

/// Begins to walk everything and to compare it, as `strongroom verify` does; nothing is changed, and everybody is answered
/// meanwhile. While a proof is under way, that one goes on.
#[utoipa::path(post, operation_id = "prove", path = "/system/proof", tag = "system", request_body = super::Nothing,
    responses((status = 202, body = ProofShown), (status = 403, body = Problem)))]
pub async fn prove(
    Of(app): Of<App>,
    submit: Submit<super::Nothing>,
) -> Result<(StatusCode, Json<ProofShown>), Refusal> {
    submit.asker.identity.require_any(&PROVERS)?;
    let begun = app.upkeep.prove(submit.asker.no(), |data_dir| vec![secrets(data_dir)]);
    begun.map_err(|_| Code::Internal)?;
    Ok((StatusCode::ACCEPTED, Json(ProofShown::of(&app, &submit.asker))))
}

/// Begins to make views and search index anew, as `strongroom rebuild` does; everybody is answered meanwhile.
#[utoipa::path(post, operation_id = "rebuild", path = "/system/rebuild", tag = "system", request_body = super::Nothing,
    responses((status = 202, body = WorkShown), (status = 403, body = Problem)))]
pub async fn rebuild(
    Of(app): Of<App>,
    submit: Submit<super::Nothing>,
) -> Result<(StatusCode, Json<Option<WorkShown>>), Refusal> {
    submit.asker.require(Permission::SettingsEdit)?;
    app.upkeep.rebuild(submit.asker.no()).map_err(|_| Code::Internal)?;
    let show = app.show(submit.asker.state(), &submit.asker);
    let work = app.upkeep.rebuilding().map(|work| WorkShown::of(&work, show));
    Ok((StatusCode::ACCEPTED, Json(work)))
}

/// Whether every file of the vault is what was written.
#[must_use]
pub fn secrets(data_dir: &Path) -> Line {
    match vault::check(&data_dir.join("vault")) {
        Ok(count) => {
            Line::new("vault", Verdict::Fits, format!("{count} files are whole"), format!("{count} 个文件完好"))
        }
        Err(error) => Line::new("vault", Verdict::Misfit, error.to_string(), format!("保险库文件不符：{error}"))
            .advise(
                "Take this file from the last backup: restore it elsewhere and copy it from vault/.",
                "请从最近的备份取回该文件：恢复到别处后从 vault/ 复制。",
            ),
    }
}
