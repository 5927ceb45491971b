//! Office printers by the Internet Printing Protocol: the small part of RFC 8010 and RFC 8011 that bringing a PDF takes.
//! It is asked whether it takes PDF, given the job, and asked how that stands until it is done.

mod message;
#[cfg(test)]
mod tests;

use super::guard::Target;
use super::send::{Errand, Trouble};
use super::web::{Ask, ask};
use super::wire::Wire;
use crate::domain::refusal::Code;
use message::{Answer, Operation, Request};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

const PDF: &str = "application/pdf";
const IPP: &str = "application/ipp";
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// How often a printer is asked how a job stands.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// What a printer says that is only busy.
const BUSY: [u16; 3] = [0x0502, 0x0506, 0x0507];
/// What it says of a job that it has forgotten, as many do once it is done.
const FORGOTTEN: u16 = 0x0406;

/// Brings a PDF to a printer and waits until it is printed, or for as long as one waits.
///
/// # Errors
/// The printer is off, hangs, answers nonsense, will not have it, or gave it up.
pub fn send(errand: &Errand<'_>, target: &Target, addresses: &[SocketAddr]) -> Result<(), Trouble> {
    let line = Line { errand, target, addresses };
    let job = match errand.known_as {
        Some(job) => job,
        None => {
            line.takes_pdf()?;
            let job = line.bring()?;
            (errand.taken_as)(job);
            job
        }
    };
    line.see_through(job)
}

struct Line<'a> {
    errand: &'a Errand<'a>,
    target: &'a Target,
    addresses: &'a [SocketAddr],
}

impl Line<'_> {
    fn takes_pdf(&self) -> Result<(), Trouble> {
        let wanted = ["document-format-supported", "printer-is-accepting-jobs"];
        let request = self.request(Operation::GetPrinterAttributes).keywords("requested-attributes", &wanted);
        let answer = self.ask(request, &[])?;
        let formats = answer.words("document-format-supported");
        let takes = formats.is_empty() || formats.contains(&PDF);
        if takes { Ok(()) } else { Err(Trouble::Refused(Code::PrinterRefused, PDF.to_owned())) }
    }

    fn bring(&self) -> Result<i32, Trouble> {
        let request = self.request(Operation::PrintJob);
        let request = request.name("job-name", "Strongroom").mime("document-format", PDF).job().page(self.errand.page);
        let answer = self.ask(request, self.errand.bytes)?;
        answer.number("job-id").ok_or(Trouble::Failed(Code::PrinterNonsense))
    }

    /// A printer that took the job and is silent from then on has it: it is printed as far as one can know.
    fn see_through(&self, job: i32) -> Result<(), Trouble> {
        let until = Instant::now() + self.errand.patience.whole;
        while Instant::now() < until {
            if !(self.errand.is_wanted)() {
                let _ = self.ask_freely(self.request(Operation::CancelJob).integer("job-id", job));
                return Err(Trouble::Unwanted);
            }
            let wanted = ["job-state", "job-state-reasons"];
            let request = self.request(Operation::GetJobAttributes).integer("job-id", job);
            match self.ask(request.keywords("requested-attributes", &wanted), &[]) {
                Ok(answer) => match answer.number("job-state") {
                    Some(9) => return Ok(()),
                    Some(7 | 8) => {
                        let why = answer.words("job-state-reasons").first().map_or("aborted", |word| *word).to_owned();
                        return Err(Trouble::Refused(Code::PrinterGaveUp, why));
                    }
                    Some(3..=6) => {}
                    _ => return Err(Trouble::Failed(Code::PrinterNonsense)),
                },
                Err(Trouble::Refused(_, status)) if status == message::status_word(FORGOTTEN) => return Ok(()),
                Err(Trouble::Later(_)) => {}
                Err(trouble) => return Err(trouble),
            }
            thread::sleep(ASK_EVERY);
        }
        Ok(())
    }

    fn request(&self, operation: Operation) -> Request {
        Request::new(operation, &format!("ipp://{}{}", self.target.authority(), self.target.path))
    }

    fn ask(&self, request: Request, document: &[u8]) -> Result<Answer, Trouble> {
        let mut wire = Wire::call(self.addresses, self.errand.patience, self.errand.is_wanted)?;
        self.exchange(&mut wire, request, document)
    }

    /// The same when nobody wants the print any more.
    fn ask_freely(&self, request: Request) -> Result<Answer, Trouble> {
        let mut wire = Wire::call(self.addresses, self.errand.patience, &|| true)?;
        self.exchange(&mut wire, request, &[])
    }

    fn exchange(&self, wire: &mut Wire<'_>, request: Request, document: &[u8]) -> Result<Answer, Trouble> {
        let message = request.bytes();
        let parts = [message.as_slice(), document];
        let (path, whole) = (self.target.path.as_str(), self.errand.patience.stall);
        let heard =
            ask(wire, self.target, &Ask { method: "POST", path, accept: IPP, body: Some((IPP, &parts)), whole })?;
        if heard.status != 200 {
            return Err(Trouble::Refused(Code::PrinterRefused, format!("HTTP {}", heard.status)));
        }
        let body = heard.body(ANSWER_BYTES_MAX)?;
        let answer = Answer::read(&body).ok_or(Trouble::Failed(Code::PrinterNonsense))?;
        if answer.status < 0x0100 {
            return Ok(answer);
        }
        // A busy printer has taken nothing.
        if BUSY.contains(&answer.status) {
            return Err(Trouble::Later(Code::PrinterAway));
        }
        Err(Trouble::Refused(Code::PrinterRefused, message::status_word(answer.status)))
    }
}
