//! What belongs to a subject, rule by rule, and that what is left of a ledger means the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::{Found, Survey, Why};
use crate::domain::command::{
    Command, FolderMerge, FolderPatch, NewFolder, NewSubject, ScanCommand, SubjectErasure, SurgeryCommand,
};
use crate::domain::decide::tests::random::for_seeds;
use crate::domain::decide::tests::scans::{file, label, receive, scan};
use crate::domain::decide::tests::world::{BORROWER, World, details, folder, somebody};
use crate::domain::decide::{Context, Overlay, Step};
use crate::domain::erasure::ErasedPages;
use crate::domain::event::{ErasedItems, Event};
use crate::domain::folder::{Actor, FolderDetails};
use crate::domain::ids::{PageNo, ScanNo, SubjectNo};
use crate::domain::refusal::Code;
use crate::domain::scan::ScanFault;
use crate::domain::state::State;
use crate::domain::state::tests::properties::story;
use crate::domain::subject::IdentityKind;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The same event with its private part overwritten.
fn without_private(event: &Event) -> Event {
    let facts = event.write_facts(serde_json::value::Serializer).unwrap().to_string();
    let mut facts = serde_json::Deserializer::from_str(&facts);
    let nothing: Option<&mut serde_json::Deserializer<serde_json::de::StrRead<'_>>> = None;
    Event::read(event.kind(), &mut facts, nothing).unwrap().unwrap()
}

/// What was erased of `subject` in a world, as text, and what stays.
struct Tale {
    world: World,
    steps: Vec<Step>,
}

impl Tale {
    fn new() -> Self {
        Self { world: World::new(), steps: Vec::new() }
    }

    fn ask(&mut self, command: Command) {
        let answer = self.world.ask(command).unwrap();
        let seq = self.world.state.seq;
        let stamp = crate::domain::state::Stamp { seq, recorded_us: 0, occurred_us: 0, actor: Actor::System };
        self.steps.extend(answer.events.into_iter().map(|event| Step::Event(stamp, event)));
    }

    fn register(&mut self, code: &str, note: &str, subjects: Vec<NewSubject>) {
        let new = NewFolder {
            code: Some(code.to_owned()),
            note: note.to_owned(),
            subjects: subjects.into_iter().map(Into::into).collect(),
            ..folder()
        };
        self.ask(Command::RegisterFolders(vec![new]));
    }

    fn lend(&mut self, code: &str, purpose: &str) {
        let (folders, purpose) = (vec![code.to_owned()], purpose.to_owned());
        self.ask(Command::CheckOut { folders, borrower: BORROWER, due: None, purpose });
    }

    fn subject(&self, code: &str, at: usize) -> SubjectNo {
        self.world.state.folders.subjects(self.world.find(code))[at].subject
    }

    fn plan(&self, subject: SubjectNo) -> Found {
        found(&self.world.state, &self.steps, subject)
    }

    /// The words that go, in order.
    fn words(&self, found: &Found) -> Vec<String> {
        let places = places(&self.steps);
        let text = |place: (u64, u32)| {
            let event = places.iter().find(|(at, _)| *at == place).map(|(_, step)| *step);
            let Some(Step::Event(_, event)) = event else { panic!("{place:?}") };
            super::traces::texts_of(event).into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        };
        found.taken.iter().map(|taken| text((taken.seq, taken.item))).collect()
    }

    fn whys(found: &Found) -> BTreeSet<Why> {
        found.stays.iter().map(|stay| stay.why).collect()
    }
}

fn with_phone(name: &str, phone: &str) -> NewSubject {
    let mut new = somebody(name, None);
    new.details.phones = vec![phone.to_owned()];
    new
}

#[test]
fn a_folder_about_nobody_else_loses_all_its_words_and_others_keep_theirs() {
    let mut tale = Tale::new();
    tale.register("HERS", "急件", vec![somebody("欧阳", Some("ID1"))]);
    tale.register("HIS", "普通", vec![somebody("司徒", Some("ID2"))]);
    tale.lend("HERS", "过户");
    tale.lend("HIS", "理赔");
    let found = tale.plan(tale.subject("HERS", 0));
    let words = tale.words(&found);
    assert!(["急件", "过户"].iter().all(|word| words.iter().any(|found| found == word)), "{words:?}");
    assert!(!words.iter().any(|word| word == "普通" || word == "理赔" || word == "司徒"), "{words:?}");
    assert_eq!(found.folders, [tale.world.find("HERS")]);
    assert_eq!(Tale::whys(&found), BTreeSet::from([Why::OnLoan]));
}

#[test]
fn a_file_whose_reading_broke_off_is_not_destroyed_for_its_first_pages_until_somebody_has_dealt_with_the_others() {
    let mut tale = Tale::new();
    tale.register("HERS", "", vec![somebody("欧阳", Some("ID1"))]);
    let (hers, on_hers) = (tale.subject("HERS", 0), label(tale.world.find("HERS")));
    tale.ask(receive(1));
    tale.ask(file(0, 0, &[on_hers, on_hers], false));
    tale.ask(scan(ScanCommand::Fail { scan: ScanNo(0), fault: ScanFault::Damaged }));
    let destroys =
        |found: &Found| found.scans.iter().map(|scan| (scan.pages.len(), scan.is_destroyed)).collect::<Vec<_>>();
    let found = tale.plan(hers);
    assert_eq!(destroys(&found), [(2, false)], "behind them there may be anybody's");
    assert_eq!(found.closed.iter().map(|closed| (closed.erased, closed.others)).collect::<Vec<_>>(), [(2, 1)]);
    let order = |again| {
        let (items, folders, attachments, redactions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let scans = vec![ErasedPages { scan: ScanNo(0), pages: vec![PageNo(0), PageNo(1)], is_destroyed: true }];
        let reason = "令".to_owned();
        let erasure = SubjectErasure { subject: hers, items, folders, attachments, scans, redactions, reason, again };
        Command::EraseSubject(Box::new(erasure))
    };
    assert_eq!(
        tale.world.refused(order(false)),
        Code::ErasurePlanChanged,
        "it was read to its end when that was planned"
    );
    tale.ask(scan(ScanCommand::Settle { scan: ScanNo(0), note: "其余页已重扫".to_owned() }));
    let found = tale.plan(hers);
    assert_eq!((destroys(&found), found.closed.len()), (vec![(2, true)], 0));
    // A restore brought it back as it was before.
    tale.ask(scan(ScanCommand::Reopen { scan: ScanNo(0) }));
    tale.ask(order(true));
    assert!(tale.world.state.scans.is_destroyed(ScanNo(0)));
}

#[test]
fn a_shared_folder_keeps_what_does_not_mention_her() {
    let mut tale = Tale::new();
    let couple = vec![somebody("欧阳", Some("ID1")), somebody("司徒", Some("ID2"))];
    tale.register("BOTH", "欧阳到场，另一位未到", couple);
    tale.lend("BOTH", "核对合同");
    let found = tale.plan(tale.subject("BOTH", 0));
    let words = tale.words(&found);
    assert!(
        words.iter().any(|word| word.contains("到场")) && !words.iter().any(|word| word == "核对合同"),
        "{words:?}"
    );
    assert_eq!(found.redactions.len(), 1);
    assert_eq!(found.redactions[0].details.note, "■到场，另一位未到");
    assert!(Tale::whys(&found).contains(&Why::Shared) && found.folders.is_empty());
    assert!(tale.plan(tale.subject("BOTH", 1)).redactions.is_empty(), "his name is not in the note");
}

#[test]
fn a_former_owner_goes_and_the_new_owner_keeps_what_the_folder_says_now() {
    let mut tale = Tale::new();
    tale.register("CAR", "首任车主自述", vec![somebody("欧阳", Some("ID1"))]);
    let subject = tale.subject("CAR", 0);
    let patch = |subjects, note: &str| {
        let details = FolderDetails { note: note.to_owned(), ..FolderDetails::default() };
        Command::EditFolder(Box::new(FolderPatch {
            folder: "CAR".to_owned(),
            if_version: None,
            business_type: None,
            business_date: None,
            department: None,
            class: None,
            thickness_mm: None,
            subjects: Some(vec![crate::domain::command::SubjectRef::New(subjects)]),
            details: Some(details),
            changed_details: vec!["note".to_owned()],
            condition: None,
        }))
    };
    tale.ask(patch(somebody("司徒", Some("ID2")), "二任车主"));
    let found = tale.plan(subject);
    let words = tale.words(&found);
    assert!(
        words.iter().any(|word| word == "首任车主自述") && !words.iter().any(|word| word == "二任车主"),
        "{words:?}"
    );
    assert!(found.redactions.is_empty() && found.folders.is_empty());
}

#[test]
fn words_anywhere_that_hold_her_number_are_hers_but_not_another_subjects_data() {
    let mut tale = Tale::new();
    tale.register("HERS", "", vec![with_phone("欧阳", "13987650123")]);
    tale.register("HIS", "联系 139-8765-0123", vec![with_phone("司徒", "13987650123")]);
    tale.lend("HIS", "请电 139 8765 0123");
    let found = tale.plan(tale.subject("HERS", 0));
    let words = tale.words(&found);
    assert!(words.iter().any(|word| word.starts_with("请电")), "{words:?}");
    assert!(!words.iter().any(|word| word.starts_with("联系")), "{words:?}");
    assert_eq!(Tale::whys(&found), BTreeSet::from([Why::OtherSubject, Why::OtherFolder]));
}

#[test]
fn a_namesake_is_nobodys_trace() {
    let mut tale = Tale::new();
    tale.register("HERS", "", vec![somebody("张伟", Some("ID1"))]);
    tale.register("HIS", "张伟本人", vec![somebody("张伟", Some("ID2"))]);
    tale.lend("HIS", "张伟取件");
    let found = tale.plan(tale.subject("HERS", 0));
    assert!(!tale.words(&found).iter().any(|word| word.contains("取件") || word.contains("本人")));
}

#[test]
fn a_merged_record_goes_with_her_and_a_folder_split_off_does_not() {
    let mut tale = Tale::new();
    tale.register("ONE", "甲", vec![somebody("欧阳", Some("ID1"))]);
    tale.register("TWO", "乙", vec![somebody("欧 阳", None)]);
    tale.register("THREE", "丙", vec![somebody("欧阳", Some("ID1"))]);
    let (one, two) = (tale.subject("ONE", 0), tale.subject("TWO", 0));
    tale.ask(Command::MergeSubjects { from: two, into: one });
    let known = details("司徒", &[(IdentityKind::IdentityNumber, "ID3")]);
    tale.ask(Command::SplitSubject { from: one, folders: vec!["THREE".to_owned()], details: known });
    let found = tale.plan(one);
    let words = tale.words(&found);
    assert!(["甲", "乙", "欧 阳"].iter().all(|word| words.iter().any(|found| found == word)), "{words:?}");
    assert!(!words.iter().any(|word| word == "丙" || word == "司徒"), "{words:?}");
    assert_eq!(found.folders, [tale.world.find("ONE"), tale.world.find("TWO")]);
}

#[test]
fn words_of_a_folder_go_with_her_also_after_it_was_merged_into_another() {
    let mut tale = Tale::new();
    tale.register("ONE", "甲", vec![somebody("欧阳", Some("ID1"))]);
    tale.register("TWO", "乙", vec![somebody("欧阳", Some("ID1"))]);
    tale.register("HIS", "丙", vec![somebody("司徒", Some("ID2"))]);
    let merge = |from: &str, into: &str| {
        let (from, into, reason) = (from.to_owned(), into.to_owned(), format!("并入 {into}"));
        let (thickness_mm, details, if_versions) = (None, None, None);
        let merge = FolderMerge { from, into, thickness_mm, details, if_versions, reason };
        Command::Surgery(SurgeryCommand::Merge(Box::new(merge)))
    };
    let subject = tale.subject("ONE", 0);
    tale.ask(merge("TWO", "ONE"));
    let words = tale.words(&tale.plan(subject));
    assert!(["甲", "乙", "并入 ONE"].iter().all(|word| words.iter().any(|found| found == word)), "{words:?}");
    tale.ask(merge("ONE", "HIS"));
    let found = tale.plan(subject);
    let words = tale.words(&found);
    assert!(["甲", "乙"].iter().all(|word| words.iter().any(|found| found == word)), "{words:?}");
    assert!(!["丙", "并入 HIS"].iter().any(|word| words.iter().any(|found| found == word)), "{words:?}");
    assert!(found.folders.is_empty(), "the folder is about him too");
}

#[test]
fn a_ledger_without_what_was_erased_replays_to_the_very_state_that_was_live() {
    for_seeds(25, |random| {
        let (mut live, mut steps) = story(random, 200, |_| {});
        let subject = live.subjects.resolve(SubjectNo(random.below(live.subjects.len().max(1) as u64) as u32));
        let found = found(&live, &steps, subject);
        let mut overlay = Overlay::new(&live);
        let erasure = SubjectErasure {
            subject,
            items: found.taken.iter().map(|one| ErasedItems { seq: one.seq, items: vec![one.item] }).collect(),
            folders: found.folders.clone(),
            attachments: found.attachments.clone(),
            scans: found.scans.clone(),
            redactions: found.redactions.clone(),
            reason: "令".to_owned(),
            again: false,
        };
        let context = Context {
            queued: false,
            only_new: false,
            actor: Actor::System,
            occurred_us: 0,
            now_us: 0,
            today: NaiveDate::default(),
        };
        if overlay.decide(&Command::EraseSubject(Box::new(erasure)), &context).is_err() {
            return;
        }
        let (after, more) = overlay.into_parts();
        live = after;
        steps.extend(more);
        let taken: BTreeSet<_> = found.taken.iter().map(|one| (one.seq, one.item)).collect();
        let mut replayed = State::default();
        for (place, step) in places(&steps) {
            match step {
                Step::Event(stamp, event) if taken.contains(&place) => replayed.apply(*stamp, &without_private(event)),
                step => replayed.take(step),
            }
        }
        assert_eq!(replayed, live);
        assert!(found_again(&live, &steps, &taken, subject).taken.is_empty(), "a second plan finds nothing");
    });
}

/// Each step with the frame it is in and its number among that frame's events.
fn places(steps: &[Step]) -> Vec<((u64, u32), &Step)> {
    let (mut last, mut item) = (0, 0);
    let mut places = Vec::new();
    for step in steps {
        if let Step::Event(stamp, _) = step {
            item = if stamp.seq == last { item + 1 } else { 0 };
            last = stamp.seq;
        }
        places.push(((last, item), step));
    }
    places
}

fn found(state: &State, steps: &[Step], subject: SubjectNo) -> Found {
    found_again(state, steps, &BTreeSet::new(), subject)
}

fn found_again(state: &State, steps: &[Step], gone: &BTreeSet<(u64, u32)>, subject: SubjectNo) -> Found {
    let events = places(steps).into_iter().filter_map(|(place, step)| match step {
        Step::Event(_, event) if gone.contains(&place) => Some((place, without_private(event))),
        Step::Event(_, event) => Some((place, event.clone())),
        Step::Handled(..) | Step::Numbered(..) => None,
    });
    let events: Vec<_> = events.collect();
    let mut survey = Survey::new(state, subject);
    events.iter().for_each(|(_, event)| survey.take(event));
    let mut listing = survey.into_listing();
    events.iter().for_each(|((seq, item), event)| listing.take(*seq, *item, event, "{}"));
    listing.finish()
}
