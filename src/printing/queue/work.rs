//! Handing prints out, and bringing one to its printer.

use super::{PrintJob, PrintState, Queue, Table, note, printer};
use crate::archive::{Meta, Published, today};
use crate::domain::command::Command;
use crate::domain::folder::Actor;
use crate::domain::label::{Printer, PrinterKind};
use crate::domain::policy::{Permission, Sight};
use crate::domain::refusal::{Code, Kind, Refusal};
use crate::label::{Format, Kind as LabelKind};
use crate::printing::design::{medium, template};
use crate::printing::draw::{Eyes, confidential, draw, needed};
use crate::printing::send::{Errand, Fault};
use chrono::NaiveDate;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a printer that does not answer is left alone at first, and at most.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);
/// What is written into a print's record where two people printed the same at once, and one gave no reason.
const AT_ONCE: &str = "同时打印 / printed at the same time";

/// How a print left its printer.
enum End {
    Printed,
    /// It can go on by itself.
    Later(Refusal),
    Failed(Refusal),
}

impl Table {
    /// The next print whose printer is free: of each printer only the first in line.
    fn next(&self, now: Instant) -> Option<String> {
        let mut waiting: Vec<_> = self.prints.values().filter(|print| print.state == PrintState::Waiting).collect();
        waiting.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        let mut passed = self.busy.clone();
        waiting.into_iter().find_map(|print| {
            let printer = &print.asked.printer;
            let rests = self.not_before.get(printer).is_some_and(|until| *until > now);
            (passed.insert(printer.clone()) && !rests).then(|| print.id.clone())
        })
    }

    fn wakes_at(&self) -> Option<Instant> {
        self.not_before.values().min().copied()
    }
}

impl Queue {
    /// Gives each print to a thread of its own as soon as its printer is free, until the service stops.
    pub(super) fn hand_out(&self) {
        let mut table = self.table();
        while !table.stopping {
            let now = Instant::now();
            table.not_before.retain(|_, until| *until > now);
            let Some(id) = table.next(now) else {
                let wait = table.wakes_at().map_or(LONGEST_REST, |at| at.saturating_duration_since(now));
                let woken = self.inner.changed.wait_timeout(table, wait);
                table = woken.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            };
            let Some(print) = table.prints.get_mut(&id) else { continue };
            (print.state, print.tries) = (PrintState::Printing, print.tries.saturating_add(1));
            let print = print.clone();
            self.note(&print);
            let at = print.asked.printer.clone();
            table.busy.insert(at.clone());
            drop(table);
            self.wake();
            let queue = self.clone();
            match thread::Builder::new().name("print".to_owned()).spawn(move || queue.see_to(&print)) {
                Ok(thread) => self.keep(thread),
                Err(error) => {
                    tracing::warn!(%error, "no thread for a print");
                    self.ended(&id, &at, End::Later(Code::Overloaded.into()));
                }
            }
            table = self.table();
        }
    }

    fn see_to(&self, print: &PrintJob) {
        let end = match self.bring(print) {
            Ok(()) => End::Printed,
            Err(end) => end,
        };
        self.ended(&print.id, &print.asked.printer, end);
    }

    /// Writes down how a print stands; that it could not be, costs a print twice at worst.
    fn note(&self, print: &PrintJob) {
        let _ = self.inner.store.write(print);
    }

    fn ended(&self, id: &str, at: &str, end: End) {
        let now = self.inner.archive.clock().now();
        let mut table = self.table();
        table.busy.remove(at);
        let stopping = table.stopping;
        let Some(print) = table.prints.get_mut(id) else { return };
        let rest = match end {
            End::Printed => {
                (print.state, print.failure, print.ended_at) = (PrintState::Printed, None, Some(now));
                None
            }
            // Somebody gave it up meanwhile.
            _ if print.state != PrintState::Printing => None,
            End::Later(refusal) => {
                let rest = REST.saturating_mul(1 << print.tries.saturating_sub(1).min(6)).min(LONGEST_REST);
                (print.state, print.failure) = (PrintState::Waiting, (!stopping).then_some(refusal));
                Some(rest)
            }
            End::Failed(refusal) => {
                if refusal.code == Code::PrinterGaveUp {
                    print.known_as = None;
                }
                tracing::warn!(print = id, printer = at, code = refusal.code.name(), "a print went wrong");
                (print.state, print.failure) = (PrintState::Failed, Some(refusal));
                None
            }
        };
        let print = print.clone();
        if let Some(rest) = rest {
            table.not_before.insert(at.to_owned(), Instant::now() + rest);
        }
        self.note(&print);
        drop(table);
        self.wake();
    }

    fn is_wanted(&self, id: &str) -> bool {
        let table = self.table();
        !table.stopping && table.prints.get(id).is_some_and(|print| print.state == PrintState::Printing)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut PrintJob)) {
        if let Some(print) = self.table().prints.get_mut(id) {
            change(print);
            self.note(print);
        }
    }

    fn bring(&self, print: &PrintJob) -> Result<(), End> {
        let now = self.inner.archive.now();
        let printer = printer(&now.state, &print.asked.printer).map_err(judged)?;
        if !print.is_sent {
            self.send(print, &printer, now).map_err(|end| match end {
                // The service stops: it goes on at the next start.
                End::Failed(refusal) if refusal.code == Code::PrintOver => End::Later(refusal),
                end => end,
            })?;
            self.change(&print.id, |print| print.is_sent = true);
        }
        self.record(print).map_err(judged)
    }

    fn send(&self, print: &PrintJob, printer: &Printer, now: Arc<Published>) -> Result<(), End> {
        let asked = &print.asked;
        let design = asked.design(printer);
        let template = template(&now.state, &asked.template).map_err(judged)?;
        let page_mm = medium(&design.paper, template.size_mm()).map_err(judged)?.page_mm;
        let (sight, today) = self.sight(print, &now, template.kind()).map_err(judged)?;
        let by = if let Actor::Person(no) = print.actor { Some(no) } else { None };
        let eyes = Eyes { now: &now, views: &self.inner.views, sight: &sight, by, today };
        for folder in confidential(eyes, template.kind(), &asked.codes) {
            let looked = self.inner.archive.execute_blocking(Meta::of(print.actor), Command::Look { folder });
            looked.map_err(judged)?;
        }
        self.catch_up(now.state.seq).map_err(judged)?;
        let format = match printer.kind {
            PrinterKind::Zpl => Format::Zpl,
            PrinterKind::Tspl => Format::Tspl,
            PrinterKind::Ipp => Format::Pdf,
        };
        let printed = draw(eyes, &design, &asked.codes, format).map_err(judged)?;
        let bytes = printed.files.concat();
        let errand = Errand {
            printer,
            bytes: &bytes,
            page: ((page_mm.0 * 100.0).round() as i32, (page_mm.1 * 100.0).round() as i32),
            known_as: print.known_as,
            taken_as: &|no| self.change(&print.id, |print| print.known_as = Some(no)),
            is_wanted: &|| self.is_wanted(&print.id),
            anywhere: self.inner.anywhere,
            patience: self.inner.patience,
        };
        errand.run().map_err(|fault| match fault {
            Fault::Address(refusal) => End::Failed(refusal),
            Fault::Trouble(trouble) if trouble.is_passing() => End::Later(trouble.refusal(&printer.code)),
            Fault::Trouble(trouble) => End::Failed(trouble.refusal(&printer.code)),
        })
    }

    /// What whoever asked may see by now, if he may print at all.
    fn sight(&self, print: &PrintJob, now: &Published, kind: LabelKind) -> Result<(Sight, NaiveDate), Refusal> {
        let today = today(&now.state, self.inner.archive.clock());
        let Actor::Person(no) = print.actor else { return Ok((Sight::everything(), today)) };
        let person = now.state.people.get(no).filter(|person| person.works_on(today)).ok_or(Code::AccountExpired)?;
        if ![Permission::LabelPrint, needed(kind)].iter().all(|permission| person.facts.role.may(*permission)) {
            return Err(Code::NotAllowed.into());
        }
        Ok((now.state.sight(person), today))
    }

    fn catch_up(&self, seq: u64) -> Result<(), Refusal> {
        let waiting =
            tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|_| Code::Overloaded)?;
        waiting.block_on(self.inner.views.surely_caught_up(seq))
    }

    /// Records that labels were printed, once. What has been printed is, whatever its asker may do by now.
    fn record(&self, print: &PrintJob) -> Result<(), Refusal> {
        if !print.is_label {
            return Ok(());
        }
        let id = format!("print-{}", print.id);
        let meta = Meta::of(print.actor).with_id(&id);
        match self.inner.archive.execute_blocking(meta, note(&print.asked)) {
            Ok(_) => Ok(()),
            Err(refusal) if refusal.code.kind() == Kind::Unavailable => Err(refusal),
            Err(_) => {
                let mut asked = print.asked.clone();
                if asked.reason.is_empty() {
                    asked.reason = AT_ONCE.to_owned();
                }
                self.inner.archive.execute_blocking(Meta::of(Actor::System).with_id(id), note(&asked)).map(drop)
            }
        }
    }
}

/// What is only about the moment passes by itself.
fn judged(refusal: Refusal) -> End {
    if refusal.code.kind() == Kind::Unavailable { End::Later(refusal) } else { End::Failed(refusal) }
}
