//! Folders of a car dealer, one after the other.

use super::names::{
    CITIES, COMPANY_ENDINGS, COMPANY_WORDS, DISTRICTS, ESTATES, GIVEN, MAKERS, MOBILE_HEADS, MODEL_YEARS, MODELS,
    NOTES, PLATE_HEADS, REGIONS, ROADS, SURNAMES, TRADES, VIN_CHARACTERS,
};
use super::random::Random;
use super::variety::{self, Script};
use crate::domain::command::{NewFolder, NewSubject, Placement};
use crate::domain::subject::{Identity, SubjectDetails};
use crate::domain::value::{
    IdentityKind, SubjectKind, identity_check_character, organisation_check_character, vin_check_character,
};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

/// How many customers are remembered to come back.
const REMEMBERED: usize = 4_096;
/// How busy each month is: spring festival is quiet, the year's end is not.
const SEASON: [u32; 12] = [9, 5, 8, 7, 8, 8, 7, 7, 9, 10, 11, 13];
/// Type, Chinese name, how common, thickness when stated.
const TYPES: &[(Kind, u32)] =
    &[(Kind::NEW, 20), (Kind::REP, 22), (Kind::FST, 9), (Kind::SRV, 31), (Kind::OVH, 8), (Kind::CLM, 10)];

/// A kind of business of the dealer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kind {
    code: &'static str,
    name: &'static str,
    thin_mm: u32,
    thick_mm: u32,
}

impl Kind {
    const NEW: Self = Self { code: "NEW", name: "新车销售", thin_mm: 10, thick_mm: 16 };
    const REP: Self = Self { code: "REP", name: "小修", thin_mm: 6, thick_mm: 12 };
    const FST: Self = Self { code: "FST", name: "首保", thin_mm: 5, thick_mm: 9 };
    const SRV: Self = Self { code: "SRV", name: "保养", thin_mm: 5, thick_mm: 10 };
    const OVH: Self = Self { code: "OVH", name: "大修", thin_mm: 12, thick_mm: 22 };
    const CLM: Self = Self { code: "CLM", name: "索赔", thin_mm: 8, thick_mm: 16 };
}

/// A customer with his vehicle.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Customer {
    name: String,
    company: bool,
    /// An identity number or organisation code, with its check character right.
    identity: String,
    phone: String,
    vin: String,
    plate: String,
    model: &'static str,
    address: String,
    script: Script,
}

/// One folder as the dealer's list would have it; all values in their canonical spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DemoFolder {
    /// Its number in the old list, unlike all others of this generator.
    pub old_code: String,
    /// The customer's name.
    pub customer: String,
    /// Whether the customer is a company.
    pub is_company: bool,
    /// The customer's identity number or organisation code.
    pub identity: String,
    /// The customer's telephone number.
    pub phone: String,
    /// The vehicle's VIN.
    pub vin: String,
    /// The vehicle's plate; empty for a car just sold.
    pub plate: String,
    /// The vehicle's model.
    pub model: &'static str,
    /// The business type's code.
    pub business_type: &'static str,
    /// The business type's Chinese name.
    pub type_name: &'static str,
    /// The department's code.
    pub department: &'static str,
    /// The department's Chinese name.
    pub department_name: &'static str,
    /// The business date.
    pub business_date: NaiveDate,
    /// Its thickness, where somebody measured it.
    pub thickness_mm: Option<u32>,
    /// The secrecy class's code, where it differs from the usual.
    pub class: Option<&'static str>,
    /// The customer's address.
    pub address: String,
    /// A note.
    pub note: String,
}

/// Makes folders from a seed, for ever.
#[derive(Debug, Clone)]
pub struct Generator {
    random: Random,
    from: NaiveDate,
    days: u64,
    made: u64,
    known: Vec<Customer>,
    note_parts: (u64, u64),
    varies: bool,
}

impl Generator {
    /// A generator of folders of the ten years up to the end of 2025.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let from = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default();
        Self {
            random: Random::new(seed),
            from,
            days: 3_653,
            made: 0,
            known: Vec::new(),
            note_parts: (2, 5),
            varies: false,
        }
    }

    /// The same generator for other years, both days included.
    #[must_use]
    pub fn over(mut self, from: NaiveDate, to: NaiveDate) -> Self {
        self.from = from;
        self.days = u64::try_from((to - from).num_days() + 1).unwrap_or(1).max(1);
        self
    }

    /// The same generator with notes of so many phrases.
    #[must_use]
    pub fn with_notes_of(mut self, least: u64, most: u64) -> Self {
        self.note_parts = (least, most);
        self
    }

    /// The same generator as uneven as a large archive is: traditional characters, English, rare names, notes with numbers.
    #[must_use]
    pub fn with_variety(mut self) -> Self {
        self.varies = true;
        self
    }

    /// The random source, for those who go on from here.
    pub(super) fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// A folder of about the time that lies `part` of `whole` into the years: a list of them is in order of time, roughly.
    pub fn folder_at(&mut self, part: u64, whole: u64) -> DemoFolder {
        let whole = whole.max(1);
        let centre = self.days * part.min(whole) / whole;
        let spread = (self.days / 120).max(1);
        let day = (centre + self.random.below(2 * spread)).saturating_sub(spread).min(self.days - 1);
        self.folder_on(self.from + Days::new(day))
    }

    fn folder_on(&mut self, date: NaiveDate) -> DemoFolder {
        self.made += 1;
        let kind = self.random.weighted(TYPES);
        let customer = self.customer(kind, date);
        let (department, department_name) = self.department(kind);
        let class = self.random.weighted(&[(None, 80), (Some("internal"), 17), (Some("secret"), 3)]);
        let measured = self.random.percent(80);
        let thickness_mm = self.random.between(u64::from(kind.thin_mm), u64::from(kind.thick_mm));
        DemoFolder {
            old_code: format!("DA{}-{:02}-{:06}", date.year(), date.month(), self.made),
            customer: customer.name,
            is_company: customer.company,
            identity: customer.identity,
            phone: customer.phone,
            vin: customer.vin,
            plate: if kind == Kind::NEW && self.random.percent(40) { String::new() } else { customer.plate },
            model: customer.model,
            business_type: kind.code,
            type_name: kind.name,
            department,
            department_name,
            business_date: date,
            thickness_mm: measured.then(|| u32::try_from(thickness_mm).unwrap_or(10)),
            class,
            address: customer.address,
            note: self.note(customer.script),
        }
    }

    /// Who buys a car is new; who has it serviced has mostly been here before.
    fn customer(&mut self, kind: Kind, date: NaiveDate) -> Customer {
        if kind != Kind::NEW && !self.known.is_empty() && self.random.percent(70) {
            let at = usize::try_from(self.random.below(self.known.len() as u64)).unwrap_or(0);
            if let Some(customer) = self.known.get(at) {
                return customer.clone();
            }
        }
        let customer = self.new_customer(date);
        if self.known.len() < REMEMBERED {
            self.known.push(customer.clone());
        } else {
            let at = usize::try_from(self.random.below(REMEMBERED as u64)).unwrap_or(0);
            if let Some(place) = self.known.get_mut(at) {
                *place = customer.clone();
            }
        }
        customer
    }

    fn new_customer(&mut self, date: NaiveDate) -> Customer {
        let company = self.random.percent(9);
        let mut customer = Customer {
            name: if company { self.company_name() } else { self.person_name() },
            company,
            identity: if company { self.organisation_code() } else { self.identity_number() },
            phone: format!("{}{:08}", self.random.pick(MOBILE_HEADS), self.random.below(100_000_000)),
            vin: self.vin(date.year()),
            plate: self.plate(),
            model: self.random.pick(MODELS),
            address: self.address(),
            script: Script::default(),
        };
        if self.varies {
            customer.script = variety::script(&mut self.random);
            customer.name = variety::name(customer.name, company, customer.script, &mut self.random);
            if customer.script == Script::Traditional {
                customer.address = variety::traditional(&customer.address);
            }
        }
        customer
    }

    /// The name of a person.
    pub fn person_name(&mut self) -> String {
        let mut name = self.random.weighted(SURNAMES).to_owned();
        name.push(self.random.char_of(GIVEN));
        if self.random.percent(78) {
            name.push(self.random.char_of(GIVEN));
        }
        name
    }

    fn company_name(&mut self) -> String {
        let (city, word, trade) = (self.random.pick(CITIES), self.random.pick(COMPANY_WORDS), self.random.pick(TRADES));
        format!("{city}{word}{trade}{}", self.random.weighted(COMPANY_ENDINGS))
    }

    fn identity_number(&mut self) -> String {
        let birthday = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap_or_default() + Days::new(self.random.below(20_000));
        let body =
            format!("{}{}{:03}", self.random.pick(REGIONS), birthday.format("%Y%m%d"), self.random.between(1, 999));
        let check = identity_check_character(&body).unwrap_or('0');
        format!("{body}{check}")
    }

    fn organisation_code(&mut self) -> String {
        let body = format!("91{}{:09}", self.random.pick(REGIONS), self.random.below(1_000_000_000));
        let check = organisation_check_character(&body).unwrap_or('0');
        format!("{body}{check}")
    }

    fn vin(&mut self, year: i32) -> String {
        let mut vin = self.random.weighted(MAKERS).to_owned();
        vin.extend((0..5).map(|_| self.random.char_of(VIN_CHARACTERS)));
        let model_year = usize::try_from(year - 2010).ok().and_then(|at| MODEL_YEARS.chars().nth(at)).unwrap_or('A');
        let tail = format!("{model_year}{}{:06}", self.random.char_of(VIN_CHARACTERS), self.random.below(1_000_000));
        let check = vin_check_character(&format!("{vin}0{tail}")).unwrap_or('0');
        format!("{vin}{check}{tail}")
    }

    fn plate(&mut self) -> String {
        let head = self.random.weighted(PLATE_HEADS);
        if self.random.percent(15) {
            return format!("{head}{}{:05}", self.random.char_of("DF"), self.random.below(100_000));
        }
        let mut tail: Vec<char> = format!("{:05}", self.random.below(100_000)).chars().collect();
        if self.random.percent(60) {
            let at = usize::try_from(self.random.below(5)).unwrap_or(0);
            if let Some(place) = tail.get_mut(at) {
                *place = self.random.char_of("ABCDEFGHJKLMNPQRSTUVWXYZ");
            }
        }
        format!("{head}{}", tail.into_iter().collect::<String>())
    }

    fn address(&mut self) -> String {
        let (city, district, road) = (self.random.pick(CITIES), self.random.pick(DISTRICTS), self.random.pick(ROADS));
        let number = self.random.between(1, 2_999);
        if self.random.percent(60) {
            let (estate, building, flat) =
                (self.random.pick(ESTATES), self.random.between(1, 40), self.random.between(101, 2_804));
            return format!("{city}市{district}{road}{number}弄{estate}{building}号楼{flat}室");
        }
        format!("{city}市{district}{road}{number}号{}室", self.random.between(1, 999))
    }

    fn department(&mut self, kind: Kind) -> (&'static str, &'static str) {
        if kind == Kind::NEW {
            return self.random.weighted(&[
                (("sales1", "销售一部"), 45),
                (("sales2", "销售二部"), 40),
                (("used", "二手车部"), 15),
            ]);
        }
        self.random.weighted(&[
            (("service", "售后服务部"), 80),
            (("insurance", "保险部"), 15),
            (("crm", "客服中心"), 5),
        ])
    }

    fn note(&mut self, script: Script) -> String {
        let phrases = self.random.between(self.note_parts.0, self.note_parts.1);
        let mut note = String::new();
        for _ in 0..phrases {
            if !note.is_empty() {
                note.push_str(if script == Script::English { ", " } else { "，" });
            }
            if self.varies && (script == Script::English || self.random.percent(50)) {
                note.push_str(&self.varied_phrase(script));
                continue;
            }
            let start = note.len();
            for c in self.random.pick(NOTES).chars() {
                match c {
                    '#' => note.push(self.random.char_of("123456789")),
                    '名' => note.push_str(&self.person_name()),
                    c => note.push(c),
                }
            }
            if script == Script::Traditional {
                let phrase = note.split_off(start);
                note.push_str(&variety::traditional(&phrase));
            }
        }
        note
    }
}

impl Iterator for Generator {
    type Item = DemoFolder;

    /// A folder of some day of the years, more of them in busy months and in later years.
    fn next(&mut self) -> Option<DemoFolder> {
        let busiest = SEASON.iter().max().copied().unwrap_or(1);
        let mut date = self.from;
        for _ in 0..64 {
            let day = self.random.below(self.days);
            date = self.from + Days::new(day);
            let season = SEASON.get(date.month0() as usize).copied().unwrap_or(busiest);
            // The last year sees twice as many as the first.
            let growth = self.days + day;
            if self.random.below(u64::from(busiest) * self.days * 2) < u64::from(season) * growth {
                break;
            }
        }
        Some(self.folder_on(date))
    }
}

impl DemoFolder {
    /// The folder as somebody would register it.
    #[must_use]
    pub fn to_new_folder(&self, placement: Placement) -> NewFolder {
        let (kind, identity) = if self.is_company {
            (SubjectKind::Company, IdentityKind::OrganisationCode)
        } else {
            (SubjectKind::Person, IdentityKind::IdentityNumber)
        };
        let customer = SubjectDetails {
            name: self.customer.clone(),
            identities: vec![Identity { kind: identity, value: self.identity.clone() }],
            phones: vec![self.phone.clone()],
            address: self.address.clone(),
            note: String::new(),
        };
        let mut numbers = vec![Identity { kind: IdentityKind::Vin, value: self.vin.clone() }];
        if !self.plate.is_empty() {
            numbers.push(Identity { kind: IdentityKind::Plate, value: self.plate.clone() });
        }
        let name = if self.plate.is_empty() { self.vin.clone() } else { self.plate.clone() };
        let vehicle = SubjectDetails { name, identities: numbers, ..SubjectDetails::default() };
        NewFolder {
            business_type: self.business_type.to_owned(),
            code: None,
            foreign_codes: vec![self.old_code.clone()],
            business_date: Some(self.business_date),
            department: Some(self.department.to_owned()),
            class: self.class.map(str::to_owned),
            thickness_mm: self.thickness_mm,
            subjects: vec![
                NewSubject { role: Some("customer".to_owned()), kind, details: customer }.into(),
                NewSubject { role: Some("vehicle".to_owned()), kind: SubjectKind::Vehicle, details: vehicle }.into(),
            ],
            fields: BTreeMap::from([("vehicle_model".to_owned(), self.model.to_owned())]),
            note: self.note.clone(),
            placement,
            expected: false,
            once: false,
        }
    }
}
