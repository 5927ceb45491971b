//! The walk over the ledger: chain, digests, erasures, published heads, and the checkpoint's State against the replay.

use super::{Line, ProofError, Verdict};
use crate::archive::checkpoint::{self, Kept};
use crate::archive::codec;
use crate::archive::heads::{self, Comparing, Head, Outcome};
use crate::domain::event::Event;
use crate::domain::refusal::Language;
use crate::domain::state::State;
use crate::ledger::storage::Storage;
use crate::ledger::{FollowError, Frame, LedgerError, Position, PrivatePart, Tail, VerifyReport, verify_with};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What the walk found.
pub(super) struct Walked {
    /// State as of the head.
    pub state: State,
    report: VerifyReport,
    unreadable: Option<String>,
    erased: BTreeSet<(u64, u32)>,
    /// By frame and item: the frame that names it, and whose it was.
    named: BTreeMap<(u64, u32), (u64, u32)>,
    heads: Comparing,
    kept: Kept,
    checkpoint_fits: Option<bool>,
}

/// Walks, and compares with the archive's own heads and with others that were published elsewhere.
pub(super) fn walk(
    storage: &Arc<dyn Storage>,
    data_dir: &Path,
    (own, published): (&[Head], &[Head]),
    come_to: &mut dyn FnMut(u64),
) -> Result<Walked, ProofError> {
    let mut walked = Walked {
        state: State::default(),
        report: VerifyReport::nothing(),
        unreadable: None,
        erased: BTreeSet::new(),
        named: BTreeMap::new(),
        heads: Comparing::with(heads::distinct(own.iter().chain(published).cloned())),
        kept: checkpoint::look(data_dir),
        checkpoint_fits: None,
    };
    match verify_with(storage, |frame| {
        come_to(frame.seq);
        walked.take(frame)
    }) {
        Ok(report) => walked.report = report,
        Err(LedgerError::Follow { source, .. }) => walked.unreadable = Some(source.to_string()),
        Err(error) => return Err(error.into()),
    }
    Ok(walked)
}

impl Walked {
    fn take(&mut self, frame: &Frame) -> Result<(), FollowError> {
        codec::replay(&mut self.state, frame)?;
        for (item, raw) in (0_u32..).zip(&frame.events) {
            if matches!(raw.private, PrivatePart::Erased) {
                self.erased.insert((frame.seq, item));
            }
            if raw.kind == "SubjectErased"
                && let Event::SubjectErased(event, _) = codec::decode(frame.seq, raw)?
            {
                for entry in &event.items {
                    self.named
                        .extend(entry.items.iter().map(|item| ((entry.seq, *item), (frame.seq, event.subject.0))));
                }
            }
        }
        self.heads.take(frame);
        if let Kept::Whole(kept, position) = &self.kept
            && position.seq == frame.seq
        {
            self.checkpoint_fits = Some(position.hash == frame.hash && **kept == self.state);
        }
        Ok(())
    }

    /// Whether the ledger itself fits, so that what is derived from it can be compared.
    pub(super) fn fits(&self) -> bool {
        self.report.is_right() && self.unreadable.is_none()
    }

    /// What is to be said, the first misfit first among its like.
    pub(super) fn lines(&self, published: usize, erasing: bool) -> Vec<Line> {
        let report = &self.report;
        let (frames, events, segments) = (report.frames, report.events, report.segments);
        let mut lines = Vec::new();
        if let Some(damage) = &report.damage {
            let (en, zh) = (damage.sentence(Language::En), damage.sentence(Language::Zh));
            let line = Line::new("ledger", Verdict::Misfit, en, zh);
            lines.push(line.advise(damage.advice(Language::En), damage.advice(Language::Zh)));
            return lines;
        }
        if let Some(why) = &self.unreadable {
            let line = Line::new("ledger", Verdict::Misfit, why.clone(), why.clone());
            lines.push(line.advise("Use the version of the program that wrote this.", "请使用写入该账本的程序版本。"));
            return lines;
        }
        let en = format!("{frames} frames with {events} events in {segments} segments");
        let zh = format!("{segments} 个分段，{frames} 帧，{events} 个事件，链条完整");
        lines.push(Line::new("ledger", Verdict::Fits, en, zh));
        if let Tail::Torn { seq, bytes, .. } = report.tail {
            let en = format!(
                "frame {seq} was never finished, or is being written right now: {bytes} bytes, which the next start cuts off"
            );
            let zh = format!("帧 {seq} 未写完或正在写入：{bytes} 字节，下次启动时切除");
            lines.push(Line::new("tail", Verdict::Noted, en, zh));
        }
        let head = format!("head: frame {} {}", report.head.seq, report.head.hash);
        lines.push(Line::new("head", Verdict::Fits, head.clone(), head));
        lines.push(self.erasures(erasing));
        lines.push(self.published(published));
        lines.push(self.checkpoint());
        lines
    }

    fn erasures(&self, erasing: bool) -> Line {
        let advice = (
            "Somebody overwrote private data without an order. Compare with a backup; restore it from there.",
            "有人未经命令覆盖了私密数据。请与备份比较并从备份恢复。",
        );
        if let Some((seq, item)) = self.erased.iter().find(|place| !self.named.contains_key(place)).filter(|_| !erasing)
        {
            let en = format!("frame {seq}, event {}: erased, and no erasure names it", item + 1);
            let zh = format!("帧 {seq} 第 {} 个事件：已被删除，但没有任何删除记录", item + 1);
            return Line::new("erasures", Verdict::Misfit, en, zh).advise(advice.0, advice.1);
        }
        if let Some(((seq, item), (by, _))) =
            self.named.iter().find(|(place, _)| !self.erased.contains(place)).filter(|_| !erasing)
        {
            let en =
                format!("frame {seq}, event {}: an erasure names it (frame {by}), and it is still there", item + 1);
            let zh = format!("帧 {seq} 第 {} 个事件：已有删除记录（帧 {by}），但内容仍在", item + 1);
            let (en_advice, zh_advice) = (
                "Restore with `strongroom restore`, which erases again; never copy segments back by hand.",
                "请用 `strongroom restore` 恢复，它会重新删除；不要手工复制分段。",
            );
            return Line::new("erasures", Verdict::Misfit, en, zh).advise(en_advice, zh_advice);
        }
        let (private, erased) = (self.report.private, self.report.erased);
        let en = format!("{private} private parts are whole, {erased} were erased");
        Line::new("erasures", Verdict::Fits, en, format!("{private} 个私密部分完好，{erased} 个已依令删除"))
    }

    fn published(&self, given: usize) -> Line {
        let advice = (
            "The history was made anew or cut. Keep this copy, and restore the newest backup that fits the published head.",
            "账本历史被重写或截断。请保留现有文件，并恢复与已公布账本头相符的最新备份。",
        );
        let end = self.report.head.seq;
        let outcome = self.heads.outcome();
        let (matched, zh) = match &outcome {
            Outcome::Fit(matched) => (*matched, None),
            Outcome::Other(Head { seq, hash, .. }) => (0, Some(format!("帧 {seq} 与已公布的散列值 {hash} 不符"))),
            Outcome::Beyond(Head { seq, .. }) => (0, Some(format!("已公布帧 {seq}，而账本止于帧 {end}：末尾被截断"))),
        };
        if let Some(zh) = zh {
            return Line::new("heads", Verdict::Misfit, outcome.sentence(end), zh).advise(advice.0, advice.1);
        }
        let line = Line::new(
            "heads",
            if given > 0 { Verdict::Fits } else { Verdict::Noted },
            format!("{matched} published heads fit"),
            format!("{matched} 个已公布的账本头相符"),
        );
        if given > 0 {
            return line;
        }
        line.advise(
            "Compare with heads kept elsewhere now and then: --heads FILE, --head SEQ:HASH.",
            "请不时与保存在别处的账本头比较：--heads 文件，--head 序号:散列值。",
        )
    }

    fn checkpoint(&self) -> Line {
        let misfit = |en: &str, zh: &str| {
            Line::new("checkpoint", Verdict::Misfit, en, zh).advise(
                "`strongroom rebuild` makes it again; nothing is lost.",
                "`strongroom rebuild` 会重新生成，数据没有丢失。",
            )
        };
        match (&self.kept, self.checkpoint_fits) {
            (Kept::Whole(..), Some(true)) => {
                Line::new("checkpoint", Verdict::Fits, "the checkpoint equals a fresh replay", "检查点与重放结果一致")
            }
            (Kept::Whole(_, position), None) if position.seq > self.report.head.seq => {
                let (known, end) = (position.seq, self.report.head.seq);
                misfit(
                    &format!("the checkpoint knows frame {known}, and the ledger ends at frame {end}"),
                    &format!("检查点记到帧 {known}，而账本止于帧 {end}"),
                )
                .advise(
                    "The ledger's end was lost: restore the newest backup, or look where it went.",
                    "账本末尾丢失：请恢复最新备份，或查明去向。",
                )
            }
            (Kept::Whole(..), _) => misfit("the checkpoint differs from a fresh replay", "检查点与重放结果不一致"),
            (Kept::Damaged, _) => misfit("the checkpoint is damaged", "检查点已损坏"),
            (Kept::OfAnotherVersion, _) => {
                let en = "another version of the program wrote the checkpoint; the next start replays the ledger";
                Line::new("checkpoint", Verdict::Noted, en, "检查点由其他版本写入；下次启动将重放账本")
            }
            (Kept::Nothing, _) => {
                let en = "there is no checkpoint; the next start replays the ledger";
                Line::new("checkpoint", Verdict::Noted, en, "没有检查点；下次启动将重放账本")
            }
        }
    }

    /// Whose an item was that an erasure names.
    pub(super) fn subject_of(&self, place: (u64, u32)) -> Option<u32> {
        self.named.get(&place).map(|(_, subject)| *subject)
    }

    /// Every erased item: frame, and event in it.
    pub(super) fn erased(&self) -> &BTreeSet<(u64, u32)> {
        &self.erased
    }

    /// Whether a head is of a life of this archive.
    pub(super) fn knows(&self, head: &Head) -> bool {
        self.heads.knows(head)
    }

    /// The last frame.
    pub(super) fn head(&self) -> Position {
        self.report.head
    }
}
