//! An erasure in the words of those who order it.

use crate::domain::erasure::Why;
use crate::domain::refusal::Language;

/// What private items of an event's kind are.
#[must_use]
pub fn label(kind: &str, language: Language) -> &'static str {
    let (en, zh) = match kind {
        "SubjectAdded" | "SubjectEnriched" | "SubjectEdited" => {
            ("names, numbers, telephones, addresses of the subject", "该对象的姓名、号码、电话、地址")
        }
        "FolderRegistered" => ("fields and notes, as folders were registered", "登记时的字段与备注"),
        "FolderEdited" => ("fields and notes, as folders were changed", "修改时的字段与备注"),
        "CheckedOut" => ("purposes of loans", "借阅用途"),
        "ConditionNoted" => ("remarks on condition", "保管状况说明"),
        "DeclaredMissing" | "Found" => ("remarks on missing folders", "下落不明与找回的说明"),
        "Withdrawn" | "Destroyed" => ("reasons of disposal", "移出与销毁的原因"),
        "Attached" | "Detached" => ("names and notes of attachments", "附件的名称与备注"),
        "DiscrepancyRaised" | "DiscrepancySettled" => ("words on discrepancies", "差异中的文字"),
        "ItemRefused" | "CommandRefused" => ("details of refusals", "被拒绝操作的详情"),
        "UnknownCounted" => ("texts scanned in counts", "清点时扫到的文字"),
        "CaseOpened" | "CaseEdited" => ("notes on cases, and who answers for them", "业务单的备注与责任人"),
        "CaseExtended" | "DueMoved" | "DueRecounted" | "ExtensionAsked" | "ExtensionRefused" | "CaseReassigned"
        | "CaseMoved" | "CaseCancelled" | "CaseTurnedAway" | "CaseReviewed" => {
            ("reasons given about cases", "业务单延期、取消、退回与复核的说明")
        }
        "PapersNoted" | "CaseRetyped" => ("remarks on papers, and what they are called", "文件的名称与说明"),
        "PaperLent" | "PaperShort" | "PaperMoved" | "PaperWithdrawn" | "PaperSighted" => {
            ("why single papers were lent, moved, withdrawn or looked for", "单件文件借出、移动、取出与查找的说明")
        }
        "PersonSet" => ("accounts", "人员账号"),
        _ => ("reasons given for moves", "更换储位的原因"),
    };
    if language == Language::Zh { zh } else { en }
}

/// Why something stays.
#[must_use]
pub fn sentence(why: Why, language: Language) -> &'static str {
    let (en, zh) = match why {
        Why::OtherSubject => (
            "Another subject has the same number, telephone or address: that is his data.",
            "另一归户对象有相同的号码、电话或地址：那是他的资料。",
        ),
        Why::OtherFolder => (
            "A folder that was never about this subject mentions it: change that folder first.",
            "与其无关的档案袋提到了该对象：请先修改该档案袋。",
        ),
        Why::Facts => (
            "A code or another fact holds a number of this subject. Facts keep the record provable and cannot be erased.",
            "编号等事实部分含有该对象的号码。事实部分用于证明账本完整，不能删除。",
        ),
        Why::Account => (
            "An account has the same name. Accounts are closed under People.",
            "有同名人员账号。账号请在“人员”中停用。",
        ),
        Why::Shared => (
            "The folder is about somebody else too: what does not mention this subject stays.",
            "该档案袋还涉及他人：未提及该对象的内容保留。",
        ),
        Why::OnLoan => {
            ("The folder is on loan: the purpose goes, the loan stays.", "该档案袋借出中：用途删除，借阅记录保留。")
        }
        Why::SharedOriginal => (
            "A scanned file holds pages of others too. This subject's pages are never shown again and the file is closed; it is destroyed once the others' papers are scanned again, their old pages set aside, and the erasure is carried out again.",
            "扫描文件中还有他人的页面：该对象的页面不再显示，文件封存。将他人的文件重新扫描、搁置其旧页面后，再次执行删除，即可销毁该文件。",
        ),
        Why::Vehicle => (
            "A vehicle is a subject of its own, with its plate and number: erase it too if the order covers it.",
            "车辆是单独的归户对象，有自己的车牌和车架号：如命令涵盖，请另行删除。",
        ),
    };
    if language == Language::Zh { zh } else { en }
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::domain::event::Event;
    use crate::domain::refusal::Language;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_of_event_is_told_in_words_of_each_language() {
        let told = |language| Event::KINDS.iter().map(|kind| label(kind, language)).collect::<BTreeSet<_>>();
        let (en, zh) = (told(Language::En), told(Language::Zh));
        assert_eq!((en.len(), zh.len()), (17, 17));
        assert!(en.is_disjoint(&zh));
    }
}
