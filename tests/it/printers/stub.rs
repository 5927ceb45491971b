//! Printers that are none, and one that CUPS brings along.

use super::eventually;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// A printer that prints what comes in at a port.
pub struct RawPrinter {
    pub port: u16,
    jobs: Receiver<Vec<u8>>,
}

impl RawPrinter {
    pub fn new() -> Self {
        Self::at(0).unwrap()
    }

    /// At that port, if nobody else has it.
    pub fn at(port: u16) -> Option<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).ok()?;
        let port = listener.local_addr().unwrap().port();
        let (sender, jobs) = channel();
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut job = Vec::new();
                if stream.read_to_end(&mut job).is_ok() && sender.send(job).is_err() {
                    return;
                }
            }
        });
        Some(Self { port, jobs })
    }

    /// One that answers the call and takes nothing.
    pub fn hanging() -> Self {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
        socket.listen(8).unwrap();
        let listener: TcpListener = socket.into();
        let port = listener.local_addr().unwrap().port();
        let (_, jobs) = channel();
        thread::spawn(move || listener.incoming().collect::<Vec<_>>());
        Self { port, jobs }
    }

    /// The next job.
    pub fn job(&self) -> Vec<u8> {
        self.jobs.recv_timeout(Duration::from_secs(60)).expect("no job came")
    }

    pub fn is_idle(&self) -> bool {
        self.jobs.try_recv().is_err()
    }
}

/// The port of something that says one thing to everybody.
pub fn speaking(words: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 65_536]);
            let _ = stream.write_all(words);
        }
    });
    port
}

/// An office printer: says what it takes, takes a document, and is done when it has been asked twice.
pub struct IppPrinter {
    pub port: u16,
    documents: Receiver<Vec<u8>>,
}

impl IppPrinter {
    pub fn new(formats: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, documents) = channel();
        let (formats, asked) =
            (formats.iter().map(|format| (*format).to_owned()).collect::<Vec<_>>(), Arc::new(Mutex::new(0)));
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let body = request_body(&mut stream);
                let operation = u16::from_be_bytes([body[2], body[3]]);
                let values: Vec<(u8, &str, Vec<u8>)> = match operation {
                    0x000b => {
                        let each = formats.iter().enumerate();
                        each.map(|(at, format)| {
                            (0x49, if at == 0 { "document-format-supported" } else { "" }, format.clone().into_bytes())
                        })
                        .collect()
                    }
                    0x0002 => {
                        let at = body.windows(5).position(|window| window == b"%PDF-").unwrap();
                        sender.send(body[at..].to_vec()).unwrap();
                        vec![
                            (0x21, "job-id", 7_i32.to_be_bytes().to_vec()),
                            (0x23, "job-state", 5_i32.to_be_bytes().to_vec()),
                        ]
                    }
                    0x0009 => {
                        let mut asked = asked.lock().unwrap();
                        *asked += 1;
                        let state = if *asked < 2 { 5_i32 } else { 9 };
                        vec![(0x23, "job-state", state.to_be_bytes().to_vec())]
                    }
                    other => panic!("operation {other}"),
                };
                let answer = ipp_answer(&values);
                // In two chunks, as some printers do.
                let (one, two) = answer.split_at(answer.len() / 2);
                let mut said =
                    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
                for part in [one, two, &[]] {
                    said.extend(format!("{:x}\r\n", part.len()).into_bytes());
                    said.extend(part);
                    said.extend(b"\r\n");
                }
                stream.write_all(&said).unwrap();
            }
        });
        Self { port, documents }
    }

    pub fn document(&self) -> Vec<u8> {
        self.documents.recv_timeout(Duration::from_secs(60)).expect("no document came")
    }
}

fn ipp_answer(values: &[(u8, &str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 0x01];
    for (tag, name, value) in values {
        bytes.push(*tag);
        for part in [name.as_bytes(), value] {
            bytes.extend((part.len() as u16).to_be_bytes());
            bytes.extend(part);
        }
    }
    bytes.push(0x03);
    bytes
}

fn request_body(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 65_536];
    loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
            let length =
                head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().trim().parse::<usize>().unwrap();
            if bytes.len() >= at + 4 + length {
                return bytes[at + 4..at + 4 + length].to_vec();
            }
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "a request was cut short");
        bytes.extend(&buffer[..count]);
    }
}

/// The words in a PDF.
pub fn words_of(document: &[u8]) -> String {
    let room = tempfile::tempdir().unwrap();
    let file = room.path().join("printed.pdf");
    std::fs::write(&file, document).unwrap();
    String::from_utf8(Command::new("pdftotext").arg(&file).arg("-").output().unwrap().stdout).unwrap()
}

/// The printer that CUPS brings along for tests.
pub struct Eve {
    pub port: u16,
    process: Child,
    spool: TempDir,
}

impl Eve {
    /// Starts it; nothing if it is not installed.
    pub fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let spool = tempfile::tempdir().unwrap();
        let mut command = Command::new("ippeveprinter");
        command.args(["-r", "off", "-k", "-f", "application/pdf", "-n", "localhost", "-p", &port.to_string()]);
        command.arg("-d").arg(spool.path()).arg("Strongroom test");
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let mut eve = Self { port, process, spool };
        eventually("the printer of CUPS", || match eve.process.try_wait().unwrap() {
            Some(_) => Some(()),
            None => TcpStream::connect(("127.0.0.1", port)).ok().map(drop),
        });
        eve.process.try_wait().unwrap().is_none().then_some(eve)
    }

    /// What it printed.
    pub fn document(&self) -> Vec<u8> {
        eventually("a document", || {
            let files = std::fs::read_dir(self.spool.path()).unwrap().map(|entry| entry.unwrap().path());
            files.map(|path| std::fs::read(path).unwrap()).find(|bytes| bytes.starts_with(b"%PDF"))
        })
    }
}

impl Drop for Eve {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
