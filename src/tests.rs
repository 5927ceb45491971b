//! The shape of the whole: who may use whom, and how large things may grow. ARCHITECTURE.md tells it in words.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each part may use of the crate, besides itself. What is not here, no one may use.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("clock", &[]),
    ("metrics", &[]),
    ("domain", &[]),
    // A ledger's findings are said in a language, a setting's default stands with the settings.
    ("ledger", &["domain"]),
    ("config", &["domain"]),
    ("views", &["domain"]),
    ("search", &["domain"]),
    ("import", &["domain"]),
    ("vault", &["clock", "domain"]),
    // Followers and jobs bring views, search and import together behind the one writer.
    ("archive", &["clock", "domain", "import", "ledger", "search", "views"]),
    ("auth", &["clock", "config", "domain", "vault"]),
    // The demonstration is carried out through the archive, like anybody else's commands.
    ("demo", &["archive", "domain", "import"]),
    (
        "http",
        // Of `ledger` the digest of a request only; of `views` and `search` what they answer, of `vault` secrets.
        &["archive", "auth", "config", "domain", "import", "ledger", "metrics", "search", "vault", "views"],
    ),
    // The command line starts everything, and verifies and examines a ledger without an archive.
    (
        "cli",
        &[
            "archive", "auth", "clock", "config", "demo", "domain", "http", "import", "ledger", "metrics", "search",
            "vault", "views",
        ],
    ),
];

/// Where a crate may be named: whatever else uses it goes through that part.
const ONLY_IN: [(&str, &[&str]); 6] = [
    ("sled::", &["views"]),
    ("tantivy::", &["search"]),
    ("axum::", &["http", "cli"]),
    ("calamine::", &["import"]),
    ("argon2::", &["vault"]),
    ("getrandom::", &["clock"]),
];

/// What the domain must not know: disks, clocks, threads, the network, how events look as JSON.
const NOT_IN_DOMAIN: [&str; 13] = [
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time",
    "Utc::now",
    "Local::now",
    "tokio",
    "tracing",
    "arc_swap",
    "serde_json",
];

const MAX_LINES: usize = 420;
const MAX_TEST_LINES: usize = 460;
const MAX_FUNCTION_LINES: usize = 70;
/// The page of all routes, which is one list.
const LONG_FUNCTIONS: [&str; 1] = ["src/http/routes.rs: api"];

struct Source {
    name: String,
    part: String,
    is_test: bool,
    /// Without an inline test module at its end.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut files) = (vec![root.join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.iter().map(|path| source(root, path)).collect()
}

fn source(root: &Path, path: &PathBuf) -> Source {
    let relative = path.strip_prefix(root).unwrap();
    let parts: Vec<_> = relative.iter().skip(1).map(|part| part.to_str().unwrap()).collect();
    let is_test = parts.iter().any(|part| *part == "tests" || *part == "tests.rs");
    let text = fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    Source {
        name: relative.to_str().unwrap().to_owned(),
        part: parts[0].trim_end_matches(".rs").to_owned(),
        is_test,
        code: text[..end].to_owned(),
        lines: text.lines().count(),
    }
}

/// The parts of the crate that a text names.
fn used(code: &str) -> BTreeSet<&str> {
    let after = code.split("crate::").skip(1);
    let name = |text: &'_ str| text.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(text.len());
    after.map(|text| &text[..name(text)]).filter(|name| !name.is_empty()).collect()
}

#[test]
fn data_flows_one_way() {
    let may_use: BTreeMap<_, _> = MAY_USE.into_iter().collect();
    for source in sources().iter().filter(|source| !source.is_test && !["lib", "main"].contains(&&*source.part)) {
        let allowed =
            may_use.get(source.part.as_str()).unwrap_or_else(|| panic!("{}: a part nobody knows", source.name));
        for used in used(&source.code) {
            let fine = used == source.part || allowed.contains(&used);
            assert!(fine, "{} uses {used}, which {} must not know", source.name, source.part);
        }
    }
}

#[test]
fn each_crate_stays_behind_the_part_that_hides_it() {
    for source in sources().iter().filter(|source| !source.is_test) {
        for (name, parts) in ONLY_IN {
            // As a path of its own, not as the end of another one.
            let named = source.code.match_indices(name).any(|(at, _)| {
                !source.code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':')
            });
            assert!(!named || parts.contains(&source.part.as_str()), "{} names {name}", source.name);
        }
    }
}

#[test]
fn the_domain_knows_no_disk_no_clock_and_no_chance() {
    for source in sources().iter().filter(|source| source.part == "domain" && !source.is_test) {
        for word in NOT_IN_DOMAIN {
            // Presets are data files that ship inside the program.
            let excused = word == "serde_json" && source.name == "src/domain/presets.rs";
            assert!(excused || !source.code.contains(word), "{} names {word}", source.name);
        }
    }
}

#[test]
fn nothing_is_unsafe() {
    let unsafe_word = ["un", "safe "].concat();
    for source in sources() {
        assert!(!source.code.contains(&unsafe_word), "{}", source.name);
    }
    assert!(include_str!("../Cargo.toml").contains("unsafe_code = \"forbid\""));
}

#[test]
fn no_file_outgrows_its_reader() {
    for source in sources() {
        let limit = if source.is_test { MAX_TEST_LINES } else { MAX_LINES };
        assert!(source.lines <= limit, "{} has {} lines; split it", source.name, source.lines);
    }
}

#[test]
fn no_function_outgrows_a_screen() {
    for source in sources().iter().filter(|source| !source.is_test) {
        let lines: Vec<_> = source.code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((before, rest)) = line.split_once("fn ").filter(|(before, _)| is_before_a_function(before)) else {
                continue;
            };
            let indent = &before[..before.len() - before.trim_start().len()];
            let end = format!("{indent}}}");
            let length = lines[at..].iter().position(|line| **line == end).map_or(1, |length| length + 1);
            let one_line = line.ends_with('}') || line.ends_with(';');
            let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(0)];
            let name = format!("{}: {name}", source.name);
            let fine = one_line || length <= MAX_FUNCTION_LINES || LONG_FUNCTIONS.contains(&name.as_str());
            assert!(fine, "{name} has {length} lines");
        }
    }
}

fn is_before_a_function(text: &str) -> bool {
    text.split_whitespace().all(|word| word.starts_with("pub") || ["const", "async", "super)"].contains(&word))
}
