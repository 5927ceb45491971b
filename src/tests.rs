//! How large things may grow, and what the whole crate does without. Who may use whom stands in `layers.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

const MAX_LINES: usize = 420;
const MAX_TEST_LINES: usize = 460;
const MAX_FUNCTION_LINES: usize = 70;
/// The page of all routes, and what is asked of every kind of event: each is one list.
const LONG_FUNCTIONS: [&str; 3] =
    ["src/http/routes.rs: api", "src/domain/erasure.rs: words_of", "src/domain/event/about.rs: folders"];

struct Source {
    name: String,
    is_test: bool,
    /// Without an inline test module at its end.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut files) = (vec![root.join("src"), root.join("tests"), root.join("benches")], Vec::new());
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

fn source(root: &Path, path: &Path) -> Source {
    let relative = path.strip_prefix(root).unwrap();
    let parts: Vec<_> = relative.iter().skip(1).map(|part| part.to_str().unwrap()).collect();
    let is_test =
        !relative.starts_with("src") || parts.iter().any(|part| ["tests", "tests.rs", "layers.rs"].contains(part));
    let text = fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    Source {
        name: relative.to_str().unwrap().to_owned(),
        is_test,
        code: text[..end].to_owned(),
        lines: text.lines().count(),
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
