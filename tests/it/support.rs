//! A real server behind a guard, and somebody to talk to it.

use reqwest::Method;
use reqwest::blocking::{Client as Http, RequestBuilder, Response};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What every account of the tests ends up with as its password.
pub const PASSWORD: &str = "库房门口第三个柜子有猫";
/// What an account is given first; it has to be changed.
pub const FIRST_PASSWORD: &str = "correct horse battery";
/// How long anything may take that should take a moment.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, on a data directory, with nothing of this process's settings.
pub fn strongroom(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("STRONGROOM_")) {
        command.env_remove(name);
    }
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

/// The ciphers that a client needs to be built, though nothing here speaks TLS. A second call changes nothing.
pub fn ciphers() {
    let _ = rustls::crypto::ring::default_provider().install_default();
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

/// The demonstration, for tests that only read.
pub fn demo() -> &'static (Server, Client) {
    static DEMO: OnceLock<(Server, Client)> = OnceLock::new();
    DEMO.get_or_init(|| {
        // Statics are not dropped: a thread of its own outlives nothing, so the server is told to end with this process.
        let server = Server::start_with(&["--demo"]);
        end_with_this_process(server.process());
        let client = server.administrator();
        (server, client)
    })
}

/// Kills a process once this one is gone.
fn end_with_this_process(process: u32) {
    let watch =
        format!("while kill -0 {} 2>/dev/null; do sleep 0.5; done; kill -9 {process} 2>/dev/null", std::process::id());
    let detached = Command::new("sh")
        .args(["-c", &watch])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    drop(detached.unwrap());
}

/// A server with the dealer's business types and a storeroom A: range 1 for sales, 2 for service, 3 for what overflows.
pub fn dealer() -> (Server, Client) {
    let server = Server::start();
    let administrator = server.administrator();
    set_up_dealer(&administrator);
    (server, administrator)
}

/// Sets up the dealer's archive.
pub fn set_up_dealer(client: &Client) {
    client.post("/presets/dealer_a", json!({})).ok();
    client.post("/storerooms", json!({"code": "A", "name": both("一号库房", "Storeroom A")})).ok();
    let ranges =
        json!({"from": 1, "to": 3, "sides": ["L", "R"], "bays": 4, "shelves": 5, "slots": 10, "slot_width_mm": 40});
    client.post("/storerooms/A/ranges", ranges).ok();
    client.put("/zones/SALES", zone("A-01", &["NEW"], 1, false)).ok();
    client.put("/zones/SERVICE", zone("A-02", &["REP", "FST", "SRV", "OVH", "CLM"], 1, false)).ok();
    client.put("/zones/OVERFLOW", zone("A-03", &[], 9, true)).ok();
}

/// A zone over one range.
pub fn zone(range: &str, types: &[&str], priority: u16, overflow: bool) -> Value {
    json!({"name": both("区域", "Zone"), "shelves": [{"from": range, "to": range}], "accepts": {"types": types},
        "priority": priority, "overflow": overflow})
}

/// A name in both languages.
pub fn both(zh: &str, en: &str) -> Value {
    json!({"zh": zh, "en": en})
}

/// A folder of a customer, to register.
pub fn folder(business_type: &str, date: &str, customer: &str) -> Value {
    json!({"business_type": business_type, "business_date": date, "class": "public", "placement": {"kind": "assign"},
        "subjects": [{"kind": "person", "name": customer}]})
}

/// A day from today, in China, where the archive is by default.
pub fn days_from_now(days: i64) -> String {
    let now = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    (now + chrono::TimeDelta::days(days)).to_string()
}

/// Where the files that tests read are.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Waits until something is so.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{what} did not come about");
}

/// A client in the making. The only TLS there is, is the one the archive brings for object stores.
pub fn http() -> reqwest::blocking::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Http::builder()
}

/// Somebody at the server's door. Clones share cookies, as the tabs of a browser do.
#[derive(Clone)]
pub struct Client {
    pub http: Http,
    pub jar: Arc<reqwest::cookie::Jar>,
    pub base: String,
    pub csrf: String,
    pub language: &'static str,
}

impl Client {
    pub fn new(url: &str) -> Self {
        ciphers();
        let jar = Arc::new(reqwest::cookie::Jar::default());
        let http = http().cookie_provider(jar.clone()).timeout(PATIENCE).build().unwrap();
        Self { http, jar, base: url.to_owned(), csrf: String::new(), language: "en" }
    }

    /// The same person, reading Chinese.
    pub fn in_chinese(&self) -> Self {
        Self { language: "zh-CN,zh;q=0.9", ..self.clone() }
    }

    /// The same session at a server that moved.
    pub fn at(&self, server: &Server) -> Self {
        Self { base: server.url().to_owned(), ..self.clone() }
    }

    pub fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let answer = self.post("/sign-in", json!({"name": name, "password": password}));
        self.csrf = answer.body["csrf"].as_str().unwrap_or_default().to_owned();
        answer
    }

    pub fn change_password(&mut self, old: &str, new: &str) -> Answer {
        let answer = self.post("/me/password", json!({"old_password": old, "new_password": new}));
        if answer.status == 200 {
            self.csrf = answer.body["csrf"].as_str().unwrap_or_default().to_owned();
        }
        answer
    }

    /// A request with everything a page would send along.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let within = if path.starts_with("/api/") || is_outside(path) { "" } else { "/api/v1" };
        let url = format!("{}{within}{path}", self.base);
        let request = self.http.request(method.clone(), url).header("accept-language", self.language);
        if method == Method::GET {
            return request;
        }
        request.header("x-csrf-token", &self.csrf).header("idempotency-key", key())
    }

    pub fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path))
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body))
    }

    pub fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body))
    }

    pub fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(&body))
    }

    pub fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path))
    }

    /// Registers a folder and returns its code.
    pub fn register(&self, body: Value) -> String {
        self.post("/folders", body).ok()["code"].as_str().unwrap().to_owned()
    }

    /// Uploads a table.
    pub fn upload(&self, file_name: &str, content: Vec<u8>) -> Answer {
        let part = reqwest::blocking::multipart::Part::bytes(content).file_name(file_name.to_owned());
        let form = reqwest::blocking::multipart::Form::new().part("file", part);
        // A server that refuses a file does not read it to its end, and closes the line.
        Answer::of(self.request(Method::POST, "/imports").header("connection", "close").multipart(form))
    }

    /// Attaches a file to a folder.
    pub fn attach(&self, path: &str, file_name: &str, content: Vec<u8>, note: &str) -> Answer {
        let part = reqwest::blocking::multipart::Part::bytes(content).file_name(file_name.to_owned());
        let form = reqwest::blocking::multipart::Form::new().text("note", note.to_owned()).part("file", part);
        Answer::of(self.request(Method::POST, path).header("connection", "close").multipart(form))
    }

    /// Uploads a table and runs it to its end.
    pub fn import(&self, file_name: &str, content: Vec<u8>) -> Value {
        let job = self.upload(file_name, content).ok();
        self.run_import(&job, json!({"placement": "stated_or_assign"}))
    }

    /// Runs an uploaded table to its end, with its own mapping unless another is given.
    pub fn run_import(&self, job: &Value, mut options: Value) -> Value {
        let id = text(job, "id");
        if options.get("mapping").is_none() {
            options["mapping"] = job["mapping"].clone();
        }
        self.post(&format!("/imports/{id}/run"), options).ok();
        self.import_done(&id)
    }

    /// Waits for an import to end.
    pub fn import_done(&self, id: &str) -> Value {
        eventually("the end of an import", || {
            let job = self.get(&format!("/imports/{id}")).ok();
            (!["running", "checking"].contains(&job["state"].as_str().unwrap())).then_some(job)
        })
    }

    /// Waits for a job to end or rest.
    pub fn job_done(&self, id: &str) -> Value {
        eventually("the end of a job", || {
            let job = self.get(&format!("/jobs/{id}")).ok();
            (!["waiting", "running"].contains(&job["state"].as_str().unwrap())).then_some(job)
        })
    }

    /// All of an import's report.
    pub fn report(&self, id: &str) -> Vec<Value> {
        self.all(&format!("/imports/{id}/report"))
    }

    /// Every page of a list.
    pub fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        let joint = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.get(&format!("{path}{joint}limit=200{cursor}")).ok();
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// The codes of the folders that a search finds, once the index knows everything that was written.
    pub fn search(&self, query: &str) -> BTreeSet<String> {
        let seq = self.get("/departments").ok()["seq"].as_u64().unwrap();
        let query = percent(query);
        // On a busy machine the index may need longer than one answer waits for it.
        let found = eventually("the index", || {
            let answer = self.get(&format!("/search?limit=200&min_seq={seq}&q={query}"));
            (answer.status != 503).then(|| answer.ok())
        });
        found["items"].as_array().unwrap().iter().map(|hit| text(hit, "code")).collect()
    }
}

fn is_outside(path: &str) -> bool {
    ["/healthz", "/readyz", "/metrics", "/assets/", "/page/"].iter().any(|outside| path.starts_with(outside))
        || path == "/"
}

/// An Idempotency-Key that nobody has used.
pub fn key() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    format!("{:x}-{:x}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// A text as it stands in a URL.
pub fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A text in an answer.
#[track_caller]
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}")).to_owned()
}

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    #[track_caller]
    pub fn of(request: RequestBuilder) -> Self {
        Self::read(request.send().unwrap())
    }

    /// As `of`, where the server may be gone.
    pub fn perhaps(request: RequestBuilder) -> Option<Self> {
        let response = request.send().ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().ok()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some(Self { status, headers, text, body })
    }

    fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, body }
    }

    /// The answer to a request that was carried out.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self.body
    }

    /// A refusal as it must be: problem details with a stable code and a sentence whose blanks are filled in.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["type"], "about:blank");
        let sentence = text(&self.body, "detail");
        assert!(!sentence.is_empty() && !sentence.contains('{'), "{sentence}");
        self.body
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn etag(&self) -> String {
        self.header("etag")
    }
}

/// The last segment of a ledger.
pub fn last_segment(data: &Path) -> PathBuf {
    let entries = std::fs::read_dir(data.join("ledger")).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|name| name == "jsonl")).collect();
    segments.sort();
    segments.pop().unwrap()
}

/// The lines of a CSV file that came from us.
pub fn csv_lines(content: &str) -> Vec<Vec<String>> {
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Whether a text holds Chinese.
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// A file to append to.
pub fn append_to(path: &Path) -> File {
    OpenOptions::new().append(true).open(path).unwrap()
}
