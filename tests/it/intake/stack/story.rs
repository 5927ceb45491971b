//! The whole stack: every file, and of each of its pages where it has to be.

use super::Seed;
use super::file::{Packing, PdfPage, jpeg, pdf, photograph, plain_pdf, still, tiff};
use super::sheet::{Grain, Sheet};
use image::ImageFormat;

/// What the labels of the stack say.
pub struct Codes {
    /// What is before every code, as `HTTPS://HOST`.
    pub base: String,
    /// Folders whose pages these are.
    pub folders: [String; 3],
    /// One that was destroyed.
    pub gone: String,
    /// A case, and its folder.
    pub case: String,
    pub case_folder: String,
    /// Separators: of the case, before its contract; and of its type, before the invoice.
    pub contract: String,
    pub invoice: String,
    /// A place on a shelf.
    pub slot: String,
}

/// Where a page has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On a folder; with the paper that it is of.
    On(String, Option<&'static str>),
    /// There too, and not shown: a sheet that only steers, or nothing is on it.
    HiddenOn(String, Option<&'static str>),
    /// In the queue, with this reason.
    Waits(&'static str),
}

/// By which way a file comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Put into the inbox under this path.
    Inbox(String),
    /// Sent in, with this said of it.
    Sent(String),
}

/// A file of the stack.
pub struct File {
    pub way: Way,
    pub bytes: Vec<u8>,
    /// Of each page in turn.
    pub places: Vec<Place>,
}

impl File {
    /// What the archive calls it.
    pub fn name(&self) -> String {
        match &self.way {
            Way::Inbox(path) => path.rsplit('/').next().unwrap_or_default().to_owned(),
            Way::Sent(said) => said.rsplit("name=").next().unwrap_or_default().to_owned(),
        }
    }
}

const PAPER: Option<&str> = None;
const CONTRACT: Option<&str> = Some("sales_contract");
const INVOICE: Option<&str> = Some("purchase_invoice");

/// All files of the stack, the same from the same seed.
pub fn files(codes: &Codes, grain: Grain) -> Vec<File> {
    let press = &mut Press { seed: Seed(0x5CA7), codes, grain };
    vec![
        morning(press),
        fax(press),
        odd(press),
        worn(press),
        told(press),
        png(press),
        bare(press),
        other_host(press),
        short(press),
        counted(press),
        contradicted(press),
    ]
}

/// Sheets, one after the other.
struct Press<'a> {
    seed: Seed,
    codes: &'a Codes,
    grain: Grain,
}

impl Press<'_> {
    fn printed(&mut self, dpi: u32) -> Sheet {
        self.empty(dpi).print(&mut self.seed)
    }

    fn empty(&self, dpi: u32) -> Sheet {
        Sheet::of(dpi.min(self.grain.most_dpi), self.grain.tall_mm)
    }

    fn payload(&self, letter: char, code: &str) -> String {
        format!("{}/{letter}/{code}", self.codes.base)
    }

    /// A page with a folder's label.
    fn label(&mut self, folder: usize, dpi: u32) -> Sheet {
        let text = self.payload('F', &self.codes.folders[folder].clone());
        self.printed(dpi).code(&text, 0)
    }

    fn dirty(&mut self, sheet: Sheet) -> Sheet {
        sheet.dirty(&mut self.seed)
    }

    fn shining(&mut self, dpi: u32) -> Sheet {
        self.empty(dpi).shining(&mut self.seed)
    }

    fn on(&self, folder: usize) -> Place {
        Place::On(self.codes.folders[folder].clone(), PAPER)
    }

    fn hidden_on(&self, folder: usize) -> Place {
        Place::HiddenOn(self.codes.folders[folder].clone(), PAPER)
    }
}

fn split<T>(pages: Vec<(T, Place)>) -> (Vec<T>, Vec<Place>) {
    pages.into_iter().unzip()
}

fn inbox(path: &str, bytes: Vec<u8>, places: Vec<Place>) -> File {
    File { way: Way::Inbox(path.to_owned()), bytes, places }
}

/// Both sides of eleven sheets at 300 dpi, as the copier in the hall sends them: turned, askew, dirty, with blank backs.
fn morning(press: &mut Press<'_>) -> File {
    const DPI: u32 = 300;
    let upright = |sheet: Sheet| PdfPage { sheet, packing: Packing::Jpeg, rotate: 0 };
    let nobodys = press.payload('F', "NEW2026-999999A");
    let gone = press.payload('F', &press.codes.gone.clone());
    let two = press.payload('F', &press.codes.folders[1].clone());
    let foreign = "https://invoice.example.net/F/NEW2026-000001X";
    let turned = PdfPage { sheet: press.printed(DPI).turned(3), packing: Packing::Jpeg, rotate: 1 };
    let blank = press.empty(DPI);
    let empty = || upright(blank.clone());
    let pages = vec![
        (upright(press.printed(DPI)), Place::Waits("no_code")),
        (empty(), Place::Waits("no_code")),
        (upright(press.label(0, DPI).skewed(140)), press.on(0)),
        (empty(), press.hidden_on(0)),
        (
            upright({
                let sheet = press.printed(DPI);
                press.dirty(sheet)
            }),
            press.on(0),
        ),
        (upright(press.printed(DPI).code(foreign, 1)), press.on(0)),
        (upright(press.label(1, DPI).turned(2)), press.on(1)),
        (upright(press.shining(DPI)), press.hidden_on(1)),
        (turned, press.on(1)),
        (empty(), press.hidden_on(1)),
        (upright(press.label(2, DPI).damaged()), press.on(1)),
        (empty(), press.hidden_on(1)),
        (upright(press.printed(DPI).code(&nobodys, 0)), Place::Waits("unknown_code")),
        (empty(), Place::Waits("unknown_code")),
        (upright(press.printed(DPI)), Place::Waits("unknown_code")),
        (empty(), Place::Waits("unknown_code")),
        (upright(press.label(0, DPI).code(&two, 2)), Place::Waits("codes_disagree")),
        (upright(press.printed(DPI)), Place::Waits("codes_disagree")),
        (upright(press.printed(DPI).code(&gone, 0)), Place::Waits("not_allowed")),
        (upright(press.printed(DPI)), Place::Waits("not_allowed")),
        (upright(press.label(2, DPI).skewed(-90)), press.on(2)),
        (upright(press.printed(DPI)), press.on(2)),
    ];
    let (pages, places) = split(pages);
    inbox("copier/morning.pdf", pdf(&pages), places)
}

/// Black and white at 200 dpi, as a fax machine compresses it, with a case's slip and separators.
fn fax(press: &mut Press<'_>) -> File {
    const DPI: u32 = 200;
    let codes = press.codes;
    let slip = press.payload('C', &codes.case);
    let [contract, invoice] = [&codes.contract, &codes.invoice].map(|code| press.payload('D', code));
    let of_case = |paper| Place::On(codes.case_folder.clone(), paper);
    let steers = || Place::HiddenOn(codes.case_folder.clone(), PAPER);
    let blank = press.empty(DPI);
    let cover = |text: &str| blank.clone().code(text, 0);
    let pages = vec![
        (press.label(1, DPI).skewed(-220), press.on(1)),
        (press.printed(DPI), press.on(1)),
        (press.printed(DPI).skewed(60), press.on(1)),
        (cover(&slip), steers()),
        (press.printed(DPI), of_case(PAPER)),
        (cover(&contract), steers()),
        (press.printed(DPI), of_case(CONTRACT)),
        (press.printed(DPI).skewed(110), of_case(CONTRACT)),
        (cover(&invoice).skewed(300), steers()),
        (press.printed(DPI), of_case(INVOICE)),
        (blank.clone(), Place::HiddenOn(codes.case_folder.clone(), INVOICE)),
        (press.label(0, DPI), press.on(0)),
        (press.printed(DPI), press.on(0)),
    ];
    let (pages, places) = split(pages);
    inbox("fax/bilevel.tif", tiff(&pages), places)
}

/// Black and white at 300 dpi in a PDF, turned by whoever shows it; codes that are none of a folder.
fn odd(press: &mut Press<'_>) -> File {
    const DPI: u32 = 300;
    let page = |sheet: Sheet, rotate: u8| PdfPage { sheet: sheet.turned(4 - rotate), packing: Packing::G4, rotate };
    let slot = press.payload('S', &press.codes.slot.clone());
    let pages = vec![
        (page(press.printed(DPI).code(&slot, 0), 0), Place::Waits("no_code")),
        (page(press.printed(DPI).code("WIFI:S:guests;T:WPA;P:coffee;;", 0), 3), Place::Waits("foreign_only")),
        (page(press.empty(DPI), 3), Place::Waits("no_code")),
        (page(press.label(2, DPI), 1), press.on(2)),
        (page(press.printed(DPI).bars(&mut Seed(9)), 1), press.on(2)),
        (page(press.printed(DPI), 2), press.on(2)),
    ];
    let (pages, places) = split(pages);
    inbox("odd.pdf", pdf(&pages), places)
}

/// Labels that hung in a workshop for years, at 200 dpi.
fn worn(press: &mut Press<'_>) -> File {
    const DPI: u32 = 200;
    let dirty = |press: &mut Press<'_>, folder: usize| {
        let sheet = press.label(folder, DPI);
        press.dirty(sheet)
    };
    let pages = vec![
        (dirty(press, 0), press.on(0)),
        (press.printed(DPI).skewed(-45), press.on(0)),
        (press.printed(DPI), press.on(0)),
        (dirty(press, 2).skewed(250), press.on(2)),
        (press.shining(DPI), press.hidden_on(2)),
        (dirty(press, 1).turned(1), press.on(1)),
        (press.printed(DPI).turned(1), press.on(1)),
        (dirty(press, 0).turned(3).skewed(120), press.on(0)),
    ];
    let (pages, places) = split(pages);
    inbox("copier/worn.pdf", plain_pdf(&pages), places)
}

/// A photograph in a folder of the inbox that is named after an archive's folder.
fn told(press: &mut Press<'_>) -> File {
    let path = format!("{}/photo.jpg", press.codes.folders[2]);
    inbox(&path, photograph(&press.printed(200)), vec![press.on(2)])
}

fn png(press: &mut Press<'_>) -> File {
    inbox("single.png", still(&press.label(0, 200), ImageFormat::Png), vec![press.on(0)])
}

/// A label without an address, as an archive without a name of its own prints them.
fn bare(press: &mut Press<'_>) -> File {
    let code = press.codes.folders[1].clone();
    inbox("single.webp", still(&press.printed(200).code(&code, 0), ImageFormat::WebP), vec![press.on(1)])
}

/// The right code, of somebody else's archive.
fn other_host(press: &mut Press<'_>) -> File {
    let text = format!("HTTPS://OTHER.EXAMPLE.ORG/F/{}", press.codes.folders[0]);
    inbox("theirs.jpg", jpeg(&press.printed(200).code(&text, 0)), vec![Place::Waits("foreign_only")])
}

/// Five sheets were announced, and four pages came.
fn short(press: &mut Press<'_>) -> File {
    let sheets = [press.label(0, 200), press.printed(200), press.printed(200), press.printed(200)];
    let places = vec![Place::Waits("count_differs"); 4];
    File { way: Way::Sent("sheets=5&name=short.tif".to_owned()), bytes: tiff(&sheets), places }
}

/// Three sheets were announced, and both their sides came.
fn counted(press: &mut Press<'_>) -> File {
    let pages = vec![
        (press.label(0, 200), press.on(0)),
        (press.empty(200), press.hidden_on(0)),
        (press.printed(200), press.on(0)),
        (press.printed(200), press.on(0)),
        (press.label(2, 200), press.on(2)),
        (press.empty(200), press.hidden_on(2)),
    ];
    let (sheets, places) = split(pages);
    File { way: Way::Sent("sheets=3&name=counted.pdf".to_owned()), bytes: plain_pdf(&sheets), places }
}

/// It was said that all is of one folder, and a label says another.
fn contradicted(press: &mut Press<'_>) -> File {
    let pages = vec![
        (press.printed(200), press.on(1)),
        (press.label(1, 200), press.on(1)),
        (press.label(0, 200), Place::Waits("codes_disagree")),
        (press.printed(200), Place::Waits("codes_disagree")),
    ];
    let (sheets, places) = split(pages);
    let said = format!("into={}&name=contradicted.pdf", press.codes.folders[1]);
    File { way: Way::Sent(said), bytes: plain_pdf(&sheets), places }
}
