//! A million believable folders from a seed, as the index sees them, and what changes by the hour beside them.

use std::collections::BTreeMap;
use strongroom::demo::{DemoFolder, Generator, Random, spelled_phone, spelled_plate};
use strongroom::domain::code::append_check_character;
use strongroom::domain::ids::FolderNo;
use strongroom::search::{FacetKeys, IdentityKind, NO_KEY, Named, SearchDoc, SearchSubject, Vocabulary};

const SEED: u64 = 5;
/// How states divide, in hundredths: on the shelf, lent, at a desk, announced, in transit, missing.
const STATES: &[(u16, u32)] = &[(2, 88), (3, 6), (1, 3), (0, 2), (4, 1)];
const MODELS_FIELD: &str = "vehicle_model";

/// The folders, one after the other: the same for every size.
pub struct Folders {
    generator: Generator,
    random: Random,
    running: BTreeMap<(&'static str, i32), u32>,
    next: u32,
    total: u32,
}

/// What a folder's state, department and so on are, by number.
pub fn keys(folder: &DemoFolder, random: &mut Random) -> FacetKeys {
    let at = |list: &[&str], code: &str| list.iter().position(|known| *known == code).map_or(NO_KEY, |at| at as u16);
    let months = folder.business_date.format("%Y%m").to_string().parse::<u16>().unwrap_or(0) % 1_000;
    [
        at(&TYPES, folder.business_type),
        random.weighted(STATES),
        at(&DEPARTMENTS, folder.department),
        months,
        (random.below(3)) as u16,
        random.weighted(&[(0, 97), (1, 3)]),
        random.weighted(&[(0, 85), (1, 15)]),
        NO_KEY,
    ]
    .into()
}

const TYPES: [&str; 6] = ["NEW", "REP", "FST", "SRV", "OVH", "CLM"];
const DEPARTMENTS: [&str; 6] = ["sales1", "sales2", "used", "service", "insurance", "crm"];

/// The archive's own words.
pub fn vocabulary() -> Vocabulary {
    let types = [
        ("NEW", "新车销售", "New-car sale"),
        ("REP", "小修", "Small repair"),
        ("FST", "首保", "First service"),
        ("SRV", "保养", "Service"),
        ("OVH", "大修", "Overhaul"),
        ("CLM", "索赔", "Warranty claim"),
    ];
    let departments = [
        ("sales1", "销售一部", "Sales one"),
        ("sales2", "销售二部", "Sales two"),
        ("used", "二手车部", "Used cars"),
        ("service", "售后服务部", "After-sales"),
        ("insurance", "保险部", "Insurance"),
        ("crm", "客服中心", "Customer care"),
    ];
    let named =
        |list: &[(&str, &str, &str)]| list.iter().map(|(code, zh, en)| Named::new(code, &[zh, en])).collect::<Vec<_>>();
    let classes = [("internal", "内部", "Internal"), ("secret", "商业秘密", "Business secret")];
    let fields = [(MODELS_FIELD, "车型", "Model")];
    Vocabulary::new(&named(&types), &named(&departments), &named(&classes), &named(&fields))
}

impl Folders {
    pub fn new(total: u32) -> Self {
        let generator = Generator::new(SEED).with_variety();
        Self { generator, random: Random::new(SEED + 1), running: BTreeMap::new(), next: 0, total }
    }

    /// The folder as the index sees it.
    pub fn doc(&mut self, folder: &DemoFolder) -> SearchDoc {
        let year = chrono::Datelike::year(&folder.business_date);
        let running = self.running.entry((folder.business_type, year)).or_default();
        *running += 1;
        let own = append_check_character(&format!("{}{year}{running:06}", folder.business_type));
        let (body, check) = own.split_at(own.len() - 1);
        let (head, tail) = body.split_at(body.len() - 6);
        let plate = spelled_plate(&folder.plate, &mut self.random);
        let mut vehicle = vec![(IdentityKind::Vin, folder.vin.clone())];
        if !plate.is_empty() {
            vehicle.push((IdentityKind::Plate, plate.clone()));
        }
        let name = if plate.is_empty() { folder.vin.clone() } else { plate };
        SearchDoc {
            folder: FolderNo(self.next),
            codes: vec![format!("{head}-{tail}-{check}"), folder.old_code.clone()],
            business_type: folder.business_type.to_owned(),
            department: folder.department.to_owned(),
            class: folder.class.unwrap_or("internal").to_owned(),
            business_date: Some(folder.business_date),
            period: folder.business_date.format("%Y-%m").to_string(),
            subjects: vec![
                SearchSubject {
                    name: folder.customer.clone(),
                    identities: vec![(IdentityKind::Other, folder.identity.clone())],
                    phones: vec![spelled_phone(&folder.phone, &mut self.random)],
                },
                SearchSubject { name, identities: vehicle, phones: Vec::new() },
            ],
            fields: vec![(MODELS_FIELD.to_owned(), folder.model.to_owned())],
            note: format!("{}\n{}", folder.note, folder.address),
            pages: Vec::new(),
        }
    }
}

impl Iterator for Folders {
    type Item = (DemoFolder, SearchDoc, FacetKeys);

    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.total {
            return None;
        }
        let folder = self.generator.next()?;
        let doc = self.doc(&folder);
        let keys = keys(&folder, &mut self.random);
        self.next += 1;
        Some((folder, doc, keys))
    }
}
