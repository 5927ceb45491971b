//! Labels over HTTP: a door to print them as a file, what was printed and stuck on.

mod chosen;
pub mod preview;
pub mod templates;

pub use chosen::LabelChoice;

use super::App;
use super::extract::{Asker, Submit};
use super::json::Json;
use super::lists::ListKind;
use super::problem::Problem;
use crate::domain::command::{Command, LabelCommand, PrintNote};
use crate::domain::label::PRINT_MAX;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::label::{Format, Printed, Warning};
use crate::printing::{Design, Eyes, confidential, draw, is_label, needed, template};
use axum::extract::State as Of;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many warnings go with an answer.
const WARNINGS_MAX: usize = 20;

/// As what labels are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelFormat {
    /// All pages in one document.
    #[default]
    Pdf,
    /// A picture of one page.
    Png,
    /// A drawing of one page.
    Svg,
    /// All labels in one job, for printers that speak ZPL.
    Zpl,
    /// All labels in one job, for printers that speak TSPL.
    Tspl,
}

impl LabelFormat {
    /// As the labels' writers call it.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Png => Format::Png,
            Self::Svg => Format::Svg,
            Self::Zpl => Format::Zpl,
            Self::Tspl => Format::Tspl,
        }
    }
}

/// Labels to print.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LabelsBody {
    /// What is printed.
    what: LabelChoice,
    #[serde(flatten)]
    design: Design,
    /// As what; a document unless said.
    #[serde(default)]
    format: LabelFormat,
    /// Of pictures: which page, from 1.
    #[serde(default)]
    page: Option<usize>,
    /// How many of them were printed before: 2,000 are printed at a time.
    #[serde(default)]
    skip: usize,
    /// Only so many, for a look at the first.
    #[serde(default)]
    at_most: Option<usize>,
    /// Whether this is the print, to be recorded of the folders, and not only a look at it.
    #[serde(default)]
    record: bool,
    /// Why once more, of labels that were printed before.
    #[serde(default)]
    reason: String,
}

/// Labels as a file. `x-total` says how many were chosen, `x-pages` how many pages they come to, `x-warnings` what whoever
/// prints should know, a sentence a line, in per cent encoding. A look at what is confidential is recorded first.
#[utoipa::path(post, operation_id = "print_labels", path = "/labels", tag = "labels", request_body = LabelsBody,
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"), (Vec<u8> = "application/octet-stream"))),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn print(Of(app): Of<App>, submit: Submit<LabelsBody>) -> Result<Response, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::LabelPrint)?;
    let kind = template(asker.state(), &body.design.template)?.kind();
    asker.require(needed(kind))?;
    app.views.surely_caught_up(asker.state().seq).await?;
    let (asker, app_too) = (std::sync::Arc::new(asker), app.clone());
    let for_thread = asker.clone();
    // Drawing takes a while, and so may choosing; others must not wait for it.
    let drawn = tokio::task::spawn_blocking(move || {
        let all = body.what.codes(&app_too, &for_thread, kind)?;
        let total = all.len();
        let count = body.at_most.unwrap_or(PRINT_MAX).min(PRINT_MAX);
        let codes: Vec<String> = all.into_iter().skip(body.skip).take(count).collect();
        let asker = &for_thread;
        let printed = draw(eyes(&app_too, asker), &body.design, &codes, body.format.format())?;
        Ok::<_, Refusal>((body, codes, total, printed))
    });
    let (body, codes, total, printed) = drawn.await.map_err(|_| Code::Internal)??;
    let bytes = one_file(printed.files.as_slice(), body.page)?;
    if body.record && is_label(kind) {
        let (template, reason) = (body.design.template, body.reason);
        let note = PrintNote { folders: codes, template, printer: None, reason };
        app.archive.execute(meta, Command::Label(LabelCommand::NotePrinted(note))).await?;
    } else {
        for folder in confidential(eyes(&app, &asker), kind, &codes) {
            let meta = crate::archive::Meta::of(meta.actor);
            app.archive.execute(meta, Command::Look { folder }).await?;
        }
    }
    Ok(respond(body.format, total, &printed, bytes, asker.language))
}

/// The archive as whoever asks sees it.
pub fn eyes<'a>(app: &'a App, asker: &'a Asker) -> Eyes<'a> {
    Eyes { now: &asker.now, views: &app.views, sight: &asker.sight, by: Some(asker.no()), today: asker.today }
}

/// The one file there is, or the page that was asked for.
fn one_file(files: &[Vec<u8>], page: Option<usize>) -> Result<Vec<u8>, Refusal> {
    let page = page.unwrap_or(1);
    let wrong = || Refusal::new(Code::BadValue).with("field", "page").with("detail", format!("1–{}", files.len()));
    files.get(page.wrapping_sub(1)).cloned().ok_or_else(wrong)
}

fn respond(format: LabelFormat, total: usize, printed: &Printed, bytes: Vec<u8>, language: Language) -> Response {
    let format = format.format();
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"labels.{}\"", format.id())),
        (HeaderName::from_static("x-total"), total.to_string()),
        (HeaderName::from_static("x-pages"), printed.pages.to_string()),
        (HeaderName::from_static("x-warnings"), warnings(&printed.warnings, language)),
    ];
    (headers, bytes).into_response()
}

/// Sentences, one a line, as a header can carry them.
fn warnings(warnings: &[Warning], language: Language) -> String {
    let said: Vec<String> = warnings.iter().take(WARNINGS_MAX).map(|warning| sentence(warning, language)).collect();
    utf8_percent_encode(&said.join("\n"), NON_ALPHANUMERIC).to_string()
}

fn sentence(warning: &Warning, language: Language) -> String {
    match (warning, language) {
        (Warning::GlyphMissing { character, text }, Language::Zh) => {
            format!("“{text}”中的 {character} 没有字形，以 〓 代替。")
        }
        (Warning::GlyphMissing { character, text }, Language::En) => {
            format!("No typeface has {character} of “{text}”; 〓 stands for it.")
        }
        (Warning::TextCut { text }, Language::Zh) => format!("“{text}”过长，已截断。"),
        (Warning::TextCut { text }, Language::En) => format!("“{text}” is too long and was cut."),
    }
}

/// Which labels are on their folders.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AppliedBody {
    /// The folders, by any of their codes, at most 2,000.
    codes: Vec<String>,
}

/// How labels stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelCounts {
    /// Folders that have no label and for which none was printed.
    not_labelled: u64,
    /// Folders whose label was printed and is not on them yet.
    to_apply: u64,
    /// Folders whose label has to be printed anew.
    to_reprint: u64,
    /// The last frame this answer knows of.
    seq: u64,
}

/// How many folders wait for a label, of those the asker may see.
#[utoipa::path(get, operation_id = "count_labels", path = "/labels", tag = "labels", params(super::shape::Knowing), responses((status = 200, body = LabelCounts)))]
pub async fn counts(asker: Asker) -> Result<Json<LabelCounts>, Refusal> {
    asker.identity.require_any(&[Permission::LabelPrint, Permission::PutAway])?;
    let counted = tokio::task::spawn_blocking(move || {
        let count = |kind: ListKind| kind.count(&asker);
        LabelCounts {
            not_labelled: count(ListKind::NotLabelled),
            to_apply: count(ListKind::ToApply),
            to_reprint: count(ListKind::ToReprint),
            seq: asker.state().seq,
        }
    });
    Ok(Json(counted.await.map_err(|_| Code::Internal)?))
}

/// Records that the labels of these folders are on them.
#[utoipa::path(post, operation_id = "note_applied", path = "/labels/applied", tag = "labels", request_body = AppliedBody,
    responses((status = 204), (status = 404, body = Problem), (status = 413, body = Problem)))]
pub async fn applied(Of(app): Of<App>, submit: Submit<AppliedBody>) -> Result<axum::http::StatusCode, Refusal> {
    let command = LabelCommand::NoteApplied { folders: submit.body.codes };
    app.archive.execute(submit.meta, Command::Label(command)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
