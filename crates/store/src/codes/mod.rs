//! Codes of a case: for colleagues, and for guests. Tokens are looked up by their hash.
//!
//! The public token is a column of the case and is looked up in the published projection; see
//! [`crate::published::case_by_token`]. Only [`voice_case`] starts from it, for a citizen's answer.

mod read;
mod write;

pub use read::{
    CodeKind, GuestRow, LiveCode, Reported, VoiceCase, find, guest_by_id, guests, reported, voice_case,
};
pub use write::{Added, NewGuest, add_guest, handler_token, revoke_guest, revoke_handler, touch};

use sha2::{Digest, Sha256};

/// What is stored of a token. 128 random bits need neither salt nor stretching.
fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
