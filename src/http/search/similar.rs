//! Where nothing was found: the folders that come closest, should a name have been heard wrong or a code typed wrong.

use super::ask::Ask;
use super::marks::Marker;
use crate::domain::refusal::Refusal;
use crate::http::shape::FolderHit;
use crate::http::show::Show;
use crate::search::meant;

/// How many are shown.
const SHOWN_MAX: usize = 5;
/// How many searches it may take.
const TRIED_MAX: usize = 48;

/// The folders that would be found with one mistake less, the likeliest first, marked where they meet it.
///
/// # Errors
/// If index or views cannot be read.
pub fn similar(ask: &Ask<'_>, show: Show<'_>) -> Result<Vec<FolderHit>, Refusal> {
    let mut similar: Vec<FolderHit> = Vec::new();
    for text in rewordings(ask).into_iter().take(TRIED_MAX) {
        let reworded = ask.reworded(&text);
        let hits = reworded.first(SHOWN_MAX)?;
        // What a mistake was forgiven for a second time is not close.
        if hits.is_corrected {
            continue;
        }
        let marker = Marker::new(show, &reworded.query, false);
        for hit in hits.hits {
            let shown = show.hit(hit.folder)?;
            if similar.len() < SHOWN_MAX && similar.iter().all(|known| known.code != shown.code) {
                similar.push(marker.mark(hit.folder, shown)?);
            }
        }
        if similar.len() == SHOWN_MAX {
            break;
        }
    }
    Ok(similar)
}

/// The question with one of its words as it may have been meant, words in quotes and those left out as they are.
fn rewordings(ask: &Ask<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let typed = ask.only.tests.iter().map(|test| test.text.as_str());
    let beside = typed.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    for term in ask.query.explain().into_iter().filter(|term| !term.excluded) {
        let (Some(before), Some(typed), Some(behind)) =
            (ask.text.get(..term.typed.start), ask.text.get(term.typed.clone()), ask.text.get(term.typed.end..))
        else {
            continue;
        };
        let field = typed.trim().find([':', '：']).map(|at| typed.trim().split_at(at));
        let field = field.map_or_else(String::new, |(name, _)| format!("{name}:"));
        for way in meant(&term.text) {
            // Two halves of a name say something together only where they stand in names.
            let is_name = way.len() > 1 && way.iter().all(|word| !word.is_ascii());
            let prefix = if field.is_empty() && is_name { "name:" } else { &field };
            let words: Vec<String> = way.into_iter().map(|word| format!("{prefix}{word}")).collect();
            all.push(format!("{before} {} {behind} {beside}", words.join(" ")));
        }
    }
    all
}
