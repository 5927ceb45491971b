//! Every kind of tampering with a ledger of several segments is found, here and by the script that needs nothing of ours.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

pub(in crate::archive) mod forging;

use super::{Derived, Verdict, prove};
use crate::archive::heads::Head;
use crate::archive::{Meta, Opened, Options, open};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::decide::tests::world::{folder, set_up};
use crate::domain::folder::Actor;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{self, verify};
use chrono::{DateTime, TimeDelta};
use forging::Forged;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

const SMALL: ledger::Options = ledger::Options { segment_bytes: 20_000, preallocate_bytes: 4_000 };

type Forgery<'a> = &'a dyn Fn(&mut Forged);

/// A stopped archive with several segments, and its head as it was published.
fn archive() -> (TempDir, Head) {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::fixed(DateTime::from_timestamp(1_772_683_200, 0).unwrap(), 5);
    let options = Options {
        data_dir: dir.path().to_owned(),
        scans_dir: dir.path().join("scans"),
        clock: clock.clone(),
        ledger: SMALL,
    };
    let Opened { archive, writer, .. } = open(options).unwrap();
    let registers = (0..24).map(|_| Command::RegisterFolders(vec![folder()]));
    for command in set_up().into_iter().chain(registers) {
        clock.advance(TimeDelta::seconds(7));
        archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
    }
    let position = archive.now().position;
    drop(archive);
    writer.join().unwrap();
    let head = Head { date: None, seq: position.seq, hash: position.hash.to_string(), incarnation: None };
    (dir, head)
}

/// What `verify` says first of all that does not fit: in English, in Chinese, and what to do.
fn misfit(data: &Path, heads: &[Head]) -> Option<String> {
    let report = prove(data, &data.join("scans"), heads, Derived::Held).unwrap();
    let line = report.misfit()?;
    assert_eq!(line.verdict, Verdict::Misfit);
    assert!(!line.en.is_empty() && !line.zh.is_empty(), "{line:?}");
    assert!(line.advice_en.is_some() && line.advice_zh.is_some(), "it says what to do: {line:?}");
    Some(line.en.clone())
}

/// The script's exit code for the ledger as it is, or with each of some bytes flipped.
fn script(data: &Path, heads: &[Head], flips: &str) -> Vec<String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools");
    let program = r"
import contextlib, io, json, os, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import check_ledger
arguments = sys.argv[2:]
def checked():
    sys.argv = ['check_ledger.py'] + arguments
    with contextlib.redirect_stdout(io.StringIO()):
        return check_ledger.main()
lines = sys.stdin.read().split('\n')
for line in filter(None, lines):
    name, at, mask = line.split(' ')
    path = os.path.join(arguments[0], 'ledger', name)
    with open(path, 'rb') as file: whole = bytearray(file.read())
    spoilt = bytearray(whole); spoilt[int(at)] ^= int(mask)
    with open(path, 'wb') as file: file.write(spoilt)
    print(checked())
    with open(path, 'wb') as file: file.write(whole)
print(checked())
";
    let mut python = Process::new("python3");
    python.args(["-c", program]).arg(tools).arg(data).stdin(Stdio::piped()).stdout(Stdio::piped());
    for head in heads {
        python.args(["--head", &format!("{}:{}", head.seq, head.hash)]);
    }
    let mut python = python.spawn().unwrap();
    python.stdin.take().unwrap().write_all(flips.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_flipped_bit_of_a_ledger_is_found_here_and_by_the_script() {
    let (dir, head) = archive();
    let ledger = dir.path().join("ledger");
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(&ledger).unwrap());
    let mut names: Vec<_> =
        std::fs::read_dir(&ledger).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 3, "{names:?}");
    let seed = std::env::var("STRONGROOM_SEED").map_or(20_261_122, |seed| seed.parse().unwrap());
    let random = Clock::fixed(DateTime::UNIX_EPOCH, seed);
    let number = |below: usize| u64::from_be_bytes(random.random()) as usize % below;
    let mut flips = String::new();
    for _ in 0..150 {
        let name = &names[number(names.len())];
        let path = ledger.join(name);
        let whole = std::fs::read(&path).unwrap();
        let (at, mask) = (number(whole.len()), 1 << number(8));
        let mut spoilt = whole.clone();
        spoilt[at] ^= mask;
        std::fs::write(&path, &spoilt).unwrap();
        let report = verify(&storage).unwrap();
        // A last frame that cannot be read is a torn tail: only a published head tells that it was once whole.
        let found = !report.is_right() || report.head.hash.to_string() != head.hash;
        assert!(found, "seed {seed}: {name}, byte {at} ^ {mask} of {}", whole.len());
        writeln!(flips, "{name} {at} {mask}").unwrap();
        std::fs::write(&path, &whole).unwrap();
    }
    let codes = script(dir.path(), std::slice::from_ref(&head), &flips);
    assert_eq!(codes.last().map(String::as_str), Some("0"), "the ledger itself is whole");
    for (code, flip) in codes.iter().zip(flips.lines()) {
        assert_eq!(code, "1", "seed {seed}: the script did not find {flip}");
    }
    assert_eq!(misfit(dir.path(), &[head]), None);
}

#[test]
fn whatever_is_cut_swapped_put_in_back_dated_or_made_anew_is_found_here_and_by_the_script() {
    let (dir, head) = archive();
    let good = Forged::read(dir.path());
    let last = good.segments.len() - 1;
    assert!(last >= 2);
    let (middle, end) = (good.segments[1].len() / 2, good.segments[last].len() - 1);
    let time = good.segments[last][end].split("\"recorded_at\":\"").nth(1).unwrap().get(..27).unwrap().to_owned();
    let attempts: [(&str, Forgery<'_>); 13] = [
        ("the last frame cut off", &|forged| drop(forged.segments[last].pop())),
        ("a last frame cut in the middle", &|forged| forged.segments[last][end].truncate(200)),
        ("a frame in the middle cut out", &|forged| drop(forged.segments[1].remove(middle))),
        ("a frame in the middle cut short", &|forged| forged.segments[1][middle].truncate(200)),
        ("the last segment gone", &|forged| forged.segments[last].clear()),
        ("a segment in the middle gone", &|forged| forged.segments[1].clear()),
        ("the first segment gone", &|forged| forged.segments[0].clear()),
        ("two frames swapped", &|forged| forged.segments[1].swap(middle, middle + 1)),
        ("two segments swapped", &|forged| forged.segments.swap(1, 2)),
        ("a frame put in twice", &|forged| {
            let again = forged.segments[1][middle].clone();
            forged.segments[1].insert(middle, again);
        }),
        ("a frame with a right hash back-dated", &|forged| {
            forged.change(last, end, &time, "2020-01-01T00:00:00.000000Z");
            forged.rehash(last, end);
        }),
        ("a fact changed and its frame made anew", &|forged| {
            forged.change(1, middle, "\"seen_seq\":null", "\"seen_seq\":1");
            let next = forged.segments[1][middle + 1].clone();
            forged.rehash(1, middle);
            forged.segments[1][middle + 1] = next;
        }),
        ("a whole tail made anew", &|forged| {
            forged.change(1, middle, "\"seen_seq\":null", "\"seen_seq\":1");
            forged.rehash(1, middle);
        }),
    ];
    for (what, forge) in attempts {
        let mut forged = good.clone();
        forge(&mut forged);
        forged.write();
        let heads = std::slice::from_ref(&head);
        assert!(misfit(dir.path(), heads).is_some(), "{what} was not found");
        assert_eq!(script(dir.path(), heads, ""), ["1"], "the script did not find: {what}");
        let in_itself = ["the last frame cut off", "a last frame cut in the middle", "the last segment gone"];
        if in_itself.contains(&what) || what == "a whole tail made anew" {
            assert_eq!(misfit(dir.path(), &[]), None, "{what}: such a chain is right in itself");
            assert_eq!(script(dir.path(), &[], ""), ["0"], "{what}");
        }
    }
    good.write();
    assert_eq!(misfit(dir.path(), &[head]), None);
}
