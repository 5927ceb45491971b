//! Stacks of paper as scanners make them, from a seed: sheets, files of every sort of them, and the whole stack with where
//! each of its pages has to be. The bench of intake writes the same stack into a folder.

#[path = "stack/file.rs"]
pub mod file;
#[path = "stack/sheet.rs"]
pub mod sheet;
#[path = "stack/story.rs"]
pub mod story;

/// Numbers that look random and are the same every time.
pub struct Seed(pub u64);

impl Seed {
    pub fn next(&mut self) -> u64 {
        // Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, end: u32) -> u32 {
        (self.next() >> 33) as u32 % end
    }
}
