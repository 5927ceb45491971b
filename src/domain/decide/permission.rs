//! Which permission each command needs. Every command stands here, so a new one cannot be forgotten.

use crate::domain::command::Command;
use crate::domain::policy::Permission;

/// The permission a person needs for a command; `None` if it is not for persons at all.
pub(super) fn required(command: &Command) -> Option<Permission> {
    Some(match command {
        Command::BeginArchive { .. } | Command::NoteRestore { .. } => return None,
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
        | Command::Find { .. } => Permission::FolderEdit,
        Command::Receive { .. } | Command::PutAway { .. } => Permission::PutAway,
        Command::CheckOut { .. } | Command::Renew { .. } | Command::Return { .. } => Permission::Lend,
        Command::Withdraw { .. } | Command::Destroy { .. } => Permission::FolderDispose,
        Command::Look { .. } => Permission::FolderSee,
        Command::EditSubject { .. } | Command::MergeSubjects { .. } | Command::SplitSubject { .. } => {
            Permission::SubjectEdit
        }
        Command::Place(_) | Command::AssignFolders { .. } => Permission::PlacesEdit,
    })
}
