//! What of a query is about where folders are and who has them: `borrower:李明`, `状态:借出`, `-storeroom:A`.
//!
//! The index does not know what changes by the hour, so these words are taken out of what was typed before the index
//! reads the rest, and asked of State for every match. Anything typed means something here too: a name that is no
//! field of ours stays for the index, and a value that means nothing is met by no folder.

use super::only::{Only, Test, What};
use crate::domain::decide::find_place;
use crate::domain::facet::Whole;
use crate::domain::folder::{Condition, FolderState};
use crate::domain::ids::PersonNo;
use crate::domain::refusal::Language;
use crate::domain::state::State;

/// How many characters of a query are looked at for such words; the index reads fewer.
const CHARS_MAX: usize = 1_000;
/// How many such words count.
const TESTS_MAX: usize = 16;
/// How many people a name may mean.
const PEOPLE_MAX: usize = 200;

/// A field of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Borrower,
    State,
    Storeroom,
    Place,
    Condition,
    Completeness,
}

/// Their names; the first two are the ones that suggestions and help use.
const FIELDS: [(Field, &[&str]); 6] = [
    (Field::Borrower, &["borrower", "借阅人", "holder", "借阅者", "持有人", "谁借"]),
    (Field::State, &["state", "状态", "is", "status", "在库状态"]),
    (Field::Storeroom, &["storeroom", "库房", "room"]),
    (Field::Place, &["place", "位置", "slot", "储位", "shelf", "架位", "location"]),
    (Field::Condition, &["condition", "保管状况", "状况"]),
    (Field::Completeness, &["complete", "齐全", "completeness", "完整"]),
];

/// A piece of a query as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, with its quotes, its minus and its field.
    pub text: String,
    field: Option<(String, String)>,
    excluded: bool,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '「' | '」' | '『' | '』' | '«' | '»' | '＂')
}

/// A query in pieces, split at spaces that stand in no quotes. A quote that is never closed holds to the end.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut piece, mut in_quotes) = (String::new(), false);
    for c in text.chars().take(CHARS_MAX) {
        if is_quote(c) {
            in_quotes = !in_quotes;
        }
        if (c.is_whitespace() || c.is_control()) && !in_quotes {
            pieces.extend(piece_of(std::mem::take(&mut piece)));
        } else {
            piece.push(c);
        }
    }
    pieces.extend(piece_of(piece));
    pieces
}

fn piece_of(text: String) -> Option<Piece> {
    if text.is_empty() {
        return None;
    }
    let excluded = text.starts_with(['-', '－']) && text.chars().count() > 1;
    let bare = if excluded { text.trim_start_matches(['-', '－']) } else { text.as_str() };
    let field = bare.split_once([':', '：']).filter(|(name, _)| !name.is_empty() && !name.contains(is_quote));
    let field = field.map(|(name, value)| {
        let value = value.trim_matches(|c: char| is_quote(c) || c.is_whitespace());
        (name.to_lowercase(), value.to_lowercase())
    });
    Some(Piece { text, field, excluded })
}

/// Takes the words that are ours out of a query: what is left for the index, and what they ask of a folder.
#[must_use]
pub fn take(state: &State, me: PersonNo, text: &str) -> (String, Only) {
    let mut only = Only::default();
    let mut rest: Vec<String> = Vec::new();
    let mut is_ours = false;
    for piece in pieces(text) {
        let field = piece.field.as_ref().and_then(|(name, value)| Some((field(name)?, value)));
        let Some((field, value)) = field else {
            rest.push(piece.text);
            continue;
        };
        is_ours = true;
        // `borrower:` waits for its value, and says nothing yet.
        if !value.is_empty() && only.tests.len() < TESTS_MAX {
            let what = what(state, me, field, value);
            only.tests.push(Test { text: piece.text, excluded: piece.excluded, what });
        }
    }
    // What is none of ours reaches the index as it was typed, however odd it is.
    (if is_ours { rest.join(" ") } else { text.to_owned() }, only)
}

fn field(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field)
}

fn what(state: &State, me: PersonNo, field: Field, value: &str) -> What {
    let any = |one: &dyn Fn(&str) -> What| {
        let values: Vec<What> = value.split([',', '，']).filter(|value| !value.is_empty()).map(one).collect();
        What::Any(values)
    };
    match field {
        Field::Borrower => any(&|value| What::Borrower(people(state, me, value))),
        Field::State => any(&state_meant),
        Field::Storeroom => any(&|value| storeroom_meant(state, value)),
        Field::Place => any(&|value| find_place(state, value).map_or(What::Nothing, What::In)),
        Field::Condition => any(&|value| match value {
            "good" | "良好" | "完好" | "好" => What::Condition(Condition::Good),
            "damaged" | "破损" | "坏" => What::Condition(Condition::Damaged),
            _ => What::Nothing,
        }),
        Field::Completeness => any(&|value| match value {
            "yes" | "complete" | "是" | "齐全" => What::Whole(Whole::Complete),
            "no" | "incomplete" | "否" | "不齐全" | "缺" => What::Whole(Whole::Incomplete),
            "not_checked" | "unchecked" | "未核对" => What::Whole(Whole::NotChecked),
            _ => What::Nothing,
        }),
    }
}

fn state_meant(value: &str) -> What {
    let named = |state: &FolderState| {
        let labels = [Language::Zh, Language::En].map(|language| state.label(language));
        state.name() == value || state.name().replace('_', "-") == value || labels.contains(&value)
    };
    match value {
        "overdue" | "逾期" => What::Overdue,
        "damaged" | "破损" => What::Condition(Condition::Damaged),
        "incomplete" | "不齐全" => What::Whole(Whole::Incomplete),
        "complete" | "齐全" => What::Whole(Whole::Complete),
        "lent" | "out" | "loan" => What::State(FolderState::OnLoan),
        "not_labelled" | "not labelled" | "unlabelled" | "未贴标签" => What::NotLabelled,
        value => FolderState::ALL
            .into_iter()
            .find(|state| named(state) || state.name() == value)
            .map_or(What::Nothing, What::State),
    }
}

fn storeroom_meant(state: &State, value: &str) -> What {
    let is_meant = |text: &str| text.to_lowercase().contains(value);
    let rooms = state.places.rooms().iter();
    let meant =
        rooms.filter(|room| room.code.to_lowercase() == value || is_meant(&room.name.zh) || is_meant(&room.name.en));
    What::Rooms(meant.map(|room| room.room).collect())
}

/// The people a name, an account or a number may mean; `me` is whoever asks.
#[must_use]
pub fn people(state: &State, me: PersonNo, value: &str) -> Vec<PersonNo> {
    let value = value.trim().to_lowercase();
    if ["me", "我", "本人"].contains(&value.as_str()) {
        return vec![me];
    }
    if let Some(no) =
        value.strip_prefix('#').unwrap_or(&value).parse().ok().filter(|no| state.people.get(PersonNo(*no)).is_some())
    {
        return vec![PersonNo(no)];
    }
    let is_meant = |text: &str| text.to_lowercase().contains(&value);
    let people = state.people.iter();
    let meant = people.filter(|person| is_meant(&person.details.display_name) || is_meant(&person.details.name));
    meant.take(PEOPLE_MAX).map(|person| person.no).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, Vec<String>) {
        let (rest, only) = take(&State::default(), PersonNo(0), text);
        (rest, only.tests.into_iter().map(|test| test.text).collect())
    }

    #[test]
    fn words_of_ours_are_taken_out_and_the_rest_stays_as_it_was_typed() {
        assert_eq!(taken("张伟  \"a b\""), ("张伟  \"a b\"".to_owned(), vec![]));
        let (rest, ours) = taken("张伟 borrower:\"li ming\" -状态：借出 \"新 车\" note:x");
        assert_eq!(rest, "张伟 \"新 车\" note:x");
        assert_eq!(ours, ["borrower:\"li ming\"", "-状态：借出"]);
        assert_eq!(taken("borrower: 张"), ("张".to_owned(), vec![]));
    }

    #[test]
    fn whatever_is_typed_is_read() {
        for text in ["", "\"", ":", "：", "-", "--", "-:", "a:b:c", "state::", "\u{0}state:\u{1}", "𠮷:😀", "is:,,"]
        {
            taken(text);
        }
        let long = "state:overdue ".repeat(10_000);
        assert_eq!(taken(&long).1.len(), TESTS_MAX);
    }

    #[test]
    fn states_are_known_by_their_names_in_both_languages() {
        for text in ["on_loan", "借出", "on loan", "lent"] {
            assert_eq!(state_meant(text), What::State(FolderState::OnLoan), "{text}");
        }
        assert_eq!(state_meant("逾期"), What::Overdue);
        assert_eq!(state_meant("未贴标签"), What::NotLabelled);
        assert_eq!(state_meant("somewhere"), What::Nothing);
    }
}
