use super::world::{World, day, folder, somebody};
use crate::domain::command::{Command, FolderPatch, NewFolder, Placement, SubjectRef};
use crate::domain::decide::tests::world::Answer;
use crate::domain::event::Event;
use crate::domain::folder::{FolderState, Place};
use crate::domain::refusal::Code;

fn refusal(world: &mut World, new: NewFolder) -> Code {
    let before = world.state.clone();
    let answer = world.ask(Command::RegisterFolders(vec![new])).unwrap();
    assert_eq!(world.state, before, "a refused folder leaves no trace");
    answer.refusals()[0].unwrap()
}

#[test]
fn a_folder_gets_the_next_code_of_its_types_series() {
    let mut world = World::new();
    let codes = [world.register(folder()), world.register(folder())];
    assert_eq!(codes.each_ref().map(|code| &code[..14]), ["NEW2026-000001", "NEW2026-000002"]);
    let other = world.register(NewFolder { business_type: "REP".to_owned(), ..folder() });
    assert!(other.starts_with("REP2026-000001"), "each type counts for itself: {other}");
    let older = world.register(NewFolder { business_date: Some(day("2025-12-31")), ..folder() });
    assert!(older.starts_with("NEW2025-000001"), "each year counts for itself: {older}");
}

#[test]
fn a_generated_code_skips_those_that_are_taken() {
    let mut world = World::new();
    let taken = crate::domain::code::append_check_character("NEW2026-000001");
    world.register(NewFolder { code: Some(taken), ..folder() });
    assert!(world.register(folder()).starts_with("NEW2026-000002"));
    assert!(world.register(folder()).starts_with("NEW2026-000003"));
}

#[test]
fn a_folder_is_at_the_desk_or_expected_or_stands_where_it_was_said_to_stand() {
    let mut world = World::new();
    let code = world.register(folder());
    assert_eq!(world.whereabouts(&code).state, FolderState::AtDesk);
    let code = world.register(NewFolder { expected: true, ..folder() });
    assert_eq!(world.whereabouts(&code).state, FolderState::Expected);
    let code = world.shelved("A-02R-02-3-05");
    assert_eq!(world.place(&code), Place::Slot(world.slot("A-02R-02-3-05")));
    let code = world.register(NewFolder { placement: Placement::Assign, ..folder() });
    assert_eq!(world.whereabouts(&code).state, FolderState::AtDesk, "assigned is not yet put away");
    assert!(world.state.places.home(world.find(&code)).is_some());
}

#[test]
fn a_refused_folder_leaves_nothing_behind_not_even_its_customer() {
    let mut world = World::new();
    let refused = |change: &dyn Fn(&mut NewFolder)| {
        let mut new = NewFolder { subjects: vec![somebody("张伟", Some("ID1")).into()], ..folder() };
        change(&mut new);
        new
    };
    let cases: [(Code, NewFolder); 9] = [
        (Code::TypeUnknown, refused(&|new| new.business_type = "XXX".to_owned())),
        (Code::ClassUnknown, refused(&|new| new.class = Some("绝密".to_owned()))),
        (Code::DepartmentUnknown, refused(&|new| new.department = Some("nowhere".to_owned()))),
        (Code::BadValue, refused(&|new| new.business_date = Some(day("2026-03-06")))),
        (Code::BadValue, refused(&|new| new.business_date = Some(day("1899-12-31")))),
        (Code::BadValue, refused(&|new| new.thickness_mm = Some(501))),
        (Code::BadValue, refused(&|new| new.thickness_mm = Some(0))),
        (Code::CodeInvalid, refused(&|new| new.code = Some("长".repeat(65)))),
        (Code::SlotUnknown, refused(&|new| new.placement = Placement::Slot("A-01".to_owned()))),
    ];
    for (code, new) in cases {
        assert_eq!(refusal(&mut world, new), code);
    }
    assert!(world.state.subjects.is_empty());
}

#[test]
fn limits_hold_for_codes_subjects_notes_and_fields() {
    let mut world = World::new();
    let many = (0..21).map(|number| format!("X{number}")).collect();
    assert_eq!(refusal(&mut world, NewFolder { foreign_codes: many, ..folder() }), Code::LimitExceeded);
    let many = vec![somebody("张伟", None).into(); 21];
    assert_eq!(refusal(&mut world, NewFolder { subjects: many, ..folder() }), Code::LimitExceeded);
    let long = "长".repeat(10_001);
    assert_eq!(refusal(&mut world, NewFolder { note: long.clone(), ..folder() }), Code::LimitExceeded);
    assert_eq!(
        refusal(&mut world, NewFolder { subjects: vec![somebody(&long, None).into()], ..folder() }),
        Code::LimitExceeded
    );
    let fields = [("no_such_field".to_owned(), "1".to_owned())].into();
    assert_eq!(refusal(&mut world, NewFolder { fields, ..folder() }), Code::BadValue);
}

#[test]
fn one_bad_folder_does_not_hold_up_the_good_ones() {
    let mut world = World::new();
    let bad = NewFolder { business_type: "XXX".to_owned(), ..folder() };
    let answer = world.ask(Command::RegisterFolders(vec![folder(), bad, folder()])).unwrap();
    assert_eq!(answer.refusals(), [None, Some(Code::TypeUnknown), None]);
    assert_eq!(world.state.folders.len(), 2);
}

#[test]
fn a_folder_that_finds_no_room_is_refused_whole() {
    let mut world = World::new();
    let thick = NewFolder { thickness_mm: Some(41), placement: Placement::Assign, ..folder() };
    assert_eq!(refusal(&mut world, thick), Code::NoRoom);
    let fill = NewFolder { thickness_mm: Some(40), placement: Placement::Assign, ..folder() };
    let answer = world.ask(Command::RegisterFolders(vec![fill; 130])).unwrap();
    let (good, bad): (Vec<_>, Vec<_>) = answer.outcomes.iter().partition(|outcome| outcome.is_ok());
    assert!(bad.iter().all(|outcome| outcome.as_ref().is_err_and(|refusal| refusal.code == Code::NoRoom)));
    assert!(good.len() > 100, "both ranges have 60 slots each, some of them kept for late-comers");
    assert_eq!(world.state.folders.len(), good.len());
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

fn edit(world: &mut World, patch: FolderPatch) -> Result<Answer, Code> {
    world.ask(Command::EditFolder(Box::new(patch))).map_err(|refusal| refusal.code)
}

#[test]
fn an_edit_changes_what_it_names_and_says_so() {
    let mut world = World::new();
    let code = world.register(folder());
    let change = FolderPatch { class: Some("public".to_owned()), department: Some(None), ..patch(&code) };
    let answer = edit(&mut world, change.clone()).unwrap();
    let Event::FolderEdited(edited, details) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(edited.changed, ["class", "department"]);
    assert_eq!(details, &None, "details that are not touched are not written again");
    assert_eq!(edit(&mut world, change).unwrap().kinds(), [""; 0], "nothing changes the second time");
}

#[test]
fn an_edit_of_what_somebody_else_changed_meanwhile_is_stale_and_a_loan_does_not_make_it_so() {
    let mut world = World::new();
    let code = world.shelved("A-01L-01-1-01");
    let version = Some(world.whereabouts(&code).edited_seq);
    let change = |class: &str| FolderPatch { class: Some(class.to_owned()), if_version: version, ..patch(&code) };
    world.check_out(&code).unwrap();
    edit(&mut world, change("public")).unwrap();
    assert_eq!(edit(&mut world, change("internal")), Err(Code::Stale));
}

#[test]
fn a_folder_that_grew_takes_more_room_and_is_flagged_where_it_no_longer_fits() {
    let mut world = World::new();
    let code = world.shelved("A-01L-01-1-01");
    let grown = FolderPatch { thickness_mm: Some(45), ..patch(&code) };
    assert_eq!(edit(&mut world, grown).unwrap().kinds(), ["FolderEdited", "FolderResized"]);
    assert_eq!(world.used_mm("A-01L-01-1-01"), 45);
    assert!(world.state.places.is_overfull(world.find(&code)));
}

#[test]
fn an_edit_follows_the_same_rules_as_registering() {
    let mut world = World::new();
    let code = world.register(folder());
    let refused: [(Code, FolderPatch); 5] = [
        (Code::TypeUnknown, FolderPatch { business_type: Some("XXX".to_owned()), ..patch(&code) }),
        (Code::ClassUnknown, FolderPatch { class: Some("绝密".to_owned()), ..patch(&code) }),
        (Code::BadValue, FolderPatch { business_date: Some(Some(day("2030-01-01"))), ..patch(&code) }),
        (Code::BadValue, FolderPatch { thickness_mm: Some(70_000), ..patch(&code) }),
        (Code::SubjectUnknown, FolderPatch { subjects: Some(vec![known(99)]), ..patch(&code) }),
    ];
    for (code, patch) in refused {
        assert_eq!(world.refused(Command::EditFolder(Box::new(patch))), code);
    }
}

fn known(number: u32) -> SubjectRef {
    SubjectRef::Known { subject: crate::domain::ids::SubjectNo(number), role: None, from: None, until: None }
}

#[test]
fn the_facts_of_an_edit_hold_ids_only_whatever_a_client_sends() {
    let mut world = World::new();
    let code = world.register(folder());
    let changed_details = vec!["note".to_owned(), "王小明，电话 13800000000".repeat(3)];
    let answer = edit(&mut world, FolderPatch { changed_details, ..patch(&code) }).unwrap();
    let Event::FolderEdited(edited, _) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(edited.changed, ["note"]);
}

#[test]
fn what_is_to_be_registered_once_is_known_again_by_its_old_number_type_and_date() {
    let mut world = World::new();
    let once = NewFolder { once: true, foreign_codes: vec!["K-17".to_owned()], ..folder() };
    world.register(once.clone());
    assert_eq!(refusal(&mut world, once.clone()), Code::AlreadyRegistered);
    let other_date = NewFolder { business_date: Some(day("2026-03-01")), ..once.clone() };
    world.register(other_date);
    world.register(NewFolder { once: false, ..once });
}
