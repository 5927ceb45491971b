//! From what somebody typed or scanned to a folder, as far as he may see.

use crate::domain::code::{self, Scan};
use crate::domain::folder::Carrier;
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::settings::Settings;
use crate::domain::state::State;

/// The one folder that answers to a code, as far as somebody may see: a folder's own codes win over foreign ones, and
/// a folder he may not see answers like one that does not exist.
///
/// # Errors
/// `CodeUnknown`, `CodeMistyped` (the check character does not fit), `CodeAmbiguous`, `ForeignHost`.
pub fn find_folder(state: &State, sight: &Sight, text: &str) -> Result<FolderNo, Refusal> {
    let code = folder_code(text, state.organisation.settings())?;
    let mut carriers = carriers(state, sight, &code);
    if let Some(owner) = carriers.iter().find(|carrier| carrier.owned) {
        return Ok(owner.folder);
    }
    match carriers.len() {
        0 if looks_mistyped(&code) => Err(Refusal::new(Code::CodeMistyped).with("code", code)),
        0 => Err(Refusal::new(Code::CodeUnknown).with("code", code)),
        1 => Ok(carriers.remove(0).folder),
        count => {
            let own: Vec<&str> = carriers.iter().take(20).map(|carrier| state.codes.own(carrier.folder)).collect();
            Err(Refusal::new(Code::CodeAmbiguous)
                .with("code", code)
                .with("count", count)
                .with("candidates", own.join(" ")))
        }
    }
}

/// The one case that answers to a text, as far as somebody may see: a case's code or its label's address, a department's
/// number for it, or the code of a folder that holds one case.
///
/// # Errors
/// `CaseUnknown`, `CaseAmbiguous`.
pub fn find_case(state: &State, sight: &Sight, text: &str) -> Result<CaseNo, Refusal> {
    let code = case_code(text, state.organisation.settings());
    let cases = &state.cases;
    let mut found: Vec<CaseNo> = match cases.by_code(&code) {
        Some(case) => vec![case],
        None => cases.by_reference(&code).to_vec(),
    };
    if found.is_empty()
        && let Ok(folder) = find_folder(state, sight, text)
    {
        found = cases.of_folder(folder).to_vec();
    }
    found.retain(|case| state.sees_case(sight, *case));
    match found.as_slice() {
        [] => Err(Refusal::new(Code::CaseUnknown).with("case", text.chars().take(64).collect::<String>())),
        [case] => Ok(*case),
        several => {
            let codes: Vec<&str> = several.iter().take(20).map(|case| cases.code(*case)).collect();
            Err(Refusal::new(Code::CaseAmbiguous)
                .with("case", code)
                .with("count", several.len())
                .with("candidates", codes.join(" ")))
        }
    }
}

fn case_code(text: &str, settings: &Settings) -> String {
    let trusted: Vec<&String> = settings.former_base_urls.iter().chain([&settings.base_url]).collect();
    match code::parse_scan(text, &trusted) {
        Scan::Case(code) => code,
        _ => code::normalise_code(text),
    }
}

/// Every folder that answers to a normalised code, as far as somebody may see.
#[must_use]
pub fn carriers(state: &State, sight: &Sight, code: &str) -> Vec<Carrier> {
    let mut carriers = state.codes.carriers(code);
    carriers.retain(|carrier| state.sees(sight, carrier.folder));
    carriers
}

/// The code in what somebody typed or scanned: a bare code, or one of our own labels' addresses.
fn folder_code(text: &str, settings: &Settings) -> Result<String, Refusal> {
    let trusted: Vec<&str> = settings
        .former_base_urls
        .iter()
        .chain([&settings.base_url])
        .map(String::as_str)
        .filter(|url| !url.is_empty())
        .collect();
    match code::parse_scan(text, &trusted) {
        Scan::Folder(code) | Scan::Bare(code) => Ok(code::read_code(&code).map_err(|fault| fault.refuse(text))?),
        Scan::ForeignHost { host } => Err(Refusal::new(Code::ForeignHost).with("host", host)),
        _ => Err(Refusal::new(Code::CodeUnknown).with("code", text.chars().take(64).collect::<String>())),
    }
}

/// Whether an unknown code looks like one of ours with a slip in it: the shape fits, the check character does not.
fn looks_mistyped(code: &str) -> bool {
    code.len() >= 8 && code.bytes().any(|byte| byte == b'-') && !code::check_character_fits(code)
}
