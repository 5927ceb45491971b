//! `strongroom verify` and `strongroom rebuild`.

use super::{control, hold, start};
use crate::archive::{Rebuild, checkpoint, codec};
use crate::config::{Config, DataDir, DataDirLock, LockError};
use crate::domain::refusal::Language;
use crate::domain::state::State;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{Tail, verify_with};
use anyhow::{Context, Result, bail};
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Checks the ledger from its first byte, without the lock, and State against a fresh replay.
pub fn run(config: &Config) -> Result<()> {
    let data = DataDir::existing(&config.data).with_context(|| format!("{}", config.data.display()))?;
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data.ledger())?);
    let kept = checkpoint::read(data.path());
    let mut state = State::default();
    let mut same = None;
    let report = verify_with(&storage, |frame| {
        codec::replay(&mut state, frame)?;
        if let Some((kept, position)) = kept.as_ref().filter(|(_, position)| position.seq == frame.seq) {
            same = Some(position.hash == frame.hash && *kept == state);
        }
        Ok(())
    })?;
    say!("{} frames with {} events in {} segments", report.frames, report.events, report.segments);
    say!("{} private parts are whole, {} were erased", report.private, report.erased);
    if let Some(damage) = &report.damage {
        say!("{}\n{}", damage.sentence(Language::En), damage.sentence(Language::Zh));
        say!("{}\n{}", damage.advice(Language::En), damage.advice(Language::Zh));
        bail!("the ledger is damaged");
    }
    if let Tail::Torn { seq, bytes, .. } = report.tail {
        say!(
            "frame {seq} was never finished, or is being written right now: {bytes} bytes, which the next start cuts off"
        );
    }
    say!("head: frame {} {}", report.head.seq, report.head.hash);
    match (&kept, same) {
        (Some(_), Some(true)) => say!("the checkpoint equals a fresh replay"),
        (Some(_), _) => bail!("the checkpoint differs from a fresh replay; `strongroom rebuild` makes it again"),
        (None, _) => say!("there is no checkpoint; the next start replays the ledger"),
    }
    say!("The ledger is whole.");
    Ok(())
}

/// Makes views and index again; while a service holds the archive it does so itself, and answers meanwhile.
pub fn rebuild(config: &Config) -> Result<()> {
    match hold(config) {
        Ok((data, lock)) => rebuild_alone(config, &data, lock),
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
            control::ask(&config.data, &control::Request::Rebuild).context(error)
        }
        Err(error) => Err(error),
    }
}

/// What the service does when it is asked to.
pub fn rebuild_beside(rebuild: &Rebuild, say: &mut dyn FnMut(&str)) -> Result<()> {
    let started = Instant::now();
    rebuild.run(say)?;
    say(&format!("Rebuilt in {:.1} s while serving.", started.elapsed().as_secs_f64()));
    Ok(())
}

/// Throws away checkpoint, views and index, and makes them again from the ledger.
fn rebuild_alone(config: &Config, data: &DataDir, _lock: DataDirLock) -> Result<()> {
    let started = Instant::now();
    checkpoint::remove(data.path())?;
    for folder in [data.views(), data.search()] {
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        }
    }
    let service = start(config)?;
    let head = service.archive.now().state.seq;
    let mut shown = Instant::now();
    while service.finder.seq() < head {
        std::thread::sleep(Duration::from_millis(20));
        if shown.elapsed() >= Duration::from_secs(2) {
            shown = Instant::now();
            eprintln!("frame {head}: views at {}, search at {}", service.views.seq(), service.finder.seq());
        }
    }
    service.stop();
    say!("Rebuilt from {head} frames in {:.1} s.", started.elapsed().as_secs_f64());
    Ok(())
}
