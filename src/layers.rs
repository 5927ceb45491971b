//! What each module may know of the others and of foreign crates, read from the sources and kept: ARCHITECTURE.md says
//! it in words. Tests are not looked at; they may reach anywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and what else of this crate it may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("disk", &["domain"]),
    ("metrics", &[]),
    ("ledger", &["domain", "disk"]),
    ("views", &["domain"]),
    ("search", &["domain"]),
    ("import", &["domain"]),
    ("scan", &["domain"]),
    ("label", &["domain"]),
    ("config", &["domain"]),
    ("vault", &["domain", "clock", "disk"]),
    ("auth", &["domain", "clock", "config", "vault"]),
    ("blobs", &["domain", "clock"]),
    ("archive", &["domain", "clock", "disk", "ledger", "views", "search", "import", "blobs"]),
    ("printing", &["domain", "disk", "archive", "label", "views"]),
    ("export", &["domain", "label"]),
    // The only one that knows both files of scans and the archive.
    ("intake", &["domain", "disk", "metrics", "archive", "blobs", "scan"]),
    ("scanner", &["domain", "disk", "archive", "export", "intake", "printing"]),
    ("ocr", &["domain", "disk", "archive", "scan"]),
    // It prints and scans like anybody else.
    ("demo", &["domain", "archive", "views", "label", "export"]),
    // Of `label` http draws what `archive::labels` fills. Of `blobs` http names a file that arrives and leaves, of `ledger` an edge may name positions and hashes, of `search` the shape of a question; never files or indexes.
    (
        "http",
        &[
            "domain", "disk", "archive", "auth", "vault", "config", "metrics", "views", "search", "import", "ledger",
            "blobs", "label", "printing", "export", "intake", "scanner",
        ],
    ),
    (
        "cli",
        &[
            "domain", "disk", "archive", "auth", "vault", "config", "metrics", "clock", "import", "label", "ledger",
            "views", "printing", "http", "demo", "scan", "intake", "scanner", "ocr",
        ],
    ),
];

/// Foreign crates that one module wraps, so that nothing else depends on them.
const WRAPPED: &[(&str, &[&str])] = &[
    ("sled", &["views"]),
    ("tantivy", &["search"]),
    ("calamine", &["import"]),
    ("krilla", &["label"]),
    ("roxmltree", &["label", "scanner"]),
    // Devices in the archive's own network.
    ("rustls", &["archive", "printing"]),
    ("rustls_native_certs", &["printing"]),
    ("skrifa", &["label"]),
    ("svgtypes", &["label"]),
    ("tiny_skia", &["label"]),
    // Passwords, and the passphrase of a sealed backup.
    ("argon2", &["vault", "archive"]),
    ("axum", &["http", "cli"]),
    ("clap", &["cli", "config", "main"]),
    ("imbl", &["domain", "archive"]),
    // Who may reach out: to where backups go and files are kept. Nothing fetches what a request names.
    ("object_store", &["archive", "blobs"]),
    ("reqwest", &[]),
    ("hayro", &["scan"]),
    ("landlock", &["scan"]),
    ("mmap_io", &["scan"]),
    ("rxing", &["scan"]),
    ("rqrr", &["scan"]),
];

/// What the pure heart may name besides itself.
const DOMAIN_CRATES: &[&str] = &["std", "serde", "serde_json", "thiserror", "chrono", "imbl", "compact_str", "utoipa"];
/// What it may not, though one of those has it.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::time",
    "std::thread",
    "std::process",
    "Utc::now",
    "Local::now",
];

/// Every source file that is no test, without comments and its test module: module, path, text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if name == "tests" || name == "layers" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
                let inside = path.strip_prefix(&root).unwrap().to_owned();
                let module = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
                found.push((module, inside, lines.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    assert!(found.len() > 100, "the sources were not found");
    found
}

/// The names that follow a path's beginning, such as `ledger` in `crate::ledger::Position`.
fn after<'a>(text: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(beginning)
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
}

/// Whether a text names something of a crate; `archive::sled::` or `my_sled::` would be something else.
fn names(text: &str, foreign: &str) -> bool {
    let path = format!("{foreign}::");
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    text.match_indices(&path).any(|(at, _)| !text[..at].ends_with(is_part))
}

#[test]
fn no_module_names_another_that_is_above_or_beside_it() {
    let modules: BTreeSet<&str> = MAY_USE.iter().map(|(module, _)| *module).collect();
    for (module, path, text) in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{module} is not in the table of layers");
            continue;
        };
        for used in after(&text, "crate::").filter(|used| modules.contains(used) && *used != module) {
            assert!(allowed.contains(&used), "{} names {used}, which {module} must not know", path.display());
        }
    }
}

#[test]
fn a_wrapped_crate_is_named_by_its_wrapper_only() {
    for (module, path, text) in sources() {
        for (foreign, homes) in WRAPPED {
            let is_home = homes.contains(&module.as_str());
            assert!(is_home || !names(&text, foreign), "{} names {foreign}", path.display());
        }
    }
}

#[test]
fn the_domain_knows_no_io_no_clock_and_of_foreign_crates_only_a_few() {
    let domain: Vec<_> = sources().into_iter().filter(|(module, ..)| module == "domain").collect();
    let own: BTreeSet<String> =
        domain.iter().map(|(_, path, _)| path.file_stem().unwrap().to_string_lossy().into()).collect();
    for (_, path, text) in domain {
        for impure in IMPURE {
            assert!(!text.contains(impure), "{} names {impure}", path.display());
        }
        for used in after(&format!("\n{text}"), "\nuse ").chain(after(&text, "pub use ")) {
            let is_ours = ["crate", "self", "super"].contains(&used) || own.contains(used);
            assert!(is_ours || DOMAIN_CRATES.contains(&used), "{} uses {used}", path.display());
        }
    }
}
