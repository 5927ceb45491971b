//! Accounts: list, add, change, badge, password.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::folders::present;
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging, PersonCard, PersonRef};
use super::taking::Taking;
use crate::domain::command::{Command, NewPerson, PersonPatch};
use crate::domain::event::Event;
use crate::domain::ids::PersonNo;
use crate::domain::person::Person;
use crate::domain::policy::{Permission, Role};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::vault::Secret;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleFilter {
    /// Part of a name.
    q: Option<String>,
    /// One role.
    role: Option<Role>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Accounts, by number.
#[utoipa::path(get, operation_id = "list_people", path = "/people", tag = "people", params(PeopleFilter, Taking, super::shape::Knowing), responses((status = 200, body = Page<PersonCard>)))]
pub async fn list(
    Query(filter): Query<PeopleFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&[Permission::PeopleEdit, Permission::Lend, Permission::AuditRead])?;
    let needle = filter.q.unwrap_or_default().trim().to_lowercase();
    let wanted = |person: &Person| {
        filter.role.is_none_or(|role| role == person.facts.role)
            && (needle.is_empty()
                || person.details.name.contains(&needle)
                || person.details.display_name.to_lowercase().contains(&needle)
                || person.badge_code().to_lowercase() == needle)
    };
    let paging = Paging { limit: filter.limit, cursor: filter.cursor, min_seq: None };
    let all = asker.state().people.iter().filter(|person| wanted(person));
    let (page, next_cursor) = taking.cut(&paging, all)?;
    let items = page.into_iter().map(|person| card(asker.state(), person)).collect();
    taking.answer("people", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// Whom somebody looks for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ColleagueFilter {
    /// Part of a name.
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Who may answer for a case: names and departments of those who work here. Who does not keep the archive finds his own
/// department only.
#[utoipa::path(get, operation_id = "list_colleagues", path = "/colleagues", tag = "people", params(ColleagueFilter, super::shape::Knowing),
    responses((status = 200, body = Page<PersonRef>)))]
pub async fn colleagues(
    Of(app): Of<App>,
    Query(filter): Query<ColleagueFilter>,
    asker: Asker,
) -> Result<Json<Page<PersonRef>>, Refusal> {
    asker.require(Permission::CaseAnnounce)?;
    let needle = filter.q.unwrap_or_default().trim().to_lowercase();
    let own = asker.person.facts.department;
    let everybody = asker.person.facts.role.may(Permission::CaseReceive);
    let wanted = |person: &Person| {
        let named = [&person.details.name, &person.details.display_name];
        person.works_on(asker.today)
            && (everybody || (own.is_some() && person.facts.department == own))
            && named.iter().any(|name| name.to_lowercase().contains(&needle))
    };
    let paging = Paging { limit: filter.limit, cursor: filter.cursor, min_seq: None };
    let all = asker.state().people.iter().filter(|person| wanted(person));
    let (page, next_cursor) = paging.cut(all);
    let show = app.show(asker.state(), &asker);
    let items = page.into_iter().map(|person| show.person(person.no)).collect();
    Ok(Json(Page::of(items, next_cursor, None, asker.state().seq)))
}

/// One account.
#[utoipa::path(get, operation_id = "show_person", path = "/people/{no}", tag = "people", params(("no" = u32, Path)),
    responses((status = 200, body = PersonCard), (status = 404, body = Problem)))]
pub async fn show(Path(no): Path<u32>, asker: Asker) -> Result<Json<PersonCard>, Refusal> {
    asker.identity.require_any(&[Permission::PeopleEdit, Permission::Lend, Permission::AuditRead])?;
    let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", no);
    let person = asker.state().people.get(PersonNo(no)).ok_or_else(unknown)?;
    Ok(Json(card(asker.state(), person)))
}

/// An account to add.
#[derive(Deserialize, ToSchema)]
pub struct NewPersonBody {
    name: String,
    display_name: String,
    role: Role,
    department: Option<String>,
    expires_on: Option<NaiveDate>,
    /// A first password; by default one is made and shown once. It must be changed at first use.
    password: Option<String>,
    /// Whether he may sign in, or only borrow; by default he may.
    may_sign_in: Option<bool>,
    clearance: Option<u8>,
}

/// An account that was added.
#[derive(Serialize, ToSchema)]
pub struct AddedPerson {
    person: PersonCard,
    /// His first password, shown here and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_time_password: Option<String>,
}

/// Adds an account.
#[utoipa::path(post, operation_id = "add_person", path = "/people", tag = "people", request_body = NewPersonBody,
    responses((status = 201, body = AddedPerson), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(Of(app): Of<App>, submit: Submit<NewPersonBody>) -> Result<impl IntoResponse, Refusal> {
    let body = submit.body;
    let may_sign_in = body.may_sign_in.unwrap_or(true);
    let chosen = body.password.filter(|password| !password.is_empty()).map(Secret::new);
    if let Some(password) = &chosen {
        crate::auth::check_new_password(&body.name, password)?;
    }
    let new = NewPerson {
        name: body.name,
        display_name: body.display_name,
        role: body.role,
        department: body.department,
        expires_on: body.expires_on,
        may_sign_in,
        clearance: body.clearance,
    };
    let done = app.archive.execute(submit.meta, Command::AddPerson(new)).await?;
    let added = done
        .events
        .iter()
        .find_map(|event| if let Event::PersonSet(event, _) = event { Some(event.person) } else { None });
    let person = added.and_then(|no| done.now.state.people.get(no)).ok_or(Code::Internal)?;
    let one_time = if may_sign_in && !done.repeated {
        app.auth.give_password(person.no, &person.details.name, chosen).await?
    } else {
        None
    };
    let one_time_password = one_time.map(|secret| secret.expose().to_owned());
    Ok((StatusCode::CREATED, Json(AddedPerson { person: card(&done.now.state, person), one_time_password })))
}

/// An account to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonPatchBody {
    display_name: Option<String>,
    role: Option<Role>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    department: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    expires_on: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<u8>)]
    clearance: Option<Option<u8>>,
    active: Option<bool>,
    may_sign_in: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    blocked_reason: Option<Option<String>>,
}

/// Changes an account. Closing one ends everything it can sign in with at once; another role ends its sessions.
#[utoipa::path(patch, operation_id = "change_person", path = "/people/{no}", tag = "people", params(("no" = u32, Path)), request_body = PersonPatchBody,
    responses((status = 200, body = PersonCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn change(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<PersonPatchBody>,
) -> Result<Json<PersonCard>, Refusal> {
    let body = submit.body;
    let patch = PersonPatch {
        person: PersonNo(no),
        display_name: body.display_name,
        role: body.role,
        department: body.department.map(Option::unwrap_or_default),
        expires_on: body.expires_on,
        clearance: body.clearance,
        active: body.active,
        may_sign_in: body.may_sign_in,
        blocked_reason: body.blocked_reason.map(Option::unwrap_or_default),
    };
    let role = |state: &State| state.people.get(PersonNo(no)).map(|person| person.facts.role);
    let before = role(submit.asker.state());
    let done = app.archive.execute(submit.meta, Command::ChangePerson(patch)).await?;
    let person = done.now.state.people.get(PersonNo(no)).ok_or(Code::Internal)?;
    if !person.facts.active || !person.facts.may_sign_in {
        app.auth.withdraw(person.no)?;
    } else if before != role(&done.now.state) {
        // Rights count at once in every session; a new role begins with a new sign-in all the same.
        app.auth.sign_out_everywhere(person.no)?;
    }
    Ok(Json(card(&done.now.state, person)))
}

/// Gives an account a new badge; the former one no longer counts.
#[utoipa::path(post, operation_id = "issue_badge", path = "/people/{no}/badge", tag = "people", params(("no" = u32, Path)),
    responses((status = 200, body = PersonCard), (status = 404, body = Problem)))]
pub async fn badge(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<PersonCard>, Refusal> {
    let done = app.archive.execute(submit.meta, Command::IssueBadge { person: PersonNo(no) }).await?;
    let person = done.now.state.people.get(PersonNo(no)).ok_or(Code::Internal)?;
    Ok(Json(card(&done.now.state, person)))
}

/// A password that is shown once.
#[derive(Serialize, ToSchema)]
pub struct OneTimePassword {
    one_time_password: String,
}

/// Gives an account a one-time password; its sessions, its tokens and its authenticator app end.
#[utoipa::path(post, path = "/people/{no}/reset-password", tag = "people", params(("no" = u32, Path)),
    responses((status = 200, body = OneTimePassword), (status = 404, body = Problem)))]
pub async fn reset_password(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<OneTimePassword>, Refusal> {
    submit.asker.require(Permission::PeopleEdit)?;
    let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", no);
    let person =
        submit.asker.state().people.get(PersonNo(no)).filter(|person| person.facts.may_sign_in).ok_or_else(unknown)?;
    let secret = app.auth.give_password(person.no, &person.details.name, None).await?.ok_or(Code::Internal)?;
    Ok(Json(OneTimePassword { one_time_password: secret.expose().to_owned() }))
}

/// An account, as those who may see accounts see it.
#[must_use]
pub fn card(state: &State, person: &Person) -> PersonCard {
    let department = person.facts.department.and_then(|no| state.organisation.department(no));
    PersonCard {
        no: person.no.0,
        name: person.details.name.clone(),
        display_name: person.details.display_name.clone(),
        role: person.facts.role,
        department: department.map(|department| department.code.clone()),
        expires_on: person.facts.expires_on,
        active: person.facts.active,
        badge_code: person.badge_code(),
        may_sign_in: person.facts.may_sign_in,
        blocked_reason: person.facts.blocked.then(|| person.details.blocked_reason.clone()),
        clearance: person.facts.clearance,
        loans: state.custody.loans_of(person.no).count() as u32,
    }
}
