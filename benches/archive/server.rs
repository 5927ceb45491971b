//! The real program, started in a directory of its own, watched, stopped and killed.

use super::client::{Client, Identity};
use serde_json::json;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A start that takes longer than this has failed.
const START_MAX: Duration = Duration::from_secs(120);
/// How often somebody asks whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(2);

/// The program that is measured: the one that was built with the bench, unless `STRONGROOM_PROGRAM` names another.
pub fn program() -> PathBuf {
    std::env::var_os("STRONGROOM_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_strongroom").into(), PathBuf::from)
}

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to the first time it called itself ready.
    pub ready_in: Duration,
    /// The password it printed, if it is a new archive.
    pub password: Option<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts it and waits until it is ready.
    pub fn start(data: &Path) -> io::Result<Self> {
        let address = free_address()?;
        let started = Instant::now();
        let mut child = Command::new(program())
            .arg("serve")
            .arg("--data")
            .arg(data)
            .arg("--scans")
            .arg(data.join("scans"))
            .args(["--listen", &address.to_string(), "--log-level", "warn"])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?).lines();
        let mut password = None;
        // The line with the address ends what it has to say before it listens.
        for line in lines.by_ref() {
            let line = line?;
            if let Some((_, word)) = line.split_once("one-time password") {
                password = Some(word.trim().to_owned());
            }
            if line.contains(&address.to_string()) {
                break;
            }
        }
        std::thread::spawn(move || for _ in lines {});
        let mut server = Self { child, address, ready_in: Duration::ZERO, password };
        while !server.is_ready() {
            if started.elapsed() > START_MAX || server.child.try_wait()?.is_some() {
                return Err(io::Error::other("the server does not become ready"));
            }
            std::thread::sleep(ASK_EVERY);
        }
        server.ready_in = started.elapsed();
        Ok(server)
    }

    fn is_ready(&self) -> bool {
        let asked = Client::connect(self.address, &Identity::default()).and_then(|mut client| client.get("/readyz"));
        asked.is_ok_and(|answer| answer.status == 200)
    }

    /// Signs the first administrator in, changes the one-time password, and makes an API token.
    pub fn first_token(&self) -> io::Result<Identity> {
        self.first_secret().map(|secret| Identity::token(&secret))
    }

    /// The same, as the token's secret.
    pub fn first_secret(&self) -> io::Result<String> {
        const PASSWORD: &str = "Bench-only-4711-archive";
        let one_time = self.password.as_deref().ok_or_else(|| io::Error::other("no one-time password was printed"))?;
        let mut client = Client::connect(self.address, &Identity::default())?;
        let signed_in = client.post("/api/v1/sign-in", &json!({"name": "admin", "password": one_time}))?;
        let session = |answer: &super::client::Answer| {
            Identity::session(answer.cookie.as_deref().unwrap_or(""), answer.json()["csrf"].as_str().unwrap_or(""))
        };
        let mut client = Client::connect(self.address, &session(&signed_in))?;
        let change = json!({"old_password": one_time, "new_password": PASSWORD});
        let changed = super::filled::expect(200, client.post("/api/v1/me/password", &change)?)?;
        let mut client = Client::connect(self.address, &session(&changed))?;
        let made = super::filled::expect(
            201,
            client.post("/api/v1/me/tokens", &json!({"name": "bench", "expires_on": null}))?,
        )?;
        Ok(made.json()["secret"].as_str().unwrap_or("").to_owned())
    }

    /// Tells it to stop, and waits until it has.
    pub fn stop(mut self) -> io::Result<Duration> {
        let started = Instant::now();
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()?;
        Ok(started.elapsed())
    }

    /// Asks it, as the command line does, to make views and index anew while it serves.
    pub fn rebuild(data: &Path) -> io::Result<Duration> {
        let started = Instant::now();
        let output = Command::new(program()).arg("--data").arg(data).arg("rebuild").output()?;
        if output.status.success() {
            return Ok(started.elapsed());
        }
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Kills it on the spot.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Resident memory now, in bytes.
    pub fn resident_bytes(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// Resident memory at its highest, in bytes.
    pub fn peak_bytes(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Processor time used so far, in seconds: what a busy machine does not change much.
    pub fn processor_seconds(&self) -> f64 {
        processor_seconds(self.child.id())
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) * 1024
    }
}

/// Processor time of a process so far and of those it started that have ended, in seconds.
pub fn processor_seconds(process: u32) -> f64 {
    /// What the kernel counts in.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = after_name.split(' ').skip(11).take(4).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS_PER_SECOND
}

/// An address on this machine that was free a moment ago.
fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
