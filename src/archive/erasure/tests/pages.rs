//! What pictures show of an erased person: files that are hers alone go, others are closed, and no restore brings them back.

use super::{ask, close, fill, options};
use crate::archive::erasure::{LIST, apply_erasures};
use crate::archive::files::previews;
use crate::archive::proof::{Derived, prove};
use crate::archive::texts::PageText;
use crate::archive::{Archive, Meta, Service};
use crate::blobs::wait_for;
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, Found, NewScan, PageRead, ScanCommand, ScanPages};
use crate::domain::folder::Actor;
use crate::domain::ids::{PageNo, ScanNo};
use crate::domain::refusal::Code;
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanMedia, ScanSource, Side, Why};
use crate::domain::state::Stands;
use std::convert::Infallible;
use std::path::Path;

/// A file comes, with its pictures; its pages hang on folders or wait.
fn scanned(service: &Service, scans_dir: &Path, content: &'static [u8], pages: &[Option<&str>]) -> (ScanNo, BlobHash) {
    let whole = futures_util::stream::iter([Ok::<_, Infallible>(bytes::Bytes::from_static(content))]);
    let (sha256, _pin) = wait_for(async {
        let arrived = service.files.originals.receive(whole, 1 << 20).await.unwrap();
        (arrived.hash, arrived.keep().await.unwrap())
    })
    .unwrap();
    let archive = &service.archive;
    let (bytes, media_type, source) = (content.len() as u64, ScanMedia::Pdf, ScanSource::Inbox);
    let file_name = "a.pdf".to_owned();
    let new = NewScan { sha256, bytes, media_type, source, file_name, sheets: None, into: None };
    ask(archive, Command::Scan(ScanCommand::Receive(Box::new(new))));
    let now = archive.now();
    let scan = now.state.scans.by_hash(sha256).unwrap();
    let look = PageLook { width_px: 124, height_px: 175, dpi: 15, side: Side::Front, blank: false, skew_centideg: 0 };
    let found = |folder: &Option<&str>| match folder {
        Some(code) => Found::Filed(PagePlace::folder(now.state.codes.owner(code).unwrap()), FoundBy::Label),
        None => Found::Waits(Why::NoCode),
    };
    let read =
        pages.iter().map(|folder| PageRead { look, found: found(folder), would: None, codes: Vec::new() }).collect();
    let pages_read = ScanPages { scan, from: 0, pages: read, is_last: true };
    ask(archive, Command::Scan(ScanCommand::File(pages_read)));
    let folder = previews(scans_dir, sha256);
    std::fs::create_dir_all(&folder).unwrap();
    for index in 0..pages.len() {
        std::fs::write(folder.join(format!("{index:04}-240.jpg")), "picture").unwrap();
    }
    for (index, page) in (0..).zip(archive.now().state.scans.pages_of(scan)) {
        service.texts.keep(page, sha256, index, &PageText::default()).unwrap();
    }
    (scan, sha256)
}

fn of(archive: &Archive, code: &str) -> Vec<u32> {
    let now = archive.now();
    now.state.scans.of_folder(now.state.codes.owner(code).unwrap()).iter().map(|page| page.0).collect()
}

pub(super) fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &there)
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[test]
fn files_of_an_erased_persons_pages_are_destroyed_or_closed_and_a_restore_destroys_them_again() {
    let room = tempfile::tempdir().unwrap();
    let (here, restored) = (room.path().join("here"), room.path().join("restored"));
    let scans_dir = here.join("scans");
    let service = Service::start(options(&here), 8 << 20, None).unwrap();
    let subject = fill(&service.archive);
    let (hers, a) = scanned(&service, &scans_dir, b"hers alone", &[Some("HERS"), Some("ALSO")]);
    let (both, b) = scanned(&service, &scans_dir, b"of both", &[Some("HIS"), Some("HERS")]);
    let (_, c) = scanned(&service, &scans_dir, b"his alone", &[Some("HIS")]);
    let (open, d) = scanned(&service, &scans_dir, b"nobody knows", &[Some("HERS"), None]);
    for part in ["ledger", "scans"] {
        copied(&here.join(part), &restored.join(part));
    }
    let plan = service.erasures.plan(subject).unwrap();
    assert_eq!(plan.found.pages(), (4, 1));
    let closed: Vec<_> = plan.found.closed.iter().map(|one| (one.scan, one.erased, one.others)).collect();
    assert_eq!(closed, [(both, 1, 1), (open, 1, 1)]);
    let by = Meta::of(Actor::System);
    let done = service.erasures.erase(subject, &plan.digest, "令 17", &by).unwrap();
    assert_eq!((done.pages, done.originals), (4, 1));
    service.erasures.settle();
    let exists = |hash| wait_for(service.files.originals.exists(hash)).unwrap().unwrap();
    assert_eq!([a, b, c, d].map(exists), [false, true, true, true]);
    let picture = |hash, page: u32| previews(&scans_dir, hash).join(format!("{page:04}-240.jpg")).exists();
    assert!(!previews(&scans_dir, a).exists() && picture(b, 0) && !picture(b, 1) && !picture(d, 0) && picture(d, 1));
    let said = |hash, page| service.texts.read(hash, page).is_some();
    assert_eq!([said(a, 0), said(b, 0), said(b, 1), said(d, 0), said(d, 1)], [false, true, false, false, true]);
    let now = service.archive.now();
    assert_eq!((of(&service.archive, "HERS"), of(&service.archive, "HIS")), (vec![], vec![2, 4]));
    let her_folder = now.state.codes.owner("HERS").unwrap();
    assert_eq!((now.state.scans.erased_on(her_folder), now.state.scans.is_destroyed(hers)), (3, true));
    assert!(
        matches!(now.state.scans.page(PageNo(3)).unwrap().stands, Stands::Erased(Some(folder)) if folder == her_folder)
    );
    let turn = ScanCommand::Turn { pages: vec![PageNo(3)], quarters: 1 };
    let refused = service.archive.execute_blocking(by.clone(), Command::Scan(turn)).unwrap_err();
    assert_eq!(refused.code, Code::PageUnknown);
    let again = service.erasures.plan(subject).unwrap();
    assert!(again.found.is_nothing() && again.found.closed.len() == 2, "{:?}", again.found);

    // His paper is scanned anew and its old page set aside: nobody else is in that file now.
    scanned(&service, &scans_dir, b"his, anew", &[Some("HIS")]);
    let aside = ScanCommand::SetAside { pages: vec![PageNo(2)], reason: "已重扫".to_owned() };
    ask(&service.archive, Command::Scan(aside));
    let plan = service.erasures.plan(subject).unwrap();
    assert_eq!((plan.found.pages(), plan.found.closed.len()), ((1, 1), 1));
    service.erasures.erase(subject, &plan.digest, "令 17", &by).unwrap();
    service.erasures.settle();
    assert_eq!([a, b, c, d].map(exists), [false, false, true, true]);
    service.stop();
    assert_eq!(prove(&here, &scans_dir, &[], Derived::Held).unwrap().misfit(), None);

    apply_erasures(&restored, &here.join(LIST)).unwrap();
    let there = restored.join("scans");
    let opened = crate::archive::open(options(&restored)).unwrap();
    let left = |hash: BlobHash| there.join("originals").join(&hash.to_string()[..2]).join(hash.to_string()).exists();
    assert_eq!([a, b, c, d].map(left), [false, false, true, true], "page 2 was not aside by then: the order says so");
    assert!(!previews(&there, a).exists());
    close(opened);
    assert_eq!(prove(&restored, &there, &[], Derived::Held).unwrap().misfit(), None);
}
