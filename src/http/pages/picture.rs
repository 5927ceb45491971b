//! Pictures of pages.

use crate::archive::pictures::{Wanted, turned};
use crate::domain::ids::FolderNo;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{LARGE_PX, SMALL_PX, ScanMedia, is_askew};
use crate::domain::state::{Page, Scan, State};
use crate::http::App;
use crate::http::extract::{Asker, Path, Query};
use crate::http::problem::Problem;
use crate::http::scans::shape::Scans;
use axum::body::Body;
use axum::extract::State as Of;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What a browser may do with a picture: show it.
const POLICY: &str = "sandbox; default-src 'none'";

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub enum Width {
    /// For lists.
    #[serde(rename = "240")]
    Small,
    /// To read.
    #[default]
    #[serde(rename = "1200")]
    Large,
    /// As it was scanned.
    #[serde(rename = "full")]
    Full,
}

impl Width {
    fn px(self) -> Option<u32> {
        match self {
            Self::Small => Some(SMALL_PX),
            Self::Large => Some(LARGE_PX),
            Self::Full => None,
        }
    }
}

/// Which picture.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Looking {
    /// `240` for lists, `1200` to read, `full` as it was scanned.
    #[serde(default)]
    #[param(inline)]
    width: Width,
    /// The page's `quarters`: an address that has them may be kept for ever.
    turn: Option<u8>,
}

/// A picture of a page, straightened and turned as somebody turned it. Looking at one of a confidential folder is recorded
/// first, once for all that is looked at together. One that is being made is a 503 with `Retry-After`.
#[utoipa::path(get, operation_id = "page_picture", path = "/pages/{no}/picture", tag = "scans", params(("no" = u32, Path), Looking),
    responses((status = 200, content((Vec<u8> = "image/jpeg"))), (status = 304), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn picture(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(looking): Query<Looking>,
    headers: HeaderMap,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&super::LOOKERS)?;
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let (_, page) = scans.find_page(no)?;
    let scan = asker.state().scans.get(page.scan).ok_or(Code::Internal)?;
    let folder = page.stands.folder();
    if let Some(folder) = folder {
        app.looks.look(&app, &asker, folder).await?;
    }
    let wanted = wanted(scan, &page, looking.width);
    let is_straight = is_straight(&app, wanted);
    let lies = if is_straight.is_some() { "" } else { "-as-it-came" };
    let tag = format!("\"{}-{}-{}-{:?}{lies}\"", scan.sha256, page.index, page.quarters, looking.width);
    // As long as nobody knows how a page lies, it is shown as it came, and not kept so.
    let may_keep = looking.turn == Some(page.quarters) && is_straight.is_some() && !is_confidential(&asker, folder);
    let keeping = if may_keep { "private, max-age=31536000, immutable" } else { "private, no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, keeping.to_owned())];
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let (kind, body) = content(&app, asker.state(), (no, &page), wanted, is_straight).await?;
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    Ok((kept, about, body).into_response())
}

pub(super) fn wanted(scan: &Scan, page: &Page, width: Width) -> Wanted {
    Wanted { sha256: scan.sha256, index: page.index, width_px: width.px(), quarters: page.quarters }
}

/// Where nobody has declared a class, everything is confidential.
fn is_confidential(asker: &Asker, folder: Option<FolderNo>) -> bool {
    let class = folder.and_then(|folder| asker.state().folders.get(folder)).map(|row| row.class);
    class.is_some_and(|class| asker.state().organisation.class(class).is_none_or(|class| class.confidential))
}

/// Whether a page's lines lie straight in its file; nothing as long as nobody has looked.
fn is_straight(app: &App, wanted: Wanted) -> Option<bool> {
    app.pictures.note(wanted).map(|note| !is_askew(note.skew_centideg))
}

/// The picture's bytes. One that is not there is asked for, unless its original is known to be damaged.
async fn content(
    app: &App,
    state: &State,
    (no, page): (u32, &Page),
    wanted: Wanted,
    is_straight: Option<bool>,
) -> Result<(&'static str, Body), Refusal> {
    if let Some(jpeg) = jpeg_of(app, wanted).await? {
        return Ok(("image/jpeg", Body::from(jpeg)));
    }
    if state.scans.damage(page.scan).is_some() {
        return Err(Refusal::new(Code::OriginalMissing).with("scan", page.scan));
    }
    let scan = state.scans.get(page.scan).ok_or(Code::Internal)?;
    // What browsers show, and has not to be straightened, is shown as it came.
    let is_whole = wanted.width_px.is_none() && wanted.quarters == 0 && wanted.index == 0 && is_straight != Some(false);
    if is_whole && matches!(scan.media_type, ScanMedia::Jpeg | ScanMedia::Png | ScanMedia::Webp) {
        let content = app.files.originals.get(scan.sha256).await.map_err(super::super::scans::refused)?;
        return Ok((scan.media_type.name(), Body::from_stream(content)));
    }
    app.pictures.ask(wanted);
    Err(Refusal::new(Code::PictureBeingMade).with("page", no))
}

/// A picture from the previews: as it lies there, or turned.
pub(super) async fn jpeg_of(app: &App, wanted: Wanted) -> Result<Option<Vec<u8>>, Refusal> {
    let pictures = app.pictures.clone();
    let read = tokio::task::spawn_blocking(move || {
        if let Some(picture) = pictures.read(wanted)? {
            return Ok(Some(picture));
        }
        if wanted.quarters == 0 || wanted.width_px.is_none() {
            return Ok(None);
        }
        let upright = pictures.read(Wanted { quarters: 0, ..wanted })?;
        upright.map(|picture| turned(&picture, wanted.quarters)).transpose()
    });
    match read.await {
        Ok(Ok(jpeg)) => Ok(jpeg),
        // It was thrown away just now, or is none: it is made again.
        Ok(Err(error)) => {
            tracing::warn!(%error, "a page's picture cannot be read");
            Ok(None)
        }
        Err(_) => Err(Code::Internal.into()),
    }
}
