//! What somebody may mean who has typed so much: folders, subjects, cases, places, people, ways to narrow down, and
//! searches that were saved. Small and quick, for every stroke asks; nothing hidden is ever in it.

use super::keys;
use super::only::What;
use super::saved::address;
use crate::archive::finder::unreachable;
use crate::domain::code::normalise_code;
use crate::domain::decide::{carriers, find_place};
use crate::domain::facet::Whole;
use crate::domain::folder::{Condition, FolderState};
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::http::App;
use crate::http::extract::{Asker, Query};
use crate::http::json::Json;
use crate::http::show::Show;
use crate::search::{Request, Shown, Sort, highlights};
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many characters of what was typed are looked at.
const CHARS_MAX: usize = 100;
/// What people call folders that should be back.
const OVERDUE: &[&str] = &["overdue", "逾期", "yuqi"];
/// What they call folders that never had a label.
const NOT_LABELLED: &[&str] = &["not labelled", "unlabelled", "未贴标签"];
/// How many of each kind are suggested.
const FOLDERS_MAX: usize = 5;
const SUBJECTS_MAX: usize = 4;
const OTHERS_MAX: usize = 3;
/// How many hits are looked at for subjects.
const HITS_MAX: usize = 12;
/// How many of the newest cases are looked through for part of a number.
const CASES_LOOKED_AT: usize = 5_000;
/// How many characters a part of a case's number must have.
const CASE_CHARS_MIN: usize = 3;

/// What was typed so far.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestQuery {
    #[serde(default)]
    q: String,
}

/// Something that may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestion {
    /// `folder`, `subject`, `case`, `place`, `person`, `filter` or `saved`; more may come.
    kind: String,
    /// What to show.
    text: String,
    /// What tells it from others.
    detail: String,
    /// What to open or to choose: a folder's, case's or place's code, a subject's number, or of `person`, `filter` and
    /// `saved` what the page's address then says.
    value: String,
    /// Where all that was typed is the name of a state, and not a part of one: how many folders are so.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

/// What may be meant, the likeliest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestAnswer {
    /// At most some twenty.
    items: Vec<Suggestion>,
    /// The last frame the index knows of.
    seq: u64,
}

/// What may be meant by what was typed so far.
#[utoipa::path(get, operation_id = "suggest", path = "/search/suggest", tag = "find", params(SuggestQuery, crate::http::shape::Knowing),
    responses((status = 200, body = SuggestAnswer)))]
pub async fn suggest(
    Of(app): Of<App>,
    Query(query): Query<SuggestQuery>,
    asker: Asker,
) -> Result<Json<SuggestAnswer>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let suggested = tokio::task::spawn_blocking(move || {
        let seq = app.finder.seq();
        let text: String = query.q.chars().filter(|c| !c.is_control()).take(CHARS_MAX).collect();
        let text = text.trim();
        let items = if text.is_empty() { Vec::new() } else { Suggesting::new(&app, &asker, text).all()? };
        Ok(Json(SuggestAnswer { items, seq }))
    });
    suggested.await.map_err(|_| Code::Internal)?
}

struct Suggesting<'a> {
    app: &'a App,
    asker: &'a Asker,
    show: Show<'a>,
    text: &'a str,
    lower: String,
    items: Vec<Suggestion>,
}

impl<'a> Suggesting<'a> {
    fn new(app: &'a App, asker: &'a Asker, text: &'a str) -> Self {
        let show = app.show(asker.state(), asker);
        Self { app, asker, show, text, lower: text.to_lowercase(), items: Vec::new() }
    }

    fn all(mut self) -> Result<Vec<Suggestion>, Refusal> {
        self.filters();
        self.words()?;
        self.cases();
        self.places();
        self.people();
        self.saved();
        Ok(self.items)
    }

    fn add(&mut self, kind: &str, text: impl Into<String>, detail: impl Into<String>, value: impl Into<String>) {
        let (text, detail, value) = (text.into(), detail.into(), value.into());
        self.items.push(Suggestion { kind: kind.to_owned(), text, detail, value, count: None });
    }

    /// How many folders are so, where all that was typed is a name of it and not the beginning of one.
    fn counted(&self, what: &What, words: &[&str]) -> Option<u64> {
        let (state, today) = (self.asker.state(), self.asker.today);
        let is_so = |folder: &FolderNo| what.holds(state, today, *folder) && state.sees(&self.asker.sight, *folder);
        let is_whole = words.iter().any(|word| word.to_lowercase() == self.lower);
        is_whole.then(|| (0..state.folders.len() as u32).map(FolderNo).filter(is_so).count() as u64)
    }

    fn say(&self, zh: &str, en: &str) -> String {
        let zh_wanted = self.show.say("zh", "en") == "zh";
        if zh_wanted { zh.to_owned() } else { en.to_owned() }
    }

    /// Whether one of these begins as it was typed; a Chinese word counts from its first character, a Latin one from two.
    fn begins(&self, words: &[&str]) -> bool {
        let enough = self.lower.chars().count() >= 2 || !self.lower.is_ascii();
        enough && words.iter().any(|word| word.to_lowercase().starts_with(&self.lower))
    }

    /// Folders and subjects, by what the index knows.
    fn words(&mut self) -> Result<(), Refusal> {
        let (state, asker) = (self.asker.state(), self.asker);
        let lens = |folder: FolderNo| keys(asker, folder);
        let sort = Sort::Relevance;
        let request = Request { lens: &lens, chosen: &[], facets: 0, sort, offset: 0, limit: HITS_MAX };
        let query = self.app.finder.query(self.text, &asker.now);
        let hits = self.app.finder.index().search(&query, &request).map_err(|error| unreachable(&error))?;
        let mut folders: Vec<FolderNo> = carriers(state, &asker.sight, &normalise_code(self.text))
            .iter()
            .map(|carrier| carrier.folder)
            .take(OTHERS_MAX)
            .collect();
        let mut known = Vec::new();
        for hit in &hits.hits {
            for link in state.folders.subjects(hit.folder) {
                let is_new = known.len() < SUBJECTS_MAX && !known.contains(&link.subject);
                let Some(record) = (if is_new { self.app.views.subject(link.subject)? } else { None }) else {
                    continue;
                };
                let name = record.details.name;
                if !highlights(&query, &name, Shown::Name, hits.is_corrected).is_empty() {
                    known.push(link.subject);
                    let of = state.subjects.folders_of(link.subject);
                    let count = of.into_iter().filter(|folder| state.sees(&asker.sight, *folder)).count();
                    let detail = self.say(
                        &format!("{count} 袋档案"),
                        &format!("{count} folder{}", if count == 1 { "" } else { "s" }),
                    );
                    self.add("subject", name, detail, link.subject.0.to_string());
                }
            }
            if !folders.contains(&hit.folder) {
                folders.push(hit.folder);
            }
        }
        for folder in folders.into_iter().take(FOLDERS_MAX) {
            let hit = self.show.hit(folder)?;
            let place = hit.borrower.clone().unwrap_or_else(|| hit.place_label.clone());
            let kind = hit.type_name.in_language(self.show.language).to_owned();
            let detail = [hit.code.clone(), kind, place].into_iter().filter(|part| !part.is_empty());
            self.add("folder", hit.title, detail.collect::<Vec<_>>().join(" · "), hit.code);
        }
        Ok(())
    }

    fn cases(&mut self) {
        let (state, text) = (self.asker.state(), self.text.to_uppercase());
        let cases = &state.cases;
        let mut found: Vec<CaseNo> =
            cases.by_code(&text).into_iter().chain(cases.by_reference(&text).iter().copied()).collect();
        if text.chars().count() >= CASE_CHARS_MIN {
            let is_meant = |case: &CaseNo| cases.code(*case).contains(&text) || cases.reference(*case).contains(&text);
            found.extend(cases.newest().take(CASES_LOOKED_AT).filter(is_meant));
        }
        found.retain(|case| state.sees_case(&self.asker.sight, *case));
        let mut known = Vec::new();
        for case in found {
            if known.len() < OTHERS_MAX && !known.contains(&case) {
                known.push(case);
                let phase = cases.get(case).map(|row| row.phase.label(self.show.language)).unwrap_or_default();
                let reference = cases.reference(case);
                let detail = if reference.is_empty() { phase.to_owned() } else { format!("{reference} · {phase}") };
                self.add("case", cases.code(case), detail, cases.code(case));
            }
        }
    }

    /// Places, for those who may look at them.
    fn places(&mut self) {
        let state = self.asker.state();
        let readers = [Permission::PlacesEdit, Permission::PutAway, Permission::AuditRead, Permission::FolderRegister];
        if self.asker.identity.require_any(&readers).is_err() {
            return;
        }
        if let Some(place) = find_place(state, self.text) {
            let code = state.places.code(place);
            self.add("place", code.clone(), self.say("位置", "place"), code);
        }
        let rooms = state.places.rooms().iter();
        let meant: Vec<_> =
            rooms.filter(|room| self.begins(&[&room.code, &room.name.zh, &room.name.en])).take(OTHERS_MAX).collect();
        for room in meant {
            let name = room.name.in_language(self.show.language).to_owned();
            self.add("filter", name, self.say("库房", "storeroom"), format!("storeroom={}", room.code));
        }
    }

    /// Who may have folders, for those who may know who has an account.
    fn people(&mut self) {
        let readers = [Permission::PeopleEdit, Permission::Lend, Permission::AuditRead];
        if self.asker.identity.require_any(&readers).is_err() {
            return;
        }
        let meant = self.asker.state().people.iter().filter(|person| {
            let details = &person.details;
            self.begins(&[&details.display_name, &details.name])
                || (!self.lower.is_ascii() && details.display_name.contains(self.text))
        });
        let meant: Vec<_> = meant.take(OTHERS_MAX).cloned().collect();
        for person in meant {
            let detail = self.say("借阅人", "borrower");
            self.add("person", person.details.display_name.clone(), detail, format!("borrower={}", person.no));
        }
    }

    /// Ways to narrow down: overdue, states, conditions, types, departments.
    fn filters(&mut self) {
        let mut meant: Vec<(String, String, String, Option<u64>)> = Vec::new();
        if self.begins(OVERDUE) {
            let n = self.counted(&What::Overdue, OVERDUE);
            meant.push((self.say("逾期", "overdue"), self.say("借阅", "loans"), "overdue=true".to_owned(), n));
        }
        for state in FolderState::ALL {
            let (zh, en) = (state.label(Language::Zh), state.label(Language::En));
            let words = [zh, en, state.name(), if state == FolderState::OnLoan { "lent" } else { zh }];
            if self.begins(&words) {
                let n = self.counted(&What::State(state), &words);
                meant.push((self.say(zh, en), self.say("状态", "state"), format!("state={}", state.name()), n));
            }
        }
        for (zh, en, value, what) in [
            ("破损", "damaged", "condition=damaged", What::Condition(Condition::Damaged)),
            ("不齐全", "incomplete", "completeness=incomplete", What::Whole(Whole::Incomplete)),
            ("齐全", "complete", "completeness=complete", What::Whole(Whole::Complete)),
        ] {
            if self.begins(&[zh, en]) {
                let n = self.counted(&what, &[zh, en]);
                meant.push((self.say(zh, en), self.say("状况", "condition"), value.to_owned(), n));
            }
        }
        if self.begins(NOT_LABELLED) {
            let n = self.counted(&What::NotLabelled, NOT_LABELLED);
            // No box of counts has it, so it is typed for whoever chooses it.
            let value = self.say("q=状态:未贴标签", "q=state:not_labelled");
            meant.push((self.say("未贴标签", "not labelled"), self.say("状态", "state"), value, n));
        }
        let organisation = &self.asker.state().organisation;
        for (_, kind) in organisation.types() {
            if self.begins(&[&kind.code, &kind.name.zh, &kind.name.en]) {
                let name = kind.name.in_language(self.show.language).to_owned();
                meant.push((name, self.say("业务类型", "business type"), format!("type={}", kind.code), None));
            }
        }
        for department in organisation.departments() {
            if self.begins(&[&department.code, &department.name.zh, &department.name.en]) {
                let name = department.name.in_language(self.show.language).to_owned();
                meant.push((name, self.say("部门", "department"), format!("department={}", department.code), None));
            }
        }
        for (text, detail, value, count) in meant.into_iter().take(OTHERS_MAX) {
            self.items.push(Suggestion { kind: "filter".to_owned(), text, detail, value, count });
        }
    }

    fn saved(&mut self) {
        let saved = self.asker.state().searches.iter();
        let mine = saved.filter(|row| row.is_for(&self.asker.person) && row.name.to_lowercase().contains(&self.lower));
        let mine: Vec<_> = mine.take(OTHERS_MAX).cloned().collect();
        for row in mine {
            self.add("saved", row.name.clone(), self.say("已存检索", "saved search"), address(&row));
        }
    }
}
