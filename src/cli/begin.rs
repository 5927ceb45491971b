//! The first start: an empty ledger becomes an archive with one administrator.

use crate::archive::{Archive, Meta};
use crate::domain::command::{Command, NewPerson};
use crate::domain::folder::Actor;
use crate::domain::ids::PersonNo;
use crate::domain::policy::Role;
use crate::vault::Vault;
use anyhow::Result;
use std::io::Write;

/// Makes an empty ledger an archive: one administrator, whose one-time password is printed here and nowhere else.
pub fn begin(archive: &Archive, vault: &Vault) -> Result<()> {
    let now = archive.now();
    let new = now.state.incarnation.is_empty();
    if new {
        let administrator = NewPerson {
            name: "admin".to_owned(),
            display_name: "管理员 Administrator".to_owned(),
            role: Role::Administrator,
            department: None,
            expires_on: None,
            may_sign_in: true,
            clearance: None,
        };
        let incarnation = archive.clock().new_id();
        let command = Command::BeginArchive { incarnation, administrator };
        archive.execute_blocking(Meta::of(Actor::System), command)?;
    }
    // A ledger without a password for its first administrator: a first start, or one that was killed half-way.
    let first = PersonNo(0);
    if !vault.has_password(first) {
        let password = vault.reset_password(first)?;
        let name = archive.now().state.people.get(first).map(|person| person.details.name.clone());
        let mut out = std::io::stdout().lock();
        let what = if new { "A new archive. " } else { "The administrator has no password. " };
        writeln!(out, "\n  {what}Sign in once as  {}", name.unwrap_or_default())?;
        writeln!(out, "  with the one-time password      {}\n", password.expose())?;
        writeln!(out, "  请用以上用户名和一次性密码登录，登录后设置您自己的密码。\n")?;
        out.flush()?;
    }
    Ok(())
}
