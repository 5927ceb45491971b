//! Forgetting imports that hold a person: what was uploaded is a copy of his data beside the ledger.

use super::import_steps::TABLE;
use super::{Jobs, Work};
use crate::archive::erasure::wipe;
use crate::import::open_table;
use std::fs;
use std::io;
use std::path::Path;

impl Jobs {
    /// Whether any import is still to come to its end; it would bring back what is being forgotten.
    #[must_use]
    pub fn any_import_open(&self) -> bool {
        let table = self.table();
        let mut imports = table.jobs.values().filter(|job| matches!(job.work, Work::Import(_)));
        imports.any(|job| job.state.is_open() || table.busy.contains(&job.id))
    }

    /// Overwrites and removes every job that has ended whose files hold what `holds` knows: tables and reports of
    /// imports, but also the reasons that people gave for others. Answers how many went.
    ///
    /// # Errors
    /// Those of the disk; what had not gone is still listed then.
    pub fn forget(&self, holds: &dyn Fn(&str) -> bool) -> io::Result<usize> {
        let mut gone = 0;
        for job in self.list() {
            let folder = self.folder_of(&job);
            let has_table = matches!(job.work, Work::Import(_));
            let holds_him = || (has_table && table_holds(&folder.join(TABLE), holds)) || any_file_holds(&folder, holds);
            if job.state.is_open() || !holds_him() {
                continue;
            }
            let mut table = self.table();
            // It may have been asked for again while its files were read.
            if table.jobs.get(&job.id).is_some_and(|known| known.state.is_open()) || table.busy.contains(&job.id) {
                continue;
            }
            wipe(&folder)?;
            table.jobs.remove(&job.id);
            gone += 1;
        }
        Ok(gone)
    }
}

/// A table is asked cell by cell, whatever its encoding or format; one that cannot be read counts as holding him.
fn table_holds(path: &Path, holds: &dyn Fn(&str) -> bool) -> bool {
    let Ok(mut table) = open_table(path) else { return true };
    table.by_ref().any(|row| row.map_or(true, |row| row.cells.iter().any(|cell| holds(cell))))
}

/// Reports and the like: our own files, all of them text.
fn any_file_holds(folder: &Path, holds: &dyn Fn(&str) -> bool) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let holds_him = |path: &Path| {
        path.file_name().is_some_and(|name| name != "table")
            && fs::read(path).map_or(true, |bytes| String::from_utf8_lossy(&bytes).lines().any(holds))
    };
    entries.flatten().any(|entry| holds_him(&entry.path()))
}
