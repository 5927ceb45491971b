//! Files that are attached to folders and taken off again.

use super::Draft;
use super::custody::remark;
use crate::domain::attachment::safe_file_name;
use crate::domain::command::NewAttachment;
use crate::domain::event::{Attached, AttachmentDetails, Detached, Event};
use crate::domain::refusal::{Code, Refusal};

/// How many attachments one folder may ever have had.
pub const MAX_ATTACHMENTS: u32 = 500;

impl Draft<'_> {
    pub(super) fn attach(&mut self, new: &NewAttachment) -> Result<(), Refusal> {
        let folder = self.find(&new.folder)?;
        self.present(folder)?;
        let no = self.state.attachments.next_no(folder);
        if no > MAX_ATTACHMENTS {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_ATTACHMENTS).with("what", "attachments"));
        }
        let NewAttachment { sha256, bytes, media_type, .. } = *new;
        let file_name = safe_file_name(&new.file_name, media_type);
        let details = AttachmentDetails { file_name, note: remark(&new.note).text };
        self.record(Event::Attached(Attached { folder, no, sha256, bytes, media_type }, Some(details)));
        Ok(())
    }

    /// Also from a folder that has left for good: a letter that should not be here must not stay because of that.
    pub(super) fn detach(&mut self, code: &str, no: u32, reason: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        if self.state.attachments.get(folder, no).is_none() {
            return Err(self.refusal(Code::AttachmentUnknown, folder).with("no", no));
        }
        if reason.trim().is_empty() {
            return Err(Code::ReasonRequired.into());
        }
        self.record(Event::Detached(Detached { folder, no }, Some(remark(reason))));
        Ok(())
    }
}
