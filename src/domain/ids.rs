//! Dense numbers that stand for things, one type each, so that a shelf can never be taken for a slot.
//!
//! They are given by `decide`, counted from zero, never reused, and small enough to index a `Column`. People see codes,
//! not these.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! dense_ids {
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
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
    /// A count: what should stand somewhere against what does.
    CountNo(u32);
    /// A case.
    CaseNo(u32);
    /// A transfer: what a department hands over at once.
    TransferNo(u32);
    /// A saved search.
    SearchNo(u32);
}
