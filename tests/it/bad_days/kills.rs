//! `kill -9` at every moment: under load, while it starts, while it stops and writes its checkpoint.

use super::aftermath::{Aftermath, check_rebuilt};
use super::load::{Load, set_up};
use super::{Random, number};
use crate::support::{Server, dealer, strongroom};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CLIENTS: u64 = 6;
const FOLDERS: usize = 24;
/// In CI; `tests/bad-days.sh` asks for more.
const KILLS: u64 = 200;

#[test]
fn after_any_number_of_kills_everything_acknowledged_is_there_once_and_nothing_else() {
    let mut random = Random::told("kills");
    let kills = number("STRONGROOM_KILLS").unwrap_or(KILLS);
    let (mut server, admin) = dealer();
    let load = Load::new(&admin, set_up(&admin, FOLDERS), CLIENTS, &mut random);
    let mut aftermath = Aftermath::new(&server, load.folders());
    let (mut killed, started) = (0, Instant::now());
    while killed < kills {
        work(&load, &server, &mut random);
        match random.below(10) {
            0..8 => server.kill9(),
            _ => stop_and_kill(&mut server, &mut random),
        }
        killed += 1;
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

/// Lets the clients work for a while.
fn work(load: &Load, server: &Server, random: &mut Random) {
    let enough = load.answers() + 4 + random.below(40);
    load.open(server.url());
    let patience = Instant::now() + Duration::from_secs(20);
    while load.answers() < enough && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(load.answers() >= enough, "nobody is answered: {}", server.log());
    // In the middle of whatever it does now.
    std::thread::sleep(Duration::from_micros(random.below(3_000)));
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
