//! Printers on the network, and what they are to print.

pub mod prints;

use super::App;
use super::extract::{Asker, OnlyNew, Path, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Knowing, Page};
use crate::domain::command::{Command, LabelCommand};
use crate::domain::folder::Desk;
use crate::domain::label::{Paper, Printer, PrinterKind};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::value::Bilingual;
use crate::printing::{check_address, medium};
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A printer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrinterShown {
    /// Its code.
    code: String,
    /// Its name.
    name: Bilingual,
    /// What it understands.
    kind: PrinterKind,
    /// Where it is; for administrators only.
    address: Option<String>,
    /// Its dots in an inch.
    dpi: u32,
    /// What lies in it.
    paper: Paper,
    /// By how much it prints off, to the right, in tenths of a millimetre.
    right_tenths: i32,
    /// The same, downwards.
    down_tenths: i32,
    /// At which desks it stands: `reception`, `scanning`, `repair`, `reading`.
    #[schema(value_type = Vec<String>)]
    desks: Vec<Desk>,
    /// Whether nothing more is printed on it.
    retired: bool,
}

impl PrinterShown {
    fn of(printer: &Printer, asker: &Asker) -> Self {
        let printer = printer.clone();
        Self {
            code: printer.code,
            name: printer.name,
            kind: printer.kind,
            address: asker.require(Permission::SettingsEdit).is_ok().then_some(printer.address),
            dpi: printer.dpi,
            paper: printer.paper,
            right_tenths: printer.right_tenths,
            down_tenths: printer.down_tenths,
            desks: printer.desks,
            retired: printer.retired,
        }
    }
}

/// All printers, by code.
#[utoipa::path(get, operation_id = "list_printers", path = "/printers", tag = "labels", params(Knowing),
    responses((status = 200, body = Page<PrinterShown>)))]
pub async fn list(asker: Asker) -> Result<Json<Page<PrinterShown>>, Refusal> {
    asker.require(Permission::LabelPrint)?;
    let items = asker.state().labels.printers().map(|printer| PrinterShown::of(printer, &asker)).collect();
    Ok(Json(Page::whole(items, asker.state().seq)))
}

/// A printer as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PrinterBody {
    /// Its name.
    name: Bilingual,
    /// What it understands.
    kind: PrinterKind,
    /// `host` or `host:port`; of an IPP printer `ipp://host:port/path`.
    address: String,
    /// Its dots in an inch.
    dpi: u32,
    /// What lies in it; by default paper of each template's own size.
    #[serde(default)]
    paper: Paper,
    /// By how much it prints off, to the right, in tenths of a millimetre.
    #[serde(default)]
    right_tenths: i32,
    /// The same, downwards.
    #[serde(default)]
    down_tenths: i32,
    /// At which desks it stands: `reception`, `scanning`, `repair`, `reading`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    desks: Vec<Desk>,
    /// Whether nothing more is printed on it.
    #[serde(default)]
    retired: bool,
}

/// Adds a printer, or changes one. It has to be in the archive's own network, unless whoever runs the service allows more.
#[utoipa::path(put, operation_id = "set_printer", path = "/printers/{code}", tag = "labels", params(("code" = String, Path), OnlyNew), request_body = PrinterBody,
    responses((status = 200, body = PrinterShown), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<PrinterBody>,
) -> Result<Json<PrinterShown>, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::SettingsEdit)?;
    check_address(body.kind, body.address.trim(), app.prints.anywhere())?;
    // Of any size: which template lies on it, is asked when it is printed.
    medium(&body.paper, (30.0, 20.0))?;
    let printer = Printer {
        code: code.clone(),
        name: body.name,
        kind: body.kind,
        address: body.address,
        dpi: body.dpi,
        paper: body.paper,
        right_tenths: body.right_tenths,
        down_tenths: body.down_tenths,
        desks: body.desks,
        retired: body.retired,
    };
    let done = app.archive.execute(meta, Command::Label(LabelCommand::SetPrinter(Box::new(printer)))).await?;
    let printer = done.now.state.labels.printer(&code).ok_or(Code::Internal)?;
    Ok(Json(PrinterShown::of(printer, &asker)))
}
