//! `strongroom serve`: the main job.

use super::begin::begin;
use super::{backup, control, hold, opening, pace};
use crate::archive::pictures::{Pictures, keep_room};
use crate::archive::{Incoming, Service};
use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::live::Streams;
use crate::http::{App, Fair, Parts, router};
use crate::intake::{Inbox, Intake};
use crate::metrics::Metrics;
use crate::printing::{Patience, Queue};
use crate::scanner::Scanners;
use crate::vault::Vault;
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often sessions and throttles are tidied.
const TIDY_EVERY: Duration = Duration::from_secs(300);

#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Fill an empty archive with 2,000 invented folders, loans and a nearly full zone
    #[arg(long)]
    demo: bool,
}

/// Serves until the process is told to stop.
pub fn run(config: &Config, args: &ServeArgs) -> Result<()> {
    let (data, _lock) = hold(config)?;
    let service =
        Service::start_at_pace(opening(config), config.views_cache_bytes, backup::plan(config)?, pace(config))?;
    let vault = Arc::new(Vault::open(data.path(), Clock::real())?);
    begin(&service.archive, &vault)?;
    // Nobody would come for what lies in an inbox that is not watched.
    if args.demo && crate::demo::fill(&service.archive)? && config.intake.inbox_every.is_some() {
        let inbox = Inbox::folder(&config.scans);
        fs::create_dir_all(&inbox)?;
        for scan in crate::demo::scans(&service.archive, &service.views)? {
            fs::write(inbox.join(scan.name), scan.bytes)?;
        }
    }
    let metrics = Metrics::default();
    let intake = super::intake::open(config, &service, metrics.intake.clone())?;
    let lent = control::Parts {
        archive: service.archive.clone(),
        views: service.views.clone(),
        finder: service.finder.clone(),
        jobs: service.jobs.clone(),
        intake: intake.clone(),
        erasures: service.erasures.clone(),
        rebuild: service.rebuild.clone(),
        scans_dir: config.scans.clone(),
    };
    let _incoming = match &config.incoming {
        Some((folder, every)) => Some(Incoming::watch(folder.clone(), *every, service.jobs.clone())?),
        None => None,
    };
    let pictures = Pictures::of(&config.scans);
    let reading = intake.work(config.intake.workers)?;
    let (archive, anywhere) = (service.archive.clone(), config.printers.anywhere);
    let patience = Patience::of(config.scanner_stall);
    let scanners = Scanners::open(data.path(), archive, intake.clone(), anywhere, patience)?;
    let at_edge = AtEdge { intake: intake.clone(), pictures: pictures.clone(), metrics, scanners: scanners.clone() };
    let drawing = intake.draw(pictures.clone())?;
    let room = keep_room(data.path(), &config.scans, config.intake.previews_bytes)?;
    let text = super::ocr::start(config, &service, &intake)?;
    let inbox = config.intake.inbox_every.map(|every| Inbox::watch(intake, every)).transpose()?;
    let patience = Patience::of(config.printers.stall);
    let (archive, views) = (service.archive.clone(), service.views.clone());
    let prints = Queue::open(data.path(), archive, views, config.printers.anywhere, patience)?;
    let _control = control::listen(data.path(), lent)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(config, &service, &prints, at_edge, vault));
    runtime.shutdown_timeout(Duration::from_secs(1));
    prints.stop();
    scanners.stop();
    drop(inbox);
    room.stop();
    drawing.stop();
    if let Some(text) = text {
        text.stop();
    }
    reading.stop();
    service.stop();
    served
}

/// What works beside the service, and is asked at its edge.
struct AtEdge {
    intake: Intake,
    pictures: Pictures,
    metrics: Metrics,
    scanners: Scanners,
}

async fn serve(
    config: &Config,
    service: &Service,
    prints: &Queue,
    AtEdge { intake, pictures, metrics, scanners }: AtEdge,
    vault: Arc<Vault>,
) -> Result<()> {
    let auth = Arc::new(Authenticator::new(vault.clone(), Clock::real(), config.auth.clone()));
    let streams = Streams::default();
    let app = App::new(Parts {
        archive: service.archive.clone(),
        views: service.views.clone(),
        finder: service.finder.clone(),
        jobs: service.jobs.clone(),
        prints: prints.clone(),
        files: service.files.clone(),
        texts: service.texts.clone(),
        pictures,
        intake,
        scanners,
        looks: crate::http::Looks::default(),
        backups: service.backups.clone(),
        live: service.live.clone(),
        streams: streams.clone(),
        erasures: service.erasures.clone(),
        upkeep: service.upkeep.clone(),
        auth: auth.clone(),
        vault,
        limits: config.limits.clone(),
        fair: Fair::new(&config.limits),
        metrics,
    });
    let listener = TcpListener::bind(config.listen).await.with_context(|| format!("listening on {}", config.listen))?;
    // Before anybody is told where the service is: whoever knows that may stop it, and a stop has to be an orderly one.
    let told = told_to_stop()?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving");
    say!("Strongroom is at http://{address}/");
    let tidying = tokio::spawn(tidy(auth.clone()));
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let graceful = crate::http::serve(listener, router(app), config.limits.clone(), async move {
        told.await;
        tracing::info!("stopping");
        streams.close();
        let _ = stopping.send(());
    });
    // Requests that are being answered get a while; after that the process goes, and nothing acknowledged is lost.
    let limit = async {
        let _ = stopped.await;
        tokio::time::sleep(config.limits.stop_timeout).await;
    };
    tokio::select! {
        () = graceful => {}
        () = limit => tracing::warn!("some requests were still being answered"),
    }
    tidying.abort();
    if let Err(error) = auth.tidy(Clock::real().now()) {
        tracing::warn!(%error, "the vault could not be tidied");
    }
    Ok(())
}

async fn tidy(auth: Arc<Authenticator>) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        if let Err(error) = auth.tidy(Clock::real().now()) {
            tracing::warn!(%error, "the vault could not be tidied");
        }
    }
}

/// Listens for a stop from now on; what is returned waits for one.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for a stop from now on; what is returned waits for one.
#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}
