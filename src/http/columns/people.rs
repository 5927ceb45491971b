//! Tables of people and of what an organisation is made of.

use crate::domain::subject::SubjectKind;
use crate::http::organisation::{ClassBody, DepartmentBody};
use crate::http::search::SubjectHit;
use crate::http::shape::PersonCard;
use crate::http::taking::{Cell, Column, Tabular, column};

impl Tabular for PersonCard {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "序号", "Number", |person: &Self, _| person.no.into()),
            column("name", "登录名", "Signs in as", |person: &Self, _| (&person.name).into()),
            column("display_name", "姓名", "Name", |person: &Self, _| (&person.display_name).into()),
            column("role", "角色", "Role", |person: &Self, words| person.role.label(words.language).into()),
            column("department", "部门", "Department", |person: &Self, words| {
                words.department(person.department.as_deref())
            }),
            column("badge_code", "工牌", "Badge", |person: &Self, _| (&person.badge_code).into()),
            column("active", "启用", "Works", |person: &Self, words| words.yes(person.active)),
            column("may_sign_in", "可登录", "May sign in", |person: &Self, words| words.yes(person.may_sign_in)),
            column("expires_on", "有效期至", "Expires", |person: &Self, _| person.expires_on.into()),
            column("clearance", "可见密级上限", "Clearance", |person: &Self, _| {
                person.clearance.map(u32::from).into()
            }),
            column("loans", "在借数量", "Has on loan", |person: &Self, _| person.loans.into()),
            column("blocked_reason", "停借原因", "Blocked because", |person: &Self, _| {
                person.blocked_reason.as_ref().into()
            }),
        ]
    }
}

impl Tabular for SubjectHit {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "序号", "Number", |subject: &Self, _| subject.no.into()),
            column("kind", "类别", "Kind", |subject: &Self, words| match subject.kind {
                SubjectKind::Person => words.either("个人", "person"),
                SubjectKind::Company => words.either("单位", "company"),
                SubjectKind::Vehicle => words.either("车辆", "vehicle"),
                SubjectKind::Household => words.either("住户", "household"),
            }),
            column("name", "名称", "Name", |subject: &Self, _| (&subject.name).into()),
            column("folder_count", "档案数", "Folders", |subject: &Self, _| subject.folder_count.into()),
        ]
    }
}

impl Tabular for DepartmentBody {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |department: &Self, _| (&department.code).into()),
            column("name_zh", "中文名称", "Name in Chinese", |department: &Self, _| (&department.name.zh).into()),
            column("name_en", "英文名称", "Name in English", |department: &Self, _| (&department.name.en).into()),
        ]
    }
}

impl Tabular for ClassBody {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |class: &Self, _| (&class.code).into()),
            column("name_zh", "中文名称", "Name in Chinese", |class: &Self, _| (&class.name.zh).into()),
            column("name_en", "英文名称", "Name in English", |class: &Self, _| (&class.name.en).into()),
            column("rank", "级别", "Rank", |class: &Self, _| Cell::Whole(i64::from(class.rank))),
            column("confidential", "保密", "Confidential", |class: &Self, words| words.yes(class.confidential)),
        ]
    }
}
