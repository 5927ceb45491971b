//! Whether the file of a page is what came in, as it is shown.

use crate::domain::event::Damage;
use crate::domain::ids::ScanNo;
use crate::domain::state::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a file is what came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FixityShown {
    pub state: Fixity,
    /// When all files were gone over last.
    pub at: Option<DateTime<Utc>>,
}

/// Whether a file is what came in, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fixity {
    /// It was when it was read last.
    Whole,
    /// Its bytes are others.
    Altered,
    /// It is gone.
    Missing,
    /// It is there and cannot be read.
    Unreadable,
    /// It came since all were gone over last.
    Unchecked,
    /// It was destroyed on a lawful order.
    Erased,
}

impl Fixity {
    /// How the original of a scan was found last.
    pub fn of(state: &State, scan: ScanNo) -> Self {
        let (row, checked) = (state.scans.get(scan), state.scans.checked());
        match state.scans.damage(scan) {
            _ if state.scans.is_destroyed(scan) => Self::Erased,
            Some(Damage::Altered) => Self::Altered,
            Some(Damage::Missing) => Self::Missing,
            Some(Damage::Unreadable) => Self::Unreadable,
            None if checked.zip(row).is_some_and(|(checked, row)| checked.found.began_us > row.received_us) => {
                Self::Whole
            }
            None => Self::Unchecked,
        }
    }

    /// The same in Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Whole => ("与收到时一致", "as it came in"),
            Self::Altered => ("与收到时不一致", "not what came in"),
            Self::Missing => ("文件已丢失", "the file is gone"),
            Self::Unreadable => ("文件无法读取", "the file cannot be read"),
            Self::Unchecked => ("尚未校验", "not checked yet"),
            Self::Erased => ("已依令删除", "erased on a lawful order"),
        }
    }
}
