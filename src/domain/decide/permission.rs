//! Which permission each command needs. Every command stands here, so a new one cannot be forgotten.

use crate::domain::command::{
    CaseCommand, Command, LabelCommand, Observation, Observed, PaperCommand, ScanCommand, SurgeryCommand,
};
use crate::domain::policy::{Permission, Role};

/// What a person needs for a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    /// It is not for persons at all.
    Machine,
    /// Nothing but an account: it is about nobody else.
    Account,
    /// A permission.
    Permission(Permission),
}

impl Needed {
    /// Whether this role may.
    pub(super) fn lets(self, role: Role) -> bool {
        match self {
            Self::Machine => false,
            Self::Account => true,
            Self::Permission(permission) => role.may(permission),
        }
    }
}

/// What a person needs for a command.
pub(super) fn required(command: &Command) -> Needed {
    Needed::Permission(match command {
        Command::BeginArchive { .. } | Command::NoteRestore { .. } => return Needed::Machine,
        Command::ChooseColumns { .. } => return Needed::Account,
        // With whom one may share, and whose one may change, is asked in `searches`.
        Command::Search(_) => Permission::FolderSee,
        Command::ChangeSettings(_) => Permission::SettingsEdit,
        Command::SetDepartment { .. } | Command::SetClass(_) | Command::SetType(_) | Command::LoadPreset { .. } => {
            Permission::TypesEdit
        }
        Command::SaveMapping { .. } => Permission::ImportRun,
        Command::AddPerson(_) | Command::ChangePerson(_) | Command::IssueBadge { .. } => Permission::PeopleEdit,
        Command::RegisterFolders(_) => Permission::FolderRegister,
        Command::EditFolder(_)
        | Command::AddCode { .. }
        | Command::Assign { .. }
        | Command::NoteCondition { .. }
        | Command::DeclareMissing { .. }
        | Command::Find { .. }
        | Command::Attach(_)
        | Command::Detach { .. } => Permission::FolderEdit,
        Command::Observe { observations } if observations.iter().any(ends_a_loan) => Permission::Lend,
        Command::Receive { .. } | Command::PutAway { .. } | Command::Observe { .. } => Permission::PutAway,
        Command::OpenCount { .. } | Command::CloseCount { .. } | Command::CancelCount { .. } => Permission::Count,
        Command::Count { .. } => Permission::CountScan,
        // Whoever may do something may undo it; what is somebody else's is asked in `undo`.
        Command::Undo { .. } => Permission::PutAway,
        // Whoever may queue anything may say so; that folders were carried off, who may lend.
        Command::Unfit { folders, .. } if folders.is_empty() => Permission::CountScan,
        Command::Unfit { .. } => Permission::Lend,
        Command::SettleDiscrepancy { .. } => Permission::DiscrepancySettle,
        Command::CheckOut { .. } | Command::Renew { .. } | Command::Return { .. } => Permission::Lend,
        Command::Withdraw { .. } | Command::Destroy { .. } => Permission::FolderDispose,
        Command::Look { .. } => Permission::FolderSee,
        Command::EditSubject { .. } | Command::MergeSubjects { .. } | Command::SplitSubject { .. } => {
            Permission::SubjectEdit
        }
        Command::Place(_) | Command::AssignFolders { .. } => Permission::PlacesEdit,
        Command::Case(CaseCommand::SetCalendar(_) | CaseCommand::RecountDue { .. }) => Permission::SettingsEdit,
        Command::Case(
            CaseCommand::Announce(_) | CaseCommand::Edit(_) | CaseCommand::Extend { .. } | CaseCommand::Cancel { .. },
        ) => Permission::CaseAnnounce,
        Command::Case(CaseCommand::Bring(_)) => Permission::ImportRun,
        Command::Case(CaseCommand::Review { .. }) => Permission::CaseReview,
        Command::Case(CaseCommand::Paper(
            PaperCommand::Lend { .. } | PaperCommand::Return { .. } | PaperCommand::ReturnShort { .. },
        )) => Permission::Lend,
        Command::Case(_) => Permission::CaseReceive,
        // Whoever has a folder in hand sees that its label is spoilt.
        Command::Surgery(SurgeryCommand::AskReprint { .. }) => Permission::PutAway,
        Command::Surgery(SurgeryCommand::TakeOver { .. } | SurgeryCommand::LendFile { .. }) => Permission::Lend,
        Command::Surgery(_) => Permission::FolderEdit,
        Command::Label(LabelCommand::SetPrinter(_)) => Permission::SettingsEdit,
        Command::Label(LabelCommand::SetTemplate(_) | LabelCommand::NotePrinted(_)) => Permission::LabelPrint,
        // Whoever stands at the shelf sees that a label is on its folder.
        Command::Label(LabelCommand::NoteApplied { .. }) => Permission::PutAway,
        // Only what reads files, and walks over them, can say these.
        Command::Scan(command) => return of_scans(command),
        Command::EraseSubject(_) => Permission::Erase,
    })
}

fn of_scans(command: &ScanCommand) -> Needed {
    Needed::Permission(match command {
        ScanCommand::File(_)
        | ScanCommand::Fail { .. }
        | ScanCommand::NoteDamaged { .. }
        | ScanCommand::NoteWhole { .. }
        | ScanCommand::NoteChecked { .. } => return Needed::Machine,
        ScanCommand::Receive(_) | ScanCommand::Retry { .. } => Permission::ScanIntake,
        ScanCommand::IssueCopy(_) => Permission::CopyIssue,
        ScanCommand::SetScanner(_) => Permission::SettingsEdit,
        // What stands on the list of those who put pages where they belong, they take off it.
        _ => Permission::ScanReview,
    })
}

/// Whether an observation says that a loan is over without saying where the folder stands: as at the desk, that is for
/// those who lend.
fn ends_a_loan(observation: &Observation) -> bool {
    matches!(observation.what, Observed::Returned { .. })
}
