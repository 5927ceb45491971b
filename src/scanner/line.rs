//! One scanner on the network: it is asked what it can do and how it stands, given a job, and its pages are fetched.

use super::escl::{self, Capabilities, Settings, Status, Wrapping};
use super::fault::Fault;
use crate::domain::refusal::Code;
use crate::domain::scanner::Scanner;
use crate::printing::{Answer, Ask, Patience, Shown, Target, Trouble, Trust, Web, Wire, reach, web_address};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// What a scanner says of itself is no longer.
const SAYING_BYTES_MAX: usize = 1024 * 1024;
/// How long a scanner may take for one answer that is no page.
const ANSWER: Duration = Duration::from_secs(30);
/// How long a page may take, from asking for it to its last byte.
const PAGE: Duration = Duration::from_secs(300);
/// How long a scanner may be busy with something else before a job is given up.
const BUSY: Duration = Duration::from_secs(60);
/// How often one that is busy is asked again.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How often somebody looks meanwhile whether the job is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const XML: &str = "text/xml";

/// A line to a scanner.
pub struct Line<'a> {
    name: &'a str,
    web: Web,
    addresses: Vec<SocketAddr>,
    patience: Patience,
    is_wanted: &'a (dyn Fn() -> bool + Sync),
    trust: Trust,
}

/// What came when the next page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A document, of so many bytes.
    Document(u64),
    /// There is none left.
    End,
}

/// Who takes a document part by part; `false` if it cannot be kept.
pub type Keep<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Code>;

impl<'a> Line<'a> {
    /// A line to where a scanner is now.
    ///
    /// # Errors
    /// Its address cannot be used, or leads nowhere.
    pub fn to(
        scanner: &'a Scanner,
        anywhere: bool,
        patience: Patience,
        is_wanted: &'a (dyn Fn() -> bool + Sync),
    ) -> Result<Self, Fault> {
        let (web, addresses) = way(&scanner.address, anywhere)?;
        let trust = scanner.certificate.map_or(Trust::Vouched, Trust::Only);
        Ok(Self { name: &scanner.code, web, addresses, patience, is_wanted, trust })
    }

    /// What it can do.
    ///
    /// # Errors
    /// It is off, hangs, or answers nonsense.
    pub fn capabilities(&self) -> Result<Capabilities, Fault> {
        escl::capabilities(&self.read("ScannerCapabilities")?).ok_or(Fault::of(Code::ScannerNonsense))
    }

    /// How it stands.
    ///
    /// # Errors
    /// As before.
    pub fn status(&self) -> Result<Status, Fault> {
        escl::status(&self.read("ScannerStatus")?).ok_or(Fault::of(Code::ScannerNonsense))
    }

    fn read(&self, what: &str) -> Result<String, Fault> {
        let path = self.under(what);
        let text = self.asked("GET", &path, None, ANSWER, |answer| match answer.status {
            200 => Ok(Ok(answer.body(SAYING_BYTES_MAX)?)),
            status => Ok(Err(status)),
        })?;
        let text = text.map_err(|status| match status {
            503 => Fault::of(Code::ScannerBusy),
            status => Fault::said(Code::ScannerRefused, format!("HTTP {status}")),
        })?;
        String::from_utf8(text).map_err(|_| Fault::of(Code::ScannerNonsense))
    }

    /// Gives it a job, and says where that is on it. One that is busy is asked again for a while.
    ///
    /// # Errors
    /// It will not have it, is busy for too long, or nobody wants it any more.
    pub fn begin(&self, wanted: Settings, known: &Capabilities, wrapping: Wrapping) -> Result<String, Fault> {
        let inputs = known.of(wanted.source, wanted.duplex).ok_or(Fault::of(Code::ScannerCannot))?;
        let text = known.order(wanted, inputs, wrapping);
        let path = self.under("ScanJobs");
        let until = Instant::now() + BUSY;
        loop {
            let begun = self.asked("POST", &path, Some(text.as_bytes()), ANSWER, |answer| {
                Ok((answer.status, answer.says("location").map(str::to_owned)))
            })?;
            match begun {
                (201 | 200, Some(location)) => {
                    return escl::job_path(&location).ok_or(Fault::of(Code::ScannerNonsense));
                }
                (503, _) if Instant::now() < until => self.rest(ASK_EVERY)?,
                (503, _) => return Err(Fault::of(Code::ScannerBusy)),
                (409, _) => return Err(self.trouble().unwrap_or(Fault::of(Code::ScannerCannot))),
                (201 | 200, None) => return Err(Fault::of(Code::ScannerNonsense)),
                (status, _) => {
                    let refused = Fault::said(Code::ScannerRefused, format!("HTTP {status}"));
                    return Err(self.trouble().unwrap_or(refused));
                }
            }
        }
    }

    /// Fetches its next document; waits while there is none yet.
    ///
    /// # Errors
    /// It broke off, is larger than that, cannot be kept, or nobody wants it any more.
    pub fn next(&self, job: &str, bytes_max: u64, keep: Keep<'_>) -> Result<Next, Fault> {
        let path = format!("{job}/NextDocument");
        let until = Instant::now() + PAGE;
        loop {
            let mut lost = None;
            let came = self.asked("GET", &path, None, PAGE, |answer| match answer.status {
                200 => {
                    let taken = answer.body_into(bytes_max, &mut |part| {
                        keep(part).map_err(|code| {
                            lost = Some(code);
                            Trouble::Unwanted
                        })
                    });
                    taken.map(Ok)
                }
                status => Ok(Err(status)),
            });
            if let Some(code) = lost {
                return Err(Fault::of(code));
            }
            match came? {
                Ok(bytes) => return Ok(Next::Document(bytes)),
                Err(404) => return Ok(Next::End),
                Err(503) if Instant::now() < until => self.rest(ASK_EVERY)?,
                Err(503) => return Err(Fault::of(Code::ScannerStuck)),
                Err(410) => return Err(self.trouble().unwrap_or(Fault::said(Code::ScannerGaveUp, "HTTP 410"))),
                Err(status) => {
                    let gave_up = Fault::said(Code::ScannerGaveUp, format!("HTTP {status}"));
                    return Err(self.trouble().unwrap_or(gave_up));
                }
            }
        }
    }

    /// What is wrong with it, if it says so.
    pub fn trouble(&self) -> Option<Fault> {
        Fault::in_status(&self.status().ok()?)
    }

    /// Tells it that a job is not wanted any more. What it makes of that is its own.
    pub fn cancel(&self, job: &str) {
        let freely = Line {
            name: self.name,
            web: self.web.clone(),
            addresses: self.addresses.clone(),
            is_wanted: &|| true,
            ..*self
        };
        let _ = freely.asked("DELETE", job, None, ANSWER, |answer| Ok(answer.status));
    }

    fn asked<T>(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        whole: Duration,
        hear: impl FnOnce(Answer<'_, '_>) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        let target = &self.web.target;
        let parts = body.as_ref().map(std::slice::from_ref);
        let ask = Ask { method, path, accept: "*/*", body: parts.map(|parts| (XML, parts)), whole };
        let heard = Wire::call_web(&self.addresses, self.patience, self.is_wanted, &self.web, self.trust)
            .and_then(|mut wire| hear(crate::printing::ask(&mut wire, target, &ask)?));
        heard.map_err(Fault::of_trouble)
    }

    fn under(&self, what: &str) -> String {
        let Target { path, .. } = &self.web.target;
        format!("{}/{what}", path.trim_end_matches('/'))
    }

    fn rest(&self, how_long: Duration) -> Result<(), Fault> {
        let until = Instant::now() + how_long;
        while Instant::now() < until {
            if !(self.is_wanted)() {
                return Err(Fault::Unwanted);
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }
}

/// What a machine at an address shows of itself, before anybody trusts it. It is asked nothing else.
///
/// # Errors
/// It is off, hangs, does not speak TLS, or the address cannot be used.
pub fn shown(
    address: &str,
    anywhere: bool,
    patience: Patience,
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Result<Shown, Fault> {
    let (web, addresses) = way(address, anywhere)?;
    if !web.is_sealed {
        return Err(Fault::address(Code::ScannerAddress, address));
    }
    let wire = Wire::call_web(&addresses, patience, is_wanted, &web, Trust::Anybody).map_err(Fault::of_trouble)?;
    wire.shown(&web).ok_or(Fault::of(Code::ScannerNonsense))
}

/// Where an address leads now.
fn way(address: &str, anywhere: bool) -> Result<(Web, Vec<SocketAddr>), Fault> {
    let web = web_address(address).ok_or_else(|| Fault::address(Code::ScannerAddress, address))?;
    let addresses = reach(&web.target, anywhere).map_err(|is_outside| match is_outside {
        true => Fault::address(Code::ScannerOutside, address),
        false => Fault::of(Code::ScannerAway),
    })?;
    Ok((web, addresses))
}
