#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::domain::presets;
use std::collections::BTreeMap;

fn new_car() -> BusinessType {
    presets::by_name(presets::DEMO)
        .unwrap()
        .types
        .into_iter()
        .find(|business_type| business_type.code == "NEW")
        .unwrap()
}

fn codes(business_type: &BusinessType) -> Vec<String> {
    business_type.validate().into_iter().map(|issue| format!("{} {}", issue.field, issue.code)).collect()
}

#[test]
fn a_type_beyond_a_limit_says_where() {
    let mut wrong = new_car();
    wrong.code = "new".into();
    wrong.thickness_mm = 0;
    wrong.loan_days = 900;
    wrong.retention = Retention { kind: RetentionKind::Permanent, years: Some(3), event: None };
    wrong.code_template = "{yyyy}".into();
    let first = wrong.fields.first().unwrap().clone();
    wrong.fields.push(FieldDef { id: "9lives".into(), ..first.clone() });
    wrong.fields.push(first);
    let found = codes(&wrong);
    for expected in [
        "code type_code",
        "thickness_mm thickness_range",
        "loan_days loan_days_range",
        "retention retention_years",
        "code_template template_seq",
    ] {
        assert!(found.iter().any(|code| code == expected), "{expected} in {found:?}");
    }
    assert!(
        found.iter().any(|code| code.ends_with("id_syntax")) && found.iter().any(|code| code.ends_with("id_repeated"))
    );
    wrong.fields =
        (0..=FIELDS_MAX).map(|at| FieldDef { id: format!("f{at}"), ..wrong.fields.first().unwrap().clone() }).collect();
    assert!(codes(&wrong).contains(&"fields too_many_fields".to_owned()));
}

#[test]
fn values_are_kept_in_one_spelling_and_what_is_missing_is_flagged_not_refused() {
    let mut business_type = new_car();
    business_type.fields.iter_mut().find(|field| field.id == "contract_no").unwrap().required = true;
    let values = BTreeMap::from(
        [("price", "￥88,000"), ("delivered_on", "2026年3月5日"), ("payment", "贷款"), ("insured_until", "明年")]
            .map(|(id, value)| (id.to_owned(), value.to_owned())),
    );
    let (canonical, issues) = business_type.check_fields(&values);
    assert_eq!(canonical.get("price").map(String::as_str), Some("88000.00"));
    assert_eq!(canonical.get("delivered_on").map(String::as_str), Some("2026-03-05"));
    assert_eq!(canonical.get("payment").map(String::as_str), Some("loan"));
    let found: Vec<_> = issues.iter().map(|issue| (issue.field.as_str(), &*issue.code, issue.severity)).collect();
    assert_eq!(
        found,
        [("contract_no", "field_required", Severity::Warning), ("insured_until", "date_unreadable", Severity::Error)]
    );
}

#[test]
fn a_field_the_type_does_not_have_is_refused() {
    let (canonical, issues) = new_car().check_fields(&BTreeMap::from([("shoe_size".to_owned(), "42".to_owned())]));
    assert!(canonical.is_empty() && issues.iter().any(|issue| issue.code == "field_unknown"));
}

#[test]
fn a_role_for_a_person_takes_a_company() {
    let business_type = new_car();
    assert_eq!(business_type.role_for(SubjectKind::Company).map(|role| role.role.as_str()), Some("customer"));
    assert_eq!(business_type.role_for(SubjectKind::Vehicle).map(|role| role.role.as_str()), Some("vehicle"));
    assert_eq!(business_type.role_for(SubjectKind::Household), None);
}
