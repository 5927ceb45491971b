//! Forgetting imports that hold a person: what was uploaded is a copy of his data beside the ledger.

use super::Imports;
use crate::archive::erasure::wipe;
use crate::import::open_table;
use std::fs;
use std::io;
use std::path::Path;

impl Imports {
    /// Whether any import is going on.
    #[must_use]
    pub fn any_under_way(&self) -> bool {
        self.jobs().values().any(|job| job.state.is_under_way())
    }

    /// Overwrites and removes every finished import whose files hold what `holds` knows. Answers how many went.
    ///
    /// # Errors
    /// Those of the disk; what had not gone is still listed then.
    pub fn forget(&self, holds: &dyn Fn(&str) -> bool) -> io::Result<usize> {
        let finished: Vec<_> =
            self.jobs().values().filter(|job| !job.state.is_under_way()).map(|job| job.id.clone()).collect();
        let mut gone = 0;
        for id in finished {
            let folder = self.folder_of(&id);
            if table_holds(&folder.join("table"), holds) || any_file_holds(&folder, holds) {
                wipe(&folder)?;
                self.jobs().remove(&id);
                gone += 1;
            }
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
