use super::storage::{Crash, Faults};
use super::*;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Act {
    Append(u64),
    FailSync(u32),
    FillDisk(u64),
    Heal,
    Crash(u64),
    Reopen,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (1_u64..6).prop_map(Act::Append),
        1 => (0_u32..3).prop_map(Act::FailSync),
        1 => (0_u64..3_000).prop_map(Act::FillDisk),
        2 => Just(Act::Heal),
        2 => any::<u64>().prop_map(Act::Crash),
        1 => Just(Act::Reopen),
    ];
    proptest::collection::vec(act, 1..40)
}

/// Every acknowledged frame is there, in order; what else is there was asked for once, by a group that was refused or
/// not answered before the power went.
fn check(found: &[String], acknowledged: &[String], refused: &[String]) {
    let mut rest = acknowledged.iter().peekable();
    for id in found {
        if rest.peek() == Some(&id) {
            rest.next();
        } else {
            assert!(refused.contains(id), "{id} was invented");
        }
    }
    assert_eq!(rest.next(), None, "an acknowledged frame is gone");
    let mut once = found.to_vec();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), found.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn whatever_fails_and_whenever_the_power_goes_nothing_acknowledged_is_lost(acts in acts()) {
        let (mut memory, mut storage) = memory();
        let (mut ledger, ..) = open(&storage, small()).unwrap();
        let (mut number, mut acknowledged, mut refused) = (1, Vec::new(), Vec::new());
        for act in acts {
            match act {
                Act::Append(count) => {
                    let asked = number..number + count;
                    number += count;
                    let result = ledger.append(&drafts(asked.clone()));
                    if result.is_ok() { acknowledged.extend(ids(asked)) } else { refused.extend(ids(asked)) }
                }
                Act::FailSync(after) => {
                    memory.set_faults(Faults { syncs_before_failure: Some(after), ..Faults::default() });
                }
                Act::FillDisk(after) => {
                    memory.set_faults(Faults { bytes_before_failure: Some(after), ..Faults::default() });
                }
                Act::Heal => memory.set_faults(Faults::default()),
                Act::Crash(seed) => {
                    memory = memory.crash(Crash::Seeded(seed));
                    storage = Arc::new(memory.clone());
                    let before = ledger.head();
                    let (opened, report, found) = open(&storage, small()).unwrap();
                    check(&found, &acknowledged, &refused);
                    acknowledged = found;
                    prop_assert!(report.head.seq >= before.seq);
                    ledger = opened;
                }
                Act::Reopen => {
                    memory.set_faults(Faults::default());
                    drop(ledger);
                    let (opened, _, found) = open(&storage, small()).unwrap();
                    check(&found, &acknowledged, &refused);
                    acknowledged = found;
                    ledger = opened;
                }
            }
            prop_assert_eq!(ledger.head().seq, acknowledged.len() as u64);
            let read = ledger.reader().read_from(1, 10_000).unwrap();
            let read: Vec<String> = read.into_iter().map(|frame| frame.head.command_id).collect();
            prop_assert_eq!(&read, &acknowledged);
        }
        drop(ledger);
        prop_assert!(verify(&storage).unwrap().is_right());
    }

    /// A crash in the middle of the write, before anybody could cut anything.
    #[test]
    fn a_group_that_the_power_cut_off_leaves_whole_frames_of_its_beginning_only(
        seed: u64, before in 0_u64..5, group in 1_u64..8, preallocate_bytes in prop_oneof![Just(0_u64), Just(900), Just(100_000)],
    ) {
        let (memory, storage) = memory();
        let options = Options { preallocate_bytes, ..Options::default() };
        let (mut ledger, ..) = open(&storage, options).unwrap();
        ledger.append(&drafts(1..before + 1)).unwrap();
        // The bytes of the group, written but never synced.
        let lines = closed_lines(&[1..before + 1, before + 1..before + 1 + group]);
        let lines = lines.split_at(lines.len() - usize::try_from(group).unwrap()).1.concat();
        let content = memory.content("00000001.jsonl").unwrap();
        let end = content.windows(2).position(|pair| pair == b"\n\n").map_or(content.len(), |at| at + 1);
        memory.open_to_write("00000001.jsonl").unwrap().write_at(&lines, end as u64).unwrap();
        let after: Arc<dyn Storage> = Arc::new(memory.crash(Crash::Seeded(seed)));
        prop_assert!(verify(&after).unwrap().is_right());
        let (_, _, found) = open(&after, options).unwrap();
        let all = ids(1..before + 1 + group);
        prop_assert!(found.len() as u64 >= before && found == all[..found.len()]);
    }
}
