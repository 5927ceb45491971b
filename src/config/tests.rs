//! What settings may say, and what is refused.

#![allow(clippy::unwrap_used)]
use super::{Config, LogFormat, Options};
use std::fs;
use std::path::{Path, PathBuf};

fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn load(flags: Options, pairs: &[(&str, &str)]) -> Result<Config, String> {
    Config::load_with_environment(flags, env(pairs)).map_err(|error| error.to_string())
}

fn in_dir(dir: &Path) -> Options {
    Options { data: Some(dir.to_owned()), ..Options::default() }
}

#[test]
fn with_nothing_given_it_listens_on_this_machine_only() {
    let root = tempfile::tempdir().unwrap();
    let config = load(in_dir(root.path()), &[]).unwrap();
    assert_eq!((config.listen.to_string().as_str(), config.log.format), ("127.0.0.1:8420", LogFormat::Text));
    assert_eq!(config.auth.session_idle.num_hours(), 12);
}

#[test]
fn scanned_files_lie_beside_the_data_wherever_one_stands() {
    for (data, scans) in [("data", "scans"), ("/srv/a/data", "/srv/a/scans"), ("/srv/a/data/", "/srv/a/scans")] {
        assert_eq!(load(in_dir(Path::new(data)), &[]).unwrap().scans, Path::new(scans));
    }
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let root = tempfile::tempdir().unwrap();
    let file = "listen = \"0.0.0.0:1\"\nlog_format = \"json\"\nlog_level = \"warn\"\nscans = \"papers\"\n";
    fs::write(root.path().join("strongroom.toml"), file).unwrap();
    let flags = Options { listen: Some("0.0.0.0:3".parse().unwrap()), ..in_dir(root.path()) };
    let config = load(flags, &[("STRONGROOM_LISTEN", "0.0.0.0:2"), ("STRONGROOM_LOG_LEVEL", "debug")]).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!((config.log.level.as_str(), config.log.format), ("debug", LogFormat::Json));
    // A path in a file is meant from where the file is.
    assert_eq!(config.scans, root.path().join("papers"));
}

#[test]
fn a_file_elsewhere_may_name_the_data_directory_and_must_exist() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("other.toml");
    fs::write(&path, "data = \"/srv/archive\"\n").unwrap();
    let config = load(Options::default(), &[("STRONGROOM_CONFIG", path.to_str().unwrap())]).unwrap();
    assert_eq!(config.data, PathBuf::from("/srv/archive"));
    let missing = Options { config: Some(root.path().join("none.toml")), ..Options::default() };
    assert!(load(missing, &[]).unwrap_err().contains("none.toml"));
}

#[test]
fn what_cannot_be_understood_is_named() {
    let root = tempfile::tempdir().unwrap();
    let wrong = |file: &str, pairs: &[(&str, &str)]| {
        fs::write(root.path().join("strongroom.toml"), file).unwrap();
        load(in_dir(root.path()), pairs).unwrap_err()
    };
    assert!(wrong("lisen = \"0.0.0.0:1\"", &[]).contains("lisen"));
    assert!(wrong("listen = \"everywhere\"", &[]).contains("strongroom.toml"));
    assert!(wrong("", &[("STRONGROOM_LISTEN", "8420")]).contains("STRONGROOM_LISTEN"));
    assert!(wrong("body_mib_max = 0", &[]).contains("body_mib_max must be from 1 to 64, not 0"));
    assert!(wrong("session_idle_hours = 48\nsession_absolute_hours = 24", &[]).contains("session_absolute_hours"));
}

#[test]
fn other_programs_variables_are_left_alone_and_mistyped_ones_told() {
    let root = tempfile::tempdir().unwrap();
    let variables = [("PATH", "/bin"), ("STRONGROOMS", "2"), ("STRONGROOM_LISSEN", "0.0.0.0:1")];
    let config = load(in_dir(root.path()), &variables).unwrap();
    assert_eq!(config.unknown_variables, ["STRONGROOM_LISSEN"]);
}
