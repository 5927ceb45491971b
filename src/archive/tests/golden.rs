//! Golden ledgers: what was written once must be readable for ever, and mean the same. `tests/golden/v1` and its like are
//! never changed. A new kind of event, or a new version of one, gets a new golden ledger beside them:
//! `STRONGROOM_GOLDEN=v2 cargo test --lib write_a_golden_ledger -- --ignored`.

mod cases;
mod labels;
mod scans;
mod surgery;

use super::{Machine, SMALL, clock, system};
use crate::archive::{Meta, codec, open};
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::command::{
    Command, FolderPatch, NewAttachment, NewFolder, NewSubject, Observation, Observed, PlaceCommand, Placement,
    SearchCommand, SearchPatch, SettingsPatch, SubjectErasure,
};
use crate::domain::decide::tests::world::{
    ADMINISTRATOR, ARCHIVIST, AUDITOR, BORROWER, CLERK, both, check_out, details, folder, person, put_away, ranges,
    somebody,
};
use crate::domain::discrepancy::Settling;
use crate::domain::event::{Audience, ErasedItems, Event};
use crate::domain::folder::{Actor, Condition, Desk};
use crate::domain::ids::{DiscrepancyNo, FolderNo, PersonNo, SearchNo, SubjectNo};
use crate::domain::place::Holder;
use crate::domain::policy::Role;
use crate::domain::state::State;
use crate::domain::state::tests::brute::check;
use crate::domain::subject::IdentityKind;
use crate::ledger::storage::{MemoryStorage, Storage};
use crate::ledger::{Frame, PrivatePart, erased_item, verify};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const TO_BE_ERASED: &str = "此备注依法删除";
const SLOT: &str = "A-01L-01-1-01";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// What a ledger means, in a form that people can read and that does not change when State changes its shape.
fn summary(state: &State, head: &str) -> Value {
    let places = &state.places;
    let home = |folder| match places.home(folder)? {
        Holder::Slot(slot) => places.slot_code(slot),
        Holder::Box(r#box) => places.box_code(r#box),
    };
    let folder = |folder: FolderNo| {
        let (row, facts) = (state.custody.get(folder).unwrap(), state.folders.facts(folder).unwrap());
        let others: Vec<_> = state.codes.others(folder).iter().map(|other| (&other.code, other.kind)).collect();
        json!({
            "code": state.codes.own(folder), "others": others, "state": row.state, "place": row.place,
            "home": home(folder), "due": row.due, "renewals": row.renewals, "condition": row.condition,
            "since_us": row.since_us, "seen_by": row.seen_by, "changed_seq": row.changed_seq,
            "edited_seq": row.edited_seq, "facts": facts,
        })
    };
    let subject = |subject: SubjectNo| {
        let resolved = state.subjects.resolve(subject);
        json!({ "kind": state.subjects.kind(subject), "is": resolved, "folders": state.subjects.folders_of(subject) })
    };
    let boxes = places.boxes().map(|(_, row)| json!({ "code": row.code, "slot": places.slot_code(row.slot) }));
    json!({
        "seq": state.seq, "head": head, "incarnation": state.incarnation,
        "settings": state.organisation.settings(),
        "departments": state.organisation.departments(), "classes": state.organisation.classes(),
        "types": state.organisation.types().map(|(_, kind)| (&kind.code, kind.version)).collect::<Vec<_>>(),
        "mappings": state.organisation.mappings(),
        "people": state.people.iter().collect::<Vec<_>>(),
        "folders": (0..state.folders.len() as u32).map(FolderNo).map(folder).collect::<Vec<_>>(),
        "subjects": (0..state.subjects.len() as u32).map(SubjectNo).map(subject).collect::<Vec<_>>(),
        "rooms": places.rooms().iter().map(|room| (&room.code, room.template())).collect::<Vec<_>>(),
        "zones": places.zones().len(), "lanes": places.lanes().len(), "boxes": boxes.collect::<Vec<_>>(),
        "blocked": places.blocked_reason(places.slot_of("A-01R-01-1-01").unwrap()),
    })
}

/// Every golden ledger: its folder and what its frames hold.
fn versions() -> Vec<PathBuf> {
    let mut versions: Vec<_> = fs::read_dir(golden()).unwrap().map(|entry| entry.unwrap().path()).collect();
    versions.retain(|path| path.is_dir());
    versions.sort();
    assert!(!versions.is_empty());
    versions
}

fn disk(version: &Path) -> MemoryStorage {
    let memory = MemoryStorage::new();
    for file in fs::read_dir(version.join("ledger")).unwrap().map(Result::unwrap) {
        memory.put(file.file_name().to_str().unwrap(), fs::read(file.path()).unwrap());
    }
    memory
}

fn summary_of(memory: &MemoryStorage) -> (Value, State) {
    let storage: Arc<dyn Storage> = Arc::new(memory.clone());
    let (ledger, _, state, _) = open::load(None, &storage, SMALL).unwrap();
    (summary(&state, &ledger.head().hash.to_string()), state)
}

#[test]
fn every_golden_ledger_verifies_and_means_what_it_always_meant() {
    for version in versions() {
        let memory = disk(&version);
        let storage: Arc<dyn Storage> = Arc::new(memory.clone());
        let report = verify(&storage).unwrap();
        assert!(report.is_right() && report.erased > 0, "{version:?}: {report:?}");
        let (found, state) = summary_of(&memory);
        let expected: Value = serde_json::from_slice(&fs::read(version.join("summary.json")).unwrap()).unwrap();
        for (key, expected) in expected.as_object().unwrap() {
            assert_eq!(&found[key], expected, "{version:?}: {key}");
        }
        check(&state);
    }
}

#[test]
fn every_kind_of_event_stands_in_a_golden_ledger_with_its_private_part() {
    let (mut kinds, mut private, mut erased) = (BTreeSet::new(), BTreeSet::new(), 0);
    for version in versions() {
        let mut machine = Machine::open(disk(&version), clock(0), None).unwrap();
        for frame in machine.frames() {
            for raw in &frame.events {
                kinds.insert(raw.kind.clone());
                let event = codec::decode(frame.seq, raw).unwrap();
                if event.has_private() {
                    private.insert(event.kind());
                }
                erased += u32::from(matches!(raw.private, PrivatePart::Erased));
            }
        }
        let again = Command::RegisterFolders(vec![folder()]);
        assert!(machine.ask_one(system("afterwards"), again).is_ok(), "it can be gone on with");
    }
    let missing: Vec<_> = Event::KINDS.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "{missing:?}: add a golden ledger that holds them, as the head of this file says");
    assert!(erased > 0);
    let personal = [
        "PersonSet",
        "FolderRegistered",
        "FolderEdited",
        "SubjectAdded",
        "SubjectEnriched",
        "SubjectEdited",
        "CheckedOut",
        "ConditionNoted",
        "DeclaredMissing",
        "Found",
        "Withdrawn",
        "Destroyed",
        "Attached",
        "Detached",
        "ItemRefused",
        "FolderAssigned",
        "SubjectErased",
        "CaseOpened",
        "CaseEdited",
        "CaseExtended",
        "DueMoved",
        "DueRecounted",
        "ExtensionAsked",
        "ExtensionRefused",
        "CaseReassigned",
        "CaseRetyped",
        "CaseCancelled",
        "CaseTurnedAway",
        "CaseReviewed",
        "PapersNoted",
        "FoldersMerged",
        "FolderSplit",
        "LabelsSwapped",
    ];
    assert!(personal.iter().all(|kind| private.contains(kind)), "{private:?}");
}

#[test]
#[ignore = "writes a golden ledger; see the head of this file"]
fn write_a_golden_ledger() {
    let version = std::env::var("STRONGROOM_GOLDEN").expect("STRONGROOM_GOLDEN says which, such as v2");
    let folder = golden().join(version);
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::create_dir(&folder).expect("a golden ledger is never changed");
    let mut machine = Machine::open(MemoryStorage::new(), clock(1), None).unwrap();
    for (number, command) in crate::domain::decide::tests::world::set_up().into_iter().chain(script()).enumerate() {
        machine.clock.advance(TimeDelta::milliseconds(1_500));
        let text = format!("{command:?}");
        let done = machine.ask_one(system(&format!("golden-{number}")), command);
        let done = done.unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        assert!(!done.events.is_empty(), "{text}");
    }
    for (number, command) in queued().into_iter().enumerate() {
        let device = Some("PDA-7".to_owned());
        let meta = Meta { device, device_seq: Some(number as u64 + 1), ..Meta::of(Actor::Person(ADMINISTRATOR)) };
        machine.ask_one(meta, command).unwrap();
    }
    for (number, command) in cases::by_a_clerk().into_iter().enumerate() {
        let meta = Meta { command_id: Some(format!("golden-clerk-{number}")), ..Meta::of(Actor::Person(CLERK)) };
        machine.ask_one(meta, command).unwrap();
    }
    let version = machine.now().state.organisation.calendar().version + 1;
    for (number, command) in cases::put_right(version).into_iter().enumerate() {
        let text = format!("{command:?}");
        let done = machine.ask_one(system(&format!("golden-right-{number}")), command);
        let done = done.unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        assert!(done.outcomes.iter().all(Result::is_ok) && !done.events.is_empty(), "{text}: {:?}", done.outcomes);
    }
    let what = Observed::Sighted { at: "A-01L-01-1-04".to_owned() };
    let seen = Command::Observe { observations: vec![Observation { folder: "THREE".to_owned(), what }] };
    // The last of each is undone: what a device told, a slip of the hand, papers put into their folder.
    for (name, commands) in [("seen", vec![seen]), ("slip", vec![cases::slip()]), ("late", cases::late().into())] {
        for (number, command) in commands.into_iter().enumerate() {
            machine.ask_one(system(&format!("golden-{name}-{number}")), command).unwrap();
        }
        let seq = machine.now().state.seq;
        machine.ask_one(system(&format!("golden-{name}-undo")), Command::Undo { seq }).unwrap();
    }
    let holds = |frame: &Frame| {
        frame.events.iter().position(|raw| match &raw.private {
            PrivatePart::Present { data, .. } => data.get().contains(TO_BE_ERASED),
            _ => false,
        })
    };
    let place = machine.frames().iter().find_map(|frame| Some((frame.seq, holds(frame)? as u32)));
    let items = place.map(|(seq, item)| vec![ErasedItems { seq, items: vec![item] }]).unwrap();
    let (folders, attachments, redactions, reason) = (Vec::new(), Vec::new(), Vec::new(), "令 2026-17".to_owned());
    let scans = scans::erased();
    let erasure =
        SubjectErasure { subject: SubjectNo(1), items, folders, attachments, scans, redactions, reason, again: false };
    machine.ask_one(system("golden-erased"), Command::EraseSubject(Box::new(erasure))).unwrap();
    let memory = machine.memory.clone();
    drop(machine);
    fs::create_dir(folder.join("ledger")).unwrap();
    for name in memory.names().unwrap() {
        let text = erase(&String::from_utf8(memory.content(&name).unwrap()).unwrap());
        fs::write(folder.join("ledger").join(name), text).unwrap();
    }
    let (summary, _) = summary_of(&disk(&folder));
    fs::write(folder.join("summary.json"), serde_json::to_string_pretty(&summary).unwrap() + "\n").unwrap();
}

/// Overwrites the private part of the frame whose words have to go; it is the last of its line.
fn erase(text: &str) -> String {
    let erased = text.lines().map(|line| {
        if !line.contains(TO_BE_ERASED) {
            return line.to_owned();
        }
        let (begin, end) = (line.rfind("{\"salt\":").unwrap(), line.len() - 2);
        let item = String::from_utf8(erased_item(end - begin).unwrap()).unwrap();
        format!("{}{item}{}", &line[..begin], &line[end..])
    });
    erased.map(|line| line + "\n").collect()
}

fn patch(code: &str) -> FolderPatch {
    FolderPatch {
        folder: code.to_owned(),
        if_version: None,
        business_type: None,
        business_date: None,
        department: None,
        class: None,
        thickness_mm: None,
        subjects: None,
        details: None,
        changed_details: Vec::new(),
        condition: None,
    }
}

fn own(code: &str, placement: Placement) -> NewFolder {
    NewFolder { code: Some(code.to_owned()), placement, note: format!("备注 {code}"), ..folder() }
}

/// Commands that make every kind of event there is.
fn script() -> Vec<Command> {
    let mut commands = about_the_archive();
    commands.extend(about_folders());
    commands.extend(about_subjects());
    commands.extend(about_places().into_iter().map(Command::Place));
    commands.extend(about_observations());
    commands.extend(cases::script());
    commands.extend(surgery::script());
    commands.extend(labels::script());
    commands.extend(scans::script());
    commands
}

/// What a device queued: one that is refused, one that changes nothing, one that is undone.
fn queued() -> Vec<Command> {
    let what = Observed::Sighted { at: "A-01L-01-1-05".to_owned() };
    vec![
        Command::ChooseColumns { list: "loans".to_owned(), columns: vec!["due".to_owned(), "code".to_owned()] },
        Command::Search(SearchCommand::Save(SearchPatch {
            name: Some("逾期的张家".to_owned()),
            typed: Some("张".to_owned()),
            chosen: Some("overdue=true".to_owned()),
            audience: Some(Audience::Everybody),
            ..SearchPatch::default()
        })),
        Command::Search(SearchCommand::Delete(SearchNo(0))),
        cases::queued(),
        check_out("THREE", PersonNo(99)),
        Command::Receive { folders: Vec::new() },
        Command::Observe { observations: vec![Observation { folder: "THREE".to_owned(), what }] },
    ]
}

fn about_observations() -> Vec<Command> {
    let seen = |folder: &str, at: &str| Observation {
        folder: folder.to_owned(),
        what: Observed::Sighted { at: at.to_owned() },
    };
    let settle = |no, how| Command::SettleDiscrepancy { no: DiscrepancyNo(no), how, note: "查过".to_owned() };
    vec![
        Command::Observe {
            observations: vec![
                seen("ONE", "A-01L-01-1-05"),
                seen("THREE", "A-01L-01-1-04"),
                seen("THREE", "楼梯下"),
                seen("NOBODY", "A-01L-01-1"),
            ],
        },
        settle(0, Settling::AsObserved),
        settle(2, Settling::Explained),
        Command::OpenCount { shelf: "A-01L-01-1".to_owned() },
        Command::Count {
            shelf: "A-01L-01-1".to_owned(),
            no: None,
            codes: vec!["ONE".to_owned(), "NOBODY KNOWS".to_owned()],
            damaged: Some("受潮".to_owned()),
        },
        Command::CloseCount { shelf: "A-01L-01-1".to_owned(), no: None },
        Command::OpenCount { shelf: "A-01L-01-2".to_owned() },
        Command::CancelCount { shelf: "A-01L-01-2".to_owned(), no: None },
    ]
}

fn about_the_archive() -> Vec<Command> {
    let url = Some("https://archive.example.com".to_owned());
    vec![
        Command::NoteRestore { incarnation: "fedcba9876543210".to_owned() },
        Command::ChangeSettings(SettingsPatch { base_url: url, max_renewals: Some(2), ..SettingsPatch::default() }),
        Command::SaveMapping { name: "客户表".to_owned(), mapping: r#"{"客户":"name"}"#.to_owned() },
        Command::AddPerson(person("helper", Role::Borrower, None)),
        Command::IssueBadge { person: PersonNo(6) },
    ]
}

fn about_folders() -> Vec<Command> {
    let stands = |code: &str, slot: &str| own(code, Placement::Slot(slot.to_owned()));
    let customer = || somebody("张伟", Some("ID1"));
    let expected = NewFolder { expected: true, ..own("EXPECTED", Placement::None) };
    let erased = NewFolder { note: TO_BE_ERASED.to_owned(), ..own("ERASED", Placement::None) };
    let secret = NewFolder { class: Some("secret".to_owned()), ..own("SECRET", Placement::None) };
    let about =
        NewFolder { subjects: vec![customer().into()], foreign_codes: vec!["K-17".to_owned()], ..stands("ONE", SLOT) };
    let car = NewSubject { kind: crate::domain::subject::SubjectKind::Vehicle, ..somebody("沪A12345", None) };
    let two = NewFolder { subjects: vec![customer().into(), car.into()], ..own("TWO", Placement::Assign) };
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let edit = FolderPatch {
        thickness_mm: Some(15),
        details: Some(crate::domain::folder::FolderDetails { note: "改过".to_owned(), ..Default::default() }),
        changed_details: codes(&["note"]),
        ..patch("ONE")
    };
    vec![
        Command::RegisterFolders(vec![erased]),
        Command::RegisterFolders(vec![about, two, folder()]),
        Command::RegisterFolders(vec![
            expected,
            secret,
            stands("GONE", "A-01L-01-1-02"),
            stands("BURNT", "A-01L-01-1-03"),
        ]),
        Command::AddCode { folder: "ONE".to_owned(), code: "OLD-1".to_owned(), foreign: false },
        Command::EditFolder(Box::new(edit)),
        Command::Receive { folders: codes(&["EXPECTED", "TWO", "NOBODY"]) },
        Command::CheckOut {
            folders: codes(&["ONE", "GONE"]),
            borrower: BORROWER,
            due: None,
            purpose: "理赔".to_owned(),
        },
        check_out("TWO", BORROWER),
        Command::CheckOut {
            folders: codes(&["SECRET", "EXPECTED"]),
            borrower: BORROWER,
            due: None,
            purpose: String::new(),
        },
        Command::Renew { folders: codes(&["TWO"]), due: None },
        Command::Return { folders: codes(&["GONE", "EXPECTED"]), desk: Desk::Scanning },
        put_away("A-01L-01-1-02", "GONE", false),
        Command::Assign {
            folder: "SECRET".to_owned(),
            place: Some("A-02L-01-1-01".to_owned()),
            reason: "近门".to_owned(),
        },
        Command::NoteCondition {
            folder: "ONE".to_owned(), condition: Condition::Damaged, note: "封面撕裂".to_owned()
        },
        Command::DeclareMissing { folder: "TWO".to_owned(), note: "查无".to_owned() },
        Command::DeclareMissing { folder: "EXPECTED".to_owned(), note: "查无".to_owned() },
        Command::Find { folder: "EXPECTED".to_owned(), note: "隔壁格".to_owned() },
        Command::Attach(Box::new(NewAttachment {
            folder: "ONE".to_owned(),
            sha256: BlobHash([7; 32]),
            bytes: 1_234,
            media_type: MediaType::Jpeg,
            file_name: "封面撕裂.jpg".to_owned(),
            note: "右下角".to_owned(),
        })),
        Command::Detach { folder: "ONE".to_owned(), no: 1, reason: "放错了".to_owned() },
        Command::Look { folder: "SECRET".to_owned() },
        Command::Withdraw { folder: "GONE".to_owned(), reason: "移交总部".to_owned() },
        Command::Destroy {
            folder: "BURNT".to_owned(), reason: "期满".to_owned(), witnesses: vec![ARCHIVIST, AUDITOR]
        },
    ]
}

fn about_subjects() -> Vec<Command> {
    let identity = |value| details("张伟", &[(IdentityKind::IdentityNumber, value)]);
    let changed = vec!["identities".to_owned()];
    let company =
        NewFolder { subjects: vec![somebody("张 伟", Some("ID9")).into()], ..own("THREE", Placement::None) };
    let split = vec!["THREE".to_owned()];
    vec![
        Command::EditSubject { subject: SubjectNo(0), details: identity("ID2"), changed },
        Command::RegisterFolders(vec![company]),
        Command::MergeSubjects { from: SubjectNo(2), into: SubjectNo(0) },
        Command::SplitSubject { from: SubjectNo(0), folders: split, details: identity("ID3") },
    ]
}

fn about_places() -> Vec<PlaceCommand> {
    let (text, reason) = (str::to_owned, "渗水".to_owned());
    let room = |code: &str| PlaceCommand::DeclareRoom { code: text(code), name: both("库房"), template: None };
    let open = |slot: &str| PlaceCommand::OpenBox { code: None, capacity_mm: 38, outer_mm: None, slot: text(slot) };
    vec![
        room("B"),
        PlaceCommand::ChangeRoom { room: text("B"), code: text("C"), name: both("三号库房"), template: None },
        PlaceCommand::DeclareRanges(ranges("C", 1, 2)),
        PlaceCommand::ResizeRange { range: text("C-01"), bays: 3, shelves: 3, slots: 6 },
        PlaceCommand::RemoveRange { range: text("C-02") },
        PlaceCommand::Block { slot: text("A-01R-01-1-01"), reason: reason.clone() },
        PlaceCommand::Block { slot: text("A-01R-01-1-02"), reason: reason.clone() },
        PlaceCommand::Unblock { slot: text("A-01R-01-1-02") },
        open("C-01L-01-1-01"),
        open("C-01L-01-1-02"),
        PlaceCommand::MoveBox { code: text("B000000"), slot: text("C-01L-01-2-01"), reason: reason.clone() },
        PlaceCommand::RemoveBox { code: text("B000001") },
        PlaceCommand::MoveShelf { from: text("A-01L-01-1"), to: text("A-01L-02-2"), reason },
    ]
}
