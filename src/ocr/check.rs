//! Whether a command works, by a page of our own.

use super::command::{CommandFault, Pace, Run, cleared};
use super::{Settings, output_of};
use image::{GrayImage, Luma};
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// How long a command may think about a nearly empty page: programs with neural networks load for a while.
const LIMIT: Duration = Duration::from_secs(60);
/// The page, in dots.
const SIZE: (u32, u32) = (640, 240);
/// "OK 2026", in dots of which each is a square.
const LETTERS: [&str; 7] = [
    ".###..#...#.......###...###...###....##.",
    "#...#.#..#.......#...#.#...#.#...#..#...",
    "#...#.#.#............#.#..##.....#.#....",
    "#...#.##............#..#.#.#....#..####.",
    "#...#.#.#..........#...##..#...#...#...#",
    "#...#.#..#........#....#...#..#....#...#",
    ".###..#...#......#####..###..#####..###.",
];
const DOT_PX: u32 = 12;

/// A command to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Checking<'a> {
    /// This program.
    pub program: &'a Path,
    /// The command.
    pub settings: &'a Settings,
}

/// What was found of a command that works.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What it read off our page.
    pub read: String,
    /// Of tesseract: the languages that are wanted and that it does not have.
    pub missing: Vec<String>,
}

impl Checking<'_> {
    /// Lets the command read a page of ours, in a folder that is made and removed.
    ///
    /// # Errors
    /// Why it does not work.
    pub fn check(&self, folder: &Path) -> Result<Checked, CommandFault> {
        let mut checked = Checked { read: self.run(folder, &|| Pace::Go)?, missing: Vec::new() };
        if self.is_tesseract() {
            checked.missing = self.missing(folder)?;
        }
        let _ = std::fs::remove_dir_all(folder);
        Ok(checked)
    }

    pub(super) fn run(&self, folder: &Path, pace: &dyn Fn() -> Pace) -> Result<String, CommandFault> {
        let disk = |error: &dyn std::fmt::Display| CommandFault::Start(error.to_string());
        let folder = cleared(folder).map_err(|error| disk(&error))?;
        let image = folder.join("check.png");
        page().save(&image).map_err(|error| disk(&error))?;
        let printed = self.carry_out(&folder, &self.settings.command(&image), pace)?;
        Ok(output_of(&printed, SIZE, 0)?.plain().text)
    }

    fn is_tesseract(&self) -> bool {
        let program = self.settings.command.first().map(Path::new).and_then(Path::file_stem);
        program.is_some_and(|name| name.eq_ignore_ascii_case("tesseract"))
    }

    /// tesseract reads with the languages it has, and says nothing of those it has not.
    fn missing(&self, folder: &Path) -> Result<Vec<String>, CommandFault> {
        let program = self.settings.command.first().map(OsString::from).unwrap_or_default();
        let listed = self.carry_out(folder, &[program, "--list-langs".into()], &|| Pace::Go)?;
        let has = |wanted: &&str| !listed.lines().any(|line| line.trim() == *wanted);
        Ok(self.settings.languages.split('+').filter(has).map(str::to_owned).collect())
    }

    fn carry_out(&self, folder: &Path, command: &[OsString], pace: &dyn Fn() -> Pace) -> Result<String, CommandFault> {
        Run { exe: self.program, command, folder, limit: LIMIT }.carry_out(pace)
    }
}

fn page() -> GrayImage {
    let ink = |x: u32, y: u32| {
        let (column, row) = (x.checked_sub(80)? / DOT_PX, y.checked_sub(78)? / DOT_PX);
        let cell = LETTERS.get(row as usize)?.as_bytes().get(column as usize)?;
        (*cell == b'#').then_some(30)
    };
    GrayImage::from_fn(SIZE.0, SIZE.1, |x, y| Luma([ink(x, y).unwrap_or(255)]))
}
