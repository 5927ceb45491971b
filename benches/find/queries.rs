//! What people type, taken from folders that are there.

use strongroom::demo::{DemoFolder, Random};
use strongroom::search::SearchDoc;

/// A kind of query, and within how many milliseconds 99 of 100 are to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    pub limit_ms: u32,
}

/// All kinds, in the order of the table.
pub const KINDS: &[Kind] = &[
    Kind { name: "whole names", limit_ms: 5 },
    Kind { name: "one character", limit_ms: 5 },
    Kind { name: "two characters", limit_ms: 5 },
    Kind { name: "parts of companies", limit_ms: 5 },
    Kind { name: "folder codes", limit_ms: 5 },
    Kind { name: "parts of codes", limit_ms: 5 },
    Kind { name: "identity numbers", limit_ms: 5 },
    Kind { name: "phones", limit_ms: 5 },
    Kind { name: "phone tails", limit_ms: 5 },
    Kind { name: "VIN tails", limit_ms: 5 },
    Kind { name: "plates", limit_ms: 5 },
    Kind { name: "pinyin", limit_ms: 5 },
    Kind { name: "pinyin initials", limit_ms: 5 },
    Kind { name: "English words", limit_ms: 5 },
    Kind { name: "months", limit_ms: 5 },
    Kind { name: "broad words in notes", limit_ms: 15 },
    Kind { name: "mixed terms", limit_ms: 25 },
    Kind { name: "fields, quotes, minus", limit_ms: 25 },
];

/// A query of each kind about one folder.
pub fn about(folder: &DemoFolder, doc: &SearchDoc, random: &mut Random) -> Vec<(&'static str, String)> {
    let name: Vec<char> = folder.customer.chars().collect();
    let part = |from: usize, length: usize| name.iter().skip(from).take(length).collect::<String>();
    let is_chinese = !folder.customer.is_ascii() && !folder.customer.contains(' ');
    let tail = |text: &str, length: usize| text.get(text.len().saturating_sub(length)..).unwrap_or(text).to_owned();
    let code = doc.codes.first().cloned().unwrap_or_default();
    let spelt_phone = doc.subjects.iter().flat_map(|subject| &subject.phones).next().cloned().unwrap_or_default();
    let plate = doc.subjects.last().map(|vehicle| vehicle.name.clone()).filter(|_| !folder.plate.is_empty());
    let at = random.below(name.len().max(1) as u64) as usize;
    let word = words(&folder.note, random);
    let mut all = Vec::new();
    let mut add = |kind, text: String| all.push((kind, text));
    if is_chinese {
        if folder.is_company {
            add("parts of companies", part(at.min(name.len().saturating_sub(4)), 2 + random.below(3) as usize));
        } else {
            add("whole names", folder.customer.clone());
            add("pinyin", spelt(&folder.customer, random));
            add("pinyin initials", initials(&folder.customer));
        }
        add("one character", part(at, 1));
        add("two characters", part(at.min(name.len().saturating_sub(2)), 2));
    } else {
        add("English words", folder.customer.split(' ').next().unwrap_or_default().chars().take(7).collect());
    }
    add("folder codes", code.clone());
    add("parts of codes", tail(&code, 5 + random.below(4) as usize));
    add("identity numbers", tail(&folder.identity, 6 + random.below(13) as usize));
    add("phones", spelt_phone);
    add("phone tails", tail(&folder.phone, 4 + 4 * random.below(2) as usize));
    add("VIN tails", tail(&folder.vin, 4 + 2 * random.below(3) as usize));
    if let Some(plate) = plate {
        let chars = plate.chars().count() as u64;
        let typed = match random.below(4) {
            0 => plate.clone(),
            1 => folder.plate.clone(),
            2 => plate.to_lowercase(),
            _ => plate.chars().take((4 + random.below(chars)) as usize).collect(),
        };
        add("plates", typed);
    }
    let date = folder.business_date;
    let month = random.weighted(&[("%Y年%-m月", 40), ("%Y-%m", 40), ("%Y%m", 20)]);
    add("months", date.format(month).to_string());
    add("broad words in notes", word.clone());
    let first = if is_chinese { part(0, 1) } else { folder.customer.split(' ').next().unwrap_or_default().to_owned() };
    add(
        "mixed terms",
        match random.below(5) {
            0 => format!("{first} {} {}", date.format("%Y"), folder.type_name),
            1 => format!("{first} {}", tail(&folder.phone, 4)),
            2 => format!("{} {word}", folder.customer),
            3 => format!("{word} {}", date.format("%Y年%-m月")),
            _ => format!("{} {first} {word}", folder.type_name),
        },
    );
    add(
        "fields, quotes, minus",
        match random.below(6) {
            0 => format!("name:{first}"),
            1 => format!("电话:{}", tail(&folder.phone, 4)),
            2 => format!("车型:{}", folder.model),
            3 => format!("{first} -{word}"),
            4 => format!("\"{word}\" type:{}", folder.type_name),
            _ => format!("note:{word} date:{}..", date.format("%Y-%m")),
        },
    );
    all
}

/// Two to four characters, or a word, of one phrase of a note.
fn words(note: &str, random: &mut Random) -> String {
    let phrases: Vec<&str> = note.split(['，', ',']).filter(|phrase| !phrase.trim().is_empty()).collect();
    let phrase = random.pick(&phrases).trim();
    if phrase.is_ascii() {
        let words: Vec<&str> = phrase.split(' ').filter(|word| word.len() > 2).collect();
        return random.pick(&words).to_owned();
    }
    let chars: Vec<char> = phrase.chars().collect();
    let length = (2 + random.below(3) as usize).min(chars.len());
    let from = random.below((chars.len() - length + 1) as u64) as usize;
    chars.into_iter().skip(from).take(length).collect()
}

fn syllables(name: &str) -> Vec<&'static str> {
    use pinyin::ToPinyin;
    name.chars().filter_map(|c| c.to_pinyin()).map(|syllable| syllable.plain()).collect()
}

/// The whole name, a beginning of it, or the given name alone.
fn spelt(name: &str, random: &mut Random) -> String {
    let all = syllables(name);
    match random.below(4) {
        0 => all.concat(),
        1 => all.iter().skip(1).copied().collect(),
        2 => all.first().map(|first| (*first).to_owned()).unwrap_or_default(),
        _ => all.concat().chars().take(all.first().map_or(0, |first| first.len()) + 2).collect(),
    }
}

fn initials(name: &str) -> String {
    syllables(name).iter().filter_map(|syllable| syllable.chars().next()).collect()
}
