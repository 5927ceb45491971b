//! The HTTP edge: routes, extraction, answers. A handler extracts, asks the archive, responds; it decides nothing.
//!
//! `http` must not know the ledger's files, sled or tantivy.

mod assets;
mod attachments;
mod boxes;
mod calendar;
mod cases;
mod columns;
pub mod connections;
mod contents;
mod counts;
mod discrepancies;
mod document;
mod edge;
mod erasure;
pub mod extract;
mod fair;
mod figures;
mod find;
mod folder_body;
mod folders;
mod forecast;
mod forms;
mod history;
mod imports;
mod jobs;
mod json;
mod labels;
mod leaving;
mod lending;
mod line;
mod lists;
pub mod live;
mod loans;
mod map;
mod observe;
mod organisation;
mod originals;
mod pages;
mod people;
mod places;
mod printers;
pub mod problem;
mod routes;
mod scanners;
mod scans;
mod search;
mod second;
mod serve;
mod session;
pub mod shape;
mod show;
mod stories;
mod subjects;
mod surgery;
pub mod sync;
mod system;
mod table;
mod taking;
mod today;
mod transfers;
pub mod upkeep;
mod zones;

pub use fair::Fair;
pub use pages::looks::Looks;
pub use routes::router;
pub use serve::serve;

use crate::archive::Archive;
use crate::archive::Finder;
use crate::auth::Authenticator;
use crate::config::HttpLimits;
use crate::domain::state::State;
use crate::vault::Vault;
use crate::views::Views;
use extract::Asker;
use serde::Deserialize;
use show::Show;
use std::ops::Deref;
use std::sync::Arc;
use utoipa::ToSchema;

/// What handlers are given. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts of the service.
#[derive(Debug)]
pub struct Parts {
    /// The archive.
    pub archive: Archive,
    /// Its words.
    pub views: Views,
    /// Its search index.
    pub finder: Finder,
    /// Its jobs.
    pub jobs: crate::archive::Jobs,
    /// What printers are to print.
    pub prints: crate::printing::Queue,
    /// What scanners are to scan.
    pub scanners: crate::scanner::Scanners,
    /// What is attached, and the originals of scans.
    pub files: crate::archive::Files,
    /// Takes files of scanned pages in, and reads them.
    pub intake: crate::intake::Intake,
    /// What was read off scanned pages.
    pub texts: crate::archive::Texts,
    /// Pictures of scanned pages.
    pub pictures: crate::archive::pictures::Pictures,
    /// Who has looked at what a while ago.
    pub looks: Looks,
    /// Backups.
    pub backups: crate::archive::backup::Keeper,
    /// What just happened in it.
    pub live: crate::archive::Live,
    /// Who is being told.
    pub streams: live::Streams,
    /// Its erasures.
    pub erasures: crate::archive::Erasures,
    /// What whoever looks after it starts beside its work.
    pub upkeep: crate::archive::upkeep::Upkeep,
    /// Passwords, sessions, tokens.
    pub auth: Arc<Authenticator>,
    /// Where they are kept.
    pub vault: Arc<Vault>,
    /// What one client may ask.
    pub limits: HttpLimits,
    /// The places for requests.
    pub fair: Fair,
    /// What is counted.
    pub metrics: crate::metrics::Metrics,
}

impl App {
    /// The service over its parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    fn show<'a>(&'a self, state: &'a State, asker: &'a Asker) -> Show<'a> {
        let (views, texts, today) = (&self.views, Some(&self.texts), asker.today);
        Show { state, views, texts, sight: &asker.sight, today, language: asker.language }
    }

    /// Whether browsers reach the archive over HTTPS.
    fn secure(&self) -> bool {
        let now = self.archive.now();
        let scheme = now.state.organisation.settings().base_url.get(..8);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A write without parameters.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {}
