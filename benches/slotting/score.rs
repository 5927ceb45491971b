//! What is counted while the years go by, and the table in the end.

use super::world::{Dice, FIRST_YEAR, KINDS, World, YEARS};
use super::{RANGE_SHELVES, SHELF_MM, granularity};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;
use strongroom::domain::place::{Period, period_of};

use super::RESERVE;
const LOANS_A_DAY: usize = 60;
const DAYS: usize = 250;
const BAY_METRES: f64 = 1.2;
const AISLE_METRES: f64 = 1.5;
const BAYS: u32 = 8;

type RunKey = (u8, Period);

pub fn run_of(world: &World, folder: u32) -> RunKey {
    let folder = world.folders[folder as usize];
    (folder.kind, period_of(folder.date, granularity(KINDS[folder.kind as usize].months)))
}

#[derive(Default)]
struct Shelf {
    used_mm: u32,
    folders: u32,
}

#[derive(Default)]
struct RunScore {
    used_mm: u64,
    peak_mm: u64,
    last_opened: u32,
    opened: u64,
}

pub struct Score {
    pub name: &'static str,
    pub spent: Duration,
    pub live_bytes: usize,
    pub checkpoint_bytes: usize,
    pub mixing_by_places: usize,
    pub refused: u64,
    shelves: HashMap<u32, Shelf>,
    runs: HashMap<RunKey, RunScore>,
    homes: Vec<Option<u32>>,
    last_opened: u32,
    opened: u64,
    emptied: u64,
    gone_mm: u64,
    freed: Vec<(u64, f64)>,
    late: u64,
    late_opened: u64,
}

impl Score {
    pub fn new(name: &'static str, world: &World) -> Score {
        Score {
            name,
            spent: Duration::ZERO,
            live_bytes: 0,
            checkpoint_bytes: 0,
            mixing_by_places: 0,
            refused: 0,
            shelves: HashMap::new(),
            runs: HashMap::new(),
            homes: vec![None; world.folders.len()],
            last_opened: 0,
            opened: 0,
            emptied: 0,
            gone_mm: 0,
            freed: Vec::new(),
            late: 0,
            late_opened: 0,
        }
    }

    pub fn arrived(&mut self, world: &World, folder: u32, shelf: u32) {
        let thickness_mm = u32::from(world.folders[folder as usize].thickness_mm);
        self.homes[folder as usize] = Some(shelf);
        let run = self.runs.entry(run_of(world, folder)).or_default();
        run.used_mm += u64::from(thickness_mm);
        run.peak_mm = run.peak_mm.max(run.used_mm);
        let row = self.shelves.entry(shelf).or_default();
        if row.folders == 0 {
            self.opened += 1;
            run.opened += 1;
            run.last_opened = shelf;
            self.last_opened = shelf;
        }
        row.used_mm += thickness_mm;
        row.folders += 1;
    }

    pub fn late_on_new_shelf(&mut self, late: bool, opened: bool) {
        self.late += u64::from(late);
        self.late_opened += u64::from(late && opened);
    }

    pub fn gone(&mut self, world: &World, folder: u32) {
        let thickness_mm = u32::from(world.folders[folder as usize].thickness_mm);
        let Some(shelf) = self.homes[folder as usize].take() else { return };
        if let Some(run) = self.runs.get_mut(&run_of(world, folder)) {
            run.used_mm -= u64::from(thickness_mm);
        }
        if let Some(row) = self.shelves.get_mut(&shelf) {
            row.used_mm -= thickness_mm;
            row.folders -= 1;
            self.emptied += u64::from(row.folders == 0);
            self.gone_mm += u64::from(thickness_mm);
        }
    }

    /// The folders whose time is over at the beginning of a year.
    pub fn due(&mut self, world: &World, year: i32) -> Vec<u32> {
        (self.emptied, self.gone_mm) = (0, 0);
        let over = |number: &u32| {
            let folder = world.folders[*number as usize];
            let kept = KINDS[folder.kind as usize].kept_years;
            self.homes[*number as usize].is_some() && kept.is_some_and(|years| folder.date.year() + years < year)
        };
        (0..world.folders.len() as u32).filter(over).collect()
    }

    pub fn disposed(&mut self) {
        if self.gone_mm > 0 {
            self.freed.push((self.emptied, self.gone_mm as f64 / f64::from(SHELF_MM)));
        }
    }

    pub fn live(&self) -> usize {
        self.homes.iter().flatten().count()
    }

    /// The fewest shelves that could do: each run alone on its shelves, a reserve left on each.
    fn bound(&self) -> u64 {
        self.runs.values().map(|run| bound_of(run.peak_mm)).sum()
    }

    /// How each kind of folder fares.
    fn by_kind(&self) {
        for (number, kind) in KINDS.iter().enumerate() {
            let runs = || self.runs.iter().filter(|((found, _), _)| usize::from(*found) == number).map(|(_, run)| run);
            let bound: u64 = runs().map(|run| bound_of(run.peak_mm)).sum();
            let opened: u64 = runs().map(|run| run.opened).sum();
            println!(
                "  {:14} {:4} runs, {opened:5} shelves opened, {:.3} of the bound",
                kind.name,
                runs().count(),
                opened as f64 / bound as f64
            );
        }
    }

    fn by_run(&self, world: &World) -> BTreeMap<RunKey, BTreeSet<u32>> {
        let mut runs: BTreeMap<RunKey, BTreeSet<u32>> = BTreeMap::new();
        for (folder, shelf) in
            self.homes.iter().enumerate().filter_map(|(folder, shelf)| Some((folder as u32, (*shelf)?)))
        {
            runs.entry(run_of(world, folder)).or_default().insert(shelf);
        }
        runs
    }

    /// How full the shelves are that nothing is put on any more, in the end, holes of withdrawn folders and all.
    fn used_of_left(&self) -> f64 {
        let current: HashSet<u32> = self.runs.values().map(|run| run.last_opened).collect();
        let left = |(shelf, row): &(&u32, &Shelf)| {
            row.folders > 0 && if self.name == "ours" { !current.contains(*shelf) } else { **shelf != self.last_opened }
        };
        let left: Vec<u64> = self.shelves.iter().filter(left).map(|(_, row)| u64::from(row.used_mm)).collect();
        left.iter().sum::<u64>() as f64 / (left.len().max(1) as f64 * f64::from(SHELF_MM))
    }

    fn mixing(&self, world: &World) -> usize {
        let mut runs: HashMap<u32, RunKey> = HashMap::new();
        let mut mixing = HashSet::new();
        for (folder, shelf) in
            self.homes.iter().enumerate().filter_map(|(folder, shelf)| Some((folder as u32, (*shelf)?)))
        {
            let run = run_of(world, folder);
            if *runs.entry(shelf).or_insert(run) != run {
                mixing.insert(shelf);
            }
        }
        mixing.len()
    }

    /// Metres to walk and shelves to stop at on a day: half the loans are recent, a third of any age, and now and then
    /// somebody wants a dozen of one run.
    fn walking(&self, world: &World) -> (f64, f64) {
        let mut dice = Dice::new(99);
        let live: Vec<u32> =
            (0..self.homes.len() as u32).filter(|folder| self.homes[*folder as usize].is_some()).collect();
        let recent: Vec<u32> = live
            .iter()
            .copied()
            .filter(|folder| {
                let date = world.folders[*folder as usize].date;
                (date.year(), date.month()) >= (FIRST_YEAR + YEARS - 1, 10)
            })
            .collect();
        let mut of_run: HashMap<RunKey, Vec<u32>> = HashMap::new();
        for folder in &live {
            of_run.entry(run_of(world, *folder)).or_default().push(*folder);
        }
        let (mut metres, mut stops) = (0.0, 0);
        for _ in 0..DAYS {
            let mut wanted = Vec::new();
            while wanted.len() < LOANS_A_DAY {
                let share = dice.share();
                if share < 0.55 {
                    wanted.push(recent[dice.below(recent.len() as u64) as usize]);
                } else if share < 0.97 {
                    wanted.push(live[dice.below(live.len() as u64) as usize]);
                } else {
                    let run = &of_run[&run_of(world, live[dice.below(live.len() as u64) as usize])];
                    wanted.extend((0..12).map(|_| run[dice.below(run.len() as u64) as usize]));
                }
            }
            let shelves: BTreeSet<u32> = wanted.iter().filter_map(|folder| self.homes[*folder as usize]).collect();
            stops += shelves.len();
            let mut deepest: BTreeMap<u32, u32> = BTreeMap::new();
            for shelf in &shelves {
                let bay = shelf % (RANGE_SHELVES / 2) / (RANGE_SHELVES / 2 / BAYS) + 1;
                let depth = deepest.entry(shelf / RANGE_SHELVES).or_default();
                *depth = bay.max(*depth);
            }
            metres += deepest.values().map(|bay| 2.0 * BAY_METRES * f64::from(*bay)).sum::<f64>();
            metres += deepest.keys().next_back().map_or(0.0, |range| 2.0 * AISLE_METRES * f64::from(*range));
        }
        (metres / DAYS as f64, stops as f64 / DAYS as f64)
    }
}

fn bound_of(mm: u64) -> u64 {
    (mm as f64 / (f64::from(SHELF_MM) * (1.0 - RESERVE))).ceil() as u64
}

fn pieces(shelves: &BTreeSet<u32>) -> usize {
    shelves.iter().filter(|shelf| **shelf == 0 || !shelves.contains(&(**shelf - 1))).count()
}

pub fn print(world: &World, scores: &[Score]) {
    let bound = scores[0].bound();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    let mut line = |title: &str, cells: Vec<String>| lines.push((title.to_owned(), cells));
    line("", scores.iter().map(|score| score.name.to_owned()).collect());
    let million = |score: &Score| score.spent.as_secs_f64() * 1e6 / world.folders.len() as f64;
    line("seconds for 1,000,000 assignments", scores.iter().map(|score| format!("{:.2}", million(score))).collect());
    line("shelves opened", scores.iter().map(|score| score.opened.to_string()).collect());
    line(
        &format!("  against the bound of {bound}"),
        scores.iter().map(|score| format!("{:.3}", score.opened as f64 / bound as f64)).collect(),
    );
    line(
        "used of shelves left behind",
        scores.iter().map(|score| format!("{:.1} %", score.used_of_left() * 100.0)).collect(),
    );
    line("shelves that mix periods", scores.iter().map(|score| score.mixing(world).to_string()).collect());
    let runs: Vec<_> = scores.iter().map(|score| score.by_run(world)).collect();
    let per_run = |runs: &BTreeMap<RunKey, BTreeSet<u32>>| {
        runs.values().map(pieces).sum::<usize>() as f64 / runs.len().max(1) as f64
    };
    line("pieces per run", runs.iter().map(|runs| format!("{:.2}", per_run(runs))).collect());
    let shelves = |runs: &BTreeMap<RunKey, BTreeSet<u32>>| {
        runs.values().map(BTreeSet::len).sum::<usize>() as f64 / runs.len().max(1) as f64
    };
    line("shelves that hold a run", runs.iter().map(|runs| format!("{:.1}", shelves(runs))).collect());
    let walks: Vec<(f64, f64)> = scores.iter().map(|score| score.walking(world)).collect();
    line(
        &format!("metres for {LOANS_A_DAY} loans a day"),
        walks.iter().map(|(metres, _)| format!("{metres:.0}")).collect(),
    );
    line("shelves to stop at", walks.iter().map(|(_, stops)| format!("{stops:.1}")).collect());
    let freed = |score: &Score| {
        let (shelves, most) = score.freed.iter().fold((0, 0.0), |sum, (shelves, most)| (sum.0 + shelves, sum.1 + most));
        let years = score.freed.len().max(1) as f64;
        format!("{:.0} of {:.0}", shelves as f64 / years, most / years)
    };
    line("whole shelves freed by a year's disposal", scores.iter().map(freed).collect());
    for (title, cells) in lines {
        println!("{title:42}{}", cells.iter().map(|cell| format!("{cell:>18}")).collect::<String>());
    }
    let ours = &scores[0];
    ours.by_kind();
    println!("refused for want of room: {}", ours.refused);
    println!("late-comers {}, of which {} opened a shelf", ours.late, ours.late_opened);
    println!("shelves outside overflow that mix periods, as the archive sees it: {}", ours.mixing_by_places);
    println!(
        "{} live folders in {:.1} MB resident, {} bytes each; checkpoint {:.1} MB",
        ours.live(),
        ours.live_bytes as f64 / 1e6,
        ours.live_bytes / ours.live().max(1),
        ours.checkpoint_bytes as f64 / 1e6
    );
}
