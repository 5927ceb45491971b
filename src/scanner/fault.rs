//! What goes wrong between the archive and a scanner, each with its stable code.

use super::escl::{ScannerState, Status};
use crate::domain::refusal::{Code, Refusal};
use crate::printing::Trouble;

/// Why a scanner did not scan.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// It has a code, and maybe a word of the scanner's.
    Told {
        /// The code.
        code: Code,
        /// The scanner's own word.
        word: String,
    },
    /// Nobody wants it any more.
    Unwanted,
}

impl Fault {
    /// One that says all by its code.
    #[must_use]
    pub fn of(code: Code) -> Self {
        Self::Told { code, word: String::new() }
    }

    /// One with a word of the scanner's, cut short.
    #[must_use]
    pub fn said(code: Code, word: impl Into<String>) -> Self {
        let plain = |letter: &char| letter.is_ascii_alphanumeric() || " -._/".contains(*letter);
        Self::Told { code, word: word.into().chars().filter(plain).take(60).collect() }
    }

    /// One of an address.
    #[must_use]
    pub fn address(code: Code, address: &str) -> Self {
        Self::Told { code, word: address.chars().take(200).collect() }
    }

    /// What devices on the network do, as scanners do it.
    #[must_use]
    pub fn of_trouble(trouble: Trouble) -> Self {
        let code = |code| match code {
            Code::PrinterAway => Code::ScannerAway,
            Code::PrinterStuck => Code::ScannerStuck,
            Code::PrinterNonsense => Code::ScannerNonsense,
            other => other,
        };
        match trouble {
            Trouble::Later(known) | Trouble::Failed(known) => Self::of(code(known)),
            Trouble::Refused(known, word) => Self::said(code(known), word),
            Trouble::Unwanted => Self::Unwanted,
        }
    }

    /// What a scanner says that is wrong with it.
    #[must_use]
    pub fn in_status(status: &Status) -> Option<Self> {
        match status.state {
            ScannerState::Jammed => Some(Self::of(Code::ScannerJam)),
            ScannerState::Open => Some(Self::of(Code::ScannerOpen)),
            ScannerState::Stopped => Some(Self::said(Code::ScannerGaveUp, status.word.as_str())),
            ScannerState::Idle | ScannerState::Busy => None,
        }
    }

    /// The same as it is told, of a scanner.
    #[must_use]
    pub fn refusal(self, name: &str) -> Refusal {
        match self {
            Self::Unwanted => Code::ScannerRunOver.into(),
            Self::Told { code: code @ (Code::ScannerAddress | Code::ScannerOutside), word } => {
                Refusal::new(code).with("address", word)
            }
            Self::Told { code: code @ (Code::ScannerRefused | Code::ScannerGaveUp | Code::ScannerUnsafe), word } => {
                Refusal::new(code).with("name", name).with("status", word)
            }
            Self::Told { code, .. } => Refusal::new(code).with("name", name),
        }
    }
}
