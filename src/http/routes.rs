//! All routes on one page. What stands around them: `edge`.

use super::document::complete;
use super::edge::Edge;
use super::{
    App, assets, attachments, boxes, calendar, cases, columns, contents, counts, discrepancies, erasure, figures, find,
    folders, forecast, forms, history, imports, jobs, labels, leaving, lending, lists, live, loans, map, observe,
    organisation, originals, pages, people, places, printers, scanners, scans, search, second, session, subjects,
    surgery, sync, system, today, transfers, upkeep, zones,
};
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;
use tower::util::MapResponseLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt as _};
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

/// Where the interface is.
pub const API: &str = "/api/v1";

/// A route's pattern, which goes with its answers so that they can be counted by it.
#[derive(Debug, Clone)]
pub struct Pattern(pub Arc<str>);

impl Default for Pattern {
    fn default() -> Self {
        Self("none".into())
    }
}

/// The interface's routes, each registered under its whole address. Nesting would take each request's address apart and
/// make it anew.
struct Interface(OpenApiRouter<App>);

impl Interface {
    fn routes(self, (schemas, mut paths, methods): UtoipaMethodRouter<App>) -> Self {
        paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{API}{path}"), item)).collect();
        let pattern = Pattern(paths.paths.keys().next().map_or_else(Arc::default, |path| path.as_str().into()));
        let noting = MapResponseLayer::new(move |mut response: Response| {
            response.extensions_mut().insert(pattern.clone());
            response
        });
        Self(self.0.routes((schemas, paths, methods.layer(noting))))
    }
}

/// The interface under `/api/v1`.
fn api() -> OpenApiRouter<App> {
    // The handler counts for itself: see `imports::upload`.
    let upload = DefaultBodyLimit::disable();
    Interface(OpenApiRouter::with_openapi(Document::openapi()))
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
        .routes(routes!(columns::list))
        .routes(routes!(columns::choose))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::colleagues))
        .routes(routes!(people::show, people::change))
        .routes(routes!(people::badge))
        .routes(routes!(people::reset_password))
        .routes(routes!(loans::of_person))
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
        .routes(routes!(cases::of_folder))
        .routes(routes!(cases::list, cases::announce))
        .routes(routes!(cases::show, cases::edit))
        .routes(routes!(cases::history))
        .routes(routes!(cases::slip::qr))
        .routes(routes!(cases::papers))
        .routes(routes!(cases::acts::extend))
        .routes(routes!(cases::acts::refuse_extension))
        .routes(routes!(cases::acts::cancel))
        .routes(routes!(cases::acts::file))
        .routes(routes!(cases::acts::review))
        .routes(routes!(cases::acts::certify))
        .routes(routes!(cases::single::lend_paper))
        .routes(routes!(cases::single::return_paper))
        .routes(routes!(cases::single::move_paper))
        .routes(routes!(cases::single::withdraw_paper))
        .routes(routes!(cases::single::sight_paper))
        .routes(routes!(contents::show))
        .routes(routes!(calendar::show, calendar::set))
        .routes(routes!(calendar::due))
        .routes(routes!(calendar::changes, calendar::recount))
        .routes(routes!(transfers::list, transfers::open))
        .routes(routes!(transfers::show))
        .routes(routes!(transfers::receive))
        .routes(routes!(transfers::turn_away))
        .routes(routes!(transfers::close))
        .routes(routes!(transfers::register))
        .routes(routes!(transfers::today))
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
        .routes(routes!(surgery::remedy))
        .routes(routes!(surgery::measure))
        .routes(routes!(surgery::add_volume))
        .routes(routes!(surgery::join_file))
        .routes(routes!(surgery::leave_file))
        .routes(routes!(surgery::split))
        .routes(routes!(surgery::merge))
        .routes(routes!(surgery::swap))
        .routes(routes!(surgery::handled))
        .routes(routes!(surgery::ask_reprint))
        .routes(routes!(surgery::reprinted))
        .routes(routes!(leaving::take_over))
        .routes(routes!(leaving::take_over_many))
        .routes(routes!(leaving::outstanding))
        .routes(routes!(leaving::export))
        .routes(routes!(lending::check_out))
        .routes(routes!(lending::give_back))
        .routes(routes!(lending::renew))
        .routes(routes!(lending::put_away))
        .routes(routes!(lending::receive))
        .routes(routes!(lending::check_out_many))
        .routes(routes!(lending::give_back_many))
        .routes(routes!(lending::renew_many))
        .routes(routes!(lending::put_away_many))
        .routes(routes!(loans::list))
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
        .routes(routes!(search::suggest::suggest))
        .routes(routes!(search::saved::list, search::saved::save))
        .routes(routes!(search::saved::change, search::saved::delete))
        .routes(routes!(search::subjects::subjects))
        .routes(routes!(subjects::show, subjects::edit))
        .routes(routes!(subjects::folders))
        .routes(routes!(subjects::merge))
        .routes(routes!(subjects::split))
        .routes(routes!(erasure::plan))
        .routes(routes!(erasure::erase))
        .routes(routes!(places::storerooms, places::declare_storeroom))
        .routes(routes!(places::one_storeroom, places::change_storeroom))
        .routes(routes!(places::declare_ranges))
        .routes(routes!(places::resize_range, places::remove_range))
        .routes(routes!(places::shelves))
        .routes(routes!(map::map))
        .routes(routes!(forecast::forecast))
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
        .routes(routes!(figures::figures))
        .routes(routes!(figures::evidence))
        .routes(routes!(figures::gaps))
        .routes(routes!(forms::print))
        .routes(routes!(forms::show))
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
        .routes(routes!(labels::counts, labels::print))
        .routes(routes!(labels::applied))
        .routes(routes!(labels::templates::list))
        .routes(routes!(labels::templates::show, labels::templates::set))
        .routes(routes!(labels::preview::preview))
        .routes(routes!(labels::templates::papers))
        .routes(routes!(printers::list))
        .routes(routes!(printers::set))
        .routes(routes!(printers::prints::list, printers::prints::add))
        .routes(routes!(printers::prints::cancel))
        .routes(routes!(printers::prints::again))
        .routes(routes!(scanners::list))
        .routes(routes!(scanners::ask, scanners::set))
        .routes(routes!(scanners::look))
        .routes(routes!(scanners::runs::start))
        .routes(routes!(scanners::runs::list))
        .routes(routes!(scanners::runs::cancel))
        .routes(routes!(scans::list, scans::send).layer(upload))
        .routes(routes!(scans::figures))
        .routes(routes!(originals::list))
        .routes(routes!(originals::export))
        .routes(routes!(originals::check))
        .routes(routes!(scans::show))
        .routes(routes!(scans::original))
        .routes(routes!(scans::retry))
        .routes(routes!(scans::settled::settle))
        .routes(routes!(scans::settled::reopen))
        .routes(routes!(pages::waiting))
        .routes(routes!(pages::r#move))
        .routes(routes!(pages::turn))
        .routes(routes!(pages::hide))
        .routes(routes!(pages::unhide))
        .routes(routes!(pages::set_aside))
        .routes(routes!(pages::put_back))
        .routes(routes!(pages::sign))
        .routes(routes!(pages::show))
        .routes(routes!(pages::picture::picture))
        .routes(routes!(pages::text::text))
        .routes(routes!(pages::of_folder))
        .routes(routes!(pages::copies::pdf))
        .routes(routes!(pages::copies::copy))
        .routes(routes!(pages::copies::bag::bag))
        .routes(routes!(system::system))
        .routes(routes!(upkeep::proof, upkeep::prove))
        .routes(routes!(upkeep::rebuild))
        .routes(routes!(today::today))
        .0
}

/// The whole service.
pub fn router(app: App) -> Edge {
    let (api, document) = api().split_for_parts();
    let document = Bytes::from(complete(&document).to_string());
    let json = HeaderValue::from_static("application/json");
    let routes = api
        .route("/api/v1/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, json)], document) }))
        .route("/api/{*rest}", get(system::no_route).fallback(system::no_route))
        .route("/healthz", get(system::healthz))
        .route("/readyz", get(system::readyz))
        .route("/metrics", get(system::metrics))
        .fallback(get(assets::serve))
        .with_state(app.clone());
    Edge::new(app, routes)
}
