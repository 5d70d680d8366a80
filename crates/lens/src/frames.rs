//! A length, a checksum and as many bytes: what snapshots are made of.

use std::io::{Read, Write};

use crate::keys::mix;
use crate::snapshot::SnapshotError;

/// Writes some bytes so that damage to them is noticed.
///
/// # Errors
/// Those of `to`.
pub fn write_frame(bytes: &[u8], to: &mut impl Write) -> std::io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(&checksum(bytes).to_le_bytes())?;
    to.write_all(bytes)
}

/// The bytes that [`write_frame`] wrote; reads no further.
///
/// # Errors
/// [`SnapshotError::Read`] or [`SnapshotError::Damaged`].
pub fn read_frame(from: &mut impl Read) -> Result<Vec<u8>, SnapshotError> {
    let mut number = || {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    };
    let (len, sum) = (number()?, number()?);
    let mut bytes = Vec::new();
    // Not reserved in advance: a damaged length would take all memory there is.
    from.take(len).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != len || checksum(&bytes) != sum {
        return Err(SnapshotError::Damaged);
    }
    Ok(bytes)
}

/// Against damage, not against forgery.
fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let start = mix(bytes.len() as u64);
    let sum = words.iter().fold(start, |sum, word| {
        (sum ^ u64::from_le_bytes(*word))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    });
    rest.iter().fold(sum, |sum, byte| mix(sum ^ u64::from(*byte)))
}
