//! Why a request was refused: one stable code, what it is about, and a sentence in each language.
//!
//! The table below is the only place where a code, its kind and its sentences stand. `http` turns the kind into a
//! status. Codes are part of the interface: they are added, never renamed.

mod words;

use serde::{Deserialize, Serialize};
use std::fmt;

/// The languages the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Zh,
}

/// What sort of refusal a code is; an edge turns it into a status or an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request itself makes no sense.
    Invalid,
    /// Nobody has said who is asking.
    Unauthenticated,
    /// The person may not do this.
    Forbidden,
    /// There is no such thing, or the person may not see it.
    NotFound,
    /// The address does not answer this method.
    WrongMethod,
    /// It contradicts how things stand.
    Conflict,
    /// The client's copy is out of date.
    Stale,
    /// It is over a limit.
    TooLarge,
    /// It came too often.
    TooMany,
    /// Not our kind of file or content.
    Unsupported,
    /// The request is well formed but cannot be carried out as written.
    Unprocessable,
    /// The archive cannot take it now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident, $kind:ident, $en:literal, $zh:literal;)*) => {
        /// A stable code for a refusal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[doc = $en] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as it stands in answers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)* }
            }

            /// What sort of refusal it is.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $(Code::$name => Kind::$kind,)* }
            }

            /// The sentence, with `{name}` where a parameter goes.
            #[must_use]
            pub fn template(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Code::$name, Language::En) => $en, (Code::$name, Language::Zh) => $zh,)*
                }
            }
        }
    };
}

refusals! {
    // The request.
    BadRequest, Invalid, "The request cannot be read: {detail}", "请求无法读取：{detail}";
    BadValue, Unprocessable, "{field}: {detail}", "{field}：{detail}";
    LimitExceeded, TooLarge, "Too much at once: at most {limit} {what}.", "超出上限：{what}最多 {limit}。";
    IdempotencyKeyReused, Unprocessable, "This Idempotency-Key was used for another request.", "该 Idempotency-Key 已用于另一个请求。";
    UnsupportedFile, Unsupported, "This file cannot be used: {detail}", "无法使用该文件：{detail}";
    NumberAhead, Conflict, "Number {number} waits: {expected} comes first.", "编号 {number} 需等待：应先发送 {expected}。";
    NumberHandled, Conflict, "Number {number} was handled already.", "编号 {number} 已处理。";
    NumberReused, Unprocessable, "Number {number} was used for another command.", "编号 {number} 已用于另一条指令。";
    Stale, Stale, "Somebody changed this in the meantime. Nothing was saved.", "期间已有他人修改，未保存任何内容。";
    NotFound, NotFound, "There is no {what} {name}.", "没有这个{what}：{name}。";
    MethodNotAllowed, WrongMethod, "This address does not answer that kind of request.", "该地址不支持这种请求。";
    TooManyRequests, TooMany, "Too many requests at once from one client. Try again in {seconds} seconds.", "同一客户端的请求过多，请在 {seconds} 秒后再试。";
    TooManyStreams, TooMany, "{limit} pages of yours are being kept up to date already.", "您已有 {limit} 个页面正在实时更新。";
    CommandForgotten, Conflict, "The device no longer had this command; what it was is lost.", "设备已不再保存该指令，其内容已无法得知。";

    // People.
    SignInRequired, Unauthenticated, "Please sign in.", "请先登录。";
    SignInFailed, Unauthenticated, "Name or password is wrong.", "用户名或密码错误。";
    AccountExpired, Forbidden, "This account has expired.", "该账号已过期。";
    PasswordChangeRequired, Forbidden, "Please choose a password of your own first.", "请先设置您自己的密码。";
    TooManyAttempts, TooMany, "Too many attempts. Try again in {seconds} seconds.", "尝试次数过多，请在 {seconds} 秒后再试。";
    NotAllowed, Forbidden, "Your role does not allow this.", "您的角色不允许此操作。";
    CsrfRefused, Forbidden, "The request did not come from a page of this archive.", "该请求并非来自本系统页面。";
    WeakPassword, Unprocessable, "A password needs {min} characters or more and must not be a common one.", "密码至少需要 {min} 个字符，且不能是常见密码。";
    NameTaken, Conflict, "The name {name} is taken.", "名称 {name} 已被使用。";
    LastAdministrator, Conflict, "The last administrator must stay.", "必须保留最后一位管理员。";
    TotpRequired, Unauthenticated, "Please enter the code of your authenticator app.", "请输入身份验证器应用中的验证码。";
    TotpFailed, Unauthenticated, "The code is wrong or was used before.", "验证码错误或已使用过。";
    TotpEnrolled, Conflict, "This account has an authenticator app already.", "该账号已启用身份验证器。";
    TotpEnrolmentRequired, Forbidden, "Administrators need an authenticator app; set one up first.", "管理员必须启用身份验证器，请先设置。";
    ConfirmationRequired, Forbidden, "Please sign in again to confirm that it is you.", "请重新登录以确认是您本人操作。";

    // Codes.
    CodeUnknown, NotFound, "No folder carries the code {code}.", "没有档案袋使用编号 {code}。";
    CodeMistyped, NotFound, "No folder carries the code {code}; the check character does not fit, so it may be mistyped.", "没有档案袋使用编号 {code}；校验位不符，可能输入有误。";
    CodeAmbiguous, Conflict, "{count} folders carry the code {code}; choose one by its own code.", "有 {count} 个档案袋使用编号 {code}，请用其本身编号选择。";
    CodeTaken, Conflict, "The code {code} already belongs to a folder.", "编号 {code} 已属于另一个档案袋。";
    CodeInUse, Stale, "There is {code} already. To change it, open it.", "编号 {code} 已存在。如需修改，请打开该项。";
    CodeInvalid, Unprocessable, "{code} cannot be a code: {detail}", "{code} 不能作为编号：{detail}";
    ForeignHost, Unprocessable, "This code points to {host}, which is not this archive.", "该二维码指向 {host}，不是本系统。";

    // Folders and custody.
    FolderOnLoan, Conflict, "Folder {code} is already on loan to {borrower}, due {due}.", "档案袋 {code} 已借给 {borrower}，应还日期 {due}。";
    FolderNotOnLoan, Conflict, "Folder {code} is not on loan.", "档案袋 {code} 未被借出。";
    FolderDestroyed, Conflict, "Folder {code} was destroyed.", "档案袋 {code} 已销毁。";
    FolderWithdrawn, Conflict, "Folder {code} was withdrawn.", "档案袋 {code} 已移出。";
    FolderMissing, Conflict, "Folder {code} is missing.", "档案袋 {code} 下落不明。";
    FolderExpected, Conflict, "Folder {code} has not been handed over yet.", "档案袋 {code} 尚未移交。";
    FolderRepeated, Unprocessable, "Folder {code} is named twice in one request.", "同一请求中档案袋 {code} 出现两次。";
    BorrowerUnknown, NotFound, "There is no borrower {name}.", "没有借阅人 {name}。";
    BorrowerBlocked, Conflict, "{name} may not borrow now: {detail}", "{name} 目前不能借阅：{detail}";
    DueInPast, Unprocessable, "The due date {due} is before today.", "应还日期 {due} 早于今天。";
    DueTooFar, Unprocessable, "The due date {due} is later than {limit}.", "应还日期 {due} 晚于 {limit}。";
    WrongSlot, Conflict, "Folder {code} belongs in {home}, not in {slot}. Confirm to move it.", "档案袋 {code} 应放在 {home}，而不是 {slot}。如需移动请确认。";
    BorrowerMayNot, Conflict, "{name} may not have folder {code}: its secrecy class is above what they may see.", "{name} 无权借阅档案袋 {code}：密级超出其权限。";
    RenewalLimit, Conflict, "Folder {code} was renewed as often as is allowed ({limit}); it must come back first.", "档案袋 {code} 已达续借上限（{limit} 次），须先归还。";
    WitnessesRequired, Unprocessable, "Two different witnesses are needed.", "需要两位不同的监销人。";
    AlreadyRegistered, Conflict, "This was registered before, as {code}.", "此前已登记为 {code}。";
    NoHome, Conflict, "Folder {code} has no slot yet.", "档案袋 {code} 尚未分配储位。";
    AttachmentUnknown, NotFound, "Folder {code} has no attachment {no}.", "档案袋 {code} 没有附件 {no}。";
    DiscrepancyUnknown, NotFound, "There is no discrepancy {no}.", "没有差异 {no}。";
    DiscrepancySettled, Conflict, "Discrepancy {no} is settled already.", "差异 {no} 已处理。";
    UndoUnknown, NotFound, "Nothing under number {seq} can be undone: it was no act on a folder, or too much has happened since.", "第 {seq} 条记录无法撤销：不是对档案袋的操作，或此后变动过多。";
    UndoneAlready, Conflict, "That was undone already.", "该操作已撤销。";
    UndoNotYours, Forbidden, "Somebody else did that; ask an archivist to undo it.", "该操作由他人完成，请由档案管理员撤销。";
    UndoTooLate, Conflict, "It is too late to undo that.", "已超过可撤销的时间。";
    UndoOvertaken, Conflict, "Folder {code} has changed since; this can no longer be undone.", "档案袋 {code} 此后已有变动，无法撤销。";
    SettlingUnfit, Unprocessable, "Discrepancy {no} cannot be settled as {how}: {detail}", "差异 {no} 不能按“{how}”处理：{detail}";
    FoldersDiffer, Conflict, "Folders {code} and {other} are of different business types and cannot be one.", "档案袋 {code} 与 {other} 的业务类型不同，不能合并。";
    FolderInFile, Conflict, "Folder {code} is a volume of a file; merge the later volume into the earlier one of the same file.", "档案袋 {code} 是案卷中的一卷，只能把后一卷并入同一案卷的前一卷。";
    VolumeAlready, Conflict, "Folder {code} is volume {volume} of another file; it has to leave that one first.", "档案袋 {code} 已是另一案卷的第 {volume} 卷，须先移出该案卷。";
    FirstVolume, Conflict, "Folder {code} is the first volume of its file; let the others leave it.", "档案袋 {code} 是该案卷的第一卷，请移出其他分卷。";
    UndoBySurgery, Conflict, "That was done to the paper itself and cannot be undone by a click: {help}.", "该操作涉及实物，不能直接撤销：{help}。";
    LoanOfAnother, Conflict, "Folder {code} is on loan to somebody else.", "档案袋 {code} 借给了另一位借阅人。";
    CountUnknown, NotFound, "There is no count {no}.", "没有清点 {no}。";
    CountOver, Conflict, "No such count of {shelf} is open any more.", "{shelf} 的该次清点已结束。";

    // Cases and transfers.
    CaseUnknown, NotFound, "There is no case {case}.", "没有业务单 {case}。";
    CaseAmbiguous, Conflict, "{count} cases answer to {case}; choose one by its own number.", "有 {count} 个业务单使用 {case}，请用其本身编号选择。";
    CaseAnnounced, Conflict, "This case was announced before, as {case}.", "该业务单此前已登记为 {case}。";
    CaseReceived, Conflict, "The papers of case {case} were taken over by {taker} already.", "业务单 {case} 的文件已由 {taker} 接收。";
    CaseCancelled, Conflict, "Case {case} was called off.", "业务单 {case} 已取消。";
    CaseExpected, Conflict, "The papers of case {case} have not come yet.", "业务单 {case} 的文件尚未移交。";
    CaseIncomplete, Conflict, "Case {case} has gaps ({gaps}), and its type takes none.", "业务单 {case} 有 {gaps} 处缺项，该业务类型不接收不完整的文件。";
    CaseWanting, Conflict, "Case {case} still has gaps ({gaps}); a certificate is issued once nothing is missing.", "业务单 {case} 还缺 {gaps} 项，齐全后才能出具齐全证明。";
    CaseNotDue, Conflict, "Case {case} has no day on which it is due.", "业务单 {case} 没有移交期限。";
    ExtensionTooLate, Conflict, "Case {case} was due on {due}; more time has to be asked for before.", "业务单 {case} 应于 {due} 移交，须在到期前申请延期。";
    DueStands, Unprocessable, "Case {case} is due on {due}; putting that day off needs a reason, which stays on record and is counted.", "业务单 {case} 应于 {due} 移交；推迟期限须填写原因，原因留存并计数。";
    ExtensionUnasked, Conflict, "Nobody has asked for more time for case {case}.", "业务单 {case} 没有待批的延期申请。";
    DueSettled, Unprocessable, "Case {case} was due on {due}, and is judged by that; moving the day needs a reason, which stays on record.", "业务单 {case} 应于 {due} 移交，已按此考核；更改期限须填写原因并留存。";
    CaseCounted, Unprocessable, "Case {case} counts for its department and person already; putting it on others needs a reason, which stays on record.", "业务单 {case} 已计入其部门与责任人的考核；更换须填写原因并留存。";
    LateStands, Conflict, "Case {case} was due on {due}, and that day is over; only whoever keeps the archive may call it off.", "业务单 {case} 应于 {due} 移交，期限已过，只有档案管理人员可以取消。";
    CaseOfOtherType, Conflict, "Folder {code} is of another business type.", "档案袋 {code} 属于另一业务类型。";
    CaseOfOtherFolder, Conflict, "Case {case} belongs in folder {belongs}, not in {code}.", "业务单 {case} 应归入档案袋 {belongs}，而不是 {code}。";
    CaseInFolder, Conflict, "The papers of case {case} are in folder {code}; split that folder, or merge it, to take them out.", "业务单 {case} 的文件已在档案袋 {code} 中，请用分袋或并袋取出。";
    CaseNotAlone, Conflict, "Folder {code} holds other cases beside {case}; split it off before it can be of another type.", "档案袋 {code} 除业务单 {case} 外还有其他业务单，请先将其分出再更改业务类型。";
    CasesExpected, Conflict, "Announced cases belong in folder {code} ({count}), the first being {case}; put them into another folder or call them off first.", "有 {count} 个已登记的业务单应归入档案袋 {code}，首个为 {case}；请先改归其他档案袋或取消。";
    RemarkRequired, Unprocessable, "Paper {paper} is noted as {state}; say what is wrong with it.", "文件 {paper} 记为“{state}”，请说明问题所在。";
    FolderHoldsCase, Conflict, "Folder {code} holds a case already and takes no other.", "档案袋 {code} 已有业务单，不能再放入其他业务单。";
    PaperUnknown, NotFound, "The case has no paper {paper}.", "该业务单没有文件 {paper}。";
    PaperNotThere, Conflict, "Paper {paper} of case {case} is not there: {detail}", "业务单 {case} 的文件 {paper} 不在：{detail}";
    PaperThere, Conflict, "Case {case} has paper {paper} already.", "业务单 {case} 已有文件 {paper}。";
    PaperOnLoan, Conflict, "Paper {paper} of case {case} is on loan to {borrower}, due {due}.", "业务单 {case} 的文件 {paper} 已借给 {borrower}，应还日期 {due}。";
    PaperWithFolder, Conflict, "Folder {code} is on loan to {borrower}, due {due}; paper {paper} is in it.", "档案袋 {code} 已借给 {borrower}，应还日期 {due}；文件 {paper} 在其中。";
    CasesWait, Conflict, "Papers wait at a desk to be put into folder {code} (cases: {count}); it cannot go without them.", "有 {count} 个业务单的文件在台上等待归入档案袋 {code}，不能移出或销毁。";
    PapersOut, Conflict, "Papers of folder {code} are not in it ({count}), the first being {paper} of case {case}. It cannot go without them.", "档案袋 {code} 有 {count} 份文件不在袋中，首份为业务单 {case} 的 {paper}，不能移出或销毁。";
    PaperStrange, Conflict, "In folder {code} lies paper {paper} of case {case}, which belongs in {belongs}. Take it out first.", "档案袋 {code} 中有业务单 {case} 的文件 {paper}，应在 {belongs}，请先取出。";
    ReviewByAnother, Forbidden, "Case {case} must be reviewed by somebody who did not take it over.", "业务单 {case} 须由非接收人复核。";
    ReviewNeeded, Conflict, "Case {case} has not been reviewed yet.", "业务单 {case} 尚未复核。";
    TransferUnknown, NotFound, "There is no transfer {transfer}.", "没有移交 {transfer}。";
    TransferClosed, Conflict, "Transfer {transfer} is closed.", "移交 {transfer} 已结束。";
    GiverOfOtherDepartment, Conflict, "Whoever belongs to another department cannot hand over for {name}.", "其他部门人员不能代 {name} 确认移交。";
    CaseOfOtherDepartment, Conflict, "Case {case} is of {name}; take it over in a transfer of that department.", "业务单 {case} 属于 {name}，请在该部门的移交中接收。";
    GiverIsTaker, Conflict, "Whoever takes over cannot confirm for the other side.", "接收人不能代移交人确认。";

    // Places.
    NoRoom, Conflict, "No room for {lane} {period}: {full}. What would help: {help}", "{lane} {period} 没有空位：{full}。可以：{help}";
    NoLane, Conflict, "No lane takes business type {type}.", "没有排架组接收业务类型 {type}。";
    SlotUnknown, NotFound, "There is no slot {slot}.", "没有储位 {slot}。";
    PlaceUnknown, NotFound, "There is no place {place}.", "没有位置 {place}。";
    SlotFull, Conflict, "Slot {slot} has {free} mm free; {needed} mm are needed.", "储位 {slot} 剩余 {free} 毫米，需要 {needed} 毫米。";
    SlotBlocked, Conflict, "Slot {slot} is blocked: {reason}", "储位 {slot} 已停用：{reason}";
    SlotHoldsBox, Conflict, "Slot {slot} holds a box.", "储位 {slot} 放着一个档案盒。";
    SlotNotEmpty, Conflict, "Slot {slot} is not empty.", "储位 {slot} 不是空的。";
    PlaceOccupied, Conflict, "{place} is not empty (folders: {count}); empty it first.", "{place} 中有 {count} 个档案袋，请先清空。";
    PlaceTaken, Conflict, "The code {place} is used by another place.", "位置编号 {place} 已被使用。";
    GeometryInvalid, Unprocessable, "{field}: {detail}", "{field}：{detail}";
    ZoneOverlap, Conflict, "{place} already belongs to zone {zone}.", "{place} 已属于区域 {zone}。";
    ReasonRequired, Unprocessable, "This needs a reason.", "此操作需要填写原因。";
    NoFreeShelf, Conflict, "{place} has no free shelf that takes it.", "{place} 没有放得下的空层。";
    ZoneAgainst, Conflict, "Zone {zone} does not accept everything on {place}; going there needs a reason.", "区域 {zone} 不接受 {place} 上的全部档案袋，移到此处需填写原因。";

    // Subjects and types.
    SubjectUnknown, NotFound, "There is no such subject.", "没有该归户对象。";
    SubjectKindsDiffer, Conflict, "Only subjects of one kind can be merged.", "只有同类归户对象可以合并。";
    IdentityTaken, Conflict, "That {identity} already belongs to another subject.", "该{identity}已属于另一个归户对象。";
    SubjectErased, Conflict, "This subject was erased by order; nothing can be added to it.", "该归户对象已依令删除，不能再添加内容。";
    ErasurePlanChanged, Conflict, "What would be erased has changed since the plan was shown. Look at it again.", "待删除内容在展示之后有变化，请重新查看。";
    ErasureUnconfirmed, Unprocessable, "Type {confirm} to confirm. Nothing was erased.", "请输入 {confirm} 确认。未删除任何内容。";
    ErasureBusy, Conflict, "Wait until imports, other erasures and the reading of scans that may be of these folders have ended, then try again.", "请等导入任务、其他删除以及相关扫描件的读取结束后再试。";
    NothingToErase, Conflict, "Nothing of this subject is left to erase.", "该归户对象已没有可删除的内容。";
    TypeUnknown, NotFound, "There is no business type {type}.", "没有业务类型 {type}。";
    ClassUnknown, NotFound, "There is no secrecy class {class}.", "没有密级 {class}。";
    DepartmentUnknown, NotFound, "There is no department {department}.", "没有部门 {department}。";

    // Imports.
    ImportUnknown, NotFound, "There is no import {id}.", "没有导入任务 {id}。";
    ImportRunning, Conflict, "This import is already running.", "该导入任务正在进行。";
    EncodingUnknown, Unsupported, "The text encoding of this file is not UTF-8 or GB18030.", "文件编码不是 UTF-8 或 GB18030。";

    // Jobs.
    JobUnknown, NotFound, "There is no job {id}.", "没有任务 {id}。";
    JobNotOpen, Conflict, "This job has ended already.", "该任务已经结束。";
    JobNotFinished, Conflict, "This job has not ended yet; cancel it first.", "该任务尚未结束，请先取消。";
    JobNotYours, Forbidden, "Only whoever asked for this job, or an administrator, may do this.", "只有任务发起人或系统管理员可以执行此操作。";
    TooManyJobs, Conflict, "{limit} jobs are waiting already; let some of them end first.", "已有 {limit} 个任务在等待，请等待部分任务完成。";

    // Labels and forms.
    TemplateUnreadable, Unprocessable, "This is not an SVG template that can be read; line {line}: {detail}", "无法读取该 SVG 模板，第 {line} 行：{detail}";
    TemplateForbidden, Unprocessable, "Line {line} of the template: {what} is not allowed there.", "模板第 {line} 行：此处不允许使用 {what}。";
    TemplateLinksOutside, Unprocessable, "Line {line} of the template links to {target}; a template must hold all it shows.", "模板第 {line} 行引用了 {target}；模板不得引用外部内容。";
    TemplateLoops, Unprocessable, "Line {line} of the template shows a part of itself within itself.", "模板第 {line} 行循环引用了自身。";
    TemplateFieldUnknown, Unprocessable, "Line {line} of the template: there is no field {field} for {kind}.", "模板第 {line} 行：{kind}没有字段 {field}。";
    TemplateOverlaps, Unprocessable, "Line {line} of the template: {what} runs into the QR code.", "模板第 {line} 行：{what} 与二维码重叠。";
    TemplateUnknown, NotFound, "There is no template or medium {name}.", "没有模板或介质 {name}。";
    QrPayloadInvalid, Unprocessable, "This cannot stand in a QR code of ours: {payload}", "该内容不能写入二维码：{payload}";
    QrDoesNotFit, Unprocessable, "A QR code of {modules} modules for {payload} does not fit into {side_mm} mm at {dpi} dpi.", "在 {dpi} dpi 下，{side_mm} mm 放不下 {payload} 的二维码（{modules} 个模块）。";
    LabelTextDoesNotFit, Unprocessable, "{text} must not be cut, and does not fit on this label.", "{text} 不得截断，但该标签放不下。";
    LabelDoesNotFit, Unprocessable, "A label of {label} mm does not fit on {medium}.", "{label} mm 的标签放不进 {medium}。";
    NothingToPrint, Conflict, "There is nothing to print.", "没有可打印的内容。";
    TemplateUnfit, Unprocessable, "The template {name} is not for this.", "模板 {name} 不适用于此。";
    TemplateRetired, Conflict, "The template {name} is retired.", "模板 {name} 已停用。";
    PrinterUnknown, NotFound, "There is no printer {name}.", "没有打印机 {name}。";
    PrinterRetired, Conflict, "The printer {name} is retired.", "打印机 {name} 已停用。";
    PrinterAddress, Unprocessable, "{address} is not an address that a printer can have.", "{address} 不是可用的打印机地址。";
    PrinterOutside, Unprocessable, "{address} is outside the archive's own network. Whoever runs the service has to allow that first.", "{address} 不在本系统的内部网络中，须先由服务管理人员允许。";
    PrinterAway, Unavailable, "The printer {name} does not answer; it may be off.", "打印机 {name} 没有响应，可能未开机。";
    PrinterStuck, Unavailable, "The printer {name} stopped taking what is sent to it.", "打印机 {name} 中途停止接收数据。";
    PrinterNonsense, Unavailable, "What the printer {name} answered makes no sense; it may not be a printer.", "打印机 {name} 的应答无法理解，可能不是打印机。";
    PrinterRefused, Conflict, "The printer {name} refused the job ({status}).", "打印机 {name} 拒绝了该任务（{status}）。";
    PrinterGaveUp, Conflict, "The printer {name} gave the job up ({status}).", "打印机 {name} 中止了该任务（{status}）。";
    PrintUnknown, NotFound, "There is no print {id}.", "没有打印任务 {id}。";
    PrintOver, Conflict, "This print is over already.", "该打印任务已结束。";
    PrintUnderWay, Conflict, "This print is on its way to the printer; cancel it first.", "该打印任务正在发送，请先取消。";
    LabelNotWritten, Internal, "The label could not be written: {detail}", "无法生成标签：{detail}";
    FormUnknown, NotFound, "There is no form {form}.", "没有单据 {form}。";
    FormEmpty, Conflict, "Nothing would stand on this form: {detail}.", "该单据没有内容：{detail}。";

    // Scans.
    ScanUnknown, NotFound, "There is no scan {scan}.", "没有扫描件 {scan}。";
    ScanKnown, Conflict, "This very file came before: scan {scan} of {day}, {where}.", "同一文件此前已收到：{day} 的扫描件 {scan}，{where}。";
    ScanOver, Conflict, "Scan {scan} was read already.", "扫描件 {scan} 已读取完毕。";
    ScanNotFailed, Conflict, "Scan {scan} is not one that could not be read.", "扫描件 {scan} 并非读取失败的扫描件。";
    PageUnknown, NotFound, "There is no page {page}.", "没有页面 {page}。";
    FolderWithoutPages, Conflict, "Folder {code} has no scanned page to show.", "档案袋 {code} 没有可显示的扫描页。";
    ScannerUnknown, NotFound, "There is no scanner {name}.", "没有扫描仪 {name}。";
    ScannerRetired, Conflict, "The scanner {name} is retired.", "扫描仪 {name} 已停用。";
    ScannerAddress, Unprocessable, "{address} is not an address that a scanner can have.", "{address} 不是可用的扫描仪地址。";
    ScannerOutside, Unprocessable, "{address} is outside the archive's own network. Whoever runs the service has to allow that first.", "{address} 不在本系统的内部网络中，须先由服务管理人员允许。";
    ScannerAway, Unavailable, "The scanner {name} does not answer; it may be off.", "扫描仪 {name} 没有响应，可能未开机。";
    ScannerStuck, Unavailable, "The scanner {name} stopped in the middle of an answer.", "扫描仪 {name} 中途停止响应。";
    ScannerNonsense, Unavailable, "What the scanner {name} answered makes no sense; it may not speak eSCL.", "扫描仪 {name} 的应答无法理解，可能不支持 eSCL。";
    ScannerUntrusted, Conflict, "The scanner {name} shows a certificate that nobody vouches for. An administrator has to look at it and trust it, under Labels › Scanners.", "扫描仪 {name} 出示的证书没有受信任的机构担保，须由管理员在“标签 › 扫描仪”中查看并信任。";
    ScannerChanged, Conflict, "The scanner {name} shows another certificate than the one that was trusted: it has a new one, or another machine is in its place. Nothing was sent to it. An administrator can look at the new one under Labels › Scanners.", "扫描仪 {name} 出示的证书与已信任的不同：可能换了新证书，也可能是别的机器冒用其地址。未向其发送任何内容；管理员可在“标签 › 扫描仪”中查看新证书。";
    ScannerUnsafe, Conflict, "No secure line to the scanner {name} can be made ({status}). It may be too old for that.", "无法与扫描仪 {name} 建立安全连接（{status}），可能是设备过旧。";
    ScannerBusy, Conflict, "The scanner {name} is busy with something else; try again in a moment.", "扫描仪 {name} 正忙，请稍后再试。";
    ScannerEmpty, Conflict, "There is no paper in the feeder of {name}.", "{name} 的进纸器中没有纸。";
    ScannerJam, Conflict, "Paper is jammed in {name}, or several sheets were drawn in at once. Take it out and scan the rest again.", "{name} 卡纸或一次进了多张纸，请取出后重新扫描其余部分。";
    ScannerOpen, Conflict, "A cover of {name} is open.", "{name} 的盖板未关好。";
    ScannerCannot, Conflict, "The scanner {name} cannot scan like that; choose something that it offers.", "扫描仪 {name} 不支持这样扫描，请选择它支持的设置。";
    ScannerRefused, Conflict, "The scanner {name} refused the job ({status}).", "扫描仪 {name} 拒绝了该任务（{status}）。";
    ScannerGaveUp, Conflict, "The scanner {name} gave the job up ({status}).", "扫描仪 {name} 中止了该任务（{status}）。";
    ScannerEndless, Conflict, "The scanner {name} sends more than one stack may hold; it was stopped, and what came is kept.", "扫描仪 {name} 发送的内容超过一叠的上限，已停止；已收到的部分已保存。";
    ScannerInterrupted, Conflict, "The service was stopped while {name} scanned. What came before is kept; scan the rest again.", "{name} 扫描期间服务停止。已收到的部分已保存，请重新扫描其余部分。";
    ScannerRunUnknown, NotFound, "There is no scan run {id}.", "没有扫描任务 {id}。";
    ScannerRunOver, Conflict, "This scan run is over, or its pages are being saved already.", "该扫描任务已结束，或页面正在保存。";
    PictureBeingMade, Unavailable, "The picture of page {page} is being made; ask again in a moment.", "页面 {page} 的图片正在生成，请稍后再试。";
    OriginalMissing, Unavailable, "The original of scan {scan} is damaged or gone; it has to come back out of a backup.", "扫描件 {scan} 的原件文件已损坏或丢失，须从备份中恢复。";
    OriginalErased, Conflict, "Pages of scan {scan} were erased on a lawful order; nobody gets its file any more.", "扫描件 {scan} 的页面已依令删除，其原件文件不再提供。";

    // The archive itself.
    DataDirectoryHeld, Unavailable, "Another process is using this data directory.", "另一个进程正在使用该数据目录。";
    StorageFailed, Unavailable, "The archive could not write to its disk. Nothing was changed.", "系统无法写入磁盘，未做任何更改。";
    StorageFull, Unavailable, "The archive's disk is full. Nothing was changed; looking things up still works. Whoever runs the archive must make room.", "系统磁盘已满，未做任何更改；查询不受影响。请联系系统管理员清理磁盘空间。";
    NotCaughtUp, Unavailable, "The answer is not ready yet. Try again in a moment.", "结果尚未就绪，请稍后再试。";
    Overloaded, Unavailable, "The archive is busy. Try again in a moment.", "系统繁忙，请稍后再试。";
    Internal, Internal, "Something went wrong on our side. Nothing was changed.", "系统内部出错，未做任何更改。";
}

/// A refusal: its code and what it is about. Parameters never hold personal data that the asker did not type himself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// What the sentence is about, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(String, String)>,
}

impl Refusal {
    /// A refusal without parameters.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, params: Vec::new() }
    }

    /// The same refusal with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }

    /// The sentence in one language.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let mut text = self.code.template(language).to_owned();
        // A parameter that is itself a phrase may come once for each language, as `help_en` and `help_zh`.
        let suffix = if language == Language::Zh { "_zh" } else { "_en" };
        let (own, plain): (Vec<_>, Vec<_>) = self.params.iter().partition(|(name, _)| name.ends_with(suffix));
        for (name, value) in own {
            text = text.replace(&format!("{{{}}}", name.trim_end_matches(suffix)), value);
        }
        for (name, value) in plain {
            let value = if name == "what" { words::thing(value, language) } else { value };
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for Refusal {}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
