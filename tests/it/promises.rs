//! What docs/security.md calls held is tested: each such line names tests, and each test that the page names exists.

use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/security.md");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in backticks and is a path of words: `policy::every_role_…`, `limits::*`, `http::fair`.
fn named(line: &str) -> Vec<&str> {
    let quoted = line.split('`').skip(1).step_by(2);
    let word = |part: &str| {
        !part.is_empty()
            && part.trim_end_matches('…').chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    quoted.filter(|text| text.contains("::") && text.trim_end_matches("::*").split("::").all(word)).collect()
}

/// The file of a module, of the suite's or of the program's own tests; an inline `tests` stands in its parent's.
fn file_of(module: &[&str]) -> Option<PathBuf> {
    let inline = module.split_last().filter(|(last, _)| **last == "tests").map(|(_, parent)| parent);
    let paths = [Some(module), inline].into_iter().flatten().filter(|module| !module.is_empty()).flat_map(|module| {
        let path = format!("{}.rs", module.join("/"));
        [root().join("tests/it").join(&path), root().join("src").join(&path)]
    });
    paths.into_iter().find(|path| path.exists() && holds_tests(path))
}

fn holds_tests(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap();
    text.contains("#[test]") || text.contains("#[tokio::test")
}

fn exists(name: &str) -> bool {
    let parts: Vec<&str> = name.trim_end_matches("::*").split("::").collect();
    let Some((last, module)) = parts.split_last().filter(|_| !name.ends_with("::*")) else {
        return file_of(&parts).is_some();
    };
    let begins = format!("fn {}", last.trim_end_matches('…'));
    let ends = if last.ends_with('…') { "" } else { "(" };
    // Where a table makes the tests, it names them.
    let listed = format!(": {}{}", last.trim_end_matches('…'), if last.ends_with('…') { "" } else { "," });
    let holds = |path: PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        if text.contains("macro_rules!") && text.contains(&listed) {
            return true;
        }
        let mut tests = text.split("#[test]").skip(1).chain(text.split("#[tokio::test").skip(1));
        tests.any(|test| test.lines().take(4).any(|line| line.contains(&format!("{begins}{ends}"))))
    };
    file_of(module).is_some_and(holds) || file_of(&parts).is_some()
}

#[test]
fn every_test_that_the_page_on_security_names_is_there() {
    let missing: Vec<&str> = PAGE.lines().flat_map(named).filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn whatever_the_page_on_security_calls_held_names_its_test() {
    let rows = PAGE.lines().filter(|line| line.starts_with("| ") && line.contains("| holds"));
    let bare: Vec<&str> = rows.clone().filter(|line| named(line).is_empty()).collect();
    assert!(bare.is_empty(), "{bare:#?}");
    assert!(rows.count() > 30);
}

#[test]
fn a_name_that_is_not_there_is_noticed() {
    assert_eq!(named("x `a::b_c…` `Foo::bar` `policy::*` `src/` `no`"), ["a::b_c…", "policy::*"]);
    for name in
        ["policy::every_role_…", "policy::*", "http::fair", "auth::tests::second::guessing_codes_…", "auth::totp"]
    {
        assert!(exists(name), "{name}");
    }
    for name in ["policy::no_such_…", "policies::*", "policy::every_role", "http::assets"] {
        assert!(!exists(name), "{name}");
    }
}
