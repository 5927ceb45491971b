//! What the codes on a page name, as State knows it now.

use crate::domain::business_type::BusinessType;
use crate::domain::case::CasePhase;
use crate::domain::code::{self, Scan, Template, check_character_fits};
use crate::domain::decide::carriers;
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::paper::PaperNo;
use crate::domain::policy::Sight;
use crate::domain::scan::PagePlace;
use crate::domain::state::State;
use crate::scan::separate::{PaperOfType, Sign};
use compact_str::CompactString;

/// Reads codes by the archive as it is. Whether somebody may see what they name is asked when pages are filed.
#[derive(Debug)]
pub struct Resolver<'a> {
    state: &'a State,
    trusted: Vec<&'a str>,
    everything: Sight,
}

impl<'a> Resolver<'a> {
    /// A resolver for a State.
    #[must_use]
    pub fn of(state: &'a State) -> Self {
        let settings = state.organisation.settings();
        let all = settings.former_base_urls.iter().chain([&settings.base_url]);
        let trusted = all.map(String::as_str).filter(|url| !url.is_empty()).collect();
        Self { state, trusted, everything: Sight::everything() }
    }

    /// What the text of a code names.
    #[must_use]
    pub fn sign(&self, text: &str) -> Sign {
        match code::parse_scan(text, &self.trusted) {
            Scan::ForeignHost { .. } => Sign::Foreign,
            Scan::Slot(_) | Scan::Box(_) | Scan::Badge(_) => Sign::Elsewhere,
            Scan::Folder(code) => self.labelled(&code).map_or(Sign::Unknown, |folder| self.folder(folder)),
            Scan::Case(code) => self.state.cases.by_code(&code).map_or(Sign::Unknown, |case| self.case(case)),
            Scan::Document(code) => self.separator(&code).unwrap_or(Sign::Unknown),
            Scan::Bare(code) => self.bare(&code),
        }
    }

    /// The code in the text of one, without the address around it.
    #[must_use]
    pub fn code(&self, text: &str) -> CompactString {
        match code::parse_scan(text, &self.trusted) {
            Scan::Folder(code) | Scan::Case(code) | Scan::Document(code) | Scan::Bare(code) => code.into(),
            Scan::Slot(_) | Scan::Box(_) | Scan::Badge(_) | Scan::ForeignHost { .. } => CompactString::default(),
        }
    }

    /// Into what somebody said that pages go.
    #[must_use]
    pub fn told(&self, place: PagePlace) -> Sign {
        match (place.case, place.paper) {
            (Some(case), Some(paper)) => self.paper(case, paper),
            (Some(case), None) => self.case(case),
            (None, _) => self.folder(self.state.codes.kept(place.folder)),
        }
    }

    /// Which paper of a case a separator of a type means: the one with its id on the list that the case goes by.
    #[must_use]
    pub fn paper_in(&self, case: CaseNo, wanted: PaperOfType) -> Option<PaperNo> {
        let row = self.state.cases.get(case).filter(|row| row.business_type == wanted.business_type)?;
        let organisation = &self.state.organisation;
        let printed = organisation.business_type_version(wanted.business_type, wanted.version)?;
        let id = &printed.documents.get(usize::from(wanted.paper.0))?.id;
        let list = organisation.business_type_version(row.business_type, row.type_version)?;
        let at = list.documents.iter().position(|document| document.id == *id)?;
        u16::try_from(at).ok().map(PaperNo)
    }

    /// How many pages a paper was said to have when it came; nothing where it came in several pieces.
    #[must_use]
    pub fn pages_of(&self, case: CaseNo, paper: PaperNo) -> Option<u16> {
        let noted = self.state.cases.paper(case, paper)?;
        Some(noted.pages).filter(|pages| *pages > 0 && noted.pieces() == 1)
    }

    /// The folder with a label: its own code, a former one, or a foreign one that no other folder carries.
    fn labelled(&self, code: &str) -> Option<FolderNo> {
        let found = carriers(self.state, &self.everything, code);
        match (found.iter().find(|carrier| carrier.owned), found.as_slice()) {
            (Some(owner), _) => Some(owner.folder),
            (None, [only]) => Some(only.folder),
            _ => None,
        }
    }

    fn folder(&self, folder: FolderNo) -> Sign {
        let is_gone = self.state.custody.get(folder).is_none_or(crate::domain::folder::Whereabouts::is_gone);
        if is_gone {
            return Sign::Gone;
        }
        let counts = |case: &&CaseNo| self.state.cases.get(**case).is_some_and(|row| row.phase != CasePhase::Cancelled);
        let mut cases = self.state.cases.of_folder(folder).iter().filter(counts);
        let only_case = cases.next().copied().filter(|_| cases.next().is_none());
        Sign::Folder { folder, only_case }
    }

    fn case(&self, case: CaseNo) -> Sign {
        let Some(row) = self.state.cases.get(case) else { return Sign::Unknown };
        match self.folder(row.folder) {
            Sign::Folder { folder, .. } if row.phase != CasePhase::Cancelled => Sign::Case { folder, case },
            _ => Sign::Gone,
        }
    }

    fn paper(&self, case: CaseNo, paper: PaperNo) -> Sign {
        match self.case(case) {
            Sign::Case { folder, case } => Sign::Paper { folder, case, paper },
            other => other,
        }
    }

    /// What stands on a separator: `CASE-NN` or `TYPE-VERSION-NN`, and a check character.
    fn separator(&self, code: &str) -> Option<Sign> {
        if !check_character_fits(code) {
            return None;
        }
        let (last, _) = code.char_indices().next_back()?;
        let (of, number) = code.get(..last)?.rsplit_once('-')?;
        let paper = PaperNo(number.parse::<u16>().ok()?.checked_sub(1)?);
        if let Some(case) = self.state.cases.by_code(of) {
            let list = self.list_of(case)?;
            let is_known = usize::from(paper.0) < list.documents.len() || self.state.cases.paper(case, paper).is_some();
            return is_known.then(|| self.paper(case, paper));
        }
        let (name, version) = of.rsplit_once('-')?;
        let business_type = self.state.organisation.type_by_code(name)?;
        let version = version.parse().ok()?;
        let printed = self.state.organisation.business_type_version(business_type, version)?;
        let wanted = PaperOfType { business_type, version, paper };
        (usize::from(paper.0) < printed.documents.len()).then_some(Sign::PaperOfType(wanted))
    }

    fn list_of(&self, case: CaseNo) -> Option<&BusinessType> {
        let row = self.state.cases.get(case)?;
        self.state.organisation.business_type_version(row.business_type, row.type_version).map(AsRef::as_ref)
    }

    /// A code without an address counts only if its form, its check character and something that is there agree; of our
    /// form alone it names nothing, and anything else is somebody else's.
    fn bare(&self, code: &str) -> Sign {
        if !check_character_fits(code) {
            return Sign::Foreign;
        }
        let is_folders = self.is_of(code, |kind| &kind.code_template);
        let is_cases = self.is_of(code, |kind| &kind.case_template);
        if is_folders && let Some(folder) = self.state.codes.owner(code) {
            return self.folder(folder);
        }
        if is_cases && let Some(case) = self.state.cases.by_code(code) {
            return self.case(case);
        }
        match self.separator(code) {
            Some(sign) => sign,
            None if is_folders || is_cases => Sign::Unknown,
            None => Sign::Foreign,
        }
    }

    fn is_of(&self, code: &str, template: impl Fn(&BusinessType) -> &String) -> bool {
        let fonds = &self.state.organisation.settings().fonds;
        let fits = |kind: &BusinessType| {
            Template::parse(template(kind)).is_ok_and(|template| template.matches(code, &kind.code, fonds))
        };
        self.state.organisation.types().any(|(_, kind)| fits(kind))
    }
}

/// What the text of a code names in a State.
#[must_use]
pub fn sign_of(state: &State, text: &str) -> Sign {
    Resolver::of(state).sign(text)
}
