//! `kill -9` at every moment: under load, while it starts, while it stops and writes its checkpoint.

use super::aftermath::{Aftermath, check_rebuilt};
use super::load::{Load, set_up};
use super::quick_dealer;
use super::{CLIENTS, FOLDERS, Random, number};
use crate::support::{Server, last_segment, strongroom};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// In CI; `tests/bad-days.sh` asks for more.
const KILLS: u64 = 200;

#[test]
fn after_any_number_of_kills_everything_acknowledged_is_there_once_and_nothing_else() {
    let mut random = Random::told("kills");
    let kills = number("STRONGROOM_KILLS").unwrap_or(KILLS);
    let (_room, mut server, admin) = quick_dealer();
    let load = Load::new(&admin, set_up(&admin, FOLDERS), CLIENTS, &mut random);
    let mut aftermath = Aftermath::new(&server, load.folders());
    let (mut killed, started) = (0, Instant::now());
    while killed < kills {
        load.work(&server, &mut random);
        // A clean stop now and then, or there would hardly ever be a checkpoint and every start would replay everything.
        let is_kill = !random.chance(5);
        match is_kill {
            true if random.chance(80) => server.kill9(),
            true => stop_and_kill(&mut server, &mut random),
            false => assert_eq!(server.stop(), Some(0), "{}", server.log()),
        }
        killed += u64::from(is_kill);
        if is_kill && killed % 100 == 0 {
            eprintln!("{killed} kills in {:.0?}", started.elapsed());
        }
        load.close();
        while random.chance(20) {
            start_and_kill(&server, &mut random);
            killed += 1;
        }
        server.restart();
        aftermath.check_ledger(load.take_records(), &load.unanswered());
        aftermath.check_repeats(&admin.at(&server), &mut random, 3);
    }
    let records = load.end();
    aftermath.check_ledger(records, &[]);
    let asked = aftermath.records().len();
    eprintln!("{killed} kills and {asked} operations in {:.0?}", started.elapsed());
    assert!(asked as u64 > kills * 5, "{asked}: the load is no load");
    aftermath.check_linearizable();
    check_rebuilt(&mut server, &admin);
}

/// Kills it while it ends: the last requests are answered and the checkpoint is written then.
fn stop_and_kill(server: &mut Server, random: &mut Random) {
    let asked = Command::new("kill").args(["-TERM", &server.process().to_string()]).status().unwrap();
    assert!(asked.success());
    std::thread::sleep(Duration::from_micros(random.below(120_000)));
    server.kill9();
}

/// Kills it while it starts.
fn start_and_kill(server: &Server, random: &mut Random) {
    let mut starting = strongroom(server.data());
    starting.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = starting.spawn().unwrap();
    std::thread::sleep(Duration::from_micros(random.below(200_000)));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The test's own test: it would notice if an acknowledged frame were gone.
#[test]
fn an_acknowledged_frame_that_is_cut_off_the_ledger_is_noticed() {
    let mut random = Random::told("a lost frame");
    let (_room, mut server, admin) = quick_dealer();
    let load = Load::new(&admin, set_up(&admin, FOLDERS), CLIENTS, &mut random);
    let mut aftermath = Aftermath::new(&server, load.folders());
    load.work(&server, &mut random);
    load.close();
    server.kill9();
    let unanswered = load.unanswered();
    let records = load.end();
    let path = last_segment(server.data());
    let bytes = std::fs::read(&path).unwrap();
    let frames = bytes.trim_ascii_end();
    let last = frames.iter().rposition(|byte| *byte == b'\n').unwrap();
    std::fs::write(&path, &frames[..=last]).unwrap();
    let noticed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        aftermath.check_ledger(records, &unanswered);
        aftermath.check_linearizable();
    }));
    assert!(noticed.is_err(), "nobody noticed");
}
