//! Prints on disk: one file each, written anew with every change, to a new file that takes the old one's place.

use super::PrintJob;
use crate::disk;
use crate::domain::refusal::Refusal;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const ENDING: &str = "json";
const NEW: &str = "new";

/// The folder with all prints.
#[derive(Debug)]
pub struct Store(PathBuf);

impl Store {
    /// Opens the folder, made if it is not there.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// All prints. What cannot be read is left where it is and named; what was being written when the process was killed
    /// is cleared away.
    pub fn read(&self) -> io::Result<BTreeMap<String, PrintJob>> {
        let mut prints = BTreeMap::new();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            if has_ending(&path, NEW) {
                fs::remove_file(&path)?;
            } else if has_ending(&path, ENDING) {
                match serde_json::from_slice::<PrintJob>(&fs::read(&path)?) {
                    Ok(print) if self.place(&print.id) == path => drop(prints.insert(print.id.clone(), print)),
                    _ => tracing::warn!(path = %path.display(), "a print cannot be read"),
                }
            }
        }
        Ok(prints)
    }

    /// Writes a print down; it is on the disk when this returns.
    pub fn write(&self, print: &PrintJob) -> Result<(), Refusal> {
        self.replace(print).map_err(|error| {
            tracing::error!(%error, print = print.id, "a print could not be written down");
            disk::code_of(&error).into()
        })
    }

    fn replace(&self, print: &PrintJob) -> io::Result<()> {
        let place = self.place(&print.id);
        let temporary = place.with_extension(NEW);
        let mut file = File::create(&temporary)?;
        file.write_all(&serde_json::to_vec(print)?)?;
        file.sync_all()?;
        fs::rename(&temporary, &place)?;
        File::open(&self.0)?.sync_all()
    }

    /// Forgets a print.
    pub fn remove(&self, id: &str) {
        if let Err(error) = fs::remove_file(self.place(id)) {
            tracing::warn!(%error, print = id, "an old print could not be removed");
        }
    }

    fn place(&self, id: &str) -> PathBuf {
        self.0.join(id).with_extension(ENDING)
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|known| known == ending)
}
