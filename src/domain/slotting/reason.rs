//! Why a folder has the home it has, as data for the ledger and as a sentence for people.

use crate::domain::ids::{LaneNo, ShelfNo, ZoneNo};
use crate::domain::place::{Period, Place, Places};
use crate::domain::refusal::Language;
use serde::{Deserialize, Serialize};

/// Why a folder has the home it has, with all that the sentence needs. Stored in the ledger for ever: short names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The best-fitting gap of its run.
    Gap {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// How wide the gap was.
        free_mm: u32,
        /// Whether it came after the end of its period.
        late: bool,
    },
    /// No gap fitted, or only what is kept for late-comers: the run got another shelf.
    Extended {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The shelf that was added.
        shelf: ShelfNo,
        /// How many shelves away from the rest of the run it is; 1 is the next one.
        steps: u64,
    },
    /// The first folder of its run.
    Started {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The shelf it starts with.
        shelf: ShelfNo,
        /// The period of the same lane it was put next to, if any.
        near: Option<Period>,
    },
    /// The lane's zones are full: it stands in an overflow zone.
    Overflow {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The overflow zone.
        zone: ZoneNo,
    },
    /// A person chose the place; the text of the reason given is kept with the event's private part.
    Chosen,
    /// A person stated that it stands there.
    Stated,
}

impl Reason {
    /// The sentence shown to a person.
    #[must_use]
    pub fn sentence(&self, language: Language, places: &Places) -> String {
        match language {
            Language::En => self.english(places),
            Language::Zh => self.chinese(places),
        }
    }

    fn english(&self, places: &Places) -> String {
        let name = |lane: &LaneNo| lane_name(places, *lane, Language::En);
        match self {
            Reason::Gap { lane, period, free_mm, late: false } => {
                format!("{} {period} stands here; this was the best-fitting gap ({free_mm} mm).", name(lane))
            }
            Reason::Gap { lane, period, free_mm, late: true } => {
                format!(
                    "{} {period} stands here; it came late, and this was the best-fitting gap ({free_mm} mm).",
                    name(lane)
                )
            }
            Reason::Extended { lane, period, shelf, steps: 1 } => {
                let shelf = places.code(Place::Shelf(*shelf));
                format!(
                    "The shelves of {} {period} had no gap for it, so the next shelf, {shelf}, was added.",
                    name(lane)
                )
            }
            Reason::Extended { lane, period, shelf, steps } => {
                let shelf = places.code(Place::Shelf(*shelf));
                format!(
                    "The shelves of {} {period} had no gap for it and the next one is taken, so the nearest free shelf, {shelf}, {steps} shelves away, was added.",
                    name(lane)
                )
            }
            Reason::Started { lane, period, shelf, near: Some(near) } => {
                let shelf = places.code(Place::Shelf(*shelf));
                format!(
                    "The first of {} {period}: it starts on shelf {shelf}, next to {near} as far as there is room.",
                    name(lane)
                )
            }
            Reason::Started { lane, period, shelf, near: None } => {
                format!(
                    "The first of {} {period}: it starts on shelf {}.",
                    name(lane),
                    places.code(Place::Shelf(*shelf))
                )
            }
            Reason::Overflow { lane, period, zone } => {
                format!(
                    "All shelves for {} {period} are full; it stands in overflow zone {} for now.",
                    name(lane),
                    places.zone_code(*zone)
                )
            }
            Reason::Chosen => "Chosen by a person.".to_owned(),
            Reason::Stated => "Recorded where a person said it stands.".to_owned(),
        }
    }

    fn chinese(&self, places: &Places) -> String {
        let name = |lane: &LaneNo| lane_name(places, *lane, Language::Zh);
        match self {
            Reason::Gap { lane, period, free_mm, late: false } => {
                format!("此处存放{} {period}，这是最合适的空隙（{free_mm} 毫米）。", name(lane))
            }
            Reason::Gap { lane, period, free_mm, late: true } => {
                format!("此处存放{} {period}，该档案补交较晚，这是最合适的空隙（{free_mm} 毫米）。", name(lane))
            }
            Reason::Extended { lane, period, shelf, steps: 1 } => {
                format!(
                    "{} {period} 的架层已无合适空隙，顺延至下一层 {}。",
                    name(lane),
                    places.code(Place::Shelf(*shelf))
                )
            }
            Reason::Extended { lane, period, shelf, steps } => {
                let shelf = places.code(Place::Shelf(*shelf));
                format!(
                    "{} {period} 的架层已无合适空隙，下一层已被占用，启用最近的空层 {shelf}（相距 {steps} 层）。",
                    name(lane)
                )
            }
            Reason::Started { lane, period, shelf, near: Some(near) } => {
                let shelf = places.code(Place::Shelf(*shelf));
                format!("{} {period} 的第一份档案，从 {shelf} 开始，尽量靠近 {near}。", name(lane))
            }
            Reason::Started { lane, period, shelf, near: None } => {
                format!("{} {period} 的第一份档案，从 {} 开始。", name(lane), places.code(Place::Shelf(*shelf)))
            }
            Reason::Overflow { lane, period, zone } => {
                format!("{} {period} 的架层已满，暂存于溢出区 {}。", name(lane), places.zone_code(*zone))
            }
            Reason::Chosen => "由人员指定。".to_owned(),
            Reason::Stated => "按人员说明的现存位置登记。".to_owned(),
        }
    }
}

/// The name of a lane, its code where it has no name.
pub(super) fn lane_name(places: &Places, lane: LaneNo, language: Language) -> String {
    let Some(lane) = places.lane(lane) else { return format!("#{lane}") };
    let (first, second) = match language {
        Language::En => (&lane.name.en, &lane.name.zh),
        Language::Zh => (&lane.name.zh, &lane.name.en),
    };
    [first, second, &lane.code].into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}
