//! Undoing: a slip of the hand is taken back by a new event that holds how things were before, never by forgetting.

use super::Draft;
use crate::domain::discrepancy::Settling;
use crate::domain::event::{CaseUnfiled, CustodySet, ReprintWhy, Reprinted, Undone};
use crate::domain::folder::Actor;
use crate::domain::ids::FolderNo;
use crate::domain::place::FolderAssigned;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::Reason;
use crate::domain::state::{CaseRow, Former, RecentAct, Surgery};

const MINUTE_US: i64 = 60 * 1_000_000;
/// How long one may undo one's own acts.
pub const OWN_ACTS_US: i64 = 15 * MINUTE_US;
/// How long who keeps the folders may undo anybody's.
pub const ANY_ACTS_US: i64 = 24 * 60 * MINUTE_US;

impl Draft<'_> {
    /// Undoes a custody act: the folders and single papers are as it found them, papers that it put into their folder wait
    /// again, the contradictions it raised were errors, and those it took away are there again.
    pub(super) fn undo(&mut self, seq: u64) -> Result<(), Refusal> {
        let act = self.undoable(seq)?;
        self.record(Undone { seq });
        if let Some(Surgery::Swapped(one, other)) = act.surgery {
            self.exchange_homes(one, other)?;
            self.exchange_back(&act.pages);
            self.keep_labels([one, other])?;
        }
        for former in &act.formers {
            self.restore(former)?;
        }
        for former in &act.papers {
            self.restore_paper(former)?;
        }
        for case in &act.filed {
            let Some(folder) = self.case_row(*case).map(|row| row.folder) else { continue };
            self.record(CaseUnfiled { case: *case, folder });
        }
        // The newest have the highest numbers: what this act raised is soon found.
        let all = self.state.discrepancies.before(self.state.discrepancies.next());
        let raised = all.take_while(|(_, open)| open.seq >= seq).filter(|(_, open)| open.seq == seq);
        for (no, folder) in raised.map(|(no, open)| (no, open.folder)).collect::<Vec<_>>() {
            self.settled(no, folder, Settling::AsRecorded, None);
        }
        for open in &act.settled {
            self.raise_again(open);
        }
        Ok(())
    }

    /// What was cut or joined is joined or cut again by whoever has it in hand; what that takes, the refusal says.
    fn by_surgery(&self, surgery: Surgery) -> Refusal {
        let [one, other] = surgery.folders().map(|folder| self.state.codes.own(folder));
        let (en, zh) = match surgery {
            Surgery::Merged(..) => {
                (format!("split the cases of {one} off {other}"), format!("请从 {other} 中分出原属 {one} 的业务单"))
            }
            Surgery::Split(..) => (format!("merge {other} into {one}"), format!("请将 {other} 并入 {one}")),
            Surgery::Joined(..) => (
                format!("let {one} leave the file of {other}, or merge it into that"),
                format!("请将 {one} 移出 {other} 的案卷，或并入其中"),
            ),
            Surgery::Left(..) => {
                (format!("let {one} join the file of {other}"), format!("请将 {one} 重新归入 {other} 的案卷"))
            }
            Surgery::Swapped(..) => Default::default(),
        };
        Refusal::new(Code::UndoBySurgery).with("help_en", en).with("help_zh", zh)
    }

    /// Labels that were not swapped after all need not be printed anew, or have to be once more if they were.
    fn keep_labels(&mut self, folders: [FolderNo; 2]) -> Result<(), Refusal> {
        for folder in folders {
            match self.state.reprints.of(folder).map(|asked| asked.why) {
                Some(ReprintWhy::Swapped) => self.record(Reprinted { folder }),
                Some(_) => {}
                None => self.ask_reprint(folder, ReprintWhy::Swapped)?,
            }
        }
        Ok(())
    }

    fn undoable(&self, seq: u64) -> Result<RecentAct, Refusal> {
        let refusal = |code| Err(Refusal::new(code).with("seq", seq));
        let Some(act) = self.state.recent.get(seq) else { return refusal(Code::UndoUnknown) };
        let cases = || act.papers.iter().map(|former| former.case).chain(act.filed.iter().copied());
        let of_papers = cases().filter_map(|case| self.case_row(case)).map(|row| row.folder);
        let cut = act.surgery.into_iter().flat_map(Surgery::folders);
        let mut folders = act.formers.iter().map(|former| former.folder).chain(of_papers).chain(cut);
        if !folders.all(|folder| self.state.sees(&self.sight, folder)) {
            return refusal(Code::UndoUnknown);
        }
        if act.undone {
            return refusal(Code::UndoneAlready);
        }
        if let Some(surgery) = act.surgery.filter(|surgery| !matches!(surgery, Surgery::Swapped(..))) {
            return Err(self.by_surgery(surgery));
        }
        let age_us = self.context.now_us - act.recorded_us;
        let own = act.by == self.context.actor;
        let any = match self.context.actor {
            Actor::Person(no) => self.person(no).is_some_and(|person| person.facts.role.may(Permission::FolderEdit)),
            Actor::Local | Actor::System => true,
        };
        if !own && !any {
            return refusal(Code::UndoNotYours);
        }
        if age_us > if any { ANY_ACTS_US } else { OWN_ACTS_US } {
            return refusal(Code::UndoTooLate);
        }
        let changed = |former: &Former| self.state.custody.get(former.folder).is_none_or(|row| row.changed_seq != seq);
        if let Some(former) = act.formers.iter().find(|former| changed(former)) {
            return Err(self.refusal(Code::UndoOvertaken, former.folder));
        }
        if let Some(row) = cases().filter_map(|case| self.case_row(case)).find(|row| row.changed_seq != seq) {
            return Err(self.refusal(Code::UndoOvertaken, row.folder));
        }
        // What has been done with the folder since was done with these papers in it.
        let went_on = |row: &&CaseRow| self.state.custody.get(row.folder).is_none_or(|now| now.changed_seq > seq);
        if let Some(row) = act.filed.iter().filter_map(|case| self.case_row(*case)).find(went_on) {
            return Err(self.refusal(Code::UndoOvertaken, row.folder));
        }
        Ok(act.clone())
    }

    /// Lets a folder be as it was.
    fn restore(&mut self, former: &Former) -> Result<(), Refusal> {
        let folder = former.folder;
        match former.home {
            Some(home) if self.state.places.folder(folder) != Some(&home) => {
                let free_mm = self.state.places.free_for(folder, home.home);
                let Some(free_mm) = free_mm else { return Err(self.refusal(Code::UndoOvertaken, folder)) };
                let assigned = FolderAssigned {
                    folder,
                    home: home.home,
                    thickness_mm: home.thickness_mm,
                    lane: home.lane,
                    period: home.period,
                    on: self.context.today,
                    over_capacity: free_mm < u32::from(home.thickness_mm),
                    reason: Reason::Stated,
                };
                self.record_places(vec![assigned.into()], None);
            }
            None if self.state.places.home(folder).is_some() => self.release_place(folder),
            _ => {}
        }
        self.record(CustodySet { folder, row: former.custody() });
        Ok(())
    }
}
