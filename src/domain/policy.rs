//! Who may do what, and who may see what: the one policy.
//!
//! **Doing** is a table of roles and permissions. **Seeing** is a set of (department, class): every query, suggestion,
//! count, stream and subject card asks the same [`Sight`]. What one may not see does not exist for him (404, not 403).
//!
//! Sight works by rank. Every secrecy class has a rank and may be marked confidential; every role has a [`Reach`]: the
//! highest rank it sees of its own department's folders and of other departments'. Beside that a person may hold a
//! clearance, a rank up to which he sees his own department's folders, confidential ones too. Whoever has borrowed a
//! folder sees that folder. The defaults, with 公开 rank 0, 内部 rank 1, 商业秘密 and 敏感个人信息 above and confidential:
//!
//! | role | own department | other departments |
//! |---|---|---|
//! | administrator, archivist, auditor | everything | everything |
//! | department clerk, borrower | up to 内部 | up to 公开 |
//! | temporary | up to 内部 | up to 内部, since he puts away whatever is on the trolley |

use super::ids::{ClassNo, DepartmentNo, PersonNo};
use super::refusal::Language;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// One thing a role may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The permission as it stands in answers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Permission::$name => $text,)* }
            }
        }
    };
}

permissions! {
    /// Find folders and look at them, as far as sight goes.
    FolderSee = "folder.see";
    /// Register new folders.
    FolderRegister = "folder.register";
    /// Change what is known of a folder, and where it belongs.
    FolderEdit = "folder.edit";
    /// Check out, return and renew for anybody.
    Lend = "lend";
    /// Put folders into their slots; scan what that takes.
    PutAway = "put_away";
    /// Withdraw folders, and destroy them when their time has come.
    FolderDispose = "folder.dispose";
    /// Declare and change storerooms, zones, lanes and boxes.
    PlacesEdit = "places.edit";
    /// Declare and change business types, departments and classes.
    TypesEdit = "types.edit";
    /// Import folders in bulk.
    ImportRun = "import.run";
    /// Open, change and close accounts.
    PeopleEdit = "people.edit";
    /// Change the archive's settings.
    SettingsEdit = "settings.edit";
    /// Read what everybody did.
    AuditRead = "audit.read";
    /// Change, merge and split subjects.
    SubjectEdit = "subject.edit";
    /// Borrow, and see one's own loans.
    LoanOwn = "loan.own";
    /// Say which story holds where the record and somebody's eyes differ.
    DiscrepancySettle = "discrepancy.settle";
    /// Begin and end counts, and read what is missing, misplaced or damaged.
    Count = "count";
    /// Scan what stands on a shelf that is being counted: what one sees is an observation, whoever one is.
    CountScan = "count.scan";
    /// Announce cases and ask for more time: for one's own department, if one does not keep the archive.
    CaseAnnounce = "case.announce";
    /// Take cases over, note their papers, file them.
    CaseReceive = "case.receive";
    /// Go over what somebody else entered.
    CaseReview = "case.review";
    /// Print labels and forms, and change the archive's own templates.
    LabelPrint = "label.print";
    /// Send scanned files in, and have those read once more that could not be read.
    ScanIntake = "scan.intake";
    /// Put scanned pages where they belong, and mark originals as signed.
    ScanReview = "scan.review";
    /// Give out copies of scanned pages.
    CopyIssue = "copy.issue";
    /// Have a subject's personal data erased for ever.
    Erase = "erase";
}

/// What somebody is to the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets the archive up and answers for it.
    Administrator,
    /// Keeps the folders.
    Archivist,
    /// Hands a department's folders over and asks for them.
    DepartmentClerk,
    /// Borrows.
    Borrower,
    /// Looks at everything and changes nothing.
    Auditor,
    /// Helps for some days, with the scanner only.
    Temporary,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] =
        &[Role::Administrator, Role::Archivist, Role::DepartmentClerk, Role::Borrower, Role::Auditor, Role::Temporary];

    /// The role as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Archivist => "archivist",
            Role::DepartmentClerk => "department_clerk",
            Role::Borrower => "borrower",
            Role::Auditor => "auditor",
            Role::Temporary => "temporary",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// The role as people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Role::Administrator, Language::En) => "administrator",
            (Role::Administrator, Language::Zh) => "系统管理员",
            (Role::Archivist, Language::En) => "archivist",
            (Role::Archivist, Language::Zh) => "档案管理员",
            (Role::DepartmentClerk, Language::En) => "department clerk",
            (Role::DepartmentClerk, Language::Zh) => "部门兼职档案员",
            (Role::Borrower, Language::En) => "borrower",
            (Role::Borrower, Language::Zh) => "借阅人",
            (Role::Auditor, Language::En) => "auditor",
            (Role::Auditor, Language::Zh) => "审计人员",
            (Role::Temporary, Language::En) => "temporary staff",
            (Role::Temporary, Language::Zh) => "临时人员",
        }
    }

    /// What the role may do. The one table.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Role::Administrator => P::ALL,
            Role::Archivist => &[
                P::FolderSee,
                P::FolderRegister,
                P::FolderEdit,
                P::Lend,
                P::PutAway,
                P::PlacesEdit,
                P::ImportRun,
                P::SubjectEdit,
                P::LoanOwn,
                P::DiscrepancySettle,
                P::Count,
                P::CountScan,
                P::CaseAnnounce,
                P::CaseReceive,
                P::CaseReview,
                P::LabelPrint,
                P::ScanIntake,
                P::ScanReview,
                P::CopyIssue,
            ],
            Role::DepartmentClerk => &[P::FolderSee, P::FolderRegister, P::LoanOwn, P::CaseAnnounce],
            Role::Borrower => &[P::FolderSee, P::LoanOwn],
            Role::Auditor => &[P::FolderSee, P::AuditRead, P::Count, P::CountScan],
            // No FolderSee: a helper scans what is in his hand and searches nothing. Scan answers need FolderSee or PutAway.
            Role::Temporary => &[P::PutAway, P::CountScan, P::ScanIntake],
        }
    }

    /// Whether the role may do this.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Whether an account of this role must have a last day.
    #[must_use]
    pub fn must_expire(self) -> bool {
        self == Role::Temporary
    }
}

/// What the policy needs to know of a secrecy class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRule {
    /// 0 is open to all; higher is more secret.
    pub rank: u8,
    /// Every look is recorded, and rank alone does not open it.
    pub confidential: bool,
}

/// How far a role sees. Settings may replace the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Sees every folder of every class, those declared later too.
    pub everything: bool,
    /// The highest rank seen of one's own department's folders.
    pub own_department_rank: u8,
    /// The highest rank seen of other departments' folders and of those that belong to none.
    pub elsewhere_rank: u8,
}

impl Reach {
    /// The default of a role; the table at the head of this module.
    #[must_use]
    pub fn of(role: Role) -> Self {
        match role {
            Role::Administrator | Role::Archivist | Role::Auditor => {
                Self { everything: true, own_department_rank: u8::MAX, elsewhere_rank: u8::MAX }
            }
            Role::DepartmentClerk | Role::Borrower => {
                Self { everything: false, own_department_rank: 1, elsewhere_rank: 0 }
            }
            Role::Temporary => Self { everything: false, own_department_rank: 1, elsewhere_rank: 1 },
        }
    }
}

/// Whose sight is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The person, for the folders he has borrowed.
    pub person: PersonNo,
    /// His role.
    pub role: Role,
    /// His department.
    pub department: Option<DepartmentNo>,
    /// The rank up to which he sees his own department's folders, confidential ones too.
    pub clearance: Option<u8>,
}

/// The classes and the reach of each role. Cheap to clone; build a new one when classes or settings change.
#[derive(Debug, Clone)]
pub struct Policy {
    classes: Arc<[(ClassNo, ClassRule)]>,
    reaches: Arc<[(Role, Reach)]>,
}

impl Policy {
    /// The policy over these classes, with the default reach of every role.
    #[must_use]
    pub fn new(classes: impl IntoIterator<Item = (ClassNo, ClassRule)>) -> Self {
        let reaches = Role::ALL.iter().map(|role| (*role, Reach::of(*role))).collect();
        Self { classes: classes.into_iter().collect(), reaches }
    }

    /// The same policy with another reach for one role.
    #[must_use]
    pub fn with_reach(mut self, role: Role, reach: Reach) -> Self {
        let replace = |(known, old): &(Role, Reach)| (*known, if *known == role { reach } else { *old });
        self.reaches = self.reaches.iter().map(replace).collect();
        self
    }

    /// Whether opening a folder of this class must be recorded first. A class nobody declared counts as confidential.
    #[must_use]
    pub fn is_confidential(&self, class: ClassNo) -> bool {
        self.classes.iter().find(|(no, _)| *no == class).is_none_or(|(_, rule)| rule.confidential)
    }

    /// What a person may see.
    #[must_use]
    pub fn sight(&self, who: &Who) -> Sight {
        let reach = self.reaches.iter().find(|(role, _)| *role == who.role);
        let reach = reach.map_or_else(|| Reach::of(who.role), |(_, reach)| *reach);
        let by_rank = |rank: u8| move |rule: &ClassRule| !rule.confidential && rule.rank <= rank;
        let own = |rule: &ClassRule| {
            by_rank(reach.own_department_rank)(rule) || who.clearance.is_some_and(|clearance| rule.rank <= clearance)
        };
        Sight {
            everything: reach.everything,
            person: Some(who.person),
            department: who.department,
            hands_over: who.role.may(Permission::CaseAnnounce) && !who.role.may(Permission::CaseReceive),
            own: self.class_set(own),
            elsewhere: self.class_set(by_rank(reach.elsewhere_rank)),
        }
    }

    fn class_set(&self, chosen: impl Fn(&ClassRule) -> bool) -> ClassSet {
        ClassSet::of(self.classes.iter().filter(|(_, rule)| chosen(rule)).map(|(class, _)| *class))
    }
}

/// What somebody may see: a set of (department, class), and his own loans. Cheap to clone and to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    everything: bool,
    person: Option<PersonNo>,
    department: Option<DepartmentNo>,
    hands_over: bool,
    own: ClassSet,
    elsewhere: ClassSet,
}

impl Sight {
    /// Sees every folder: for the archive's own work (rebuilding, exports by the command line).
    #[must_use]
    pub fn everything() -> Self {
        let none = ClassSet::default();
        Self { everything: true, person: None, department: None, hands_over: false, own: none.clone(), elsewhere: none }
    }

    /// Whether a folder of this department and class is seen.
    #[must_use]
    pub fn sees(&self, department: Option<DepartmentNo>, class: ClassNo) -> bool {
        let own = department.is_some() && department == self.department;
        self.everything || if own { self.own.holds(class) } else { self.elsewhere.holds(class) }
    }

    /// Whether a folder is seen that this person, if any, has on loan now.
    #[must_use]
    pub fn sees_folder(&self, department: Option<DepartmentNo>, class: ClassNo, borrower: Option<PersonNo>) -> bool {
        (borrower.is_some() && borrower == self.person) || self.sees(department, class)
    }

    /// Of somebody who hands over for a department: whether it is this one. His department's cases are all he sees of
    /// cases, and those whatever the class of their folders. Nothing for everybody else, who sees by folder.
    #[must_use]
    pub fn hands_over(&self, department: Option<DepartmentNo>) -> Option<bool> {
        self.hands_over.then(|| department.is_some() && department == self.department)
    }

    /// Whether nothing is hidden, so that a query need not filter.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.everything
    }
}

/// A set of classes: one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct ClassSet(Arc<[u64]>);

impl ClassSet {
    fn of(classes: impl Iterator<Item = ClassNo>) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for class in classes {
            let (word, bit) = (class.index() / 64, class.index() % 64);
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            if let Some(word) = words.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Self(words.into())
    }

    fn holds(&self, class: ClassNo) -> bool {
        self.0.get(class.index() / 64).is_some_and(|word| (word >> (class.index() % 64)) & 1 == 1)
    }
}

#[cfg(test)]
mod tests;
