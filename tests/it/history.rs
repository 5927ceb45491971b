//! A history is told in the reader's words: fields by their names, values as people read them.

use super::cases::{announce, sale};
use super::support::{Client, dealer, folder, text};
use serde_json::json;

/// The newest sentence of what was changed, in Chinese and in English.
fn newest(client: &Client, path: &str) -> (String, String) {
    let sentence = |client: &Client| {
        let history = client.all(&format!("{path}/history"));
        text(history.iter().find(|item| text(item, "kind").ends_with("Edited")).unwrap(), "sentence")
    };
    (sentence(&client.in_chinese()), sentence(client))
}

#[test]
fn what_was_changed_of_a_folder_is_told_by_its_fields_names_and_by_names_for_codes() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let path = format!("/folders/{code}");
    admin.patch(&path, json!({"department": "sales2", "class": "internal", "business_date": "2026-03-09"})).ok();
    let (zh, en) = newest(&admin, &path);
    assert_eq!(zh, "修改：密级改为内部；部门改为销售二部；业务日期改为 2026-03-09");
    assert_eq!(
        en,
        "changed: secrecy class is now Internal; department is now Sales 2; business date is now 2026-03-09"
    );
    admin.patch(&path, json!({"fields": {"contract_no": "HT-7", "vehicle_model": "A4"}, "note": "备用钥匙"})).ok();
    let (zh, en) = newest(&admin, &path);
    assert_eq!(zh, "修改：合同号改为 HT-7；车型改为 A4；备注改为备用钥匙");
    assert_eq!(en, "changed: Contract number is now HT-7; Model is now A4; note is now 备用钥匙");
    admin.patch(&path, json!({"fields": {"contract_no": ""}, "business_date": null, "thickness_mm": 38})).ok();
    let (zh, en) = newest(&admin, &path);
    assert_eq!(zh, "修改：业务日期清空；厚度改为 38 毫米；合同号清空");
    assert_eq!(en, "changed: business date was emptied; thickness is now 38 mm; Contract number was emptied");
}

#[test]
fn what_was_changed_of_a_case_is_told_in_the_same_way() {
    let (_server, admin) = dealer();
    let who = admin.post("/people", json!({"name": "li", "display_name": "李雷", "role": "borrower"})).ok();
    let case = announce(&admin, sale("HZ-77", "王小明"));
    let path = format!("/cases/{}", text(&case, "code"));
    let code = text(&case, "code");
    let changes = json!({"responsible": who["person"]["no"], "reference": "hz-78", "note": "加急"});
    admin.patch(&path, changes).ok();
    let (zh, en) = newest(&admin, &path);
    assert_eq!(zh, format!("业务单 {code} 修改：合同/工单号改为 HZ-78；责任人改为李雷；备注改为加急"));
    assert_eq!(
        en,
        format!("of case {code} was changed: reference is now HZ-78; responsible person is now 李雷; note is now 加急")
    );
}
