//! `strongroom label`: labels of folders into a file.

use super::{control, hold, local_user, start};
use crate::archive::labels::{Asked, Subject, Tongue, content};
use crate::archive::{Archive, Meta, today};
use crate::config::{Config, LockError};
use crate::domain::command::Command;
use crate::domain::decide::find_folder;
use crate::domain::folder::Actor;
use crate::domain::policy::Sight;
use crate::domain::refusal::Refusal;
use crate::label::{
    Content, Format, LABELS_MAX, Medium, Print, Start, TEMPLATE_BYTES, Template, Warning, Words, print, shipped,
};
use crate::views::Views;
use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Args)]
pub struct LabelArgs {
    /// Folders, by any of their codes
    #[arg(required = true, num_args = 1..=LABELS_MAX)]
    codes: Vec<String>,
    /// What to write
    #[arg(long, value_parser = ["pdf", "png", "svg", "zpl", "tspl"], default_value = "pdf")]
    format: String,
    /// Into which file; where a format has no pages, further ones get a number
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// A shipped template, or a file with one
    #[arg(long, default_value = "folder-60x40", value_name = "NAME|FILE.svg")]
    template: String,
    /// What it is printed on: a4-3x8, letter-2x7, roll-60x40 …; own is the template's size, a4 as many as fit
    #[arg(long, default_value = "own")]
    medium: String,
    /// The language of its words
    #[arg(long, value_parser = ["zh", "en", "both"], default_value = "zh")]
    words: String,
    /// The printer's resolution, in dots per inch
    #[arg(long, default_value_t = 203)]
    dpi: u32,
    /// The first place on the sheet that is still free, counted from 1
    #[arg(long, default_value_t = 1)]
    start: usize,
    /// The offset of this printer to the right, in tenths of a millimetre
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    right: i32,
    /// The same, downwards
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    down: i32,
}

/// Which folders' fields are wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wanted {
    codes: Vec<String>,
    tongue: Tongue,
}

/// Prints into a file. While a service holds the archive, the service says what stands on the labels.
pub fn run(config: &Config, args: LabelArgs) -> Result<()> {
    let template = read_template(&args.template)?;
    let tongue = match args.words.as_str() {
        "en" => Tongue::En,
        "both" => Tongue::Both,
        _ => Tongue::Zh,
    };
    let wanted = Wanted { codes: args.codes.clone(), tongue };
    let mut contents: Vec<Content> = Vec::with_capacity(wanted.codes.len());
    let mut take = |line: &str| {
        if let Ok(values) = serde_json::from_str::<BTreeMap<String, String>>(line) {
            contents.push(Content { values, rows: Vec::new() });
        }
    };
    match hold(config) {
        Ok((_data, _lock)) => {
            let service = start(config)?;
            let told = tell(&service.archive, &service.views, &wanted, local_user(), &mut take);
            service.stop();
            told?;
        }
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
            let request = control::Request::Label { wanted, user: local_user() };
            control::ask_each(&config.data, &request, &mut take).context(error)?;
        }
        Err(error) => return Err(error),
    }
    write(&args, &template, &contents)
}

/// Tells the fields of each folder, a line of JSON for each. Confidential folders are noted as looked at, first.
pub fn tell(archive: &Archive, views: &Views, wanted: &Wanted, user: String, say: &mut dyn FnMut(&str)) -> Result<()> {
    let sight = Sight::everything();
    let meta = || Meta { local_user: Some(user.clone()), ..Meta::of(Actor::Local) };
    let mut folders = Vec::with_capacity(wanted.codes.len());
    for code in &wanted.codes {
        let now = archive.now();
        let folder = find_folder(&now.state, &sight, code)?;
        let class = now.state.folders.get(folder).and_then(|row| now.state.organisation.class(row.class));
        if class.is_none_or(|class| class.confidential) {
            archive.execute_blocking(meta(), Command::Look { folder: now.state.codes.own(folder).to_owned() })?;
        }
        folders.push(folder);
    }
    let now = archive.now();
    let waiting = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    waiting.block_on(views.surely_caught_up(now.state.seq))?;
    let today = today(&now.state, archive.clock());
    for folder in folders {
        let asked = Asked { now: &now, views, sight: &sight, by: None, tongue: wanted.tongue, today };
        say(&serde_json::to_string(&content(asked, &Subject::Folder(folder))?.values)?);
    }
    Ok(())
}

/// A shipped template by its name, or one from a file.
fn read_template(name: &str) -> Result<Template> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "svg") {
        return Ok(shipped(name).map_err(Refusal::from)?);
    }
    let size = fs::metadata(path).with_context(|| name.to_owned())?.len();
    if size > TEMPLATE_BYTES as u64 {
        bail!("{name} has {size} bytes; a template has {TEMPLATE_BYTES} at most");
    }
    let svg = fs::read_to_string(path).with_context(|| name.to_owned())?;
    Ok(Template::read(&svg).map_err(Refusal::from)?)
}

fn write(args: &LabelArgs, template: &Template, contents: &[Content]) -> Result<()> {
    let words = match args.words.as_str() {
        "en" => Words::En,
        "both" => Words::Both,
        _ => Words::Zh,
    };
    let medium = Medium::named(&args.medium, template.size_mm()).map_err(Refusal::from)?;
    let start = Start { cell: args.start.saturating_sub(1), right_tenths: args.right, down_tenths: args.down };
    let format = Format::of(&args.format).context("no such format")?;
    let job = Print { template, contents, words, medium: &medium, start, dpi: args.dpi };
    let printed = print(&job, format).map_err(Refusal::from)?;
    let is_one = printed.files.len() == 1;
    for (number, file) in printed.files.iter().enumerate() {
        let path = if is_one { args.output.clone() } else { numbered(&args.output, number + 1) };
        fs::write(&path, file).with_context(|| format!("{}", path.display()))?;
    }
    for warning in &printed.warnings {
        eprintln!("strongroom: warning: {}", sentence(warning));
    }
    say!("{} labels, {} pages: {}", contents.len(), printed.pages, args.output.display());
    Ok(())
}

/// `labels.png` becomes `labels-2.png`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{ending}"))
}

fn sentence(warning: &Warning) -> String {
    match warning {
        Warning::GlyphMissing { character, text } => {
            format!("no typeface has {character} (U+{:04X}) of “{text}”; 〓 stands for it", u32::from(*character))
        }
        Warning::TextCut { text } => format!("“{text}” is too long and was cut"),
    }
}
