//! Saved searches: one's own as one likes, shared ones by those who answer for others.

use super::Draft;
use super::folders::bad;
use crate::domain::command::{SearchCommand, SearchPatch};
use crate::domain::event::{Audience, Event, SearchDeleted, SearchSaved, SearchWords};
use crate::domain::ids::SearchNo;
use crate::domain::limits::{SEARCH_CHOSEN_CHARS, SEARCH_NAME_CHARS, SEARCH_TYPED_CHARS};
use crate::domain::person::{Actor, Person};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{SEARCHES_PER_PERSON_MAX, SEARCHES_SHARED_MAX, SavedSearch};
use std::sync::Arc;

impl Draft<'_> {
    pub(super) fn decide_search(&mut self, command: &SearchCommand) -> Result<(), Refusal> {
        match command {
            SearchCommand::Save(patch) => self.save_search(patch),
            SearchCommand::Delete(search) => self.delete_search(*search),
        }
    }

    /// What there is to search by, only those who search know; here it is text.
    fn save_search(&mut self, patch: &SearchPatch) -> Result<(), Refusal> {
        let person = self.whoever_asks()?;
        let before = patch.search.map(|search| self.search_to_change(&person, search)).transpose()?;
        let words = SearchWords {
            name: text("name", patch.name.as_deref(), before.as_ref().map(|row| &row.name), SEARCH_NAME_CHARS)?,
            typed: text("q", patch.typed.as_deref(), before.as_ref().map(|row| &row.typed), SEARCH_TYPED_CHARS)?,
        };
        if words.name.is_empty() {
            return Err(bad("name", &format!("1–{SEARCH_NAME_CHARS}")));
        }
        let chosen =
            text("query", patch.chosen.as_deref(), before.as_ref().map(|row| &row.chosen), SEARCH_CHOSEN_CHARS)?;
        let former = before.as_ref().map_or(Audience::Nobody, |row| row.audience);
        let audience = patch.audience.unwrap_or(former);
        if audience != former && !may_share(&person, audience) {
            return Err(Code::NotAllowed.into());
        }
        let owner = before.as_ref().map_or(person.no, |row| row.owner);
        if let Some(before) = &before
            && (&before.name, &before.typed, &before.chosen, before.audience)
                == (&words.name, &words.typed, &chosen, audience)
        {
            return Ok(());
        }
        let limit =
            |limit: usize, what: &str| Err(Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what));
        let searches = &self.state.searches;
        if before.is_none() && searches.owned(person.no) >= SEARCHES_PER_PERSON_MAX {
            return limit(SEARCHES_PER_PERSON_MAX, "searches");
        }
        if former == Audience::Nobody && audience != former && searches.shared() >= SEARCHES_SHARED_MAX {
            return limit(SEARCHES_SHARED_MAX, "searches");
        }
        let search = before.map_or_else(|| searches.next(), |row| row.no);
        self.record(Event::SearchSaved(SearchSaved { search, owner, audience, chosen }, Some(words)));
        Ok(())
    }

    fn delete_search(&mut self, search: SearchNo) -> Result<(), Refusal> {
        let person = self.whoever_asks()?;
        self.search_to_change(&person, search)?;
        self.record(SearchDeleted { search });
        Ok(())
    }

    fn whoever_asks(&self) -> Result<Arc<Person>, Refusal> {
        let Actor::Person(no) = self.context.actor else { return Err(Code::NotAllowed.into()) };
        self.state.people.get(no).cloned().ok_or_else(|| Code::NotAllowed.into())
    }

    /// One of his own, or a shared one for whoever keeps the settings. One that is not for him is not there.
    fn search_to_change(&self, person: &Person, search: SearchNo) -> Result<Arc<SavedSearch>, Refusal> {
        let unknown = || Refusal::new(Code::NotFound).with("what", "search").with("name", search);
        let row = self.state.searches.get(search).ok_or_else(unknown)?;
        let keeps = row.audience != Audience::Nobody && person.facts.role.may(Permission::SettingsEdit);
        match row.owner == person.no || keeps {
            true => Ok(row.clone()),
            false if row.is_for(person) => Err(Code::NotAllowed.into()),
            false => Err(unknown()),
        }
    }
}

/// Whether somebody may share with these: with his own department whoever is of it, else whoever keeps folders or
/// settings.
fn may_share(person: &Person, audience: Audience) -> bool {
    let role = person.facts.role;
    match audience {
        Audience::Nobody => true,
        Audience::Department(department) if person.facts.department == Some(department) => true,
        _ => role.may(Permission::FolderEdit) || role.may(Permission::SettingsEdit),
    }
}

fn text(field: &str, new: Option<&str>, before: Option<&String>, chars_max: usize) -> Result<String, Refusal> {
    let Some(new) = new.map(str::trim) else { return Ok(before.cloned().unwrap_or_default()) };
    let fits = new.chars().count() <= chars_max && !new.chars().any(char::is_control);
    if fits { Ok(new.to_owned()) } else { Err(bad(field, &format!("0–{chars_max}"))) }
}
