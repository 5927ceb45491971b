use super::{ClassRule, Permission, Policy, Reach, Role, Sight, Who};
use crate::domain::ids::{ClassNo, DepartmentNo, PersonNo};
use proptest::prelude::*;

const SALES: Option<DepartmentNo> = Some(DepartmentNo(1));
const SERVICE: Option<DepartmentNo> = Some(DepartmentNo(2));
const PUBLIC: ClassNo = ClassNo(0);
const INTERNAL: ClassNo = ClassNo(1);
const SECRET: ClassNo = ClassNo(2);
const PERSONAL: ClassNo = ClassNo(3);
const UNDECLARED: ClassNo = ClassNo(700);

fn policy() -> Policy {
    let rule = |class: ClassNo| ClassRule { rank: u8::try_from(class.0).unwrap_or(0), confidential: class.0 >= 2 };
    Policy::new([PUBLIC, INTERNAL, SECRET, PERSONAL].map(|class| (class, rule(class))))
}

fn who(role: Role) -> Who {
    Who { person: PersonNo(7), role, department: SALES, clearance: None }
}

/// What is seen of (own department, another one, none) as the classes' digits.
fn seen(sight: &Sight) -> [String; 3] {
    let digits = |department| {
        let classes = [PUBLIC, INTERNAL, SECRET, PERSONAL];
        classes.iter().filter(|class| sight.sees(department, **class)).map(|class| class.0.to_string()).collect()
    };
    [digits(SALES), digits(SERVICE), digits(None)]
}

#[test]
fn each_role_sees_what_the_table_says() {
    let expected = [
        (Role::Administrator, ["0123", "0123", "0123"]),
        (Role::Archivist, ["0123", "0123", "0123"]),
        (Role::DepartmentClerk, ["01", "0", "0"]),
        (Role::Borrower, ["01", "0", "0"]),
        (Role::Auditor, ["0123", "0123", "0123"]),
        (Role::Temporary, ["01", "01", "01"]),
    ];
    assert_eq!(expected.len(), Role::ALL.len());
    for (role, classes) in expected {
        assert_eq!(seen(&policy().sight(&who(role))), classes, "{role:?}");
    }
}

#[test]
fn each_role_may_do_what_the_table_says() {
    let expected = [
        (
            Role::Administrator,
            "folder.see folder.register folder.edit lend put_away folder.dispose places.edit types.edit import.run people.edit \
             settings.edit audit.read subject.edit loan.own discrepancy.settle count count.scan case.announce \
             case.receive case.review label.print scan.intake scan.review copy.issue erase",
        ),
        (
            Role::Archivist,
            "folder.see folder.register folder.edit lend put_away places.edit import.run subject.edit loan.own \
             discrepancy.settle count count.scan case.announce case.receive case.review label.print scan.intake \
             scan.review copy.issue",
        ),
        (Role::DepartmentClerk, "folder.see folder.register loan.own case.announce"),
        (Role::Borrower, "folder.see loan.own"),
        (Role::Auditor, "folder.see audit.read count count.scan"),
        (Role::Temporary, "put_away count.scan scan.intake"),
    ];
    assert_eq!(expected.len(), Role::ALL.len());
    for (role, names) in expected {
        let have: Vec<&str> = role.permissions().iter().map(|permission| permission.name()).collect();
        assert_eq!(have.join(" "), names, "{role:?}");
        for permission in Permission::ALL {
            assert_eq!(role.may(*permission), have.contains(&permission.name()), "{role:?} {permission:?}");
        }
    }
}

#[test]
fn without_a_department_nothing_counts_as_ones_own() {
    let clerk = Who { department: None, ..who(Role::DepartmentClerk) };
    assert_eq!(seen(&policy().sight(&clerk)), ["0", "0", "0"]);
}

#[test]
fn a_clearance_opens_confidential_folders_of_ones_own_department_only() {
    let cleared = Who { clearance: Some(2), ..who(Role::DepartmentClerk) };
    assert_eq!(seen(&policy().sight(&cleared)), ["012", "0", "0"]);
}

#[test]
fn a_confidential_class_of_low_rank_is_not_opened_by_rank() {
    let low = Policy::new([(PUBLIC, ClassRule { rank: 0, confidential: true })]);
    assert!(!low.sight(&who(Role::Borrower)).sees(SALES, PUBLIC));
    assert!(!low.sight(&who(Role::Temporary)).sees(SERVICE, PUBLIC));
}

#[test]
fn a_borrower_sees_what_he_has_borrowed_and_nobody_elses_loans() {
    let sight = policy().sight(&who(Role::Borrower));
    assert!(sight.sees_folder(SERVICE, PERSONAL, Some(PersonNo(7))));
    assert!(!sight.sees_folder(SERVICE, PERSONAL, Some(PersonNo(8))));
    assert!(!sight.sees_folder(SERVICE, PERSONAL, None));
}

#[test]
fn an_undeclared_class_is_confidential_and_hidden_from_all_but_those_who_see_everything() {
    assert!(policy().is_confidential(UNDECLARED) && policy().is_confidential(SECRET));
    assert!(!policy().is_confidential(INTERNAL));
    for role in Role::ALL {
        let sight = policy().sight(&who(*role));
        assert_eq!(sight.sees(SALES, UNDECLARED), sight.sees_everything(), "{role:?}");
    }
    assert!(Sight::everything().sees(None, UNDECLARED));
}

#[test]
fn a_reach_can_be_set_for_one_role() {
    let wide = Reach { everything: false, own_department_rank: 1, elsewhere_rank: 1 };
    let policy = policy().with_reach(Role::Borrower, wide);
    assert_eq!(seen(&policy.sight(&who(Role::Borrower))), ["01", "01", "01"]);
    assert_eq!(seen(&policy.sight(&who(Role::DepartmentClerk))), ["01", "0", "0"]);
}

#[test]
fn role_names_are_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::from_name(role.name()), Some(*role));
        assert_eq!(serde_json::to_string(role).ok(), Some(format!("\"{}\"", role.name())));
    }
    assert_eq!(Role::from_name("root"), None);
}

proptest! {
    #[test]
    fn a_clearance_never_hides_and_never_shows_another_departments_confidential_folder(
        role in prop::sample::select(Role::ALL), clearance in 0_u8..5, class in 0_u16..6, department in 0_u16..4,
    ) {
        let (plain, cleared) = (who(role), Who { clearance: Some(clearance), ..who(role) });
        let department = (department > 0).then_some(DepartmentNo(department));
        let (before, after) = (policy().sight(&plain), policy().sight(&cleared));
        let class = ClassNo(class);
        prop_assert!(!before.sees(department, class) || after.sees(department, class));
        prop_assert!(department == SALES || before.sees(department, class) == after.sees(department, class));
    }
}
