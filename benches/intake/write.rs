//! Writes the stack of mixed pages that the tests put into an inbox, so that somebody can do the same and look.

use super::archive::text;
use super::stack::sheet::Grain;
use super::stack::story::{Codes, Place, Way, files};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use strongroom::domain::code::append_check_character;

/// The files and a list of where each page of them belongs. What is to be sent in with something said of it lies apart.
pub fn stack(to: &Path) -> io::Result<()> {
    let mut list = String::new();
    for file in files(&codes(), Grain::FINE) {
        let path = match &file.way {
            Way::Inbox(path) => to.join("inbox").join(path),
            Way::Sent(_) => to.join("sent").join(file.name()),
        };
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, &file.bytes)?;
        if let Way::Sent(said) = &file.way {
            let _ = writeln!(list, "{}: to be sent with {said}", file.name());
        }
        for (page, place) in (1..).zip(&file.places) {
            let place = match place {
                Place::On(code, paper) => {
                    format!("on {code}{}", paper.map_or(String::new(), |paper| format!(", {paper}")))
                }
                Place::HiddenOn(code, paper) => {
                    format!("on {code}{}, hidden", paper.map_or(String::new(), |paper| format!(", {paper}")))
                }
                Place::Waits(why) => format!("waits: {why}"),
            };
            let _ = writeln!(list, "{} page {page}: {place}", file.name());
        }
    }
    fs::write(to.join("where-each-page-belongs.txt"), list)
}

/// Whose labels are on the pages: of an archive that was named, or of none.
fn codes() -> Codes {
    let or = |name: &str, usual: &str| text(name).unwrap_or_else(|| usual.to_owned());
    let invented = |body: &str| append_check_character(body);
    let named = or("--folders", "");
    let mut named = named.split(',').filter(|code| !code.is_empty()).map(str::to_owned);
    let mut folder = |number: u32| named.next().unwrap_or_else(|| invented(&format!("NEW2026-{number:06}")));
    let folders = [folder(1), folder(2), folder(3)];
    let case = or("--case", &invented("C2026-000001"));
    Codes {
        base: or("--base", "HTTPS://ARCHIVE.EXAMPLE.COM"),
        folders,
        gone: or("--gone", &invented("NEW2026-000004")),
        case_folder: or("--case-folder", &invented("NEW2026-000005")),
        contract: invented(&format!("{case}-03")),
        invoice: invented("NEW-1-02"),
        slot: "A-01L-03-5-02".to_owned(),
        case,
    }
}
