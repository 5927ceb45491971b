//! The index against a search by brute force, against what people type, and against what breaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod brute;
mod corpus;
mod hostile;
mod kept;
mod told;
mod typed;

use super::*;
use std::collections::BTreeSet;

/// An index in a directory of its own.
struct Shelf {
    dir: tempfile::TempDir,
    index: SearchIndex,
    indexer: Indexer,
    docs: Vec<SearchDoc>,
}

impl Shelf {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let Opened { index, indexer, position, warnings } = open(&dir.path().join("search")).unwrap();
        assert_eq!((position, warnings), (None, Vec::new()));
        Self { dir, index, indexer, docs: Vec::new() }
    }

    fn with(docs: Vec<SearchDoc>) -> Self {
        let mut shelf = Self::new();
        for doc in docs {
            shelf.put(doc);
        }
        shelf.commit(1);
        shelf
    }

    fn put(&mut self, doc: SearchDoc) {
        self.indexer.put(&doc).unwrap();
        self.docs.retain(|before| before.folder != doc.folder);
        self.docs.push(doc);
    }

    fn delete(&mut self, folder: u32) {
        self.indexer.delete(FolderNo(folder)).unwrap();
        self.docs.retain(|doc| doc.folder != FolderNo(folder));
    }

    fn commit(&mut self, seq: u64) {
        self.indexer.commit(&position(seq)).unwrap();
    }

    fn hits(&self, text: &str) -> Hits {
        self.index.search(&Query::parse(text, &vocabulary()), &everything()).unwrap()
    }

    fn found(&self, text: &str) -> BTreeSet<u32> {
        let hits = self.hits(text);
        let found: BTreeSet<u32> = hits.hits.iter().map(|hit| hit.folder.0).collect();
        assert_eq!(found.len() as u64, hits.total, "{text}: a folder came twice, or the total is wrong");
        found
    }
}

fn position(seq: u64) -> Position {
    Position { seq, hash: format!("{seq:064x}"), incarnation: "0".to_owned() }
}

fn everything() -> Request<'static> {
    Request {
        lens: &|_| Some(FacetKeys::NONE),
        chosen: &[],
        facets: 0,
        sort: Sort::Relevance,
        offset: 0,
        limit: LIMIT_MAX,
    }
}

fn vocabulary() -> Vocabulary {
    Vocabulary::new(
        &[
            Named::new("NEW", &["新车销售", "new-car sale"]),
            Named::new("SRV", &["保养", "service"]),
            Named::new("REP", &["小修", "small repair"]),
        ],
        &[Named::new("SALES", &["销售部", "Sales"]), Named::new("AFTER", &["售后部", "After-sales"])],
        &[Named::new("internal", &["内部", "internal"])],
        &[Named::new("insured_until", &["保险到期日", "insured until"]), Named::new("colour", &["颜色", "colour"])],
    )
}

fn blank(folder: u32) -> SearchDoc {
    SearchDoc {
        folder: FolderNo(folder),
        codes: Vec::new(),
        business_type: "NEW".to_owned(),
        department: String::new(),
        class: String::new(),
        business_date: None,
        period: String::new(),
        subjects: Vec::new(),
        fields: Vec::new(),
        note: String::new(),
        pages: Vec::new(),
    }
}

fn named(folder: u32, name: &str) -> SearchDoc {
    let subject = SearchSubject { name: name.to_owned(), ..SearchSubject::default() };
    SearchDoc { subjects: vec![subject], ..blank(folder) }
}
