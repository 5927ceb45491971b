//! The pages of a folder as files to take along: one PDF, a copy with a watermark, a bag.

pub mod bag;

use super::picture::{Width, jpeg_of, wanted};
use crate::archive::pictures::Wanted;
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, CopyWish, ScanCommand};
use crate::domain::decide::find_folder;
use crate::domain::event::{Damage, Event};
use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::scan::{ScanMedia, is_askew};
use crate::domain::state::State;
use crate::export::pdf::{Pdf, PdfPage};
use crate::export::{Watermark, jpeg_head, shortened};
use crate::http::App;
use crate::http::extract::{Asker, Path, Submit};
use crate::http::problem::Problem;
use crate::http::scans::refused;
use axum::body::Body;
use axum::extract::State as Of;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use tokio::sync::mpsc;
use utoipa::ToSchema;

/// How much is made ahead of whoever takes it.
const CHUNKS_AHEAD: usize = 4;
/// A picture larger than this is not taken as it came, for it is whole in memory.
const PICTURE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Where a page's picture for a document comes from.
#[derive(Debug, Clone, Copy)]
struct Source {
    no: PageNo,
    scan: ScanNo,
    /// The file itself, where that is a photograph that lies straight, as far as is known.
    original: Option<BlobHash>,
    /// What is wrong with the file, as far as is known: of one that is not what came in nothing new is drawn.
    damage: Option<Damage>,
    preview: Wanted,
    /// As it was scanned.
    width_px: u32,
    dpi: u16,
    quarters: u8,
}

fn source(app: &App, state: &State, no: PageNo) -> Option<Source> {
    let page = state.scans.page(no)?;
    let scan = state.scans.get(page.scan)?;
    let preview = Wanted { quarters: 0, ..wanted(scan, &page, Width::Large) };
    let is_askew = || app.pictures.note(preview).is_some_and(|note| is_askew(note.skew_centideg));
    let is_jpeg = scan.media_type == ScanMedia::Jpeg && page.index == 0 && scan.bytes <= PICTURE_BYTES_MAX;
    let is_photograph = is_jpeg && !is_askew();
    let original = is_photograph.then_some(scan.sha256);
    let (width_px, dpi, quarters) = (page.width_px, page.dpi, page.quarters);
    let damage = state.scans.damage(page.scan);
    Some(Source { no, scan: page.scan, original, damage, preview, width_px, dpi, quarters })
}

/// A page's picture as it goes into a document.
struct Picture {
    jpeg: Vec<u8>,
    /// Whether it is the file itself, of as many dots as were scanned.
    is_original: bool,
}

impl Source {
    /// The best picture there is besides the file itself.
    fn picture(&self, app: &App) -> Option<Wanted> {
        let full = Wanted { width_px: None, ..self.preview };
        [full, self.preview].into_iter().find(|wanted| app.pictures.find(*wanted).is_some())
    }

    /// The JPEG that goes into a document, of all its dots. Nothing is encoded again that came as one and lies straight, and
    /// nothing is taken from a file that is not what came in.
    async fn jpeg(&self, app: &App) -> io::Result<Picture> {
        let mut is_damaged = self.damage.is_some();
        if let Some(hash) = self.original {
            match whole(app, hash).await {
                Some(jpeg) if jpeg_head(&jpeg).is_some() => return Ok(Picture { jpeg, is_original: true }),
                found => is_damaged = found.is_none(),
            }
        }
        let drawn = |jpeg| Picture { jpeg, is_original: false };
        let full = Wanted { width_px: None, ..self.preview };
        if !is_damaged
            && app.pictures.find(full).is_none()
            && let Some(picture) = app.pictures.made(full).await
        {
            return Ok(drawn(picture));
        }
        // What can no more be drawn, for its file is damaged: as large as it was once.
        let gone = || io::Error::other("a page's picture is gone");
        let wanted = self.picture(app).ok_or_else(gone)?;
        jpeg_of(app, wanted).await.map_err(io::Error::other)?.ok_or_else(gone).map(drawn)
    }

    /// What is wrong with its file, as far as it has to be read to tell what can be made of it.
    async fn found(&self, app: &App) -> Result<Option<Damage>, Refusal> {
        let (originals, hash) = (&app.files.originals, self.preview.sha256);
        // What was damaged may have been put back, and a photograph goes out as it is.
        if self.original.is_none() && self.damage.is_none() && originals.exists(hash).await.unwrap_or(false) {
            return Ok(None);
        }
        Ok(originals.check(hash).await.map_err(refused)?.map(Damage::from))
    }
}

/// What is wrong with files that were read just now, if anything is.
type Known = BTreeMap<ScanNo, Option<Damage>>;

/// A file's bytes, if they are those that came in.
async fn whole(app: &App, hash: BlobHash) -> Option<Vec<u8>> {
    let read = async { app.files.originals.get(hash).await?.try_collect::<Vec<Bytes>>().await };
    let read = read.await.map(|chunks| chunks.concat());
    let is_whole = |bytes: &Vec<u8>| BlobHash(Sha256::digest(bytes).into()) == hash;
    let found = read.as_ref().is_ok_and(is_whole);
    if !found {
        tracing::error!(%hash, error = ?read.as_ref().err(), "an original is not what came in: a document gets its preview");
    }
    read.ok().filter(|_| found)
}

/// The sources of pages. Refused where a file is damaged of which no picture was made before, and as long as the picture
/// of a page is being made: nothing is sent, nor recorded, that would break off.
async fn sources(app: &App, state: &State, pages: &[PageNo], mut known: Known) -> Result<Vec<Source>, Refusal> {
    let mut all: Vec<Source> = pages.iter().filter_map(|page| source(app, state, *page)).collect();
    let mut lacking: Vec<Source> = Vec::new();
    for source in &mut all {
        let has_picture = source.picture(app).is_some();
        let was_read = known.get(&source.scan).copied();
        source.damage = match was_read {
            Some(damage) => damage,
            None if has_picture => source.damage,
            None => source.found(app).await?,
        };
        if has_picture {
            continue;
        }
        if source.damage.is_some() {
            return Err(Refusal::new(Code::OriginalMissing).with("scan", source.scan));
        }
        known.insert(source.scan, None);
        if source.original.is_none() {
            lacking.push(*source);
        }
    }
    lacking.iter().for_each(|source| app.pictures.ask(source.preview));
    match lacking.first() {
        Some(first) => Err(Refusal::new(Code::PictureBeingMade).with("page", first.no)),
        None => Ok(all),
    }
}

fn shown(state: &State, folder: FolderNo) -> Vec<PageNo> {
    let is_shown = |page: &PageNo| state.scans.page(*page).is_some_and(|page| !page.is_hidden);
    state.scans.of_folder(folder).iter().copied().filter(is_shown).collect()
}

/// A document that is written while it is sent.
fn document(app: &App, sources: Vec<Source>, title: String, watermark: Option<Watermark>) -> Body {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(CHUNKS_AHEAD);
    let app = app.clone();
    tokio::spawn(async move {
        let (mut pdf, begun) = Pdf::begin(sources.len(), &title, watermark.as_ref());
        if sender.send(Ok(begun.into())).await.is_err() {
            return;
        }
        for source in sources {
            let page = match source.jpeg(&app).await {
                Ok(picture) => page(&mut pdf, &source, &picture, watermark.as_ref()),
                Err(error) => Err(error),
            };
            let is_over = page.is_err();
            // Whoever hung up wants no more of it.
            if sender.send(page.map(Bytes::from)).await.is_err() || is_over {
                return;
            }
        }
        let _ = sender.send(Ok(pdf.end().into())).await;
    });
    body(receiver)
}

fn page(pdf: &mut Pdf, source: &Source, picture: &Picture, watermark: Option<&Watermark>) -> io::Result<Vec<u8>> {
    let Picture { jpeg, is_original } = picture;
    let head = jpeg_head(jpeg).ok_or_else(|| io::Error::other("a page's picture is none"))?;
    // What was made smaller has fewer dots on the same paper.
    let scale = if source.width_px > 0 { head.width_px as f32 / source.width_px as f32 } else { 1.0 };
    let scale = if *is_original { 1.0 } else { scale };
    let dpi = f32::from(source.dpi) * scale;
    Ok(pdf.page(&PdfPage { jpeg, head, dpi, quarters: source.quarters }, watermark))
}

fn body(receiver: mpsc::Receiver<io::Result<Bytes>>) -> Body {
    let chunks = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    // Whoever packs an answer asks once more behind its end.
    Body::from_stream(chunks.fuse())
}

fn file(kind: &'static str, name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", ascii(name))),
    ];
    (headers, body).into_response()
}

fn ascii(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect()
}

/// All pages of a folder that are shown, in order, as one PDF. Photographs go in as they came. Looking at a confidential
/// folder is recorded first.
#[utoipa::path(get, operation_id = "folder_pdf", path = "/folders/{code}/pages.pdf", tag = "scans", params(("code" = String, Path)),
    responses((status = 200, content((Vec<u8> = "application/pdf"))), (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn pdf(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::CopyIssue)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let own = asker.state().codes.own(folder).to_owned();
    let pages = shown(asker.state(), folder);
    if pages.is_empty() {
        return Err(Refusal::new(Code::FolderWithoutPages).with("code", own));
    }
    let sources = sources(&app, asker.state(), &pages, Known::new()).await?;
    app.looks.look(&app, &asker, folder).await?;
    let title = match asker.state().scans.erased_on(folder) {
        0 => own.clone(),
        count => format!("{own}（依令删除 {count} 页 / {count} pages erased on a lawful order）"),
    };
    Ok(file("application/pdf", &format!("{own}.pdf"), document(&app, sources, title, None)))
}

/// A copy that goes out.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CopyBody {
    /// Pages of the folder; all that are shown, if none is named.
    #[serde(default)]
    pages: Vec<u32>,
    /// Who gets it.
    for_whom: String,
    /// Why.
    why: String,
}

/// Gives out a copy of pages of a folder: a PDF with a watermark that says for whom it is, why, and when: shortened across
/// each page, in full in its foot. That it was given out is recorded before it is made.
#[utoipa::path(post, operation_id = "issue_copy", path = "/folders/{code}/copies", tag = "scans", params(("code" = String, Path)), request_body = CopyBody,
    responses((status = 201, content((Vec<u8> = "application/pdf"))), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn copy(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<CopyBody>,
) -> Result<impl IntoResponse, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::CopyIssue)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let named: Vec<PageNo> = body.pages.iter().copied().map(PageNo::of_shown).collect();
    // Of pages that hang elsewhere nothing is said here: they are refused as any that are not there.
    let scans = &asker.state().scans;
    let hangs_here = |page: &PageNo| scans.page(*page).and_then(|page| page.stands.folder()) == Some(folder);
    let of_copy = match named.is_empty() {
        true => shown(asker.state(), folder),
        false => named.iter().copied().filter(hangs_here).collect(),
    };
    // What cannot be made, or not yet, is not given out.
    let found = sources(&app, asker.state(), &of_copy, Known::new()).await?;
    app.looks.look(&app, &asker, folder).await?;
    let wish = CopyWish { folder: code, pages: named, for_whom: body.for_whom, why: body.why };
    let done = app.archive.execute(meta, Command::Scan(ScanCommand::IssueCopy(wish))).await?;
    let issued = done.events.iter().find_map(|event| match event {
        Event::CopyIssued(event, details) => Some((event.clone(), details.clone()?)),
        _ => None,
    });
    let (issued, details) = issued.ok_or(Code::Internal)?;
    let state = &done.now.state;
    let own = state.codes.own(issued.folder).to_owned();
    let day = app.show(state, &asker).day(done.occurred_us);
    let (whom, why, seq) = (&details.for_whom, &details.why, done.seq);
    // Across the page as much as can be read there; all of it in the foot.
    let (who, what) = (shortened(whom), shortened(why));
    let (first, second, edge) = match asker.language {
        Language::Zh => (
            format!("复制件　仅供 {who}　{day}"),
            format!("用途：{what}"),
            format!("复制件　档案袋 {own}　仅供 {whom}　用途：{why}　{day}　编号 {seq}"),
        ),
        Language::En => (
            format!("COPY for {who}   {day}"),
            format!("Purpose: {what}"),
            format!("COPY of folder {own}   for {whom}   purpose: {why}   {day}   no. {seq}"),
        ),
    };
    let watermark = tokio::task::spawn_blocking(move || Watermark::new([&first, &second], &edge)).await;
    let watermark = watermark.map_err(|_| Code::Internal)?.map_err(|_| Code::Internal)?;
    let sources = match issued.pages == of_copy {
        true => found,
        false => sources(&app, state, &issued.pages, Known::new()).await?,
    };
    let name = format!("{own}-{seq}.pdf");
    let body = document(&app, sources, own, Some(watermark));
    Ok((StatusCode::CREATED, file("application/pdf", &name, body)))
}
