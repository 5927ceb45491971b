//! Forms and labels, filled with what stands in the archive and drawn: to look at, to print, to take along.

mod register;
mod subject;

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::search::SearchQuery;
use crate::archive::labels::{self, Asked, Subject, Tongue};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::label::{self, Format, Kind, Medium, Print, Printed, Start, Template, Warning, Words};
use crate::printing;
use axum::extract::State as Of;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use subject::FormList;

/// How many dots an inch has where nobody says: a form's picture on a screen, and what most office printers make well of.
const DPI: u32 = 203;
/// What the browser may do with a form: show it, and nothing that would reach out of it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'",
);
/// How many pages are shown at once; a document has all of them.
const PAGES_SHOWN_MAX: usize = 40;
/// How many warnings go with an answer.
const WARNINGS_MAX: usize = 10;

/// In which language a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormLanguage {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// Both, Chinese first.
    Both,
}

/// As what a form is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormFormat {
    /// A document with all pages, of exact size.
    #[default]
    Pdf,
    /// A picture of one page.
    Png,
    /// A drawing of one page.
    Svg,
    /// Drawings of the first 40 pages in one answer, to be shown.
    Pages,
}

/// On what paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormSheet {
    /// The size that the template was drawn for.
    #[default]
    Own,
    /// A4; what is a little larger is made smaller.
    A4,
    /// US Letter; what is a little larger is made smaller.
    Letter,
}

/// A form to be shown: its pages as drawings, in true size.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormPages {
    /// SVG drawings of the first 40 pages.
    pages: Vec<String>,
    /// How many pages it has.
    total: usize,
    /// How wide they are, in millimetres.
    width_mm: f32,
    /// How high.
    height_mm: f32,
    /// What whoever prints should know, a sentence each.
    warnings: Vec<String>,
}

/// What a form is about, and how it is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// What it is about, by any of its codes: a folder, a case, a place, a person's number or badge, a transfer's number.
    /// Of a separator also a business type: its papers of any case. Of a list of folders the place they stand in.
    of: Option<String>,
    /// A single paper of the case, by its number.
    paper: Option<u16>,
    /// A department's code: what is wanting of all its cases.
    department: Option<String>,
    /// Which folders a list has: `at_desk`, `missing`, `misplaced`, `damaged`, `to_reprint`, `to_move`.
    #[param(inline)]
    list: Option<FormList>,
    /// `zh`, `en` or `both`; by default the language of the request.
    #[param(inline)]
    language: Option<FormLanguage>,
    /// `pdf`, `png` or `svg`, the pictures of one page; or `pages`, drawings of all in JSON.
    #[serde(default)]
    #[param(inline)]
    format: FormFormat,
    /// `own`, `a4` or `letter`.
    #[serde(default)]
    #[param(inline)]
    sheet: FormSheet,
    /// A template of that kind, shipped or the archive's own, where the usual one is not wanted.
    template: Option<String>,
    /// Which page a picture is of, from 1.
    page: Option<usize>,
    /// The printer's dots in an inch, 72 to 600.
    dpi: Option<u32>,
}

/// Folders that are chosen one by one.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormCodes {
    /// Folders, by any of their codes, separated by commas.
    #[serde(default)]
    chosen: String,
}

/// A form to print.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FormBody {
    /// Which form, by its kind, such as `contents`.
    form: String,
    /// Folders, by any of their codes, at most 2,000.
    #[serde(default)]
    codes: Vec<String>,
    /// What it is about, and how it is wanted.
    #[serde(flatten)]
    how: FormQuery,
}

/// A form or label, drawn. `x-pages` says how many pages it has, `x-warnings` what whoever prints should know, in per cent
/// encoding. Printing what is about a confidential folder is recorded as a look at it, first.
#[utoipa::path(get, operation_id = "show_form", path = "/forms/{form}", tag = "forms", params(("form" = String, Path), FormQuery, FormCodes, SearchQuery),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"), (FormPages = "application/json"))),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn show(
    Of(app): Of<App>,
    Path(form): Path<String>,
    Query(how): Query<FormQuery>,
    Query(FormCodes { chosen }): Query<FormCodes>,
    Query(search): Query<SearchQuery>,
    asker: Asker,
) -> Result<Response, Refusal> {
    let codes = chosen.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect();
    let wanted = Wanted { kind: kind(&form)?, how, codes, search };
    answer(app, asker, wanted).await
}

/// The same for more folders than an address holds.
#[utoipa::path(post, operation_id = "print_form", path = "/forms", tag = "forms", request_body = FormBody,
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"), (FormPages = "application/json"))),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn print(Of(app): Of<App>, submit: Submit<FormBody>) -> Result<Response, Refusal> {
    let FormBody { form, codes, how } = submit.body;
    answer(app, submit.asker, Wanted { kind: kind(&form)?, how, codes, search: SearchQuery::default() }).await
}

/// What somebody wants printed.
pub struct Wanted {
    kind: Kind,
    how: FormQuery,
    codes: Vec<String>,
    search: SearchQuery,
}

fn kind(form: &str) -> Result<Kind, Refusal> {
    let unknown = || Refusal::new(Code::FormUnknown).with("form", form.chars().take(64).collect::<String>());
    Kind::of(form).ok_or_else(unknown)
}

/// Who may print what: the one place that says so. What the subject is about is found through his sight besides.
fn rights(kind: Kind) -> &'static [Permission] {
    match kind {
        Kind::Folder
        | Kind::FolderSpine
        | Kind::Volume
        | Kind::Separator
        | Kind::Condition
        | Kind::CaseSlip
        | Kind::LoanSlip
        | Kind::PaperSlip
        | Kind::Contents
        | Kind::FolderCover
        | Kind::FolderNote
        | Kind::FolderList
        | Kind::Certificate
        | Kind::MissingPapers => &[Permission::FolderSee],
        Kind::PickList => &[Permission::FolderSee, Permission::PutAway],
        Kind::Box | Kind::Shelf | Kind::Slot | Kind::RangeEnd => {
            &[Permission::PlacesEdit, Permission::PutAway, Permission::AuditRead, Permission::FolderRegister]
        }
        Kind::Badge => &[Permission::PeopleEdit],
        Kind::TransferList | Kind::TransferRegister => &super::cases::READERS,
        // One's own too: `subject` sees to it that they are.
        Kind::OverdueNotice | Kind::LoanReceipt => &[Permission::Lend, Permission::AuditRead, Permission::LoanOwn],
    }
}

async fn answer(app: App, mut asker: Asker, wanted: Wanted) -> Result<Response, Refusal> {
    asker.identity.require_any(rights(wanted.kind))?;
    let (tongue, words) = match (wanted.how.language, asker.language) {
        (Some(FormLanguage::Zh), _) | (None, Language::Zh) => (Tongue::Zh, Words::Zh),
        (Some(FormLanguage::En), _) | (None, Language::En) => (Tongue::En, Words::En),
        (Some(FormLanguage::Both), _) => (Tongue::Both, Words::Both),
    };
    asker.language = if tongue == Tongue::En { Language::En } else { Language::Zh };
    app.finder.caught_up(wanted.search.min_seq.unwrap_or(0)).await?;
    let asker = subject::looked(&app, asker, &wanted).await?;
    app.views.caught_up(asker.state().seq).await?;
    // Lists are long and drawing takes a while; others must not wait for it.
    let drawn = tokio::task::spawn_blocking(move || {
        let subject = subject::of(&app, &asker, &wanted, tongue)?;
        let by = Some(asker.no());
        let (now, views, sight, today) = (&*asker.now, &app.views, &asker.sight, asker.today);
        let content = labels::content(Asked { now, views, sight, by, tongue, today }, &subject)?;
        let content = label::Content { values: content.values, rows: content.rows };
        let template = template(asker.state(), &wanted, &subject)?;
        let medium = Medium::named(wanted.how.sheet.id(), template.size_mm())?;
        let printed = draw(&template, &medium, &content, words, &wanted.how)?;
        if wanted.how.format == FormFormat::Pages {
            return shown(printed, &medium, asker.language).map(IntoResponse::into_response);
        }
        let name = content.values.get("code").or(content.values.get("number"));
        Ok::<_, Refusal>(respond(&wanted, name.map_or("", String::as_str), asker.language, printed))
    });
    drawn.await.map_err(|_| Code::Internal)?
}

fn template(state: &State, wanted: &Wanted, subject: &Subject) -> Result<Template, Refusal> {
    let usual = match subject {
        Subject::MissingPapersOf(_) => "missing-papers-department-a4",
        _ => usual(wanted.kind),
    };
    let name = wanted.how.template.as_deref().unwrap_or(usual);
    let template = printing::template(state, name)?;
    if template.kind() != wanted.kind {
        return Err(Refusal::new(Code::TemplateUnknown).with("name", name));
    }
    Ok(template)
}

/// The shipped template that a kind is printed with where nobody chose one.
#[must_use]
pub fn usual(kind: Kind) -> &'static str {
    match kind {
        Kind::Folder => "folder-60x40",
        Kind::FolderSpine => "folder-spine-15",
        Kind::Volume => "volume-60x40",
        Kind::Box => "box-30",
        Kind::Shelf => "shelf-100x70",
        Kind::Slot => "slot-60x40",
        Kind::RangeEnd => "range-end-a4",
        Kind::Badge => "badge-86x54",
        Kind::Separator => "separator-a4",
        Kind::Condition => "condition-100x70",
        Kind::CaseSlip => "case-slip-a4",
        Kind::LoanSlip => "loan-slip-a5",
        Kind::PaperSlip => "paper-slip-a5",
        Kind::Contents => "contents-a4",
        Kind::FolderCover => "folder-cover-220x310",
        Kind::FolderNote => "folder-note-a4",
        Kind::FolderList => "folder-list-a4",
        Kind::TransferList => "transfer-list-a4",
        Kind::TransferRegister => "transfer-register-a4",
        Kind::PickList => "pick-list-a4",
        Kind::OverdueNotice => "overdue-notice-a4",
        Kind::Certificate => "certificate-a4",
        Kind::MissingPapers => "missing-papers-a4",
        Kind::LoanReceipt => "loan-receipt-a5",
    }
}

fn draw(
    template: &Template,
    medium: &Medium,
    content: &label::Content,
    words: Words,
    how: &FormQuery,
) -> Result<Printed, Refusal> {
    let dpi = how.dpi.unwrap_or(DPI).clamp(72, 600);
    let contents = std::slice::from_ref(content);
    let job = Print { template, contents, words, medium, start: Start::default(), dpi };
    let format = format_of(how.format);
    let page = how.page.unwrap_or(1).max(1);
    let printed = match how.format {
        FormFormat::Pdf => label::print(&job, format),
        FormFormat::Png | FormFormat::Svg => label::print_pages(&job, format, page..=page),
        FormFormat::Pages => label::print_pages(&job, format, 1..=PAGES_SHOWN_MAX),
    };
    Ok(printed?)
}

fn shown(printed: Printed, medium: &Medium, language: Language) -> Result<Json<FormPages>, Refusal> {
    let page = |file: Vec<u8>| String::from_utf8(file).map_err(|_| Refusal::from(Code::Internal));
    Ok(Json(FormPages {
        pages: printed.files.into_iter().map(page).collect::<Result<_, _>>()?,
        total: printed.pages,
        width_mm: medium.page_mm.0,
        height_mm: medium.page_mm.1,
        warnings: printed.warnings.iter().take(WARNINGS_MAX).map(|warning| sentence(warning, language)).collect(),
    }))
}

impl FormSheet {
    fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }
}

fn format_of(format: FormFormat) -> Format {
    match format {
        FormFormat::Pdf => Format::Pdf,
        FormFormat::Png => Format::Png,
        FormFormat::Svg | FormFormat::Pages => Format::Svg,
    }
}

fn respond(wanted: &Wanted, name: &str, language: Language, printed: Printed) -> Response {
    let format = format_of(wanted.how.format);
    let safe: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let dash = if safe.is_empty() { "" } else { "-" };
    let file = format!("inline; filename=\"{}{dash}{safe}.{}\"", wanted.kind.id(), format.id());
    let said: Vec<String> =
        printed.warnings.iter().take(WARNINGS_MAX).map(|warning| sentence(warning, language)).collect();
    let said = utf8_percent_encode(&said.join("\n"), NON_ALPHANUMERIC).to_string();
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, file),
        (HeaderName::from_static("x-pages"), printed.pages.to_string()),
        (HeaderName::from_static("x-warnings"), said),
    ];
    let bytes = printed.files.into_iter().next().unwrap_or_default();
    (headers, [(header::CONTENT_SECURITY_POLICY, POLICY)], bytes).into_response()
}

fn sentence(warning: &Warning, language: Language) -> String {
    let is_chinese = language == Language::Zh;
    match warning {
        Warning::GlyphMissing { character, text } if is_chinese => {
            format!("“{text}”中的 {character} 没有字形，以 〓 代替。")
        }
        Warning::GlyphMissing { character, text } => {
            format!("No typeface has {character} of “{text}”; 〓 stands for it.")
        }
        Warning::TextCut { text } if is_chinese => format!("“{text}”过长，已截断。"),
        Warning::TextCut { text } => format!("“{text}” is too long and was cut."),
    }
}
