//! Builds the web app into `web/dist`, from where it is embedded, whenever something under `web/` changed.
//!
//! `STRONGROOM_WEB_DIST=skip` leaves npm alone and embeds whatever `web/dist` holds. Must not touch anything outside
//! `web/node_modules` and `web/dist`.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, UNIX_EPOCH};

const SKIP: &str = "STRONGROOM_WEB_DIST";
const SOURCES: [&str; 9] = [
    "src",
    "dev",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];
const INDEX: &str = "web/dist/index.html";
/// The lock file as it was when the packages were last installed.
const STAMP: &str = "web/node_modules/.strongroom-lock";
const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>Strongroom</title>\
    <p>The web app was not built into this binary. 本程序未包含网页界面。</p>\n";

fn main() -> ExitCode {
    println!("cargo:rerun-if-env-changed={SKIP}");
    println!("cargo:rerun-if-changed=build.rs");
    for source in SOURCES {
        println!("cargo:rerun-if-changed=web/{source}");
    }
    // The app's help is made of it.
    println!("cargo:rerun-if-changed=docs/guide");
    let built = if std::env::var(SKIP).is_ok_and(|value| value == "skip") { placeholder() } else { build() };
    match built.and_then(|()| watch_output()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn placeholder() -> Result<(), String> {
    if Path::new(INDEX).exists() {
        return Ok(());
    }
    fs::create_dir_all("web/dist")
        .and_then(|()| fs::write(INDEX, PLACEHOLDER))
        .map_err(|error| format!("cannot write {INDEX}: {error}"))
}

fn build() -> Result<(), String> {
    if !installed() {
        npm(&["ci", "--no-audit", "--no-fund"])?;
        fs::copy("web/package-lock.json", STAMP).map_err(|error| format!("cannot write {STAMP}: {error}"))?;
    }
    npm(&["run", "build"])
}

/// Has cargo come back when the built app is gone: it is watched like a source, so it must not look newer than this run.
fn watch_output() -> Result<(), String> {
    println!("cargo:rerun-if-changed={INDEX}");
    fs::File::options()
        .write(true)
        .open(INDEX)
        .and_then(|index| index.set_modified(UNIX_EPOCH + Duration::from_secs(86_400)))
        .map_err(|error| format!("the web app was built, but {INDEX} cannot be touched: {error}"))
}

/// Whether the installed packages are the ones the lock file names.
fn installed() -> bool {
    matches!((fs::read(STAMP), fs::read("web/package-lock.json")), (Ok(was), Ok(is)) if was == is)
}

fn npm(arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program).args(arguments).current_dir("web").output().map_err(|error| {
        format!(
            "building the web app needs Node.js 20.19 or newer with npm, and `npm` did not start ({error}); \
             install them, or set {SKIP}=skip to build without the web app"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    // Everything the tool said goes to the build's own log; the error stays one line.
    println!("{}", String::from_utf8_lossy(&output.stdout));
    eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    let last =
        String::from_utf8_lossy(&output.stderr).lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
    Err(format!("`npm {}` failed in web/: {last}", arguments.join(" ")))
}
