//! Who somebody turned out to be.

use crate::domain::ids::PersonNo;
use crate::domain::policy::{Permission, Role};
use crate::domain::refusal::{Code, Refusal};
use chrono::NaiveDate;
use subtle::ConstantTimeEq as _;

/// What sign-in needs to know of an account. Built from State at each request, so a change of role counts at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub no: PersonNo,
    /// The name one signs in with.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Whether it is open.
    pub active: bool,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
}

impl Account {
    /// Whether its last day has passed. A role that must expire and has no last day is expired.
    #[must_use]
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.expires_on.map_or(self.role.must_expire(), |day| day < today)
    }
}

/// How somebody proved who he is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A browser's session cookie.
    Session {
        /// The token every write must repeat.
        csrf: String,
        /// Whether the sign-in was a moment ago.
        is_fresh: bool,
    },
    /// An API token.
    Token {
        /// Its id.
        id: String,
    },
}

/// Somebody whose session or token was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: Account,
    /// How.
    pub via: Via,
    /// Nothing else may be done before the password is changed.
    pub must_change_password: bool,
}

impl Identity {
    /// Refuses a write that does not come from a page of ours: a browser sends cookies along with anybody's request, but
    /// only our page knows the token. An API token is never sent unasked and needs none.
    ///
    /// # Errors
    /// `CsrfRefused`.
    pub fn check_csrf(&self, header: Option<&str>) -> Result<(), Refusal> {
        match &self.via {
            Via::Token { .. } => Ok(()),
            Via::Session { csrf, .. } => {
                let same = header.is_some_and(|header| bool::from(header.as_bytes().ct_eq(csrf.as_bytes())));
                if same { Ok(()) } else { Err(Code::CsrfRefused.into()) }
            }
        }
    }

    /// Refuses what would outlast a session that somebody merely found open: he has to sign in again first. A token
    /// cannot do that, so such things are not for tokens.
    ///
    /// # Errors
    /// `ConfirmationRequired`.
    pub fn require_fresh(&self) -> Result<(), Refusal> {
        match self.via {
            Via::Session { is_fresh: true, .. } => Ok(()),
            _ => Err(Code::ConfirmationRequired.into()),
        }
    }

    /// Refuses what the role may not do, and everything while a password waits to be changed.
    ///
    /// # Errors
    /// `PasswordChangeRequired` or `NotAllowed`.
    pub fn require(&self, permission: Permission) -> Result<(), Refusal> {
        self.require_any(&[permission])
    }

    /// As [`Identity::require`], where any one of several permissions will do.
    ///
    /// # Errors
    /// As [`Identity::require`].
    pub fn require_any(&self, permissions: &[Permission]) -> Result<(), Refusal> {
        if self.must_change_password {
            return Err(Code::PasswordChangeRequired.into());
        }
        let allowed = permissions.iter().any(|permission| self.account.role.may(*permission));
        if allowed { Ok(()) } else { Err(Code::NotAllowed.into()) }
    }
}
