//! What was measured, beside what it should be.

use std::fs;

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// A later issue's wish: told, but no failure.
    Later(&'static str),
    /// None; it stands there to compare with.
    None,
}

/// One figure.
#[derive(Debug)]
struct Figure {
    name: &'static str,
    unit: &'static str,
    value: f64,
    target: Target,
    load: f64,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Notes a figure and prints its line for machines: name, value, unit, target, verdict, load.
    pub fn note(&mut self, name: &'static str, value: f64, unit: &'static str, target: Target) {
        let figure = Figure { name, unit, value, target, load: load() };
        println!(
            "figure\t{name}\t{}\t{unit}\t{}\t{}\tload {:.1}",
            short(value),
            target_text(target),
            verdict(&figure),
            figure.load
        );
        self.0.push(figure);
    }

    /// The table for people.
    pub fn print(&self) {
        println!("\n| figure | measured | target | verdict | load |\n|---|---:|---:|---|---:|");
        for figure in &self.0 {
            let Figure { name, unit, value, target, load } = figure;
            println!(
                "| {name} | {} {unit} | {} | {} | {load:.1} |",
                short(*value),
                target_text(*target),
                verdict(figure)
            );
        }
    }

    /// Whether every figure with a target meets it.
    pub fn are_met(&self) -> bool {
        self.0.iter().all(|figure| verdict(figure) != "MISSED")
    }
}

fn verdict(figure: &Figure) -> &'static str {
    let met = match figure.target {
        Target::AtMost(limit) => figure.value <= limit,
        Target::AtLeast(limit) => figure.value >= limit,
        Target::Later(_) => return "later",
        Target::None => return "",
    };
    if met { "met" } else { "MISSED" }
}

fn target_text(target: Target) -> String {
    match target {
        Target::AtMost(limit) => format!("≤ {}", short(limit)),
        Target::AtLeast(limit) => format!("≥ {}", short(limit)),
        Target::Later(text) => text.to_owned(),
        Target::None => "-".to_owned(),
    }
}

/// Three digits that matter.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The machine's load over the last minute: figures taken beside other work say so.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

/// The middle of some measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
