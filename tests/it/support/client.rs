//! Somebody at the server's door.

use super::{Answer, PATIENCE, Server, eventually, text};
use reqwest::Method;
use reqwest::blocking::{Client as Http, RequestBuilder};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The ciphers that a client needs to be built, though nothing here speaks TLS. A second call changes nothing.
pub fn ciphers() {
    let _ = rustls::crypto::ring::default_provider().install_default();
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
