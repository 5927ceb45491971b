use super::world::{BORROWER, CLERK, World, check_out, folder, give_back};
use crate::domain::command::{Command, NewFolder, SettingsPatch};
use crate::domain::ids::FolderNo;
use crate::domain::policy::Sight;
use crate::domain::refusal::Code;

fn find(world: &World, text: &str) -> Result<FolderNo, Code> {
    super::super::find_folder(&world.state, &Sight::everything(), text).map_err(|refusal| refusal.code)
}

fn with_foreign(world: &mut World, code: &str) -> FolderNo {
    world.register_no(NewFolder { foreign_codes: vec![code.to_owned()], ..folder() })
}

fn add(world: &mut World, folder: FolderNo, code: &str, foreign: bool) -> Result<Vec<&'static str>, Code> {
    let folder = world.state.codes.own(folder).to_owned();
    let answer = world.ask(Command::AddCode { folder, code: code.to_owned(), foreign });
    answer.map(|answer| answer.kinds()).map_err(|refusal| refusal.code)
}

#[test]
fn a_folder_answers_to_every_code_it_carries() {
    let mut world = World::new();
    let folder = with_foreign(&mut world, "HT-2026-17");
    add(&mut world, folder, "OLD-5", false).unwrap();
    let own = world.state.codes.own(folder).to_owned();
    for code in [own.as_str(), &own.to_lowercase(), "ht-2026-17", " OLD–5 ", "OLD－5"] {
        assert_eq!(find(&world, code), Ok(folder), "{code}");
    }
}

#[test]
fn a_foreign_code_that_several_carry_is_ambiguous_and_the_refusal_offers_the_choice() {
    let mut world = World::new();
    let folders = [with_foreign(&mut world, "K-17"), with_foreign(&mut world, "K-17")];
    let answer = world.ask(check_out("K-17", BORROWER)).unwrap();
    let refusal = answer.outcomes[0].clone().unwrap_err();
    assert_eq!(refusal.code, Code::CodeAmbiguous);
    let own = folders.map(|folder| world.state.codes.own(folder).to_owned()).join(" ");
    assert!(refusal.params.contains(&("candidates".to_owned(), own)), "{refusal:?}");
}

#[test]
fn own_codes_win_over_foreign_ones() {
    let mut world = World::new();
    let owner = world.register_no(NewFolder { code: Some("K-17".to_owned()), ..folder() });
    with_foreign(&mut world, "K-17");
    with_foreign(&mut world, "K-17");
    assert_eq!(find(&world, "K-17"), Ok(owner));
}

#[test]
fn a_former_code_leads_to_its_folder_for_ever_and_nobody_else_gets_it() {
    let mut world = World::new();
    let folder_no = with_foreign(&mut world, "K-1");
    assert_eq!(add(&mut world, folder_no, "OLD-5", false), Ok(vec!["CodeAdded"]));
    let other = world.register_no(folder());
    assert_eq!(add(&mut world, other, "old-5", false), Err(Code::CodeTaken));
    assert_eq!(add(&mut world, other, "OLD-5", true), Ok(vec!["CodeAdded"]), "as a foreign code it may repeat");
    assert_eq!(find(&world, "OLD-5"), Ok(folder_no));
    let taken = NewFolder { code: Some("OLD-5".to_owned()), ..folder() };
    assert_eq!(world.ask(Command::RegisterFolders(vec![taken])).unwrap().refusals(), [Some(Code::CodeTaken)]);
}

#[test]
fn a_foreign_code_can_become_the_folders_own() {
    let mut world = World::new();
    let (folder, other) = (with_foreign(&mut world, "K-17"), with_foreign(&mut world, "K-17"));
    assert_eq!(find(&world, "K-17"), Err(Code::CodeAmbiguous));
    assert_eq!(add(&mut world, folder, "K-17", false), Ok(vec!["CodeAdded"]));
    assert_eq!(find(&world, "K-17"), Ok(folder));
    assert_eq!(add(&mut world, other, "K-17", false), Err(Code::CodeTaken));
}

#[test]
fn a_code_added_twice_is_added_once_and_there_is_a_limit() {
    let mut world = World::new();
    let folder = world.register_no(folder());
    assert_eq!(add(&mut world, folder, "X-0", true), Ok(vec!["CodeAdded"]));
    assert_eq!(add(&mut world, folder, "X-0", true), Ok(vec![]));
    for number in 1..20 {
        add(&mut world, folder, &format!("X-{number}"), true).unwrap();
    }
    assert_eq!(add(&mut world, folder, "X-20", true), Err(Code::LimitExceeded));
    assert_eq!(add(&mut world, folder, "", true), Err(Code::CodeInvalid));
}

#[test]
fn an_unknown_code_with_a_wrong_check_character_may_be_mistyped() {
    let mut world = World::new();
    let own = world.register(folder());
    let wrong = own.replace("000001", "000007");
    assert_eq!(find(&world, &wrong), Err(Code::CodeMistyped));
    let right = crate::domain::code::append_check_character("NEW2026-000099");
    assert_eq!(find(&world, &right), Err(Code::CodeUnknown));
}

#[test]
fn our_own_labels_are_read_and_those_of_strangers_are_not() {
    let mut world = World::new();
    let own = world.register(folder());
    let url = |host: &str| format!("HTTPS://{host}/F/{own}");
    let move_to = |world: &mut World, url: &str| {
        let patch = SettingsPatch { base_url: Some(url.to_owned()), ..SettingsPatch::default() };
        world.ask(Command::ChangeSettings(patch)).unwrap();
    };
    assert_eq!(find(&world, &url("OLD.EXAMPLE.COM")), Err(Code::ForeignHost));
    move_to(&mut world, "https://old.example.com");
    move_to(&mut world, "https://new.example.com/");
    for host in ["OLD.EXAMPLE.COM", "NEW.EXAMPLE.COM", "new.example.com"] {
        assert_eq!(find(&world, &url(host)), Ok(FolderNo(0)), "{host}: a label outlives its server's name");
    }
    assert_eq!(find(&world, &url("EVIL.EXAMPLE.COM")), Err(Code::ForeignHost));
}

#[test]
fn a_folder_one_may_not_see_answers_like_one_that_does_not_exist() {
    let mut world = World::new();
    let secret = world.register(NewFolder { class: Some("secret".to_owned()), ..folder() });
    let look = Command::Look { folder: secret };
    assert_eq!(world.ask_as(CLERK, look.clone()).unwrap_err().code, Code::CodeUnknown);
    assert_eq!(world.ask_as(super::world::AUDITOR, look).unwrap().kinds(), ["Looked"]);
    let other = world.register(NewFolder { department: Some("service".to_owned()), ..folder() });
    assert_eq!(world.ask_as(CLERK, Command::Look { folder: other }).unwrap_err().code, Code::CodeUnknown);
}

#[test]
fn hostile_codes_find_nothing() {
    let mut world = World::new();
    world.register(folder());
    for code in ["", " ", "\0", "长".repeat(10_000).as_str(), "💾", "=cmd|' /C calc'!A0", "HTTPS://", "/F/"] {
        assert!(world.ask(give_back(code)).unwrap().outcomes[0].is_err(), "{code}");
    }
}
