//! Files that are broken, made to break something, or still being made, through the inbox of a running server: each leaves a
//! clear entry, and whatever comes beside it is filed.

use super::stack::Seed;
use super::stack::sheet::Sheet;
use super::{DPI, all_read, archive, emptied, jpeg, label, left, pdf, places, printed, put, scans, tiff, waiting};
use crate::support::{eventually, text};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// More than a child may have.
const BOMB_BYTES: usize = 500 << 20;

/// So many zeros, packed.
fn packed(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0_u8; 1 << 20];
    (0..bytes >> 20).for_each(|_| encoder.write_all(&zeros).unwrap());
    encoder.finish().unwrap()
}

fn png_part(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [kind, data].concat();
    let sum = !body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    [&(data.len() as u32).to_be_bytes()[..], &body, &sum.to_be_bytes()].concat()
}

/// A PNG of so many dots each way, in grey, of which there are as many bytes as are given.
fn png(side: u32, data: &[u8]) -> Vec<u8> {
    let head = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n", &*png_part(b"IHDR", &head), &png_part(b"IDAT", data), &png_part(b"IEND", b"")].concat()
}

/// A TIFF of one strip of the size that is said.
fn tiff_of(side: u32, compression: u32, strip: &[u8]) -> Vec<u8> {
    let fields = [
        (256_u16, side),
        (257, side),
        (258, 8),
        (259, compression),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, side),
        (279, strip.len() as u32),
    ];
    let mut bytes = [b"II*\0", &(8 + strip.len() as u32).to_le_bytes()[..], strip].concat();
    bytes.extend((fields.len() as u16).to_le_bytes());
    for (tag, value) in fields {
        bytes.extend(
            [&tag.to_le_bytes()[..], &4_u16.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()].concat(),
        );
    }
    bytes.extend([0; 4]);
    bytes
}

/// A PDF of one page whose picture says this of itself and holds this.
fn pdf_of(side: u32, filters: &str, stream: &[u8]) -> Vec<u8> {
    pdf_high(842, side, filters, stream)
}

/// The same with a picture so many points high, on a page of 842.
fn pdf_high(high_pt: u32, side: u32, filters: &str, stream: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>\nendobj\n\
         4 0 obj\n<< /Length 28 >>\nstream\nq 595 0 0 {high_pt} 0 0 cm /P Do Q\nendstream\nendobj\n\
         5 0 obj\n<< /Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 8 \
         /Filter {filters} /Length {} >>\nstream\n",
        stream.len()
    );
    [head.as_bytes(), stream, b"\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"]
        .concat()
}

/// Files with what has to be said of each; nothing of one that is read.
fn bad_files() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let mut seed = Seed(23);
    let sheets = [printed(&mut seed), printed(&mut seed)];
    let (whole_pdf, whole_tiff, whole_jpeg) = (pdf(&sheets), tiff(&sheets), jpeg(&sheets[0]));
    let cut = |bytes: &[u8]| bytes[..bytes.len() * 2 / 3].to_vec();
    let once = packed(BOMB_BYTES);
    let mut again = ZlibEncoder::new(Vec::new(), Compression::best());
    again.write_all(&once).unwrap();
    let encrypted = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/scans/encrypted.pdf")).unwrap();
    vec![
        ("bomb.png", png(30_000, &once), Some("too_large")),
        ("bomb.tif", tiff_of(30_000, 8, &once), Some("too_large")),
        ("bomb-once.pdf", pdf_of(8_000, "/FlateDecode", &once), Some("too_large")),
        ("bomb-twice.pdf", pdf_of(100, "[/FlateDecode /FlateDecode]", &again.finish().unwrap()), Some("too_large")),
        ("wide.png", png(100_000, b"x"), Some("too_large")),
        ("wide.tif", tiff_of(100_000, 1, b"x"), Some("too_large")),
        ("wide.pdf", pdf_of(100_000, "/FlateDecode", b"x"), Some("too_large")),
        ("cut.pdf", cut(&whole_pdf), Some("damaged")),
        ("cut.tif", cut(&whole_tiff), Some("damaged")),
        ("cut.jpg", cut(&whole_jpeg), Some("damaged")),
        ("encrypted.pdf", encrypted, Some("encrypted")),
        ("letter.pdf", b"Dear Sir or Madam, there is no picture here.\n".repeat(40), Some("unsupported")),
        ("nonsense.jpg", b"\xff\xd8\xff\xe0 and then nothing that a camera writes".to_vec(), Some("damaged")),
        ("really-a-jpeg.pdf", whole_jpeg, None),
        ("really-a-pdf.tif", whole_pdf, None),
        ("nothing.pdf", Vec::new(), Some("empty")),
    ]
}

#[test]
fn every_sort_of_bad_file_is_kept_and_named_and_good_ones_beside_it_are_filed() {
    let (server, admin, [one, _]) = archive();
    let files = bad_files();
    for (name, bytes, _) in &files {
        put(&server, name, bytes);
    }
    put(&server, "good.jpg", &jpeg(&label(&mut Seed(29), &one)));
    let scans = all_read(&admin, files.len() + 1);
    let said: BTreeMap<String, Option<String>> = scans
        .iter()
        .map(|scan| (text(scan, "file_name"), (!scan["fault"].is_null()).then(|| text(&scan["fault"], "code"))))
        .collect();
    let stem = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    for (name, _, fault) in &files {
        let found = said.iter().filter(|(known, _)| stem(known) == stem(name));
        // A name may have lost its ending, which its content belies.
        if !found.clone().any(|(_, said)| said.as_deref() == *fault) {
            wrong.push(format!("{name}: {:?} instead of {fault:?}", found.collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // By the name that somebody looks for, though nobody can read it.
    assert!(said.contains_key("letter.pdf") && said.contains_key("nothing.pdf"), "{said:?}");
    assert_eq!(places(&admin, &one), [1]);
    emptied(&server);
    assert!(admin.get("/healthz").status == 200 || admin.get("/me").status == 200);
}

#[test]
fn a_page_on_which_a_picture_cannot_be_read_waits_and_is_not_taken_for_an_empty_one() {
    let (server, admin, [one, _]) = archive();
    // On half of the page: such a page is drawn, where one that is all picture is taken as it is.
    let half = pdf_high(400, 1_000, "/DCTDecode", b"\xff\xd8\xff\xe0 and then nothing that a camera writes");
    put(&server, &format!("{one}/strips.pdf"), &half);
    let read = all_read(&admin, 1);
    assert_eq!(read[0]["state"], "needs_review", "{}", read[0]);
    assert_eq!(waiting(&admin), [(1, "unreadable".to_owned())]);
    let queue = admin.get("/pages/waiting").ok();
    let page = &queue["items"][0]["pages"][0];
    assert_eq!((&page["is_blank"], &page["is_hidden"]), (&json!(false), &json!(false)), "{page}");
    assert!(places(&admin, &one).is_empty());
}

#[test]
fn what_lies_in_the_folder_of_something_destroyed_waits_for_somebody_each_time() {
    let (server, admin, [one, _]) = archive();
    let second = admin.post("/people", json!({"name": "w", "display_name": "W", "role": "auditor"})).ok();
    let witnesses = [&admin.get("/people").ok()["items"][0]["no"], &second["person"]["no"]].map(|no| no.as_u64());
    admin.post(&format!("/folders/{one}/destroy"), json!({"reason": "期满", "witnesses": witnesses})).ok();
    let mut seed = Seed(37);
    for count in 1..=2 {
        put(&server, &format!("{one}/scan.jpg"), &jpeg(&printed(&mut seed)));
        all_read(&admin, count);
    }
    assert_eq!(waiting(&admin), [(1, "no_code".to_owned()), (1, "no_code".to_owned())]);
    let names: Vec<String> = admin.all("/scans").iter().map(|scan| text(scan, "file_name")).collect();
    assert!(
        names.iter().all(|name| name.contains(&one)),
        "whoever sorts them sees what they were meant for: {names:?}"
    );
    emptied(&server);
}

#[test]
fn a_file_is_taken_when_it_is_whole_and_one_that_vanishes_is_nothing() {
    let (server, admin, [one, _]) = archive();
    let inbox = scans(&server).join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    let mut seed = Seed(31);
    let whole = pdf(&[label(&mut seed, &one), printed(&mut seed)]);
    let path = inbox.join("growing.pdf");
    let mut growing = std::fs::File::create(&path).unwrap();
    for (at, part) in whole.chunks(whole.len().div_ceil(3)).enumerate() {
        growing.write_all(part).unwrap();
        // Another file that comes and is taken meanwhile shows that the inbox was looked at more than once.
        put(&server, &format!("{at}.jpg"), &jpeg(&Sheet::printed(&mut seed, 60)));
        eventually("another file to be taken", || (!inbox.join(format!("{at}.jpg")).exists()).then_some(()));
        assert!(path.exists(), "it was taken while it grew");
    }
    drop(growing);
    // Whoever changes his mind may be quicker than the inbox, or not: nothing is half taken.
    let mut taken = 0;
    for at in 0..40 {
        let path = inbox.join(format!("vanishing-{at}.jpg"));
        std::fs::write(&path, jpeg(&Sheet::printed(&mut seed, 30))).unwrap();
        if at % 4 == 0 {
            put(&server, "marker.jpg", &jpeg(&Sheet::printed(&mut seed, 30)));
            eventually("a look", || (!inbox.join("marker.jpg").exists()).then_some(()));
            taken += 1;
        }
        taken += usize::from(std::fs::remove_file(&path).is_err());
    }
    let scans = all_read(&admin, 3 + 1 + taken);
    assert_eq!(places(&admin, &one), [1, 2], "{scans:?}");
    emptied(&server);
}

/// A file that can be read and not removed, until this is dropped: by its folder, and for root by itself.
struct Locked<'a>(&'a Path);

impl<'a> Locked<'a> {
    /// Nothing where it could be removed all the same.
    fn new(file: &'a Path) -> Option<Self> {
        let locked = Self(file);
        locked.set("+i", 0o555);
        // What cannot be renamed cannot be removed either.
        let (folder, name) = (file.parent()?, file.file_name()?);
        let other = folder.join("other");
        if std::fs::rename(file, &other).is_err() {
            return Some(locked);
        }
        std::fs::rename(other, folder.join(name)).unwrap();
        None
    }

    fn set(&self, attribute: &str, mode: u32) {
        // Where the command is not there or not allowed the folder may do.
        let _ = Command::new("chattr").arg(attribute).arg(self.0).output();
        let folder = self.0.parent().unwrap();
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.set("-i", 0o755);
    }
}

#[test]
fn a_file_that_may_not_be_removed_is_received_once_and_said_once() {
    let (mut server, admin, [one, _]) = archive();
    let mut seed = Seed(41);
    server.stop();
    let inbox = scans(&server).join("inbox");
    let id = std::fs::read_to_string(server.data().join("intake/inbox-id")).unwrap();
    let taken = inbox.join(format!(".taken-{}", id.trim())).join("x");
    std::fs::create_dir_all(&taken).unwrap();
    let stays = taken.join("stays.jpg");
    std::fs::write(&stays, jpeg(&label(&mut seed, &one))).unwrap();
    let Some(locked) = Locked::new(&stays) else {
        eprintln!("NOT TESTED, for nothing can be kept from being removed here");
        return;
    };
    server.restart();
    let admin = admin.at(&server);
    for at in 1..4 {
        put(&server, "marker.jpg", &jpeg(&Sheet::printed(&mut seed, 30)));
        all_read(&admin, 1 + at);
    }
    let said = server.log();
    let lines = |words: &str| said.lines().filter(|line| line.contains(words)).count();
    assert_eq!((lines("cannot be removed"), lines("came before")), (1, 0), "{said}");
    assert_eq!(places(&admin, &one), [1]);
    drop(locked);
    eventually("the file to be removed", || left(&inbox).is_empty().then_some(()));
}

#[test]
fn whatever_a_file_is_called_it_is_one_line_and_stays_where_it_belongs() {
    let (server, admin, _) = archive();
    let inbox = scans(&server).join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    let mut seed = Seed(37);
    let long = format!("{}.jpg", "长".repeat(83));
    let names: [&[u8]; 8] = [
        b"a\nb\r\x07.jpg",
        b"up\\..\\passwd.jpg",
        b"%2e%2e%2fup.jpg",
        b"--data=x.jpg",
        b"\xff\xfe\x80.jpg",
        long.as_bytes(),
        b"   .jpg",
        b"$(reboot);`id`.jpg",
    ];
    for name in names {
        std::fs::write(inbox.join(std::ffi::OsStr::from_bytes(name)), jpeg(&Sheet::printed(&mut seed, 40))).unwrap();
    }
    let scans = all_read(&admin, names.len());
    for scan in &scans {
        let name = text(scan, "file_name");
        assert!(
            !name.is_empty() && !name.contains(|letter: char| letter.is_control() || "/\\".contains(letter)),
            "{name:?}"
        );
        assert!(scan["fault"].is_null(), "{scan}");
    }
    emptied(&server);
    assert!(!server.log().lines().any(|line| line.starts_with("b\u{7}")), "a name is one line of the log");
    let _ = DPI;
}
