//! All routes on one page, and what stands around them.

use super::document::complete;
use super::fair::in_turn;
use super::problem::render;
use super::{
    App, assets, attachments, boxes, counts, discrepancies, erasure, find, folders, history, imports, jobs, lending,
    lists, live, observe, organisation, people, places, search, second, session, subjects, sync, system, zones,
};
use crate::domain::refusal::{Code, Refusal};
use crate::metrics::Answered;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Instant;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Strongroom",
        description = "Keeps track of paper. Refusals are problem details (RFC 9457) with a stable `code`; every write takes an \
                   `Idempotency-Key`, and `x-csrf-token` when it comes with a session cookie."
    ),
    components(schemas(lists::ListKind, super::table::Format))
)]
struct Document;

/// The interface with its whole addresses. What a document says of itself is the outer router's.
fn nested() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", api())
}

/// The interface under `/api/v1`.
fn api() -> OpenApiRouter<App> {
    // The handler counts for itself: see `imports::upload`.
    let upload = DefaultBodyLimit::disable();
    OpenApiRouter::new()
        .routes(routes!(session::sign_in))
        .routes(routes!(session::sign_out))
        .routes(routes!(session::me))
        .routes(routes!(session::change_password))
        .routes(routes!(session::tokens, session::make_token))
        .routes(routes!(session::delete_token))
        .routes(routes!(second::begin_totp))
        .routes(routes!(second::confirm_totp))
        .routes(routes!(second::remove_totp))
        .routes(routes!(second::sign_out_everywhere))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::show, people::change))
        .routes(routes!(people::badge))
        .routes(routes!(people::reset_password))
        .routes(routes!(lending::loans_of_person))
        .routes(routes!(organisation::settings, organisation::change_settings))
        .routes(routes!(organisation::departments, organisation::set_department))
        .routes(routes!(organisation::classes, organisation::set_class))
        .routes(routes!(organisation::types))
        .routes(routes!(organisation::set_type))
        .routes(routes!(organisation::list_presets))
        .routes(routes!(organisation::load_preset))
        .routes(routes!(folders::register))
        .routes(routes!(folders::register_many))
        .routes(routes!(folders::show, folders::edit))
        .routes(routes!(history::history))
        .routes(routes!(attachments::list, attachments::attach).layer(upload))
        .routes(routes!(attachments::open))
        .routes(routes!(attachments::detach))
        .routes(routes!(folders::add_code))
        .routes(routes!(folders::assign))
        .routes(routes!(folders::move_home))
        .routes(routes!(folders::missing))
        .routes(routes!(folders::found))
        .routes(routes!(folders::withdraw))
        .routes(routes!(folders::destroy))
        .routes(routes!(lending::check_out))
        .routes(routes!(lending::give_back))
        .routes(routes!(lending::renew))
        .routes(routes!(lending::put_away))
        .routes(routes!(lending::receive))
        .routes(routes!(lending::check_out_many))
        .routes(routes!(lending::give_back_many))
        .routes(routes!(lending::renew_many))
        .routes(routes!(lending::put_away_many))
        .routes(routes!(lending::loans))
        .routes(routes!(lending::at_desk))
        .routes(routes!(observe::sighted))
        .routes(routes!(observe::sightings))
        .routes(routes!(observe::undo))
        .routes(routes!(sync::state, sync::sync))
        .routes(routes!(discrepancies::list))
        .routes(routes!(discrepancies::one))
        .routes(routes!(discrepancies::settle))
        .routes(routes!(find::scan))
        .routes(routes!(search::search))
        .routes(routes!(search::subjects))
        .routes(routes!(subjects::show, subjects::edit))
        .routes(routes!(subjects::merge))
        .routes(routes!(subjects::split))
        .routes(routes!(erasure::plan))
        .routes(routes!(erasure::erase))
        .routes(routes!(places::storerooms, places::declare_storeroom))
        .routes(routes!(places::one_storeroom, places::change_storeroom))
        .routes(routes!(places::declare_ranges))
        .routes(routes!(places::resize_range, places::remove_range))
        .routes(routes!(places::shelves))
        .routes(routes!(places::place))
        .routes(routes!(places::block))
        .routes(routes!(places::unblock))
        .routes(routes!(places::move_shelf))
        .routes(routes!(boxes::boxes, boxes::open_box))
        .routes(routes!(boxes::remove_box))
        .routes(routes!(boxes::move_box))
        .routes(routes!(zones::zones))
        .routes(routes!(zones::set_zone))
        .routes(routes!(zones::lanes))
        .routes(routes!(zones::set_lane))
        .routes(routes!(zones::occupancy))
        .routes(routes!(zones::move_list))
        .routes(routes!(live::live))
        .routes(routes!(counts::list, counts::open))
        .routes(routes!(counts::show))
        .routes(routes!(counts::scan))
        .routes(routes!(counts::close))
        .routes(routes!(counts::cancel))
        .routes(routes!(lists::list))
        .routes(routes!(lists::export))
        .routes(routes!(imports::list, imports::upload).layer(upload))
        .routes(routes!(imports::one))
        .routes(routes!(imports::check))
        .routes(routes!(imports::run))
        .routes(routes!(imports::report))
        .routes(routes!(imports::bad_rows))
        .routes(routes!(imports::mappings))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::one, jobs::delete))
        .routes(routes!(jobs::pause))
        .routes(routes!(jobs::resume))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::start_move))
        .routes(routes!(jobs::start_reslotting))
        .routes(routes!(jobs::report))
        .routes(routes!(system::system))
}

/// The whole service.
pub fn router(app: App) -> Router {
    let limits = app.limits.clone();
    let (api, document) = nested().split_for_parts();
    let document = Bytes::from(complete(&document).to_string());
    let json = HeaderValue::from_static("application/json");
    let guarded = app.clone();
    let no_store = HeaderValue::from_static("no-store");
    let api = api
        .route("/api/v1/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, json)], document) }))
        .route("/api/{*rest}", get(system::no_route).fallback(system::no_route))
        .layer(DefaultBodyLimit::max(limits.body_bytes_max as usize))
        .layer(middleware::from_fn_with_state(app.clone(), in_turn))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store))
        .layer(middleware::from_fn_with_state(app.clone(), count));
    Router::new()
        .route("/healthz", get(system::healthz))
        .route("/readyz", get(system::readyz))
        .route("/metrics", get(system::metrics))
        .merge(api)
        .fallback(get(assets::serve))
        .layer(middleware::from_fn(render))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new())
        .layer(MapResponseLayer::new(move |response| guard(&guarded, response)))
        .with_state(app)
}

/// What every answer tells the browser: nothing but our own files, no frames, no plug-ins, no inline scripts, no sniffing
/// of types, no window or page of others that reaches in; of the devices only the camera, which reads codes.
const GUARDS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// For a year browsers ask over HTTPS only, this host alone. Not preloaded: that list is for ever, and not ours to join.
const STRICT_TRANSPORT: &str = "max-age=31536000";

fn guard(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in GUARDS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT));
    }
    response
}

/// Counts each answer by its route's pattern; paths hold codes and stay out of the figures.
async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    app.metrics.answers.get_or_create(&Answered { route, method, status }).inc();
    app.metrics.seconds.observe(started.elapsed().as_secs_f64());
    response
}

/// A fault of ours is told as one; what it was goes to the log.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Refusal::new(Code::Internal).into_response()
}
