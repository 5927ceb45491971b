//! What forms take from the ledger rather than from State: the lines of a transfer's register, who gave a certificate.

use crate::archive::labels::{Entered, Tongue};
use crate::domain::event::Event;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::history::frame;
use crate::http::show::Show;
use crate::http::transfers::{self, EntryOutcome, TransferEntry};
use chrono::NaiveDate;

/// How much of a case's history is looked at for its certificate.
const FRAMES_MAX: usize = 500;

/// The lines of a transfer's register.
pub(super) fn entered(app: &App, asker: &Asker, no: TransferNo, tongue: Tongue) -> Result<Vec<Entered>, Refusal> {
    let told = |language| {
        let show = app.show(asker.state(), asker).in_language(language);
        let entries = transfers::entries_for(app, asker, no, language)?;
        entries.into_iter().map(|entry| line(show, entry)).collect::<Result<Vec<Entered>, Refusal>>()
    };
    match tongue {
        Tongue::Zh => told(Language::Zh),
        Tongue::En => told(Language::En),
        Tongue::Both => {
            let (zh, en) = (told(Language::Zh)?, told(Language::En)?);
            let both = |zh: &str, en: &str| if zh == en { zh.to_owned() } else { format!("{zh}\n{en}") };
            let merged = |(zh, en): (Entered, Entered)| Entered {
                gaps: both(&zh.gaps, &en.gaps),
                later: both(&zh.later, &en.later),
                ..zh
            };
            Ok(zh.into_iter().zip(en).map(merged).collect())
        }
    }
}

fn line(show: Show<'_>, entry: TransferEntry) -> Result<Entered, Refusal> {
    let comma = if show.language == Language::Zh { "；" } else { "; " };
    let later = entry.later.iter().map(|later| format!("{} {}", later.date, later.what));
    Ok(Entered {
        case: show.state.cases.by_code(&entry.case.code).ok_or(Code::Internal)?,
        at: show.local_time(entry.at).replacen(' ', "\n", 1),
        due: entry.due.map(|due| due.date),
        in_time: entry.in_time,
        taker: entry.by.name,
        gaps: entry.gaps.join(comma),
        sent_back: (entry.outcome == EntryOutcome::TurnedAway).then(|| entry.reason.unwrap_or_default()),
        later: later.collect::<Vec<_>>().join("\n"),
    })
}

/// When a case's certificate was given last, and by whom.
pub(super) fn given(app: &App, asker: &Asker, case: CaseNo) -> Result<Option<(NaiveDate, String)>, Refusal> {
    let show = app.show(asker.state(), asker);
    for seq in app.views.case_history(case, u64::MAX, FRAMES_MAX)? {
        let (_, stamp, events) = frame(app, seq)?;
        let is_given = |event: &Event| matches!(event, Event::CaseCertified(_)) && event.case() == Some(case);
        if events.iter().any(is_given) {
            return Ok(Some((show.day(stamp.occurred_us), show.actor(stamp.actor).display_name)));
        }
    }
    Ok(None)
}
