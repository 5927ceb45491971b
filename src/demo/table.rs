//! Generated folders as the table a dealer's staff would bring.

use super::generator::{DemoFolder, Generator};
use super::random::Random;
use std::io::{self, Write};

/// The headings of the table: those of the samples, and an address.
pub const HEADINGS: [&str; 13] = [
    "旧档号",
    "客户名称",
    "证件号码",
    "联系电话",
    "车架号(VIN)",
    "车牌",
    "业务类型",
    "移交部门",
    "业务日期",
    "厚度mm",
    "密级",
    "联系地址",
    "备注",
];

/// Writes a table of `rows` folders in UTF-8 with its mark, in order of time, about 600 bytes a row. Dates, plates and phones come
/// in the several spellings of an office, and every row can be taken.
///
/// # Errors
/// When it cannot be written.
pub fn write_csv(rows: u64, seed: u64, mut out: impl Write) -> io::Result<()> {
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADINGS).map_err(io::Error::other)?;
    let mut generator = Generator::new(seed).with_notes_of(12, 19);
    for row in 0..rows {
        let folder = generator.folder_at(row, rows);
        table.write_record(spelled(&folder, generator.random())).map_err(io::Error::other)?;
    }
    table.flush()
}

fn spelled(folder: &DemoFolder, random: &mut Random) -> [String; 13] {
    [
        folder.old_code.clone(),
        folder.customer.clone(),
        folder.identity.clone(),
        spelled_phone(&folder.phone, random),
        folder.vin.clone(),
        spelled_plate(&folder.plate, random),
        folder.type_name.to_owned(),
        folder.department_name.to_owned(),
        spelled_date(folder.business_date, random),
        folder.thickness_mm.map(|mm| mm.to_string()).unwrap_or_default(),
        folder.class.map_or("", |class| if class == "internal" { "内部" } else { "商业秘密" }).to_owned(),
        folder.address.clone(),
        folder.note.clone(),
    ]
}

/// A telephone number as one office or another spells it.
#[must_use]
pub fn spelled_phone(phone: &str, random: &mut Random) -> String {
    let (Some(head), Some(middle), Some(tail)) = (phone.get(..3), phone.get(3..7), phone.get(7..)) else {
        return phone.to_owned();
    };
    match random.below(10) {
        0 => format!("{head}-{middle}-{tail}"),
        1 => format!("{head} {middle} {tail}"),
        _ => phone.to_owned(),
    }
}

/// A plate as one office or another spells it.
#[must_use]
pub fn spelled_plate(plate: &str, random: &mut Random) -> String {
    let mut chars = plate.chars();
    let (Some(province), Some(authority)) = (chars.next(), chars.next()) else { return String::new() };
    let tail = chars.as_str();
    let dot = random.weighted(&[("·", 70), ("", 22), (" ", 4), ("•", 4)]);
    format!("{province}{authority}{dot}{tail}")
}

fn spelled_date(date: chrono::NaiveDate, random: &mut Random) -> String {
    let form = random.weighted(&[("%Y-%m-%d", 75), ("%Y/%-m/%-d", 12), ("%Y%m%d", 5), ("%Y年%-m月%-d日", 8)]);
    date.format(form).to_string()
}
