//! Carrying a plan out on one segment, set by set.
//!
//! A query here is a handful of alternatives for each term, some met by a tenth of all folders. Whole postings decoded into
//! bits, joined word by word, answer that several times faster than iterators that advance from document to document, and
//! the exact count comes with it. Terms that narrow most are evaluated first; the others look only at what is left.

use super::docs::{Asker, Docs};
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// Looking one document up in postings takes about as long as decoding so many.
const SEEK_COST: usize = 32;

/// Of the two rarest tokens of a phrase, one in so many times more documents is not decoded to narrow them down.
const MANY_TIMES: usize = 16;

/// What to look for in a segment.
#[derive(Debug)]
pub enum Plan {
    /// Every document.
    Everything,
    /// Documents with a token.
    Term(Term),
    /// Documents with tokens at these places, each as long as it says. More may be given than are needed: so many are
    /// looked for, the rarest first, that every place is covered.
    Phrase(Vec<Placed>),
    /// What a query of tantivy's finds: ranges, and words with a mistake.
    Other(Box<dyn Query>),
    /// What any of them finds.
    Any(Vec<Plan>),
    /// What all of them find.
    All(Vec<Plan>),
    /// The same, and a hit of it is worth so many points.
    Worth(u32, Box<Plan>),
}

/// A token of a phrase.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Where it begins.
    pub at: usize,
    /// How many places it says something of.
    pub length: usize,
    /// The token.
    pub term: Term,
}

/// What each hit is worth: points for all documents of a set.
pub type Points = Vec<(u32, Docs)>;

/// A segment to look in.
pub struct Evaluator<'a> {
    /// The index.
    pub searcher: &'a Searcher,
    /// The segment.
    pub segment: &'a SegmentReader,
    /// Whether points are wanted.
    pub scored: bool,
}

impl Evaluator<'_> {
    /// The documents that meet all of `wanted` and none of `unwanted`, deleted ones too, and what they are worth.
    pub fn find(&self, wanted: &[Plan], unwanted: &[Plan]) -> tantivy::Result<(Docs, Points)> {
        let mut points = Vec::new();
        let mut docs = self.all(wanted, None, &mut points)?;
        for plan in unwanted {
            let out = self.docs(plan, Some(&docs), &mut Vec::new())?;
            docs = docs.without(&out);
        }
        Ok((docs, points))
    }

    /// What `plan` finds, of the documents in `within` if that is given.
    fn docs(&self, plan: &Plan, within: Option<&Docs>, points: &mut Points) -> tantivy::Result<Docs> {
        if within.is_some_and(Docs::is_empty) {
            return Ok(Docs::NONE);
        }
        match plan {
            Plan::Everything => Ok(within.cloned().unwrap_or_else(|| Docs::all(self.segment.max_doc()))),
            Plan::Term(term) => self.term(term, within),
            Plan::Phrase(terms) => self.phrase(terms, within),
            Plan::Other(query) => Ok(kept(self.other(query.as_ref())?, within)),
            Plan::Any(plans) => {
                let found: tantivy::Result<Vec<Docs>> =
                    plans.iter().map(|plan| self.docs(plan, within, points)).collect();
                Ok(Docs::union(found?, self.segment.max_doc()))
            }
            Plan::All(plans) => {
                let before = points.len();
                let docs = self.all(plans, within, points)?;
                // A part of what was not met as a whole is worth nothing.
                for (_, part) in points.iter_mut().skip(before) {
                    *part = std::mem::replace(part, Docs::NONE).intersection(&docs);
                }
                Ok(docs)
            }
            Plan::Worth(worth, plan) => {
                let docs = self.docs(plan, within, points)?;
                if self.scored && !docs.is_empty() {
                    points.push((*worth, docs.clone()));
                }
                Ok(docs)
            }
        }
    }

    /// What all of the plans find, the narrowest first.
    fn all(&self, plans: &[Plan], within: Option<&Docs>, points: &mut Points) -> tantivy::Result<Docs> {
        let mut ordered: Vec<(usize, &Plan)> = Vec::with_capacity(plans.len());
        for plan in plans {
            ordered.push((if plans.len() > 1 { self.breadth(plan)? } else { 0 }, plan));
        }
        ordered.sort_by_key(|(breadth, _)| *breadth);
        let mut docs: Option<Docs> = None;
        for (_, plan) in ordered {
            docs = Some(self.docs(plan, docs.as_ref().or(within), points)?);
        }
        Ok(docs.unwrap_or(Docs::NONE))
    }

    /// How many documents have to be looked at for a plan, about.
    fn breadth(&self, plan: &Plan) -> tantivy::Result<usize> {
        let of_term = |term| Ok(self.info(term)?.map_or(0, |info| info.doc_freq as usize));
        let all = |plans: &[Plan]| plans.iter().map(|plan| self.breadth(plan)).collect::<tantivy::Result<Vec<_>>>();
        Ok(match plan {
            Plan::Everything | Plan::Other(_) => self.segment.max_doc() as usize,
            Plan::Term(term) => of_term(term)?,
            Plan::Phrase(terms) => {
                let each: tantivy::Result<Vec<usize>> = terms.iter().map(|placed| of_term(&placed.term)).collect();
                each?.into_iter().min().unwrap_or(0)
            }
            Plan::Any(plans) => all(plans)?.into_iter().sum(),
            Plan::All(plans) => all(plans)?.into_iter().min().unwrap_or(0),
            Plan::Worth(_, plan) => self.breadth(plan)?,
        })
    }

    fn info(&self, term: &Term) -> tantivy::Result<Option<TermInfo>> {
        Ok(self.segment.inverted_index(term.field())?.get_term_info(term)?)
    }

    fn term(&self, term: &Term, within: Option<&Docs>) -> tantivy::Result<Docs> {
        let Some(info) = self.info(term)? else { return Ok(Docs::NONE) };
        let index = self.segment.inverted_index(term.field())?;
        let count = info.doc_freq as usize;
        if let Some(Docs::Few(candidates)) = within
            && candidates.len() * SEEK_COST < count
        {
            let mut postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            return Ok(Docs::Few(candidates.iter().copied().filter(|doc| reaches(&mut postings, *doc)).collect()));
        }
        Ok(kept(self.decoded(&Chosen { info, term })?, within))
    }

    fn phrase(&self, terms: &[Placed], within: Option<&Docs>) -> tantivy::Result<Docs> {
        let furthest = terms.iter().map(|placed| placed.at).max().unwrap_or(0);
        let mut infos = Vec::with_capacity(terms.len());
        for placed in terms {
            let Some(info) = self.info(&placed.term)? else { return Ok(Docs::NONE) };
            infos.push((info, placed));
        }
        infos.sort_by_key(|(info, _)| info.doc_freq);
        let (mut words, mut chosen, mut covered) = (Vec::with_capacity(terms.len()), Vec::new(), Vec::new());
        for (info, placed) in infos {
            let places = placed.at..placed.at + placed.length;
            if places.clone().all(|place| covered.contains(&place)) {
                continue;
            }
            covered.extend(places);
            let index = self.segment.inverted_index(placed.term.field())?;
            let postings = index.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
            // Positions are moved so that those of one place of the phrase are equal.
            let shift = u32::try_from(furthest - placed.at).unwrap_or(0);
            words.push(Word { postings, shift, count: info.doc_freq });
            chosen.push(Chosen { info, term: &placed.term });
        }
        if let [only] = terms {
            return self.term(&only.term, within);
        }
        let rarest = words.first().map_or(0, |word| word.count as usize);
        let is_narrow = matches!(within, Some(Docs::Few(candidates)) if candidates.len() < rarest);
        let common = match (is_narrow, &chosen[..]) {
            (false, [first, second, ..]) if second.count() < first.count() * MANY_TIMES => {
                Some(kept(self.decoded(first)?.intersection(&self.decoded(second)?), within))
            }
            _ => None,
        };
        let mut docs = Docs::for_about(rarest / 2, self.segment.max_doc());
        let mut places = Places::default();
        let candidates = if is_narrow { within } else { common.as_ref() };
        if let Some(candidates) = candidates {
            candidates.for_each(|doc| {
                if words.iter_mut().all(|word| reaches(&mut word.postings, doc)) && places.meet(&mut words) {
                    docs.extend(&[doc]);
                }
            });
            return Ok(docs);
        }
        let mut asker = within.map(Asker::new);
        while let Some(doc) = next_common(&mut words) {
            if asker.as_mut().is_none_or(|asker| asker.has(doc)) && places.meet(&mut words) {
                docs.extend(&[doc]);
            }
            if let Some(first) = words.first_mut() {
                first.postings.advance();
            }
        }
        Ok(docs)
    }

    /// All documents of postings.
    fn decoded(&self, chosen: &Chosen<'_>) -> tantivy::Result<Docs> {
        let index = self.segment.inverted_index(chosen.term.field())?;
        let mut docs = Docs::for_about(chosen.count(), self.segment.max_doc());
        let mut blocks = index.read_block_postings_from_terminfo(&chosen.info, IndexRecordOption::Basic)?;
        while blocks.block_len() > 0 {
            docs.extend(blocks.docs());
            blocks.advance();
        }
        Ok(docs)
    }

    fn other(&self, query: &dyn Query) -> tantivy::Result<Docs> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut docs = Docs::for_about(self.segment.max_doc() as usize, self.segment.max_doc());
        weight.for_each_no_score(self.segment, &mut |some| docs.extend(some))?;
        Ok(docs)
    }
}

/// A token and where its postings are.
struct Chosen<'a> {
    info: TermInfo,
    term: &'a Term,
}

impl Chosen<'_> {
    /// How many documents it is in.
    fn count(&self) -> usize {
        self.info.doc_freq as usize
    }
}

/// One token of a phrase, with its positions.
struct Word {
    postings: SegmentPostings,
    shift: u32,
    count: u32,
}

/// Moves on to `doc`, if it is there.
fn reaches(postings: &mut SegmentPostings, doc: DocId) -> bool {
    let at = postings.doc();
    at == doc || (at < doc && postings.seek(doc) == doc)
}

/// The next document, from where the first word stands on, that all words are in.
fn next_common(words: &mut [Word]) -> Option<DocId> {
    let (first, rest) = words.split_first_mut()?;
    let mut doc = first.postings.doc();
    'next: while doc != TERMINATED {
        for word in rest.iter_mut() {
            if !reaches(&mut word.postings, doc) {
                let behind = word.postings.doc();
                if behind == TERMINATED {
                    return None;
                }
                doc = first.postings.seek(behind);
                continue 'next;
            }
        }
        return Some(doc);
    }
    None
}

/// Room for positions, used again for every document.
#[derive(Default)]
struct Places {
    common: Vec<u32>,
    of_word: Vec<u32>,
}

impl Places {
    /// Whether the words, which all stand on one document, stand there as the phrase has them.
    fn meet(&mut self, words: &mut [Word]) -> bool {
        let Some((first, rest)) = words.split_first_mut() else { return false };
        first.postings.positions_with_offset(first.shift, &mut self.common);
        for word in rest {
            word.postings.positions_with_offset(word.shift, &mut self.of_word);
            let of_word = &self.of_word;
            self.common.retain(|place| of_word.binary_search(place).is_ok());
            if self.common.is_empty() {
                return false;
            }
        }
        true
    }
}

fn kept(docs: Docs, within: Option<&Docs>) -> Docs {
    match within {
        Some(within) => docs.intersection(within),
        None => docs,
    }
}
