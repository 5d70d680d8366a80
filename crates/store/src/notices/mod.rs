//! Notices: stored in the transaction of what they tell of, read by those they are for, and sent by
//! channels of theirs. What is told to whom is decided by [`domain::notice`].

mod channels;
mod delivery;
mod listen;
mod read;
mod write;

pub use channels::{
    ChannelChange, NewChannel, add_channel, change_channel, channel_secret, channels, has_unit,
    remove_channel,
};
pub use delivery::{
    Attempt, Claimed, DeadRow, Ended, claim, count_unsent, dead_letters, record_outcome, retry,
};
pub use listen::NoticeListener;
pub use read::{News, Position, Reader, latest, list, news_since, unread_count};
pub use write::{forget, mark_all_read, mark_read};

pub(crate) use write::{Subject, tell};
