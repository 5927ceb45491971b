//! Which folders are volumes of one file.

use crate::domain::event::{FoldersMerged, VolumeAdded, VolumeLeft};
use crate::domain::ids::FolderNo;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many volumes a file may have.
pub const VOLUMES_MAX: usize = 99;

/// All files that have more than one volume.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Volumes {
    /// The volumes of each file, by its first one, in order of their numbers.
    files: imbl::OrdMap<FolderNo, Arc<[(u16, FolderNo)]>>,
    /// The other way round.
    file_of: imbl::OrdMap<FolderNo, FolderNo>,
}

impl Volumes {
    pub(super) fn added(&mut self, event: &VolumeAdded) {
        let VolumeAdded { file, folder, volume } = *event;
        let known = self.file_of.contains_key(&folder) || self.file_of.get(&file).is_some_and(|of| *of != file);
        let before = self.files.get(&file).cloned().unwrap_or_else(|| Arc::new([(1, file)]));
        if known || file == folder || before.iter().any(|(no, _)| *no == volume) {
            return;
        }
        let mut volumes: Vec<(u16, FolderNo)> = before.iter().copied().chain([(volume, folder)]).collect();
        volumes.sort_unstable();
        self.file_of.insert(file, file);
        self.file_of.insert(folder, file);
        self.files.insert(file, volumes.into());
    }

    /// A volume that was put into another one is none any more.
    pub(super) fn merged(&mut self, event: &FoldersMerged) {
        self.take_out(event.from);
    }

    /// A folder left its file.
    pub(super) fn left(&mut self, event: &VolumeLeft) {
        self.take_out(event.folder);
    }

    /// A file of one volume is no file.
    fn take_out(&mut self, gone: FolderNo) {
        let Some(file) = self.file_of.remove(&gone) else { return };
        let left: Vec<(u16, FolderNo)> =
            self.of_file(file).iter().copied().filter(|(_, folder)| *folder != gone).collect();
        if left.len() > 1 && file != gone {
            self.files.insert(file, left.into());
            return;
        }
        self.files.remove(&file);
        for (_, folder) in left {
            self.file_of.remove(&folder);
        }
    }

    fn of_file(&self, file: FolderNo) -> &[(u16, FolderNo)] {
        self.files.get(&file).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The volumes of a folder's file in order, itself among them; none if it is a file of its own.
    #[must_use]
    pub fn of(&self, folder: FolderNo) -> &[(u16, FolderNo)] {
        self.file_of.get(&folder).map_or(&[], |file| self.of_file(*file))
    }

    /// The first volume of a folder's file; itself, if it has no others.
    #[must_use]
    pub fn file(&self, folder: FolderNo) -> FolderNo {
        self.file_of.get(&folder).copied().unwrap_or(folder)
    }

    /// Which volume of its file a folder is, if it is one.
    #[must_use]
    pub fn number(&self, folder: FolderNo) -> Option<u16> {
        self.of(folder).iter().find(|(_, known)| *known == folder).map(|(no, _)| *no)
    }

    /// The number that the next volume of a folder's file gets.
    #[must_use]
    pub fn next(&self, folder: FolderNo) -> u16 {
        self.of(folder).last().map_or(2, |(no, _)| no.saturating_add(1))
    }

    /// All files, by their first volume.
    pub fn files(&self) -> impl Iterator<Item = (FolderNo, &[(u16, FolderNo)])> {
        self.files.iter().map(|(file, volumes)| (*file, volumes.as_ref()))
    }
}
