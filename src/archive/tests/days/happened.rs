//! What happened in a day, to see that it was worth living.

/// How often each thing happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Happened {
    pub commands: u64,
    pub repeated: u64,
    pub failed: u64,
    pub full: u64,
    pub crashes: u64,
    pub torn: u64,
    pub restores: u64,
    pub offered_again: u64,
    pub forgotten: u64,
    pub numbered_again: u64,
    pub counted: u64,
    pub undone: u64,
    pub settled: u64,
}

impl Happened {
    /// What each figure is of.
    pub const NAMES: [&'static str; 13] = [
        "commands",
        "repeated",
        "failed",
        "full",
        "crashes",
        "torn",
        "restores",
        "offered again",
        "forgotten",
        "numbers again",
        "counts",
        "undone",
        "settled",
    ];

    /// The figures, in the order of their names.
    pub fn figures(self) -> [u64; 13] {
        let Self { commands, repeated, failed, full, crashes, torn, restores, offered_again, .. } = self;
        let Self { forgotten, numbered_again, counted, undone, settled, .. } = self;
        let (disk, again) = ([failed, full, crashes, torn], [restores, offered_again, forgotten, numbered_again]);
        let ([a, b, c, d], [e, f, g, h]) = (disk, again);
        [commands, repeated, a, b, c, d, e, f, g, h, counted, undone, settled]
    }
}
