//! Which files belong to which case. The bytes are none of this module's business: whoever keeps them says
//! when they are safe, and only then is the row written.

mod read;
mod write;

pub use read::{AttachmentRow, attachment, attachments};
pub use write::{Added, NewAttachment, Quota, add, sweep};

/// Advisory lock between adding files (shared) and sweeping them (exclusive): "files" as a number.
const FILES_LOCK: i64 = 0x6669_6c65_7300;
