use super::Room;
use super::checked::objects;
use crate::archive::backup::{BackupError, Keep, Restoring, check, restore};
use crate::archive::heads;
use crate::archive::proof::tests::forging::Forged;
use crate::archive::proof::{Derived, prove};

#[test]
fn a_ledger_whose_tail_was_made_anew_or_cut_off_is_refused_and_found_by_the_heads_of_its_backups() {
    let mut room = Room::new(None);
    room.register(40);
    let made = room.backup().unwrap();
    room.register(10);
    room.close();
    let good = Forged::read(room.path());
    let (mut anew, mut cut) = (good.clone(), good.clone());
    let line = good.segments[1].len() / 2;
    anew.change(1, line, "\"seen_seq\":null", "\"seen_seq\":1");
    anew.rehash(1, line);
    cut.segments[1].truncate(line);
    cut.segments.truncate(2);
    let before = objects(&room);
    for forged in [anew, cut] {
        forged.write();
        let alone = prove(room.path(), &room.path().join("scans"), &[], Derived::Held).unwrap();
        assert_eq!(alone.misfit(), None, "the chain is right in itself");
        let published = room.destination().published().unwrap();
        let report = prove(room.path(), &room.path().join("scans"), &published, Derived::Held).unwrap();
        assert_eq!(report.misfit().unwrap().check, "heads");
        let refused = room.backup().unwrap_err();
        assert!(matches!(refused, BackupError::HistoryChanged(_)), "{refused}");
        assert!(refused.to_string().contains(&format!("frame {}", made.seq)), "{refused}");
        assert_eq!(objects(&room), before, "nothing was written or dropped");
    }
    good.write();
    assert!(room.backup().unwrap().seq > made.seq);
}

#[test]
fn heads_of_dropped_snapshots_are_kept_checked_and_restored() {
    let room = Room::new(Some("every folder has a slot"));
    let keep = Keep::Rules { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    let own = room.state().1;
    heads::note(room.path(), chrono::NaiveDate::default(), own, &room.state().0.incarnation, false).unwrap();
    let mut seqs = vec![own.seq];
    for _ in 0..3 {
        room.register(5);
        seqs.push(room.backup_to(room.store.clone(), keep).unwrap().seq);
    }
    let found = check(&room.destination()).unwrap();
    assert_eq!((found.snapshots, found.heads), (1, seqs.len()));
    let published = room.destination().published().unwrap();
    assert_eq!(published.iter().map(|head| head.seq).collect::<Vec<_>>(), seqs);
    let target = tempfile::tempdir().unwrap();
    restore(
        &Restoring { source: &room.destination(), at: None, erasures: None },
        target.path(),
        &target.path().join("scans"),
    )
    .unwrap();
    assert_eq!(heads::read(&target.path().join(heads::FILE)).unwrap(), published);
}
