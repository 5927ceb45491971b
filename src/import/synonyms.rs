//! What people call the columns of their tables, in Chinese and English.

use super::mapping::Target;
use crate::domain::value::loose;

/// Headings that mean one target. Compared without case, spaces, and what stands in brackets.
const HEADINGS: &[(Target, &str)] = &[
    (Target::Code, "档案袋编号 档案袋号 袋号 档案袋编码 档案袋 系统编号 foldercode folder code strongroomcode"),
    (
        Target::ForeignCode,
        "旧档号 原档号 旧编号 原编号 旧号 档号 档案号 档案编号 案卷号 卷号 编号 户档号 oldcode oldnumber foreigncode \
         foreigncodes filenumber fileno archivenumber archiveno no no. number",
    ),
    (
        Target::CaseReference,
        "业务单编号 业务单部门编号 案件编号 案件号 部门业务号 casereference caseref caseno casenumber",
    ),
    (Target::DeadlineFrom, "起算日期 期限起算日 起算日 deadlinefrom"),
    (Target::CaseDue, "应交日期 移交期限 应移交日期 casedue duedate handoverby due"),
    (Target::CasePhase, "业务单状态 移交状态 casestate casephase phase"),
    (Target::Completeness, "完整性 齐全情况 是否齐全 completeness"),
    (
        Target::Responsible,
        "经办人 责任人 责任人员 负责人 业务员 销售顾问 服务顾问 responsible responsibleperson salesperson advisor \
         adviser",
    ),
    (Target::PapersThere, "已有资料 已交资料 已交文件 已有文件 paperspresent papersthere documentsthere"),
    (
        Target::PapersMissing,
        "缺少资料 缺少文件 缺件 缺项 缺失资料 papersmissing missingpapers missingdocuments wanting gaps",
    ),
    (Target::Paper, "资料名称 文件名称 资料 文件 材料名称 paper document documentname papername"),
    (Target::PaperState, "资料状态 文件状态 材料状态 paperstate documentstate"),
    (Target::OldCodeKept, "沿用编号 保留编号 沿用档号 keptcode oldcodekept keepcode"),
    (
        Target::BusinessType,
        "业务类型 业务类别 业务种类 档案类型 档案类别 类型 类别 业务 businesstype type category doctype \
         filetype kind",
    ),
    (
        Target::BusinessDate,
        "业务日期 日期 业务时间 办理日期 发生日期 签约日期 交车日期 形成日期 归档日期 开单日期 进厂日期 \
         businessdate date casedate datum day",
    ),
    (
        Target::Department,
        "移交部门 部门 归属部门 所属部门 经办部门 责任部门 移交单位 department dept dept. division \
         handedoverby",
    ),
    (
        Target::Class,
        "密级 保密级别 保密等级 秘密等级 secrecyclass secrecy class classification confidentiality \
         securityclass",
    ),
    (Target::ThicknessMm, "厚度 厚度mm 厚度毫米 卷厚 厚 thickness thicknessmm mm width widthmm"),
    (
        Target::Slot,
        "储位 库位 位置 存放位置 架位 格号 储位号 存放地点 货位 排架号 slot slotcode location place shelf \
         shelfmark position",
    ),
    (Target::Box, "盒号 档案盒 档案盒号 盒子 装盒号 box boxcode boxno boxnumber"),
    (
        Target::PlaceRequest,
        "上架方式 上架要求 是否分配 分配储位 储位申请 是否上架 placement placerequest assign assignslot",
    ),
    (Target::Note, "备注 说明 附注 摘要 内容 备注说明 note notes remark remarks comment comments description memo"),
    (
        Target::SubjectName,
        "客户名称 客户姓名 姓名 客户 名称 车主 车主姓名 业主 业主姓名 租户 租户名称 户名 购房人 买受人 \
         单位名称 公司名称 当事人 name customer customername client clientname owner tenant company \
         companyname fullname subject",
    ),
    (
        Target::SubjectIdentityNumber,
        "证件号码 证件号 身份证 身份证号 身份证号码 证件编号 公民身份号码 identitynumber identityno \
         idnumber idno idcard nationalid passport passportno",
    ),
    (
        Target::SubjectOrganisationCode,
        "统一社会信用代码 社会信用代码 信用代码 组织机构代码 机构代码 税号 纳税人识别号 organisationcode \
         organizationcode usci uscc taxid creditcode vatnumber",
    ),
    (
        Target::SubjectPhone,
        "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 座机 固定电话 客户电话 phone \
         phoneno phonenumber mobile tel tel. telephone cell contact landline",
    ),
    (
        Target::SubjectVin,
        "车架号 车架号vin 车架号码 vin vin码 vin号 车辆识别代号 车辆识别代码 底盘号 chassis chassisno \
         chassisnumber vinnumber",
    ),
    (
        Target::SubjectPlate,
        "车牌 车牌号 车牌号码 号牌 号牌号码 牌照 牌照号 plate plateno platenumber licenceplate \
         licenseplate registrationnumber regno",
    ),
    (
        Target::SubjectAddress,
        "地址 联系地址 客户地址 住址 家庭地址 通讯地址 通信地址 单位地址 address homeaddress \
         postaladdress",
    ),
];

/// Numbers that a department has of its own business: of a folder an old number, of a case its reference.
const NUMBERS: &str = "合同工单号 合同号 合同编号 合同编码 工单号 工单编号 单号 订单号 contractno contractnumber contract orderno \
                       ordernumber workorder workorderno reference referenceno ref refno";
/// The case itself: its code where the table has its reference too, else that.
const CASE: &str = "业务单 业务单号 业务编号 case casecode";
/// The department's number of something, or the number of the department.
const DEPARTMENT_NUMBER: &str = "部门编号 部门代码 部门编码 departmentcode departmentno departmentnumber";
/// What is called so in a table of cases is where the case stands, or whom it is about; in others it says nothing.
const STATE: &str = "状态 state status";
const TITLE: &str = "title";

/// A heading whose meaning depends on what else the table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shifting {
    /// A department's number of its own business.
    Number,
    /// The case itself.
    Case,
    /// The number of a department, or a department's number.
    DepartmentNumber,
    /// Where a case stands.
    State,
    /// What a case is called.
    Title,
}

/// What a heading means, if it is one of those people use.
pub(super) fn target_of(heading: &str) -> Option<Target> {
    let target = |wanted: &str| {
        let (target, _) = HEADINGS.iter().find(|(_, names)| names.split_whitespace().any(|name| name == wanted))?;
        Some(target.clone())
    };
    spellings(heading).iter().find_map(|wanted| target(wanted))
}

/// Whether what a heading means depends on the others, and how.
pub(super) fn shifting(heading: &str) -> Option<Shifting> {
    let kinds = [
        (NUMBERS, Shifting::Number),
        (CASE, Shifting::Case),
        (DEPARTMENT_NUMBER, Shifting::DepartmentNumber),
        (STATE, Shifting::State),
        (TITLE, Shifting::Title),
    ];
    let kind = |wanted: &str| kinds.into_iter().find(|(names, _)| names.split_whitespace().any(|name| name == wanted));
    spellings(heading).iter().find_map(|wanted| kind(wanted)).map(|(_, kind)| kind)
}

/// A heading as a whole, without what stands in brackets, and that alone.
fn spellings(heading: &str) -> Vec<String> {
    let spellings = [key(heading), key(&outside_brackets(heading)), key(&inside_brackets(heading))];
    spellings.into_iter().filter(|key| !key.is_empty()).collect()
}

/// A heading for comparing: without spaces, case, stars of required columns and separators.
pub(super) fn key(heading: &str) -> String {
    loose(heading)
        .chars()
        .filter(|c| {
            !matches!(c, '*' | '_' | '-' | ':' | '/' | '(' | ')' | '（' | '）' | '【' | '】' | '[' | ']' | '"' | '\'')
        })
        .collect()
}

fn outside_brackets(heading: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in heading.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn inside_brackets(heading: &str) -> String {
    let start = heading.find(['(', '（', '[', '【']);
    let rest = start.and_then(|at| heading.get(at..)).unwrap_or_default();
    rest.chars().skip(1).take_while(|c| !matches!(c, ')' | '）' | ']' | '】')).collect()
}

#[cfg(test)]
mod tests {
    use super::{CASE, DEPARTMENT_NUMBER, HEADINGS, NUMBERS, STATE, TITLE, key, shifting, target_of};
    use crate::import::Target;

    #[test]
    fn no_heading_means_two_things_and_all_can_be_found() {
        let mut seen = std::collections::BTreeSet::new();
        for (target, names) in HEADINGS {
            for name in names.split_whitespace() {
                assert!(seen.insert(key(name)), "{name} is there twice");
                assert_eq!(target_of(name).as_ref(), Some(target), "{name}");
            }
        }
        for name in [NUMBERS, CASE, DEPARTMENT_NUMBER, STATE, TITLE].into_iter().flat_map(str::split_whitespace) {
            assert!(seen.insert(key(name)), "{name} is there twice");
            assert!(shifting(name).is_some() && key(name) == name, "{name}");
        }
    }

    #[test]
    fn brackets_stars_and_spaces_do_not_hide_a_heading() {
        for (heading, target) in [
            ("车架号(VIN)", Target::SubjectVin),
            ("厚度（毫米）", Target::ThicknessMm),
            ("* 客户 名称", Target::SubjectName),
            ("Customer Name", Target::SubjectName),
            ("业务日期(yyyy-mm-dd)", Target::BusinessDate),
            ("business_type", Target::BusinessType),
            ("编码 (VIN)", Target::SubjectVin),
        ] {
            assert_eq!(target_of(heading), Some(target), "{heading}");
        }
        assert_eq!(target_of("血型"), None);
    }
}
