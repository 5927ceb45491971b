//! `strongroom erase`: what would be erased of a subject, and erasing it.

use crate::archive::{Archive, Erasures, Meta};
use crate::domain::folder::Actor;
use crate::domain::ids::SubjectNo;
use anyhow::{Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};

/// How many folders are named before the rest is counted.
const MAX_NAMED: usize = 50;

#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct EraseArgs {
    /// The subject's number, as its page shows it
    #[arg(long)]
    subject: u32,
    /// Say what would go and what would stay, and change nothing
    #[arg(long, conflicts_with = "yes")]
    plan: bool,
    /// Erase it, for ever
    #[arg(long, requires = "reason")]
    yes: bool,
    /// On whose order, and by what paper; never the person's name
    #[arg(long)]
    reason: Option<String>,
}

/// Plans or erases, and says what happened.
pub fn carry_out(
    archive: &Archive,
    erasures: &Erasures,
    args: &EraseArgs,
    user: String,
    say: &mut dyn FnMut(&str),
) -> Result<()> {
    let subject = SubjectNo(args.subject);
    let plan = erasures.plan(subject)?;
    let now = archive.now();
    say(&format!("subject {} as of frame {}", plan.subject, plan.seq));
    for (kind, count) in plan.counts() {
        say(&format!("  goes   {count:>6} × {kind}"));
    }
    let (alone, shared) = plan.folders();
    for (folders, what) in [(&alone, "its words go"), (&shared, "keeps what is about others")] {
        for folder in folders.iter().take(MAX_NAMED) {
            say(&format!("  folder {} {what}", now.state.codes.own(*folder)));
        }
        if folders.len() > MAX_NAMED {
            say(&format!("  and {} more", folders.len() - MAX_NAMED));
        }
    }
    if !plan.found.attachments.is_empty() {
        say(&format!("  goes   {:>6} × file", plan.found.attachments.len()));
    }
    let (pages, originals) = plan.found.pages();
    if pages + originals > 0 {
        say(&format!("  goes   {pages:>6} × scanned page, and {originals} whole files with them"));
    }
    for closed in plan.found.closed.iter().take(MAX_NAMED) {
        let (scan, erased, others) = (closed.scan, closed.erased, closed.others);
        say(&format!("  the file of scan {scan} stays closed: {erased} pages erased, {others} of others in it"));
    }
    for (why, count) in plan.stays() {
        say(&format!("  stays  {count:>6} × {}", why.name()));
    }
    if !args.yes {
        if args.plan {
            return Ok(());
        }
        bail!("nothing was erased: say --plan to look, or --yes --reason \"…\" to erase");
    }
    let meta = Meta { local_user: Some(user), ..Meta::of(Actor::Local) };
    let done = erasures.erase(subject, &plan.digest, args.reason.as_deref().unwrap_or_default(), &meta)?;
    say(&format!("{} private items were overwritten; frame {} records it", done.items, done.seq));
    if done.pages + done.originals > 0 {
        say(&format!("{} scanned pages are erased, {} files destroyed", done.pages, done.originals));
    }
    erasures.settle();
    if erasures.is_under_way() {
        bail!("views and index are not made anew yet; the next start finishes it");
    }
    say("views, index and checkpoint were made anew");
    Ok(())
}
