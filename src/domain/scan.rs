//! Scans and their pages: what a file is, where a page can stand, and why one waits or a file cannot be read.
//!
//! A **scan** is one file as it came; a **page** is one side of a paper in it. A page is in exactly one place: filed in a
//! folder, waiting for somebody to say where it belongs, or set aside. Nothing here opens a file.

mod note;
mod preview;
mod said;

pub use note::{HEAD_BYTES as NOTE_WITHIN_BYTES, PictureNote, is_askew};
pub use preview::{LARGE_PX, SMALL_PX, WIDTHS_PX, is_large, preview_name, view_name};
pub use said::codes_kept;

use super::attachment::safe_name;
use super::command::MAX_EVENTS_PER_COMMAND;
use super::ids::{CaseNo, FolderNo};
use super::paper::PaperNo;
use super::refusal::Language;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How large one file may be.
pub const SCAN_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// How many pages one file may hold.
pub const PAGES_PER_SCAN_MAX: u32 = 10_000;
/// How many pages one command files: their events must fit into one frame, even if each page goes elsewhere than the one
/// before and is the first of another paper.
pub const PAGES_PER_FRAME_MAX: usize = (MAX_EVENTS_PER_COMMAND - 1) / 2;
/// How many pages one folder may hold.
pub const PAGES_PER_FOLDER_MAX: usize = 20_000;
/// How many pages are moved, turned or set aside at once.
pub const PAGES_AT_ONCE_MAX: usize = 500;
/// How many scans may wait to be read.
pub const SCANS_OPEN_MAX: usize = 10_000;

macro_rules! words {
    ($($(#[$doc:meta])* $type:ident: $type_doc:literal { $($name:ident = $word:literal, $zh:literal, $en:literal;)* })*) => {$(
        #[doc = $type_doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $(#[doc = $en] $name,)* }

        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it in requests and answers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The one with this word.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }

            /// As people read it.
            #[must_use]
            pub fn label(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::Zh) => $zh, (Self::$name, Language::En) => $en,)*
                }
            }
        }
    )*};
}

words! {
    ScanSource: "By which way a scan came." {
        Inbox = "inbox", "收件夹", "inbox";
        Upload = "upload", "网页上传", "upload";
        CommandLine = "command_line", "命令行", "command line";
        Scanner = "scanner", "扫描仪", "scanner";
    }
    ScanState: "How far a scan is." {
        Received = "received", "已收到，待读取", "received, not read yet";
        Filed = "filed", "已归入", "all pages are where they belong";
        NeedsReview = "needs_review", "待整理", "some pages wait to be put where they belong";
        Failed = "failed", "读取失败", "could not be read";
        Settled = "settled", "已处理", "could not be read, and was dealt with";
    }
    Side: "Which side of its paper a page is." {
        Front = "front", "正面", "front";
        Back = "back", "背面", "back";
        Unknown = "unknown", "未知", "unknown";
    }
    FoundBy: "What said where a page belongs." {
        Label = "label", "档案袋标签", "the folder's label";
        CaseSlip = "case_slip", "归档单", "the case slip";
        Separator = "separator", "分隔页", "a separator";
        Following = "following", "随前页", "the pages before it";
        Told = "told", "上传时指定", "whoever sent the file";
        Hand = "hand", "人工整理", "somebody by hand";
        Swapped = "swapped", "标签互换", "labels that had been swapped";
    }
    Why: "Why a page waits to be put where it belongs." {
        NoCode = "no_code", "前面没有任何编码", "no code stands before it";
        UnknownCode = "unknown_code", "编码不属于任何档案袋或业务单", "its code belongs to no folder and no case";
        ForeignOnly = "foreign_only", "只有其他系统的编码", "only codes of others are on it";
        CodesDisagree = "codes_disagree", "同页编码互相矛盾", "the codes on it contradict each other";
        CountDiffers = "count_differs", "页数与申报张数不符", "there are more or fewer pages than sheets were announced";
        NotAllowed = "not_allowed", "该档案袋不能接收此页", "that folder cannot take it";
        Unreadable = "unreadable", "页面无法读取", "the page cannot be read";
        PutBack = "put_back", "有人退回待整理", "somebody put it back here";
    }
}

/// What sort of file a scan is, by its first bytes; what its name says does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum ScanMedia {
    /// A photograph, or what most scanners make of one page.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A picture without loss.
    #[serde(rename = "image/png")]
    Png,
    /// Many pages, as fax machines and copiers make them.
    #[serde(rename = "image/tiff")]
    Tiff,
    /// Many pages, as scanners make them.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A picture, as web pages hold it.
    #[serde(rename = "image/webp")]
    Webp,
    /// Anything else: it is kept, and cannot be read.
    #[serde(rename = "application/octet-stream")]
    Other,
}

impl ScanMedia {
    /// Every sort.
    pub const ALL: [Self; 6] = [Self::Jpeg, Self::Png, Self::Tiff, Self::Pdf, Self::Webp, Self::Other];

    /// The sort that a file's first bytes say it is: sixteen are enough, a PDF may begin within its first 1,024.
    #[must_use]
    pub fn recognise(head: &[u8]) -> Self {
        let starts = |first: &[u8]| head.starts_with(first);
        let begins_pdf =
            || head.get(..head.len().min(1_024)).unwrap_or_default().windows(5).any(|part| part == b"%PDF-");
        if starts(b"\xff\xd8\xff") {
            Self::Jpeg
        } else if starts(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if starts(b"II*\0") || starts(b"MM\0*") || starts(b"II+\0") || starts(b"MM\0+") {
            Self::Tiff
        } else if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Self::Webp
        } else if begins_pdf() {
            Self::Pdf
        } else {
            Self::Other
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Pdf => "application/pdf",
            Self::Webp => "image/webp",
            Self::Other => "application/octet-stream",
        }
    }

    /// How the name of such a file ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Pdf => "pdf",
            Self::Webp => "webp",
            Self::Other => "bin",
        }
    }
}

/// Endings of pictures and papers that no system runs when they are opened.
const ENDINGS_KEPT: [&str; 34] = [
    "avif", "bmp", "djvu", "doc", "docx", "dps", "et", "gif", "heic", "heif", "jb2", "jfif", "jp2", "jpeg", "jpg",
    "jxl", "mov", "mp4", "odp", "ods", "odt", "ofd", "pdf", "png", "ppt", "pptx", "psd", "rtf", "tif", "tiff", "txt",
    "webp", "wps", "zip",
];

/// A file's name as it is kept: it ends as what the file is. One that cannot be read keeps a harmless ending of its own, for
/// whoever looks for `IMG_2231.HEIC` does not know it as anything else.
#[must_use]
pub fn scan_name(given: &str, media_type: ScanMedia) -> String {
    let own = given.rsplit_once('.').map(|(_, ending)| ending.trim().to_ascii_lowercase());
    match own.filter(|own| media_type == ScanMedia::Other && ENDINGS_KEPT.contains(&own.as_str())) {
        Some(own) => safe_name(given, &own),
        None => safe_name(given, media_type.extension()),
    }
}

/// Why a file could not be read. The file itself is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanFault {
    /// It is of a sort that cannot be read.
    Unsupported {
        /// The sort, as people call it: `HEIC`, `Word`; empty if nobody knows.
        kind: CompactString,
    },
    /// It is broken.
    Damaged,
    /// It takes a password.
    Encrypted,
    /// It, or a page of it, is larger than can be read.
    TooLarge,
    /// It has more pages than a file may have.
    TooManyPages,
    /// There is nothing in it.
    Empty,
    /// Whatever reads it ended without an answer.
    Crashed,
    /// Reading a page took too long.
    TooSlow,
    /// It was gone before it was read.
    Vanished,
}

impl ScanFault {
    /// The stable word for it in answers.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "unsupported",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too_large",
            Self::TooManyPages => "too_many_pages",
            Self::Empty => "empty",
            Self::Crashed => "crashed",
            Self::TooSlow => "too_slow",
            Self::Vanished => "vanished",
        }
    }

    /// Whether reading the same bytes once more can come out otherwise. What is wrong with them stays wrong; what came over
    /// whoever read them may be over.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Crashed | Self::TooSlow | Self::Vanished => true,
            Self::Unsupported { .. }
            | Self::Damaged
            | Self::Encrypted
            | Self::TooLarge
            | Self::TooManyPages
            | Self::Empty => false,
        }
    }

    /// The sentence for it, with what helps.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Unsupported { kind } if kind.is_empty() => (
                "无法读取此类文件，请改用 PDF、TIFF、JPEG、PNG 或 WebP。",
                "This sort of file cannot be read; use PDF, TIFF, JPEG, PNG or WebP.",
            ),
            Self::Unsupported { kind } => {
                return match language {
                    Language::Zh => format!("无法读取 {kind} 文件，请改用 PDF、TIFF、JPEG、PNG 或 WebP。"),
                    Language::En => format!("{kind} files cannot be read; use PDF, TIFF, JPEG, PNG or WebP."),
                };
            }
            Self::Damaged => ("文件已损坏，请重新扫描。", "The file is broken; scan it again."),
            Self::Encrypted => {
                ("文件有密码保护，请去除密码后重新提交。", "The file takes a password; send it again without one.")
            }
            Self::TooLarge => (
                "文件或其中的页面过大，请分成几份，或降低分辨率重新扫描。",
                "The file, or a page of it, is too large; send it in parts, or scan it again with fewer dots to the inch.",
            ),
            Self::TooManyPages => ("文件页数过多，请分成几份。", "The file has too many pages; send it in parts."),
            Self::Empty => ("文件中没有任何页面，请重新扫描。", "There is no page in the file; scan it again."),
            Self::Crashed => (
                "读取该文件的程序意外中止。请重试；若仍然失败，请重新扫描。",
                "Whatever read this file ended unexpectedly. Try again; if it fails once more, scan the papers again.",
            ),
            Self::TooSlow => (
                "读取该文件用时过长。请在服务器空闲时重试；若仍然失败，请重新扫描。",
                "Reading this file took too long. Try again when less is going on; if it fails once more, scan the papers again.",
            ),
            Self::Vanished => (
                "文件在读取之前已不存在。请从备份恢复后重试，或重新扫描。",
                "The file was gone before it was read. Try again once it is back from a backup, or scan the papers again.",
            ),
        };
        (if language == Language::Zh { zh } else { en }).to_owned()
    }

    /// The same fault as it is kept: what people call a sort of file is short and holds nothing else.
    #[must_use]
    pub fn kept(&self) -> Self {
        match self {
            Self::Unsupported { kind } => {
                let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-+./ ".contains(*letter);
                Self::Unsupported { kind: kind.chars().filter(plain).take(24).collect() }
            }
            fault => fault.clone(),
        }
    }
}

/// Where a page belongs, once it is known: a folder, of its cases one, of that one's papers one. A checkpoint holds it too,
/// so no field of it may be left out when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PagePlace {
    /// The folder.
    pub folder: FolderNo,
    /// The case.
    pub case: Option<CaseNo>,
    /// The paper of the case.
    pub paper: Option<PaperNo>,
}

impl PagePlace {
    /// A folder, and nothing nearer.
    #[must_use]
    pub fn folder(folder: FolderNo) -> Self {
        Self { folder, case: None, paper: None }
    }
}

/// What was seen of a page when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLook {
    /// How wide it is, in dots.
    pub width_px: u32,
    /// How high it is, in dots.
    pub height_px: u32,
    /// Dots in an inch; 0 if the file does not say.
    pub dpi: u16,
    /// Which side of its paper it is.
    pub side: Side,
    /// Whether there is nothing on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank: bool,
    /// How far it is askew, in hundredths of a degree, clockwise.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skew_centideg: i16,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &i16) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::{ScanFault, ScanMedia, Why, scan_name};
    use crate::domain::refusal::Language;

    #[test]
    fn a_scan_is_what_its_first_bytes_say() {
        let known: [(&[u8], ScanMedia); 9] = [
            (b"\xff\xd8\xff\xe0", ScanMedia::Jpeg),
            (b"\x89PNG\r\n\x1a\n", ScanMedia::Png),
            (b"II*\0\x08", ScanMedia::Tiff),
            (b"MM\0*", ScanMedia::Tiff),
            (b"RIFF\x10\0\0\0WEBPVP8 ", ScanMedia::Webp),
            (b"%PDF-1.7", ScanMedia::Pdf),
            (b"\n\n%PDF-1.4", ScanMedia::Pdf),
            (b"\0\0\0\x18ftypheic", ScanMedia::Other),
            (b"", ScanMedia::Other),
        ];
        for (head, media) in known {
            assert_eq!(ScanMedia::recognise(head), media, "{head:?}");
        }
        for media in ScanMedia::ALL {
            let json = serde_json::to_string(&media).unwrap_or_default();
            assert_eq!(json, format!("\"{}\"", media.name()));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_keeps_the_name_it_is_looked_for_by() {
        let named = |given| scan_name(given, ScanMedia::Other);
        assert_eq!(named("手机/IMG_2231.HEIC"), "IMG_2231.heic");
        assert_eq!(named("nothing.pdf"), "nothing.pdf");
        for given in ["setup.exe", "page.html", "a.svg", "run.sh", "no ending", "x.heic.lnk", "a.pdf\u{202e}.exe"] {
            assert!(named(given).ends_with(".bin"), "{given}: {}", named(given));
        }
        assert_eq!(scan_name("really.heic", ScanMedia::Jpeg), "really.jpg");
    }

    #[test]
    fn every_reason_has_a_word_and_a_sentence_in_each_language() {
        for why in Why::ALL {
            assert_eq!(Why::from_name(why.name()), Some(*why));
            assert_eq!(serde_json::to_string(why).unwrap_or_default(), format!("\"{}\"", why.name()));
            assert!(why.label(Language::Zh).chars().all(|letter| !letter.is_ascii_alphabetic()));
            assert!(why.label(Language::En).is_ascii());
        }
        let heic = ScanFault::Unsupported { kind: "HE\n\"IC".into() };
        assert_eq!(heic.kept(), ScanFault::Unsupported { kind: "HEIC".into() });
        assert_eq!(heic.kept().sentence(Language::Zh), "无法读取 HEIC 文件，请改用 PDF、TIFF、JPEG、PNG 或 WebP。");
    }
}
