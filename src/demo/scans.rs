//! Stacks of the demonstration as an office scanner would leave them in the inbox: slips of cases with papers behind them,
//! crooked and noisy as scans are, one page upside down, and two of which nobody knows where they belong.

use super::random::Random;
use crate::archive::labels::{Asked, Content as Filled, Subject, Tongue, content};
use crate::archive::{Archive, Published, today};
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperNo;
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::export::jpeg_head;
use crate::export::pdf::{Pdf, PdfPage};
use crate::label::{Content, Page, Rasteriser, Template, Words, shipped};
use crate::views::Views;
use chrono::NaiveDate;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};

const PAPER: &str = include_str!("../../presets/demo/paper.svg");
const DPI: u32 = 150;
const QUALITY: u8 = 60;
const SEED: u64 = 8_2026;
/// How far a page may lie askew: the tangent of one degree and a half.
const SKEW_MAX: f32 = 0.026;
/// Papers behind each slip, by their places on the type's list.
const PAPERS: u16 = 2;

/// A file for the inbox.
#[derive(Debug)]
pub struct DemoScan {
    /// Its name, as a scanner gives it.
    pub name: &'static str,
    /// A PDF.
    pub bytes: Vec<u8>,
}

/// Draws the stacks: what came last week, and what lies on the glass this morning.
///
/// # Errors
/// `NotCaughtUp` if the views do not follow, `Internal` if a form of ours cannot be drawn.
pub fn scans(archive: &Archive, views: &Views) -> Result<Vec<DemoScan>, Refusal> {
    let now = archive.now();
    let waiting = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|_| Code::Internal)?;
    waiting.block_on(views.surely_caught_up(now.state.seq))?;
    let received = now.state.cases.rows_newest().filter(|(_, row)| row.received_on.is_some()).map(|(case, _)| case);
    let mut received: Vec<CaseNo> = received.collect();
    received.reverse();
    let Some((last_week, this_morning)) = received.split_at_checked(2) else { return Ok(Vec::new()) };
    let sight = Sight::everything();
    let mut scanner = Scanner::new(&now, views, &sight, today(&now.state, archive.clock()))?;
    for case in last_week {
        scanner.case(*case)?;
    }
    let first = DemoScan { name: "SCAN_0001.pdf", bytes: scanner.file() };
    if let Some(&case) = this_morning.first() {
        // Two sheets lay on the stack before its first slip.
        scanner.paper(case, PaperNo(0), false)?;
        scanner.paper(case, PaperNo(1), true)?;
        scanner.case(case)?;
    }
    Ok(vec![first, DemoScan { name: "SCAN_0002.pdf", bytes: scanner.file() }])
}

/// What draws and scans.
struct Scanner<'a> {
    asked: Asked<'a>,
    slip: Template,
    separator: Template,
    paper: Template,
    glass: Rasteriser,
    chance: Random,
    pages: Vec<Vec<u8>>,
}

impl<'a> Scanner<'a> {
    fn new(now: &'a Published, views: &'a Views, sight: &'a Sight, today: NaiveDate) -> Result<Self, Refusal> {
        let asked = Asked { now, views, sight, by: None, tongue: Tongue::Zh, today };
        Ok(Self {
            asked,
            slip: shipped("case-slip-a4")?,
            separator: shipped("separator-a4")?,
            paper: Template::read(PAPER)?,
            glass: Rasteriser::new(DPI),
            chance: Random::new(SEED),
            pages: Vec::new(),
        })
    }

    /// A case’s slip, then papers, each behind its separator, the first with a blank back.
    fn case(&mut self, case: CaseNo) -> Result<(), Refusal> {
        let slip = content(self.asked, &Subject::CaseSlip(case))?;
        let drawn = page(&mut self.glass, &self.slip, slip)?;
        self.scan(drawn, false);
        for paper in (0..PAPERS).map(PaperNo) {
            let separator = content(self.asked, &Subject::Separator(case, paper))?;
            let drawn = page(&mut self.glass, &self.separator, separator)?;
            self.scan(drawn, false);
            self.paper(case, paper, paper.0 == 1)?;
            if paper.0 == 0 {
                let white = GrayImage::from_pixel(1_240, 1_754, Luma([255]));
                self.scan(white, false);
            }
        }
        Ok(())
    }

    fn paper(&mut self, case: CaseNo, paper: PaperNo, is_upside_down: bool) -> Result<(), Refusal> {
        let text = content(self.asked, &Subject::Separator(case, paper))?;
        let drawn = page(&mut self.glass, &self.paper, text)?;
        self.scan(drawn, is_upside_down);
        Ok(())
    }

    /// The page as it comes off the glass: a little askew, paper not quite white, the lamp not quite even.
    fn scan(&mut self, page: GrayImage, is_upside_down: bool) {
        let page = if is_upside_down { image::imageops::rotate180(&page) } else { page };
        let lean = (self.chance.below(2_001) as f32 / 1_000.0 - 1.0) * SKEW_MAX;
        let (width, height) = page.dimensions();
        let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
        let mut noise = Random::new(self.chance.next_u64());
        let mut scanned = GrayImage::new(width, height);
        for (y, row) in scanned.enumerate_rows_mut() {
            // A random number is enough for eight dots.
            let mut bits = 0;
            for (at, (x, _, dot)) in row.enumerate() {
                bits = if at % 8 == 0 { noise.next_u64() } else { bits >> 8 };
                // For angles this small a turn is a shift along each axis.
                let from_x = x as f32 + lean * (y as f32 - middle_y);
                let from_y = y as f32 - lean * (x as f32 - middle_x);
                let lamp = 246 - (x * 6 / width.max(1)) as i32;
                let grey = 28 + ink(&page, from_x, from_y) * (lamp - 28) / 255 + (bits % 7) as i32 - 3;
                *dot = Luma([grey.clamp(0, 255) as u8]);
            }
        }
        let mut jpeg = Vec::new();
        let written = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&scanned);
        if written.is_ok() {
            self.pages.push(jpeg);
        }
    }

    /// All that was scanned since the last file.
    fn file(&mut self) -> Vec<u8> {
        let pages = std::mem::take(&mut self.pages);
        let pages: Vec<PdfPage<'_>> = pages
            .iter()
            .filter_map(|jpeg| Some(PdfPage { jpeg, head: jpeg_head(jpeg)?, dpi: DPI as f32, quarters: 0 }))
            .collect();
        let (mut pdf, mut bytes) = Pdf::begin(pages.len(), "", None);
        for page in &pages {
            bytes.extend(pdf.page(page, None));
        }
        bytes.extend(pdf.end());
        bytes
    }
}

/// How bright a page is between four of its dots, as a lens sees it: lines that lean have no steps.
fn ink(page: &GrayImage, x: f32, y: f32) -> i32 {
    let (left, top) = (x.floor(), y.floor());
    // In sixteenths.
    let (right, below) = (((x - left) * 16.0) as i32, ((y - top) * 16.0) as i32);
    let dot = |x: f32, y: f32| {
        let dot = (x >= 0.0 && y >= 0.0).then(|| page.get_pixel_checked(x as u32, y as u32)).flatten();
        dot.map_or(255, |dot| i32::from(dot.0[0]))
    };
    let across = |y: f32| dot(left, y) * (16 - right) + dot(left + 1.0, y) * right;
    (across(top) * (16 - below) + across(top + 1.0) * below) / 256
}

fn page(glass: &mut Rasteriser, template: &Template, filled: Filled) -> Result<GrayImage, Refusal> {
    let drawn = template.draw(&Content { values: filled.values, rows: filled.rows }, Words::Zh)?;
    let first = drawn.pages.into_iter().next().ok_or(Code::Internal)?;
    let raster = glass.page(&Page::of(first))?;
    GrayImage::from_raw(raster.width_px as u32, raster.height_px as u32, raster.grey).ok_or(Code::Internal.into())
}
