//! Templates: those that come with the program, and the archive's own with all their versions; what one prints on.

use super::preview::title;
use crate::archive::codec;
use crate::domain::command::{Command, LabelCommand, TemplatePatch};
use crate::domain::event::{Event, TemplateSet};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{OwnTemplate, State};
use crate::domain::value::Bilingual;
use crate::http::App;
use crate::http::extract::{Asker, Path, Query, Submit};
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::shape::{Knowing, Page};
use crate::http::taking::Taking;
use crate::label::{FIELDS, Form, Medium, SHIPPED, Template};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use utoipa::{IntoParams, ToSchema};

/// A template, in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TemplateShown {
    /// Its code.
    pub code: String,
    /// What it is for, such as `folder`; kinds may be added.
    pub kind: String,
    /// The kind in words.
    pub kind_name: Bilingual,
    /// Its own name.
    pub title: Bilingual,
    /// Its width, in tenths of a millimetre.
    pub width_tenths: u32,
    /// Its height, in tenths of a millimetre.
    pub height_tenths: u32,
    /// Whether it is a page of its own rather than stuck onto something.
    pub is_form: bool,
    /// Of one of the archive's own: its newest version.
    pub version: Option<u32>,
    /// Whether it is not used any more.
    pub retired: bool,
}

impl TemplateShown {
    fn of(code: &str, template: &Template, own: Option<&TemplateSet>) -> Self {
        let (kind, (width_mm, height_mm)) = (template.kind(), template.size_mm());
        let tenths = |mm: f32| (mm * 10.0).round() as u32;
        Self {
            code: code.to_owned(),
            kind: kind.id().to_owned(),
            kind_name: Bilingual::new(kind.zh(), kind.en()),
            title: title(template),
            width_tenths: tenths(width_mm),
            height_tenths: tenths(height_mm),
            is_form: template.is_form(),
            version: own.map(|own| own.version),
            retired: own.is_some_and(|own| own.retired),
        }
    }
}

/// Those that come with the program never change.
static FROM_THE_PROGRAM: LazyLock<Vec<TemplateShown>> = LazyLock::new(|| {
    let read = |code: &str, svg: &str| Some(TemplateShown::of(code, &Template::read(svg).ok()?, None));
    SHIPPED.iter().filter_map(|shipped| read(shipped.id, shipped.svg)).collect()
});

/// All templates: the archive's own first, then those that come with the program.
#[utoipa::path(get, operation_id = "list_templates", path = "/label-templates", tag = "labels", params(Taking, Knowing),
    responses((status = 200, body = Page<TemplateShown>)))]
pub async fn list(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::LabelPrint)?;
    let listed = tokio::task::spawn_blocking(move || {
        let own = asker.state().labels.templates().filter_map(|own| shown(own).ok());
        let page = Page::whole(own.chain(FROM_THE_PROGRAM.iter().cloned()).collect(), asker.state().seq);
        taking.answer::<TemplateShown>("templates", &asker, page)
    });
    listed.await.map_err(|_| Code::Internal)?
}

fn shown(own: &OwnTemplate) -> Result<TemplateShown, Refusal> {
    Ok(TemplateShown::of(&own.set.code, &Template::read(&own.set.svg)?, Some(&own.set)))
}

/// A field that a template may name.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldShown {
    /// As it stands in the template, in braces.
    name: String,
    /// What it is.
    title: Bilingual,
}

/// A version of one of the archive's own templates.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateVersion {
    /// Its number.
    version: u32,
    /// When it was made.
    at: DateTime<Utc>,
    /// Whether the template was taken out of use with it.
    retired: bool,
}

/// A template, whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateCard {
    #[serde(flatten)]
    template: TemplateShown,
    /// The template itself.
    svg: String,
    /// Its versions, the newest first; none of those that come with the program.
    versions: Vec<TemplateVersion>,
    /// The fields it may name.
    fields: Vec<FieldShown>,
    /// The fields its repeating rows may name.
    row_fields: Vec<FieldShown>,
    /// The last frame this answer knows of.
    seq: u64,
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichVersion {
    /// Its number; the newest unless said.
    version: Option<u32>,
}

/// A template with its drawing, in its newest version or an older one.
#[utoipa::path(get, operation_id = "show_template", path = "/label-templates/{code}", tag = "labels", params(("code" = String, Path), WhichVersion, Knowing),
    responses((status = 200, body = TemplateCard), (status = 404, body = Problem)))]
pub async fn show(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(WhichVersion { version }): Query<WhichVersion>,
    asker: Asker,
) -> Result<Json<TemplateCard>, Refusal> {
    asker.require(Permission::LabelPrint)?;
    Ok(Json(card(&app, asker.state(), &code, version)?))
}

fn unknown(code: &str) -> Refusal {
    Refusal::new(Code::TemplateUnknown).with("name", code.chars().take(64).collect::<String>())
}

fn card(app: &App, state: &State, code: &str, version: Option<u32>) -> Result<TemplateCard, Refusal> {
    let (svg, versions, own) = match state.labels.template(code) {
        Some(own) => {
            let (sets, versions) = told(app, own)?;
            let wanted = version.unwrap_or(own.set.version);
            let set = sets.into_iter().find(|set| set.version == wanted).ok_or_else(|| unknown(code))?;
            (set.svg.clone(), versions, Some(set))
        }
        None => {
            let shipped = SHIPPED.iter().find(|shipped| shipped.id == code && version.is_none());
            (shipped.ok_or_else(|| unknown(code))?.svg.to_owned(), Vec::new(), None)
        }
    };
    let template = Template::read(&svg)?;
    let fields = |names: &[&str]| FIELDS.iter().filter(|field| names.contains(&field.0)).map(field).collect();
    Ok(TemplateCard {
        fields: fields(template.kind().fields()),
        row_fields: fields(template.kind().row_fields()),
        template: TemplateShown::of(code, &template, own.as_ref()),
        svg,
        versions,
        seq: state.seq,
    })
}

fn field((name, zh, en): &(&'static str, &'static str, &'static str)) -> FieldShown {
    FieldShown { name: (*name).to_owned(), title: Bilingual::new(*zh, *en) }
}

/// What was ever said of a template, from its frames, and when; the newest first.
fn told(app: &App, own: &OwnTemplate) -> Result<(Vec<TemplateSet>, Vec<TemplateVersion>), Refusal> {
    let (mut sets, mut versions) = (Vec::new(), Vec::new());
    for seq in own.seqs.iter().rev() {
        let frame = app.archive.ledger().read(*seq).map_err(|_| Code::StorageFailed)?;
        for event in codec::events_of(&frame).map_err(|_| Code::StorageFailed)? {
            if let Event::TemplateSet(set) = event
                && set.code == own.set.code
            {
                versions.push(TemplateVersion {
                    version: set.version,
                    at: frame.head.recorded_at,
                    retired: set.retired,
                });
                sets.push(set);
            }
        }
    }
    Ok((sets, versions))
}

/// A template as it is to be; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TemplateBody {
    /// The template.
    svg: Option<String>,
    /// Whether it is not used any more.
    retired: Option<bool>,
    /// The version it was made from; 0 for a new one.
    if_version: Option<u32>,
}

/// Gives one of the archive's own templates a version, or its first; its code begins with `own-`. It is read first, and what
/// is wrong with it is said with its line.
#[utoipa::path(put, operation_id = "set_template", path = "/label-templates/{code}", tag = "labels", params(("code" = String, Path)), request_body = TemplateBody,
    responses((status = 200, body = TemplateCard), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<TemplateBody>,
) -> Result<Json<TemplateCard>, Refusal> {
    submit.asker.require(Permission::LabelPrint)?;
    let TemplateBody { svg, retired, if_version } = submit.body;
    if let Some(svg) = &svg {
        Template::read(svg)?;
    }
    let patch = TemplatePatch { code: code.clone(), svg, retired, if_version };
    let done = app.archive.execute(submit.meta, Command::Label(LabelCommand::SetTemplate(patch))).await?;
    Ok(Json(card(&app, &done.now.state, &code, None)?))
}

/// What sort of paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// Sheets with places in columns and rows.
    Sheet,
    /// One label after the other.
    Roll,
}

/// Paper that labels are sold on, in tenths of a millimetre.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperShown {
    /// Its name in requests.
    id: String,
    /// Its name.
    name: Bilingual,
    /// What sort it is.
    form: PaperForm,
    /// A label's width.
    width_tenths: u32,
    /// A label's height.
    height_tenths: u32,
    /// How many labels side by side.
    columns: usize,
    /// How many one above the other.
    rows: usize,
}

/// Paper that the program knows: sheets and rolls as they are sold.
#[utoipa::path(get, operation_id = "list_papers", path = "/label-papers", tag = "labels", params(Knowing),
    responses((status = 200, body = Page<PaperShown>)))]
pub async fn papers(asker: Asker) -> Result<Json<Page<PaperShown>>, Refusal> {
    asker.require(Permission::LabelPrint)?;
    let tenths = |mm: f32| (mm * 10.0).round() as u32;
    let paper = |medium: Medium| PaperShown {
        form: if matches!(medium.form, Form::Roll { .. }) { PaperForm::Roll } else { PaperForm::Sheet },
        width_tenths: tenths(medium.label_mm.0),
        height_tenths: tenths(medium.label_mm.1),
        columns: medium.cells.0,
        rows: medium.cells.1,
        name: Bilingual::new(medium.zh, medium.en),
        id: medium.id,
    };
    Ok(Json(Page::whole(Medium::shipped().into_iter().map(paper).collect(), asker.state().seq)))
}
