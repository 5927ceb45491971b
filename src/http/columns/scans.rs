//! Tables of files: scans that came in, and what is attached to a folder.

use crate::domain::event::Damage;
use crate::http::attachments::AttachmentShown;
use crate::http::scans::shape::ScanShown;
use crate::http::taking::{Cell, Column, Tabular, column};

impl Tabular for ScanShown {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "扫描号", "Scan", |scan: &Self, _| scan.no.into()),
            column("file_name", "文件", "File", |scan: &Self, _| (&scan.file_name).into()),
            column("media_type", "文件类型", "File type", |scan: &Self, _| scan.media_type.name().into()),
            column("bytes", "字节数", "Bytes", |scan: &Self, _| scan.bytes.into()),
            column("state", "状态", "State", |scan: &Self, words| scan.state.label(words.language).into()),
            column("fault", "读取失败原因", "Why it could not be read", |scan: &Self, _| {
                scan.fault.as_ref().map(|fault| &fault.detail).into()
            }),
            column("pages", "页数", "Pages", |scan: &Self, _| scan.pages.into()),
            column("sheets", "张数", "Sheets", |scan: &Self, _| scan.sheets.map(u32::from).into()),
            column("waiting", "待整理页数", "Pages waiting", |scan: &Self, _| scan.waiting.into()),
            column("folders", "归入", "Filed in", |scan: &Self, _| {
                scan.folders.iter().map(|on| on.code.as_str()).collect::<Vec<_>>().join(", ").into()
            }),
            column("received_at", "收到时间", "Came", |scan: &Self, words| words.time(scan.received_at)),
            column("received_by", "来自", "From", |scan: &Self, _| (&scan.received_by).into()),
            column("source", "途径", "By", |scan: &Self, words| scan.source.label(words.language).into()),
            column("damage", "原件损坏", "Damage", |scan: &Self, words| match scan.damage {
                None => Cell::Empty,
                Some(Damage::Missing) => words.either("文件丢失", "its file is gone"),
                Some(Damage::Altered) => words.either("内容已变", "its bytes are others"),
                Some(Damage::Unreadable) => words.either("文件无法读取", "its file cannot be read"),
            }),
            column("sha256", "校验值", "SHA-256", |scan: &Self, _| (&scan.sha256).into()),
        ]
    }
}

impl Tabular for AttachmentShown {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("file_name", "文件", "File", |file: &Self, _| (&file.file_name).into()),
            column("note", "备注", "Note", |file: &Self, _| (&file.note).into()),
            column("attached_at", "附加时间", "Attached", |file: &Self, words| words.time(file.attached_at)),
            column("attached_by", "附加人", "By", |file: &Self, _| (&file.attached_by.display_name).into()),
            column("media_type", "文件类型", "File type", |file: &Self, _| file.media_type.name().into()),
            column("bytes", "字节数", "Bytes", |file: &Self, _| file.bytes.into()),
            column("sha256", "校验值", "SHA-256", |file: &Self, _| (&file.sha256).into()),
        ]
    }
}
