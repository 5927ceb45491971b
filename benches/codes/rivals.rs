//! Other readers, each in a process of its own: they may crash or hang without taking the bench along.

use super::figures::{Reading, cpu};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A reader that takes longer for a page has not read it.
const PATIENCE: Duration = Duration::from_secs(20);

/// zxing-cpp and zbar: `rivals.py` in a venv under `target/` that has zxing-cpp; zbar comes from Debian's zbar-tools.
pub fn python(reader: &str, pages: &[PathBuf]) -> Result<Vec<Reading>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = root.join("target/codes-venv");
    if !venv.join("bin/python").exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "zxing-cpp", "pillow", "numpy"]))?;
    }
    let mut asked = Command::new(venv.join("bin/python"));
    asked.arg(root.join("benches/codes/rivals.py")).arg(reader).args(pages).stdout(Stdio::piped());
    let mut child = asked.spawn().map_err(|error| error.to_string())?;
    let lines = child.stdout.take().map(|pipe| BufReader::new(pipe).lines()).into_iter().flatten();
    let readings: Vec<Reading> = lines.map_while(Result::ok).filter_map(|line| reading(&line)).collect();
    let status = child.wait().map_err(|error| error.to_string())?;
    if !status.success() || readings.len() != pages.len() {
        return Err(format!("{reader} read {} of {} pages: {status}", readings.len(), pages.len()));
    }
    Ok(readings)
}

/// Plain rqrr: this program again, once for each page.
pub fn plain_rqrr(page: &Path) -> Result<Reading, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut asked = Command::new(program);
    asked.arg("--rqrr").arg(page).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = asked.spawn().map_err(|error| error.to_string())?;
    let begun = Instant::now();
    loop {
        if child.try_wait().map_err(|error| error.to_string())?.is_some() {
            break;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().map_err(|error| error.to_string())?;
            child.wait().map_err(|error| error.to_string())?;
            return Ok(Reading { texts: Vec::new(), cpu: PATIENCE });
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    let mut lines = child.stdout.take().map(|pipe| BufReader::new(pipe).lines()).into_iter().flatten();
    // One that panicked says nothing, and has read nothing.
    Ok(lines.next().and_then(Result::ok).and_then(|line| reading(&line)).unwrap_or_default())
}

/// What the program does when it is asked for plain rqrr.
pub fn be_rqrr(page: &str) -> Result<(), String> {
    let picture = image::open(page).map_err(|error| error.to_string())?.into_luma8();
    let begun = cpu();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_raw();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let texts: Vec<String> = prepared.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
    println!("{}\t{}", (cpu() - begun).as_micros(), texts.join("|"));
    Ok(())
}

fn reading(line: &str) -> Option<Reading> {
    let (micros, texts) = line.split_once('\t')?;
    let texts = texts.split('|').filter(|text| !text.is_empty()).map(str::to_owned).collect();
    Some(Reading { texts, cpu: Duration::from_micros(micros.parse().ok()?) })
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}
