//! Ten simulated years of folders: uneven, seasonal, some late, some withdrawn, most disposed of in the end.

use chrono::{Datelike, Days, NaiveDate};

/// Pseudo-random numbers that are the same on every machine (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }
}

/// How a kind of folder comes in.
pub struct Kind {
    pub name: &'static str,
    /// Months in a period.
    pub months: u32,
    /// Part of all folders.
    pub weight: f64,
    /// Thickness: from, mostly, to.
    pub thickness_mm: (f64, f64, f64),
    /// Parts of a year's folders by month.
    pub season: [f64; 12],
    /// How much a month can differ from what the season says.
    pub noise: f64,
    /// Years until disposal; none is for ever.
    pub kept_years: Option<i32>,
    /// Whether two of them hardly go into 40 mm.
    pub thick: bool,
}

const SALES: [f64; 12] = [1.5, 0.5, 0.9, 0.9, 1.0, 1.0, 0.8, 0.8, 1.2, 1.1, 1.1, 1.6];
const SERVICE: [f64; 12] = [1.4, 0.7, 0.9, 1.0, 1.0, 1.1, 1.1, 1.0, 1.1, 0.9, 0.9, 1.1];
const LAUNCHES: [f64; 12] = [0.2, 0.1, 0.6, 0.8, 3.2, 1.1, 0.5, 0.4, 2.9, 1.6, 0.4, 0.2];
const FLAT: [f64; 12] = [1.0; 12];

pub const KINDS: [Kind; 8] = [
    Kind {
        name: "sales",
        months: 1,
        weight: 0.16,
        thickness_mm: (10.0, 18.0, 40.0),
        season: SALES,
        noise: 0.2,
        kept_years: None,
        thick: false,
    },
    Kind {
        name: "repair",
        months: 1,
        weight: 0.25,
        thickness_mm: (3.0, 5.0, 20.0),
        season: SERVICE,
        noise: 0.1,
        kept_years: Some(3),
        thick: false,
    },
    Kind {
        name: "service",
        months: 1,
        weight: 0.26,
        thickness_mm: (3.0, 4.0, 12.0),
        season: SERVICE,
        noise: 0.1,
        kept_years: Some(3),
        thick: false,
    },
    Kind {
        name: "first service",
        months: 3,
        weight: 0.05,
        thickness_mm: (3.0, 4.0, 10.0),
        season: SALES,
        noise: 0.2,
        kept_years: Some(3),
        thick: false,
    },
    Kind {
        name: "claims",
        months: 1,
        weight: 0.11,
        thickness_mm: (4.0, 9.0, 40.0),
        season: SERVICE,
        noise: 0.3,
        kept_years: Some(5),
        thick: false,
    },
    Kind {
        name: "overhaul",
        months: 3,
        weight: 0.03,
        thickness_mm: (8.0, 20.0, 40.0),
        season: FLAT,
        noise: 0.4,
        kept_years: Some(5),
        thick: true,
    },
    Kind {
        name: "purchases",
        months: 3,
        weight: 0.11,
        thickness_mm: (12.0, 22.0, 40.0),
        season: LAUNCHES,
        noise: 0.3,
        kept_years: None,
        thick: true,
    },
    Kind {
        name: "letters",
        months: 12,
        weight: 0.03,
        thickness_mm: (3.0, 8.0, 40.0),
        season: FLAT,
        noise: 0.5,
        kept_years: None,
        thick: false,
    },
];

/// What happens to the archive.
pub enum Deed {
    Arrive(u32),
    Withdraw(u32),
    /// All folders whose time was over at the end of the year before.
    Dispose(i32),
}

#[derive(Clone, Copy)]
pub struct Folder {
    pub kind: u8,
    pub thickness_mm: u16,
    pub date: NaiveDate,
}

pub struct World {
    pub folders: Vec<Folder>,
    pub deeds: Vec<(NaiveDate, Deed)>,
    pub snapshots: bool,
}

pub const FIRST_YEAR: i32 = 2016;
pub const YEARS: i32 = 10;

impl World {
    /// About `count` folders, exactly that many in the end.
    pub fn new(count: usize, seed: u64, even_thickness: bool) -> World {
        let mut dice = Dice::new(seed);
        let mut folders = Vec::with_capacity(count + count / 8);
        while folders.len() < count {
            folders.clear();
            grow(&mut folders, count, &mut dice, even_thickness);
        }
        // Too many are made, and some left out evenly, so that the count is exact and the seasons stay.
        let surplus = folders.len() - count;
        for _ in 0..surplus {
            let index = dice.below(folders.len() as u64) as usize;
            folders.swap_remove(index);
        }
        let mut deeds: Vec<(NaiveDate, Deed)> = Vec::with_capacity(count + count / 50);
        for (number, folder) in folders.iter().enumerate() {
            let arrives = folder.date + Days::new(delay_days(&mut dice));
            deeds.push((arrives, Deed::Arrive(number as u32)));
            if dice.share() < 0.015 {
                deeds.push((arrives + Days::new(30 + dice.below(1_000)), Deed::Withdraw(number as u32)));
            }
        }
        for year in FIRST_YEAR + 1..=FIRST_YEAR + YEARS {
            deeds.extend(NaiveDate::from_ymd_opt(year, 1, 15).map(|day| (day, Deed::Dispose(year))));
        }
        deeds.sort_by_key(|(day, deed)| (*day, matches!(deed, Deed::Withdraw(_))));
        let end = NaiveDate::from_ymd_opt(FIRST_YEAR + YEARS, 1, 15).unwrap_or_default();
        // What would come after the last day comes on it.
        for (day, _) in &mut deeds {
            *day = (*day).min(end);
        }
        World { folders, deeds, snapshots: false }
    }

    /// Nothing but arrivals, all on the last day.
    pub fn all_on_one_day(&mut self, shuffled: bool) {
        let end = NaiveDate::from_ymd_opt(FIRST_YEAR + YEARS, 1, 15).unwrap_or_default();
        let mut dice = Dice::new(5);
        let mut numbers: Vec<u32> = (0..self.folders.len() as u32).collect();
        for index in (1..numbers.len()).rev() {
            numbers.swap(index, dice.below(index as u64 + 1) as usize);
        }
        if !shuffled {
            numbers.sort_by_key(|number| super::score::run_of(self, *number));
        }
        self.deeds = numbers.into_iter().map(|number| (end, Deed::Arrive(number))).collect();
    }
}

fn grow(folders: &mut Vec<Folder>, count: usize, dice: &mut Dice, even_thickness: bool) {
    let a_month = count as f64 * 1.03 / f64::from(YEARS * 12);
    for month in 0..YEARS as u32 * 12 {
        let (year, month0) = (FIRST_YEAR + (month / 12) as i32, month % 12);
        let Some(first) = NaiveDate::from_ymd_opt(year, month0 + 1, 1) else { continue };
        let growth = 0.8 + 0.4 * f64::from(month) / f64::from(YEARS * 12);
        for (kind_no, kind) in KINDS.iter().enumerate() {
            let season = kind.season[month0 as usize] / kind.season.iter().sum::<f64>() * 12.0;
            let noise = dice.between(1.0 - kind.noise, 1.0 + kind.noise);
            let days = u64::from(
                first
                    .checked_add_months(chrono::Months::new(1))
                    .and_then(|day| day.pred_opt())
                    .map_or(28, |day| day.day()),
            );
            for _ in 0..(a_month * kind.weight * season * noise * growth).round() as usize {
                let thickness_mm = if even_thickness { 3 + dice.below(38) as u16 } else { thickness(kind, dice) };
                folders.push(Folder { kind: kind_no as u8, thickness_mm, date: first + Days::new(dice.below(days)) });
            }
        }
    }
}

/// Mostly near the middle value, with a tail.
fn thickness(kind: &Kind, dice: &mut Dice) -> u16 {
    let (low, mode, high) = kind.thickness_mm;
    let tail = dice.share().min(dice.share()).min(dice.share());
    let value =
        if dice.share() < 0.7 { dice.between(low, mode * 2.0 - low).min(high) } else { mode + (high - mode) * tail };
    value.round() as u16
}

/// Most come within days, some within weeks, a few within a year.
fn delay_days(dice: &mut Dice) -> u64 {
    match dice.share() {
        share if share < 0.80 => dice.below(4),
        share if share < 0.92 => dice.below(15),
        share if share < 0.98 => dice.below(61),
        _ => dice.below(366),
    }
}
