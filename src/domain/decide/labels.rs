//! Labels: templates of one's own, printers, what was printed and stuck on.

use super::Draft;
use super::folders::bad;
use super::organisation::{both, text};
use crate::domain::command::{LabelCommand, PrintNote, TemplatePatch};
use crate::domain::event::{Event, LabelPrint, LabelsApplied, LabelsPrinted, PrinterSet, Remark, TemplateSet};
use crate::domain::ids::FolderNo;
use crate::domain::label::{OWN_MARK, OWN_TEMPLATE_BYTES, PRINT_MAX, PRINTERS_MAX, Printer, TEMPLATES_MAX};
use crate::domain::limits::{PRINTER_ADDRESS_CHARS, REMARK_CHARS, TEMPLATE_CODE_CHARS};
use crate::domain::refusal::{Code, Refusal};
use std::collections::BTreeSet;

impl Draft<'_> {
    pub(super) fn decide_labels(&mut self, command: &LabelCommand) -> Result<(), Refusal> {
        match command {
            LabelCommand::SetTemplate(patch) => self.set_template(patch),
            LabelCommand::SetPrinter(printer) => self.set_printer(printer),
            LabelCommand::NotePrinted(note) => self.note_printed(note),
            LabelCommand::NoteApplied { folders } => self.note_applied(folders),
        }
    }

    fn set_template(&mut self, patch: &TemplatePatch) -> Result<(), Refusal> {
        let code = code(&patch.code)?;
        if !code.starts_with(OWN_MARK) {
            return Err(bad("code", &format!("{OWN_MARK}…")));
        }
        let before = self.state.labels.template(&code).map(|known| &known.set);
        let version = before.map_or(0, |before| before.version);
        if patch.if_version.is_some_and(|known| known != version) {
            return Err(Code::Stale.into());
        }
        if before.is_none() && self.state.labels.templates().len() >= TEMPLATES_MAX {
            return Err(too_many(TEMPLATES_MAX, "templates"));
        }
        let svg = patch.svg.clone().or_else(|| before.map(|before| before.svg.clone()));
        let svg = svg.ok_or_else(|| Refusal::new(Code::TemplateUnknown).with("name", &code))?;
        if svg.len() > OWN_TEMPLATE_BYTES {
            return Err(too_many(OWN_TEMPLATE_BYTES, "bytes"));
        }
        let retired = patch.retired.unwrap_or_else(|| before.is_some_and(|before| before.retired));
        if before.is_none_or(|before| (&before.svg, before.retired) != (&svg, retired)) {
            self.record(TemplateSet { code, version: version.saturating_add(1), svg, retired });
        }
        Ok(())
    }

    /// Where an address leads is asked whenever something is sent there, for names come to mean other machines.
    fn set_printer(&mut self, wish: &Printer) -> Result<(), Refusal> {
        let address = text("address", &wish.address, PRINTER_ADDRESS_CHARS)?;
        if !address.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(bad("address", "host:port"));
        }
        if !(72..=1_200).contains(&wish.dpi) {
            return Err(bad("dpi", "72–1200"));
        }
        let (mut desks, code) = (wish.desks.clone(), code(&wish.code)?);
        desks.sort_unstable();
        desks.dedup();
        let off = |tenths: i32| tenths.clamp(-1_000, 1_000);
        let printer = Printer {
            name: both("name", &wish.name)?,
            right_tenths: off(wish.right_tenths),
            down_tenths: off(wish.down_tenths),
            address,
            desks,
            code,
            ..wish.clone()
        };
        let known = self.state.labels.printer(&printer.code);
        self.context.may_set(known.is_some(), &printer.code)?;
        if known.is_none() && self.state.labels.printers().len() >= PRINTERS_MAX {
            return Err(too_many(PRINTERS_MAX, "printers"));
        }
        if known.is_none_or(|known| **known != printer) {
            self.record(PrinterSet { printer });
        }
        Ok(())
    }

    /// The label of a folder that has one already takes a reason, unless it is asked for anyway.
    fn note_printed(&mut self, note: &PrintNote) -> Result<(), Refusal> {
        let folders = self.folders_of_labels(&note.folders)?;
        let is_again =
            |folder: &FolderNo| self.state.labels.of(*folder).printed > 0 && self.state.reprints.of(*folder).is_none();
        let reason: String = note.reason.trim().chars().take(REMARK_CHARS).collect();
        if reason.is_empty() && folders.iter().any(is_again) {
            return Err(Code::ReasonRequired.into());
        }
        let print = |folder: FolderNo| self.state.labels.of(folder).printed.saturating_add(1);
        let labels: Vec<_> = folders.into_iter().map(|folder| LabelPrint { folder, print: print(folder) }).collect();
        if labels.is_empty() {
            return Ok(());
        }
        let version = self.state.labels.template(&note.template).map(|own| own.set.version);
        let (template, printer) = (code(&note.template)?, note.printer.as_deref().map(code).transpose()?);
        let remark = (!reason.is_empty()).then_some(Remark { text: reason });
        self.record(Event::LabelsPrinted(LabelsPrinted { template, version, printer, labels }, remark));
        Ok(())
    }

    fn note_applied(&mut self, codes: &[String]) -> Result<(), Refusal> {
        let mut folders = self.folders_of_labels(codes)?;
        folders.retain(|folder| !self.state.labels.of(*folder).is_applied);
        if !folders.is_empty() {
            self.record(LabelsApplied { folders });
        }
        Ok(())
    }

    /// The folders, each once, in the order in which they were named.
    fn folders_of_labels(&self, codes: &[String]) -> Result<Vec<FolderNo>, Refusal> {
        if codes.len() > PRINT_MAX {
            return Err(too_many(PRINT_MAX, "labels"));
        }
        let mut folders = codes.iter().map(|code| self.find(code)).collect::<Result<Vec<_>, _>>()?;
        let mut named = BTreeSet::new();
        folders.retain(|folder| named.insert(*folder));
        Ok(folders)
    }
}

/// The code of a template or printer: it stands in addresses.
pub(super) fn code(code: &str) -> Result<String, Refusal> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    if !(1..=TEMPLATE_CODE_CHARS).contains(&code.len()) || !code.bytes().all(fits) {
        return Err(bad("code", "a–z, 0–9, -, _"));
    }
    Ok(code.to_owned())
}

pub(super) fn too_many(limit: usize, what: &str) -> Refusal {
    Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what)
}
