//! Seeded nonsense for everything that reads bytes from outside. The same readers have fuzz targets in `fuzz/`.

#[path = "../../fuzz/entries.rs"]
mod entries;

use super::support::fixture;
use std::path::Path;

/// A small generator, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }

    /// The same bytes with a few mistakes: flipped, cut, doubled, swapped, or something else put in.
    fn spoil(&mut self, bytes: &[u8], words: &[&[u8]]) -> Vec<u8> {
        let mut spoilt = bytes.to_vec();
        for _ in 0..=self.roll(4) {
            let (at, other) = (self.roll(spoilt.len() + 1), self.roll(spoilt.len() + 1));
            let (from, to) = (at.min(other), at.max(other));
            match self.roll(6) {
                0 if at < spoilt.len() => spoilt[at] ^= 1 << self.roll(8),
                1 => spoilt.truncate(at),
                2 => spoilt.splice(at..at, words[self.roll(words.len())].iter().copied()).for_each(drop),
                3 => drop(spoilt.drain(from..to.min(from + 40))),
                4 => {
                    let piece = spoilt[from..to.min(from + 200)].to_vec();
                    spoilt.splice(at..at, piece).for_each(drop);
                }
                _ if at < spoilt.len() => spoilt[at] = self.roll(256) as u8,
                _ => {}
            }
        }
        spoilt
    }

    /// Gives a reader so many spoilt copies of its seeds.
    fn feed(&mut self, times: usize, seeds: &[Vec<u8>], words: &[&[u8]], reader: fn(&[u8])) {
        for seed in seeds {
            reader(seed);
        }
        for _ in 0..times {
            let seed = &seeds[self.roll(seeds.len())];
            reader(&self.spoil(seed, words));
        }
    }
}

fn strings(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn a_spoilt_ledger_is_refused_or_cut_and_what_is_left_is_a_ledger() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1/ledger/00000001.jsonl");
    let whole = std::fs::read(golden).unwrap();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let seeds: Vec<Vec<u8>> = [1, 2, 6, 20].into_iter().map(|count| lines[..count.min(lines.len())].concat()).collect();
    let words: [&[u8]; 5] = [b"\n", b"{\"frame\":1,\"seq\":", b"\\u0000", b"\"private\":[", b"18446744073709551616"];
    Dice(1).feed(1_500, &seeds, &words, entries::frames);
}

#[test]
fn a_spoilt_table_is_read_as_far_as_it_goes() {
    let mut seeds: Vec<Vec<u8>> = ["dealer-folders.gb18030.csv", "dealer-folders.utf8-bom.csv"]
        .iter()
        .map(|name| std::fs::read(fixture(name)).unwrap().into_iter().take(3_000).collect())
        .collect();
    seeds.extend(strings(&[
        "编号;日期;客户\n1;2026-03-05;张伟\n",
        "a\tb\n\"x\"\"y\tz\n",
        "=1+1,@x\n'-1,+2\n",
        "PK\u{3}\u{4}",
    ]));
    let words: [&[u8]; 7] = [b"\"", b"\r\n", b"\0", b"\xff\xfe", b"\x84\x31\xa4\x37", b",,,,,,,,", b"9999-99-99"];
    Dice(2).feed(400, &seeds, &words, entries::table);
}

#[test]
fn a_spoilt_query_is_still_a_query() {
    let seeds = strings(&[
        "张伟 2026-03",
        "type:NEW -state:on_loan",
        "\"苏A 12345\" vin:LSVAA",
        "13792069384",
        "date:2026-01..2026-03",
        "NEW2026-000041X",
    ]);
    let words: [&[u8]; 8] =
        [b":", b"\"", b"-", b"..", "（".as_bytes(), "\u{202e}".as_bytes(), b"\xf0\x9f", "𠮷".as_bytes()];
    Dice(3).feed(4_000, &seeds, &words, entries::query);
}

#[test]
fn a_spoilt_scan_is_something_or_nothing_and_never_two_things() {
    let seeds = strings(&[
        "HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000041X",
        "http://old.example:8080/archive/S/A-01L-03-5-12",
        "NEW2026-000041X",
        "P00012-1A",
        "https://user@archive.example.com/F/X?y#z",
        "A-01L-03-5-12",
        "http://[::1]/F/A",
    ]);
    let words: [&[u8]; 8] = [b"/", b"//", b"%2F", b"@", b"?", b"#", "\u{ff0f}".as_bytes(), b"\xc3"];
    Dice(4).feed(20_000, &seeds, &words, entries::scan);
}
