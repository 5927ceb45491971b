//! Folders and queries made from a seed, out of few parts, so that queries hit and nearly hit.

use super::*;

/// A small generator of numbers; the same seed gives the same folders for ever.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn text(&mut self, alphabet: &str, chars: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..chars).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

const GLYPHS: &str = "张李王三四伟明單长重行😀𠮷";
const WORDS: &[&str] = &["new", "newcar", "car", "pearl", "volkswagen", "ab", "a", "zhang", "li", "Été"];
const GAPS: &[&str] = &["", " ", "，", "-", ".", "  ", "·"];

fn mixture(dice: &mut Dice, parts: usize) -> String {
    let mut text = String::new();
    for _ in 0..parts {
        let chars = 1 + dice.below(5);
        match dice.below(5) {
            0 | 1 => text += &dice.text(GLYPHS, chars),
            2 => text += dice.pick(WORDS),
            3 => text += &dice.text("0123", chars),
            _ => text += &dice.text("ab01", chars),
        }
        text += dice.pick(GAPS);
    }
    text
}

fn plate(dice: &mut Dice) -> String {
    format!("{}{}{}{}", dice.pick(&["京", "粤"]), dice.text("AB", 1), dice.pick(&["", "·", " "]), dice.text("0123A", 5))
}

pub fn doc(folder: u32, dice: &mut Dice) -> SearchDoc {
    let mut doc = blank(folder);
    doc.codes = (0..dice.below(3))
        .map(|_| format!("{}{}-{}", dice.pick(&["NEW", "a", "档字"]), dice.text("0123", 4), dice.text("0123ab", 4)))
        .collect();
    doc.business_type = dice.pick(&["NEW", "SRV", "REP"]).to_owned();
    doc.department = dice.pick(&["", "SALES", "AFTER"]).to_owned();
    doc.class = dice.pick(&["", "internal"]).to_owned();
    if dice.below(5) > 0 {
        doc.business_date = chrono::NaiveDate::from_ymd_opt(
            2022 + dice.below(3) as i32,
            1 + dice.below(12) as u32,
            1 + dice.below(28) as u32,
        );
        doc.period = doc.business_date.unwrap().format("%Y-%m").to_string();
    }
    for _ in 0..dice.below(3) {
        let chars = 1 + dice.below(5);
        let name = if dice.below(3) > 0 { dice.text(GLYPHS, chars) } else { mixture(dice, 2) };
        let mut identities = Vec::new();
        if dice.below(2) == 0 {
            identities.push((IdentityKind::Plate, plate(dice)));
        }
        if dice.below(3) == 0 {
            identities.push((IdentityKind::Vin, dice.text("LSV0123", 9)));
        }
        if dice.below(3) == 0 {
            identities.push((IdentityKind::Other, dice.text("0123X", 8)));
        }
        let phones = (0..dice.below(3))
            .map(|_| format!("1{}{}{}", dice.text("38", 2), dice.pick(&["", "-", " "]), dice.text("0123", 6)))
            .collect();
        doc.subjects.push(SearchSubject { name, identities, phones });
    }
    for field in ["insured_until", "colour"] {
        if dice.below(2) == 0 {
            let parts = 1 + dice.below(2);
            let value = if field == "colour" {
                mixture(dice, parts)
            } else {
                format!("2023-0{}-1{}", 1 + dice.below(9), dice.below(9))
            };
            doc.fields.push((field.to_owned(), value));
        }
    }
    for _ in 0..dice.below(3) {
        let parts = 1 + dice.below(12);
        doc.pages.push(mixture(dice, parts));
    }
    let parts = dice.below(6);
    doc.note = mixture(dice, parts) + &if dice.below(4) == 0 { plate(dice) } else { String::new() };
    doc
}

/// All texts of a folder, to take queries from.
fn texts(doc: &SearchDoc) -> Vec<String> {
    let subjects = doc.subjects.iter().flat_map(|subject| {
        let identities = subject.identities.iter().map(|(_, value)| value.clone());
        identities.chain(subject.phones.clone()).chain([subject.name.clone()])
    });
    let all = doc.codes.iter().cloned().chain(subjects).chain(doc.fields.iter().map(|(_, value)| value.clone()));
    all.chain(doc.pages.iter().cloned())
        .chain([doc.note.clone()])
        .chain(doc.business_date.map(|date| date.to_string()))
        .collect()
}

fn term(docs: &[SearchDoc], dice: &mut Dice) -> String {
    if docs.is_empty() || dice.below(6) == 0 {
        let parts = 1 + dice.below(2);
        return mixture(dice, parts);
    }
    let all = texts(&docs[dice.below(docs.len())]);
    let chars: Vec<char> = all[dice.below(all.len())].chars().collect();
    let start = dice.below(chars.len());
    let length = [1, 2, 3, 4, 6, 12][dice.below(6)];
    chars.iter().skip(start).take(length).collect()
}

pub fn query(docs: &[SearchDoc], dice: &mut Dice) -> String {
    const FIELDS: &[&str] = &[
        "name",
        "note",
        "text",
        "phone",
        "vin",
        "plate",
        "id",
        "code",
        "type",
        "department",
        "class",
        "date",
        "period",
        "colour",
        "insured_until",
        "颜色",
        "nofield",
    ];
    const WHOLE: &[&str] = &[
        "zs",
        "zhang",
        "zhangs",
        "lsw",
        "chang",
        "shan",
        "2023",
        "2013",
        "202301",
        "200312",
        "2023-05",
        "2022年7月",
        "2023..",
        "2022-03..2023-04",
        "保养",
        "sale",
        "new",
        "srv",
        "售",
        "volkswagenx",
    ];
    let mut query = String::new();
    for _ in 0..=[0, 0, 1, 2][dice.below(4)] {
        let field = if dice.below(4) == 0 { format!("{}:", dice.pick(FIELDS)) } else { String::new() };
        let minus = if dice.below(8) == 0 { "-" } else { "" };
        let quote = if dice.below(6) == 0 { "\"" } else { "" };
        let term = if dice.below(4) == 0 { dice.pick(WHOLE).to_owned() } else { term(docs, dice) };
        query += &format!("{minus}{field}{quote}{term}{quote} ");
    }
    query
}
