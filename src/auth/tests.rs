#![allow(clippy::unwrap_used)]
use super::{Account, Authenticator, Cookie, Moment, Origin, SignIn, SignedIn, Via};
use crate::clock::Clock;
use crate::config::AuthLimits;
use crate::domain::ids::PersonNo;
use crate::domain::policy::{Permission, Role};
use crate::domain::refusal::{Code, Refusal};
use crate::vault::{PasswordCost, Secret, Vault};
use chrono::{DateTime, TimeDelta};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

const ANNA: PersonNo = PersonNo(1);
const PASSWORD: &str = "anna's own long one";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Bench {
    auth: Arc<Authenticator>,
    vault: Arc<Vault>,
    clock: Clock,
    root: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(DateTime::UNIX_EPOCH + TimeDelta::days(20_000), 1);
        Self::over(root, clock)
    }

    fn over(root: tempfile::TempDir, clock: Clock) -> Self {
        let cost = PasswordCost::cheap_for_tests();
        let vault = Arc::new(Vault::open_with_cost(root.path(), clock.clone(), cost).unwrap());
        let auth = Arc::new(Authenticator::new(Arc::clone(&vault), clock.clone(), AuthLimits::default()));
        Self { auth, vault, clock, root }
    }

    fn with_anna() -> Self {
        let bench = Self::new();
        bench.vault.set_password(ANNA, &Secret::new(PASSWORD), false).unwrap();
        bench
    }

    fn restart(self) -> Self {
        let Self { auth, vault, clock, root } = self;
        auth.tidy(clock.now()).unwrap();
        drop((auth, vault));
        Self::over(root, clock)
    }

    fn moment(&self) -> Moment {
        let now = self.clock.now();
        Moment { now, today: now.date_naive() }
    }

    fn origin(&self) -> Origin {
        Origin { ip: HERE, secure: false, moment: self.moment() }
    }

    fn attempt(&self, name: &str, password: &str) -> SignIn {
        let password = Secret::new(password);
        SignIn { name: name.to_owned(), password, totp: None, from: self.origin(), previous: None }
    }

    fn sign_in(&self, account: &Account) -> Result<SignedIn, Refusal> {
        self.auth.sign_in_blocking(Some(account), &self.attempt(&account.name, PASSWORD))
    }

    fn code_for(&self, cookie: &Cookie, account: &Account) -> Option<Code> {
        let found = self.auth.authenticate_cookie(cookie, self.moment(), |_| Some(account.clone()));
        found.err().map(|refusal| refusal.code)
    }
}

fn anna() -> Account {
    Account { no: ANNA, name: "anna".to_owned(), role: Role::Archivist, active: true, expires_on: None }
}

#[test]
fn a_signed_in_person_is_known_by_the_cookie_until_signing_out() {
    let bench = Bench::with_anna();
    let signed_in = bench.sign_in(&anna()).unwrap();
    let identity = bench.auth.authenticate_cookie(&signed_in.cookie, bench.moment(), |no| {
        assert_eq!(no, ANNA);
        Some(anna())
    });
    let identity = identity.unwrap();
    assert_eq!((identity.account.no, identity.must_change_password), (ANNA, false));
    assert_eq!(identity.via, Via::Session { csrf: signed_in.csrf.clone(), is_fresh: true });
    bench.auth.sign_out(&signed_in.cookie);
    assert_eq!(bench.code_for(&signed_in.cookie, &anna()), Some(Code::SignInRequired));
}

#[test]
fn a_wrong_password_an_unknown_name_and_a_closed_account_get_the_same_answer() {
    let bench = Bench::with_anna();
    let closed = Account { active: false, ..anna() };
    let cases = [(Some(anna()), "wrong wrong"), (None, PASSWORD), (Some(closed), PASSWORD)];
    for (number, (account, password)) in cases.into_iter().enumerate() {
        let attempt = bench.attempt(&number.to_string(), password);
        let refusal = bench.auth.sign_in_blocking(account.as_ref(), &attempt).unwrap_err();
        assert_eq!(refusal, Refusal::new(Code::SignInFailed));
    }
}

#[test]
fn an_expired_account_is_told_so_only_with_the_right_password() {
    let bench = Bench::with_anna();
    let yesterday = bench.moment().today.pred_opt();
    let expired = Account { role: Role::Temporary, expires_on: yesterday, ..anna() };
    assert_eq!(bench.sign_in(&expired).unwrap_err().code, Code::AccountExpired);
    let wrong = bench.auth.sign_in_blocking(Some(&expired), &bench.attempt("anna", "wrong wrong"));
    assert_eq!(wrong.unwrap_err().code, Code::SignInFailed);
    let last_day = Account { expires_on: Some(bench.moment().today), ..expired.clone() };
    assert!(bench.sign_in(&last_day).is_ok());
    let endless = Account { expires_on: None, ..expired };
    assert_eq!(bench.sign_in(&endless).unwrap_err().code, Code::AccountExpired);
}

#[test]
fn wrong_passwords_by_the_thousand_are_slowed_down_to_a_few() {
    let bench = Bench::with_anna();
    let mut checked = 0;
    for number in 0..3_000 {
        let attempt = bench.attempt("anna", &format!("guess number {number}"));
        match bench.auth.sign_in_blocking(Some(&anna()), &attempt).unwrap_err().code {
            Code::SignInFailed => checked += 1,
            code => assert_eq!(code, Code::TooManyAttempts),
        }
        bench.clock.advance(TimeDelta::milliseconds(10));
    }
    // Thirty seconds of guessing: five free ones, then after 1, 2, 4, 8 … seconds.
    assert!((5..=11).contains(&checked), "{checked}");
    let right = bench.sign_in(&anna()).unwrap_err();
    assert_eq!(right.code, Code::TooManyAttempts);
    bench.clock.advance(TimeDelta::minutes(15));
    assert!(bench.sign_in(&anna()).is_ok());
}

#[test]
fn a_session_ends_when_idle_and_ends_for_good_after_a_week() {
    let bench = Bench::with_anna();
    let idle = bench.sign_in(&anna()).unwrap();
    let busy = bench.sign_in(&anna()).unwrap();
    for _ in 0..(7 * 24 / 6 - 1) {
        bench.clock.advance(TimeDelta::hours(6));
        assert_eq!(bench.code_for(&busy.cookie, &anna()), None);
    }
    assert_eq!(bench.code_for(&idle.cookie, &anna()), Some(Code::SignInRequired));
    bench.clock.advance(TimeDelta::hours(6));
    assert_eq!(bench.code_for(&busy.cookie, &anna()), Some(Code::SignInRequired));
}

#[test]
fn a_restart_signs_nobody_out() {
    let bench = Bench::with_anna();
    let signed_in = bench.sign_in(&anna()).unwrap();
    let bench = bench.restart();
    let identity = bench.auth.authenticate_cookie(&signed_in.cookie, bench.moment(), |_| Some(anna())).unwrap();
    assert!(identity.check_csrf(Some(&signed_in.csrf)).is_ok());
}

#[test]
fn signing_in_ends_the_session_the_browser_had() {
    let bench = Bench::with_anna();
    let first = bench.sign_in(&anna()).unwrap();
    let attempt = SignIn { previous: Some(first.cookie.clone()), ..bench.attempt("anna", PASSWORD) };
    let second = bench.auth.sign_in_blocking(Some(&anna()), &attempt).unwrap();
    assert_ne!(first.cookie.id.expose(), second.cookie.id.expose());
    assert_eq!(bench.code_for(&first.cookie, &anna()), Some(Code::SignInRequired));
    assert_eq!(bench.code_for(&second.cookie, &anna()), None);
}

#[test]
fn a_closed_expired_or_vanished_account_is_out_at_its_next_request() {
    let bench = Bench::with_anna();
    let signed_in = bench.sign_in(&anna()).unwrap();
    let closed = Account { active: false, ..anna() };
    let expired = Account { expires_on: bench.moment().today.pred_opt(), ..anna() };
    assert_eq!(bench.code_for(&signed_in.cookie, &closed), Some(Code::SignInRequired));
    assert_eq!(bench.code_for(&signed_in.cookie, &expired), Some(Code::AccountExpired));
    let gone = bench.auth.authenticate_cookie(&signed_in.cookie, bench.moment(), |_| None);
    assert_eq!(gone.unwrap_err().code, Code::SignInRequired);
    bench.auth.withdraw(ANNA).unwrap();
    assert_eq!(bench.code_for(&signed_in.cookie, &anna()), Some(Code::SignInRequired));
}

#[test]
fn a_write_needs_the_sessions_own_csrf_token() {
    let bench = Bench::with_anna();
    let (one, other) = (bench.sign_in(&anna()).unwrap(), bench.sign_in(&anna()).unwrap());
    let identity = bench.auth.authenticate_cookie(&one.cookie, bench.moment(), |_| Some(anna())).unwrap();
    assert!(identity.check_csrf(Some(&one.csrf)).is_ok());
    for wrong in [None, Some(""), Some(other.csrf.as_str()), Some(one.cookie.id.expose())] {
        assert_eq!(identity.check_csrf(wrong).unwrap_err().code, Code::CsrfRefused);
    }
}

#[test]
fn an_api_token_stands_for_its_owner_and_needs_no_csrf_token() {
    let bench = Bench::with_anna();
    let token = bench.vault.create_token(ANNA, "scanner", None).unwrap().unwrap();
    let identity = bench.auth.authenticate_bearer(&token.secret, bench.moment(), |_| Some(anna())).unwrap();
    assert_eq!((identity.account.no, identity.via.clone()), (ANNA, Via::Token { id: token.id }));
    assert!(identity.check_csrf(None).is_ok());
    let closed = Account { active: false, ..anna() };
    let refused = bench.auth.authenticate_bearer(&token.secret, bench.moment(), |_| Some(closed));
    assert_eq!(refused.unwrap_err().code, Code::SignInRequired);
    // A cookie is no token and a token no cookie.
    assert_eq!(bench.code_for(&Cookie { id: token.secret, is_guarded: true }, &anna()), Some(Code::SignInRequired));
}

#[test]
fn the_role_decides_and_a_password_to_be_changed_stops_everything() {
    let bench = Bench::with_anna();
    let password = bench.vault.reset_password(ANNA).unwrap();
    let attempt = bench.attempt("anna", password.expose());
    let signed_in = bench.auth.sign_in_blocking(Some(&anna()), &attempt).unwrap();
    assert!(signed_in.must_change_password);
    let mut identity = bench.auth.authenticate_cookie(&signed_in.cookie, bench.moment(), |_| Some(anna())).unwrap();
    assert_eq!(identity.require(Permission::Lend).unwrap_err().code, Code::PasswordChangeRequired);
    identity.must_change_password = false;
    assert!(identity.require(Permission::Lend).is_ok());
    assert_eq!(identity.require(Permission::PeopleEdit).unwrap_err().code, Code::NotAllowed);
    assert!(identity.require_any(&[Permission::PeopleEdit, Permission::PutAway]).is_ok());
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session() {
    let bench = Bench::with_anna();
    let (here, elsewhere) = (bench.sign_in(&anna()).unwrap(), bench.sign_in(&anna()).unwrap());
    let change =
        |old: &str, new: &str| bench.auth.change_password(anna(), Secret::new(old), Secret::new(new), bench.origin());
    assert_eq!(change("not the old one", "a new long password").await.unwrap_err().code, Code::SignInFailed);
    assert_eq!(change(PASSWORD, "short").await.unwrap_err().code, Code::WeakPassword);
    assert_eq!(change(PASSWORD, PASSWORD).await.unwrap_err().code, Code::WeakPassword);
    assert_eq!(bench.code_for(&elsewhere.cookie, &anna()), None);
    let fresh = change(PASSWORD, "a new long password").await.unwrap();
    for old in [&here, &elsewhere] {
        assert_eq!(bench.code_for(&old.cookie, &anna()), Some(Code::SignInRequired));
    }
    assert_eq!(bench.code_for(&fresh.cookie, &anna()), None);
    assert_eq!(bench.sign_in(&anna()).unwrap_err().code, Code::SignInFailed);
}

#[tokio::test]
async fn an_administrator_gives_a_password_or_gets_one_made() {
    let bench = Bench::new();
    let made = bench.auth.give_password(ANNA, "anna", None).await.unwrap().unwrap();
    let attempt = bench.attempt("anna", made.expose());
    assert!(bench.auth.sign_in(Some(anna()), attempt).await.unwrap().must_change_password);
    let weak = bench.auth.give_password(ANNA, "anna", Some(Secret::new("password12"))).await;
    assert_eq!(weak.unwrap_err().code, Code::WeakPassword);
    assert!(bench.auth.give_password(ANNA, "anna", Some(Secret::new(PASSWORD))).await.unwrap().is_none());
    assert!(bench.sign_in(&anna()).unwrap().must_change_password);
}

#[tokio::test]
async fn a_crowd_signing_in_waits_its_turn_and_past_a_limit_is_told_so() {
    let bench = Bench::with_anna();
    let many = (0..200_u32).map(|number| {
        let auth = Arc::clone(&bench.auth);
        let mut attempt = bench.attempt("anna", PASSWORD);
        async move {
            attempt.from.ip = IpAddr::V4(Ipv4Addr::from(number));
            auth.sign_in(Some(anna()), attempt).await.map(drop).map_err(|refusal| refusal.code)
        }
    });
    let outcomes = futures_util::future::join_all(many).await;
    let ok = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(ok >= 64, "{ok}");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(Code::Overloaded | Code::TooManyAttempts))));
}

#[test]
fn the_cookie_is_hidden_from_scripts_and_other_sites() {
    let bench = Bench::with_anna();
    let signed_in = bench.sign_in(&anna()).unwrap();
    let plain = signed_in.set_cookie();
    assert!(plain.starts_with("strongroom_session=") && !plain.contains("Secure"), "{plain}");
    let cookie = Cookie { is_guarded: true, ..signed_in.cookie.clone() };
    let guarded = SignedIn { cookie, ..bench.sign_in(&anna()).unwrap() }.set_cookie();
    assert!(guarded.starts_with("__Host-strongroom_session=") && guarded.contains("; Secure"), "{guarded}");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=604800"] {
        assert!(plain.contains(part) && guarded.contains(part), "{plain} {guarded}");
    }
    let cleared = super::clear_cookies();
    assert!(cleared.iter().all(|cookie| cookie.contains("session=; ") && cookie.contains("Max-Age=0")), "{cleared:?}");
    let shown = format!("{signed_in:?} {:?}", bench.vault);
    assert!(!shown.contains(signed_in.cookie.id.expose()));
}

#[test]
fn a_session_of_https_counts_only_in_the_cookie_that_browsers_guard() {
    let bench = Bench::with_anna();
    let mut attempt = bench.attempt("anna", PASSWORD);
    attempt.from.secure = true;
    let guarded = bench.auth.sign_in_blocking(Some(&anna()), &attempt).unwrap().cookie;
    let planted = Cookie { is_guarded: false, ..guarded.clone() };
    assert_eq!(bench.code_for(&guarded, &anna()), None);
    assert_eq!(bench.code_for(&planted, &anna()), Some(Code::SignInRequired));
    let of = |text: &[(&'static str, &'static str)]| Cookie::of(text.iter().copied()).map(|cookie| cookie.is_guarded);
    let (guarded, plain) = (("__Host-strongroom_session", "a"), ("strongroom_session", "b"));
    assert_eq!((of(&[plain, guarded]), of(&[plain]), of(&[("other", "c")])), (Some(true), Some(false), None));
}

#[test]
fn what_outlasts_a_session_needs_a_sign_in_a_moment_ago() {
    let bench = Bench::with_anna();
    let signed_in = bench.sign_in(&anna()).unwrap();
    let fresh = || {
        let found = bench.auth.authenticate_cookie(&signed_in.cookie, bench.moment(), |_| Some(anna()));
        found.unwrap().require_fresh().map_err(|refusal| refusal.code)
    };
    assert_eq!(fresh(), Ok(()));
    bench.clock.advance(TimeDelta::minutes(11));
    assert_eq!(fresh(), Err(Code::ConfirmationRequired));
    let token = bench.vault.create_token(ANNA, "t", None).unwrap().unwrap();
    let by_token = bench.auth.authenticate_bearer(&token.secret, bench.moment(), |_| Some(anna())).unwrap();
    assert_eq!(by_token.require_fresh().unwrap_err().code, Code::ConfirmationRequired);
}

mod second;
