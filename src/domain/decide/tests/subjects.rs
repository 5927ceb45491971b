use super::world::{CLERK, World, details, folder, somebody};
use crate::domain::command::{Command, NewFolder, NewSubject, SubjectRef};
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::refusal::Code;
use crate::domain::subject::{Identity, IdentityKind, SubjectKind};

/// Registers a folder about somebody, and says about whom.
fn about(world: &mut World, subject: NewSubject) -> SubjectNo {
    let folder = world.register_no(NewFolder { subjects: vec![subject.into()], ..folder() });
    world.state.folders.main_subject(folder).unwrap()
}

fn identity(value: &str) -> Identity {
    details("", &[(IdentityKind::IdentityNumber, value)]).identities.remove(0)
}

#[test]
fn an_identity_matches_but_a_name_never_does() {
    let mut world = World::new();
    let first = about(&mut world, somebody("张伟", Some("ID1")));
    assert_eq!(about(&mut world, somebody("王芳", Some("ID1"))), first, "one identity, one person");
    assert_ne!(about(&mut world, somebody("张伟", Some("ID2"))), first);
    assert_ne!(about(&mut world, somebody("张伟", None)), first);
    assert_eq!(world.state.subjects.folders_of(first), [FolderNo(0), FolderNo(1)]);
}

#[test]
fn a_plate_and_an_account_match_nobody() {
    let mut world = World::new();
    for kind in [IdentityKind::Plate, IdentityKind::Account, IdentityKind::Other] {
        let car = |name: &str| NewSubject {
            role: None,
            kind: SubjectKind::Vehicle,
            details: details(name, &[(kind, "沪A12345")]),
        };
        let first = about(&mut world, car("一"));
        assert_ne!(about(&mut world, car("二")), first, "{kind:?}");
    }
}

#[test]
fn an_identity_is_not_taken_over_by_a_subject_of_another_kind() {
    let mut world = World::new();
    let person = about(&mut world, somebody("张伟", Some("ID1")));
    let company = NewSubject { kind: SubjectKind::Company, ..somebody("张伟有限公司", Some("ID1")) };
    assert_ne!(about(&mut world, company), person);
    assert_eq!(world.state.subjects.by_identity(&identity("ID1")), Some(person));
}

#[test]
fn a_known_subject_learns_what_it_lacked_but_nobody_elses_identity() {
    let mut world = World::new();
    let (first, second) =
        (about(&mut world, somebody("张伟", Some("ID1"))), about(&mut world, somebody("李娜", Some("ID2"))));
    let identities = [(IdentityKind::IdentityNumber, "ID1"), (IdentityKind::IdentityNumber, "ID2")];
    let both = NewSubject { details: details("张伟", &identities), ..somebody("", None) };
    assert_eq!(about(&mut world, both), first);
    assert_eq!(world.state.subjects.by_identity(&identity("ID2")), Some(second));
}

#[test]
fn a_merge_brings_all_folders_and_identities_together() {
    let mut world = World::new();
    let (from, into) =
        (about(&mut world, somebody("张伟", Some("ID1"))), about(&mut world, somebody("张伟", Some("ID2"))));
    assert_eq!(world.ask(Command::MergeSubjects { from, into }).unwrap().kinds(), ["SubjectsMerged"]);
    assert_eq!(world.state.subjects.resolve(from), into);
    assert_eq!(world.state.subjects.folders_of(into).len(), 2);
    assert_eq!(about(&mut world, somebody("张伟", Some("ID1"))), into, "his old identity leads to him");
    assert_eq!(world.refused(Command::MergeSubjects { from, into }), Code::BadValue, "they are one already");
}

#[test]
fn only_subjects_of_one_kind_can_be_merged() {
    let mut world = World::new();
    let person = about(&mut world, somebody("张伟", None));
    let car = NewSubject { kind: SubjectKind::Vehicle, ..somebody("沪A12345", None) };
    let car = about(&mut world, car);
    assert_eq!(world.refused(Command::MergeSubjects { from: person, into: car }), Code::SubjectKindsDiffer);
    let nobody = SubjectNo(99);
    assert_eq!(world.refused(Command::MergeSubjects { from: person, into: nobody }), Code::SubjectUnknown);
}

#[test]
fn a_split_gives_some_of_the_folders_to_a_second_subject() {
    let mut world = World::new();
    let from = about(&mut world, somebody("张伟", Some("ID1")));
    about(&mut world, somebody("张伟", Some("ID1")));
    let second = world.state.codes.own(FolderNo(1)).to_owned();
    let split = |folders: Vec<String>, identity: &str| Command::SplitSubject {
        from,
        folders,
        details: details("张伟", &[(IdentityKind::IdentityNumber, identity)]),
    };
    assert_eq!(world.refused(split(Vec::new(), "ID2")), Code::BadValue);
    assert_eq!(world.refused(split(vec![second.clone()], "ID1")), Code::IdentityTaken);
    assert_eq!(world.refused(split(vec![second.clone(); 1_001], "ID2")), Code::LimitExceeded);
    let stranger = world.register(folder());
    assert_eq!(world.refused(split(vec![stranger], "ID2")), Code::CodeUnknown);
    assert_eq!(
        world.ask(split(vec![second.clone(), second], "ID2")).unwrap().kinds(),
        ["SubjectAdded", "SubjectSplit"]
    );
    let into = world.state.subjects.by_identity(&identity("ID2")).unwrap();
    assert_eq!(world.state.subjects.folders_of(into), [FolderNo(1)]);
    assert_eq!(world.state.subjects.folders_of(from), [FolderNo(0)]);
}

#[test]
fn a_corrected_identity_replaces_the_wrong_one_and_never_takes_anothers() {
    let mut world = World::new();
    let subject = about(&mut world, somebody("张伟", Some("ID1")));
    about(&mut world, somebody("李娜", Some("ID2")));
    let edit = |value: &str| Command::EditSubject {
        subject,
        details: details("张伟", &[(IdentityKind::IdentityNumber, value)]),
        changed: vec!["identities".to_owned()],
    };
    assert_eq!(world.refused(edit("ID2")), Code::IdentityTaken);
    world.ask(edit("ID3")).unwrap();
    assert_eq!(world.state.subjects.by_identity(&identity("ID1")), None);
    assert_eq!(world.state.subjects.by_identity(&identity("ID3")), Some(subject));
}

#[test]
fn a_subject_all_of_whose_folders_are_hidden_does_not_exist() {
    let mut world = World::new();
    let secret =
        NewFolder { class: Some("secret".to_owned()), subjects: vec![somebody("张伟", None).into()], ..folder() };
    world.register(secret);
    let edit = Command::EditSubject { subject: SubjectNo(0), details: details("他", &[]), changed: Vec::new() };
    let refusal = world.ask_as(CLERK, edit.clone()).unwrap_err();
    assert!([Code::SubjectUnknown, Code::NotAllowed].contains(&refusal.code), "{refusal}");
    assert!(world.ask_as(super::world::ARCHIVIST, edit).is_ok());
}

#[test]
fn limits_hold_for_what_is_known_of_a_subject() {
    let mut world = World::new();
    let subject = about(&mut world, somebody("张伟", None));
    let edit = |details| Command::EditSubject { subject, details, changed: Vec::new() };
    assert_eq!(world.refused(edit(details(&"长".repeat(1_001), &[]))), Code::LimitExceeded);
    let many = vec![(IdentityKind::Other, "x"); 51];
    assert_eq!(world.refused(edit(details("张伟", &many))), Code::LimitExceeded);
}

#[test]
fn a_new_folder_is_linked_to_a_known_subject_by_its_number_as_far_as_the_actor_may_know_of_it() {
    let mut world = World::new();
    let customer = about(&mut world, somebody("张伟", Some("ID1")));
    let known = |subject| SubjectRef::Known { subject, role: Some("customer".to_owned()), from: None, until: None };
    let new = |subject| Command::RegisterFolders(vec![NewFolder { subjects: vec![known(subject)], ..folder() }]);
    let answer = world.ask(new(customer)).unwrap();
    assert_eq!(answer.kinds(), ["FolderRegistered"], "nobody is added, and nothing more is known of him");
    assert_eq!(world.state.subjects.folders_of(customer).len(), 2);
    assert_eq!(world.ask(new(SubjectNo(99))).unwrap().refusals(), [Some(Code::SubjectUnknown)]);
    let role = SubjectRef::Known { subject: customer, role: Some("king".to_owned()), from: None, until: None };
    let wrong = Command::RegisterFolders(vec![NewFolder { subjects: vec![role], ..folder() }]);
    assert_eq!(world.ask(wrong).unwrap().refusals(), [Some(Code::BadValue)]);
    // Of one who is only on folders hidden from him, a clerk learns nothing by trying numbers.
    let (class, department) = (Some("personal".to_owned()), Some("service".to_owned()));
    let secret = NewFolder { class, department, subjects: vec![somebody("王芳", None).into()], ..folder() };
    let hidden = world.register_no(secret);
    let hidden = world.state.folders.subjects(hidden)[0].subject;
    assert_eq!(world.ask_as(CLERK, new(hidden)).unwrap().refusals(), [Some(Code::SubjectUnknown)]);
    assert_eq!(world.ask_as(CLERK, new(customer)).unwrap().refusals(), [None]);
}
