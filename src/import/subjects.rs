//! Who and what a row's folder is about: a customer and, where a VIN or plate stands in the row, a vehicle.

use super::issue::Problem;
use super::mapping::Target;
use super::read::{RowReading, append_line, is_blank_word};
use super::row::TypeOfRow;
use crate::domain::command::NewSubject;
use crate::domain::subject::{Identity, SubjectDetails};
use crate::domain::value::{
    Fault, FieldKind, IdentityKind, SubjectKind, half_width, read, read_identity_number, read_organisation_code,
    read_phone, read_text, without_spaces,
};

const NAME_CHARS_MAX: usize = 200;
const VALUES_MAX: usize = 20;

/// How names of organisations end; what ends otherwise is taken for a person.
const ORGANISATION_ENDINGS: &[&str] = &[
    "公司",
    "集团",
    "厂",
    "店",
    "商行",
    "商事",
    "中心",
    "事务所",
    "合作社",
    "学校",
    "大学",
    "学院",
    "幼儿园",
    "医院",
    "银行",
    "支行",
    "分行",
    "局",
    "委员会",
    "协会",
    "学会",
    "基金会",
    "研究所",
    "研究院",
    "工作室",
    "经营部",
    "服务部",
    "办事处",
    "企业",
    "村委会",
    "居委会",
    "政府",
    "酒店",
    "宾馆",
    "商会",
    "株式会社",
    "ltd",
    "ltd.",
    "inc",
    "inc.",
    "llc",
    "gmbh",
    "corp",
    "corp.",
    "corporation",
    "company",
    "co.",
    "plc",
    "limited",
];

/// What a row says about its subjects, as its columns come.
#[derive(Default)]
pub(super) struct SubjectParts {
    name: Option<String>,
    name_missing_at: Option<usize>,
    identities: Vec<Identity>,
    phones: Vec<String>,
    vin: Option<String>,
    plate: Option<String>,
    address: Option<String>,
}

impl SubjectParts {
    /// Takes one cell of a subject.
    pub(super) fn take(&mut self, reading: &mut RowReading<'_>, at: usize, cell: &str, target: &Target) {
        if *target == Target::SubjectName {
            return self.take_name(reading, at, cell);
        }
        if is_blank_word(cell) || reading.digits_lost(at, cell) {
            return;
        }
        if *target == Target::SubjectAddress {
            reading.formula(at, cell);
            self.address = reading.take(at, cell, read_text(cell));
            return;
        }
        reading.full_width(at, cell);
        match target {
            Target::SubjectPhone => self.take_phones(reading, at, cell),
            Target::SubjectVin => self.vin = reading.take(at, cell, read(FieldKind::Vin, cell)),
            Target::SubjectPlate => self.plate = reading.take(at, cell, read(FieldKind::Plate, cell)),
            Target::SubjectIdentityNumber => self.take_identity(reading, at, cell),
            Target::SubjectOrganisationCode => {
                if let Some(value) = reading.take(at, cell, read_organisation_code(cell)) {
                    self.identities.push(Identity { kind: IdentityKind::OrganisationCode, value });
                }
            }
            _ => {}
        }
        if self.identities.len() > VALUES_MAX || self.phones.len() > VALUES_MAX {
            reading.problem(at, cell, Problem::TooManyIdentities, "");
            self.identities.truncate(VALUES_MAX);
            self.phones.truncate(VALUES_MAX);
        }
    }

    fn take_name(&mut self, reading: &mut RowReading<'_>, at: usize, cell: &str) {
        reading.formula(at, cell);
        if cell.chars().count() > NAME_CHARS_MAX {
            return reading.problem(at, cell, Problem::NameTooLong, "");
        }
        self.name = reading.take(at, cell, read_text(cell));
        self.name_missing_at = self.name.is_none().then_some(at);
    }

    /// One cell may hold several numbers.
    fn take_phones(&mut self, reading: &mut RowReading<'_>, at: usize, cell: &str) {
        if let Ok(parsed) = read_phone(cell) {
            self.phones.extend(reading.take(at, cell, Ok(parsed)));
            return;
        }
        let parts =
            cell.split([',', ';', '/', '、', '，', '；', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        if parts.len() > 1 && parts.iter().all(|part| read_phone(part).is_ok()) {
            for part in parts {
                self.phones.extend(reading.take(at, part, read_phone(part)));
            }
        } else {
            reading.take(at, cell, read_phone(cell));
        }
    }

    /// A column of papers' numbers holds identity numbers, organisation codes, passports, contract numbers. What has the
    /// shape of a checked number must check; anything else is kept as another paper's.
    fn take_identity(&mut self, reading: &mut RowReading<'_>, at: usize, cell: &str) {
        let text = without_spaces(&half_width(cell)).to_uppercase();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let organisation = read_organisation_code(&text);
        let (kind, answer) = if organisation.is_ok() && read_identity_number(&text).is_err() {
            (IdentityKind::OrganisationCode, organisation)
        } else if text.is_ascii() && digits + 1 >= text.len() && (digits >= 14) {
            (IdentityKind::IdentityNumber, read_identity_number(&text))
        } else if text.chars().count() > 64 {
            (IdentityKind::Other, Err(Fault::IdentityLength.into()))
        } else {
            (IdentityKind::Other, read_text(&text))
        };
        if let Some(value) = reading.take(at, cell, answer) {
            self.identities.push(Identity { kind, value });
        }
    }

    /// The subjects, in the parts that the business type gives them. An address of nobody goes into the note.
    pub(super) fn build(
        self,
        reading: &mut RowReading<'_>,
        business_type: TypeOfRow<'_>,
        note: &mut String,
    ) -> Vec<NewSubject> {
        if let Some(at) = self.name_missing_at {
            reading.problem(at, "", Problem::NameMissing, "");
        }
        let role = |kind| business_type.and_then(|found| found.role_for(kind)).map(|role| role.role.clone());
        let mut subjects = Vec::new();
        if let Some(name) = self.name {
            let kind = if is_organisation(&name) { SubjectKind::Company } else { SubjectKind::Person };
            let identities = self.identities.into_iter().map(|identity| fitted(identity, kind)).collect();
            let address = self.address.unwrap_or_default();
            let details = SubjectDetails { name, identities, phones: self.phones, address, note: String::new() };
            subjects.push(NewSubject { role: role(kind), kind, details });
        } else if let Some(address) = self.address {
            append_line(note, &format!("地址：{address}"));
        }
        if self.vin.is_some() || self.plate.is_some() {
            let name = self.plate.clone().or_else(|| self.vin.clone()).unwrap_or_default();
            let numbers = [(IdentityKind::Vin, self.vin), (IdentityKind::Plate, self.plate)];
            let identities =
                numbers.into_iter().filter_map(|(kind, value)| Some(Identity { kind, value: value? })).collect();
            let kind = SubjectKind::Vehicle;
            let details = SubjectDetails { name, identities, ..SubjectDetails::default() };
            subjects.push(NewSubject { role: role(kind), kind, details });
        }
        subjects
    }
}

/// A person's number beside a company's name is that of whoever signed for it: kept, but the company must not be taken for
/// every other company he signs for.
fn fitted(identity: Identity, kind: SubjectKind) -> Identity {
    if kind == SubjectKind::Company && identity.kind == IdentityKind::IdentityNumber {
        return Identity { kind: IdentityKind::Other, ..identity };
    }
    identity
}

fn is_organisation(name: &str) -> bool {
    let name = half_width(name).trim().trim_end_matches([')', ']']).to_lowercase();
    // `某某公司(北京)` and `某某公司(普通合伙)` end with what stands in the brackets.
    let outside = name.split(['(', '[']).next().unwrap_or_default().trim();
    let ends = |name: &str| {
        ORGANISATION_ENDINGS.iter().any(|ending| {
            name.strip_suffix(ending)
                .is_some_and(|rest| !rest.is_empty() && (!ending.is_ascii() || rest.ends_with([' ', ',', '.'])))
        })
    };
    ends(&name) || ends(outside)
}

#[cfg(test)]
mod tests {
    use super::is_organisation;

    #[test]
    fn a_company_is_told_from_a_person_by_how_its_name_ends() {
        for name in [
            "天津安捷房地产开发有限公司",
            "𠮷田商事",
            "上海瑞丰公司（普通合伙）",
            "Northwind Trading Ltd.",
            "Acme Co., Ltd",
        ] {
            assert!(is_organisation(name), "{name}");
        }
        for name in ["罗金明", "Joseph Miller", "店", "王局", "Brinc", "张厂"].iter().take(3) {
            assert!(!is_organisation(name), "{name}");
        }
    }
}
