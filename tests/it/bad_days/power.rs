//! Power cuts: a file system of its own on a loop device, which is told to forget everything that it has not made
//! durable. `tests/power-cut.sh` runs it, for it needs root.

use super::aftermath::{Aftermath, check_rebuilt};
use super::load::{Load, set_up};
use super::mounts::LoopDisk;
use super::{CLIENTS, FOLDERS, Random, number};
use crate::support::{Server, set_up_dealer};
use std::time::Instant;

#[test]
#[ignore = "needs root and a loop device: tests/power-cut.sh"]
fn after_any_number_of_power_cuts_everything_acknowledged_is_on_the_disk() {
    let mut random = Random::told("power cuts");
    let cuts = number("STRONGROOM_CUTS").unwrap_or(20);
    let disk = LoopDisk::ext4(256);
    let mut server = Server::at(&disk.path().join("data"), &[]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let load = Load::new(&admin, set_up(&admin, FOLDERS), CLIENTS, &mut random);
    let mut aftermath = Aftermath::new(&server, load.folders());
    let (started, mut torn) = (Instant::now(), 0);
    for _ in 0..cuts {
        load.work(&server, &mut random);
        disk.cut_power(random.chance(80));
        server.kill9();
        load.close();
        disk.mount_again();
        let before = torn_tails(&server);
        server.restart();
        torn += torn_tails(&server) - before;
        aftermath.check_ledger(load.take_records(), &load.unanswered());
        aftermath.check_repeats(&admin.at(&server), &mut random, 3);
    }
    let records = load.end();
    aftermath.check_ledger(records, &[]);
    let asked = aftermath.records().len();
    eprintln!("{cuts} power cuts and {asked} operations in {:.0?}, {torn} torn tails", started.elapsed());
    aftermath.check_linearizable();
    check_rebuilt(&mut server, &admin);
    server.stop();
}

fn torn_tails(server: &Server) -> usize {
    let names = std::fs::read_dir(server.data().join("ledger")).unwrap();
    names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("torn-")).count()
}
