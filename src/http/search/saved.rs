//! Searches that somebody saved, for himself or for others too. A link says what is asked, never what was found: whoever
//! opens it finds what he may see.

use crate::archive::Published;
use crate::domain::command::{Command, SearchCommand, SearchPatch};
use crate::domain::event::{Audience, Event};
use crate::domain::ids::SearchNo;
use crate::domain::policy::{Permission, Role};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{SavedSearch, State};
use crate::http::App;
use crate::http::extract::{Asker, Path, Query, Submit};
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::shape::{Knowing, Page, PersonRef};
use crate::http::show::Show;
use crate::http::taking::{Cell, Column, Tabular, Taking, Words, column};
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an address of the page may choose, beside `q`.
const CHOICES: [&str; 15] = [
    "type",
    "period",
    "state",
    "department",
    "storeroom",
    "condition",
    "completeness",
    "class",
    "borrower",
    "overdue",
    "from",
    "until",
    "sort",
    "group",
    "view",
];

/// With whom a search is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareWith {
    /// Nobody.
    Nobody,
    /// Those of a role.
    Role,
    /// Those of a department.
    Department,
    /// Everybody.
    Everybody,
}

/// With whom a search is shared, and which role or department that is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Share {
    with: ShareWith,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The department's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
}

/// A saved search.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedShown {
    /// Its number.
    no: u32,
    /// What it is called.
    name: String,
    /// What the page's address says behind `?`: the whole question.
    query: String,
    /// With whom it is shared.
    share: Share,
    /// Whose it is.
    owner: PersonRef,
    /// Whether the asker may rename, change and delete it.
    may_change: bool,
}

impl Tabular for SavedShown {
    fn columns() -> Vec<Column<Self>> {
        let shared = |one: &Self, words: Words<'_>| match one.share.with {
            ShareWith::Nobody => words.either("仅自己", "nobody"),
            ShareWith::Everybody => words.either("所有人", "everybody"),
            ShareWith::Role => one.share.role.map_or(Cell::Empty, |role| role.label(words.language).into()),
            ShareWith::Department => words.department(one.share.department.as_deref()),
        };
        vec![
            column("no", "序号", "Number", |one: &Self, _| one.no.into()),
            column("name", "名称", "Name", |one: &Self, _| (&one.name).into()),
            column("query", "查询条件", "Query", |one: &Self, _| (&one.query).into()),
            column("share", "共享给", "Shared with", shared),
            column("owner", "创建人", "Owner", |one: &Self, _| (&one.owner.display_name).into()),
        ]
    }
}

/// A search to save.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSearch {
    /// What it is called.
    name: String,
    /// What the page's address says behind `?`.
    query: String,
    /// With whom it is shared; nobody unless said.
    share: Option<Share>,
}

/// A saved search as it is to be; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedPatch {
    /// What it is called.
    name: Option<String>,
    /// What the page's address says behind `?`.
    query: Option<String>,
    /// With whom it is shared.
    share: Option<Share>,
}

/// The searches that you saved, and those that others share with you, by name.
#[utoipa::path(get, operation_id = "list_searches", path = "/searches", tag = "find", params(Taking, Knowing),
    responses((status = 200, body = Page<SavedShown>)))]
pub async fn list(Of(app): Of<App>, Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let (state, show) = (asker.state(), app.show(asker.state(), &asker));
    let mine = state.searches.iter().filter(|row| row.is_for(&asker.person) || keeps(&asker, row));
    let mut items: Vec<SavedShown> = mine.map(|row| shown(show, &asker, row)).collect();
    items.sort_by(|one, other| (&one.name, one.no).cmp(&(&other.name, other.no)));
    taking.answer("searches", &asker, Page::whole(items, state.seq))
}

/// Saves a search.
#[utoipa::path(post, operation_id = "save_search", path = "/searches", tag = "find", request_body = NewSearch,
    responses((status = 200, body = SavedShown), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn save(Of(app): Of<App>, submit: Submit<NewSearch>) -> Result<Json<SavedShown>, Refusal> {
    submit.asker.require(Permission::FolderSee)?;
    let NewSearch { name, query, share } = submit.body;
    let (typed, chosen) = read(&query)?;
    let audience = share.map(|share| audience(submit.asker.state(), &share)).transpose()?;
    let patch = SearchPatch { search: None, name: Some(name), typed: Some(typed), chosen: Some(chosen), audience };
    let done = app.archive.execute(submit.meta, Command::Search(SearchCommand::Save(patch))).await?;
    let saved = done.events.iter().find_map(|event| match event {
        Event::SearchSaved(saved, _) => Some(saved.search),
        _ => None,
    });
    one(&app, submit.asker, done.now, saved.ok_or(Code::Internal)?)
}

/// Renames or changes a saved search, or shares it with others.
#[utoipa::path(patch, operation_id = "change_search", path = "/searches/{no}", tag = "find", params(("no" = u32, Path)), request_body = SavedPatch,
    responses((status = 200, body = SavedShown), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<SavedPatch>,
) -> Result<Json<SavedShown>, Refusal> {
    submit.asker.require(Permission::FolderSee)?;
    let SavedPatch { name, query, share } = submit.body;
    let (typed, chosen) = query.map(|query| read(&query)).transpose()?.unzip();
    let audience = share.map(|share| audience(submit.asker.state(), &share)).transpose()?;
    let patch = SearchPatch { search: Some(SearchNo(no)), name, typed, chosen, audience };
    let done = app.archive.execute(submit.meta, Command::Search(SearchCommand::Save(patch))).await?;
    one(&app, submit.asker, done.now, SearchNo(no))
}

/// Deletes a saved search.
#[utoipa::path(delete, operation_id = "delete_search", path = "/searches/{no}", tag = "find", params(("no" = u32, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn delete(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<crate::http::Nothing>,
) -> Result<StatusCode, Refusal> {
    submit.asker.require(Permission::FolderSee)?;
    app.archive.execute(submit.meta, Command::Search(SearchCommand::Delete(SearchNo(no)))).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn one(app: &App, asker: Asker, now: std::sync::Arc<Published>, no: SearchNo) -> Result<Json<SavedShown>, Refusal> {
    let asker = Asker { now, ..asker };
    let row = asker.state().searches.get(no).ok_or(Code::Internal)?;
    Ok(Json(shown(app.show(asker.state(), &asker), &asker, row)))
}

/// Whether somebody keeps a shared search of somebody else's in order.
fn keeps(asker: &Asker, row: &SavedSearch) -> bool {
    row.audience != Audience::Nobody && asker.person.facts.role.may(Permission::SettingsEdit)
}

fn shown(show: Show<'_>, asker: &Asker, row: &SavedSearch) -> SavedShown {
    let share = |with| Share { with, role: None, department: None };
    let share = match row.audience {
        Audience::Nobody => share(ShareWith::Nobody),
        Audience::Everybody => share(ShareWith::Everybody),
        Audience::Role(role) => Share { role: Some(role), ..share(ShareWith::Role) },
        Audience::Department(no) => {
            let code = show.state.organisation.department(no).map(|department| department.code.clone());
            Share { department: code, ..share(ShareWith::Department) }
        }
    };
    SavedShown {
        no: row.no.0,
        name: row.name.clone(),
        query: address(row),
        share,
        owner: show.person(row.owner),
        may_change: row.owner == asker.no() || keeps(asker, row),
    }
}

fn audience(state: &State, share: &Share) -> Result<Audience, Refusal> {
    let wrong = |detail: &str| Refusal::new(Code::BadValue).with("field", "share").with("detail", detail);
    Ok(match share.with {
        ShareWith::Nobody => Audience::Nobody,
        ShareWith::Everybody => Audience::Everybody,
        ShareWith::Role => Audience::Role(share.role.ok_or_else(|| wrong("role"))?),
        ShareWith::Department => {
            let no = share.department.as_deref().and_then(|code| state.organisation.department_by_code(code));
            Audience::Department(no.ok_or_else(|| wrong("department"))?)
        }
    })
}

/// What the page's address says behind `?`.
#[must_use]
pub fn address(row: &SavedSearch) -> String {
    let typed = (!row.typed.is_empty()).then(|| {
        let encoded: String = form_urlencoded::byte_serialize(row.typed.as_bytes()).collect();
        format!("q={encoded}")
    });
    let parts = [typed.as_deref().unwrap_or_default(), row.chosen.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
}

/// What is typed, and what is chosen beside, in an address: what is typed may be somebody's name and is kept apart.
fn read(query: &str) -> Result<(String, String), Refusal> {
    let (mut typed, mut chosen) = (String::new(), form_urlencoded::Serializer::new(String::new()));
    for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        if key == "q" {
            typed = value.into_owned();
        } else if CHOICES.contains(&key.as_ref()) {
            // A borrower's name is one too: of people, only numbers are kept.
            if key == "borrower" && value != "me" && value.parse::<u32>().is_err() {
                return Err(Refusal::new(Code::BadValue).with("field", "borrower").with("detail", "0–"));
            }
            if !value.is_empty() {
                chosen.append_pair(&key, &value);
            }
        } else {
            let detail: String = key.chars().take(40).collect();
            return Err(Refusal::new(Code::BadValue).with("field", "query").with("detail", detail));
        }
    }
    Ok((typed, chosen.finish()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::read;

    #[test]
    fn what_is_typed_is_kept_apart_from_what_is_chosen() {
        let (typed, chosen) = read("?q=%E5%BC%A0+%22a%22&type=NEW%2CSRV&state=&overdue=true").unwrap();
        assert_eq!((typed.as_str(), chosen.as_str()), ("张 \"a\"", "type=NEW%2CSRV&overdue=true"));
        assert!(read("q=x&min_seq=9").is_err() && read("borrower=%E5%BC%A0").is_err() && read("borrower=7").is_ok());
    }
}
