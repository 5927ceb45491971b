//! One greedy client does not starve the others: so many requests at once for each session or token, for each address,
//! and in all. Who asks for more waits for his own answers first, and is told so if that takes too long.
//!
//! Who a client is must be known before he is let in, and cheaply: a hash of the credential he shows, right or wrong.
//! Clients that fall into one slot share its places, which hurts nobody much; the hash is keyed anew at each start, so
//! that nobody can aim at another's slot. A client who shows a new credential each time still has one address.

use super::App;
use super::connections::Peer;
use super::extract::{bearer, cookie};
use crate::auth::network;
use crate::config::HttpLimits;
use crate::domain::refusal::{Code, Refusal};
use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Slots for clients, and as many for addresses.
const SLOTS: usize = 1_024;
/// What an answer that searches counts for: it computes for milliseconds where others take microseconds.
const SEARCH_WEIGHT: u32 = 8;
/// How long one waits for one's own requests to end before one is told to come more slowly.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// How many seconds' worth of requests one may send at once where their rate is limited.
const BURST_SECONDS: u64 = 2;

/// The places for requests.
#[derive(Debug)]
pub struct Fair {
    hasher: RandomState,
    clients: Vec<Slot>,
    addresses: Vec<Semaphore>,
    all: Semaphore,
    heaviest: u32,
    per_second_max: u64,
    began: Instant,
}

#[derive(Debug)]
struct Slot {
    places: Semaphore,
    /// When the client's requests would be used up if they came evenly, in microseconds (GCRA, ITU-T I.371).
    used_until_us: AtomicU64,
}

/// The places one request needs.
struct Wanted<'a> {
    client: &'a Semaphore,
    address: &'a Semaphore,
    all: &'a Semaphore,
    weight: u32,
}

impl<'a> Wanted<'a> {
    /// Takes them. One's own come first: who waits for those holds none that others wait for.
    async fn take(self) -> Result<[SemaphorePermit<'a>; 3], Refusal> {
        Ok([
            take(self.client, self.weight, Code::TooManyRequests).await?,
            take(self.address, self.weight, Code::TooManyRequests).await?,
            take(self.all, self.weight, Code::Overloaded).await?,
        ])
    }
}

impl Fair {
    /// All places free.
    #[must_use]
    pub fn new(limits: &HttpLimits) -> Self {
        let client = limits.client_requests_max;
        // One address may stand for an office; half of the places are always left to others.
        let address = limits.requests_max.div_ceil(2).max(client);
        let slot = || Slot { places: Semaphore::new(client), used_until_us: AtomicU64::new(0) };
        Self {
            hasher: RandomState::new(),
            clients: std::iter::repeat_with(slot).take(SLOTS).collect(),
            addresses: std::iter::repeat_with(|| Semaphore::new(address)).take(SLOTS).collect(),
            all: Semaphore::new(limits.requests_max),
            heaviest: u32::try_from(client).unwrap_or(u32::MAX),
            per_second_max: limits.client_requests_per_second_max,
            began: Instant::now(),
        }
    }

    /// Which places a request needs, and how many of each.
    fn wants(&self, request: &Request) -> Result<Wanted<'_>, Refusal> {
        let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(address))| network(*address));
        let of_address = self.hasher.hash_one(peer);
        let credential = bearer(request.headers()).or_else(|| cookie(request.headers()).map(|cookie| cookie.id));
        let of_client = credential.map_or(of_address, |secret| self.hasher.hash_one(secret.expose()));
        let (Some(client), Some(address)) = (pick(&self.clients, of_client), pick(&self.addresses, of_address)) else {
            return Err(Code::Overloaded.into());
        };
        self.in_measure(client)?;
        Ok(Wanted { client: &client.places, address, all: &self.all, weight: weight(request).min(self.heaviest) })
    }

    /// Refuses a request that comes too soon after those before it.
    fn in_measure(&self, slot: &Slot) -> Result<(), Refusal> {
        if self.per_second_max == 0 {
            return Ok(());
        }
        let now_us = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let each_us = 1_000_000 / self.per_second_max;
        let next = |until: u64| {
            let until = until.max(now_us) + each_us;
            (until <= now_us + BURST_SECONDS * 1_000_000).then_some(until)
        };
        match slot.used_until_us.fetch_update(Relaxed, Relaxed, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(Refusal::new(Code::TooManyRequests).with("seconds", 1)),
        }
    }
}

fn pick<T>(slots: &[T], hash: u64) -> Option<&T> {
    slots.get(hash as usize % SLOTS)
}

async fn take(places: &Semaphore, weight: u32, refusal: Code) -> Result<SemaphorePermit<'_>, Refusal> {
    if let Ok(taken) = places.try_acquire_many(weight) {
        return Ok(taken);
    }
    let waited = tokio::time::timeout(WAIT_MAX, places.acquire_many(weight)).await;
    waited.ok().and_then(Result::ok).ok_or_else(|| Refusal::new(refusal).with("seconds", 1))
}

fn weight(request: &Request) -> u32 {
    let path = request.uri().path();
    let searches = path == "/api/v1/search" || path == "/api/v1/subjects";
    if searches && request.method() == Method::GET { SEARCH_WEIGHT } else { 1 }
}

/// Answers in turn and in time, or not at all. An upload may take ten times as long: it comes over the sender's line.
pub async fn in_turn<F>(app: &App, request: Request, answer: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let wanted = match app.fair.wants(&request) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal.into_response(),
    };
    let _taken = match wanted.take().await {
        Ok(taken) => taken,
        Err(refusal) => return refusal.into_response(),
    };
    let path = request.uri().path();
    let is_upload = request.method() == Method::POST
        && (matches!(path, "/api/v1/imports" | "/api/v1/scans") || path.ends_with("/attachments"));
    let limit = app.limits.request_timeout * if is_upload { 10 } else { 1 };
    match tokio::time::timeout(limit, answer(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::new(Code::Overloaded).into_response(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Fair, Wanted};
    use crate::config::{Config, Options};
    use crate::domain::refusal::Code;
    use crate::http::connections::Peer;
    use axum::extract::{ConnectInfo, Request};
    use futures_util::FutureExt as _;
    use std::net::IpAddr;

    fn fair(options: Options) -> Fair {
        Fair::new(&Config::load_with_environment(options, []).unwrap().limits)
    }

    fn few() -> Fair {
        fair(Options { requests_max: Some(8), client_requests_max: Some(2), ..Options::default() })
    }

    fn request(address: &str, token: &str, path: &str) -> Request {
        let mut request = Request::builder().uri(path).body(axum::body::Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(Peer(address.parse::<IpAddr>().unwrap())));
        if !token.is_empty() {
            let value = format!("Bearer {token}").parse().unwrap();
            request.headers_mut().insert("authorization", value);
        }
        request
    }

    fn wanted<'a>(fair: &'a Fair, address: &str, token: &str) -> Wanted<'a> {
        fair.wants(&request(address, token, "/api/v1/loans")).unwrap()
    }

    /// A credential that does not share a slot with this one, as one in a thousand does.
    fn another(fair: &Fair, than: &str) -> String {
        let slot = |token: &str| std::ptr::from_ref(wanted(fair, "10.0.0.1", token).client);
        (0..).map(|number| format!("polite{number}")).find(|token| slot(token) != slot(than)).unwrap()
    }

    /// An address that does not share a slot with `10.0.0.1`.
    fn elsewhere(fair: &Fair) -> String {
        let slot = |address: &str| std::ptr::from_ref(wanted(fair, address, "").address);
        (2..250).map(|number| format!("10.0.0.{number}")).find(|other| slot(other) != slot("10.0.0.1")).unwrap()
    }

    #[tokio::test]
    async fn a_client_who_has_his_places_waits_and_the_next_one_does_not() {
        let fair = few();
        let first = wanted(&fair, "10.0.0.1", "greedy").take().now_or_never().unwrap().unwrap();
        let _second = wanted(&fair, "10.0.0.1", "greedy").take().now_or_never().unwrap().unwrap();
        assert!(wanted(&fair, "10.0.0.1", "greedy").take().now_or_never().is_none());
        let polite = another(&fair, "greedy");
        assert!(wanted(&fair, "10.0.0.1", &polite).take().now_or_never().unwrap().is_ok());
        drop(first);
        assert!(wanted(&fair, "10.0.0.1", "greedy").take().now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn half_of_all_places_are_left_to_other_addresses_however_many_tokens_one_shows() {
        let fair = few();
        let mut held = Vec::new();
        for number in 0..100 {
            held.extend(wanted(&fair, "10.0.0.1", &number.to_string()).take().now_or_never());
        }
        assert_eq!(held.len(), 4);
        assert!(wanted(&fair, &elsewhere(&fair), "polite").take().now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn a_search_takes_more_places_and_never_more_than_there_are() {
        let fair = few();
        let search = request("10.0.0.1", "one", "/api/v1/search?q=x");
        let _taken = fair.wants(&search).unwrap().take().now_or_never().unwrap().unwrap();
        assert!(fair.wants(&search).unwrap().take().now_or_never().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_too_long_for_his_own_requests_is_told_to_come_more_slowly() {
        let fair = few();
        let _held = wanted(&fair, "10.0.0.1", "greedy").take().await.unwrap();
        let _other = wanted(&fair, "10.0.0.1", "greedy").take().await.unwrap();
        let refusal = wanted(&fair, "10.0.0.1", "greedy").take().await.unwrap_err();
        assert_eq!((refusal.code, refusal.params.len()), (Code::TooManyRequests, 1));
    }

    #[tokio::test]
    async fn a_rate_lets_a_burst_through_and_no_more() {
        let fair = fair(Options { client_requests_per_second_max: Some(5), ..Options::default() });
        let asked = |token: &str| fair.wants(&request("10.0.0.1", token, "/api/v1/loans")).is_ok();
        let let_in = (0..100).filter(|_| asked("greedy")).count();
        assert!((10..=12).contains(&let_in), "{let_in}");
        assert!(asked("polite"));
    }
}
