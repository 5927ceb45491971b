//! Which page of a stack belongs where, by the codes on the pages.
//!
//! Pure: what a code names was looked up before ([`Sign`]); what comes out is where each page is put, or why it waits
//! for a person. The one rule behind all others: a page is filed only where a code of ours, or whoever brought the stack,
//! says so without contradiction. Everything else waits, and nothing is left out.

mod counts;
#[cfg(test)]
mod tests;

use crate::domain::ids::{CaseNo, FolderNo, TypeNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PagePlace, Why};

/// A paper of a type's list, of whatever case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaperOfType {
    /// The business type.
    pub business_type: TypeNo,
    /// The version whose list it is on.
    pub version: u32,
    /// Where it stands on that list.
    pub paper: PaperNo,
}

/// What a code on a page says, as far as the archive knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A folder's label; with the case in it, if it holds one only.
    Folder {
        /// The folder.
        folder: FolderNo,
        /// Its only case.
        only_case: Option<CaseNo>,
    },
    /// A case's slip.
    Case {
        /// Its folder.
        folder: FolderNo,
        /// The case.
        case: CaseNo,
    },
    /// What is put before a paper of a case.
    Paper {
        /// The case's folder.
        folder: FolderNo,
        /// The case.
        case: CaseNo,
        /// The paper.
        paper: PaperNo,
    },
    /// What is put before such a paper of whatever case.
    PaperOfType(PaperOfType),
    /// Ours by its form, and nobody's.
    Unknown,
    /// It names a folder that was destroyed or withdrawn, or a case that was cancelled.
    Gone,
    /// A slot's, a box's or a badge's: ours, and no place for a page.
    Elsewhere,
    /// Somebody else's.
    Foreign,
}

impl Sign {
    /// Whether it says where pages belong, or ought to.
    #[must_use]
    pub fn steers(self) -> bool {
        !matches!(self, Self::Elsewhere | Self::Foreign)
    }

    /// What it names, where that needs nothing else.
    fn target(self) -> Option<PagePlace> {
        match self {
            Self::Folder { folder, .. } => Some(PagePlace { folder, case: None, paper: None }),
            Self::Case { folder, case } => Some(PagePlace { folder, case: Some(case), paper: None }),
            Self::Paper { folder, case, paper } => Some(PagePlace { folder, case: Some(case), paper: Some(paper) }),
            _ => None,
        }
    }

    /// Whether the sheet that it stands on only steers.
    fn makes_a_cover(self) -> bool {
        matches!(self, Self::Case { .. } | Self::Paper { .. } | Self::PaperOfType(_))
    }
}

/// What is known of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its codes.
    pub signs: Vec<Sign>,
    /// Whether nothing is on it.
    pub is_blank: bool,
    /// Whether it could not be looked at.
    pub is_unreadable: bool,
}

/// What becomes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It belongs there.
    Filed(PagePlace, FoundBy),
    /// It waits; with where it would have gone, if that is known.
    Waits(Why, Option<PagePlace>),
}

/// A page with what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Where it goes, or why it waits.
    pub put: Put,
    /// Whether it is a sheet that only steers: kept, and not shown among the papers.
    pub is_cover: bool,
    /// The page whose codes said so: itself, or the last one before it that has any of ours.
    pub said_on: Option<usize>,
}

/// What is known of a stack besides its pages.
#[derive(Clone, Copy)]
pub struct Stack<'a> {
    /// Into what its pages go by whoever brought it: a folder or a case.
    pub into: Option<Sign>,
    /// How many sheets of paper went through the scanner.
    pub sheets: Option<u16>,
    /// Which paper of a case a separator of a type means; none where the case is of another type or has no such paper.
    pub paper_in: &'a dyn Fn(CaseNo, PaperOfType) -> Option<PaperNo>,
    /// How many pages with something on them a paper of a case was said to have when it was handed over.
    pub pages_of: &'a dyn Fn(CaseNo, PaperNo) -> Option<u16>,
}

/// What a separator of a type would be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Nobody knows of what.
    Unsure,
    /// Of a folder that holds none or several cases.
    Folder(FolderNo),
    /// Of a case.
    Case(FolderNo, CaseNo),
}

/// Where the pages that come now belong.
#[derive(Debug, Clone, Copy)]
struct Course {
    ground: Ground,
    leads: Result<PagePlace, Doubt>,
}

/// Why nobody knows, and where a code would have it nevertheless.
type Doubt = (Why, Option<PagePlace>);

impl Course {
    fn lost(reason: Why) -> Self {
        Self { ground: Ground::Unsure, leads: Err((reason, None)) }
    }
}

/// Says of each page where it belongs, or why it waits.
#[must_use]
pub fn separate(pages: &[Seen], stack: &Stack<'_>) -> Vec<Placed> {
    let mut course = beginning(stack.into);
    let mut by = FoundBy::Told;
    let mut placed: Vec<Placed> = Vec::with_capacity(pages.len());
    let mut said_on = None;
    for (at, page) in pages.iter().enumerate() {
        let signs: Vec<Sign> = page.signs.iter().copied().filter(|sign| sign.steers()).collect();
        let mut is_cover = false;
        if page.is_unreadable {
            course = Course::lost(Why::Unreadable);
            said_on = None;
        } else if !signs.is_empty() {
            course = turned(&signs, course, stack);
            by = said_by(&signs);
            said_on = Some(at);
            is_cover = course.leads.is_ok() && signs.iter().any(|sign| sign.makes_a_cover());
        } else if let Some(front) = placed.last().filter(|_| page.is_blank) {
            placed.push(Placed { put: behind(front.put), is_cover: false, said_on });
            continue;
        }
        let put = match course.leads {
            Ok(target) if is_cover => Put::Filed(without_paper(target), by),
            Ok(target) => Put::Filed(target, by),
            Err((Why::NoCode, would)) if page.signs.contains(&Sign::Foreign) => Put::Waits(Why::ForeignOnly, would),
            Err((reason, would)) => Put::Waits(reason, would),
        };
        placed.push(Placed { put, is_cover, said_on });
        by = if by == FoundBy::Told { FoundBy::Told } else { FoundBy::Following };
    }
    counts::check(pages, stack, &mut placed);
    placed
}

/// Where the first pages belong.
fn beginning(into: Option<Sign>) -> Course {
    match into {
        Some(Sign::Gone) => Course::lost(Why::NotAllowed),
        Some(sign) => match sign.target() {
            Some(target) => Course { ground: ground(sign), leads: Ok(target) },
            None => Course::lost(Why::UnknownCode),
        },
        None => Course::lost(Why::NoCode),
    }
}

/// Where pages belong from a page with these codes on, itself among them.
fn turned(signs: &[Sign], before: Course, stack: &Stack<'_>) -> Course {
    if signs.contains(&Sign::Unknown) {
        return Course::lost(Why::UnknownCode);
    }
    if signs.contains(&Sign::Gone) {
        return Course::lost(Why::NotAllowed);
    }
    let named = signs.iter().filter(|sign| sign.target().is_some());
    let of_types: Vec<PaperOfType> =
        signs.iter().filter_map(|sign| if let Sign::PaperOfType(paper) = sign { Some(*paper) } else { None }).collect();
    let course = match agreed(named.copied()) {
        Err(reason) => return Course::lost(reason),
        Ok(Some(sign)) => within(sign, stack.into),
        Ok(None) => before,
    };
    of_types.into_iter().fold(course, |course, paper| narrowed(course, paper, signs, stack))
}

/// The code that says most, if all others say the same or less.
fn agreed(named: impl Iterator<Item = Sign>) -> Result<Option<Sign>, Why> {
    let mut most: Option<(Sign, PagePlace)> = None;
    for sign in named {
        let Some(target) = sign.target() else { continue };
        most = Some(match most {
            None => (sign, target),
            Some((known, so_far)) => {
                let papers_agree = target.paper.is_none() || so_far.paper.is_none() || target.paper == so_far.paper;
                if !is_within(target, so_far) || !papers_agree {
                    return Err(Why::CodesDisagree);
                }
                if depth(target) > depth(so_far) { (sign, target) } else { (known, so_far) }
            }
        });
    }
    Ok(most.map(|(sign, _)| sign))
}

/// The same without its paper: for sheets that only steer.
fn without_paper(place: PagePlace) -> PagePlace {
    PagePlace { paper: None, ..place }
}

/// Whether something may be in `outer`, which says as much or less.
fn is_within(inner: PagePlace, outer: PagePlace) -> bool {
    let agrees = outer.case.is_none() || inner.case.is_none() || outer.case == inner.case;
    inner.folder == outer.folder && agrees
}

/// How much a target says.
fn depth(target: PagePlace) -> u8 {
    u8::from(target.case.is_some()) + u8::from(target.paper.is_some())
}

/// Where a code leads in a stack of which something was told.
fn within(sign: Sign, into: Option<Sign>) -> Course {
    let Some(target) = sign.target() else { return Course::lost(Why::UnknownCode) };
    match into.map(|into| (into, into.target())) {
        None => Course { ground: ground(sign), leads: Ok(target) },
        // Whoever brought it meant something that takes no pages or is not there: a good code on the paper counts more.
        Some((_, None)) => Course { ground: ground(sign), leads: Ok(target) },
        // The code on the paper is what can be looked at; it is proposed, and not followed.
        Some((_, Some(told))) if !is_within(target, told) => {
            Course { ground: Ground::Unsure, leads: Err((Why::CodesDisagree, Some(target))) }
        }
        // A folder's label in a stack that is one of its cases' says nothing new.
        Some((into, Some(told))) if depth(told) > depth(target) => Course { ground: ground(into), leads: Ok(told) },
        Some(_) => Course { ground: ground(sign), leads: Ok(target) },
    }
}

fn ground(sign: Sign) -> Ground {
    match sign {
        Sign::Folder { folder, only_case: Some(case) }
        | Sign::Case { folder, case }
        | Sign::Paper { folder, case, .. } => Ground::Case(folder, case),
        Sign::Folder { folder, only_case: None } => Ground::Folder(folder),
        _ => Ground::Unsure,
    }
}

/// The paper that a separator of a type means here. Which case is meant stays known when it means none, so that the next
/// separator counts again.
fn narrowed(course: Course, paper: PaperOfType, signs: &[Sign], stack: &Stack<'_>) -> Course {
    let leads = match course.ground {
        // What is waited for is still unknown.
        Ground::Unsure => Err(course.leads.err().unwrap_or((Why::NoCode, None))),
        Ground::Folder(folder) => Err((Why::NoCode, Some(PagePlace::folder(folder)))),
        Ground::Case(folder, case) => match (stack.paper_in)(case, paper) {
            None => Err((Why::CodesDisagree, Some(PagePlace { folder, case: Some(case), paper: None }))),
            Some(found) => {
                let said = signs.iter().filter_map(|sign| match sign {
                    Sign::Paper { paper, .. } => Some(*paper),
                    Sign::PaperOfType(other) => (stack.paper_in)(case, *other),
                    _ => None,
                });
                let agree = said.into_iter().all(|other| other == found);
                let target = PagePlace { folder, case: Some(case), paper: Some(found) };
                if agree { Ok(target) } else { Err((Why::CodesDisagree, Some(without_paper(target)))) }
            }
        },
    };
    Course { leads, ..course }
}

/// What put a page there: the code on it that says most.
fn said_by(signs: &[Sign]) -> FoundBy {
    let separator = |sign: &Sign| matches!(sign, Sign::Paper { .. } | Sign::PaperOfType(_));
    if signs.iter().any(separator) {
        FoundBy::Separator
    } else if signs.iter().any(|sign| matches!(sign, Sign::Case { .. })) {
        FoundBy::CaseSlip
    } else {
        FoundBy::Label
    }
}

/// Where the blank back of a page goes.
fn behind(front: Put) -> Put {
    match front {
        Put::Filed(target, FoundBy::Told) => Put::Filed(target, FoundBy::Told),
        Put::Filed(target, _) => Put::Filed(target, FoundBy::Following),
        Put::Waits(Why::ForeignOnly, would) => Put::Waits(Why::NoCode, would),
        waits @ Put::Waits(..) => waits,
    }
}
