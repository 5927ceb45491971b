//! Second factors, from the first code to the last.

use super::{ANNA, Bench, PASSWORD, anna};
use crate::auth::{SignIn, totp};
use crate::domain::refusal::Code;
use crate::vault::Secret;
use chrono::TimeDelta;

impl Bench {
    /// What the app of Anna's shows now.
    fn code(&self) -> Secret {
        let key = self.vault.factor(ANNA).unwrap().key;
        let now = self.clock.now();
        Secret::new(totp::code_at(&key, u64::try_from(now.timestamp()).unwrap() / 30))
    }

    fn enrol(&self) -> Vec<Secret> {
        self.auth.begin_totp(&anna(), "Archive").unwrap();
        let codes = self.auth.confirm_totp(ANNA, &self.code(), self.moment()).unwrap();
        self.clock.advance(TimeDelta::seconds(90));
        codes
    }

    fn sign_in_with(&self, totp: Option<&Secret>) -> Option<Code> {
        let attempt = SignIn { totp: totp.cloned(), ..self.attempt("anna", PASSWORD) };
        self.auth.sign_in_blocking(Some(&anna()), &attempt).err().map(|refusal| refusal.code)
    }
}

#[test]
fn a_factor_is_asked_for_once_it_is_confirmed_and_not_before() {
    let bench = Bench::with_anna();
    bench.auth.begin_totp(&anna(), "Archive").unwrap();
    assert_eq!(bench.sign_in_with(None), None, "shown is not set up");
    let wrong = bench.auth.confirm_totp(ANNA, &Secret::new("12345"), bench.moment());
    assert_eq!(wrong.unwrap_err().code, Code::TotpFailed);
    bench.enrol();
    assert_eq!(bench.sign_in_with(None), Some(Code::TotpRequired));
    assert_eq!(bench.sign_in_with(Some(&Secret::new(" "))), Some(Code::TotpRequired));
    assert_eq!(bench.sign_in_with(Some(&bench.code())), None);
    assert_eq!(bench.auth.begin_totp(&anna(), "Archive").unwrap_err().code, Code::TotpEnrolled);
}

#[test]
fn the_factor_is_not_asked_for_before_the_password_is_right() {
    let bench = Bench::with_anna();
    bench.enrol();
    let guess = SignIn { totp: Some(bench.code()), ..bench.attempt("anna", "wrong wrong") };
    assert_eq!(bench.auth.sign_in_blocking(Some(&anna()), &guess).unwrap_err().code, Code::SignInFailed);
    let guess = bench.attempt("anna", "wrong wrong");
    assert_eq!(bench.auth.sign_in_blocking(Some(&anna()), &guess).unwrap_err().code, Code::SignInFailed);
}

#[test]
fn a_code_opens_once_and_so_does_each_recovery_code() {
    let bench = Bench::with_anna();
    let recovery = bench.enrol();
    assert_eq!(recovery.len(), 10);
    let code = bench.code();
    assert_eq!((bench.sign_in_with(Some(&code)), bench.sign_in_with(Some(&code))), (None, Some(Code::TotpFailed)));
    let first = recovery.first().unwrap();
    assert_eq!((bench.sign_in_with(Some(first)), bench.sign_in_with(Some(first))), (None, Some(Code::TotpFailed)));
    assert_eq!(bench.auth.recovery_codes_left(ANNA), 9);
    let bench = bench.restart();
    assert_eq!(bench.sign_in_with(Some(first)), Some(Code::TotpFailed));
    assert_eq!(bench.sign_in_with(recovery.last()), None);
}

#[test]
fn guessing_codes_is_slowed_down_wherever_the_guesser_sits() {
    let bench = Bench::with_anna();
    bench.enrol();
    let mut checked = 0;
    for number in 0..500_u32 {
        let mut attempt = bench.attempt("anna", PASSWORD);
        attempt.totp = Some(Secret::new(format!("9{number:04}")));
        attempt.from.ip = std::net::Ipv4Addr::from(number).into();
        match bench.auth.sign_in_blocking(Some(&anna()), &attempt).unwrap_err().code {
            Code::TotpFailed => checked += 1,
            code => assert_eq!(code, Code::TooManyAttempts),
        }
    }
    assert!(checked < 10, "{checked}");
    bench.clock.advance(TimeDelta::hours(1));
    assert_eq!(bench.sign_in_with(Some(&bench.code())), None);
}

#[tokio::test]
async fn a_reset_takes_the_factor_away_and_its_owner_needs_a_code_for_that() {
    let bench = Bench::with_anna();
    bench.enrol();
    let remove = |code: Option<&Secret>| bench.auth.remove_totp(ANNA, code, bench.moment()).map_err(|why| why.code);
    assert_eq!(remove(None), Err(Code::TotpRequired));
    assert_eq!(remove(Some(&Secret::new("nonsense"))), Err(Code::TotpFailed));
    assert_eq!(remove(Some(&bench.code())), Ok(()));
    assert_eq!(bench.sign_in_with(None), None);
    bench.enrol();
    bench.auth.give_password(ANNA, "anna", Some(Secret::new(PASSWORD))).await.unwrap();
    assert_eq!(bench.sign_in_with(None), None);
}

#[test]
fn nothing_of_a_factor_is_shown_by_debug() {
    let bench = Bench::with_anna();
    let enrolment = bench.auth.begin_totp(&anna(), "Archive").unwrap();
    let shown = format!("{enrolment:?} {:?} {:?}", bench.vault, bench.vault.factor(ANNA));
    assert!(!shown.contains(enrolment.key.expose()) && !shown.contains("otpauth") && !shown.contains("key: ["));
}
