//! What lies beside the ledger and is not made from it: the list of erasures, published heads, attached files.

use super::walk::Walked;
use super::{Line, ProofError, Verdict};
use crate::archive::erasure::{self, LIST, Listed};
use crate::archive::files::ExistingFiles;
use crate::archive::heads::{self, Head};
use crate::blobs::{self, Blobs};
use crate::domain::ids::ScanNo;
use crate::domain::state::FileSort;
use crate::ledger::storage::Storage;
use crate::ledger::{LedgerReader, PrivateItem};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Whether the archive's own file of heads can be read, and speaks of this archive.
pub(super) fn heads(own: &io::Result<Vec<Head>>, walked: &Walked) -> Option<Line> {
    let misfit = |en: String, zh: String| {
        Line::new("heads", Verdict::Misfit, en, zh).advise(
            "Compare heads.jsonl with a copy of it; every backup has one (`strongroom backup --heads`).",
            "请将 heads.jsonl 与其副本比较；每份备份中都有（`strongroom backup --heads`）。",
        )
    };
    let file = heads::FILE;
    match own {
        Err(error) => Some(misfit(format!("{file} cannot be read: {error}"), format!("无法读取 {file}：{error}"))),
        Ok(own) => own.iter().find(|head| !walked.knows(head)).map(|head| {
            let seq = head.seq;
            misfit(
                format!("{file} names frame {seq} of a life that this ledger never had"),
                format!("{file} 中的帧 {seq} 来自另一个档案库标识，不是本账本"),
            )
        }),
    }
}

/// What to do about a list that lacks something.
const FROM_BACKUP: (&str, &str) = (
    "Take erasures.jsonl from the last backup: a restore needs the list to erase again.",
    "请从最近的备份取回 erasures.jsonl：恢复时需要它来重新删除。",
);

fn wrong(en: String, zh: String, advice: (&str, &str)) -> Line {
    Line::new("erasures", Verdict::Misfit, en, zh).advise(advice.0, advice.1)
}

/// Whether every item on the list of erasures that this ledger has is erased in it, and every erased item is on the list.
pub(super) fn listed_erasures(
    data_dir: &Path,
    storage: &Arc<dyn Storage>,
    walked: &Walked,
) -> Result<Line, ProofError> {
    let listed = match erasure::read_list(&data_dir.join(LIST)) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let (en, zh) = (format!("{LIST} cannot be read: {error}"), format!("无法读取 {LIST}：{error}"));
            return Ok(wrong(en, zh, FROM_BACKUP));
        }
        Err(error) => return Err(error.into()),
    };
    let reader = LedgerReader::open(storage.clone())?;
    let head = reader.head().seq;
    let mut frames: BTreeMap<u64, Vec<PrivateItem>> = BTreeMap::new();
    let mut carried_out = BTreeSet::new();
    for one in listed.iter().filter(|one| one.seq > 0 && one.seq <= head) {
        let items = match frames.entry(one.seq) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(reader.private_items(one.seq)?),
        };
        // One of another line of the archive is not meant.
        let Some(item) = items.get(one.item as usize).filter(|item| item.digest == Some(one.digest)) else {
            continue;
        };
        if let Some(line) = listed_wrongly(one, item, walked) {
            return Ok(line);
        }
        carried_out.insert((one.seq, one.item));
    }
    let (pages, misfit) = listed_pages(&listed, walked);
    if let Some(line) = misfit {
        return Ok(line);
    }
    if let Some((seq, item)) = walked.erased().iter().find(|place| !carried_out.contains(place)) {
        let event = item + 1;
        let en = format!("frame {seq}, event {event} is erased and is not on the list of erasures, {LIST}");
        return Ok(wrong(en, format!("帧 {seq} 第 {event} 个事件已删除，但不在删除清单 {LIST} 中"), FROM_BACKUP));
    }
    let count = carried_out.len() + pages;
    let (en, zh) = (format!("all {count} listed erasures are carried out"), format!("{count} 项删除均已执行"));
    Ok(Line::new("erasures", Verdict::Fits, en, zh))
}

/// Whether erased pages are as the list says and the other way round. Says how many lines of the list are about such.
fn listed_pages(listed: &[Listed], walked: &Walked) -> (usize, Option<Line>) {
    let scans = &walked.state.scans;
    let mut known: BTreeSet<u32> = BTreeSet::new();
    let mut count = 0;
    for pages in listed.iter().filter_map(|one| one.pages.as_ref()) {
        let scan = ScanNo(pages.scan);
        if scans.get(scan).is_none_or(|row| row.sha256 != pages.sha256) {
            continue;
        }
        if pages.left(&walked.state).is_some() {
            let no = scan.shown();
            let en = format!("pages of scan {no} are on the list of erasures and are still there");
            let advice = (
                "Was a backup copied back by hand? Restore it with `strongroom restore`, which erases again.",
                "是否手工复制了备份？请用 `strongroom restore` 恢复，它会重新删除。",
            );
            return (count, Some(wrong(en, format!("扫描件 {no} 的页面已列入删除清单，但仍在"), advice)));
        }
        known.insert(pages.scan);
        count += 1;
    }
    let missing = scans.erased().map(|(scan, _)| scan).find(|scan| !known.contains(&scan.0)).map(|scan| {
        let no = scan.shown();
        let en = format!("pages of scan {no} were erased and are not on the list of erasures, {LIST}");
        wrong(en, format!("扫描件 {no} 的页面已删除，但不在删除清单 {LIST} 中"), FROM_BACKUP)
    });
    (count, missing)
}

/// What is wrong with a line of the list, given the item that it names.
fn listed_wrongly(one: &Listed, item: &PrivateItem, walked: &Walked) -> Option<Line> {
    let (seq, event) = (one.seq, one.item + 1);
    if !item.is_erased {
        let advice = (
            "Was a backup copied back by hand? Restore it with `strongroom restore`, which erases again.",
            "是否手工复制了备份？请用 `strongroom restore` 恢复，它会重新删除。",
        );
        let en = format!("frame {seq}, event {event} is on the list of erasures and is still there");
        return Some(wrong(en, format!("帧 {seq} 第 {event} 个事件已列入删除清单，但内容仍在"), advice));
    }
    walked.subject_of((one.seq, one.item)).filter(|subject| *subject != one.subject).map(|_| {
        let en = format!("{LIST} says that frame {seq}, event {event} was another subject's than the ledger says");
        wrong(en, format!("{LIST} 中帧 {seq} 第 {event} 个事件的归户对象与账本不符"), FROM_BACKUP)
    })
}

/// Whether every attached file and every original of a scan is there and is the one that came in.
pub(super) fn files(data_dir: &Path, scans_dir: &Path, walked: &Walked) -> Result<Vec<Line>, ProofError> {
    let places = ExistingFiles::of(data_dir, scans_dir).map_err(io::Error::other)?;
    let lines = [FileSort::Attached, FileSort::Original].map(|sort| files_of(sort, places.get(sort), walked));
    lines.into_iter().filter_map(Result::transpose).collect()
}

fn files_of(sort: FileSort, blobs: Option<&Blobs>, walked: &Walked) -> Result<Option<Line>, ProofError> {
    let needed: Vec<_> = walked.state.files().filter(|(of, _)| *of == sort).map(|(_, hash)| hash).collect();
    let (check, one_en, one_zh, all_en, all_zh) = match sort {
        FileSort::Attached => ("files", "attached file", "附件", "attached files are", "个附件"),
        FileSort::Original => ("originals", "original", "扫描原件", "originals of scans are", "个扫描原件"),
    };
    for hash in &needed {
        let damage = match blobs {
            Some(blobs) => blobs::wait_for(blobs.check(*hash))?.map_err(io::Error::other)?,
            None => Some(blobs::BlobDamage::Missing),
        };
        if let Some(damage) = damage {
            let (en, zh) = match damage {
                blobs::BlobDamage::Missing => ("it is missing", "文件缺失"),
                blobs::BlobDamage::Differs => ("its bytes are not those that came in", "内容与存入时不同"),
                blobs::BlobDamage::Unreadable => ("it cannot be read", "文件无法读取"),
            };
            let line = Line::new(
                check,
                Verdict::Misfit,
                format!("the {one_en} {hash} does not fit: {en}"),
                format!("{one_zh} {hash} 不符：{zh}"),
            );
            return Ok(Some(line.advise(
                "Fetch it from a backup: `strongroom restore --files` puts back what is damaged and touches nothing else.",
                "请从备份取回：运行 `strongroom restore --files`，只放回损坏的文件，不动其他文件。",
            )));
        }
    }
    if needed.is_empty() {
        return Ok(None);
    }
    let count = needed.len();
    let (en, zh) = (format!("all {count} {all_en} as they came in"), format!("{count} {all_zh}完好"));
    Ok(Some(Line::new(check, Verdict::Fits, en, zh)))
}
