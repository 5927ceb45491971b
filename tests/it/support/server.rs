//! The program, run to its end or kept running behind a guard.

use super::{Client, FIRST_PASSWORD, PASSWORD, PATIENCE, ciphers, days_from_now};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Instant;
use tempfile::TempDir;

/// The program, on a data directory, with nothing of this process's settings. `STRONGROOM_PROGRAM` names another than the one
/// that was built with the tests, such as an optimised one.
pub fn strongroom(data: &Path) -> Command {
    let program = std::env::var_os("STRONGROOM_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_strongroom").into());
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("STRONGROOM_")) {
        command.env_remove(name);
    }
    command.env("STRONGROOM_SCANS", data.join("scans"));
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

/// Runs a subcommand to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    strongroom(data).args(arguments).output().unwrap()
}

/// What a program said, on both its outputs.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A running server. It is killed when this is dropped.
pub struct Server {
    child: Option<Child>,
    data: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(&'static str, String)>,
    url: String,
    /// The first administrator's one-time password, from the first start.
    pub one_time_password: String,
    _room: Option<TempDir>,
}

impl Server {
    /// A server on an empty data directory.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with flags.
    pub fn start_with(arguments: &[&str]) -> Self {
        let room = tempfile::tempdir().unwrap();
        let mut server = Self::at(&room.path().join("data"), arguments);
        server._room = Some(room);
        server
    }

    /// A server on a data directory of the caller's.
    pub fn at(data: &Path, arguments: &[&str]) -> Self {
        Self::at_with(data, arguments, &[])
    }

    /// The same with something in its environment.
    pub fn at_with(data: &Path, arguments: &[&str], environment: &[(&'static str, String)]) -> Self {
        let environment = environment.to_vec();
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let mut server = Self {
            child: None,
            data: data.to_owned(),
            arguments,
            environment,
            url: String::new(),
            one_time_password: String::new(),
            _room: None,
        };
        server.launch();
        server
    }

    fn launch(&mut self) {
        ciphers();
        std::fs::create_dir_all(&self.data).unwrap();
        let log = OpenOptions::new().create(true).append(true).open(self.data.with_extension("log")).unwrap();
        let mut command = strongroom(&self.data);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(&self.arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if !self.arguments.iter().any(|argument| argument == "--log-level") {
            command.args(["--log-level", "warn"]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        self.child = Some(child);
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let deadline = Instant::now() + PATIENCE;
        loop {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some((_, password)) = line.split_once("one-time password") {
                        self.one_time_password = password.trim().to_owned();
                    }
                    if let Some((_, url)) = line.split_once("Strongroom is at ") {
                        self.url = url.trim().trim_end_matches('/').to_owned();
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("the server does not start: {}", self.log()),
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended: {}", self.log()),
            }
        }
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default()
    }

    /// Its data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it as a power cut would.
    pub fn kill9(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks it to stop, and returns its exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let mut child = self.child.take()?;
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        child.wait().unwrap().code()
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Starts it again on the same data, at a new address.
    pub fn restart(&mut self) {
        assert!(self.child.is_none(), "it still runs");
        self.launch();
    }

    /// Signs the first administrator in, with a password of his own.
    pub fn administrator(&self) -> Client {
        let mut client = self.anonymous();
        if self.one_time_password.is_empty() || client.sign_in("admin", &self.one_time_password).status == 401 {
            client.sign_in("admin", PASSWORD).ok();
        } else {
            client.change_password(&self.one_time_password, PASSWORD).ok();
        }
        client
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url)
    }

    /// Somebody with an account, signed in with a password of his own.
    pub fn sign_in(&self, name: &str) -> Client {
        let mut client = self.anonymous();
        client.sign_in(name, PASSWORD).ok();
        client
    }

    /// Makes an account and signs it in, with a password of its own.
    pub fn person(&self, administrator: &Client, name: &str, role: &str, department: Option<&str>) -> Client {
        let expires_on = (role == "temporary").then(|| days_from_now(30));
        let body = json!({"name": name, "display_name": format!("{name} 先生"), "role": role, "department": department,
            "expires_on": expires_on, "password": FIRST_PASSWORD});
        administrator.post("/people", body).ok();
        let mut client = self.anonymous();
        client.sign_in(name, FIRST_PASSWORD).ok();
        client.change_password(FIRST_PASSWORD, PASSWORD).ok();
        client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill9();
    }
}
