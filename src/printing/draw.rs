//! A template filled with what somebody may see, for each of the things he names.

use super::design::{Design, medium, template};
use crate::archive::Published;
use crate::archive::labels::folder_values;
use crate::domain::decide::find_folder;
use crate::domain::label::PRINT_MAX;
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::label::{Content, Format, Kind, Print, Printed, Template, print};
use crate::views::Views;
use chrono::NaiveDate;

/// The archive as somebody sees it.
#[derive(Clone, Copy)]
pub struct Eyes<'a> {
    /// The archive.
    pub now: &'a Published,
    /// Its words; they know of all that State knows.
    pub views: &'a Views,
    /// What he may see.
    pub sight: &'a Sight,
    /// The archive's date.
    pub today: NaiveDate,
}

/// Draws a label for each code. What somebody may not see is not found.
///
/// # Errors
/// Whatever is wrong with the design, a code that names nothing, `NothingToPrint`, or what a template cannot show.
pub fn draw(eyes: Eyes<'_>, design: &Design, codes: &[String], format: Format) -> Result<Printed, Refusal> {
    draw_from(eyes, &template(&eyes.now.state, &design.template)?, design, codes, format)
}

/// The same from a template that may not be kept yet.
///
/// # Errors
/// As `draw`.
pub fn draw_from(
    eyes: Eyes<'_>,
    template: &Template,
    design: &Design,
    codes: &[String],
    format: Format,
) -> Result<Printed, Refusal> {
    let medium = medium(&design.paper, template.size_mm())?;
    let start = design.start()?;
    if codes.is_empty() {
        return Err(Code::NothingToPrint.into());
    }
    if codes.len() > PRINT_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", PRINT_MAX).with("what", "labels"));
    }
    let (kind, language) = (template.kind(), design.words.language());
    let fill = |code: &String| content(eyes, kind, code, language).map_err(|refusal| named(refusal, design));
    let contents = codes.iter().map(fill).collect::<Result<Vec<_>, _>>()?;
    let job =
        Print { template, contents: &contents, words: design.words.words(), medium: &medium, start, dpi: design.dpi() };
    Ok(print(&job, format)?)
}

/// What fills a template of one kind for one thing.
fn content(eyes: Eyes<'_>, kind: Kind, code: &str, language: Language) -> Result<Content, Refusal> {
    if !is_of_folders(kind) {
        return Err(Code::TemplateUnfit.into());
    }
    let folder = find_folder(&eyes.now.state, eyes.sight, code)?;
    let values = folder_values(eyes.now, eyes.views, folder, language, eyes.today)?;
    Ok(Content { values, rows: Vec::new() })
}

fn named(refusal: Refusal, design: &Design) -> Refusal {
    if refusal.code == Code::TemplateUnfit { refusal.with("name", &design.template) } else { refusal }
}

/// Whether a template of this kind shows a folder.
fn is_of_folders(kind: Kind) -> bool {
    matches!(kind, Kind::Folder | Kind::FolderSpine | Kind::Volume | Kind::FolderCover)
}

/// Whether what is printed from it is the label that a folder is found by, and so is recorded.
#[must_use]
pub fn is_label(kind: Kind) -> bool {
    matches!(kind, Kind::Folder | Kind::Volume)
}

/// Those of the folders, by their own codes, that nobody looks at unrecorded.
#[must_use]
pub fn confidential(state: &State, sight: &Sight, kind: Kind, codes: &[String]) -> Vec<String> {
    let is_hidden = |code: &String| {
        let folder = find_folder(state, sight, code).ok()?;
        let class = state.organisation.class(state.folders.get(folder)?.class);
        class.is_none_or(|class| class.confidential).then(|| state.codes.own(folder).to_owned())
    };
    if is_of_folders(kind) { codes.iter().filter_map(is_hidden).collect() } else { Vec::new() }
}
