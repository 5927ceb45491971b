//! Pages that lie askew are shown and taken along straight, with all their dots; those that lie straight as they came. The
//! files are untouched.

use super::stack::Seed;
use super::stack::file::{jpeg, plain_pdf};
use super::{DPI, all_read, archive, printed, put};
use crate::support::{Client, eventually, text};
use reqwest::Method;
use strongroom::scan::page::{PageImage, look};

fn bytes(client: &Client, path: &str) -> Option<Vec<u8>> {
    let answer = client.request(Method::GET, path).send().unwrap();
    (answer.status().as_u16() == 200).then(|| answer.bytes().unwrap().to_vec())
}

/// How far the lines of a picture are turned, in hundredths of a degree, and how wide it is.
fn lies(jpeg: &[u8]) -> (i16, u32) {
    let grey = image::load_from_memory(jpeg).unwrap().into_luma8();
    let width = grey.width();
    (look(&PageImage { index: 0, grey, colour: None, dpi: DPI as u16, jpeg: None, lacks: false }).skew_centideg, width)
}

#[test]
fn what_lies_askew_is_shown_and_taken_along_straight_at_all_its_dots_and_what_lies_straight_as_it_came() {
    let (server, admin, [one, _]) = archive();
    let mut seed = Seed(61);
    let [straight, other, askew, last] = [0, 0, 300, -420].map(|centideg| printed(&mut seed).skewed(centideg));
    let files = [
        ("straight.jpg", jpeg(&straight)),
        ("askew.jpg", jpeg(&askew)),
        ("both.pdf", plain_pdf(&[other.clone(), last])),
    ];
    for (name, file) in &files {
        put(&server, &format!("{one}/{name}"), file);
    }
    let scans = all_read(&admin, files.len());
    let pages = admin.all(&format!("/folders/{one}/pages"));
    assert_eq!(pages.len(), 4);
    for page in &pages {
        let scan = scans.iter().find(|scan| scan["no"] == page["scan"]).unwrap();
        let (name, no) = (text(scan, "file_name"), &page["no"]);
        let full = eventually("the whole picture", || bytes(&admin, &format!("/pages/{no}/picture?width=full")));
        let (skew, width) = lies(&full);
        assert_eq!(u64::from(width), page["width_px"].as_u64().unwrap(), "{name}");
        assert!(skew.abs() < 30, "{name} page {}: {skew}", page["index"]);
        let small = bytes(&admin, &format!("/pages/{no}/picture?width=240")).unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().width(), 240);
        let (_, sent) = files.iter().find(|(known, _)| *known == name).unwrap();
        assert_eq!(&bytes(&admin, &format!("/scans/{}/original", scan["no"])).unwrap(), sent, "{name} is untouched");
        assert_eq!(full == *sent, name == "straight.jpg", "{name}");
    }
    let pdf = bytes(&admin, &format!("/folders/{one}/pages.pdf")).unwrap();
    let count = |part: &[u8]| pdf.windows(part.len()).filter(|window| *window == part).count();
    assert_eq!((count(&jpeg(&straight)), count(&jpeg(&other))), (1, 1), "JPEG pages that lie straight, byte for byte");
    assert_eq!(count(&jpeg(&askew)), 0);
    assert_eq!(count(format!("/Width {}", straight.width).as_bytes()), 4, "all of their dots");
    assert!(!server.data().join("intake/drawing").read_dir().is_ok_and(|mut left| left.next().is_some()));
}
