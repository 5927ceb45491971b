//! What was read off pages: words with their places, and those that a search means.

use crate::archive::texts::{PageText, ReadingState, Texts, Word};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{Page, Scan, Stands};
use crate::http::App;
use crate::http::extract::{Asker, Path, Query};
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::scans::shape::Scans;
use crate::http::search::meant_on_page;
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which words to point at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Looking {
    /// What was searched for.
    #[serde(default)]
    q: String,
    /// The `seq` of one's own last write: the answer waits until it is in it.
    #[allow(dead_code, reason = "`extract` sees to it")]
    min_seq: Option<u64>,
}

/// Whether a page's text is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// It was read.
    Read,
    /// It will be.
    Waiting,
    /// It could not be read.
    Failed,
    /// It is not read: nothing is on it, it is not shown, or was set aside.
    Passed,
    /// Nobody reads: no command is given.
    Off,
}

/// A word, or a few, or a part of one, with its place in thousandths of the page as it is turned.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordShown {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
    text: String,
}

/// The text of a page.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageTextShown {
    state: TextState,
    /// What stands on it, a line for each paragraph; a machine read it, with mistakes.
    text: String,
    words: Vec<WordShown>,
    /// The parts that `q` means, one at least for each line on which one stands.
    found: Vec<WordShown>,
}

/// How reading the text of pages goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextFigures {
    /// `off`, `idle`, `reading`, `yielding` while files are being taken in, `command_fails`; more may come.
    state: String,
    /// Pages that were read.
    read: u64,
    /// Those that are to be read.
    waiting: u64,
    /// Those that could not be read.
    failed: u64,
}

impl TextFigures {
    pub fn of(texts: &Texts) -> Self {
        let progress = texts.progress();
        let state = progress.state.name().to_owned();
        Self { state, read: progress.read, waiting: progress.waiting, failed: progress.failed }
    }
}

/// What was read off a page, for whoever may see it. Looking at a page of a confidential folder is recorded first.
#[utoipa::path(get, operation_id = "page_text", path = "/pages/{no}/text", tag = "scans", params(("no" = u32, Path), Looking),
    responses((status = 200, body = PageTextShown), (status = 404, body = Problem)))]
pub async fn text(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(looking): Query<Looking>,
    asker: Asker,
) -> Result<Json<PageTextShown>, Refusal> {
    asker.identity.require_any(&super::LOOKERS)?;
    let (_, page) = Scans { app: &app, asker: &asker, state: asker.state() }.find_page(no)?;
    if let Some(folder) = page.stands.folder() {
        app.looks.look(&app, &asker, folder).await?;
    }
    let found = tokio::task::spawn_blocking(move || shown(&app, &asker, &page, &looking.q));
    found.await.map_err(|_| Code::Internal)?.map(Json)
}

fn shown(app: &App, asker: &Asker, page: &Page, q: &str) -> Result<PageTextShown, Refusal> {
    let scan = asker.state().scans.get(page.scan).ok_or(Code::Internal)?;
    let Some(text) = app.texts.read(scan.sha256, page.index).map(|text| text.turned_to(page.quarters)) else {
        let state = unread(&app.texts, scan, page);
        return Ok(PageTextShown { state, text: String::new(), words: Vec::new(), found: Vec::new() });
    };
    let plain = text.plain();
    let found = text.boxes(&plain, &meant_on_page(app, asker, q, &plain.text));
    let PageText { words, .. } = text;
    Ok(PageTextShown { state: TextState::Read, text: plain.text, words: all(words), found: all(found) })
}

fn all(words: Vec<Word>) -> Vec<WordShown> {
    let shown = |Word { x, y, width, height, text, .. }| WordShown { x, y, width, height, text };
    words.into_iter().map(shown).collect()
}

fn unread(texts: &Texts, scan: &Scan, page: &Page) -> TextState {
    if page.is_blank || page.is_hidden || !matches!(page.stands, Stands::Filed(..) | Stands::Waits(_)) {
        return TextState::Passed;
    }
    match texts.progress().state {
        ReadingState::Off => TextState::Off,
        _ if texts.has_failed(scan.sha256, page.index) => TextState::Failed,
        _ => TextState::Waiting,
    }
}
