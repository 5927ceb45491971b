//! Labels from the command line, of a real archive.

use super::support::{dealer, folder, run, said};
use std::fs;

#[test]
fn labels_are_printed_beside_the_service_and_without_it() {
    let (mut server, admin) = dealer();
    let one = admin.register(folder("NEW", "2026-03-05", "𠮷田䶮"));
    let other = admin.register(folder("NEW", "2026-03-06", "李㛃"));
    let to = tempfile::tempdir().unwrap();
    let print = |format: &str, name: &str, more: &[&str]| {
        let file = to.path().join(name);
        let mut arguments = vec!["label", &one, &other, "--format", format, "-o", file.to_str().unwrap()];
        arguments.extend_from_slice(more);
        let printed = run(server.data(), &arguments);
        assert!(printed.status.success(), "{}", said(&printed));
        file
    };
    let beside = fs::read(print("zpl", "beside.zpl", &[])).unwrap();
    assert!(beside.starts_with(b"^XA^PW480^LL320"));
    let sheet =
        ["--template", "folder-70x37", "--medium", "a4-3x8", "--start", "24", "--words", "both", "--dpi", "300"];
    let words =
        std::process::Command::new("pdftotext").arg(print("pdf", "sheet.pdf", &sheet)).arg("-").output().unwrap();
    let words = String::from_utf8(words.stdout).unwrap();
    for word in ["𠮷田䶮", "李㛃", one.as_str(), other.as_str(), "\u{c}"] {
        assert!(words.contains(word), "{word} in {words}");
    }
    print("png", "each.png", &[]);
    assert!(to.path().join("each-1.png").exists() && to.path().join("each-2.png").exists());
    assert_eq!(server.stop(), Some(0));
    let without = to.path().join("without.zpl");
    let printed = run(server.data(), &["label", &one, &other, "--format", "zpl", "-o", without.to_str().unwrap()]);
    assert!(printed.status.success(), "{}", said(&printed));
    assert_eq!(fs::read(without).unwrap(), beside);
}

#[test]
fn a_label_that_cannot_be_made_is_refused_in_a_sentence() {
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    let to = tempfile::tempdir().unwrap();
    let (file, template) = (to.path().join("x.pdf"), to.path().join("x.svg"));
    fs::write(&template, "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>").unwrap();
    for (more, sentence) in [
        (&["--template", "nothing"][..], "no template or medium nothing"),
        (&["--medium", "roll-40x30"], "does not fit on roll-40x30"),
        (&["--template", template.to_str().unwrap()], "line 1"),
        (&["--dpi", "9999"], "At most 1200 dots in an inch"),
    ] {
        let mut arguments = vec!["label", &code, "-o", file.to_str().unwrap()];
        arguments.extend_from_slice(more);
        let refused = run(server.data(), &arguments);
        let words = said(&refused);
        assert!(
            !refused.status.success() && words.to_lowercase().contains(&sentence.to_lowercase()),
            "{more:?}: {words}"
        );
    }
    let unknown = run(server.data(), &["label", "NEW2026-999999", "-o", file.to_str().unwrap()]);
    assert!(!unknown.status.success() && !file.exists(), "{}", said(&unknown));
}
