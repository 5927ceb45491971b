use super::world::{ARCHIVIST, CLERK, World, both, folder};
use crate::domain::command::{Command, SettingsPatch};
use crate::domain::person::SecrecyClass;
use crate::domain::refusal::Code;

fn settings(patch: SettingsPatch) -> Command {
    Command::ChangeSettings(patch)
}

#[test]
fn settings_change_only_where_they_are_named() {
    let mut world = World::new();
    let patch = SettingsPatch { max_renewals: Some(7), ..SettingsPatch::default() };
    assert_eq!(world.ask(settings(patch.clone())).unwrap().kinds(), ["SettingsChanged"]);
    assert_eq!(world.state.organisation.settings().default_loan_days, 14);
    assert_eq!(world.ask(settings(patch)).unwrap().kinds(), [""; 0]);
}

#[test]
fn a_base_url_is_an_address_and_the_former_one_stays_trusted() {
    let mut world = World::new();
    let url = |url: &str| settings(SettingsPatch { base_url: Some(url.to_owned()), ..SettingsPatch::default() });
    for wrong in ["archive", "ftp://x.example", "https://", "https://a b.example", "https://档案.example"] {
        assert_eq!(world.refused(url(wrong)), Code::BadValue, "{wrong}");
    }
    for right in ["https://a.example/", "https://b.example", "https://b.example", "https://a.example", ""] {
        world.ask(url(right)).unwrap();
    }
    let settings = world.state.organisation.settings();
    assert_eq!((settings.base_url.as_str(), settings.former_base_urls.len()), ("", 2));
}

#[test]
fn loan_days_stay_within_reason() {
    let mut world = World::new();
    for days in [0, 3_661, u32::MAX] {
        let patch = SettingsPatch { default_loan_days: Some(days), ..SettingsPatch::default() };
        assert_eq!(world.refused(settings(patch)), Code::BadValue);
    }
}

#[test]
fn a_business_type_gets_a_new_version_only_when_it_changes_and_folders_keep_theirs() {
    let mut world = World::new();
    let code = world.register(folder());
    let (no, newest) = world.state.organisation.types().next().map(|(no, kind)| (no, kind.as_ref().clone())).unwrap();
    assert_eq!((newest.code.as_str(), newest.version), ("NEW", 1));
    assert_eq!(world.ask(Command::SetType(Box::new(newest.clone()))).unwrap().kinds(), [""; 0]);
    let mut thicker = newest;
    thicker.thickness_mm += 1;
    assert_eq!(world.ask(Command::SetType(Box::new(thicker))).unwrap().kinds(), ["TypeSet"]);
    assert_eq!(world.state.organisation.business_type(no).unwrap().version, 2);
    assert_eq!(world.state.folders.get(world.find(&code)).unwrap().type_version, 1);
    let later = world.register(folder());
    assert_eq!(world.state.folders.get(world.find(&later)).unwrap().type_version, 2);
}

#[test]
fn a_business_type_that_makes_no_sense_is_refused() {
    let mut world = World::new();
    let kind = world.state.organisation.types().next().unwrap().1.as_ref().clone();
    let mut without_class = kind.clone();
    without_class.class = "绝密".to_owned();
    assert_eq!(world.refused(Command::SetType(Box::new(without_class))), Code::ClassUnknown);
    let mut bad_template = kind;
    bad_template.code_template = "{nope}".to_owned();
    assert_eq!(world.refused(Command::SetType(Box::new(bad_template))), Code::BadValue);
}

#[test]
fn a_preset_loaded_twice_changes_nothing() {
    let mut world = World::new();
    let load = |name: &str| Command::LoadPreset { name: name.to_owned() };
    assert_eq!(world.ask(load("dealer_a")).unwrap().kinds(), [""; 0]);
    assert_eq!(world.refused(load("nothing")), Code::NotFound);
}

#[test]
fn departments_and_classes_are_renamed_under_their_code() {
    let mut world = World::new();
    let count = world.state.organisation.departments().len();
    let department = |code: &str, name: &str| Command::SetDepartment { code: code.to_owned(), name: both(name) };
    world.ask(department("sales1", "销售一部")).unwrap();
    assert_eq!(world.state.organisation.departments().len(), count);
    assert_eq!(world.refused(department("", "无")), Code::BadValue);
    assert_eq!(world.refused(department("x", " ")), Code::BadValue);
    let class = SecrecyClass { code: "internal".to_owned(), name: both("内部"), rank: 1, confidential: true };
    world.ask(Command::SetClass(class)).unwrap();
    assert_eq!(world.state.organisation.classes().len(), 4);
}

#[test]
fn a_mapping_is_kept_under_its_name_within_limits() {
    let mut world = World::new();
    let save = |name: &str, mapping: String| Command::SaveMapping { name: name.to_owned(), mapping };
    assert_eq!(world.ask(save("客户表", "{}".to_owned())).unwrap().kinds(), ["MappingSaved"]);
    assert_eq!(world.ask(save("客户表", "{}".to_owned())).unwrap().kinds(), [""; 0]);
    assert_eq!(world.refused(save("大", " ".repeat(65 * 1_024))), Code::LimitExceeded);
    assert_eq!(world.refused(save("", "{}".to_owned())), Code::BadValue);
}

#[test]
fn whoever_has_an_account_chooses_his_own_columns_and_nobody_elses() {
    let mut world = World::new();
    let choose = |list: &str, columns: &[&str]| Command::ChooseColumns {
        list: list.to_owned(),
        columns: columns.iter().map(|&id| id.to_owned()).collect(),
    };
    assert_eq!(world.ask_as(ARCHIVIST, choose("loans", &["due", "code"])).unwrap().kinds(), ["ColumnsChosen"]);
    assert_eq!(world.ask_as(ARCHIVIST, choose("loans", &["due", "code"])).unwrap().kinds(), [""; 0]);
    let mine = |world: &World, person| world.state.preferences.columns(person, "loans").len();
    assert_eq!((mine(&world, ARCHIVIST), mine(&world, CLERK)), (2, 0));
    world.ask_as(ARCHIVIST, choose("loans", &[])).unwrap();
    assert_eq!((mine(&world, ARCHIVIST), world.state.preferences.lists(ARCHIVIST)), (0, 0));
    let refused = |world: &mut World, command| world.ask_as(CLERK, command).unwrap_err().code;
    assert_eq!(refused(&mut world, choose("loans", &["due", "due"])), Code::BadValue);
    assert_eq!(refused(&mut world, choose("", &["due"])), Code::BadValue);
    for list in 0..100 {
        world.ask_as(CLERK, choose(&format!("list{list}"), &["due"])).unwrap();
    }
    assert_eq!(refused(&mut world, choose("one more", &["due"])), Code::LimitExceeded);
}

#[test]
fn an_archivist_does_not_change_settings() {
    let mut world = World::new();
    let patch = SettingsPatch { max_renewals: Some(99), ..SettingsPatch::default() };
    assert_eq!(world.ask_as(ARCHIVIST, settings(patch)).unwrap_err().code, Code::NotAllowed);
}
