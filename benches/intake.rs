//! Scanned files from file to previews: `cargo bench --bench intake`.
//!
//! Takes pages of the bench of codes (A4 at 300 dpi, with print, dirt and a label), has other programs make a file of each kind
//! of them (`intake/files.py`; its head says what it needs, and `STRONGROOM_PYTHON` names a Python that has it), and reads each in a
//! child as the service does: opening, codes, blank or not, askew or not, both previews. Time is the child's own on a
//! processor, so a busy machine does not count. Then a TIFF and a PDF of a thousand pages, and the most memory that the child
//! had: its own, and with the file that it looks at. `-- --pages N` for another number of pages, `--many N` of the thousand.
//!
//! `-- --served` gives the same files to a running service by its inbox (`intake/served.rs`), `--only NAME,NAME` some of them.
//! `-- --write DIR` writes the stack of mixed pages of the tests, with a list of where each page belongs, to be put into an inbox
//! and looked at; `--base URL --folders A,B,C --gone D --case E --case-folder F` are whose labels are on it.
#![allow(clippy::indexing_slicing, missing_docs, dead_code)]

#[path = "archive/mod.rs"]
mod archive;
#[path = "codes/mod.rs"]
mod codes;
#[path = "intake/served.rs"]
mod served;
#[path = "../tests/it/intake/stack.rs"]
#[allow(clippy::unwrap_used, clippy::panic, reason = "it is the tests'")]
mod stack;
#[path = "intake/write.rs"]
mod write;

use codes::sets::SETS;
use codes::text::Press;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use strongroom::scan::worker::{Limits, run};

/// What is to be reached, by a page of any kind.
const GOAL_PER_MINUTE: f64 = 150.0;
/// Ticks of the clock in /proc.
const TICKS: f64 = 100.0;

fn main() -> Result<(), String> {
    let number = |name, usual| argument(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (count, many) = (number("--pages", 12usize), number("--many", 1_000usize));
    if let Some(to) = argument("--write") {
        return write::stack(Path::new(&to)).map_err(|error| error.to_string());
    }
    let folder = PathBuf::from("target/intake");
    let pages = pages(count)?;
    if !folder.join("jpx.pdf").exists() {
        make("bench", &pages, None, &folder)?;
    }
    if archive::flag("--served") {
        if many > 0 && !folder.join("many.pdf").exists() {
            make("many", &pages[..1], Some(many), &folder)?;
        }
        let names = if many > 0 { &["many.tif", "many.pdf"][..] } else { &[] };
        return served::report(&folder, &pages, names).map_err(|error| error.to_string());
    }
    println!("| file       | pages |  ms of CPU a page | pages a minute and core | own memory MB | with file MB |");
    println!("|------------|------:|------------------:|------------------------:|--------------:|-------------:|");
    for (at, page) in pages.iter().enumerate() {
        std::fs::copy(page, folder.join(format!("grey-{at}.jpg"))).map_err(|error| error.to_string())?;
    }
    for kind in ["grey", "colour"] {
        let files: Vec<PathBuf> =
            (0..count).map(|at| folder.join(format!("{kind}-{at}.jpg"))).filter(|file| file.exists()).collect();
        report(&format!("{kind}.jpg"), &files)?;
    }
    for name in ["g4.tif", "jpeg.pdf", "colour.pdf", "g4.pdf", "jbig2.pdf", "jpx.pdf"] {
        report(name, &[folder.join(name)])?;
    }
    if many > 0 {
        if !folder.join("many.pdf").exists() {
            make("many", &pages[..1], Some(many), &folder)?;
        }
        for name in ["many.tif", "many.pdf"] {
            report(name, &[folder.join(name)])?;
        }
    }
    Ok(())
}

/// The text behind an argument.
fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// Pages of the set of codes of 18 mm at 300 dpi.
fn pages(count: usize) -> Result<Vec<PathBuf>, String> {
    let (set, folder) = (&SETS[0], Path::new("target/codes").join(SETS[0].name));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut press = Press::new()?;
    let mut files = Vec::new();
    for number in 0..count {
        let file = folder.join(format!("{number:04}.jpg"));
        set.page_at(&mut press, (set.name, number), &file)?;
        files.push(file);
    }
    Ok(files)
}

fn make(what: &str, pages: &[PathBuf], count: Option<usize>, folder: &Path) -> Result<(), String> {
    let python = std::env::var("STRONGROOM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut command = Command::new(python);
    command.arg("benches/intake/files.py").arg(what).args(pages);
    command.args(count.map(|count| count.to_string())).arg(folder);
    let status = command.status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("files.py {what}: {status}")) }
}

/// Reads files and prints a row.
fn report(name: &str, files: &[PathBuf]) -> Result<(), String> {
    let exe = &archive::server::program();
    let previews = Path::new("target/intake/previews");
    std::fs::create_dir_all(previews).map_err(|error| error.to_string())?;
    let (begun, clock) = (of_children(), Instant::now());
    let (mut pages, mut own_kb, mut all_kb) = (0, 0, 0);
    for file in files {
        let read = run(exe, file, previews, &Limits::default(), &mut |_| {
            pages += 1;
            let (own, all) = memory_of_children_kb(std::process::id());
            (own_kb, all_kb) = (own_kb.max(own), all_kb.max(all));
            ControlFlow::Continue(())
        });
        read.map_err(|fault| format!("{}: {fault:?}", file.display()))?;
    }
    let each = (of_children() - begun) / f64::from(pages.max(1));
    let per_minute = 60.0 / each;
    let missed = if per_minute < GOAL_PER_MINUTE { " (below the goal)" } else { "" };
    println!(
        "| {name:10} | {pages:5} | {:17.0} | {per_minute:23.0} | {:13} | {:12} |{missed} {:.1} s by the clock",
        each * 1_000.0,
        own_kb / 1024,
        all_kb / 1024,
        clock.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Seconds that children which have ended were on a processor.
fn of_children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets: user and system time of children are the fourteenth and fifteenth.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(13) + ticks(14)) / TICKS
}

/// Of the child of a process that works: memory of its own now, and the most it ever had with what it looked at of its file.
fn memory_of_children_kb(process: u32) -> (u64, u64) {
    let mut most = (0, 0);
    for thread in std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
        let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let status = std::fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default();
            let value = |key: &str| {
                let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_default();
                line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok()).unwrap_or_default()
            };
            most = (most.0.max(value("RssAnon:")), most.1.max(value("VmHWM:")));
        }
    }
    most
}
