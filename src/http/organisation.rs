//! Settings, departments, classes, business types, presets.

use super::App;
use super::extract::{Asker, OnlyNew, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::Page;
use super::taking::Taking;
use crate::domain::business_type::BusinessType;
use crate::domain::command::{Command, SettingsPatch};
use crate::domain::person::SecrecyClass;
use crate::domain::presets;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::settings::Settings;
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The archive's settings.
#[derive(Serialize, ToSchema)]
pub struct SettingsShown {
    archive_name: String,
    base_url: String,
    former_base_urls: Vec<String>,
    fonds: String,
    time_zone: String,
    default_loan_days: u32,
    max_loan_days: u32,
    max_renewals: u32,
    /// Whether administrators must sign in with a second factor.
    administrators_need_totp: bool,
}

fn shown(settings: &Settings) -> SettingsShown {
    let settings = settings.clone();
    SettingsShown {
        archive_name: settings.archive_name,
        base_url: settings.base_url,
        former_base_urls: settings.former_base_urls,
        fonds: settings.fonds,
        time_zone: settings.time_zone,
        default_loan_days: settings.default_loan_days,
        max_loan_days: settings.max_loan_days,
        max_renewals: settings.max_renewals,
        administrators_need_totp: settings.administrators_need_totp,
    }
}

/// The archive's settings.
#[utoipa::path(get, operation_id = "show_settings", path = "/settings", tag = "organisation", responses((status = 200, body = SettingsShown)))]
pub async fn settings(asker: Asker) -> Json<SettingsShown> {
    Json(shown(asker.state().organisation.settings()))
}

/// Settings to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct SettingsBody {
    archive_name: Option<String>,
    base_url: Option<String>,
    fonds: Option<String>,
    time_zone: Option<String>,
    default_loan_days: Option<u32>,
    max_loan_days: Option<u32>,
    max_renewals: Option<u32>,
    administrators_need_totp: Option<bool>,
}

/// Changes settings. A former base URL stays trusted for ever.
#[utoipa::path(patch, path = "/settings", tag = "organisation", request_body = SettingsBody,
    responses((status = 200, body = SettingsShown), (status = 422, body = Problem)))]
pub async fn change_settings(Of(app): Of<App>, submit: Submit<SettingsBody>) -> Result<Json<SettingsShown>, Refusal> {
    let body = submit.body;
    if let Some(zone) = &body.time_zone
        && zone.parse::<chrono_tz::Tz>().is_err()
    {
        return Err(Refusal::new(Code::BadValue).with("field", "time_zone").with("detail", zone));
    }
    let patch = SettingsPatch {
        archive_name: body.archive_name,
        base_url: body.base_url,
        fonds: body.fonds,
        time_zone: body.time_zone,
        default_loan_days: body.default_loan_days,
        max_loan_days: body.max_loan_days,
        max_renewals: body.max_renewals,
        administrators_need_totp: body.administrators_need_totp,
    };
    let done = app.archive.execute(submit.meta, Command::ChangeSettings(patch)).await?;
    Ok(Json(shown(done.now.state.organisation.settings())))
}

/// A department.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DepartmentBody {
    pub(super) code: String,
    pub(super) name: Bilingual,
}

/// All departments.
#[utoipa::path(get, operation_id = "list_departments", path = "/departments", tag = "organisation", params(Taking), responses((status = 200, body = Page<DepartmentBody>)))]
pub async fn departments(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    let departments = asker.state().organisation.departments().iter();
    let items =
        departments.map(|known| DepartmentBody { code: known.code.clone(), name: known.name.clone() }).collect();
    taking.answer::<DepartmentBody>("departments", &asker, Page::whole(items, asker.state().seq))
}

/// Adds a department, or renames the one with that code.
#[utoipa::path(post, path = "/departments", tag = "organisation", request_body = DepartmentBody,
    responses((status = 200, body = DepartmentBody), (status = 422, body = Problem)))]
pub async fn set_department(Of(app): Of<App>, submit: Submit<DepartmentBody>) -> Result<Json<DepartmentBody>, Refusal> {
    let DepartmentBody { code, name } = submit.body;
    let done = app.archive.execute(submit.meta, Command::SetDepartment { code: code.clone(), name }).await?;
    let organisation = &done.now.state.organisation;
    let department = organisation
        .department_by_code(code.trim())
        .and_then(|no| organisation.department(no))
        .ok_or(Code::Internal)?;
    Ok(Json(DepartmentBody { code: department.code.clone(), name: department.name.clone() }))
}

/// A secrecy class; a higher rank is more secret.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ClassBody {
    pub(super) code: String,
    pub(super) name: Bilingual,
    pub(super) confidential: bool,
    pub(super) rank: u8,
}

/// All secrecy classes.
#[utoipa::path(get, operation_id = "list_classes", path = "/classes", tag = "organisation", params(Taking), responses((status = 200, body = Page<ClassBody>)))]
pub async fn classes(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    let class = |class: &SecrecyClass| ClassBody {
        code: class.code.clone(),
        name: class.name.clone(),
        confidential: class.confidential,
        rank: class.rank,
    };
    let items = asker.state().organisation.classes().iter().map(class).collect();
    taking.answer::<ClassBody>("classes", &asker, Page::whole(items, asker.state().seq))
}

/// Adds a secrecy class, or changes the one with that code.
#[utoipa::path(post, path = "/classes", tag = "organisation", request_body = ClassBody,
    responses((status = 200, body = ClassBody), (status = 422, body = Problem)))]
pub async fn set_class(Of(app): Of<App>, submit: Submit<ClassBody>) -> Result<Json<ClassBody>, Refusal> {
    let ClassBody { code, name, confidential, rank } = submit.body;
    let class = SecrecyClass { code: code.clone(), name: name.clone(), rank, confidential };
    app.archive.execute(submit.meta, Command::SetClass(class)).await?;
    Ok(Json(ClassBody { code, name, confidential, rank }))
}

/// All business types, in their newest version.
#[utoipa::path(get, operation_id = "list_types", path = "/business-types", tag = "organisation", params(Taking), responses((status = 200, body = Page<BusinessType>)))]
pub async fn types(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    let items = asker.state().organisation.types().map(|(_, business_type)| (**business_type).clone()).collect();
    taking.answer::<BusinessType>("business-types", &asker, Page::whole(items, asker.state().seq))
}

/// Gives a business type a new version, or its first. Folders keep the version they were registered under.
#[utoipa::path(put, path = "/business-types/{code}", tag = "organisation", params(("code" = String, Path), OnlyNew),
    request_body = BusinessType, responses((status = 200, body = BusinessType), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set_type(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<serde_json::Value>,
) -> Result<Json<BusinessType>, Refusal> {
    let mut body = submit.body;
    if let Some(fields) = body.as_object_mut() {
        fields.insert("code".to_owned(), code.clone().into());
    }
    let business_type: BusinessType = serde_json::from_value(body).map_err(Refusal::unreadable)?;
    let done = app.archive.execute(submit.meta, Command::SetType(Box::new(business_type))).await?;
    let organisation = &done.now.state.organisation;
    let newest =
        organisation.type_by_code(&code).and_then(|no| organisation.business_type(no)).ok_or(Code::Internal)?;
    Ok(Json((**newest).clone()))
}

/// A preset that ships with the product.
#[derive(Serialize, ToSchema)]
pub struct PresetLine {
    name: String,
    title: Bilingual,
    description: Bilingual,
    /// The codes of its business types.
    types: Vec<String>,
}

/// The presets that ship with the product.
#[utoipa::path(get, path = "/presets", tag = "organisation", responses((status = 200, body = Page<PresetLine>)))]
pub async fn list_presets(asker: Asker) -> Json<Page<PresetLine>> {
    let line = |preset: presets::Preset| PresetLine {
        types: preset.types.iter().map(|business_type| business_type.code.clone()).collect(),
        name: preset.name,
        title: preset.title,
        description: preset.description,
    };
    Json(Page::whole(presets::all().into_iter().map(line).collect(), asker.state().seq))
}

/// Takes over a preset: departments, classes, business types and lanes.
#[utoipa::path(post, path = "/presets/{name}", tag = "organisation", params(("name" = String, Path)),
    responses((status = 200, body = Page<BusinessType>), (status = 404, body = Problem)))]
pub async fn load_preset(
    Of(app): Of<App>,
    Path(name): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<Page<BusinessType>>, Refusal> {
    let done = app.archive.execute(submit.meta, Command::LoadPreset { name }).await?;
    let items = done.now.state.organisation.types().map(|(_, business_type)| (**business_type).clone()).collect();
    Ok(Json(Page::whole(items, done.now.state.seq)))
}
