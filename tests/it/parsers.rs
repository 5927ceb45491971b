//! Seeded nonsense for everything that reads bytes from outside. The same readers have fuzz targets in `fuzz/`.

#[path = "../../fuzz/entries.rs"]
mod entries;

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

/// What a reader's fuzz target begins with too.
fn seeds(reader: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(reader);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn a_spoilt_ledger_is_refused_or_cut_and_what_is_left_is_a_ledger() {
    let words: [&[u8]; 5] = [b"\n", b"{\"frame\":1,\"seq\":", b"\\u0000", b"\"private\":[", b"18446744073709551616"];
    Dice(1).feed(1_500, &seeds("frames"), &words, entries::frames);
}

#[test]
fn a_spoilt_table_is_read_as_far_as_it_goes() {
    let words: [&[u8]; 7] = [b"\"", b"\r\n", b"\0", b"\xff\xfe", b"\x84\x31\xa4\x37", b",,,,,,,,", b"9999-99-99"];
    Dice(2).feed(400, &seeds("table"), &words, entries::table);
}

#[test]
fn a_spoilt_query_is_still_a_query() {
    let words: [&[u8]; 8] =
        [b":", b"\"", b"-", b"..", "（".as_bytes(), "\u{202e}".as_bytes(), b"\xf0\x9f", "𠮷".as_bytes()];
    Dice(3).feed(4_000, &seeds("query"), &words, entries::query);
}

#[test]
fn a_spoilt_scan_is_something_or_nothing_and_never_two_things() {
    let words: [&[u8]; 8] = [b"/", b"//", b"%2F", b"@", b"?", b"#", "\u{ff0f}".as_bytes(), b"\xc3"];
    Dice(4).feed(20_000, &seeds("scan"), &words, entries::scan);
}

#[test]
fn a_spoilt_queue_of_a_device_is_refused_or_read() {
    let words: [&[u8]; 5] = [b"[", b"{\"kind\":", b"-1", b"1e400", b"+262143-12-31T23:59:60Z"];
    Dice(5).feed(4_000, &seeds("sync"), &words, entries::sync);
}

#[test]
fn a_spoilt_head_of_a_request_makes_nobody_somebody_else() {
    let words: [&[u8]; 7] = [b"; ", b"=", b", ", b"::ffff:10.0.0.1", b"\ncookie: ", b"\t", b"/0"];
    Dice(6).feed(10_000, &seeds("head"), &words, entries::head);
}

#[test]
fn a_spoilt_code_of_an_app_is_good_at_most_once() {
    let words: [&[u8]; 3] = [b"0", b" ", "０".as_bytes()];
    Dice(7).feed(10_000, &seeds("code"), &words, entries::code);
}

#[test]
fn a_spoilt_file_is_called_something_harmless() {
    let words: [&[u8]; 5] = [b"/", b"..", b"\\", b"\0", "\u{202e}".as_bytes()];
    Dice(8).feed(10_000, &seeds("attachment"), &words, entries::attachment);
}

#[test]
fn a_spoilt_template_is_refused_or_drawn() {
    let words: [&[u8]; 8] = [
        b"{",
        b"[",
        b"|",
        b"<use href=\"#a\"/>",
        b"1e38",
        b"-1",
        b"transform=\"rotate(90)\" ",
        b"data-cell=\"0 0 9 9\" ",
    ];
    Dice(10).feed(200, &seeds("template"), &words, entries::template);
}

#[test]
fn a_spoilt_backup_is_refused_and_nothing_is_written_elsewhere() {
    let words: [&[u8]; 5] = [b"../", b"18446744073709551615", b"null", b"PIECE1", b"00000002.jsonl"];
    Dice(9).feed(600, &seeds("backup"), &words, entries::backup);
}

#[test]
fn a_spoilt_picture_is_refused_or_read() {
    let words: [&[u8]; 5] = [b"IHDR", b"\xff\xc0", b"\xff\xda", b"\x7f\xff\xff\xff", b"IDAT"];
    Dice(11).feed(150, &seeds("picture"), &words, entries::picture);
}

#[test]
fn a_spoilt_tiff_gives_the_pages_that_are_whole() {
    let words: [&[u8]; 6] =
        [b"II*\0", b"\x00\x01\x03\x00", b"\xff\xff\xff\xff", b"\x11\x01\x04\x00", b"\0\0\0\0", b"\xff\xd8"];
    Dice(12).feed(400, &seeds("tiff"), &words, entries::pages);
}

#[test]
fn a_spoilt_pdf_gives_the_pages_that_are_whole() {
    let words: [&[u8]; 8] = [
        b" 0 R",
        b"<<",
        b"/Kids [3 0 R]",
        b"/Width 99999999",
        b"endstream",
        b"/Filter /FlateDecode",
        b"q 1e30 0 0 1 0 0 cm ",
        b"/MediaBox [0 0 1e9 1e9]",
    ];
    Dice(13).feed(120, &seeds("pdf"), &words, entries::pages);
}
