//! `strongroom verify` and `strongroom rebuild`.

use super::{backup, control, hold, start};
use crate::archive::backup::Place;
use crate::archive::heads::{self, Head};
use crate::archive::proof::{Derived, Line, Verdict, prove};
use crate::archive::{Rebuild, checkpoint};
use crate::config::{Config, DataDir, DataDirLock, LockError};
use crate::domain::refusal::Language;
use crate::http::upkeep;
use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to compare with, and how to say it.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
pub struct VerifyArgs {
    /// A head that was published: FRAME:HASH, from a print or a mail; may be repeated
    #[arg(long, value_name = "FRAME:HASH")]
    head: Vec<String>,
    /// A file of published heads, such as a copy of heads.jsonl kept elsewhere; may be repeated
    #[arg(long, value_name = "FILE")]
    heads: Vec<PathBuf>,
    /// A backup whose published heads are compared too [default: the setting backup_to, if it can be read]
    #[arg(long, value_name = "PLACE")]
    backup: Option<String>,
    /// Print JSON, for a program
    #[arg(long)]
    json: bool,
    /// What the backups published, and why it could not be read.
    #[arg(skip)]
    published: Vec<Head>,
    #[arg(skip)]
    unread: Option<String>,
}

impl VerifyArgs {
    fn published(&self) -> Result<Vec<Head>> {
        let mut all = Vec::new();
        for text in &self.head {
            all.push(Head::parse(text).with_context(|| format!("{text} is no FRAME:HASH"))?);
        }
        for path in &self.heads {
            all.extend(heads::read(path).with_context(|| format!("{}", path.display()))?);
        }
        all.extend_from_slice(&self.published);
        Ok(all)
    }

    /// The same with what the backups published: a backup that was named must be readable.
    fn with_backups(mut self, config: &Config) -> Result<Self> {
        let Some(place) = self.backup.clone().or_else(|| config.backup.to.clone()) else { return Ok(self) };
        match backup::published(config, &Place::new(place)) {
            Ok(published) => self.published = published,
            Err(error) if self.backup.is_some() => return Err(error),
            Err(error) => self.unread = Some(error.to_string()),
        }
        Ok(self)
    }

    /// The same with paths that mean the same to another process.
    pub fn absolute(mut self) -> Result<Self> {
        for path in &mut self.heads {
            *path = std::path::absolute(&*path)?;
        }
        Ok(self)
    }
}

/// Walks everything and compares it; changes nothing. Beside a service, the service is asked for views and index.
pub fn run(config: &Config, args: VerifyArgs) -> Result<()> {
    let data = DataDir::existing(&config.data).with_context(|| format!("{}", config.data.display()))?;
    let args = args.absolute()?.with_backups(config)?;
    if control::is_listening(data.path()) {
        return control::ask(data.path(), &control::Request::Verify { args });
    }
    report(data.path(), &config.scans, &args, Derived::Files, &mut |line| say!("{line}"))
}

/// Verifies and says what was found.
pub fn report(
    data_dir: &Path,
    scans_dir: &Path,
    args: &VerifyArgs,
    derived: Derived<'_>,
    say: &mut dyn FnMut(&str),
) -> Result<()> {
    let mut report = prove(data_dir, scans_dir, &args.published()?, derived)?;
    report.lines.extend(args.unread.as_deref().map(backups_unread));
    report.lines.push(upkeep::secrets(data_dir));
    if args.json {
        say(&serde_json::to_string(&report)?);
    } else {
        for line in &report.lines {
            let mark = match line.verdict {
                Verdict::Fits => "ok   ",
                Verdict::Noted => "note ",
                Verdict::Misfit => "WRONG",
            };
            say(&format!("{mark}  {:<10}  {}", line.check, line.en));
        }
    }
    let Some(misfit) = report.misfit() else {
        if !args.json {
            say("The ledger is whole.");
        }
        return Ok(());
    };
    if !args.json {
        for language in [Language::En, Language::Zh] {
            say(misfit.sentence(language));
            say(misfit.advice(language).unwrap_or_default());
        }
    }
    bail!("{}: {}", misfit.check, misfit.en)
}

fn backups_unread(why: &str) -> Line {
    let en = format!("the backups' heads could not be compared: {why}");
    Line::new("backups", Verdict::Noted, en, format!("无法比较备份中公布的账本头：{why}"))
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
