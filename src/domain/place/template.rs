//! How the codes of slots are made and read, e.g. `{room}-{range:2}{side}-{bay:2}-{shelf}-{slot:2}` for `A-01L-03-5-12`.
//!
//! The fields stand in walking order and have fixed widths, so codes sort as one walks. A shelf's code is a slot's up to
//! the shelf, a range's is that up to the range.

use crate::domain::limits::PLACE_TEMPLATE_CHARS;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The template of a storeroom for which nobody chose one.
pub const DEFAULT_TEMPLATE: &str = "{room}-{range:2}{side}-{bay:2}-{shelf}-{slot:2}";

const WIDTH_MAX: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Room,
    Range,
    Side,
    Bay,
    Shelf,
    Slot,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(char),
    Field(Field, u8),
}

/// A template that has been read and can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Template {
    text: String,
    parts: Vec<Part>,
}

/// The numbers in a code, counted from 1; the side from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub range: u32,
    pub side: Option<u32>,
    pub bay: u32,
    pub shelf: u32,
    pub slot: u32,
}

/// How far a code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    Room,
    Range,
    Shelf,
    Slot,
}

impl Template {
    /// Reads a template, or says in English what is wrong with it.
    pub fn read(text: &str) -> Result<Template, String> {
        if text.len() > PLACE_TEMPLATE_CHARS {
            return Err(format!("longer than {PLACE_TEMPLATE_CHARS} characters"));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match first {
                '{' => read_field(rest)?,
                '-' | '.' => (Part::Text(first), 1),
                other => return Err(format!("{other:?} cannot stand between the fields, only - and .")),
            };
            parts.push(part);
            rest = rest.get(length..).unwrap_or_default();
        }
        let fields: Vec<Field> = parts.iter().filter_map(Part::field).collect();
        let without_side: Vec<Field> = fields.iter().copied().filter(|field| *field != Field::Side).collect();
        let ordered = fields.windows(2).all(|pair| pair.first() < pair.last());
        if without_side != [Field::Room, Field::Range, Field::Bay, Field::Shelf, Field::Slot] || !ordered {
            return Err("needs {room}, {range}, {side}, {bay}, {shelf}, {slot}, each once and in this order".to_owned());
        }
        Ok(Template { text: text.to_owned(), parts })
    }

    /// The template, or the default one where the text is none.
    pub fn or_default(text: &str) -> Template {
        Template::read(text)
            .or_else(|_| Template::read(DEFAULT_TEMPLATE))
            .unwrap_or(Template { text: String::new(), parts: Vec::new() })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The greatest number a field can show without spoiling the order of the codes; a side: whether it is shown.
    pub fn greatest(&self, field: Field) -> u32 {
        self.parts
            .iter()
            .find_map(|part| match part {
                Part::Field(found, width) if *found == field => Some(10_u32.pow(u32::from(*width)) - 1),
                _ => None,
            })
            .unwrap_or(0)
    }

    /// The code of a place.
    pub fn write(&self, room: &str, numbers: &Numbers, depth: Depth) -> String {
        let mut code = String::with_capacity(24);
        if depth == Depth::Room {
            return room.to_owned();
        }
        for part in &self.parts {
            let (value, width) = match part {
                Part::Text(text) => {
                    code.push(*text);
                    continue;
                }
                Part::Field(Field::Room, _) => {
                    code.push_str(room);
                    continue;
                }
                Part::Field(Field::Side, _) => {
                    code.push_str(side_letter(numbers.side));
                    continue;
                }
                Part::Field(Field::Range, width) => (numbers.range, width),
                Part::Field(Field::Bay, width) => (numbers.bay, width),
                Part::Field(Field::Shelf, width) => (numbers.shelf, width),
                Part::Field(Field::Slot, width) => (numbers.slot, width),
            };
            // Writing to a String cannot fail.
            let _ = write!(code, "{value:0width$}", width = usize::from(*width));
            let last = match depth {
                Depth::Room | Depth::Range => Field::Range,
                Depth::Shelf => Field::Shelf,
                Depth::Slot => Field::Slot,
            };
            if part.field() == Some(last) {
                break;
            }
        }
        code
    }

    /// Reads a code that `normal_code` has prepared.
    pub fn parse(&self, room: &str, code: &str) -> Option<(Depth, Numbers)> {
        let mut numbers = Numbers::default();
        let mut depth = Depth::Room;
        let mut rest = code;
        let mut after_text = false;
        for part in &self.parts {
            if rest.is_empty() && depth > Depth::Room && part.field() != Some(Field::Side) {
                // A code may end after a range, its side or a shelf, never between bay and shelf or after a separator.
                let whole = !after_text && (numbers.bay == 0 || depth >= Depth::Shelf);
                return whole.then_some((depth, numbers));
            }
            after_text = part.field().is_none();
            rest = match part {
                Part::Text(text) => rest.strip_prefix(*text)?,
                Part::Field(Field::Room, _) => rest.strip_prefix(room)?,
                Part::Field(Field::Side, _) => {
                    let side = ["L", "R"].iter().position(|letter| rest.starts_with(letter));
                    numbers.side = side.and_then(|side| u32::try_from(side).ok());
                    if side.is_some() { rest.get(1..)? } else { rest }
                }
                Part::Field(field, width) => {
                    let digits = rest.bytes().take(usize::from(*width)).take_while(u8::is_ascii_digit).count();
                    let value: u32 = rest.get(..digits)?.parse().ok()?;
                    match field {
                        Field::Range => (numbers.range, depth) = (value, Depth::Range),
                        Field::Bay => numbers.bay = value,
                        Field::Shelf => (numbers.shelf, depth) = (value, Depth::Shelf),
                        _ => (numbers.slot, depth) = (value, Depth::Slot),
                    }
                    rest.get(digits..)?
                }
            };
        }
        (rest.is_empty() && depth > Depth::Room).then_some((depth, numbers))
    }
}

impl Part {
    fn field(&self) -> Option<Field> {
        match self {
            Part::Field(field, _) => Some(*field),
            Part::Text(_) => None,
        }
    }
}

fn read_field(rest: &str) -> Result<(Part, usize), String> {
    let end = rest.find('}').ok_or("a { is not closed")?;
    let inside = rest.get(1..end).unwrap_or_default();
    let (name, width) = inside.split_once(':').unwrap_or((inside, "1"));
    let width: u8 = width
        .parse()
        .ok()
        .filter(|width| (1..=WIDTH_MAX).contains(width))
        .ok_or_else(|| format!("a width is a number from 1 to {WIDTH_MAX}, not {width:?}"))?;
    let field = match name {
        "room" => Field::Room,
        "range" => Field::Range,
        "side" => Field::Side,
        "bay" => Field::Bay,
        "shelf" => Field::Shelf,
        "slot" => Field::Slot,
        _ => return Err(format!("there is no field {name:?}")),
    };
    Ok((Part::Field(field, width), end + 1))
}

fn side_letter(side: Option<u32>) -> &'static str {
    match side {
        None => "",
        Some(0) => "L",
        Some(_) => "R",
    }
}

/// A code as people type and scanners send it, in the one form that codes are kept in: capitals, half-width, no blanks
/// around it.
pub(super) fn normal_code(text: &str) -> String {
    text.trim()
        .chars()
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character).to_ascii_uppercase()
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Template::read(&text)
    }
}

impl From<Template> for String {
    fn from(template: Template) -> String {
        template.text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NUMBERS: Numbers = Numbers { range: 1, side: Some(0), bay: 3, shelf: 5, slot: 12 };

    #[test]
    fn the_default_template_writes_the_codes_of_the_design() {
        let template = Template::read(DEFAULT_TEMPLATE).unwrap();
        assert_eq!(template.write("A", &NUMBERS, Depth::Slot), "A-01L-03-5-12");
        assert_eq!(template.write("A", &NUMBERS, Depth::Shelf), "A-01L-03-5");
        assert_eq!(template.write("A", &NUMBERS, Depth::Range), "A-01");
        assert_eq!(template.write("A", &Numbers { side: None, ..NUMBERS }, Depth::Slot), "A-01-03-5-12");
    }

    #[test]
    fn a_code_is_read_back_whatever_its_case_width_and_padding() {
        let template = Template::read(DEFAULT_TEMPLATE).unwrap();
        for text in ["A-01L-03-5-12", "a-01l-03-5-12", " Ａ－０１Ｌ－０３－５－１２ ", "A-1L-3-5-12", "A–01L–03–5–12"]
        {
            assert_eq!(template.parse("A", &normal_code(text)), Some((Depth::Slot, NUMBERS)), "{text}");
        }
        assert_eq!(template.parse("A", "A-01").map(|read| read.0), Some(Depth::Range));
        assert_eq!(template.parse("A", "A-01L").map(|read| read.0), Some(Depth::Range));
        assert_eq!(template.parse("A", "A-01L-03-5").map(|read| read.0), Some(Depth::Shelf));
        for text in [
            "",
            "A",
            "A-",
            "A-01L-",
            "A-01L-03",
            "A-01L-03-",
            "A-01L-03-5-12X",
            "A-01L-03-5-123",
            "B-01L-03-5-12",
            "A-XX",
        ] {
            assert_eq!(template.parse("A", text), None, "{text}");
        }
    }

    #[test]
    fn a_template_that_would_not_sort_in_walking_order_is_refused() {
        for text in [
            "",
            "{room}",
            "{range:2}-{room}-{bay}-{shelf}-{slot}",
            "{room}{range}{bay}{shelf}",
            "{room}-{range:9}-{bay}-{shelf}-{slot}",
            "{room}-{range}{bay}{shelf}{slot}{slot}",
            "{room}X{range}{bay}{shelf}{slot}",
            "{room",
            "{room}-{range}-{bay}-{side}-{shelf}-{slot}",
        ] {
            assert!(Template::read(text).is_err(), "{text}");
        }
        assert!(Template::read("{room}{range:3}{side}{bay:2}{shelf:2}{slot:3}").is_ok());
        assert!(Template::read("{room}.{range:2}.{bay:2}.{shelf}.{slot:2}").is_ok());
    }
}
