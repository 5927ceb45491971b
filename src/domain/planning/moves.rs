//! Moving a shelf to another, or all shelves of a range or storeroom to the free ones of another.
//!
//! A shelf goes whole to the first free shelf in walking order that takes it as it stands. Where the shelving differs
//! so much that none does, its boxes and folders go one by one, in their order, to free shelves of their own run's.

use super::Figures;
use crate::domain::ids::{BoxNo, FolderNo, LaneNo, ShelfNo, SlotNo};
use crate::domain::place::{Holder, Period, Place, PlaceEvent, Places, RunOf, ZoneSet};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};

/// What the plan's own moves say where a reason is needed; it is never recorded.
const TRIAL: &str = "plan";

/// What is moved as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A shelf with all that it holds.
    Shelf(ShelfNo),
    /// A box with its folders.
    Box(BoxNo),
    /// A folder by itself.
    Folder(FolderNo),
}

/// Where a piece goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A whole shelf.
    Shelf(ShelfNo),
    /// A slot.
    Slot(SlotNo),
}

/// One piece of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What moves.
    pub piece: Piece,
    /// The shelf it stands on.
    pub from: ShelfNo,
    /// Where to, or why it cannot.
    pub to: Result<Target, Refusal>,
    /// How many folders go with it.
    pub folders: u64,
}

/// A place found: what it is, and what carries it out on the plan's places.
type Found = (Target, Vec<PlaceEvent>);

/// What pieces may share a shelf: those of one run, else only those that shared one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Company {
    Run(LaneNo, Period),
    Shelf(ShelfNo),
}

/// A plan in the making.
struct Plan<'a> {
    world: Places,
    today: NaiveDate,
    /// What to call the destination.
    to: Place,
    /// The destination's shelves that were free at the beginning, in walking order.
    targets: &'a [ShelfNo],
    /// By the shape of a shelf: before this target there is none for it.
    first: HashMap<(u16, u16), usize>,
    /// The shelf that pieces of one company go to now, and the slot on it.
    open: HashMap<Company, (ShelfNo, usize)>,
    steps: Vec<Step>,
}

/// Plans a move from one place to another: shelf, range or storeroom.
///
/// # Errors
/// `PlaceUnknown` if one of them has no shelves, `BadValue` if they are the same.
pub fn plan_move(state: &State, from: Place, to: Place, today: NaiveDate) -> Result<(Vec<Step>, Figures), Refusal> {
    let places = &state.places;
    let unknown = |place| Refusal::new(Code::PlaceUnknown).with("place", places.code(place));
    if from == to {
        return Err(Refusal::new(Code::BadValue).with("field", "to").with("detail", "≠ from"));
    }
    let leaving = shelves_of(places, from);
    let sources: BTreeSet<ShelfNo> = leaving.iter().copied().collect();
    let arriving = shelves_of(places, to);
    if leaving.is_empty() || arriving.is_empty() {
        return Err(unknown(if leaving.is_empty() { from } else { to }));
    }
    let targets: Vec<ShelfNo> =
        arriving.into_iter().filter(|shelf| places.is_free(*shelf) && !sources.contains(shelf)).collect();
    let (first, open) = (HashMap::new(), HashMap::new());
    let mut plan = Plan { world: places.clone(), today, to, targets: &targets, first, open, steps: Vec::new() };
    for shelf in leaving {
        if !places.shelf_contents(shelf).is_empty() || !places.boxes_on(shelf).is_empty() {
            plan.shelf(shelf);
        }
    }
    let figures = figures(state, &plan);
    Ok((plan.steps, figures))
}

fn shelves_of(places: &Places, place: Place) -> Vec<ShelfNo> {
    match place {
        Place::Room(room) => places.ranges(room).flat_map(|(range, _)| places.shelves(range)).collect(),
        Place::Range(range) => places.shelves(range).collect(),
        Place::Shelf(shelf) => vec![shelf],
        Place::Slot(_) | Place::Box(_) => Vec::new(),
    }
}

fn figures(state: &State, plan: &Plan<'_>) -> Figures {
    let (before, after) = (&state.places, &plan.world);
    let mut figures = Figures::default();
    let mut touched = BTreeSet::new();
    for step in &plan.steps {
        let Some(target) = step.target(before) else {
            figures.refused += 1;
            continue;
        };
        touched.extend([step.from, target]);
        match step.piece {
            Piece::Shelf(_) => figures.shelves += 1,
            Piece::Box(_) => figures.boxes += 1,
            Piece::Folder(_) => {}
        }
        figures.unaccepted += u64::from(step.zone_against(state).is_some());
        step.piece.folders(before).into_iter().for_each(|folder| figures.count(state, folder));
    }
    figures.compare(before, after, &touched);
    figures
}

impl Piece {
    /// The folders that go with it.
    fn folders(self, places: &Places) -> Vec<FolderNo> {
        match self {
            Self::Shelf(shelf) => places.shelf_contents(shelf),
            Self::Box(number) => places.box_contents(number),
            Self::Folder(folder) => vec![folder],
        }
    }
}

impl Step {
    /// The shelf it goes to.
    fn target(&self, places: &Places) -> Option<ShelfNo> {
        match self.to.as_ref().ok()? {
            Target::Shelf(shelf) => Some(*shelf),
            Target::Slot(slot) => places.shelf_of(*slot),
        }
    }

    /// The zone that it goes to, if that does not accept all of its folders: it may go there, for a reason.
    #[must_use]
    pub fn zone_against<'a>(&self, state: &'a State) -> Option<&'a ZoneSet> {
        let target = self.target(&state.places)?;
        self.piece.folders(&state.places).into_iter().find_map(|folder| {
            let row = state.folders.get(folder)?;
            state.places.zone_against(target, row.business_type, row.class)
        })
    }
}

impl Plan<'_> {
    fn apply(&mut self, (target, events): Found) -> Target {
        events.iter().for_each(|event| self.world.apply(event));
        target
    }

    fn shelf(&mut self, source: ShelfNo) {
        let folders = self.world.shelf_contents(source).len() as u64;
        let whole = |to| Step { piece: Piece::Shelf(source), from: source, to, folders };
        if let Some(found) = self.whole(source) {
            let to = Ok(self.apply(found));
            self.steps.push(whole(to));
            return;
        }
        let before = self.steps.len();
        self.pieces(source);
        // A shelf of which nothing finds a place is one line to read, not one for each folder.
        if self.steps.iter().skip(before).all(|step| step.to.is_err()) {
            self.steps.truncate(before);
            let refusal = self.refusal(source);
            self.steps.push(whole(Err(refusal)));
        }
    }

    /// The first free shelf that takes another one as it stands.
    fn whole(&mut self, source: ShelfNo) -> Option<Found> {
        let (world, targets) = (&self.world, self.targets);
        let (_, shape) = world.range_of(source)?;
        let too_small = |target: ShelfNo| {
            world
                .range_of(target)
                .is_none_or(|(_, range)| range.slots < shape.slots || range.slot_width_mm < shape.slot_width_mm)
        };
        let first = self.first.entry((shape.slots, shape.slot_width_mm)).or_default();
        while targets.get(*first).is_some_and(|target| !world.is_free(*target) || too_small(*target)) {
            *first += 1;
        }
        let mut left = targets.iter().skip(*first).filter(|target| world.is_free(**target));
        left.find_map(|target| Some((Target::Shelf(*target), world.move_shelf(source, *target, TRIAL).ok()?)))
    }

    /// Why nothing of a shelf finds a place.
    fn refusal(&self, source: ShelfNo) -> Refusal {
        let only = if let Place::Shelf(shelf) = self.to { Some(shelf) } else { None };
        let why = only.filter(|shelf| *shelf != source).and_then(|to| self.world.move_shelf(source, to, TRIAL).err());
        why.unwrap_or_else(|| Refusal::new(Code::NoFreeShelf).with("place", self.world.code(self.to)))
    }

    fn pieces(&mut self, source: ShelfNo) {
        let company = match self.world.run_of(source) {
            Some(RunOf::Lane(lane, period)) => Company::Run(lane, period),
            Some(RunOf::Overflow(_)) | None => Company::Shelf(source),
        };
        let slots: Vec<SlotNo> = self.world.slots(source).collect();
        for slot in slots {
            let boxed = self.world.box_in(slot);
            let inside = boxed.map_or_else(Vec::new, |number| self.world.box_contents(number));
            if let Some(number) = boxed {
                let step = |world: &Places, to| world.move_box(number, to, TRIAL).ok();
                self.piece(Piece::Box(number), source, company, inside.len() as u64, step);
            }
            let loose = self.world.slot_contents(slot).into_iter().filter(|folder| !inside.contains(folder));
            for folder in loose.collect::<Vec<_>>() {
                let today = self.today;
                let step = |world: &Places, to| world.move_folder(folder, Holder::Slot(to), TRIAL, today).ok();
                self.piece(Piece::Folder(folder), source, company, 1, step);
            }
        }
    }

    fn piece(
        &mut self,
        piece: Piece,
        from: ShelfNo,
        company: Company,
        folders: u64,
        into: impl Fn(&Places, SlotNo) -> Option<Vec<PlaceEvent>>,
    ) {
        let found = self.behind(company, &into).or_else(|| self.on_free_shelf(company, &into));
        let to = match found {
            Some(found) => Ok(self.apply(found)),
            None => Err(Refusal::new(Code::NoFreeShelf).with("place", self.world.code(self.to))),
        };
        self.steps.push(Step { piece, from, to, folders });
    }

    /// A slot on the shelf that its company's last piece went to, never before that piece: the order stays.
    fn behind(
        &mut self,
        company: Company,
        into: &impl Fn(&Places, SlotNo) -> Option<Vec<PlaceEvent>>,
    ) -> Option<Found> {
        let (shelf, at) = *self.open.get(&company)?;
        let slots = self.world.slots(shelf).enumerate().skip(at);
        let (at, found) =
            slots.filter_map(|(at, slot)| Some((at, (Target::Slot(slot), into(&self.world, slot)?)))).next()?;
        self.open.insert(company, (shelf, at));
        Some(found)
    }

    fn on_free_shelf(
        &mut self,
        company: Company,
        into: &impl Fn(&Places, SlotNo) -> Option<Vec<PlaceEvent>>,
    ) -> Option<Found> {
        let world = &self.world;
        let free = self.targets.iter().copied().filter(|target| world.is_free(*target));
        let mut spots = free.flat_map(|shelf| world.slots(shelf).enumerate().map(move |(at, slot)| (shelf, at, slot)));
        let (shelf, at, found) =
            spots.find_map(|(shelf, at, slot)| Some((shelf, at, (Target::Slot(slot), into(world, slot)?))))?;
        self.open.insert(company, (shelf, at));
        Some(found)
    }
}
