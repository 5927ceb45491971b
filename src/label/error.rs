//! Why a template was not taken or a label not made, each with its code in the table of refusals.

use crate::domain::refusal::{Code, Refusal};
use std::fmt;
use thiserror::Error;

/// A part of a sentence, in each language; nobody reads a sentence half in one and half in the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Said {
    /// The same in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// What a library says in English, and in Chinese that it is `of` that it says it.
    pub fn reported(of: &str, error: &impl fmt::Display) -> Self {
        Self::new(format!("{of}: {error}"), format!("{of} 不合规范"))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// What can go wrong between a template and a printed label.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LabelError {
    /// No XML, no SVG, or a value that makes no sense.
    #[error("line {line}: {detail}")]
    Unreadable {
        /// The line of the template.
        line: u32,
        /// What is wrong.
        detail: Said,
    },
    /// An element or attribute that templates may not have.
    #[error("line {line}: {what} is not allowed")]
    Forbidden {
        /// The line of the template.
        line: u32,
        /// The element or attribute.
        what: Said,
    },
    /// A reference that leaves the template.
    #[error("line {line} links to {target}")]
    LinksOutside {
        /// The line of the template.
        line: u32,
        /// What it refers to.
        target: String,
    },
    /// `use` that comes back to itself.
    #[error("line {line} shows a part of itself within itself")]
    Loops {
        /// The line of the template.
        line: u32,
    },
    /// A field that this kind of label does not have.
    #[error("line {line}: no field {field} for {kind}")]
    FieldUnknown {
        /// The line of the template.
        line: u32,
        /// The field.
        field: String,
        /// The kind of label.
        kind: Said,
    },
    /// Something is drawn where the QR code is.
    #[error("line {line}: {what} runs into the QR code")]
    Overlaps {
        /// The line of the template.
        line: u32,
        /// What.
        what: Said,
    },
    /// More than is allowed.
    #[error("at most {limit} {what}")]
    TooMuch {
        /// How much is allowed.
        limit: usize,
        /// Of what.
        what: &'static str,
    },
    /// No template or medium has that name.
    #[error("no template or medium {name}")]
    Unknown {
        /// The name.
        name: String,
    },
    /// A text that no QR code of ours may hold.
    #[error("not for a QR code: {payload}")]
    QrPayload {
        /// The text.
        payload: String,
    },
    /// The code would be too dense to be read.
    #[error("a QR code of {modules} modules does not fit into {side_mm} mm at {dpi} dpi")]
    QrDoesNotFit {
        /// What it should say.
        payload: String,
        /// Modules in a row, with the quiet zone.
        modules: usize,
        /// The room there is.
        side_mm: f32,
        /// The printer's dots in an inch.
        dpi: u32,
    },
    /// A code in plain text does not fit, and half a code is worse than none.
    #[error("{text} does not fit")]
    TextDoesNotFit {
        /// The text.
        text: String,
    },
    /// The label is larger than its place on the sheet.
    #[error("a label of {label} mm does not fit on {medium}")]
    DoesNotFit {
        /// The label's size.
        label: String,
        /// The medium's name.
        medium: String,
    },
    /// An encoder failed, which it should not.
    #[error("not written: {detail}")]
    Output {
        /// What it said.
        detail: String,
    },
}

impl From<LabelError> for Refusal {
    fn from(error: LabelError) -> Self {
        match error {
            LabelError::Unreadable { line, detail } => {
                Self::new(Code::TemplateUnreadable).with("line", line).in_words("detail", &detail.en, &detail.zh)
            }
            LabelError::Forbidden { line, what } => {
                Self::new(Code::TemplateForbidden).with("line", line).in_words("what", &what.en, &what.zh)
            }
            LabelError::LinksOutside { line, target } => {
                Self::new(Code::TemplateLinksOutside).with("line", line).with("target", target)
            }
            LabelError::Loops { line } => Self::new(Code::TemplateLoops).with("line", line),
            LabelError::FieldUnknown { line, field, kind } => {
                let refusal = Self::new(Code::TemplateFieldUnknown).with("line", line).with("field", field);
                refusal.in_words("kind", &kind.en, &kind.zh)
            }
            LabelError::Overlaps { line, what } => {
                Self::new(Code::TemplateOverlaps).with("line", line).in_words("what", &what.en, &what.zh)
            }
            LabelError::TooMuch { limit, what } => {
                Self::new(Code::LimitExceeded).with("limit", limit).with("what", what)
            }
            LabelError::Unknown { name } => Self::new(Code::TemplateUnknown).with("name", name),
            LabelError::QrPayload { payload } => Self::new(Code::QrPayloadInvalid).with("payload", payload),
            LabelError::QrDoesNotFit { payload, modules, side_mm, dpi } => Self::new(Code::QrDoesNotFit)
                .with("payload", payload)
                .with("modules", modules)
                .with("side_mm", side_mm)
                .with("dpi", dpi),
            LabelError::TextDoesNotFit { text } => Self::new(Code::LabelTextDoesNotFit).with("text", text),
            LabelError::DoesNotFit { label, medium } => {
                Self::new(Code::LabelDoesNotFit).with("label", label).with("medium", medium)
            }
            LabelError::Output { detail } => Self::new(Code::LabelNotWritten).with("detail", detail),
        }
    }
}
