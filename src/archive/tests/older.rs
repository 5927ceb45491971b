//! Ledgers that hold what nobody may ask for any more.

use super::{Machine, SMALL, clock, system};
use crate::archive::{codec, open};
use crate::domain::command::{Command, NewFolder};
use crate::domain::decide::tests::world::{check_out, folder, give_back};
use crate::domain::event::Event;
use crate::domain::ids::PersonNo;
use crate::domain::refusal::Code;
use crate::domain::state::tests::brute::check;
use crate::ledger::storage::{MemoryStorage, Storage};
use crate::ledger::verify;
use std::sync::Arc;

const SIGNS: &str = "--";

#[test]
fn a_ledger_from_before_codes_of_signs_alone_were_refused_replays_and_such_a_folder_is_lent_by_its_code() {
    let mut begun = Machine::begun(3);
    let coded = |code: &str| Command::RegisterFolders(vec![NewFolder { code: Some(code.to_owned()), ..folder() }]);
    begun.ask_one(system("register"), coded("LETTERS")).unwrap();
    let refused = begun.ask_one(system("refused"), coded(SIGNS)).unwrap();
    assert!(matches!(&refused.outcomes[..], [Err(refusal)] if refusal.code == Code::CodeInvalid));

    // The same ledger, as it would have been written then.
    let memory = MemoryStorage::new();
    let storage: Arc<dyn Storage> = Arc::new(memory.clone());
    let (mut ledger, ..) = open::load(None, &storage, SMALL).unwrap();
    for frame in begun.frames() {
        let mut events = codec::events_of(&frame).unwrap();
        for event in &mut events {
            if let Event::FolderRegistered(registered, _) = event {
                assert_eq!(registered.code, "LETTERS");
                registered.code = SIGNS.to_owned();
            }
        }
        ledger.append(&[codec::draft(frame.head, events.iter(), &clock(3)).unwrap()]).unwrap();
    }
    drop(ledger);

    assert!(verify(&storage).unwrap().is_right());
    let mut machine = Machine::open(memory, clock(4), None).unwrap();
    let own = |machine: &Machine| {
        let now = machine.now();
        check(&now.state);
        now.state.codes.owner(SIGNS).map(|folder| now.state.codes.own(folder).to_owned())
    };
    assert_eq!(own(&machine).as_deref(), Some(SIGNS));
    machine.ask_one(system("lent"), check_out(SIGNS, PersonNo(4))).unwrap();
    machine.ask_one(system("returned"), give_back(SIGNS)).unwrap();
    assert_eq!(own(&machine.reopened()).as_deref(), Some(SIGNS));
}
