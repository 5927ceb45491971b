//! Where backups go: a folder, or anything that the `object_store` crate reaches. What is put there is read back and
//! compared before it counts.

use super::error::BackupError;
use super::manifest::{ABOUT_MANIFEST, HEADER, Header, Manifest, PIECES, Piece, SNAPSHOTS, Snapshot, fits_name};
use super::seal::{Keys, Passphrase};
use crate::archive::heads::{self, Head};
use crate::clock::Clock;
use crate::ledger::Hash256;
use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutMode};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The variables that carry credentials and end points to a store.
const STORE_VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// A destination's address: a folder, `file:///…`, `s3://bucket/…`, `az://…`, `gs://…`, `http(s)://…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// An address as somebody wrote it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it is on this machine, as far as its name says.
    #[must_use]
    pub fn is_local(&self) -> bool {
        !self.0.contains("://") || self.0.starts_with("file://")
    }

    fn wrong(&self, detail: impl fmt::Display) -> BackupError {
        BackupError::Place { place: self.to_string(), detail: detail.to_string() }
    }

    fn store(&self, make: bool) -> Result<Arc<dyn ObjectStore>, BackupError> {
        if self.is_local() {
            return self.folder(make);
        }
        if self.0.starts_with("memory:") {
            return Err(self.wrong("what is kept in memory is gone when the program ends"));
        }
        // The one set of ciphers in the program; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = self.0.parse().map_err(|error| self.wrong(error))?;
        let variables =
            std::env::vars().filter(|(name, _)| STORE_VARIABLES.iter().any(|prefix| name.starts_with(prefix)));
        let (store, path) = object_store::parse_url_opts(&url, variables).map_err(|error| self.wrong(error))?;
        Ok(Arc::new(PrefixStore::new(Arc::<dyn ObjectStore>::from(store), path)))
    }

    fn folder(&self, make: bool) -> Result<Arc<dyn ObjectStore>, BackupError> {
        let path = Path::new(self.0.strip_prefix("file://").unwrap_or(&self.0));
        if make && !path.exists() {
            // Only the last folder: where a disk should be mounted and is not, nothing is written beside it.
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path).map_err(|error| self.wrong(error))?;
        }
        let store = LocalFileSystem::new_with_prefix(path).map_err(|error| self.wrong(error))?;
        Ok(Arc::new(store.with_fsync(true)))
    }
}

impl fmt::Display for Place {
    /// Without a name and password that somebody wrote into the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                let host = host.rsplit('@').next().unwrap_or_default();
                write!(f, "{scheme}://{host}/{}", path.split('?').next().unwrap_or_default())
            }
            None => f.write_str(&self.0),
        }
    }
}

/// The manifests at a destination.
pub(super) struct Survey {
    /// Those that can be read, the oldest first.
    pub good: Vec<(String, Manifest)>,
    /// What is wrong with the others. While there is one, nobody knows which pieces are needed.
    pub damaged: Vec<BackupError>,
}

/// A destination that is open. It waits for its store on the thread that calls.
#[derive(Debug)]
pub struct Destination {
    place: String,
    store: Arc<dyn ObjectStore>,
    runtime: Runtime,
    clock: Clock,
    keys: Option<Keys>,
    pub(super) header: Header,
    pub(super) header_hash: Hash256,
}

impl Destination {
    /// Opens a destination that holds backups.
    ///
    /// # Errors
    /// If it holds none, the passphrase does not fit, or it cannot be reached.
    pub fn open(place: &Place, passphrase: Option<&Passphrase>) -> Result<Self, BackupError> {
        Self::over(place.to_string(), place.store(false)?, passphrase, None)
    }

    /// Opens a destination to back an archive up to, and begins it if it is empty.
    ///
    /// # Errors
    /// If it holds the backups of another archive, the passphrase does not fit, or it cannot be reached.
    pub fn begin(place: &Place, passphrase: Option<&Passphrase>, archive: Hash256) -> Result<Self, BackupError> {
        Self::over(place.to_string(), place.store(true)?, passphrase, Some(archive))
    }

    /// The same over any store; `archive` begins an empty one.
    ///
    /// # Errors
    /// As [`Destination::begin`].
    pub fn over(
        place: String,
        store: Arc<dyn ObjectStore>,
        passphrase: Option<&Passphrase>,
        archive: Option<Hash256>,
    ) -> Result<Self, BackupError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(BackupError::disk("starting a runtime"))?;
        let header = Header::new(Hash256::ZERO, None);
        let clock = Clock::real();
        let mut destination = Self { place, store, runtime, clock, keys: None, header, header_hash: Hash256::ZERO };
        let bytes = match destination.get(HEADER) {
            Ok(bytes) => bytes,
            Err(BackupError::Missing { .. }) => match archive {
                Some(archive) => destination.begin_header(passphrase, archive)?,
                None => {
                    let detail = format!("there is no {HEADER}");
                    return Err(BackupError::NoBackup { place: destination.place, detail });
                }
            },
            Err(error) => return Err(error),
        };
        destination.header = Header::read(&bytes)?;
        destination.header_hash = Hash256::of(&bytes);
        if archive.is_some_and(|archive| archive != destination.header.archive) {
            return Err(BackupError::AnotherArchive { place: destination.place });
        }
        destination.unlock(passphrase)?;
        Ok(destination)
    }

    fn begin_header(&self, passphrase: Option<&Passphrase>, archive: Hash256) -> Result<Vec<u8>, BackupError> {
        if !self.list(SNAPSHOTS)?.is_empty() {
            let detail = format!("there are snapshots, and {HEADER} is gone");
            return Err(BackupError::NoBackup { place: self.place.clone(), detail });
        }
        let sealed = match passphrase {
            Some(passphrase) => Some(Keys::begin(passphrase, self.clock.random())?.1),
            None => None,
        };
        let header = Header::new(archive, sealed);
        let mut bytes = serde_json::to_vec_pretty(&header)
            .map_err(|error| BackupError::Damaged { object: HEADER.to_owned(), detail: error.to_string() })?;
        bytes.push(b'\n');
        let payload = Bytes::from(bytes);
        let key = Key::from(HEADER);
        let put = self.store.put_opts(&key, payload.into(), PutMode::Create.into());
        match self.runtime.block_on(put) {
            // Somebody was quicker: his header counts.
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => self.get(HEADER),
            Err(source) => Err(store_error(HEADER, source)),
        }
    }

    fn unlock(&mut self, passphrase: Option<&Passphrase>) -> Result<(), BackupError> {
        let place = self.place.clone();
        self.keys = match (&self.header.sealed, passphrase) {
            (None, None) => None,
            (None, Some(_)) => return Err(BackupError::NotSealed { place }),
            (Some(_), None) => return Err(BackupError::PassphraseNeeded { place }),
            (Some(derivation), Some(passphrase)) => {
                let keys = Keys::open(passphrase, derivation)?;
                Some(keys.ok_or(BackupError::PassphraseWrong { place })?)
            }
        };
        Ok(())
    }

    /// Where it is, as it may be shown.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether what is in it is sealed.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.keys.is_some()
    }

    /// The snapshots in it that are whole as far as their manifests tell, the oldest first, and what is wrong with others.
    ///
    /// # Errors
    /// If the destination cannot be reached.
    pub fn snapshots(&self) -> Result<(Vec<Snapshot>, Vec<BackupError>), BackupError> {
        let Survey { good, damaged } = self.survey()?;
        Ok((good.iter().map(|(object, manifest)| Snapshot::of(object, manifest)).collect(), damaged))
    }

    /// The heads that its snapshots published, each once, in order: also those of snapshots that were dropped since.
    ///
    /// # Errors
    /// If the destination cannot be reached, or a list is damaged.
    pub fn published(&self) -> Result<Vec<Head>, BackupError> {
        self.published_by(&self.survey()?.good)
    }

    pub(super) fn published_by(&self, manifests: &[(String, Manifest)]) -> Result<Vec<Head>, BackupError> {
        let mut all: Vec<Head> = Vec::new();
        // The newest list holds those before it.
        if let Some(piece) = manifests.iter().rev().find_map(|(_, manifest)| manifest.heads.as_ref()) {
            let damaged = |error: std::io::Error| BackupError::Damaged {
                object: piece.object.clone(),
                detail: error.to_string(),
            };
            all.extend(heads::parse(&self.read_piece(piece)?).map_err(damaged)?);
        }
        all.extend(manifests.iter().map(|(_, manifest)| manifest.head()));
        Ok(heads::distinct(all))
    }

    pub(super) fn survey(&self) -> Result<Survey, BackupError> {
        let mut survey = Survey { good: Vec::new(), damaged: Vec::new() };
        for object in self.list(SNAPSHOTS)?.into_keys() {
            match self.manifest(&object) {
                Ok(manifest) => survey.good.push((object, manifest)),
                Err(error @ BackupError::Damaged { .. }) => survey.damaged.push(error),
                Err(error) => return Err(error),
            }
        }
        survey.good.sort_by(|(a, left), (b, right)| (left.made_at, a).cmp(&(right.made_at, b)));
        Ok(survey)
    }

    fn manifest(&self, object: &str) -> Result<Manifest, BackupError> {
        let damaged = |detail: &str| BackupError::Damaged { object: object.to_owned(), detail: detail.to_owned() };
        let stored = self.get(object)?;
        if !fits_name(object, &stored) {
            return Err(damaged("its bytes are not those its name says"));
        }
        let manifest = Manifest::read(object, &self.unseal(object, ABOUT_MANIFEST, stored)?)?;
        if manifest.header != self.header_hash {
            return Err(BackupError::Damaged {
                object: HEADER.to_owned(),
                detail: format!("it is not the one that {object} was made with"),
            });
        }
        Ok(manifest)
    }

    /// Writes a manifest: from then on its snapshot exists.
    pub(super) fn put_manifest(&self, manifest: &Manifest) -> Result<String, BackupError> {
        let stored = self.sealed(ABOUT_MANIFEST, manifest.write()?)?;
        let object = manifest.object(&stored);
        self.put_checked(&object, stored)?;
        Ok(object)
    }

    /// What a content's object is called.
    pub(super) fn piece_for(&self, content: Hash256, bytes: u64) -> Piece {
        let name = self.keys.as_ref().map_or_else(|| content.to_string(), |keys| keys.name(content));
        let object = format!("{PIECES}/{}/{name}", name.get(..2).unwrap_or_default());
        Piece { object, sha256: content, bytes }
    }

    /// Writes a piece and reads it back.
    pub(super) fn put_piece(&self, piece: &Piece, content: Vec<u8>) -> Result<(), BackupError> {
        let stored = self.sealed(&piece.object, content)?;
        self.put_checked(&piece.object, stored)
    }

    /// Reads a piece, and refuses whatever is not what it should be.
    pub(super) fn read_piece(&self, piece: &Piece) -> Result<Vec<u8>, BackupError> {
        let content = self.unseal(&piece.object, &piece.object, self.get(&piece.object)?)?;
        if content.len() as u64 == piece.bytes && Hash256::of(&content) == piece.sha256 {
            return Ok(content);
        }
        let detail = "its content is not what its snapshot says".to_owned();
        Err(BackupError::Damaged { object: piece.object.clone(), detail })
    }

    fn sealed(&self, about: &str, plain: Vec<u8>) -> Result<Vec<u8>, BackupError> {
        match &self.keys {
            Some(keys) => keys.seal(about, &plain, self.clock.random()),
            None => Ok(plain),
        }
    }

    fn unseal(&self, object: &str, about: &str, stored: Vec<u8>) -> Result<Vec<u8>, BackupError> {
        let Some(keys) = &self.keys else { return Ok(stored) };
        keys.open_object(about, &stored).map_err(|error| match error {
            BackupError::Damaged { detail, .. } => BackupError::Damaged { object: object.to_owned(), detail },
            other => other,
        })
    }

    fn put_checked(&self, object: &str, stored: Vec<u8>) -> Result<(), BackupError> {
        let stored = Bytes::from(stored);
        let put = async { self.store.put(&Key::from(object), stored.clone().into()).await };
        self.runtime.block_on(put).map_err(|source| store_error(object, source))?;
        if self.get(object)? == stored {
            return Ok(());
        }
        // It must not stand in the way of the next backup.
        let _ = self.delete(object);
        let detail = "what was written is not what is read".to_owned();
        Err(BackupError::Damaged { object: object.to_owned(), detail })
    }

    pub(super) fn get(&self, object: &str) -> Result<Vec<u8>, BackupError> {
        let read = async { self.store.get(&Key::from(object)).await?.bytes().await };
        self.runtime.block_on(read).map(|bytes| bytes.to_vec()).map_err(|source| store_error(object, source))
    }

    /// The objects under a prefix, with their sizes.
    pub(super) fn list(&self, prefix: &str) -> Result<BTreeMap<String, u64>, BackupError> {
        let listed = self.store.list(Some(&Key::from(prefix))).try_collect::<Vec<_>>();
        let listed = self.runtime.block_on(listed).map_err(|source| store_error(prefix, source))?;
        Ok(listed.into_iter().map(|meta| (meta.location.to_string(), meta.size)).collect())
    }

    pub(super) fn delete(&self, object: &str) -> Result<(), BackupError> {
        match self.runtime.block_on(self.store.delete(&Key::from(object))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(store_error(object, source)),
        }
    }
}

fn store_error(object: &str, source: object_store::Error) -> BackupError {
    match source {
        object_store::Error::NotFound { .. } => BackupError::Missing { object: object.to_owned() },
        source => BackupError::Store { object: object.to_owned(), source },
    }
}
