//! Seeded nonsense for everything that reads bytes from outside: a short fuzz run at every run of the suite, with the same
//! entries and seeds as the targets in `fuzz/`, and no other build than that of the tests. `STRONGROOM_FUZZ_ROUNDS=50` tries
//! fifty times as much.

#[path = "../../fuzz/entries.rs"]
mod entries;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A small generator, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }

    /// The same bytes with a few mistakes: flipped, cut, doubled, swapped, or something else or of another seed put in.
    fn spoil(&mut self, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
        let mut spoilt = seeds[self.roll(seeds.len())].clone();
        for _ in 0..=self.roll(4) {
            let (at, other) = (self.roll(spoilt.len() + 1), self.roll(spoilt.len() + 1));
            let (from, to) = (at.min(other), at.max(other));
            match self.roll(7) {
                0 if at < spoilt.len() => spoilt[at] ^= 1 << self.roll(8),
                1 => spoilt.truncate(at),
                2 => spoilt.splice(at..at, words[self.roll(words.len())].iter().copied()).for_each(drop),
                3 => drop(spoilt.drain(from..to.min(from + 40))),
                4 => {
                    let piece = spoilt[from..to.min(from + 200)].to_vec();
                    spoilt.splice(at..at, piece).for_each(drop);
                }
                5 => {
                    let other = &seeds[self.roll(seeds.len())];
                    let at = self.roll(other.len() + 1);
                    let piece = other[at..other.len().min(at + 200)].to_vec();
                    let to = from + piece.len().min(spoilt.len() - from);
                    spoilt.splice(from..to, piece).for_each(drop);
                }
                _ if at < spoilt.len() => spoilt[at] = self.roll(256) as u8,
                _ => {}
            }
        }
        spoilt
    }
}

/// Where fuzzing has its files.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// What a reader's fuzz target begins with too.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(home().join("seeds").join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Gives a reader every seed of its own as it is, and so many spoilt copies.
fn feed(name: &str, rounds: usize, words: &[&[u8]], reader: fn(&[u8])) {
    let seeds = seeds(name);
    for seed in &seeds {
        reader(seed);
    }
    let more = std::env::var("STRONGROOM_FUZZ_ROUNDS").map_or(1, |more| more.parse().expect("a number"));
    let mut dice = Dice(name.bytes().fold(1, |seed, byte| seed * 31 + u64::from(byte)));
    for _ in 0..rounds * more {
        reader(&dice.spoil(&seeds, words));
    }
}

/// A test for each reader: what holds, how many rounds, the entry, and what is put between bytes.
macro_rules! readers {
    ($($name:ident: $test:ident, $rounds:literal, $reader:path, [$($word:expr),* $(,)?];)*) => {
        const READERS: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $test() {
            feed(stringify!($name), $rounds, &[$(AsRef::<[u8]>::as_ref($word)),*], $reader);
        })*
    };
}

readers! {
    frames: a_spoilt_ledger_is_refused_or_cut_and_what_is_left_is_a_ledger, 1500, entries::frames,
        [b"\n", b"{\"frame\":1,\"seq\":", b"\\u0000", b"\"private\":[", b"18446744073709551616"];
    table: a_spoilt_table_is_read_as_far_as_it_goes, 400, entries::table,
        [b"\"", b"\r\n", b"\0", b"\xff\xfe", b"\x84\x31\xa4\x37", b",,,,,,,,", b"9999-99-99"];
    query: a_spoilt_query_is_still_a_query, 4000, entries::query,
        [":", "\"", "-", "..", "（", "\u{202e}", b"\xf0\x9f", "𠮷"];
    scan: a_spoilt_scan_is_something_or_nothing_and_never_two_things, 20000, entries::scan,
        ["/", "//", "%2F", "@", "?", "#", "\u{ff0f}", b"\xc3"];
    sync: a_spoilt_queue_of_a_device_is_refused_or_read, 4000, entries::sync,
        ["[", "{\"kind\":", "-1", "1e400", "+262143-12-31T23:59:60Z"];
    head: a_spoilt_head_of_a_request_makes_nobody_somebody_else, 10000, entries::head,
        ["; ", "=", ", ", "::ffff:10.0.0.1", "\ncookie: ", "\t", "/0"];
    code: a_spoilt_code_of_an_app_is_good_at_most_once, 10000, entries::code,
        ["0", " ", "０"];
    attachment: a_spoilt_file_is_called_something_harmless, 10000, entries::attachment,
        ["/", "..", "\\", "\0", "\u{202e}"];
    form: a_spoilt_form_gives_its_files_harmless_names, 1500, entries::devices::form,
        ["\r\n", "--PART", "--PART--\r\n", "; filename=", "filename*=UTF-8''%2e%2e%2f", "\0", "content-disposition: "];
    backup: a_spoilt_backup_is_refused_and_nothing_is_written_elsewhere, 600, entries::backup,
        ["../", "18446744073709551615", "null", "PIECE1", "00000002.jsonl"];
    template: a_spoilt_template_is_refused_or_drawn, 200, entries::template,
        ["{", "[", "|", "<use href=\"#a\"/>", "1e38", "-1", "transform=\"rotate(90)\" ", "data-cell=\"0 0 9 9\" "];
    picture: a_spoilt_picture_is_refused_or_read, 150, entries::scans::picture,
        [b"IHDR", b"\xff\xc0", b"\xff\xda", b"\x7f\xff\xff\xff", b"IDAT"];
    tiff: a_spoilt_tiff_gives_the_pages_that_are_whole, 400, entries::scans::pages,
        [b"II*\0", b"\x00\x01\x03\x00", b"\xff\xff\xff\xff", b"\x11\x01\x04\x00", b"\0\0\0\0", b"\xff\xd8"];
    pdf: a_spoilt_pdf_gives_the_pages_that_are_whole, 120, entries::scans::pages,
        [" 0 R", "<<", "/Kids [3 0 R]", "/Width 99999999", "endstream", "/Filter /FlateDecode", "q 1e30 0 0 1 0 0 cm ", "/MediaBox [0 0 1e9 1e9]"];
    fax: a_spoilt_fax_is_unpacked_as_far_as_it_goes, 150, entries::packed::fax,
        [b"\0\x10\x01", b"\0\x01", b"\xff\xff\xff\xff", b"\x35", b"\0\0\0"];
    lzw: a_spoilt_strip_is_unpacked_as_far_as_it_goes, 150, entries::packed::lzw,
        [b"\x80\0", b"\xff\xff\xff", b"\x80\x40", b"\x78\x9c"];
    jpeg: a_spoilt_jpeg_within_a_file_is_refused_or_read, 100, entries::packed::jpeg,
        [b"\xff\xd8", b"\xff\xc4", b"\xff\xdb", b"\xff\xdd\0\x04", b"\xff\xc0\0\x0b", b"\xff\xd9"];
    jbig2: a_spoilt_jbig2_is_refused_or_read, 100, entries::packed::jbig2,
        [b"\0\0\0\x01", b"\x26\0\x01", b"\xff\xff\xff\xff", b"\x30\0", b"\xff\xac"];
    jpx: a_spoilt_jpeg_2000_is_refused_or_read, 60, entries::packed::jpx,
        [b"\xff\x4f\xff\x51", b"\xff\x52", b"\xff\x90\0\x0a", b"\xff\x93", b"\xff\xff\xff\xff", b"jp2c"];
    separator: spoilt_codes_on_pages_file_nothing_where_no_code_says_so, 2000, entries::scans::separator,
        ["\u{c}", "\n", "!", "https://archive.example.com/F/", "/D/", "-0", "0", "NEW2026-0000027"];
    words: spoilt_words_of_a_page_are_words_or_none, 4000, entries::scans::words,
        ["\t", "\n\n", "NaN", "-1", "1e39", "5\t", "\r", "\u{2028}", b"\xff"];
    child: a_spoilt_child_tells_of_no_page_that_cannot_be, 4000, entries::scans::child,
        ["\n", "{\"page\":", "-1", "4294967295", "{\"fault\":", "null", "\\ud800"];
    certificate: a_spoilt_certificate_tells_little_and_breaks_nothing, 4000, entries::devices::certificate,
        [b"\x30\x82", b"\x06\x03\x55\x1d\x11", b"\x84\xff\xff\xff\xff", b"\x1e\x03"];
    scanner: a_spoilt_scanner_is_told_nothing_of_its_own, 2000, entries::devices::scanner,
        ["<", "&lt;", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "]]>", "65535", "://", "ref=\"p\""];
    answer: a_spoilt_answer_of_a_device_ends_where_it_says, 1000, entries::devices::answer,
        ["\r\n\r\n", "HTTP/1.1 100 \r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "0\r\n", "Content-Length: -1\r\n", ":", "Transfer-Encoding: chunked\r\n"];
}

#[test]
fn every_fuzz_target_is_tried_here_with_seeds_of_its_own_and_told_of() {
    let names = |folder: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(home().join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let read = |name: &str| std::fs::read_to_string(home().join(name)).unwrap();
    let tried: BTreeSet<String> = READERS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names("fuzz_targets"), tried);
    assert_eq!(names("seeds"), tried);
    let (manifest, told) = (read("Cargo.toml"), read("README.md"));
    let rows: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next()).collect();
    for name in READERS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(rows.iter().any(|row| row.split(['`', ',', ' ']).any(|word| word == *name)), "{name} stands in no row");
    }
}

#[test]
fn every_entry_is_called_by_a_target() {
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let targets: String = READERS.iter().map(|name| read(home().join(format!("fuzz_targets/{name}.rs")))).collect();
    for file in ["entries.rs", "entries/scans.rs", "entries/packed.rs", "entries/devices.rs"] {
        for entry in
            read(home().join(file)).lines().filter_map(|line| line.strip_prefix("pub fn ")?.split_once("(bytes"))
        {
            assert!(targets.contains(&format!("::{}(bytes)", entry.0)), "{} is called by no target", entry.0);
        }
    }
}
