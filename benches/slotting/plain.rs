//! What others do: the next unused slot, and the first slot with room, whatever the folder's type and date.

/// Slots in a row, filled without a thought for what goes in.
pub struct Plain {
    width_mm: u32,
    first_fit: bool,
    used_mm: Vec<u32>,
    /// A tree of the widest free millimetres, for first fit.
    tree: Vec<u32>,
    leaves: usize,
    current: usize,
    pub homes: Vec<Option<u32>>,
}

impl Plain {
    pub fn new(slots: usize, width_mm: u32, folders: usize, first_fit: bool) -> Plain {
        let leaves = slots.next_power_of_two();
        let tree = if first_fit { vec![width_mm; leaves * 2] } else { Vec::new() };
        Plain { width_mm, first_fit, used_mm: vec![0; slots], tree, leaves, current: 0, homes: vec![None; folders] }
    }

    pub fn put(&mut self, folder: u32, thickness_mm: u32) {
        let slot = if self.first_fit { self.first_with(thickness_mm) } else { self.next_with(thickness_mm) };
        self.used_mm[slot] += thickness_mm;
        self.homes[folder as usize] = Some(slot as u32);
        self.note(slot);
    }

    pub fn take(&mut self, folder: u32, thickness_mm: u32) {
        if let Some(slot) = self.homes[folder as usize].take() {
            self.used_mm[slot as usize] -= thickness_mm;
            self.note(slot as usize);
        }
    }

    fn next_with(&mut self, thickness_mm: u32) -> usize {
        if self.used_mm[self.current] + thickness_mm > self.width_mm {
            self.current += 1;
        }
        self.current
    }

    fn first_with(&self, thickness_mm: u32) -> usize {
        let mut node = 1;
        while node < self.leaves {
            node *= 2;
            if self.tree[node] < thickness_mm {
                node += 1;
            }
        }
        node - self.leaves
    }

    fn note(&mut self, slot: usize) {
        if !self.first_fit {
            return;
        }
        let mut node = slot + self.leaves;
        self.tree[node] = self.width_mm - self.used_mm[slot];
        while node > 1 {
            node /= 2;
            self.tree[node] = self.tree[node * 2].max(self.tree[node * 2 + 1]);
        }
    }
}
