//! Labels printed and stuck on, templates of one's own, printers.

use super::world::{ARCHIVIST, CLERK, World, folder};
use crate::domain::command::{Command, LabelCommand, PrintNote, SurgeryCommand, TemplatePatch};
use crate::domain::event::{Event, ReprintWhy};
use crate::domain::folder::{Actor, Desk};
use crate::domain::label::{OWN_TEMPLATE_BYTES, PRINT_MAX, Paper, Printer, PrinterKind};
use crate::domain::refusal::Code;
use crate::domain::state::LabelRow;
use crate::domain::value::Bilingual;

fn printed(folders: &[&String], reason: &str) -> Command {
    let folders = folders.iter().map(|code| (*code).clone()).collect();
    let (template, reason) = ("folder-60x40".to_owned(), reason.to_owned());
    Command::Label(LabelCommand::NotePrinted(PrintNote { folders, template, printer: None, reason }))
}

fn applied(folders: &[&String]) -> Command {
    Command::Label(LabelCommand::NoteApplied { folders: folders.iter().map(|code| (*code).clone()).collect() })
}

fn template(code: &str, svg: Option<&str>, if_version: Option<u32>) -> Command {
    let (code, svg) = (code.to_owned(), svg.map(str::to_owned));
    Command::Label(LabelCommand::SetTemplate(TemplatePatch { code, svg, retired: None, if_version }))
}

fn printer(code: &str, address: &str) -> Printer {
    Printer {
        code: code.to_owned(),
        name: Bilingual::new("前台", ""),
        kind: PrinterKind::Zpl,
        address: address.to_owned(),
        dpi: 203,
        paper: Paper::default(),
        right_tenths: 90_000,
        down_tenths: 0,
        desks: vec![Desk::Scanning, Desk::Reception, Desk::Scanning],
        retired: false,
    }
}

#[test]
fn a_label_is_printed_once_without_a_reason_and_again_only_with_one() {
    let mut world = World::new();
    let (one, other) = (world.register(folder()), world.register(folder()));
    let row = |world: &World, code: &str| world.state.labels.of(world.find(code));
    assert_eq!(row(&world, &one), LabelRow::default());
    world.does(printed(&[&one, &one], ""));
    assert_eq!(row(&world, &one), LabelRow { printed: 1, is_applied: false }, "named twice, it is one label");
    world.does(applied(&[&one]));
    assert!(row(&world, &one).is_applied);
    assert!(world.ask(applied(&[&one])).unwrap().events.is_empty(), "it is on it already");
    assert_eq!(world.ask(printed(&[&other, &one], " ")).unwrap_err().code, Code::ReasonRequired);
    assert_eq!(row(&world, &other).printed, 0, "all or nothing");
    let events = world.ask(printed(&[&other, &one], "卡纸")).unwrap().events;
    let [Event::LabelsPrinted(event, Some(remark))] = events.as_slice() else { panic!("{events:?}") };
    let numbers: Vec<u16> = event.labels.iter().map(|label| label.print).collect();
    assert_eq!((numbers.as_slice(), remark.text.as_str()), (&[1, 2][..], "卡纸"));
    assert_eq!(row(&world, &one), LabelRow { printed: 2, is_applied: false }, "the new one is not on it yet");
}

#[test]
fn printing_what_was_to_be_printed_anew_closes_that_and_needs_no_reason() {
    let mut world = World::new();
    let code = world.register(folder());
    world.does(printed(&[&code], ""));
    let folders = vec![code.clone()];
    let damaged = SurgeryCommand::AskReprint { folders: folders.clone(), why: ReprintWhy::Damaged };
    world.does(Command::Surgery(damaged.clone()));
    world.does(printed(&[&code], ""));
    assert!(world.state.reprints.of(world.find(&code)).is_none());
    assert_eq!(world.state.labels.of(world.find(&code)).printed, 2);
    world.does(Command::Surgery(damaged));
    world.does(Command::Surgery(SurgeryCommand::NoteReprinted { folders }));
    assert!(world.state.labels.of(world.find(&code)).is_applied, "it has its new label");
}

#[test]
fn who_may_not_print_records_no_print_and_what_one_does_not_see_is_not_found() {
    let mut world = World::new();
    let code = world.register(folder());
    world.actor = Actor::Person(CLERK);
    assert_eq!(world.ask(printed(&[&code], "")).unwrap_err().code, Code::NotAllowed);
    assert_eq!(world.ask(applied(&[&code])).unwrap_err().code, Code::NotAllowed);
    world.actor = Actor::Person(ARCHIVIST);
    assert_eq!(world.ask(printed(&[&"NONE".to_owned()], "")).unwrap_err().code, Code::CodeUnknown);
    let many = vec![code; PRINT_MAX + 1];
    assert_eq!(world.ask(applied(&many.iter().collect::<Vec<_>>())).unwrap_err().code, Code::LimitExceeded);
    let set = Command::Label(LabelCommand::SetPrinter(Box::new(printer("desk-1", "10.0.0.7"))));
    assert_eq!(world.ask(set).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn a_template_of_ones_own_has_versions_and_nobody_overwrites_what_he_has_not_seen() {
    let mut world = World::new();
    world.does(template("own-a", Some("<svg/>"), Some(0)));
    assert!(world.ask(template("own-a", Some("<svg/>"), Some(1))).unwrap().events.is_empty(), "nothing changed");
    world.does(template("own-a", Some("<svg>2</svg>"), Some(1)));
    assert_eq!(world.ask(template("own-a", Some("<svg>3</svg>"), Some(1))).unwrap_err().code, Code::Stale);
    let own = world.state.labels.template("own-a").unwrap().clone();
    assert_eq!((own.set.version, own.seqs.len(), own.set.svg.as_str()), (2, 2, "<svg>2</svg>"));
    let retire = TemplatePatch { code: "own-a".to_owned(), svg: None, retired: Some(true), if_version: None };
    world.does(Command::Label(LabelCommand::SetTemplate(retire)));
    assert!(world.state.labels.template("own-a").unwrap().set.retired);
    let long = "x".repeat(OWN_TEMPLATE_BYTES + 1);
    for (code, svg, refused) in [
        ("folder-60x40", Some("<svg/>"), Code::BadValue),
        ("own-Ü", Some("<svg/>"), Code::BadValue),
        ("own-b", None, Code::TemplateUnknown),
        ("own-b", Some(long.as_str()), Code::LimitExceeded),
    ] {
        assert_eq!(world.ask(template(code, svg, None)).unwrap_err().code, refused, "{code}");
    }
}

#[test]
fn a_printer_is_kept_as_it_can_be() {
    let mut world = World::new();
    let set = |printer: Printer| Command::Label(LabelCommand::SetPrinter(Box::new(printer)));
    world.does(set(printer("desk-1", " 10.0.0.7 ")));
    let kept = world.state.labels.printer("desk-1").unwrap().clone();
    assert_eq!((kept.address.as_str(), kept.name.en.as_str(), kept.right_tenths), ("10.0.0.7", "前台", 1_000));
    assert_eq!(kept.desks, [Desk::Reception, Desk::Scanning]);
    assert!(world.ask(set(printer("desk-1", "10.0.0.7"))).unwrap().events.is_empty());
    for wrong in [printer("Desk", "x"), printer("d", "a b"), printer("d", ""), Printer { dpi: 9, ..printer("d", "x") }]
    {
        assert_eq!(world.ask(set(wrong.clone())).unwrap_err().code, Code::BadValue, "{wrong:?}");
    }
}
