//! A small HTTP/1.1 client over one kept connection: it shares two cores with the server it measures, so it does little.

use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The boundary of a form with one file.
const BOUNDARY: &str = "strongroom-bench-boundary";

/// How the client proves who it is.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    headers: String,
}

impl Identity {
    /// By a session's cookie and its token against forged requests.
    pub fn session(cookie: &str, csrf: &str) -> Self {
        Self { headers: format!("cookie: {cookie}\r\nx-csrf-token: {csrf}\r\n") }
    }

    /// Its header lines.
    pub fn headers(&self) -> &str {
        &self.headers
    }

    /// By an API token.
    pub fn token(secret: &str) -> Self {
        Self { headers: format!("authorization: Bearer {secret}\r\n") }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The first cookie it sets, name and value.
    pub cookie: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Its body as JSON; nothing if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// One connection.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<TcpStream>,
    identity: Identity,
    request: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr, identity: &Identity) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), identity: identity.clone(), request: Vec::new() })
    }

    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send("GET", path, "", &[])
    }

    pub fn post(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.send("POST", path, "application/json", body.to_string().as_bytes())
    }

    pub fn put(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.send("PUT", path, "application/json", body.to_string().as_bytes())
    }

    /// Posts a form with one file.
    pub fn upload(&mut self, path: &str, file_name: &str, bytes: &[u8]) -> io::Result<Answer> {
        let mut body = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\ncontent-type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        self.send("POST", path, &format!("multipart/form-data; boundary={BOUNDARY}"), &body)
    }

    fn send(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> io::Result<Answer> {
        self.request.clear();
        write!(self.request, "{method} {path} HTTP/1.1\r\nhost: bench\r\n{}", self.identity.headers)?;
        if method != "GET" {
            write!(self.request, "content-type: {content_type}\r\ncontent-length: {}\r\n", body.len())?;
        }
        self.request.extend_from_slice(b"\r\n");
        self.request.extend_from_slice(body);
        self.stream.get_mut().write_all(&self.request)?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked, mut cookie) = (0, false, None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "set-cookie" if cookie.is_none() => cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if chunked {
            while self.chunk(&mut body)? {}
        } else {
            self.read_into(&mut body, length)?;
        }
        Ok(Answer { status, cookie, body })
    }

    fn chunk(&mut self, body: &mut Vec<u8>) -> io::Result<bool> {
        let length = usize::from_str_radix(&self.line()?, 16).map_err(io::Error::other)?;
        self.read_into(body, length)?;
        self.line()?;
        Ok(length > 0)
    }

    fn read_into(&mut self, body: &mut Vec<u8>, length: usize) -> io::Result<()> {
        let start = body.len();
        body.resize(start + length, 0);
        self.stream.read_exact(body.get_mut(start..).unwrap_or_default())
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}
