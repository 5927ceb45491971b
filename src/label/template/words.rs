//! What a cell says: words in two languages around fields, as in `[共 {pages} 页|{pages} pages]`.

use crate::label::error::Said;
use std::collections::BTreeMap;

/// What fills the fields of a template, by name.
pub type Values = BTreeMap<String, String>;

/// Which words of a template are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Words {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
    /// Both, Chinese first.
    Both,
}

/// How deep words may stand in words.
const DEPTH_MAX: usize = 3;

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Plain(String),
    Field(String),
    Either { zh: Text, en: Text, both: Option<Text> },
}

/// A text with fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(Vec<Part>);

impl Text {
    /// Reads a text; white space in it counts once.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, Said> {
        let mut plain = String::with_capacity(text.len());
        for word in text.split_ascii_whitespace() {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(word);
        }
        let mut rest = plain.as_str();
        let read = parts(&mut rest, 0)?;
        match rest.chars().next() {
            None => Ok(read),
            Some(end) => Err(closes_nothing(end)),
        }
    }

    /// The fields it names.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for part in &self.0 {
            match part {
                Part::Plain(_) => {}
                Part::Field(name) => found.push(name.as_str()),
                Part::Either { zh, en, both } => {
                    found.extend(zh.fields());
                    found.extend(en.fields());
                    found.extend(both.iter().flat_map(|text| text.fields()));
                }
            }
        }
        found
    }

    /// What it says with these values. A text whose fields are all empty says nothing, so that no caption stands alone.
    #[must_use]
    pub fn say(&self, words: Words, values: &Values) -> String {
        let fields = self.fields();
        let is_empty = |name: &&str| *name == "br" || values.get(*name).is_none_or(String::is_empty);
        if !fields.is_empty() && fields.iter().all(is_empty) && fields.iter().any(|name| *name != "br") {
            return String::new();
        }
        let mut said = String::new();
        self.append(words, values, &mut said);
        said
    }

    fn append(&self, words: Words, values: &Values, said: &mut String) {
        for part in &self.0 {
            match part {
                Part::Plain(text) => said.push_str(text),
                Part::Field(name) if name == "br" => said.push('\n'),
                Part::Field(name) => said.push_str(values.get(name).map_or("", String::as_str)),
                Part::Either { zh, en, both } => match (words, both) {
                    (Words::Zh, _) => zh.append(words, values, said),
                    (Words::En, _) => en.append(words, values, said),
                    (Words::Both, Some(both)) => both.append(words, values, said),
                    (Words::Both, None) => {
                        zh.append(words, values, said);
                        if !zh.0.is_empty() && !en.0.is_empty() {
                            said.push(' ');
                        }
                        en.append(words, values, said);
                    }
                },
            }
        }
    }
}

fn closes_nothing(end: char) -> Said {
    Said::new(format!("`{end}` closes nothing"), format!("多余的 `{end}`"))
}

fn never_closed(begin: char) -> Said {
    Said::new(format!("a `{begin}` is never closed"), format!("`{begin}` 没有配对"))
}

/// Reads until the end, `|` or `]`.
fn parts(rest: &mut &str, depth: usize) -> Result<Text, Said> {
    if depth > DEPTH_MAX {
        return Err(Said::new("too many brackets in brackets", "括号嵌套过深"));
    }
    let mut read = Vec::new();
    while let Some(at) = rest.find(['{', '}', '[', ']', '|']) {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            read.push(Part::Plain(before.to_owned()));
        }
        match after.chars().next() {
            Some('{') => {
                let end = after.find('}').ok_or_else(|| never_closed('{'))?;
                read.push(Part::Field(after.get(1..end).unwrap_or_default().trim().to_owned()));
                *rest = after.get(end + 1..).unwrap_or_default();
            }
            Some('[') => {
                *rest = after.get(1..).unwrap_or_default();
                read.push(either(rest, depth + 1)?);
            }
            Some('}') => return Err(closes_nothing('}')),
            // `|` and `]` belong to whoever opened the bracket.
            _ if depth > 0 => {
                *rest = after;
                return Ok(Text(read));
            }
            // A bar outside of brackets is a bar.
            Some('|') => {
                read.push(Part::Plain("|".to_owned()));
                *rest = after.get(1..).unwrap_or_default();
            }
            _ => {
                *rest = after;
                return Ok(Text(read));
            }
        }
    }
    if !rest.is_empty() {
        read.push(Part::Plain((*rest).to_owned()));
        *rest = "";
    }
    Ok(Text(read))
}

/// `zh|en]` or `zh|en|both]`, after the bracket was opened.
fn either(rest: &mut &str, depth: usize) -> Result<Part, Said> {
    let mut choices = Vec::new();
    loop {
        choices.push(parts(rest, depth)?);
        let next = rest.chars().next();
        *rest = rest.get(1..).unwrap_or_default();
        match next {
            Some('|') => {}
            Some(']') => break,
            _ => return Err(never_closed('[')),
        }
    }
    let mut choices = choices.into_iter();
    match (choices.next(), choices.next(), choices.next(), choices.next()) {
        (Some(zh), Some(en), both, None) => Ok(Part::Either { zh, en, both }),
        _ => Err(Said::new(
            "brackets hold Chinese, a bar and English: `[日期|Date]`",
            "方括号内应为中文、竖线、英文：`[日期|Date]`",
        )),
    }
}
