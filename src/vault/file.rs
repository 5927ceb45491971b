//! One file of the vault: read as a whole, replaced as a whole, readable by its owner only.

use crate::clock::to_hex;
use crate::disk;
use crate::domain::refusal::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The layout of the files. A newer one is refused rather than misread.
const FORMAT_VERSION: u32 = 1;
/// More than any archive's secrets; a larger file is not ours.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Why the vault cannot be used. Messages name the file, never its content.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The disk or its permissions.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what this program wrote.
    #[error("{} is damaged ({detail}); restore it from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where, without quoting content.
        detail: String,
    },
    /// The file was written by a newer program.
    #[error("{} has format {found}, this version reads up to {FORMAT_VERSION}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A password could not be hashed; the text says which limit it broke, never the password.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

impl VaultError {
    /// What it is to the person who asked.
    #[must_use]
    pub fn refusal_code(&self) -> Code {
        if let Self::Io { source, .. } = self { disk::code_of(source) } else { Code::StorageFailed }
    }
}

#[derive(Deserialize)]
struct Header {
    kind: String,
    format: u32,
    /// Whoever mends a file by hand leaves it out.
    sha256: Option<String>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    kind: &'a str,
    format: u32,
    sha256: String,
    content: &'a Value,
}

#[derive(Deserialize)]
struct Content {
    content: Value,
}

/// Of the content without white space, so that it does not depend on how a file looks.
fn digest(content: &Value) -> String {
    to_hex(&Sha256::digest(content.to_string().as_bytes()))
}

/// What a file holds, if it is whole.
fn content_of(path: &Path, kind: &str, file: File) -> Result<Value, VaultError> {
    let spoilt = |detail: &str| VaultError::Damaged { path: path.to_owned(), detail: detail.to_owned() };
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io_error(path))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(spoilt("too large"));
    }
    // The header first: a newer format may have another content, and should be called newer, not damaged.
    let header: Header = serde_json::from_slice(&bytes).map_err(damaged(path))?;
    if header.kind != kind {
        return Err(spoilt("another kind of file"));
    }
    if header.format > FORMAT_VERSION {
        return Err(VaultError::Newer { path: path.to_owned(), found: header.format });
    }
    let Content { content } = serde_json::from_slice(&bytes).map_err(damaged(path))?;
    if header.sha256.is_some_and(|sha256| sha256 != digest(&content)) {
        return Err(spoilt("its content is not what was written"));
    }
    Ok(content)
}

/// Reads every file of a vault that somebody may have open, and says how many are whole. Changes nothing.
///
/// # Errors
/// The first file that is not what was written.
pub fn check(dir: &Path) -> Result<usize, VaultError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(io_error(dir))?,
    };
    let mut whole = 0;
    for entry in entries {
        let path = entry.map_err(io_error(dir))?.path();
        let Some(kind) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) else { continue };
        content_of(&path, kind, File::open(&path).map_err(io_error(&path))?)?;
        whole += 1;
    }
    Ok(whole)
}

/// One file; `name` is both its stem and the kind written inside it.
#[derive(Debug)]
pub(super) struct VaultFile {
    dir: PathBuf,
    name: &'static str,
}

impl VaultFile {
    pub(super) fn new(dir: &Path, name: &'static str) -> Self {
        Self { dir: dir.to_owned(), name }
    }

    fn path(&self) -> PathBuf {
        self.dir.join(format!("{}.json", self.name))
    }

    /// The content; `None` if there is no file yet.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, VaultError> {
        let path = self.path();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(VaultError::Io { path, source }),
        };
        owner_only(&path, 0o600)?;
        let content = content_of(&path, self.name, file)?;
        serde_json::from_value(content).map(Some).map_err(damaged(&path))
    }

    /// Gives the file another name, for somebody to look at.
    pub(super) fn put_aside(&self) -> Result<PathBuf, VaultError> {
        let (path, aside) = (self.path(), self.dir.join(format!("{}.damaged", self.name)));
        fs::rename(&path, &aside).map_err(io_error(&path))?;
        Ok(aside)
    }

    /// Replaces the file: after a crash there is the old one or the new one, whole.
    pub(super) fn write<T: Serialize>(&self, content: &T) -> Result<(), VaultError> {
        let path = self.path();
        let content = serde_json::to_value(content).map_err(damaged(&path))?;
        let sha256 = digest(&content);
        let envelope = Envelope { kind: self.name, format: FORMAT_VERSION, sha256, content: &content };
        let mut bytes = serde_json::to_vec_pretty(&envelope).map_err(damaged(&path))?;
        bytes.push(b'\n');
        let temporary = self.dir.join(format!("{}.tmp", self.name));
        replace(&temporary, &path, &bytes).map_err(|source| {
            // A failed attempt must not leave secrets lying about; if even that fails, the next one overwrites it.
            let _ = fs::remove_file(&temporary);
            VaultError::Io { path, source }
        })
    }
}

fn replace(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A left-over from a crash may have other permissions: start from nothing.
    match fs::remove_file(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(temporary, path)?;
    sync_dir(path)
}

/// Makes a rename durable: without it a crash may bring the old file back.
fn sync_dir(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(dir) if cfg!(unix) => File::open(dir)?.sync_all(),
        _ => Ok(()),
    }
}

/// Makes `vault/` in the data directory, or tightens the one that is there.
pub(super) fn prepare_dir(data_dir: &Path) -> Result<PathBuf, VaultError> {
    let dir = data_dir.join("vault");
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(&dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(io_error(&dir)(error)),
        Err(_) => owner_only(&dir, 0o700)?,
        Ok(()) => sync_dir(&dir).map_err(io_error(&dir))?,
    }
    Ok(dir)
}

/// Takes away what others may do with it. A restore or a copy by hand often leaves files open to all.
#[cfg(unix)]
fn owner_only(path: &Path, mode: u32) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = fs::metadata(path).map_err(io_error(path))?.permissions().mode() & 0o777;
    if found & !mode != 0 {
        tracing::warn!(path = %path.display(), found = format!("{found:o}"), "the vault was open to others; closing it");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(io_error(path))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn owner_only(_: &Path, _: u32) -> Result<(), VaultError> {
    Ok(())
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::Io { path, source }
}

/// A parser's own message may quote what it read, so only the place is told.
fn damaged(path: &Path) -> impl FnOnce(serde_json::Error) -> VaultError {
    let path = path.to_owned();
    move |error| VaultError::Damaged { path, detail: format!("line {}, column {}", error.line(), error.column()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{VaultError, VaultFile, prepare_dir};
    use std::fs;

    fn file(root: &std::path::Path) -> VaultFile {
        VaultFile::new(&prepare_dir(root).unwrap(), "things")
    }

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is_left() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path());
        assert_eq!(file.read::<Vec<u32>>().unwrap(), None);
        file.write(&vec![1, 2]).unwrap();
        file.write(&vec![3]).unwrap();
        assert_eq!(file.read::<Vec<u32>>().unwrap(), Some(vec![3]));
        assert_eq!(fs::read_dir(root.path().join("vault")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_but_the_owner_can_read_the_vault_even_after_a_careless_copy() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let file = file(root.path());
        file.write(&1).unwrap();
        let (dir, path) = (root.path().join("vault"), file.path());
        assert_eq!((mode(&dir), mode(&path)), (0o700, 0o600));
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        prepare_dir(root.path()).unwrap();
        file.read::<u32>().unwrap();
        assert_eq!((mode(&dir), mode(&path)), (0o700, 0o600));
    }

    #[test]
    fn a_damaged_file_is_named_and_not_quoted() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path());
        for text in ["", "{\"kind\":\"things\",\"format\":1,\"content\":\"hush\"}", "hush"] {
            fs::write(file.path(), text).unwrap();
            let error = file.read::<Vec<u32>>().unwrap_err();
            assert!(matches!(error, VaultError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains("things.json") && !error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_changed_digit_is_noticed_unless_whoever_changed_it_takes_the_digest_away() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path());
        file.write(&vec![1, 2]).unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let changed = text.replacen("    1", "    3", 1);
        assert_ne!(changed, text);
        fs::write(file.path(), &changed).unwrap();
        assert!(matches!(file.read::<Vec<u32>>(), Err(VaultError::Damaged { .. })));
        let by_hand: Vec<&str> = changed.lines().filter(|line| !line.contains("sha256")).collect();
        fs::write(file.path(), by_hand.concat()).unwrap();
        assert_eq!(file.read::<Vec<u32>>().unwrap(), Some(vec![3, 2]));
    }

    #[test]
    fn a_file_of_another_kind_or_of_a_newer_format_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path());
        fs::write(file.path(), "{\"kind\":\"tokens\",\"format\":1,\"content\":[]}").unwrap();
        assert!(matches!(file.read::<Vec<u32>>(), Err(VaultError::Damaged { .. })));
        fs::write(file.path(), "{\"kind\":\"things\",\"format\":9,\"content\":{\"new\":1}}").unwrap();
        assert!(matches!(file.read::<Vec<u32>>(), Err(VaultError::Newer { found: 9, .. })));
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_content() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path());
        file.write(&vec![7]).unwrap();
        // A directory where the temporary file should go.
        fs::create_dir(root.path().join("vault/things.tmp")).unwrap();
        assert!(matches!(file.write(&vec![8]), Err(VaultError::Io { .. })));
        assert_eq!(file.read::<Vec<u32>>().unwrap(), Some(vec![7]));
    }
}
