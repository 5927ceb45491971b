//! Live updates: server-sent events, resumed from a position.
//!
//! A stream is a task that reads what the archive remembers of the last frames, filters it by the watcher's sight, and
//! hands it to his connection a few events ahead. It asks each time whether he still may. It must not hold anything for
//! somebody who does not read: he is dropped, and resumes or loads anew.

mod jobs;
mod news;
mod prints;
mod reading;
mod scanning;
mod streams;

pub use news::LiveEvent;
pub use streams::{STREAMS_PER_PERSON_MAX, Streams};

use super::App;
use super::extract::{Asker, Query};
use super::problem::Problem;
use crate::archive::{Missed, Watching};
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use axum::extract::State as Of;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use chrono::DateTime;
use futures_util::stream::poll_fn;
use jobs::Jobs;
use prints::Prints;
use reading::Readings;
use scanning::Scanning;
use serde::Deserialize;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use streams::Entry;
use tokio::sync::mpsc;
use utoipa::IntoParams;

/// How many events wait for a connection to take them.
const EVENTS_AHEAD: usize = 16;
/// How many frames' notices are told at a time.
const NOTICES_AT_ONCE: usize = 1_000;
/// What happens within this time is told together.
const PACE: Duration = Duration::from_millis(200);
/// How long a client that was cut off waits before it comes again.
const RETRY: Duration = Duration::from_secs(3);
/// How many heartbeats long somebody may leave what he is told unread.
const HEARTBEATS_UNREAD: u32 = 3;
/// How long an answer that does not go on waits for what it has to tell.
const CATCH_UP: Duration = Duration::from_secs(5);
/// Who may watch: whoever may look a folder up.
const WATCHERS: [Permission; 2] = [Permission::FolderSee, Permission::PutAway];

/// Where a stream goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The `id` of the last event one has seen, `incarnation:seq`; the header `Last-Event-ID` says the same and counts
    /// more.
    since: Option<String>,
}

/// How far somebody knows the ledger, in which life of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Position {
    incarnation: String,
    seq: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.incarnation, self.seq)
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (incarnation, seq) = text.rsplit_once(':').ok_or(())?;
        Ok(Self { incarnation: incarnation.to_owned(), seq: seq.parse().map_err(drop)? })
    }
}

/// Tells what happens, as server-sent events.
///
/// Without `Accept: text/event-stream` the answer ends with what there is to tell at the moment.
#[utoipa::path(get, operation_id = "live", path = "/live", tag = "live", params(Since),
    responses((status = 200, body = LiveEvent, content_type = "text/event-stream"), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn live(
    Of(app): Of<App>,
    Query(Since { since }): Query<Since>,
    headers: HeaderMap,
    asker: Asker,
) -> Result<impl IntoResponse, Refusal> {
    asker.identity.require_any(&WATCHERS)?;
    let place = app.streams.enter(asker.no(), app.limits.live_streams_max)?;
    let says = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let known = says(HeaderName::from_static("last-event-id")).or(since);
    let goes_on = says(header::ACCEPT).is_some_and(|accept| accept.contains("text/event-stream"));
    let (sender, mut receiver) = mpsc::channel(EVENTS_AHEAD);
    let here = Position { incarnation: asker.state().incarnation.clone(), seq: asker.state().seq };
    let stream = Stream {
        headers: who(&headers),
        watching: app.live.watch(),
        jobs: Jobs::of(&app),
        prints: Prints::of(&app),
        readings: Readings::of(&app),
        scanning: Scanning::of(&app),
        sender,
        at: here.clone(),
        told: here.seq,
        _place: place,
        app,
    };
    tokio::spawn(stream.run(known, here, goes_on));
    let events = poll_fn(move |context| receiver.poll_recv(context).map(|event| event.map(Ok::<_, Infallible>)));
    // Some proxies keep an answer back until it ends, unless they are told.
    let at_once = (HeaderName::from_static("x-accel-buffering"), "no");
    Ok(([at_once, (header::CACHE_CONTROL, "no-store")], Sse::new(events)))
}

/// What says who asks and what he reads; the rest of a request is not kept while its stream is open.
fn who(headers: &HeaderMap) -> HeaderMap {
    let kept = [header::AUTHORIZATION, header::COOKIE, header::ACCEPT_LANGUAGE];
    headers.iter().filter(|(name, _)| kept.contains(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// An open stream.
struct Stream {
    app: App,
    headers: HeaderMap,
    watching: Watching,
    jobs: Jobs,
    prints: Prints,
    readings: Readings,
    scanning: Scanning,
    sender: mpsc::Sender<Event>,
    /// Up to where the watcher has been told everything.
    at: Position,
    /// The frame up to which he knows that he has.
    told: u64,
    _place: Entry,
}

/// What there is to tell.
enum News {
    Frames,
    Jobs,
    Prints,
    Readings,
    Scanning,
}

/// Why a stream ends: he left, does not read, or may no longer.
struct Ended;

impl Stream {
    async fn run(mut self, known: Option<String>, here: Position, goes_on: bool) {
        let mut closing = self.app.streams.closing();
        let work = async {
            self.begin(known, &here).await?;
            if !goes_on {
                return self.finish(here.seq).await;
            }
            loop {
                self.next().await?;
            }
        };
        tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => {}
            _ = work => {}
        }
    }

    /// Takes up where the watcher left, or here if he knows nothing, or not this archive as it is.
    async fn begin(&mut self, known: Option<String>, here: &Position) -> Result<(), Ended> {
        self.send(Event::default().retry(RETRY)).await?;
        let Some(known) = known.filter(|known| !known.is_empty()) else {
            self.jobs.begin(&self.asker()?, None);
            return self.say(&LiveEvent::Position { seq: here.seq }, true).await;
        };
        match known.parse::<Position>() {
            Ok(known) if known.incarnation == here.incarnation && known.seq <= here.seq => {
                self.at = known;
                let seq = self.at.seq;
                let since =
                    self.app.archive.ledger().read(seq).map_or(DateTime::UNIX_EPOCH, |frame| frame.head.recorded_at);
                self.jobs.begin(&self.asker()?, Some(since));
                self.say(&LiveEvent::Position { seq }, true).await?;
                self.tell_jobs().await
            }
            _ => {
                self.jobs.begin(&self.asker()?, None);
                self.say(&LiveEvent::Reset { seq: here.seq }, true).await
            }
        }
    }

    /// Waits for what happens next and tells it; a heartbeat if nothing does.
    async fn next(&mut self) -> Result<(), Ended> {
        let heartbeat = self.app.limits.live_heartbeat;
        let news = tokio::select! {
            () = self.sender.closed() => return Err(Ended),
            () = self.watching.news_behind(self.at.seq) => Some(News::Frames),
            () = self.jobs.changed() => Some(News::Jobs),
            () = self.prints.changed() => Some(News::Prints),
            () = self.readings.changed() => Some(News::Readings),
            () = self.scanning.changed() => Some(News::Scanning),
            () = tokio::time::sleep(heartbeat) => None,
        };
        if let Some(news) = news {
            match news {
                News::Frames => self.tell().await?,
                News::Jobs => self.tell_jobs().await?,
                News::Prints => self.tell_prints().await?,
                News::Readings => self.tell_readings().await?,
                News::Scanning => self.tell_scanning().await?,
            }
            tokio::time::sleep(PACE).await;
            return Ok(());
        }
        self.asker()?;
        if self.told < self.at.seq {
            return self.say(&LiveEvent::Position { seq: self.at.seq }, true).await;
        }
        self.send(Event::default().comment("")).await
    }

    /// Tells what there is up to a frame.
    async fn finish(&mut self, until: u64) -> Result<(), Ended> {
        while self.at.seq < until {
            let news = self.watching.news_behind(self.at.seq);
            tokio::time::timeout(CATCH_UP, news).await.map_err(|_| Ended)?;
            self.tell().await?;
        }
        if self.told < until { self.say(&LiveEvent::Position { seq: until }, true).await } else { Ok(()) }
    }

    /// Tells what happened meanwhile, as far as the watcher may know of it.
    async fn tell(&mut self) -> Result<(), Ended> {
        let missed = self.watching.behind(self.at.seq, NOTICES_AT_ONCE);
        // After the notices, so that State knows what they tell of.
        let asker = self.asker()?;
        let (news, until) = match missed {
            Missed::TooMuch(until) => (vec![LiveEvent::Reset { seq: until }], until),
            Missed::Notices(notices, until) => {
                let show = self.app.show(asker.state(), &asker);
                (news::of(show, &asker, &notices), until)
            }
        };
        for (at, event) in news.iter().enumerate() {
            // Only the last event of a frame moves the position on: cut off before it, he gets the frame again.
            let whole = news.get(at + 1).is_none_or(|next| next.seq() != event.seq());
            self.say(event, whole).await?;
        }
        self.at.seq = until;
        Ok(())
    }

    /// Tells how jobs stand that have changed. The position stays: they are no part of the ledger.
    async fn tell_jobs(&mut self) -> Result<(), Ended> {
        let asker = self.asker()?;
        for event in self.jobs.news(&asker, self.at.seq) {
            self.say(&event, false).await?;
        }
        Ok(())
    }

    /// Tells how prints stand that have changed; the position stays, as with jobs.
    async fn tell_prints(&mut self) -> Result<(), Ended> {
        let asker = self.asker()?;
        for event in self.prints.news(&asker, self.at.seq) {
            self.say(&event, false).await?;
        }
        Ok(())
    }

    /// Tells how far files are that are being read; the position stays, as with jobs.
    async fn tell_readings(&mut self) -> Result<(), Ended> {
        let asker = self.asker()?;
        for event in self.readings.news(&asker, self.at.seq) {
            self.say(&event, false).await?;
        }
        Ok(())
    }

    /// Tells how scanners stand that scan for the watcher; the position stays.
    async fn tell_scanning(&mut self) -> Result<(), Ended> {
        let asker = self.asker()?;
        for event in self.scanning.news(&asker, self.at.seq) {
            self.say(&event, false).await?;
        }
        Ok(())
    }

    /// Who watches, if he still may.
    fn asker(&self) -> Result<Asker, Ended> {
        let asker = Asker::still(&self.app, &self.headers, self.app.archive.now()).map_err(|_| Ended)?;
        asker.identity.require_any(&WATCHERS).map_err(|_| Ended)?;
        Ok(asker)
    }

    async fn say(&mut self, event: &LiveEvent, moves_on: bool) -> Result<(), Ended> {
        if moves_on {
            self.at.seq = event.seq();
            self.told = event.seq();
        }
        let data = serde_json::to_string(event).map_err(|_| Ended)?;
        self.send(Event::default().event(event.name()).id(self.at.to_string()).data(data)).await
    }

    async fn send(&self, event: Event) -> Result<(), Ended> {
        let patience = self.app.limits.live_heartbeat * HEARTBEATS_UNREAD;
        match tokio::time::timeout(patience, self.sender.send(event)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Ended),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_position_is_written_as_it_is_read_and_nothing_else_is_one() {
        for text in ["", "12", "abc:", "abc:-1", "abc:x", ":"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
        let position = Position { incarnation: "ab:cd".to_owned(), seq: 7 };
        assert_eq!(position.to_string().parse(), Ok(position));
    }
}
