//! What stands on a case's slip beside its words: the code that a scanner reads.

use crate::domain::code::{QrKind, qr_payload};
use crate::domain::decide::find_case;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::http::extract::{Asker, Path};
use crate::http::problem::Problem;
use axum::http::header;
use axum::response::IntoResponse;
use qrcode::QrCode;
use qrcode::render::svg;

/// How wide and high the picture is at least, in pixels.
const SIDE_PX: u32 = 200;

/// The QR code of a case's slip: its address, or its bare code while the archive has no base URL.
#[utoipa::path(get, operation_id = "show_case_qr", path = "/cases/{case}/qr.svg", tag = "cases", params(("case" = String, Path), crate::http::shape::Knowing),
    responses((status = 200, content((String = "image/svg+xml"))), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn qr(Path(case): Path<String>, asker: Asker) -> Result<impl IntoResponse, Refusal> {
    asker.require(Permission::FolderSee)?;
    let state = asker.state();
    let case = find_case(state, &asker.sight, &case)?;
    let text = qr_payload(&state.organisation.settings().base_url, QrKind::Case, state.cases.code(case));
    let code = QrCode::new(text).map_err(|_| Code::Internal)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(SIDE_PX, SIDE_PX).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture))
}
