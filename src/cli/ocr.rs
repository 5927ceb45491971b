//! Reading the text of pages: started behind `serve`, looked after by `doctor`.

use crate::archive::Service;
use crate::config::{Config, OcrSettings};
use crate::intake::Intake;
use crate::ocr::{Checking, Parts, Reading, Settings};
use anyhow::{Context, Result};

/// How one gets a command that reads, for whoever has none.
const HOW: &str = "install tesseract with chi_sim and eng, and set ocr_command = \"tesseract\"";

/// Starts reading, if a command is given; files that come in are read first.
pub fn start(config: &Config, service: &Service, intake: &Intake) -> Result<Option<Reading>> {
    let Some(given) = &config.ocr else { return Ok(None) };
    let program = std::env::current_exe().context("this program cannot be found to start it as a child")?;
    let parts = Parts {
        archive: service.archive.clone(),
        files: service.files.clone(),
        texts: service.texts.clone(),
        data_dir: config.data.clone(),
        program,
        limits: super::intake::limits(config),
        settings: settings(given),
    };
    let intake = intake.clone();
    Reading::start(parts, move || intake.is_reading()).context("reading the text of pages").map(Some)
}

/// Says whether text is read, and whether the command can do it.
pub fn tell(config: &Config) {
    let Some(given) = &config.ocr else {
        say!("text of pages     not read: {HOW}");
        return;
    };
    let (program, settings) = (std::env::current_exe(), settings(given));
    say!("text of pages     read by {}", settings.command.join(" "));
    let folder = std::env::temp_dir().join(format!("strongroom-ocr-{}", std::process::id()));
    let checked = program.map_err(|error| error.to_string()).and_then(|program| {
        let checking = Checking { program: &program, settings: &settings };
        checking.check(&folder).map_err(|fault| fault.to_string())
    });
    let _ = std::fs::remove_dir_all(&folder);
    match checked {
        Ok(checked) if checked.missing.is_empty() => {
            say!("                  it works: {:?} on a page of ours", checked.read)
        }
        Ok(checked) => say!("                  it WORKS WITHOUT {}: {HOW}", checked.missing.join(", ")),
        Err(why) => say!("                  it DOES NOT WORK: {why}; {HOW}"),
    }
}

fn settings(given: &OcrSettings) -> Settings {
    let OcrSettings { command, languages, page } = given.clone();
    Settings { command, languages, page }
}
