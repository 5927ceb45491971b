//! What was understood of a query, in the asker's own language, and what comes nearest where nothing was found.

use super::ask::Ask;
use super::only::{Test, What};
use crate::domain::refusal::{Language, Refusal};
use crate::domain::state::State;
use crate::http::extract::Asker;
use crate::search::{CodeKind, Group, KindOf, Reading, Scope};
use serde::Serialize;
use utoipa::ToSchema;

/// How many meanings of a term are told.
const MEANS_MAX: usize = 4;
/// How many words are tried without.
const TRIED_MAX: usize = 8;

/// A word of a query and what it may mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct Understood {
    /// The word as it was typed.
    text: String,
    /// Whether folders that meet it are left out.
    excluded: bool,
    /// What it may mean, in the language asked for; nothing if its field can have no such value.
    means: Vec<String>,
}

/// A word that stands in the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Nearest {
    /// The word.
    text: String,
    /// How many folders it finds alone, beside what is chosen; nothing for a word that is about whereabouts.
    alone: Option<u64>,
    /// The query with it alone.
    q_alone: Option<String>,
    /// How many would be found without it.
    without: u64,
    /// The query without it.
    q: String,
}

/// What was understood, term by term.
#[must_use]
pub fn understood(ask: &Ask<'_>, asker: &Asker) -> Vec<Understood> {
    let speaker = Speaker { state: asker.state(), language: asker.language };
    let terms = ask.query.explain().into_iter().map(|term| {
        let mut means: Vec<String> = Vec::new();
        let mut readings: Vec<&Reading> = term.readings.iter().collect();
        readings.sort_by_key(|reading| likelihood(reading));
        for meaning in readings.into_iter().map(|reading| speaker.reading(reading)) {
            if !means.contains(&meaning) && means.len() < MEANS_MAX {
                means.push(meaning);
            }
        }
        let typed = ask.text.get(term.typed).unwrap_or(&term.text);
        Understood { text: typed.trim().to_owned(), excluded: term.excluded, means }
    });
    let typed = ask.only.tests.iter().filter(|test| !test.text.is_empty());
    let tests = typed.map(|test| Understood {
        text: test.text.clone(),
        excluded: test.excluded,
        means: speaker.what(&test.what).into_iter().collect(),
    });
    terms.chain(tests).collect()
}

/// Which words stand in the way, the one without which most would be found first.
///
/// # Errors
/// If the index cannot be read.
pub fn nearest(ask: &Ask<'_>) -> Result<Vec<Nearest>, Refusal> {
    let typed: Vec<&Test> = ask.only.tests.iter().filter(|test| !test.text.is_empty()).collect();
    let of_tests = |but: Option<usize>| -> Vec<&str> {
        let kept = typed.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        kept.map(|(_, test)| test.text.as_str()).collect()
    };
    let mut nearest = Vec::new();
    let terms = ask.query.explain();
    for tried in ask.nearest()? {
        let Some(term) = terms.get(tried.term) else { continue };
        let (before, behind) = (ask.text.get(..term.typed.start), ask.text.get(term.typed.end..));
        let rest = [before.unwrap_or_default().trim(), behind.unwrap_or_default().trim()];
        let parts: Vec<&str> = rest.into_iter().chain(of_tests(None)).filter(|part| !part.is_empty()).collect();
        let text = ask.text.get(term.typed.clone()).unwrap_or(&term.text).trim().to_owned();
        let alone: Vec<&str> = std::iter::once(text.as_str()).chain(of_tests(None)).collect();
        let (q_alone, q) = (Some(alone.join(" ")), parts.join(" "));
        nearest.push(Nearest { text, alone: Some(tried.alone), q_alone, without: tried.without, q });
    }
    for (at, test) in typed.iter().enumerate().take(TRIED_MAX) {
        let parts: Vec<&str> =
            std::iter::once(ask.text.trim()).chain(of_tests(Some(at))).filter(|part| !part.is_empty()).collect();
        let q = parts.join(" ");
        let without = if q.is_empty() && !ask.has_filters() { 0 } else { ask.reworded(&q).count()? };
        nearest.push(Nearest { text: test.text.clone(), alone: None, q_alone: None, without, q });
    }
    nearest.sort_by_key(|nearest| std::cmp::Reverse(nearest.without));
    Ok(nearest)
}

/// What people mean most often comes first.
fn likelihood(reading: &Reading) -> u8 {
    match reading {
        Reading::Date(_) => 0,
        Reading::Kind(..) => 1,
        Reading::Text(..) | Reading::Quoted(..) => 2,
        Reading::Word(..) => 3,
        Reading::Code(..) | Reading::WholeCode(..) => 4,
    }
}

/// Says things in the asker's language.
struct Speaker<'a> {
    state: &'a State,
    language: Language,
}

impl Speaker<'_> {
    fn say(&self, zh: String, en: String) -> String {
        if self.language == Language::Zh { zh } else { en }
    }

    fn reading(&self, reading: &Reading) -> String {
        match reading {
            Reading::Date(span) if span.from == span.to => {
                self.say(format!("业务日期 {}", span.from), format!("business date {}", span.from))
            }
            Reading::Date(span) => {
                let (from, to) = (span.from, span.to);
                self.say(format!("业务日期 {from} 至 {to}"), format!("business date {from} to {to}"))
            }
            Reading::Text(scope, text) => {
                let place = self.scope(scope);
                self.say(format!("{place}中的“{text}”"), format!("“{text}” in {place}"))
            }
            Reading::Word(scope, text) => {
                let place = self.scope(scope);
                self.say(
                    format!("{place}中以“{text}”开头的词或拼音"),
                    format!("a word or pinyin that begins with “{text}” in {place}"),
                )
            }
            Reading::Quoted(scope, text) => {
                let place = self.scope(scope);
                self.say(format!("{place}中连续的“{text}”"), format!("exactly “{text}” in {place}"))
            }
            Reading::Code(scope, code) if code.chars().count() < 3 => {
                let place = self.codes(scope);
                self.say(format!("以“{code}”开头或结尾的{place}"), format!("{place} that begins or ends with “{code}”"))
            }
            Reading::Code(scope, code) => {
                let place = self.codes(scope);
                self.say(format!("含“{code}”的{place}"), format!("{place} with “{code}” in it"))
            }
            Reading::WholeCode(scope, code) => {
                let place = self.codes(scope);
                self.say(format!("{place}正好是“{code}”"), format!("{place} that is exactly “{code}”"))
            }
            Reading::Kind(kind, code) => self.kind(*kind, code),
        }
    }

    fn scope(&self, scope: &Scope) -> String {
        match scope {
            Scope::Any => self.say("任何文字".into(), "any text".into()),
            Scope::Group(Group::Name) => self.say("名称".into(), "names".into()),
            Scope::Group(Group::Note) => self.say("备注".into(), "notes".into()),
            Scope::Group(Group::Field) => self.say("自定义字段".into(), "custom fields".into()),
            Scope::Group(Group::Page) => self.say("页面正文".into(), "the text of pages".into()),
            Scope::Field(id) => self.field(id),
            Scope::Code(_) => self.codes(scope),
        }
    }

    fn codes(&self, scope: &Scope) -> String {
        match scope {
            Scope::Code(CodeKind::Folder) => self.say("编号".into(), "a folder's code".into()),
            Scope::Code(CodeKind::Phone) => self.say("电话".into(), "a telephone number".into()),
            Scope::Code(CodeKind::Vin) => self.say("车架号".into(), "a VIN".into()),
            Scope::Code(CodeKind::Plate) => self.say("车牌".into(), "a number plate".into()),
            Scope::Code(CodeKind::Identity) => self.say("证件号或账号".into(), "an identity".into()),
            Scope::Field(id) => self.field(id),
            _ => self.say("编号、电话、车牌等".into(), "a code, telephone number or plate".into()),
        }
    }

    fn field(&self, id: &str) -> String {
        let types = self.state.organisation.types();
        let named = types.flat_map(|(_, kind)| &kind.fields).find(|field| field.id == id);
        named.map_or_else(|| id.to_owned(), |field| field.name.in_language(self.language).to_owned())
    }

    fn kind(&self, kind: KindOf, code: &str) -> String {
        let organisation = &self.state.organisation;
        let of_type = || Some(&organisation.business_type(organisation.type_by_code(code)?)?.name);
        let of_department = || Some(&organisation.department(organisation.department_by_code(code)?)?.name);
        let of_class = || Some(&organisation.class(organisation.class_by_code(code)?)?.name);
        let (zh, en, name) = match kind {
            KindOf::BusinessType => ("业务类型", "business type", of_type()),
            KindOf::Department => ("部门", "department", of_department()),
            KindOf::Class => ("密级", "secrecy class", of_class()),
            KindOf::Period => ("时段", "period", None),
        };
        let name = name.map_or(code, |name| name.in_language(self.language));
        self.say(format!("{zh}：{name}"), format!("{en}: {name}"))
    }

    fn what(&self, what: &What) -> Option<String> {
        Some(match what {
            What::Any(several) => {
                let each: Vec<String> = several.iter().filter_map(|what| self.what(what)).collect();
                return (!each.is_empty())
                    .then(|| each.join(if self.language == Language::Zh { "、" } else { " / " }));
            }
            What::Borrower(people) if people.is_empty() => return None,
            // Who has an account is nobody's business: how many a name may mean is not told.
            What::Borrower(_) => self.say("借阅人".into(), "borrower".into()),
            What::Overdue => self.say("借出且逾期".into(), "on loan and overdue".into()),
            What::State(state) => {
                let label = state.label(self.language);
                self.say(format!("状态：{label}"), format!("state: {label}"))
            }
            What::Rooms(rooms) if rooms.is_empty() => return None,
            What::Rooms(rooms) => {
                let names = rooms.iter().filter_map(|room| self.state.places.room(*room));
                let names: Vec<&str> = names.map(|room| room.code.as_str()).collect();
                self.say(format!("库房：{}", names.join("、")), format!("storeroom: {}", names.join(", ")))
            }
            What::In(place) => {
                let code = self.state.places.code(*place);
                self.say(format!("位于 {code}"), format!("at {code}"))
            }
            What::Condition(crate::domain::folder::Condition::Good) => {
                self.say("保管状况：完好".into(), "in good condition".into())
            }
            What::Condition(_) => self.say("保管状况：破损".into(), "damaged".into()),
            What::Whole(whole) => {
                let (zh, en) = match whole {
                    crate::domain::facet::Whole::Complete => ("文件齐全", "papers complete"),
                    crate::domain::facet::Whole::Incomplete => ("文件不齐全", "papers incomplete"),
                    crate::domain::facet::Whole::NotChecked => ("文件未核对", "papers not checked"),
                };
                self.say(zh.into(), en.into())
            }
            What::NotLabelled => self.say("未贴标签".into(), "not labelled".into()),
            What::From(day) => self.say(format!("{day} 起"), format!("from {day}")),
            What::Until(day) => self.say(format!("至 {day}"), format!("until {day}")),
            What::Nothing => return None,
        })
    }
}
