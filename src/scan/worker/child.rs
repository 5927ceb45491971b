//! The child's side: one file, read to its end or its fault, a line for each page.

use super::{CODE_BYTES_MAX, Errand, Legible, Limits, Line, Orders, View, WorkerPage, confine};
use crate::domain::scan::{ScanFault, WIDTHS_PX, preview_name};
use crate::scan::file;
use crate::scan::page::{PageImage, Turn, legible, look, view};
use crate::scan::qr::{Limits as CodeLimits, ReadCode, read_codes};
use std::io::{Read as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

/// Orders are this short.
const ORDERS_BYTES: u64 = 64 << 10;

/// Does what standard input says with one file, and writes lines on standard output.
///
/// # Errors
/// If it was not told what to do, or nobody listens any more. What is wrong with the file is no error but its last line.
pub fn serve(file: &Path, folder: &Path) -> std::io::Result<()> {
    let mut orders = Vec::new();
    std::io::stdin().take(ORDERS_BYTES).read_to_end(&mut orders)?;
    let orders: Orders = serde_json::from_slice(&orders)?;
    confine::confine(file, folder, orders.limits.memory_bytes);
    let mut out = std::io::stdout().lock();
    let work = || match orders.errand {
        Errand::Pages { from } => pages(file, folder, from, &orders.limits, &mut out),
        Errand::View(wanted) => one(file, folder, &orders.limits, &wanted),
        Errand::Legible(wanted) => readable(file, folder, &orders.limits, wanted),
    };
    // A panic in a decoder is a fault of the file; its words go to standard error, for the log.
    let read = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(ScanFault::Crashed));
    let last = read.map_or_else(Line::Fault, |pages| Line::Done { pages });
    say(&mut out, &last)
}

fn say(out: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    out.write_all(&bytes)?;
    out.flush()
}

fn pages(file: &Path, folder: &Path, from: u32, limits: &Limits, out: &mut impl Write) -> Result<u32, ScanFault> {
    confine::allow_seconds(seconds(limits));
    // What it says of itself is for whoever waits; a file that breaks over this breaks below, where its fault is told.
    let of = catch_unwind(|| file::count(file, &limits.file)).ok().flatten();
    confine::allow_seconds(seconds(limits));
    file::pages_from(file, from, &limits.file, &mut |page| {
        let done = finish(&page, folder, limits)?;
        // Nobody listens: nobody hears what this returns either.
        say(out, &Line::Page(WorkerPage { of, ..done })).map_err(|_| ScanFault::Vanished)?;
        confine::allow_seconds(seconds(limits));
        Ok(())
    })
}

fn seconds(limits: &Limits) -> u64 {
    limits.page_ms.div_ceil(1_000)
}

/// All that there is to do with a page.
fn finish(page: &PageImage, folder: &Path, limits: &Limits) -> Result<WorkerPage, ScanFault> {
    let time = Duration::from_millis(limits.codes_ms);
    let mut codes = read_codes(&page.grey, &CodeLimits { time, codes: limits.codes, ..CodeLimits::default() });
    codes.sort_by(|one, other| height(one).total_cmp(&height(other)));
    let look = look(page);
    for width_px in WIDTHS_PX {
        let picture =
            view(page, Some(width_px), look.skew_centideg, Turn::default()).map_err(|_| ScanFault::TooLarge)?;
        keep(folder, &preview_name(page.index, width_px), &picture)?;
    }
    Ok(WorkerPage {
        index: page.index,
        of: None,
        width_px: page.grey.width(),
        height_px: page.grey.height(),
        dpi: page.dpi,
        codes: codes.into_iter().map(|code| cut(code.text)).collect(),
        // What could not be read is white, and nobody knows what is there.
        blank: look.is_blank && !page.lacks,
        skew_centideg: look.skew_centideg,
        lacks: page.lacks,
    })
}

/// No more of a code's text than is told.
fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(CODE_BYTES_MAX));
    text
}

fn height(code: &ReadCode) -> f32 {
    code.corners.iter().map(|corner| corner.y).sum()
}

fn one(file: &Path, folder: &Path, limits: &Limits, wanted: &View) -> Result<u32, ScanFault> {
    confine::allow_seconds(seconds(limits));
    let page = file::page(file, wanted.index, &limits.file)?;
    let turn = Turn::quarters(wanted.quarters);
    let skew_centideg = if wanted.is_straight { look(&page).skew_centideg } else { 0 };
    let picture = view(&page, wanted.width_px, skew_centideg, turn).map_err(|_| ScanFault::TooLarge)?;
    keep(folder, &wanted.name(), &picture)?;
    Ok(1)
}

fn readable(file: &Path, folder: &Path, limits: &Limits, wanted: Legible) -> Result<u32, ScanFault> {
    confine::allow_seconds(seconds(limits));
    let page = file::page(file, wanted.index, &limits.file)?;
    let picture = legible(&page, Turn::quarters(wanted.quarters), wanted.specks).map_err(|_| ScanFault::TooLarge)?;
    keep(folder, Legible::NAME, &picture)?;
    Ok(1)
}

/// Writes a picture so that it is there whole or not at all. It is not synced: it can be made again.
fn keep(folder: &Path, name: &str, picture: &[u8]) -> Result<(), ScanFault> {
    let half = folder.join(format!("{name}.part"));
    let written = std::fs::write(&half, picture).and_then(|()| std::fs::rename(&half, folder.join(name)));
    // The folder is gone, or the disk is full: it is not the file's fault, and it can be read again.
    written.map_err(|error| {
        eprintln!("{}: {error}", half.display());
        ScanFault::Crashed
    })
}
