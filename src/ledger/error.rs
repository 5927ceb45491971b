//! What can go wrong with a ledger, in words a person can act on.

use crate::disk;
use crate::domain::refusal::{Code, Language};
use std::error::Error;
use std::fmt;
use std::io;

/// Whatever a callback over frames may answer; the ledger passes it on.
pub type FollowError = Box<dyn Error + Send + Sync>;

/// An operation on the ledger failed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk said no.
    #[error("ledger: {doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Something that was durable is not what it was. Nothing has been changed.
    #[error("the ledger is damaged: {0}")]
    Damaged(Damage),
    /// A newer program wrote this.
    #[error("segment {segment}, line {line}: format {version} is newer than this program")]
    UnknownVersion {
        /// The segment's number.
        segment: u32,
        /// The line, counted from 1.
        line: u64,
        /// The version it bears.
        version: u64,
    },
    /// The ledger does not hold the frame that a checkpoint or follower says it has seen: replay from the start.
    #[error("the ledger does not continue from frame {seq}: {detail}")]
    PositionDoesNotFit {
        /// The position's frame.
        seq: u64,
        /// What was found instead.
        detail: String,
    },
    /// Frames that were durable are gone from the end. Nothing has been changed.
    #[error(
        "the ledger ends at frame {head}, but the checkpoint beside it knows frame {known}: its end is lost. Restore it from \
         a backup; or, if this ledger was put here on purpose, remove the file checkpoint and start again"
    )]
    EndLost {
        /// The last frame there is.
        head: u64,
        /// The last frame that there was.
        known: u64,
    },
    /// A draft of the group cannot be stored. Nothing was written.
    #[error("draft {index} of the group: {problem}")]
    Draft {
        /// Which draft, from 0.
        index: usize,
        /// What is wrong with it.
        problem: DraftProblem,
    },
    /// The group is too large for one write. Nothing was written.
    #[error("a group of {bytes} bytes is over the limit of {limit}")]
    GroupTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest possible.
        limit: usize,
    },
    /// There is no such frame, or it is not durable yet.
    #[error("there is no frame {seq}; the last is {head}")]
    NoSuchFrame {
        /// The frame asked for.
        seq: u64,
        /// The last durable frame.
        head: u64,
    },
    /// No frame begins there.
    #[error("no frame begins in segment {segment} at byte {offset}: {detail}")]
    NoFrameThere {
        /// The segment's number.
        segment: u32,
        /// Where it was looked for.
        offset: u64,
        /// What was found instead.
        detail: String,
    },
    /// What is to be erased is not what it was said to be. Nothing was overwritten.
    #[error("frame {seq}, event {item}: cannot be erased: {detail}")]
    NotErasable {
        /// The frame.
        seq: u64,
        /// The event in it, counted from 0.
        item: u32,
        /// What was found instead.
        detail: String,
    },
    /// The callback over frames gave up.
    #[error("frame {seq} was refused: {source}")]
    Follow {
        /// The frame it was given.
        seq: u64,
        /// What it said.
        source: FollowError,
    },
}

impl LedgerError {
    /// What it is to whoever sent a command that could not be stored.
    #[must_use]
    pub fn refusal_code(&self) -> Code {
        if let Self::Io { source, .. } = self { disk::code_of(source) } else { Code::StorageFailed }
    }

    pub(super) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> LedgerError {
        move |source| LedgerError::Io { doing, source }
    }
}

impl From<Damage> for LedgerError {
    fn from(damage: Damage) -> Self {
        match damage.problem {
            Problem::UnknownVersion(version) => {
                LedgerError::UnknownVersion { segment: damage.segment, line: damage.line, version }
            }
            _ => LedgerError::Damaged(damage),
        }
    }
}

/// Why a draft cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    /// Over the limit of events.
    #[error("{events} events are over the limit of {limit}", limit = super::encode::MAX_EVENTS)]
    TooManyEvents {
        /// How many it has.
        events: usize,
    },
    /// Over the limit of bytes.
    #[error("{bytes} bytes or more are over the limit of {limit}", limit = super::encode::MAX_FRAME_BYTES)]
    TooLarge {
        /// How many had been written when it was noticed.
        bytes: usize,
    },
    /// An event's kind is empty, too long, or holds more than letters, digits and underscores.
    #[error("an event's kind is not a plain name")]
    Kind,
    /// Actor, device or command id are too long.
    #[error("a name of {bytes} bytes is over the limit of {limit}", limit = super::encode::MAX_NAME_BYTES)]
    NameTooLong {
        /// Its length.
        bytes: usize,
    },
    /// Facts and private data are JSON objects.
    #[error("{part} is not a JSON object")]
    NotAnObject {
        /// Which of the two.
        part: &'static str,
    },
    /// A frame is one line.
    #[error("{part} is not on one line")]
    NotOneLine {
        /// Which of the two.
        part: &'static str,
    },
    /// The facts hold the bytes that end what the hash covers.
    #[error("facts may not have a key named hash")]
    HashKey,
    /// A year without four digits.
    #[error("a time is outside the years 0 to 9999")]
    Time,
}

/// The first thing that does not fit, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The segment's number.
    pub segment: u32,
    /// The line in it, counted from 1; the header is line 1.
    pub line: u64,
    /// Bytes before the line.
    pub offset: u64,
    /// The frame that should stand there.
    pub seq: u64,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::En))
    }
}

impl Damage {
    /// Where it is and what is wrong.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let Damage { segment, line, offset, seq, .. } = self;
        let what = self.problem.sentence(language);
        match language {
            Language::En => format!("segment {segment:08}, line {line}, byte {offset}, frame {seq}: {what}"),
            Language::Zh => format!("分段 {segment:08}，第 {line} 行，字节 {offset}，帧 {seq}：{what}"),
        }
    }

    /// What the person who runs the archive should do about it.
    #[must_use]
    pub fn advice(&self, language: Language) -> &'static str {
        match (&self.problem, language) {
            (Problem::UnknownVersion(_), Language::En) => {
                "Start the version of the program that wrote this ledger, or a newer one. Nothing is lost."
            }
            (Problem::UnknownVersion(_), Language::Zh) => "请使用写入该账本的版本或更新的版本启动。数据没有丢失。",
            (_, Language::En) => {
                "Stop the service and change nothing in the ledger folder. Copy the folder away, check the disk, then \
                 compare this segment with the one in the last backup and restore from the backup."
            }
            (_, Language::Zh) => {
                "请停止服务，不要改动账本文件夹中的任何内容。先将文件夹另存一份并检查磁盘，再将该分段与最近一次备份中的分段比较，\
                 并从备份恢复。"
            }
        }
    }
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A segment file is not there though later ones are.
    SegmentMissing,
    /// A segment's first line is no header.
    HeaderUnreadable,
    /// A header does not continue where the segment before ends.
    HeaderDoesNotContinue,
    /// A line is not a frame: cut short, overwritten, or never one.
    Unreadable(String),
    /// A frame's bytes are not those its hash was made of.
    HashDiffers,
    /// A private item is neither the one that was stored nor erased.
    PrivateDiffers {
        /// The event, counted from 1.
        event: usize,
    },
    /// A whole frame, but another one belongs here.
    OutOfOrder {
        /// The frame found.
        found: u64,
    },
    /// The frame names another predecessor than the one before it.
    ChainBroken,
    /// Recorded before the frame before it.
    TimeWentBack,
    /// It says that frames were durable that could not be.
    DurableImpossible {
        /// What it says.
        durable: u64,
    },
    /// Written by a newer program.
    UnknownVersion(u64),
}

impl Problem {
    /// One clause.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Problem::SegmentMissing if zh => "分段文件缺失".into(),
            Problem::SegmentMissing => "the segment's file is missing".into(),
            Problem::HeaderUnreadable if zh => "分段首行无法读取".into(),
            Problem::HeaderUnreadable => "the segment's header cannot be read".into(),
            Problem::HeaderDoesNotContinue if zh => "分段首行与上一分段不衔接".into(),
            Problem::HeaderDoesNotContinue => "the segment does not continue where the one before ends".into(),
            Problem::Unreadable(detail) if zh => format!("该行不是完整的帧（{detail}）"),
            Problem::Unreadable(detail) => format!("the line is not a whole frame ({detail})"),
            Problem::HashDiffers if zh => "内容与其散列值不符".into(),
            Problem::HashDiffers => "the content is not what its hash was made of".into(),
            Problem::PrivateDiffers { event } if zh => format!("第 {event} 个事件的私密数据已被改动"),
            Problem::PrivateDiffers { event } => format!("the private data of event {event} was changed"),
            Problem::OutOfOrder { found } if zh => format!("此处却是帧 {found}"),
            Problem::OutOfOrder { found } => format!("frame {found} stands here instead"),
            Problem::ChainBroken if zh => "与前一帧的散列值不衔接".into(),
            Problem::ChainBroken => "it does not follow from the frame before it".into(),
            Problem::TimeWentBack if zh => "记录时间早于前一帧".into(),
            Problem::TimeWentBack => "it was recorded before the frame before it".into(),
            Problem::DurableImpossible { durable } if zh => format!("所称已落盘的帧 {durable} 不可能成立"),
            Problem::DurableImpossible { durable } => format!("it says frame {durable} was durable, which cannot be"),
            Problem::UnknownVersion(version) if zh => format!("格式版本 {version} 比本程序新"),
            Problem::UnknownVersion(version) => format!("format {version} is newer than this program"),
        }
    }
}
