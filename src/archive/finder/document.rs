//! What the index is told of a folder: its words from the views, its facts from State, the text of its pages.

use crate::archive::{Published, Texts};
use crate::domain::business_type::BusinessType;
use crate::domain::ids::FolderNo;
use crate::domain::place::period_of;
use crate::domain::state::State;
use crate::domain::subject::IdentityKind;
use crate::search::{IdentityKind as Sort, PAGES_CHARS_MAX, SearchDoc, SearchSubject};
use crate::views::Views;
use std::error::Error;

type Failure = Box<dyn Error + Send + Sync>;

/// What the index is told of a folder; nothing if its words are not there, or it was merged into another.
pub(in crate::archive) fn document(
    published: &Published,
    views: &Views,
    texts: &Texts,
    folder: FolderNo,
) -> Result<Option<SearchDoc>, Failure> {
    let state = &published.state;
    if state.codes.kept(folder) != folder {
        return Ok(None);
    }
    let (Some(row), Some(record)) = (state.folders.get(folder), views.folder(folder)?) else { return Ok(None) };
    let organisation = &state.organisation;
    let business_type = organisation.business_type_version(row.business_type, row.type_version);
    let mut subjects = Vec::new();
    let mut note = record.details.note;
    for link in state.folders.subjects(folder) {
        let Some(subject) = views.subject(link.subject)? else { continue };
        for extra in [&subject.details.address, &subject.details.note] {
            if !extra.is_empty() {
                note.push('\n');
                note.push_str(extra);
            }
        }
        let identities = subject.details.identities.into_iter();
        subjects.push(SearchSubject {
            name: subject.details.name,
            identities: identities.map(|identity| (sort(identity.kind), identity.value)).collect(),
            phones: subject.details.phones,
        });
    }
    let others = state.codes.others(folder).iter().map(|other| other.code.to_string());
    Ok(Some(SearchDoc {
        folder,
        codes: std::iter::once(state.codes.own(folder).to_owned()).chain(others).collect(),
        business_type: business_type.map(|kind| kind.code.clone()).unwrap_or_default(),
        department: row
            .department
            .and_then(|no| organisation.department(no))
            .map(|known| known.code.clone())
            .unwrap_or_default(),
        class: organisation.class(row.class).map(|class| class.code.clone()).unwrap_or_default(),
        business_date: row.business_date,
        period: period(row.business_date, business_type.map(AsRef::as_ref)),
        subjects,
        fields: record.details.fields.into_iter().collect(),
        note,
        pages: pages(&published.state, texts, folder),
    }))
}

/// What was read off a folder's pages, as far as the index takes it in.
fn pages(state: &State, texts: &Texts, folder: FolderNo) -> Vec<String> {
    let mut left = PAGES_CHARS_MAX;
    let plain = texts.of_folder(state, folder).map(|(_, text)| text.plain().text);
    let fits = |text: &String| {
        let fits = left > 0;
        left = left.saturating_sub(text.chars().count());
        fits
    };
    plain.take_while(fits).collect()
}

fn period(date: Option<chrono::NaiveDate>, business_type: Option<&BusinessType>) -> String {
    match (date, business_type) {
        (Some(date), Some(business_type)) => period_of(date, business_type.period).to_string(),
        _ => String::new(),
    }
}

fn sort(kind: IdentityKind) -> Sort {
    match kind {
        IdentityKind::Vin => Sort::Vin,
        IdentityKind::Plate => Sort::Plate,
        _ => Sort::Other,
    }
}
