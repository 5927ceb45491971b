//! A template and what fills it become drawings.

use super::words::{Values, Words};
use super::{Cell, OnPage, Part, Template, What, When};
use crate::label::drawing::{Area, Drawing, Item, QrCode, Run};
use crate::label::error::LabelError;
use crate::label::fonts::Fonts;
use crate::label::qr::Modules;
use crate::label::text;
use std::sync::Arc;
use tiny_skia::{Point, Transform};

/// How many rows one list may have.
pub const ROWS_MAX: usize = 5_000;
/// How many things one content may come to: shapes, runs of glyphs, codes.
const ITEMS_MAX: usize = 500_000;
/// How long one field's value may be, in characters.
pub const VALUE_CHARS: usize = 2_000;

/// What a template is filled with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// Fields.
    pub values: Values,
    /// Rows of a list, each with its fields.
    pub rows: Vec<Values>,
}

/// What whoever prints should know, though it was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// No typeface here has the character; 〓 stands for it.
    GlyphMissing {
        /// The character.
        character: char,
        /// The text it is in.
        text: String,
    },
    /// A text was too long for its cell.
    TextCut {
        /// The whole text.
        text: String,
    },
}

/// Pages, and what to know about them.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// One for a label, one or more for a form.
    pub pages: Vec<Drawing>,
    /// Warnings, each once.
    pub warnings: Vec<Warning>,
}

pub fn draw(template: &Template, content: &Content, words: Words) -> Result<Drawn, LabelError> {
    check(content)?;
    let per_page = template.rows.as_ref().map_or(usize::MAX, |rows| rows.per_page);
    let count = content.rows.len().div_ceil(per_page).max(1);
    let mut filler = Filler { words, warnings: Vec::new(), items: Vec::new() };
    let (mut pages, mut drawn) = (Vec::with_capacity(count), 0);
    for number in 0..count {
        let mut values = content.values.clone();
        values.insert("page".to_owned(), (number + 1).to_string());
        values.insert("pages".to_owned(), count.to_string());
        values.insert("rows".to_owned(), content.rows.len().to_string());
        let is_first_or_last = (number == 0, number + 1 == count);
        for part in &template.parts {
            filler.part(part, &values, is_first_or_last, 0.0)?;
        }
        if let Some(rows) = &template.rows {
            for place in 0..rows.per_page {
                let at = number * rows.per_page + place;
                let row = content.rows.get(at);
                if row.is_none() && !rows.is_blank_drawn {
                    break;
                }
                // What a row does not say is empty there, though the page may say something under that name.
                let is_of_page = |name: &String| !template.kind.row_fields().contains(&name.as_str());
                let of_page = values.iter().filter(|(name, _)| is_of_page(name));
                let mut values: Values = of_page.map(|(name, value)| (name.clone(), value.clone())).collect();
                if let Some(row) = row {
                    values.extend(row.iter().map(|(name, value)| (name.clone(), value.clone())));
                    values.insert("row".to_owned(), (at + 1).to_string());
                }
                for part in &rows.parts {
                    // An empty row has its lines and nothing of the page's own values.
                    if row.is_some() || matches!(part.what, What::Art(_)) {
                        filler.part(part, &values, is_first_or_last, rows.pitch_mm * place as f32)?;
                    }
                }
            }
        }
        drawn += filler.items.len();
        if drawn > ITEMS_MAX {
            return Err(LabelError::TooMuch { limit: ITEMS_MAX, what: "things in one drawing" });
        }
        let items = std::mem::take(&mut filler.items);
        pages.push(Drawing { width_mm: template.width_mm, height_mm: template.height_mm, items });
    }
    Ok(Drawn { pages, warnings: filler.warnings })
}

fn check(content: &Content) -> Result<(), LabelError> {
    if content.rows.len() > ROWS_MAX {
        return Err(LabelError::TooMuch { limit: ROWS_MAX, what: "rows" });
    }
    let all = std::iter::once(&content.values).chain(&content.rows).flat_map(Values::values);
    // Bytes first: counting characters is for the few long ones.
    if all.into_iter().any(|value| value.len() > VALUE_CHARS && value.chars().count() > VALUE_CHARS) {
        return Err(LabelError::TooMuch { limit: VALUE_CHARS, what: "characters in a field" });
    }
    Ok(())
}

struct Filler {
    words: Words,
    warnings: Vec<Warning>,
    items: Vec<Item>,
}

impl Filler {
    fn part(&mut self, part: &Part, values: &Values, page: (bool, bool), down_mm: f32) -> Result<(), LabelError> {
        if !is_shown(&part.when, values, page) {
            return Ok(());
        }
        match &part.what {
            What::Art(item) => self.items.push(moved(item, down_mm)),
            What::Cell(cell) => self.cell(cell, values, down_mm)?,
            What::Qr { area, level, payload } => {
                let payload = payload.say(self.words, values);
                if !payload.is_empty() {
                    let modules = Arc::new(Modules::encode(&payload, *level)?);
                    let area = Area { y_mm: area.y_mm + down_mm, ..*area };
                    self.items.push(Item::Qr(QrCode { area, modules }));
                }
            }
        }
        Ok(())
    }

    fn cell(&mut self, cell: &Cell, values: &Values, down_mm: f32) -> Result<(), LabelError> {
        let said = cell.text.say(self.words, values);
        if said.is_empty() {
            return Ok(());
        }
        let fitted = text::fit(Fonts::shipped(), &cell.style, &said, cell.width_mm, cell.height_mm);
        if fitted.is_cut && cell.is_never_cut {
            return Err(LabelError::TextDoesNotFit { text: said.chars().take(200).collect() });
        }
        if fitted.is_cut {
            self.warn(Warning::TextCut { text: said.clone() });
        }
        for character in fitted.missing {
            self.warn(Warning::GlyphMissing { character, text: said.clone() });
        }
        let frame = cell.frame.post_translate(0.0, down_mm);
        let area = cell.area();
        let area = Area { y_mm: area.y_mm + down_mm, ..area };
        for mut run in fitted.runs {
            let mut at = Point::from_xy(run.x_mm, run.y_mm);
            frame.map_point(&mut at);
            run = Run { x_mm: at.x, y_mm: at.y, turn: run.turn.then(cell.turn), cell: Some(area), ..run };
            self.items.push(Item::Text(run));
        }
        Ok(())
    }

    fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < 100 && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

fn is_shown(when: &When, values: &Values, (is_first, is_last): (bool, bool)) -> bool {
    let on_page = match when.page {
        OnPage::Every => true,
        OnPage::First => is_first,
        OnPage::Last => is_last,
    };
    on_page && when.field.as_ref().is_none_or(|field| values.get(field).is_some_and(|value| !value.is_empty()))
}

fn moved(item: &Item, down_mm: f32) -> Item {
    if down_mm == 0.0 {
        return item.clone();
    }
    let by = Transform::from_translate(0.0, down_mm);
    let path = |path: &Arc<tiny_skia::Path>| (**path).clone().transform(by).map_or_else(|| Arc::clone(path), Arc::new);
    match item {
        Item::Rule { area, colour } => {
            Item::Rule { area: Area { y_mm: area.y_mm + down_mm, ..*area }, colour: *colour }
        }
        Item::Fill { path: old, colour, is_even_odd } => {
            Item::Fill { path: path(old), colour: *colour, is_even_odd: *is_even_odd }
        }
        Item::Stroke { path: old, colour, stroke } => {
            Item::Stroke { path: path(old), colour: *colour, stroke: Arc::clone(stroke) }
        }
        Item::Text(_) | Item::Qr(_) => item.clone(),
    }
}
