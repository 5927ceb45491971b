//! A ledger's files as a forger has them: segments of lines, changed and written back, with hashes made anew if he likes.

use crate::ledger::Hash256;
use std::path::{Path, PathBuf};

/// All segments, each with its lines: the header first.
#[derive(Clone)]
pub(in crate::archive) struct Forged {
    folder: PathBuf,
    pub segments: Vec<Vec<String>>,
}

fn name(number: usize) -> String {
    format!("{:08}.jsonl", number + 1)
}

impl Forged {
    pub fn read(data_dir: &Path) -> Self {
        let folder = data_dir.join("ledger");
        let segments = (0..).map_while(|number| std::fs::read_to_string(folder.join(name(number))).ok());
        let lines = |text: String| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Self { segments: segments.map(lines).collect(), folder }
    }

    /// Puts these files in place of those that are there.
    pub fn write(&self) {
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for (number, lines) in self.segments.iter().enumerate() {
            // One that a test emptied is gone.
            if !lines.is_empty() {
                std::fs::write(self.folder.join(name(number)), lines.join("\n") + "\n").unwrap();
            }
        }
    }

    /// Changes a line's text, which must be there.
    pub fn change(&mut self, segment: usize, line: usize, from: &str, to: &str) {
        let text = &mut self.segments[segment][line];
        assert!(text.contains(from), "{text}");
        *text = text.replacen(from, to, 1);
    }

    /// Makes all hashes anew from a frame on, so that the chain is right in itself.
    pub fn rehash(&mut self, segment: usize, line: usize) {
        let mut prev: Option<String> = None;
        for number in segment..self.segments.len() {
            let from = if number == segment { line } else { 0 };
            for text in &mut self.segments[number][from..] {
                let mut now = text.clone();
                if let Some(prev) = &prev {
                    let at = now.rfind("\"prev_hash\":\"").unwrap() + 13;
                    now.replace_range(at..at + 64, prev);
                }
                if let Some(at) = now.find(",\"hash\":\"") {
                    let hash = Hash256::of(&now.as_bytes()[..at]).to_string();
                    now.replace_range(at + 9..at + 73, &hash);
                    prev = Some(hash);
                }
                *text = now;
            }
        }
    }
}
