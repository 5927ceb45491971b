//! What the benches share. Each uses its own part.
#![allow(dead_code, reason = "each bench uses its own part")]

pub mod client;
pub mod codes;
pub mod crowd;
pub mod figures;
pub mod filled;
pub mod load;
pub mod server;

/// The number behind an argument.
pub fn argument(name: &str) -> Option<u64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    arguments.next()?.replace(['_', ','], "").parse().ok()
}

/// The text behind an argument.
pub fn text(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// Whether an argument is there.
pub fn flag(name: &str) -> bool {
    std::env::args().any(|argument| argument == name)
}
