//! Flipped bits, cut files, zeroed sectors, files that are gone, in everything a stopped archive consists of.

use super::Random;
use super::aftermath::{assert_same, shown};
use super::load::{Load, set_up};
use super::{CLIENTS, quick_dealer};
use crate::support::{Client, Server, eventually, last_segment, run, said};
use std::fs;
use std::path::{Path, PathBuf};

/// An archive that was stopped, to be copied and spoilt.
struct Stopped {
    room: tempfile::TempDir,
    admin: Client,
    shown: serde_json::Value,
}

impl Stopped {
    fn new(random: &mut Random) -> Self {
        let (room, mut server, admin) = quick_dealer();
        let load = Load::new(&admin, set_up(&admin, 12), CLIENTS, random);
        for _ in 0..3 {
            load.work(&server, random);
        }
        load.close();
        load.end();
        let shown = shown(&admin, server.data());
        assert_eq!(server.stop(), Some(0), "{}", server.log());
        Self { room, admin, shown }
    }

    /// A copy of its own for each case.
    fn copy(&self) -> (tempfile::TempDir, PathBuf) {
        let room = tempfile::tempdir_in(self.room.path()).unwrap();
        let data = room.path().join("data");
        let copied = std::process::Command::new("cp").arg("-r").arg(self.room.path().join("data")).arg(&data).status();
        assert!(copied.unwrap().success());
        (room, data)
    }

    /// The server starts, and after a while shows what it showed before.
    fn check_whole(&self, data: &Path) {
        let mut server = Server::at(data, &[]);
        let admin = self.admin.at(&server);
        eventually("everything", || {
            let ready = admin.get("/readyz").status == 200 && admin.get("/loans?limit=200").status == 200;
            let system = admin.get("/system").ok();
            let behind = system["followers"].as_array().unwrap().iter().any(|follower| follower["behind"] != 0);
            (ready && !behind).then_some(())
        });
        assert_same(&self.shown, &shown(&admin, data));
        assert_eq!(server.stop(), Some(0), "{}", server.log());
    }
}

fn files_in(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    // What was removed before cannot be spoilt again.
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flat_map(|entry| files_in(&entry.unwrap().path())).collect();
    files.sort();
    files
}

/// Spoils a file in one of the ways disks and people have; says how.
fn spoil(path: &Path, random: &mut Random) -> String {
    let mut bytes = fs::read(path).unwrap();
    let at = random.below(bytes.len() as u64) as usize;
    let end = (at + 512).min(bytes.len());
    let how = match random.below(6) {
        0 => {
            fs::remove_file(path).unwrap();
            return format!("{} removed", path.display());
        }
        1 => {
            bytes.truncate(at);
            "cut"
        }
        2 => {
            bytes[at..end].fill(0);
            "zeroed"
        }
        3 => {
            bytes.extend_from_slice(&[0x5a; 700]);
            "lengthened"
        }
        _ if !bytes.is_empty() => {
            bytes[at] ^= 1 << random.below(8);
            "flipped"
        }
        _ => "left",
    };
    fs::write(path, bytes).unwrap();
    format!("{} {how} at {at}", path.display())
}

#[test]
fn whatever_is_derived_may_be_spoilt_and_is_made_again() {
    let mut random = Random::told("derived files spoilt");
    let stopped = Stopped::new(&mut random);
    for _ in 0..super::number("STRONGROOM_SPOILT").unwrap_or(12) {
        let (_room, data) = stopped.copy();
        for part in ["checkpoint", "views", "search"] {
            for _ in 0..random.below(3) {
                let files = files_in(&data.join(part));
                if !files.is_empty() {
                    eprintln!("{}", spoil(&random.pick(&files), &mut random));
                }
            }
        }
        if random.chance(50) {
            // sled leaves such a file when it is killed while it writes a snapshot, and does not open beside it.
            let live =
                fs::read_dir(data.join("views")).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir());
            if let Some(live) = live {
                fs::write(live.join("snap.0000000000001F40.generating"), vec![7; random.below(900) as usize]).unwrap();
            }
        }
        stopped.check_whole(&data);
    }
}

#[test]
fn a_spoilt_ledger_is_refused_and_named_and_left_as_it_is() {
    let mut random = Random::told("ledgers spoilt");
    let stopped = Stopped::new(&mut random);
    for _ in 0..super::number("STRONGROOM_SPOILT").unwrap_or(12) {
        let (_room, data) = stopped.copy();
        let path = last_segment(&data);
        let mut bytes = fs::read(&path).unwrap();
        // In front of the last group: nothing after that one says that it was durable.
        let frames = bytes.trim_ascii_end().len();
        let at = random.below(frames as u64 / 2) as usize;
        match random.below(3) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at..at + 512].fill(0),
            _ => drop(bytes.drain(at..at + 40)),
        }
        fs::write(&path, &bytes).unwrap();
        fs::remove_file(data.join("checkpoint")).unwrap();
        let served = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
        let words = said(&served);
        assert_eq!(served.status.code(), Some(1), "byte {at}: {words}");
        assert!(words.contains("damaged") && words.contains("00000001") && !words.contains("panicked"), "{words}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "nobody mends a ledger by guessing");
        assert_eq!(run(&data, &["verify"]).status.code(), Some(1));
    }
}

#[test]
fn a_ledger_that_ends_before_what_the_checkpoint_knows_is_refused() {
    let mut random = Random::told("a ledger cut");
    let stopped = Stopped::new(&mut random);
    let (_room, data) = stopped.copy();
    let path = last_segment(&data);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.trim_ascii_end().len() * 2 / 3]).unwrap();
    let cut = fs::read(&path).unwrap();
    let served = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    let words = said(&served);
    assert_eq!(served.status.code(), Some(1), "{words}");
    assert!(words.contains("checkpoint") && !words.contains("panicked"), "{words}");
    assert_eq!(fs::read(&path).unwrap(), cut, "nothing is cut before somebody has looked");
    // The way out, for whoever knows why.
    fs::remove_file(data.join("checkpoint")).unwrap();
    let mut server = Server::at(&data, &[]);
    stopped.admin.at(&server).get("/loans").ok();
    assert_eq!(server.stop(), Some(0), "{}", server.log());
}

/// Spoils a file of the vault where it matters: white space may change.
fn spoil_secret(path: &Path, random: &mut Random) -> String {
    let mut bytes = fs::read(path).unwrap();
    let from = bytes.windows(9).position(|window| window == b"\"content\"").unwrap() + 9;
    let digits: Vec<usize> = (from..bytes.len()).filter(|at| bytes[*at].is_ascii_alphanumeric()).collect();
    let at = random.pick(&digits);
    match random.below(3) {
        0 => bytes.truncate(at),
        1 => bytes[at..].fill(0),
        _ => bytes[at] ^= 1,
    }
    fs::write(path, bytes).unwrap();
    format!("{} spoilt at {at}", path.display())
}

#[test]
fn a_spoilt_vault_is_named_with_a_way_out_and_spoilt_sessions_only_sign_people_out() {
    let mut random = Random::told("vaults spoilt");
    let stopped = Stopped::new(&mut random);
    for _ in 0..super::number("STRONGROOM_SPOILT").unwrap_or(12) {
        let (_room, data) = stopped.copy();
        let path = random.pick(&files_in(&data.join("vault")));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let how = spoil_secret(&path, &mut random);
        if name == "sessions.json" {
            let server = Server::at(&data, &[]);
            stopped.admin.at(&server).get("/me").refused(401, "SignInRequired");
            server.sign_in("admin").get("/loans").ok();
            continue;
        }
        let served = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
        let words = said(&served);
        assert_eq!(served.status.code(), Some(1), "{how}: {words}");
        assert!(words.contains(&name) && words.contains("backup") && !words.contains("panicked"), "{how}: {words}");
        fs::write(&path, bytes).unwrap();
        let server = Server::at(&data, &[]);
        stopped.admin.at(&server).get("/loans").ok();
    }
}
