//! What a template can be for, and which fields it may then name.

/// A field with its names.
pub type Field = (&'static str, &'static str, &'static str);

/// Every field there is: name, Chinese, English.
pub const FIELDS: &[Field] = &[
    ("action", "处理措施", "What was done"),
    ("archive", "档案室名称", "Name of the archive"),
    ("bay", "节", "Bay"),
    ("borrower", "借阅人", "Borrower"),
    ("box", "档案盒", "Box"),
    ("by", "经手人", "By whom"),
    ("capacity", "容量", "Capacity"),
    ("checked_by", "检查人", "Checked by"),
    ("class", "密级", "Secrecy class"),
    ("code", "编号", "Code"),
    ("contact", "联系方式", "Contact"),
    ("count", "数量", "How many"),
    ("date", "日期", "Date"),
    ("days", "天数", "Days"),
    ("department", "部门", "Department"),
    ("due", "应还(应交)日期", "Due"),
    ("expires", "有效期至", "Valid until"),
    ("folder", "档案袋编号", "Folder's code"),
    ("folders", "卷数", "How many folders"),
    ("fonds", "全宗", "Fonds"),
    ("form", "原件或复印件", "Original or copy"),
    ("found", "保管状况", "What was found"),
    ("giver", "移交人", "Handed over by"),
    ("lent", "借出日期", "Lent on"),
    ("list", "目录号", "List number"),
    ("missing", "缺少的文件", "Missing papers"),
    ("name", "姓名或文件名称", "Name"),
    ("note", "备注", "Note"),
    ("number", "编号(单据)", "Number of the form"),
    ("old_code", "旧编号", "Old code"),
    ("page_count", "页数", "Pages"),
    ("page_numbers", "页号", "Page numbers"),
    ("paper", "文件题名", "Paper"),
    ("period", "时段", "Period"),
    ("pieces", "件数", "Pieces"),
    ("position", "位置", "Position"),
    ("purpose", "用途", "Purpose"),
    ("qr", "二维码内容", "What the QR code says"),
    ("range", "列", "Range"),
    ("received", "接收日期", "Received on"),
    ("reference", "合同/工单号", "Reference"),
    ("responsible", "责任者", "Responsible"),
    ("retention", "保管期限", "Retention"),
    ("role", "角色", "Role"),
    ("room", "库房", "Storeroom"),
    ("runs", "架段", "What stands there"),
    ("severity", "程度", "Severity"),
    ("shelf", "层", "Shelf"),
    ("side", "面", "Side"),
    ("slot", "储位", "Slot"),
    ("status", "状态", "State"),
    ("subject", "归户对象", "Subject"),
    ("taker", "接收人", "Taken over by"),
    ("title", "题名", "Title"),
    ("today", "打印日期", "Printed on"),
    ("type", "业务类型", "Business type"),
    ("volume", "第几卷", "Volume"),
    ("volumes", "共几卷", "Of how many volumes"),
    ("year", "年度", "Year"),
];

/// Fields that every template may name besides: the place of a row or page, and a line break.
pub const BUILT_IN: &[&str] = &["br", "page", "pages", "row", "rows"];
/// Fields of which half would be worse than nothing.
pub const NEVER_CUT: &[&str] = &["code", "folder", "qr", "slot"];

const FOLDER: &[&str] = &[
    "archive",
    "box",
    "class",
    "code",
    "date",
    "department",
    "fonds",
    "list",
    "note",
    "old_code",
    "page_count",
    "period",
    "pieces",
    "qr",
    "responsible",
    "retention",
    "slot",
    "subject",
    "title",
    "today",
    "type",
    "volume",
    "volumes",
    "year",
];
const PLACE: &[&str] = &[
    "archive",
    "bay",
    "capacity",
    "code",
    "count",
    "department",
    "note",
    "period",
    "qr",
    "range",
    "room",
    "runs",
    "shelf",
    "side",
    "slot",
    "title",
    "today",
    "type",
];
const PERSON: &[&str] = &["archive", "code", "department", "expires", "name", "qr", "role", "today"];
const LOAN: &[&str] = &[
    "archive",
    "borrower",
    "by",
    "code",
    "contact",
    "count",
    "days",
    "department",
    "due",
    "folder",
    "lent",
    "note",
    "number",
    "paper",
    "pieces",
    "position",
    "purpose",
    "qr",
    "slot",
    "subject",
    "title",
    "today",
    "type",
];
const CASE: &[&str] = &[
    "archive",
    "by",
    "code",
    "count",
    "date",
    "department",
    "due",
    "folder",
    "giver",
    "missing",
    "note",
    "number",
    "paper",
    "pieces",
    "position",
    "qr",
    "received",
    "reference",
    "responsible",
    "slot",
    "status",
    "subject",
    "taker",
    "title",
    "today",
    "type",
];
const LIST: &[&str] = &[
    "archive",
    "by",
    "checked_by",
    "code",
    "count",
    "date",
    "department",
    "due",
    "fonds",
    "folders",
    "giver",
    "list",
    "note",
    "number",
    "page_count",
    "period",
    "pieces",
    "qr",
    "retention",
    "room",
    "subject",
    "taker",
    "title",
    "today",
    "type",
    "year",
];
const CONDITION: &[&str] = &[
    "action",
    "archive",
    "by",
    "checked_by",
    "class",
    "code",
    "date",
    "department",
    "found",
    "note",
    "page_count",
    "pieces",
    "qr",
    "severity",
    "slot",
    "subject",
    "title",
    "today",
    "type",
    "year",
];
const PAPER_ROWS: &[&str] = &[
    "code",
    "date",
    "department",
    "due",
    "form",
    "lent",
    "name",
    "note",
    "number",
    "page_count",
    "page_numbers",
    "paper",
    "pieces",
    "received",
    "reference",
    "responsible",
    "status",
    "subject",
    "title",
    "type",
];
const FOLDER_ROWS: &[&str] = &[
    "borrower",
    "box",
    "by",
    "class",
    "code",
    "date",
    "days",
    "department",
    "due",
    "folder",
    "giver",
    "lent",
    "missing",
    "name",
    "note",
    "number",
    "old_code",
    "page_count",
    "pieces",
    "received",
    "reference",
    "responsible",
    "retention",
    "slot",
    "status",
    "subject",
    "taker",
    "title",
    "type",
    "volume",
    "year",
];

macro_rules! kinds {
    ($($name:ident, $id:literal, $zh:literal, $en:literal, $fields:ident, $rows:expr;)*) => {
        /// What a template is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $(#[doc = $en] $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// Its name in templates and addresses.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Kind::$name => $id,)* }
            }

            /// Its name in Chinese.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Kind::$name => $zh,)* }
            }

            /// Its name in English.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Kind::$name => $en,)* }
            }

            /// The fields it may name.
            #[must_use]
            pub fn fields(self) -> &'static [&'static str] {
                match self { $(Kind::$name => $fields,)* }
            }

            /// The fields its repeating rows may name; none if it has no rows.
            #[must_use]
            pub fn row_fields(self) -> &'static [&'static str] {
                match self { $(Kind::$name => $rows,)* }
            }
        }
    };
}

kinds! {
    Folder, "folder", "档案袋标签", "Folder label", FOLDER, &[];
    FolderSpine, "folder_spine", "档案袋脊背标签", "Folder spine", FOLDER, &[];
    Volume, "volume", "分卷标签", "Volume label", FOLDER, &[];
    Box, "box", "档案盒脊背标签", "Box spine", PLACE, &[];
    Shelf, "shelf", "层标签", "Shelf label", PLACE, &[];
    Slot, "slot", "储位标签", "Slot label", PLACE, &[];
    RangeEnd, "range_end", "列端标识", "Range end panel", PLACE, &[];
    Badge, "badge", "工牌", "Borrower's badge", PERSON, &[];
    Separator, "separator", "扫描分隔页", "Document separator", CASE, &[];
    Condition, "condition", "保管状况卡", "Condition card", CONDITION, &[];
    CaseSlip, "case_slip", "归档单", "Case slip", CASE, PAPER_ROWS;
    LoanSlip, "loan_slip", "代卷卡", "Slip for a folder on loan", LOAN, &[];
    PaperSlip, "paper_slip", "代件卡", "Slip for a paper on loan", LOAN, &[];
    Contents, "contents", "卷内目录", "Contents list", FOLDER, PAPER_ROWS;
    FolderCover, "folder_cover", "案卷封面", "Folder cover", FOLDER, &[];
    FolderNote, "folder_note", "卷内备考表", "Folder note", CONDITION, &[];
    FolderList, "folder_list", "案卷目录", "List of folders", LIST, FOLDER_ROWS;
    TransferList, "transfer_list", "移交清册", "Transfer list", LIST, FOLDER_ROWS;
    TransferRegister, "transfer_register", "签收簿", "Hand-over register", LIST, FOLDER_ROWS;
    PickList, "pick_list", "调卷单", "Pick list", LIST, FOLDER_ROWS;
    OverdueNotice, "overdue_notice", "催还通知单", "Overdue notice", LOAN, FOLDER_ROWS;
    Certificate, "certificate", "齐全证明", "Certificate of completeness", CASE, PAPER_ROWS;
    MissingPapers, "missing_papers", "缺件通知单", "Missing-papers notice", CASE, PAPER_ROWS;
    LoanReceipt, "loan_receipt", "借阅回执", "Loan receipt", LOAN, FOLDER_ROWS;
}

impl Kind {
    /// The kind of that name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}
