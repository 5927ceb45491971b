//! Commands that make every kind of event about scans.

use crate::domain::attachment::BlobHash;
use crate::domain::business_type::Signature;
use crate::domain::command::{
    Command, CopyWish, Found, NewScan, PageRead, PageTarget, ScanCommand, ScanPages, SignNote,
};
use crate::domain::erasure::ErasedPages;
use crate::domain::event::Damage;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, ScanNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanFault, ScanMedia, ScanSource, Side, Why};
use crate::domain::scanner::Scanner;
use crate::domain::value::Bilingual;

/// A file whose pages hang on two folders and wait, one that cannot be read; pages moved, turned, hidden, set aside.
pub fn script() -> Vec<Command> {
    let new = |bytes: u8, name: &str| NewScan {
        sha256: BlobHash([bytes; 32]),
        bytes: 81_234,
        media_type: ScanMedia::Pdf,
        source: ScanSource::Inbox,
        file_name: name.to_owned(),
        sheets: Some(3),
        into: (bytes == 1).then(|| "ONE".to_owned()),
    };
    let look = |blank| PageLook {
        width_px: 2_480,
        height_px: 3_508,
        dpi: 300,
        side: if blank { Side::Back } else { Side::Front },
        blank,
        skew_centideg: if blank { 0 } else { -35 },
    };
    let page = |found, blank| PageRead { look: look(blank), found, would: None, codes: Vec::new() };
    let folder = PagePlace::folder(FolderNo(1));
    let paper = PagePlace { folder: FolderNo(1), case: Some(CaseNo(0)), paper: Some(PaperNo(6)) };
    let pages = vec![
        page(Found::Filed(folder, FoundBy::Label), false),
        page(Found::Filed(folder, FoundBy::Following), true),
        page(Found::Filed(paper, FoundBy::Separator), false),
        PageRead {
            would: Some(folder),
            codes: vec!["ONE".into(), "TWO".into()],
            ..page(Found::Waits(Why::CodesDisagree), false)
        },
    ];
    let numbers = |pages: &[u32]| pages.iter().copied().map(PageNo).collect::<Vec<_>>();
    let fault = ScanFault::Unsupported { kind: "HEIC".into() };
    let to = |code: &str| PageTarget { folder: code.to_owned(), case: None, paper: None };
    [
        ScanCommand::Receive(Box::new(new(1, "王小明 购车合同.pdf"))),
        ScanCommand::Receive(Box::new(new(2, "IMG-0001.HEIC"))),
        ScanCommand::File(ScanPages { scan: ScanNo(0), from: 0, pages, is_last: true }),
        ScanCommand::SetScanner(Box::new(Scanner {
            code: "office".to_owned(),
            name: Bilingual { zh: "办公室扫描仪".to_owned(), en: "Office scanner".to_owned() },
            address: "https://10.0.0.9/eSCL".to_owned(),
            retired: false,
            certificate: Some(BlobHash([7; 32])),
        })),
        ScanCommand::Fail { scan: ScanNo(1), fault: fault.clone() },
        ScanCommand::Settle { scan: ScanNo(1), note: "已改存 JPEG 重新提交".to_owned() },
        ScanCommand::Reopen { scan: ScanNo(1) },
        ScanCommand::Retry { scan: ScanNo(1) },
        ScanCommand::Fail { scan: ScanNo(1), fault },
        ScanCommand::Move { pages: numbers(&[3]), to: to("ONE"), before: Some(PageNo(1)) },
        ScanCommand::Turn { pages: numbers(&[0, 3]), quarters: 1 },
        ScanCommand::Hide { pages: numbers(&[1]), hidden: false },
        ScanCommand::SetAside { pages: numbers(&[1]), reason: "空白页".to_owned() },
        ScanCommand::PutBack { pages: numbers(&[1]), was: None },
        ScanCommand::Sign(SignNote {
            case: "W-1".to_owned(),
            paper: "identity_card".to_owned(),
            signature: Signature::Staff,
            page: None,
        }),
        ScanCommand::IssueCopy(CopyWish {
            folder: "ONE".to_owned(),
            pages: numbers(&[0]),
            for_whom: "张律师".to_owned(),
            why: "诉讼".to_owned(),
        }),
        ScanCommand::NoteDamaged { scan: ScanNo(0), damage: Damage::Altered },
        ScanCommand::NoteWhole { scan: ScanNo(0) },
        ScanCommand::NoteChecked { began_us: 1_772_600_000_000_000, files: 2, bytes: 162_468, damaged: 0 },
    ]
    .map(Command::Scan)
    .into()
}

/// A page of a file in which others have pages too, and a whole file.
pub fn erased() -> Vec<ErasedPages> {
    let page = ErasedPages { scan: ScanNo(0), pages: vec![PageNo(0)], is_destroyed: false };
    vec![page, ErasedPages { scan: ScanNo(1), pages: Vec::new(), is_destroyed: true }]
}
