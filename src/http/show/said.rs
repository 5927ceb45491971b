//! Days, moments and people as answers name them.

use super::super::shape::PersonRef;
use super::Show;
use crate::archive::codec::time_of;
use crate::domain::folder::Actor;
use crate::domain::ids::PersonNo;
use chrono::{DateTime, NaiveDate, Utc};

impl Show<'_> {
    /// The day of a moment on the archive's own calendar.
    #[must_use]
    pub fn day(&self, us: i64) -> NaiveDate {
        time_of(us).with_timezone(&self.zone()).date_naive()
    }

    /// A moment as the archive's clocks on the wall show it.
    #[must_use]
    pub fn moment(&self, us: i64) -> String {
        self.local_time(time_of(us))
    }

    /// A time as it reads on the archive's own clocks.
    #[must_use]
    pub fn local_time(&self, time: DateTime<Utc>) -> String {
        time.with_timezone(&self.zone()).format("%Y-%m-%d %H:%M").to_string()
    }

    fn zone(&self) -> chrono_tz::Tz {
        self.state.organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai)
    }

    /// A person, as others see him.
    #[must_use]
    pub fn person(&self, no: PersonNo) -> PersonRef {
        let person = self.state.people.get(no);
        let department = person.and_then(|person| self.state.organisation.department(person.facts.department?));
        PersonRef {
            no: Some(no.0),
            display_name: person.map(|person| person.details.display_name.clone()).unwrap_or_default(),
            department: department.map(|department| department.code.clone()),
        }
    }

    /// Who did something.
    #[must_use]
    pub fn actor(&self, actor: Actor) -> PersonRef {
        let named = |zh, en| PersonRef { no: None, display_name: self.say(zh, en).to_owned(), department: None };
        match actor {
            Actor::Person(no) => self.person(no),
            Actor::Local => named("本机命令行", "command line"),
            Actor::System => named("系统", "the archive"),
        }
    }
}
