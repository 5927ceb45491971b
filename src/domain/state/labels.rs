//! Which folders have their labels; templates of one's own and printers, as they are now.

use super::Stamp;
use crate::domain::column::Column;
use crate::domain::event::{Event, TemplateSet};
use crate::domain::ids::FolderNo;
use crate::domain::label::Printer;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What became of a folder's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LabelRow {
    /// How often it was printed.
    pub printed: u16,
    /// Whether it is on the folder.
    pub is_applied: bool,
}

impl LabelRow {
    /// Whether a folder never had one: none was printed, and none is on it.
    #[must_use]
    pub fn is_wanting(self) -> bool {
        self.printed == 0 && !self.is_applied
    }
}

/// A template of one's own in its newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTemplate {
    /// What was said of it last.
    pub set: TemplateSet,
    /// The frames that hold its versions, from the first.
    pub seqs: Vec<u64>,
}

/// Everything about labels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Labels {
    rows: Column<LabelRow>,
    templates: imbl::OrdMap<String, Arc<OwnTemplate>>,
    printers: imbl::OrdMap<String, Arc<Printer>>,
}

impl Labels {
    /// Of a folder that is no folder it knows nothing.
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::FolderRegistered(event, _) if event.folder.index() == self.rows.len() => {
                self.rows.push(LabelRow::default());
            }
            Event::LabelsPrinted(event, _) => {
                for label in &event.labels {
                    self.change(label.folder, |row| *row = LabelRow { printed: label.print, is_applied: false });
                }
            }
            Event::LabelsApplied(event) => {
                event.folders.iter().for_each(|folder| self.change(*folder, |row| row.is_applied = true));
            }
            Event::Reprinted(event) => self.change(event.folder, |row| row.is_applied = true),
            Event::TemplateSet(event) => {
                let mut seqs = self.templates.get(&event.code).map(|known| known.seqs.clone()).unwrap_or_default();
                seqs.push(stamp.seq);
                self.templates.insert(event.code.clone(), Arc::new(OwnTemplate { set: event.clone(), seqs }));
            }
            Event::PrinterSet(event) => {
                self.printers.insert(event.printer.code.clone(), Arc::new(event.printer.clone()));
            }
            _ => {}
        }
    }

    fn change(&mut self, folder: FolderNo, change: impl FnOnce(&mut LabelRow)) {
        if let Some(row) = self.rows.get_mut(folder.index()) {
            change(row);
        }
    }

    /// What became of a folder's label.
    #[must_use]
    pub fn of(&self, folder: FolderNo) -> LabelRow {
        self.rows.get(folder.index()).copied().unwrap_or_default()
    }

    /// What became of all labels, by folder.
    pub fn iter(&self) -> impl Iterator<Item = (FolderNo, LabelRow)> + '_ {
        self.rows.iter().enumerate().map(|(no, row)| (FolderNo(no as u32), *row))
    }

    /// A template of one's own.
    #[must_use]
    pub fn template(&self, code: &str) -> Option<&Arc<OwnTemplate>> {
        self.templates.get(code)
    }

    /// All templates of one's own, retired ones too, by code.
    pub fn templates(&self) -> impl ExactSizeIterator<Item = &Arc<OwnTemplate>> {
        self.templates.values()
    }

    /// A printer.
    #[must_use]
    pub fn printer(&self, code: &str) -> Option<&Arc<Printer>> {
        self.printers.get(code)
    }

    /// All printers, retired ones too, by code.
    pub fn printers(&self) -> impl ExactSizeIterator<Item = &Arc<Printer>> {
        self.printers.values()
    }
}
