//! What every request passes on its way to its handler, and every answer on its way out: plain steps in the order in which
//! they stand here.
//!
//! They stand around the router and are no layers in it. A layer is cloned with all those below it for every request, and
//! eight of them took more of the processor than lending a folder does (docs/performance.md).

use super::App;
use super::fair::in_turn;
use super::problem::{language, render};
use super::routes::Pattern;
use crate::domain::refusal::{Code, Refusal};
use crate::metrics::Answered;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tower::{Layer as _, Service as _, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};

/// The whole service, as connections ask it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Edge {
    app: App,
    routes: Router,
}

impl Edge {
    /// Around these routes.
    #[must_use]
    pub fn new(app: App, routes: Router) -> Self {
        Self { app, routes }
    }

    /// Answers a request, packed for whoever can unpack it.
    pub async fn answer(&self, request: Request) -> Response {
        if !request.headers().contains_key(header::ACCEPT_ENCODING) {
            return self.guarded(request).await;
        }
        let packing = service_fn(|request| async { Ok::<_, Infallible>(self.guarded(request).await) });
        // What is packed already only costs time.
        let packs = DefaultPredicate::new()
            .and(NotForContentType::const_new("application/pdf"))
            .and(NotForContentType::const_new("application/zip"));
        let Ok(response) = CompressionLayer::new().compress_when(packs).layer(packing).call(request).await;
        response.map(Body::new)
    }

    /// A fault of ours is told as one; a refusal in the asker's language; and all that browsers have to be told.
    async fn guarded(&self, request: Request) -> Response {
        let language = language(request.headers());
        let answered = AssertUnwindSafe(self.routed(request)).catch_unwind().await;
        let response = answered.unwrap_or_else(|_| {
            tracing::error!("a handler panicked");
            Refusal::new(Code::Internal).into_response()
        });
        guard(&self.app, render(response, language))
    }

    async fn routed(&self, mut request: Request) -> Response {
        DefaultBodyLimit::max(usize::try_from(self.app.limits.body_bytes_max).unwrap_or(usize::MAX))
            .apply(&mut request);
        if !request.uri().path().starts_with("/api/") {
            return self.handled(request).await;
        }
        let (started, method) = (Instant::now(), request.method().clone());
        let mut response = in_turn(&self.app, request, |request| self.handled(request)).await;
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        self.count(&method, started, &mut response);
        response
    }

    async fn handled(&self, request: Request) -> Response {
        let Ok(response) = self.routes.clone().call(request).await;
        response
    }

    /// Counts an answer by its route's pattern; paths hold codes and stay out of the figures.
    fn count(&self, method: &Method, started: Instant, response: &mut Response) {
        let route = response.extensions_mut().remove::<Pattern>().unwrap_or_default().0;
        let (method, status) = (method.to_string(), response.status().as_u16());
        self.app.metrics.answers.get_or_create(&Answered { route, method, status }).inc();
        self.app.metrics.seconds.observe(started.elapsed().as_secs_f64());
    }
}

/// What every answer tells the browser: nothing but our own files, no frames, no plug-ins, no inline scripts, no sniffing
/// of types, no window or page of others that reaches in; of the devices only the camera, which reads codes.
const GUARDS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// For a year browsers ask over HTTPS only, this host alone. Not preloaded: that list is for ever, and not ours to join.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

fn guard(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.reserve(GUARDS.len() + 1);
    for (name, value) in GUARDS {
        headers.entry(name).or_insert(value);
    }
    if app.secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}
