use super::world::{ARCHIVIST, BORROWER, World, folder};
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::command::{Command, NewAttachment};
use crate::domain::event::Event;
use crate::domain::refusal::Code;

fn attach(folder: &str, bytes: u8) -> Command {
    Command::Attach(Box::new(NewAttachment {
        folder: folder.to_owned(),
        sha256: BlobHash([bytes; 32]),
        bytes: 7,
        media_type: MediaType::Pdf,
        file_name: "../同意书.exe".to_owned(),
        note: " 客户签字 ".to_owned(),
    }))
}

fn detach(folder: &str, no: u32, reason: &str) -> Command {
    Command::Detach { folder: folder.to_owned(), no, reason: reason.to_owned() }
}

#[test]
fn an_attachment_is_numbered_for_ever_and_its_words_are_private() {
    let mut world = World::new();
    let code = world.register(folder());
    let answer = world.ask(attach(&code, 1)).unwrap();
    let Event::Attached(facts, Some(details)) = &answer.events[0] else { panic!("{:?}", answer.events) };
    assert_eq!((facts.no, details.file_name.as_str(), details.note.as_str()), (1, "同意书.pdf", "客户签字"));
    world.ask(attach(&code, 2)).unwrap();
    world.ask(detach(&code, 2, "放错了")).unwrap();
    world.ask(attach(&code, 3)).unwrap();
    let numbers: Vec<_> = world.state.attachments.of(world.find(&code)).map(|row| row.no).collect();
    assert_eq!(numbers, [1, 3]);
}

#[test]
fn a_file_is_needed_as_long_as_one_attachment_has_it() {
    let mut world = World::new();
    let (one, two) = (world.register(folder()), world.register(folder()));
    for code in [&one, &two] {
        world.ask(attach(code, 9)).unwrap();
    }
    assert_eq!(world.state.attachments.uses(BlobHash([9; 32])), 2);
    world.ask(detach(&one, 1, "重复")).unwrap();
    assert_eq!(world.state.attachments.blobs().collect::<Vec<_>>(), [BlobHash([9; 32])]);
    world.ask(detach(&two, 1, "重复")).unwrap();
    assert_eq!(world.state.attachments.blobs().count(), 0);
}

#[test]
fn taking_an_attachment_off_needs_a_reason_and_something_to_take_off() {
    let mut world = World::new();
    let code = world.register(folder());
    assert_eq!(world.refused(detach(&code, 1, "因为")), Code::AttachmentUnknown);
    world.ask(attach(&code, 1)).unwrap();
    assert_eq!(world.refused(detach(&code, 1, " ")), Code::ReasonRequired);
    assert_eq!(world.refused(attach("NOBODY", 1)), Code::CodeUnknown);
}

#[test]
fn only_whoever_may_edit_a_folder_attaches() {
    let mut world = World::new();
    let code = world.register(folder());
    assert_eq!(world.ask_as(BORROWER, attach(&code, 1)).unwrap_err().code, Code::NotAllowed);
    world.ask_as(ARCHIVIST, attach(&code, 1)).unwrap();
}

#[test]
fn a_folder_has_no_more_attachments_than_a_page_can_show() {
    let mut world = World::new();
    let code = world.register(folder());
    for _ in 0..500 {
        world.ask(attach(&code, 1)).unwrap();
    }
    assert_eq!(world.refused(attach(&code, 1)), Code::LimitExceeded);
}
