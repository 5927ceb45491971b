//! One print to one printer, whatever it speaks.

use super::{guard, ipp, raw};
use crate::domain::label::{Printer, PrinterKind};
use crate::domain::refusal::{Code, Refusal};
use std::time::Duration;

/// How long printers are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until one answers a call.
    pub connect: Duration,
    /// While it takes nothing, or owes an answer.
    pub stall: Duration,
    /// Until an office printer has printed what it took.
    pub whole: Duration,
}

impl Patience {
    /// The usual patience with one that takes nothing.
    #[must_use]
    pub fn of(stall: Duration) -> Self {
        Self { connect: stall.min(Duration::from_secs(5)), stall, whole: Duration::from_secs(600) }
    }
}

/// Why something was not printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing was sent; it can be tried again by itself.
    Later(Code),
    /// Somebody has to look: some of it may have been printed.
    Failed(Code),
    /// The printer will not have it, and says why in a word.
    Refused(Code, String),
    /// Nobody wants it any more.
    Unwanted,
}

impl Trouble {
    /// Whether it is tried again by itself.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Later(_))
    }

    /// The same as it is told, of a printer.
    #[must_use]
    pub fn refusal(self, printer: &str) -> Refusal {
        match self {
            Self::Later(code) | Self::Failed(code) => Refusal::new(code).with("name", printer),
            Self::Refused(code, status) => Refusal::new(code).with("name", printer).with("status", status),
            Self::Unwanted => Code::PrintOver.into(),
        }
    }
}

/// What is to be brought to a printer.
pub struct Errand<'a> {
    /// To which.
    pub printer: &'a Printer,
    /// The job in the printer's own language, or a PDF.
    pub bytes: &'a [u8],
    /// The size of a page, in hundredths of a millimetre.
    pub page: (i32, i32),
    /// The number that an IPP printer gave it before the process was killed.
    pub known_as: Option<i32>,
    /// Takes down that number.
    pub taken_as: &'a dyn Fn(i32),
    /// Whether somebody still wants it.
    pub is_wanted: &'a dyn Fn() -> bool,
    /// Whether printers outside the archive's own network are allowed.
    pub anywhere: bool,
    /// How long printers are waited for.
    pub patience: Patience,
}

impl Errand<'_> {
    /// Brings it there.
    ///
    /// # Errors
    /// Why it was not printed.
    pub fn run(&self) -> Result<(), Fault> {
        let printer = self.printer;
        let target = guard::read(printer.kind, &printer.address).map_err(Fault::Address)?;
        let addresses = match guard::resolve(&printer.code, &target, self.anywhere) {
            Err(refusal) if refusal.code == Code::PrinterAway => return Err(Trouble::Later(refusal.code).into()),
            found => found.map_err(Fault::Address)?,
        };
        match printer.kind {
            PrinterKind::Zpl | PrinterKind::Tspl => raw::send(self, &addresses)?,
            PrinterKind::Ipp => ipp::send(self, &target, &addresses)?,
        }
        Ok(())
    }
}

/// Why an errand came to nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The address cannot be used.
    Address(Refusal),
    /// The printer.
    Trouble(Trouble),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}
