//! Accounts: add, change, badge.

use super::Draft;
use super::organisation::text;
use crate::domain::command::{NewPerson, PersonPatch};
use crate::domain::event::{Event, PersonSet};
use crate::domain::ids::PersonNo;
use crate::domain::limits::{ACCOUNT_NAME_CHARS, DISPLAY_NAME_CHARS};
use crate::domain::person::{PersonDetails, PersonFacts};
use crate::domain::policy::Role;
use crate::domain::refusal::{Code, Refusal};

/// How many accounts an archive may have.
const MAX_PEOPLE: usize = 100_000;

impl Draft<'_> {
    pub(super) fn add_person(&mut self, new: &NewPerson) -> Result<PersonNo, Refusal> {
        if self.state.people.len() >= MAX_PEOPLE {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_PEOPLE).with("what", "people"));
        }
        let name = text("name", &new.name, ACCOUNT_NAME_CHARS)?.to_lowercase();
        if name.contains(char::is_whitespace) {
            return Err(Refusal::bad_in_words("name", "without spaces", "不能含空格"));
        }
        if self.state.people.by_name(&name).is_some() {
            return Err(Refusal::new(Code::NameTaken).with("name", name));
        }
        if new.role.must_expire() && new.expires_on.is_none() {
            return Err(Refusal::bad_in_words("expires_on", "required for temporary staff", "临时人员必须填写"));
        }
        let facts = PersonFacts {
            role: new.role,
            department: self.department(new.department.as_deref())?,
            expires_on: new.expires_on,
            active: true,
            may_sign_in: new.may_sign_in,
            badge_issue: 1,
            clearance: new.clearance,
            blocked: false,
        };
        let display_name = text("display_name", &new.display_name, DISPLAY_NAME_CHARS)?;
        let person = PersonNo(self.state.people.len() as u32);
        let details = PersonDetails { name, display_name, blocked_reason: String::new() };
        self.record(Event::PersonSet(PersonSet { person, facts }, Some(details)));
        Ok(person)
    }

    pub(super) fn change_person(&mut self, patch: &PersonPatch) -> Result<(), Refusal> {
        let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", patch.person);
        let person = self.person(patch.person).ok_or_else(unknown)?.clone();
        let (mut facts, mut details) = (person.facts.clone(), person.details.clone());
        if let Some(display_name) = &patch.display_name {
            details.display_name = text("display_name", display_name, DISPLAY_NAME_CHARS)?;
        }
        facts.role = patch.role.unwrap_or(facts.role);
        if let Some(code) = &patch.department {
            facts.department = self.department(Some(code))?;
        }
        facts.expires_on = patch.expires_on.unwrap_or(facts.expires_on);
        facts.clearance = patch.clearance.unwrap_or(facts.clearance);
        facts.active = patch.active.unwrap_or(facts.active);
        facts.may_sign_in = patch.may_sign_in.unwrap_or(facts.may_sign_in);
        if let Some(reason) = &patch.blocked_reason {
            facts.blocked = !reason.trim().is_empty();
            details.blocked_reason = reason.trim().chars().take(DISPLAY_NAME_CHARS).collect();
        }
        if facts.role.must_expire() && facts.expires_on.is_none() {
            return Err(Refusal::bad_in_words("expires_on", "required for temporary staff", "临时人员必须填写"));
        }
        if facts != person.facts || details != person.details {
            self.keep_an_administrator(patch.person, &facts)?;
            self.record(Event::PersonSet(PersonSet { person: patch.person, facts }, Some(details)));
        }
        Ok(())
    }

    /// An archive without an administrator could never get one again.
    fn keep_an_administrator(&self, changed: PersonNo, facts: &PersonFacts) -> Result<(), Refusal> {
        let works = |facts: &PersonFacts| {
            facts.role == Role::Administrator && facts.active && facts.may_sign_in && facts.expires_on.is_none()
        };
        let others = self.state.people.iter().any(|person| person.no != changed && works(&person.facts));
        if others || works(facts) { Ok(()) } else { Err(Code::LastAdministrator.into()) }
    }

    pub(super) fn issue_badge(&mut self, no: PersonNo) -> Result<(), Refusal> {
        let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", no);
        let person = self.person(no).ok_or_else(unknown)?.clone();
        let facts = PersonFacts { badge_issue: person.facts.badge_issue.saturating_add(1), ..person.facts };
        self.record(Event::PersonSet(PersonSet { person: no, facts }, Some(person.details)));
        Ok(())
    }
}
