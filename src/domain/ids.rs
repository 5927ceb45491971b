//! Dense numbers that stand for things, one type each, so that a shelf can never be taken for a slot.
//!
//! They are given by `decide`, counted from zero, never reused, and small enough to index a `Column`. People see codes,
//! not these; what has no code but its number is shown counted from one.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! dense_ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {
        plain_ids! { $($(#[$doc])* $name($inner);)* }

        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        })*
    };
}

/// Those that people see, and count from one.
macro_rules! shown_ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {
        plain_ids! { $($(#[$doc])* $name($inner);)* }

        $(impl $name {
            /// The number as people see it; 0 for what is none.
            #[must_use]
            pub fn shown(self) -> $inner {
                self.0.wrapping_add(1)
            }

            /// The number that people see so; for 0, which nobody sees, one that is never given.
            #[must_use]
            pub fn of_shown(no: $inner) -> Self {
                Self(no.checked_sub(1).unwrap_or(<$inner>::MAX))
            }
        })*

        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.shown().fmt(f)
            }
        })*
    };
}

macro_rules! plain_ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl $name {
            /// The number as an index into a `Column`.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

    )*};
}

dense_ids! {
    /// A folder.
    FolderNo(u32);
    /// A subject: a person, company, vehicle or household that folders are about.
    SubjectNo(u32);
    /// An account: somebody who signs in, borrows, or both.
    PersonNo(u32);
    /// A department.
    DepartmentNo(u16);
    /// A secrecy class.
    ClassNo(u16);
    /// A business type, whatever its version.
    TypeNo(u16);
    /// A storeroom.
    RoomNo(u16);
    /// A range of shelving in a storeroom.
    RangeNo(u32);
    /// A shelf: one level of one bay on one side of a range.
    ShelfNo(u32);
    /// A slot, the smallest addressable place. Numbered in declaration order; walking order is another matter.
    SlotNo(u32);
    /// A box that stands in a slot.
    BoxNo(u32);
    /// A zone: shelves and what they accept.
    ZoneNo(u16);
    /// A lane: the business types that share shelves.
    LaneNo(u16);
    /// A discrepancy: the record says one thing, somebody saw another.
    DiscrepancyNo(u32);
    /// A case.
    CaseNo(u32);
    /// A saved search.
    SearchNo(u32);
}

shown_ids! {
    /// A count: what should stand somewhere against what does.
    CountNo(u32);
    /// A transfer: what a department hands over at once.
    TransferNo(u32);
    /// A scan: a file of scanned pages, as it came.
    ScanNo(u32);
    /// A page: one side of a scanned paper.
    PageNo(u32);
}

#[cfg(test)]
mod tests {
    use super::TransferNo;

    #[test]
    fn people_count_from_one_and_what_they_type_leads_back() {
        assert_eq!((TransferNo(0).to_string(), TransferNo(0).shown()), ("1".to_owned(), 1));
        for no in [0, 1, 7, u32::MAX - 1] {
            assert_eq!(TransferNo::of_shown(TransferNo(no).shown()), TransferNo(no));
        }
        assert_eq!(TransferNo::of_shown(0), TransferNo(u32::MAX), "nothing is numbered so");
        assert_eq!(TransferNo::of_shown(0).to_string(), "0", "and it is called what was typed");
    }
}
