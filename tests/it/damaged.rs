//! Pages of damaged originals leave as the pictures that were made of them, or not at all: never as what came in.

use super::keeping::{altered, checked, original};
use super::scans::{bytes, filed, photograph, read, send};
use super::support::{Client, Server, folder, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;
use strongroom::domain::scan::PictureNote;

fn holds(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

/// Asks for everything by which a folder leaves.
fn exports(admin: &Client, code: &str) -> [(u16, Vec<u8>); 3] {
    let copy = json!({"for_whom": "张律师", "why": "诉讼"});
    [
        bytes(admin, Method::GET, &format!("/folders/{code}/pages.pdf"), None),
        bytes(admin, Method::GET, &format!("/folders/{code}/bag"), None),
        bytes(admin, Method::POST, &format!("/folders/{code}/copies"), Some(copy)),
    ]
}

fn issued(admin: &Client, code: &str) -> usize {
    admin.get(&format!("/folders/{code}/history")).text.matches("CopyIssued").count()
}

fn lay_preview(one: &Path) -> Vec<u8> {
    let preview = PictureNote { skew_centideg: 0, is_jpeg: true }.written_into(&photograph(100));
    let hash = one.file_name().unwrap().to_str().unwrap();
    let previews = one.ancestors().nth(3).unwrap().join("previews").join(&hash[..2]).join(hash);
    std::fs::create_dir_all(&previews).unwrap();
    std::fs::write(previews.join("0000-1200.jpg"), &preview).unwrap();
    preview
}

#[test]
fn a_damaged_photograph_goes_out_as_its_picture_or_not_at_all() {
    let (mut server, admin, code) = filed();
    let one = original(&server, &admin, 1);
    let damages: [(&str, &dyn Fn()); 2] = [
        ("missing", &|| std::fs::remove_file(&one).unwrap()),
        ("altered", &|| std::fs::write(&one, altered(250)).unwrap()),
    ];
    for (name, damage) in damages {
        damage();
        for (status, answer) in exports(&admin, &code) {
            let problem: Value = serde_json::from_slice(&answer).unwrap_or_else(|_| panic!("{name}: {status}"));
            assert_eq!((status, &problem["code"]), (503, &json!("OriginalMissing")), "{name}: {problem}");
            assert!(text(&problem, "detail").contains("scan 1"), "{problem}");
        }
    }
    assert_eq!(issued(&admin, &code), 0, "what was refused is not on record as given out");
    let preview = lay_preview(&one);
    for (name, damage) in damages.into_iter().rev() {
        damage();
        let [pdf, bag, copy] = exports(&admin, &code);
        for (expected, (status, document)) in [(200, pdf), (201, copy)] {
            assert_eq!(status, expected, "{name}");
            assert!(document.ends_with(b"%%EOF\n") && holds(&document, &photograph(200)), "{name}");
            assert!(holds(&document, &preview) && !holds(&document, &altered(250)), "{name}");
        }
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bag.1)).unwrap();
        let mut part = |name: &str| {
            let mut content = Vec::new();
            zip.by_name(&format!("{code}/data/{name}")).unwrap().read_to_end(&mut content).unwrap();
            content
        };
        assert!(part(&format!("pages/{code}-0001.jpg")) == preview, "{name}");
        assert!(part(&format!("pages/{code}-0002.jpg")) == photograph(200), "{name}");
        let metadata: Value = serde_json::from_slice(&part("metadata.json")).unwrap();
        let said = |page: usize| metadata["pages"][page]["original_damage"].clone();
        assert_eq!((said(0), said(1)), (json!(name), Value::Null));
    }
    assert_eq!(issued(&admin, &code), 2);
    // Whoever draws pictures draws none of what is not what came in.
    std::fs::write(&one, altered(250)).unwrap();
    assert_eq!(server.stop(), Some(0));
    let drawing = Server::at(server.data(), &[]);
    let (status, pdf) = bytes(&drawing.sign_in("admin"), Method::GET, &format!("/folders/{code}/pages.pdf"), None);
    assert!(status == 200 && holds(&pdf, &preview));
}

#[test]
fn a_damaged_file_of_which_there_is_no_picture_is_said_to_be_damaged_and_not_to_be_drawn_for_ever() {
    let (mut server, admin, code) = filed();
    let other = admin.register(folder("NEW", "2026-03-06", "李四"));
    assert_eq!(send(&admin, "?name=c.tif", b"II*\0 and whatever follows in it".to_vec()).status, 201);
    read(&mut server, Some(&other));
    let admin = server.sign_in("admin");
    let refused = |code: &str| {
        for (status, answer) in exports(&admin, &other) {
            let problem: Value = serde_json::from_slice(&answer).unwrap();
            assert_eq!((status, &problem["code"]), (503, &json!(code)), "{problem}");
        }
    };
    refused("PictureBeingMade");
    let three = original(&server, &admin, 3);
    std::fs::write(&three, b"II*\0 and whatever follows on it").unwrap();
    checked(&admin);
    refused("OriginalMissing");
    for width in ["240", "1200", "full"] {
        admin.get(&format!("/pages/3/picture?width={width}")).refused(503, "OriginalMissing");
    }
    let elsewhere = json!({"pages": [3], "for_whom": "张律师", "why": "诉讼"});
    let asked = admin.post(&format!("/folders/{code}/copies"), elsewhere);
    assert!(asked.status != 503, "nothing is said of pages that hang elsewhere: {}", asked.text);
    std::fs::remove_file(&three).unwrap();
    refused("OriginalMissing");
    let preview = lay_preview(&three);
    let [pdf, bag, copy] = exports(&admin, &other);
    assert_eq!((pdf.0, bag.0, copy.0), (200, 200, 201));
    assert!(holds(&pdf.1, &preview) && holds(&bag.1, &preview) && !holds(&bag.1, b"originals/"));
}
