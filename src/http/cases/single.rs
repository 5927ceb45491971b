//! What is done with single papers of a case: lent alone, brought back, moved, withdrawn, found elsewhere.

use super::shape::AbsentShown;
use super::{CaseCard, PaperName, carry_out};
use crate::archive::codec::time_of;
use crate::domain::absence::Absence;
use crate::domain::command::{CaseCommand, PaperCommand};
use crate::domain::decide::find_case;
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use crate::http::App;
use crate::http::extract::{Asker, Path, Submit};
use crate::http::json::Json;
use crate::http::lending::BorrowerBody;
use crate::http::problem::Problem;
use crate::http::show::Show;
use crate::http::stories;
use axum::extract::State as Of;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// A paper to lend alone.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LendPaperBody {
    paper: PaperName,
    borrower: BorrowerBody,
    due: Option<NaiveDate>,
    #[serde(default)]
    purpose: String,
}

/// Lends a paper alone; a slip takes its place.
#[utoipa::path(post, operation_id = "lend_paper", path = "/cases/{case}/lend-paper", tag = "cases", params(("case" = String, Path)), request_body = LendPaperBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn lend_paper(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<LendPaperBody>,
) -> Result<Json<CaseCard>, Refusal> {
    submit.asker.require(Permission::Lend)?;
    let LendPaperBody { paper, borrower, due, purpose } = submit.body;
    let borrower = borrower.find(submit.asker.state())?;
    let lend = PaperCommand::Lend { case, paper: paper.into_text(), borrower, due, purpose };
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Paper(lend)).await
}

/// A paper.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PaperBody {
    paper: PaperName,
}

/// Records that a paper lies with the others again, wherever the record has it: lent, short, withdrawn, missing, in another
/// folder. One that was moved to another case since is that case's.
#[utoipa::path(post, operation_id = "return_paper", path = "/cases/{case}/return-paper", tag = "cases", params(("case" = String, Path)), request_body = PaperBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn return_paper(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<PaperBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let give_back = PaperCommand::Return { case, paper: submit.body.paper.into_text() };
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Paper(give_back)).await
}

/// To which case a paper belongs.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MovePaperBody {
    paper: PaperName,
    /// The case it belongs to.
    to_case: String,
    /// What it is there; by default the paper of the same id that is not there yet, else one beyond the list.
    to_paper: Option<PaperName>,
    /// What it is called there, if that case's list does not say; by default as here.
    #[serde(default)]
    name: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// Lets a paper belong to another case. The answer is the case it was of.
#[utoipa::path(post, operation_id = "move_paper", path = "/cases/{case}/move-paper", tag = "cases", params(("case" = String, Path)), request_body = MovePaperBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn move_paper(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<MovePaperBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let asker = submit.asker;
    asker.require(Permission::CaseReceive)?;
    let MovePaperBody { paper, to_case: to, to_paper, name, reason } = submit.body;
    let (paper, to_paper) = (paper.into_text(), to_paper.map(PaperName::into_text));
    let name = if name.trim().is_empty() { name_beyond_list(&app, &asker, &case, &paper).await? } else { name };
    let shift = PaperCommand::Move { case, paper, to, to_paper, name, reason };
    carry_out(&app, &asker, submit.meta, CaseCommand::Paper(shift)).await
}

/// What a paper is called that is on no list; empty for any other.
async fn name_beyond_list(app: &App, asker: &Asker, case: &str, paper: &str) -> Result<String, Refusal> {
    let case = find_case(asker.state(), &asker.sight, case)?;
    let Ok(no) = paper.parse().map(PaperNo) else { return Ok(String::new()) };
    app.views.surely_caught_up(asker.state().seq).await?;
    let record = app.views.case(case)?.unwrap_or_default();
    Ok(record.names.get(&no).cloned().unwrap_or_default())
}

/// A paper, and why it is taken out.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WithdrawPaperBody {
    paper: PaperName,
    /// Why, and to whom.
    reason: String,
}

/// Takes a paper out for good. For one that is short this ends the search: nobody answers for it any more.
#[utoipa::path(post, operation_id = "withdraw_paper", path = "/cases/{case}/withdraw-paper", tag = "cases", params(("case" = String, Path)), request_body = WithdrawPaperBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn withdraw_paper(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<WithdrawPaperBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let WithdrawPaperBody { paper, reason } = submit.body;
    let withdraw = PaperCommand::Withdraw { case, paper: paper.into_text(), reason };
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Paper(withdraw)).await
}

/// Where a paper was seen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SightPaperBody {
    paper: PaperName,
    /// The folder.
    folder: String,
    /// In the finder's words.
    #[serde(default)]
    note: String,
}

/// Records that a paper was seen in a folder, its own or another. Who has it on loan has it still.
#[utoipa::path(post, operation_id = "sight_paper", path = "/cases/{case}/sight-paper", tag = "cases", params(("case" = String, Path)), request_body = SightPaperBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem)))]
pub async fn sight_paper(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<SightPaperBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let SightPaperBody { paper, folder, note } = submit.body;
    let sight = PaperCommand::Sight { case, paper: paper.into_text(), folder, note };
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Paper(sight)).await
}

impl Show<'_> {
    /// Where a paper is that does not lie with the others. Of a folder or case one may not see, only that there is one.
    #[must_use]
    pub fn absent(&self, case: CaseNo, paper: PaperNo) -> Option<AbsentShown> {
        let state = self.state;
        let absent = state.cases.absent(case, paper)?;
        let mut shown = AbsentShown {
            how: String::new(),
            text: stories::absence(*self, absent.how),
            borrower: absent.how.borrower().map(|no| self.person(no)),
            due: absent.how.due(),
            folder: None,
            case: None,
            since: time_of(absent.since_us),
        };
        let how = match absent.how {
            Absence::Lent { .. } => "lent",
            Absence::Short { .. } => "short",
            Absence::Elsewhere { folder } => {
                shown.folder = state.sees(self.sight, folder).then(|| state.codes.own(folder).to_owned());
                "elsewhere"
            }
            Absence::Moved { to, .. } => {
                shown.case = state.sees_case(self.sight, to).then(|| state.cases.code(to).to_owned());
                "moved"
            }
        };
        how.clone_into(&mut shown.how);
        Some(shown)
    }
}
