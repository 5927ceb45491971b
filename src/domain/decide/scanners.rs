//! Scanners on the network.

use super::Draft;
use super::labels::{code, too_many};
use super::organisation::both;
use crate::domain::event::ScannerSet;
use crate::domain::limits::PRINTER_ADDRESS_CHARS;
use crate::domain::refusal::Refusal;
use crate::domain::scanner::{SCANNERS_MAX, Scanner};

impl Draft<'_> {
    /// Where an address leads is asked whenever something is asked there, as with printers.
    pub(super) fn set_scanner(&mut self, wish: &Scanner) -> Result<(), Refusal> {
        let address = wish.address.trim().to_owned();
        let fits = address.len() <= PRINTER_ADDRESS_CHARS && address.bytes().all(|byte| byte.is_ascii_graphic());
        if address.is_empty() || !fits {
            return Err(Refusal::bad("address", "http://host/eSCL"));
        }
        // Over a line that is not sealed nothing is shown.
        let certificate = wish.certificate.filter(|_| address.starts_with("https://"));
        let scanner = Scanner {
            code: code(&wish.code)?,
            name: both("name", &wish.name)?,
            address,
            retired: wish.retired,
            certificate,
        };
        let known = self.state.scans.scanner(&scanner.code);
        self.context.may_set(known.is_some(), &scanner.code)?;
        if known.is_none() && self.state.scans.scanners().len() >= SCANNERS_MAX {
            return Err(too_many(SCANNERS_MAX, "scanners"));
        }
        if known.is_none_or(|known| **known != scanner) {
            self.record(ScannerSet { scanner });
        }
        Ok(())
    }
}
