//! How well and how fast slots are assigned, over ten simulated years, beside two plain ways of doing it.
//!
//! `cargo bench --bench slotting` prints the figures that docs/adr/0002 quotes; `-- --even` makes all thicknesses from 3
//! to 40 mm equally likely; `-- --narrow` keeps thick folders in slots of 40 mm too, where two of them do not fit;
//! `-- --tight` leaves hardly more shelves than are needed; `-- --stock` brings in ten years of old stock on one day, in
//! the order of `Places::assign_order`, `-- --shuffled` in no order; `-- --folders N` makes it larger or smaller,
//! `-- --seed N` another; `-- --snapshots` keeps a clone of the archive every 32 assignments, as its writer does.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "slotting/plain.rs"]
mod plain;
#[path = "slotting/score.rs"]
mod score;
#[path = "slotting/world.rs"]
mod world;

use score::{Score, print};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use strongroom::domain::ids::{ClassNo, FolderNo, RangeNo, RoomNo, ShelfNo, TypeNo};
use strongroom::domain::place::{
    Events, FolderReleased, Granularity, LaneRequest, Name, PlaceEvent, Places, RangesRequest, RunOf, Sides, Span,
    ZoneRequest,
};
use strongroom::domain::slotting::AssignRequest;
use world::{Deed, KINDS, World};

pub const SLOTS: u32 = 30;
pub const SLOT_MM: u32 = 40;
pub const WIDE_MM: u32 = 120;
pub const SHELF_MM: u32 = SLOTS * SLOT_MM;
pub const RANGE_SHELVES: u32 = 2 * 8 * 6;
const RESERVE: f64 = 0.02;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)?.parse().ok())
    };
    let count: usize = after("--folders").unwrap_or(1_000_000);
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let mut world = World::new(count, after("--seed").unwrap_or(7) as u64, has("--even"));
    world.snapshots = has("--snapshots");
    let mut ranges = Ranges::new(count, has("--even"), has("--narrow"));
    if has("--stock") || has("--shuffled") {
        world.all_on_one_day(has("--shuffled"));
        (ranges.main, ranges.wide) = (ranges.main * 5 / 4, ranges.wide * 5 / 4);
    }
    if has("--tight") {
        (ranges.main, ranges.wide) = (ranges.main * 46 / 100, ranges.wide * 59 / 100);
    }
    println!(
        "{} folders, {} deeds, {} ranges of {RANGE_SHELVES} shelves of {SHELF_MM} mm, {} of them with slots of {WIDE_MM} mm, the others of {SLOT_MM} mm",
        world.folders.len(),
        world.deeds.len(),
        ranges.all(),
        ranges.wide
    );
    let ours = ours(&world, &ranges);
    let next = plain(&world, &ranges, false);
    let first = plain(&world, &ranges, true);
    print(&world, &[ours, next, first]);
}

/// How many ranges there are for what.
struct Ranges {
    main: u16,
    wide: u16,
    overflow: u16,
}

impl Ranges {
    fn new(count: usize, even: bool, narrow: bool) -> Ranges {
        let (main, wide) = match (even, narrow) {
            (true, _) => (count / 5_000 + 20, 0),
            (false, true) => (count / 8_000 + 20, 0),
            (false, false) => (count / 12_000 + 12, count / 24_000 + 8),
        };
        Ranges { main: main.min(700) as u16, wide: wide.min(290) as u16, overflow: 2 }
    }

    fn all(&self) -> u16 {
        self.main + self.wide + self.overflow
    }
}

fn carry_out(places: &mut Places, events: Events) {
    for event in events.expect("set up") {
        places.apply(&event);
    }
}

fn archive(ranges: &Ranges) -> Places {
    let mut places = Places::default();
    let room = places.declare_room("A", Name::default(), Some("{room}-{range:3}{side}-{bay:2}-{shelf}-{slot:2}"));
    carry_out(&mut places, room);
    let thick: Vec<TypeNo> = numbered(|kind| kind.thick);
    let thin: Vec<TypeNo> = numbered(|kind| !kind.thick || ranges.wide == 0);
    let mut from = 1;
    for (code, count, slot_mm, types, overflow) in [
        ("MAIN", ranges.main, SLOT_MM, thin, false),
        ("WIDE", ranges.wide, WIDE_MM, thick, false),
        ("OVER", ranges.overflow, SLOT_MM, Vec::new(), true),
    ] {
        if count == 0 {
            continue;
        }
        let (to, slots) = (from + count - 1, (SHELF_MM / slot_mm) as u16);
        let request = RangesRequest {
            room: RoomNo(0),
            from,
            to,
            sides: Sides::Both,
            bays: 8,
            shelves: 6,
            slots,
            slot_width_mm: slot_mm as u16,
        };
        let declared = places.declare_ranges(&request);
        carry_out(&mut places, declared);
        let shelf = |code: String| places.shelf_named(&code).expect("a shelf");
        let spans = vec![Span { from: shelf(format!("A-{from:03}L-01-1")), to: shelf(format!("A-{to:03}R-08-6")) }];
        let (code, name) = (code.to_owned(), Name::default());
        let set =
            places.set_zone(&ZoneRequest { code, name, spans, types, classes: Vec::new(), priority: 1, overflow });
        carry_out(&mut places, set);
        from = to + 1;
    }
    for (number, kind) in KINDS.iter().enumerate() {
        let request = LaneRequest {
            code: kind.name.replace(' ', "-"),
            name: Name::default(),
            types: vec![TypeNo(number as u16)],
            granularity: granularity(kind.months),
            boxes: None,
            reserve_per_mille: Some((RESERVE * 1_000.0) as u16),
        };
        let set = places.set_lane(&request);
        carry_out(&mut places, set);
    }
    places
}

fn numbered(chosen: impl Fn(&world::Kind) -> bool) -> Vec<TypeNo> {
    (0..).map(TypeNo).zip(&KINDS).filter(|(_, kind)| chosen(kind)).map(|(number, _)| number).collect()
}

pub fn granularity(months: u32) -> Granularity {
    match months {
        1 => Granularity::Month,
        3 => Granularity::Quarter,
        _ => Granularity::Year,
    }
}

fn ours(world: &World, ranges: &Ranges) -> Score {
    let mut score = Score::new("ours", world);
    let resident = resident_bytes();
    let mut places = archive(ranges);
    let shelves: Vec<ShelfNo> =
        (0..u32::from(ranges.all())).flat_map(|range| places.shelves(RangeNo(range)).collect::<Vec<_>>()).collect();
    let ordinal: HashMap<ShelfNo, u32> = shelves.iter().copied().zip(0..).collect();
    let mut spent = Duration::ZERO;
    let mut snapshot = places.clone();
    for (today, deed) in &world.deeds {
        match deed {
            Deed::Arrive(number) => {
                let folder = world.folders[*number as usize];
                let request = AssignRequest {
                    business_type: TypeNo(u16::from(folder.kind)),
                    class: ClassNo(0),
                    business_date: folder.date,
                    thickness_mm: folder.thickness_mm,
                    boxed: None,
                    today: *today,
                };
                let start = Instant::now();
                let Ok(answer) = places.assign(&request) else {
                    spent += start.elapsed();
                    score.refused += 1;
                    continue;
                };
                for event in answer.events(FolderNo(*number)) {
                    places.apply(&event);
                }
                if world.snapshots && number % 32 == 0 {
                    // As the one writer does: readers keep what was before while the next is built.
                    snapshot = places.clone();
                }
                spent += start.elapsed();
                let shelf = places.shelf_of(answer.slot).expect("a shelf");
                score.arrived(world, *number, ordinal[&shelf]);
                score.late_on_new_shelf(*today > answer.period.last_day(), !answer.opened.is_empty());
            }
            Deed::Withdraw(number) => {
                places.apply(&release(*number));
                score.gone(world, *number);
            }
            Deed::Dispose(year) => {
                for number in score.due(world, *year) {
                    places.apply(&release(number));
                    score.gone(world, number);
                }
                score.disposed();
            }
        }
    }
    drop(snapshot);
    score.spent = spent;
    score.live_bytes = resident_bytes().saturating_sub(resident);
    score.checkpoint_bytes = postcard::to_stdvec(&places).map_or(0, |bytes| bytes.len());
    let regular = shelves.iter().filter(|shelf| !matches!(places.run_of(**shelf), Some(RunOf::Overflow(_))));
    score.mixing_by_places = regular.filter(|shelf| places.mixes_periods(**shelf)).count();
    let start = Instant::now();
    let bytes = postcard::to_stdvec(&places).expect("saved");
    let saved = start.elapsed();
    let start = Instant::now();
    let again: Places = postcard::from_bytes(&bytes).expect("read");
    println!(
        "checkpoint of {} live folders: written in {saved:.0?}, read in {:.0?}, equal: {}",
        score.live(),
        start.elapsed(),
        again == places
    );
    score
}

fn release(folder: u32) -> PlaceEvent {
    PlaceEvent::FolderReleased(FolderReleased { folder: FolderNo(folder) })
}

fn plain(world: &World, ranges: &Ranges, first_fit: bool) -> Score {
    let mut score = Score::new(if first_fit { "first fit" } else { "next unused slot" }, world);
    let slots = usize::from(ranges.all()) * 2 * (RANGE_SHELVES * SLOTS) as usize;
    let mut archive = plain::Plain::new(slots, SLOT_MM, world.folders.len(), first_fit);
    let start = Instant::now();
    for (_, deed) in &world.deeds {
        match deed {
            Deed::Arrive(number) => {
                archive.put(*number, u32::from(world.folders[*number as usize].thickness_mm));
                let slot = archive.homes[*number as usize].expect("a slot");
                score.arrived(world, *number, slot / SLOTS);
            }
            Deed::Withdraw(number) => {
                archive.take(*number, u32::from(world.folders[*number as usize].thickness_mm));
                score.gone(world, *number);
            }
            Deed::Dispose(year) => {
                for number in score.due(world, *year) {
                    archive.take(number, u32::from(world.folders[number as usize].thickness_mm));
                    score.gone(world, number);
                }
                score.disposed();
            }
        }
    }
    score.spent = start.elapsed();
    score
}

/// What the process holds in memory, as Linux tells it; 0 elsewhere.
fn resident_bytes() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4_096
}
