//! What scanners say and are told in eSCL: XML of the Mopria eSCL specification (2.97; an earlier one is the PWG's), read
//! leniently and within limits, written strictly.
//!
//! A name counts without its namespace, for scanners mix them up. A document type is refused, and with it entities of any
//! kind; so are documents with more nodes than any scanner has to say.

#[cfg(test)]
mod tests;

use roxmltree::{Document, Node, ParsingOptions};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::ToSchema;

/// More than any scanner says of itself.
const NODES_MAX: u32 = 20_000;
/// How many resolutions are taken down.
const DPI_KINDS_MAX: usize = 32;
/// What is offered where a scanner takes anything within a range.
const USUAL_DPI: [u16; 6] = [100, 150, 200, 300, 400, 600];
/// Fewer dots read no code, more nobody needs on paper.
const DPI: std::ops::RangeInclusive<u16> = 75..=1_200;
/// A4, in 300ths of an inch.
const A4: (u32, u32) = (2_480, 3_508);
const MODEL_CHARS: usize = 100;
const WORD_CHARS: usize = 60;

/// From where paper comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperSource {
    /// One sheet, on the glass.
    Platen,
    /// A stack, through the feeder.
    Feeder,
}

/// What of a page's colours is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colours {
    /// None: shades of grey.
    Grey,
    /// All.
    Colour,
}

/// In what a scanner wraps pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// A picture for each page.
    Jpeg,
    /// A file of them.
    Pdf,
}

impl Wrapping {
    /// Its name on the wire.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What a scanner can do with paper from one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Inputs {
    /// Dots in an inch.
    pub dpi: Vec<u16>,
    /// With or without colours.
    pub colours: Vec<Colours>,
    #[serde(skip)]
    pub(super) formats: Vec<String>,
    /// The largest page, in 300ths of an inch; 0 if it does not say.
    #[serde(skip)]
    pub(super) size: (u32, u32),
}

impl Inputs {
    /// In what its pages are asked for: pictures if it has them, for then all of a stack are put into one file here; of a
    /// scanner that makes files, one holds all of them as a rule.
    #[must_use]
    pub fn wrapping(&self) -> Option<Wrapping> {
        let has = |wanted: Wrapping| self.formats.iter().any(|format| format == wanted.media());
        [Wrapping::Jpeg, Wrapping::Pdf].into_iter().find(|wanted| has(*wanted))
    }
}

/// What a scanner can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Capabilities {
    /// Who made it, and what he calls it.
    pub model: String,
    /// With a sheet on its glass, if it has one.
    pub platen: Option<Inputs>,
    /// With a stack, if it has a feeder.
    pub feeder: Option<Inputs>,
    /// With both sides of each sheet of a stack, if it can.
    pub duplex: Option<Inputs>,
    #[serde(skip)]
    pub(super) version: String,
}

impl Capabilities {
    /// What it can do with paper from there.
    #[must_use]
    pub fn of(&self, source: PaperSource, duplex: bool) -> Option<&Inputs> {
        match (source, duplex) {
            (PaperSource::Platen, false) => self.platen.as_ref(),
            (PaperSource::Platen, true) => None,
            (PaperSource::Feeder, false) => self.feeder.as_ref().or(self.duplex.as_ref()),
            (PaperSource::Feeder, true) => self.duplex.as_ref(),
        }
    }

    /// What it is told that is to scan.
    #[must_use]
    pub fn order(&self, wanted: Settings, inputs: &Inputs, wrapping: Wrapping) -> String {
        settings(wanted, inputs, wrapping, &self.version)
    }
}

/// What a scanner is busy with, or troubled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScannerState {
    /// It waits for work.
    Idle,
    /// It works.
    Busy,
    /// Paper is jammed in its feeder, or several sheets were drawn in at once.
    Jammed,
    /// Its cover is open.
    Open,
    /// Something else is wrong with it.
    Stopped,
}

/// How a scanner stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Status {
    /// What it is busy with, or troubled by.
    pub state: ScannerState,
    /// Whether paper lies in its feeder, if it has one and says so.
    pub is_loaded: Option<bool>,
    /// Its own word, where something is wrong.
    #[serde(skip)]
    pub(super) word: String,
    /// Its jobs: their addresses, and whether each was given up.
    #[serde(skip)]
    pub(super) jobs: Vec<JobSaid>,
}

/// What a scanner says of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JobSaid {
    pub(super) address: String,
    pub(super) state: String,
    pub(super) reason: String,
}

/// What somebody wants of a scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// From where.
    pub source: PaperSource,
    /// Whether both sides.
    pub duplex: bool,
    /// Dots in an inch.
    pub dpi: u16,
    /// With or without colours.
    pub colours: Colours,
}

fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

fn named<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

fn all<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn said(node: Node<'_, '_>, name: &str) -> Option<String> {
    let text = child(node, name)?.text()?.trim();
    (!text.is_empty()).then(|| text.chars().take(WORD_CHARS).collect())
}

fn number<T: std::str::FromStr>(node: Node<'_, '_>, name: &str) -> Option<T> {
    said(node, name)?.parse().ok()
}

/// Reads what a scanner says that it can do; nothing if that is no such document.
#[must_use]
pub fn capabilities(text: &str) -> Option<Capabilities> {
    let document = parse(text)?;
    let root = document.root_element();
    if root.tag_name().name() != "ScannerCapabilities" {
        return None;
    }
    let inputs = |node: Option<Node<'_, '_>>| node.map(|node| inputs(root, node)).filter(is_useful);
    let adf = child(root, "Adf");
    let feeder = inputs(adf.and_then(|adf| child(adf, "AdfSimplexInputCaps")));
    let duplex = adf.and_then(|adf| child(adf, "AdfDuplexInputCaps"));
    // Some say only that the feeder can: then as it can one side.
    let says_so = adf.is_some_and(|adf| all(adf, "AdfOption").any(|option| option.text() == Some("Duplex")));
    let duplex = inputs(duplex).or_else(|| feeder.clone().filter(|_| says_so));
    let platen = inputs(child(root, "Platen").and_then(|platen| child(platen, "PlatenInputCaps")));
    let model = child(root, "MakeAndModel").and_then(|node| node.text()).unwrap_or_default().trim();
    let version = said(root, "Version").filter(|version| version.bytes().all(|byte| b"0123456789.".contains(&byte)));
    Some(Capabilities {
        model: model.chars().filter(|letter| !letter.is_control()).take(MODEL_CHARS).collect(),
        platen,
        feeder,
        duplex,
        version: version.unwrap_or_else(|| "2.0".to_owned()),
    })
}

fn is_useful(inputs: &Inputs) -> bool {
    !inputs.dpi.is_empty() && !inputs.colours.is_empty() && inputs.wrapping().is_some()
}

fn inputs(root: Node<'_, '_>, node: Node<'_, '_>) -> Inputs {
    let mut found = Inputs::default();
    for profile in all(node, "SettingProfile") {
        // Said once for all, and named here.
        let shared = profile.attribute("ref").and_then(|wanted| {
            let shared = child(root, "SettingProfiles")?;
            named(shared, "SettingProfile").find(|profile| profile.attribute("name") == Some(wanted))
        });
        take_profile(shared.unwrap_or(profile), &mut found);
    }
    found.dpi.sort_unstable();
    found.dpi.dedup();
    found.dpi.truncate(DPI_KINDS_MAX);
    let size = |name| number(node, name).unwrap_or_default();
    found.size = (size("MaxWidth"), size("MaxHeight"));
    found
}

fn take_profile(profile: Node<'_, '_>, found: &mut Inputs) {
    for mode in all(profile, "ColorMode") {
        let colours = match mode.text().map(str::trim) {
            Some("Grayscale8") => Colours::Grey,
            Some("RGB24") => Colours::Colour,
            _ => continue,
        };
        if !found.colours.contains(&colours) {
            found.colours.push(colours);
        }
    }
    for format in all(profile, "DocumentFormat").chain(all(profile, "DocumentFormatExt")) {
        let format = format.text().unwrap_or_default().trim().to_ascii_lowercase();
        if [Wrapping::Jpeg, Wrapping::Pdf].iter().any(|known| known.media() == format)
            && !found.formats.contains(&format)
        {
            found.formats.push(format);
        }
    }
    for resolution in all(profile, "DiscreteResolution") {
        let (across, down) = (number::<u16>(resolution, "XResolution"), number(resolution, "YResolution"));
        found.dpi.extend(across.filter(|dpi| Some(*dpi) == down && DPI.contains(dpi)));
    }
    for range in all(profile, "ResolutionRange") {
        let Some(range) = child(range, "XResolutionRange") else { continue };
        let bound = |name| number::<u16>(range, name);
        let (Some(least), Some(most)) = (bound("Min"), bound("Max")) else { continue };
        let step = bound("Step").unwrap_or(1).max(1);
        found.dpi.extend(USUAL_DPI.into_iter().filter(|dpi| (least..=most).contains(dpi) && (dpi - least) % step == 0));
    }
}

/// Reads how a scanner stands; nothing if that is no such document.
#[must_use]
pub fn status(text: &str) -> Option<Status> {
    let document = parse(text)?;
    let root = document.root_element();
    if root.tag_name().name() != "ScannerStatus" {
        return None;
    }
    let (own, adf) = (said(root, "State").unwrap_or_default(), said(root, "AdfState").unwrap_or_default());
    let state = match (own.as_str(), adf.as_str()) {
        (_, "ScannerAdfJam" | "ScannerAdfMispick" | "ScannerAdfMultipickDetected") => ScannerState::Jammed,
        (_, "ScannerAdfHatchOpen") => ScannerState::Open,
        ("Idle", _) => ScannerState::Idle,
        ("Processing" | "Testing", _) => ScannerState::Busy,
        _ => ScannerState::Stopped,
    };
    let is_loaded = match adf.as_str() {
        "ScannerAdfLoaded" | "ScannerAdfProcessing" => Some(true),
        "ScannerAdfEmpty" => Some(false),
        _ => None,
    };
    let job = |node: Node<'_, '_>| {
        let reason = all(node, "JobStateReason").find_map(|reason| reason.text()).unwrap_or_default().trim().to_owned();
        let address = child(node, "JobUri").and_then(|node| node.text()).unwrap_or_default().trim().to_owned();
        JobSaid { address, state: said(node, "JobState").unwrap_or_default(), reason }
    };
    let word = if state == ScannerState::Stopped { own } else { adf };
    Some(Status { state, is_loaded, word, jobs: all(root, "JobInfo").map(job).collect() })
}

fn settings(wanted: Settings, inputs: &Inputs, wrapping: Wrapping, version: &str) -> String {
    let at_most = |least: u32, most: u32| if most == 0 { least } else { least.min(most) };
    let (width, height) = (at_most(A4.0, inputs.size.0), at_most(A4.1, inputs.size.1));
    let source = match wanted.source {
        PaperSource::Platen => "Platen",
        PaperSource::Feeder => "Feeder",
    };
    let mode = match wanted.colours {
        Colours::Grey => "Grayscale8",
        Colours::Colour => "RGB24",
    };
    let (media, dpi) = (wrapping.media(), wanted.dpi);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <scan:ScanSettings xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\" \
         xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\">\
         <pwg:Version>{version}</pwg:Version><scan:Intent>Document</scan:Intent>\
         <pwg:ScanRegions><pwg:ScanRegion><pwg:Height>{height}</pwg:Height>\
         <pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>\
         <pwg:Width>{width}</pwg:Width><pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>\
         </pwg:ScanRegion></pwg:ScanRegions><pwg:DocumentFormat>{media}</pwg:DocumentFormat>\
         <scan:DocumentFormatExt>{media}</scan:DocumentFormatExt><pwg:InputSource>{source}</pwg:InputSource>\
         <scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>\
         <scan:ColorMode>{mode}</scan:ColorMode>"
    );
    if wanted.source == PaperSource::Feeder {
        // Writing into a text cannot fail.
        let _ = write!(text, "<scan:Duplex>{}</scan:Duplex>", wanted.duplex);
    }
    text.push_str("</scan:ScanSettings>\n");
    text
}

/// Where a job is: whatever machine a scanner names, it is the scanner that is asked.
#[must_use]
pub fn job_path(location: &str) -> Option<String> {
    let path = match location.split_once("://") {
        Some((_, rest)) => rest.get(rest.find('/')?..)?,
        None => location,
    };
    let path = path.trim_end_matches('/');
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte);
    (path.len() > 1 && path.len() <= 500 && path.starts_with('/') && path.bytes().all(fits)).then(|| path.to_owned())
}
