//! Why there is no room, and what would help.
//!
//! A refusal's parameters are plain text, so `full` and `help` come once for each language: `full_en`, `full_zh`.

use super::Search;
use super::reason::lane_name;
use crate::domain::place::Places;
use crate::domain::refusal::{Code, Language, Refusal};

/// A text in both languages.
struct Both {
    en: String,
    zh: String,
}

impl Search<'_> {
    pub(super) fn no_room(&self) -> Refusal {
        let (full, help) = self.cause();
        let refusal = Refusal::new(Code::NoRoom)
            .with("lane", &self.lane.code)
            .with("lane_en", lane_name(self.places, self.lane.lane, Language::En))
            .with("lane_zh", lane_name(self.places, self.lane.lane, Language::Zh))
            .with("period", self.period);
        let refusal = with_both(refusal, "full", &full);
        with_both(refusal, "help", &help)
    }

    fn cause(&self) -> (Both, Both) {
        let (places, need_mm) = (self.places, self.need_mm());
        if let Some(kind) = self.boxes.filter(|_| !self.fits_box()) {
            let (thickness_mm, most_mm) = (self.request.thickness_mm, kind.capacity_mm);
            return (
                both(
                    format!("the folder is {thickness_mm} mm thick, and a box of this lane holds {most_mm} mm"),
                    format!("档案厚 {thickness_mm} 毫米，而该排架组的档案盒容量为 {most_mm} 毫米"),
                ),
                both("larger boxes, or a second volume".to_owned(), "使用更大的档案盒，或分为第二卷".to_owned()),
            );
        }
        if self.zones.is_empty() {
            return (
                both(
                    "no zone accepts this business type and secrecy class".to_owned(),
                    "没有区域接收该业务类型和密级".to_owned(),
                ),
                both("let a zone accept them".to_owned(), "设置一个接收它们的区域".to_owned()),
            );
        }
        let widest_mm = self.zones.iter().map(|zone| places.widest_slot_mm(*zone)).max().unwrap_or(0);
        let codes = self.zone_codes();
        if widest_mm == 0 {
            return (
                both(format!("there are no shelves in {codes}"), format!("{codes} 没有架层")),
                both("add ranges".to_owned(), "请先建好档案架".to_owned()),
            );
        }
        if widest_mm < need_mm {
            return (
                both(
                    format!("{need_mm} mm are needed, and the widest slot in {codes} has {widest_mm} mm"),
                    format!("需要 {need_mm} 毫米，而 {codes} 最宽的储位只有 {widest_mm} 毫米"),
                ),
                both(
                    "a zone with wider slots, or a second volume".to_owned(),
                    "增加更宽储位的区域，或分为第二卷".to_owned(),
                ),
            );
        }
        let full = both(
            format!("no shelf is free in {codes} and no gap of {need_mm} mm is left"),
            format!("{codes} 没有空层，也没有 {need_mm} 毫米的空隙"),
        );
        (full, self.help(places))
    }

    fn help(&self, places: &Places) -> Both {
        let codes = self.zone_codes();
        let mut en = vec![format!("more shelves for {codes}")];
        let mut zh = vec![format!("为 {codes} 增加架层")];
        let blocked: usize = self.zones.iter().map(|zone| places.blocked_in_zone(*zone)).sum();
        if blocked > 0 {
            en.push(format!("unblock some of the {blocked} blocked slots"));
            zh.push(format!("启用 {blocked} 个已停用储位中的一部分"));
        }
        if places.zones_for(self.request.business_type, self.request.class, true).is_empty() {
            en.push("an overflow zone".to_owned());
            zh.push("设置溢出区".to_owned());
        }
        both(en.join("; "), zh.join("；"))
    }

    fn zone_codes(&self) -> String {
        let places = self.places;
        if places.zones().is_empty() {
            return places.rooms().iter().map(|room| room.code.as_str()).collect::<Vec<_>>().join(", ");
        }
        self.zones.iter().map(|zone| places.zone_code(*zone)).collect::<Vec<_>>().join(", ")
    }
}

fn both(en: String, zh: String) -> Both {
    Both { en, zh }
}

fn with_both(refusal: Refusal, name: &str, text: &Both) -> Refusal {
    refusal.in_words(name, &text.en, &text.zh)
}
