//! The second stage: codes whose finders are dirty, which every reader that wants three whole finders passes by.
//!
//! The modules that ISO/IEC 18004 fixes (finders, timing, alignment, the margin) are a fifth of a label's code and more.
//! Two finders, even damaged, say roughly where a code lies; the fixed modules then say exactly, by correlation, which
//! dirt lowers but does not mislead; and Reed and Solomon mend the rest.

use super::black::Blocks;
use super::deadline::Deadline;
use super::finder::Finder;
use super::fit::Fit;
use super::geometry::{Quad, is_within};
use super::pose::{Pose, poses};
use super::search::Search;
use super::shades::Shades;
use super::{ReadCode, Stage, fit, modules, single};
use image::GrayImage;

/// The likeliest finders, of which pairs are made.
const MAX_FINDERS: usize = 64;
/// A pose below this before it is fitted is not fitted.
const MIN_GLANCE: f32 = 0.35;
/// The likeliest poses, which are fitted.
const MAX_FITTED: usize = 20;
/// The same of poses that one finder proposes, of which there are so many that a good one is among them.
const MIN_GLANCE_SINGLE: f32 = 0.45;
const MAX_FITTED_SINGLE: usize = 6;
/// So many places that agree best and cannot be read are tried as bent paper, which takes about as long as all before it.
const MAX_BENT: usize = 4;
/// A code lies where its known modules agree this far. Of 250 that were read, dirty ones and some seen askew, none agreed less than
/// 0.75; of 7,300 places tried in vain three in four agreed less than this, and each read in vain costs a millisecond.
const MIN_LIKENESS: f32 = 0.62;

/// Reads what the first stage has left.
pub(super) fn read(picture: &GrayImage, first: &[ReadCode], deadline: Deadline, max_codes: usize) -> Vec<ReadCode> {
    let read: Vec<Quad> = first.iter().map(|code| code.corners).collect();
    let shades = Shades::smooth(picture);
    let finders = finders(&shades, &read, deadline);
    let mut reading = Reading {
        shades: &shades,
        finders: &finders,
        deadline,
        codes: Vec::new(),
        tried: Vec::new(),
        left: Vec::new(),
    };
    for pose in likeliest(&finders, &shades, deadline) {
        if deadline.is_over() || reading.codes.len() >= max_codes {
            return reading.codes;
        }
        reading.look(&pose);
    }
    let is_free = |finder: &Finder| !reading.codes.iter().any(|code| is_within(&code.corners, finder.middle));
    let mut lonely = single::poses(&finders, is_free, &shades, MIN_GLANCE_SINGLE, deadline);
    lonely.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, pose) in lonely.into_iter().take(MAX_FITTED_SINGLE) {
        if deadline.is_over() || reading.codes.len() >= max_codes {
            break;
        }
        reading.look(&pose);
    }
    reading.look_at_bent(max_codes);
    reading.codes
}

/// What has been read, and where it was tried.
struct Reading<'a> {
    shades: &'a Shades,
    finders: &'a [Finder],
    deadline: Deadline,
    codes: Vec<ReadCode>,
    tried: Vec<Quad>,
    /// What agrees well and could not be read: how well, where as a parallelogram, and whence.
    left: Vec<(f32, Fit, Pose)>,
}

impl Reading<'_> {
    /// Reads the code that lies as a pose says, if it is a new one and there is one.
    fn look(&mut self, pose: &Pose) {
        // Each pair of a trio proposes the same.
        if self.is_read(pose) || self.tried.iter().any(|corners| is_same(corners, &pose.corners)) {
            return;
        }
        self.tried.push(pose.corners);
        let flat = fit::climb_flat(pose, self.shades, self.deadline);
        if self.take(&flat, pose) {
            return;
        }
        let free = fit::climb_free(flat, pose, self.shades, self.deadline);
        if !self.take(&free, pose) && free.likeness >= MIN_LIKENESS {
            self.left.push((free.likeness, flat, pose.clone()));
        }
    }

    /// Reads what is left as codes on paper that is bent.
    fn look_at_bent(&mut self, max_codes: usize) {
        let mut left = std::mem::take(&mut self.left);
        left.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (_, flat, pose) in left.into_iter().take(MAX_BENT) {
            if self.deadline.is_over() || self.codes.len() >= max_codes {
                return;
            }
            if !self.is_read(&pose) {
                self.take(&fit::climb_bent(flat, &pose, self.shades, self.deadline), &pose);
            }
        }
    }

    /// Whether one of a pose's finders is part of a code that has been read.
    fn is_read(&self, pose: &Pose) -> bool {
        let is_within =
            |finder: &usize| self.codes.iter().any(|code| is_within(&code.corners, self.finders[*finder].middle));
        pose.finders.iter().any(is_within)
    }

    /// Reads a code where it was found to lie; whether that could be done.
    fn take(&mut self, fit: &Fit, pose: &Pose) -> bool {
        let read = || {
            let perspective = (fit.likeness >= MIN_LIKENESS).then(|| fit.perspective(pose.symbol))??;
            let text = modules::read(pose.symbol, &perspective, pose.is_dark, self.shades)?;
            Some(ReadCode { text, corners: fit.corners, stage: Stage::Second })
        };
        let code = read();
        let is_read = code.is_some();
        self.codes.extend(code);
        is_read
    }
}

/// Whether two poses are one, to within a pixel.
fn is_same(one: &Quad, other: &Quad) -> bool {
    one.iter().zip(other).all(|(one, other)| (*one - *other).length() < 1.0)
}

/// The finders that are left, likeliest first.
fn finders(shades: &Shades, read: &[Quad], deadline: Deadline) -> Vec<Finder> {
    let blocks = Blocks::of(shades.rows());
    let mut search = Search::default();
    for thresholds in [blocks.hybrid(), blocks.local_mean()] {
        search.look(shades.rows(), &thresholds, deadline);
    }
    let mut finders = Vec::new();
    for group in search.groups(read) {
        if deadline.is_over() {
            break;
        }
        finders.extend(Finder::measure(&group, shades));
    }
    finders.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
    finders.truncate(MAX_FINDERS);
    finders
}

/// The poses worth fitting, likeliest first.
fn likeliest(finders: &[Finder], shades: &Shades, deadline: Deadline) -> Vec<Pose> {
    let mut glanced: Vec<(f32, Pose)> = Vec::new();
    for pose in poses(finders) {
        if deadline.is_over() {
            break;
        }
        if fit::glance(pose.symbol, &pose.corners, pose.is_dark, shades) < MIN_GLANCE - fit::GLANCE_OFF {
            continue;
        }
        let likeness = fit::likeness(pose.symbol, &pose.corners, pose.is_dark, shades);
        if likeness >= MIN_GLANCE {
            glanced.push((likeness, pose));
        }
    }
    glanced.sort_by(|one, other| other.0.total_cmp(&one.0));
    glanced.truncate(MAX_FITTED);
    glanced.into_iter().map(|(_, pose)| pose).collect()
}
