//! A picture as bytes, so that a start need not read the database.
//!
//! [Frames](crate::frames): the head first, then one per segment. Numbers are stored little end first, columns as they
//! lie in memory. What codes mean is the caller's business here as everywhere: a snapshot is of use only beside the
//! tables it was made with.

use std::io::{Read, Write};

use crate::bytes::{Fixed, put_all, take_all};
use crate::frames::{read_frame, write_frame};
use crate::held::Held;
use crate::lens::Lens;
use crate::picture::Picture;
use crate::segment::Segment;
use crate::stored::{put_columns, take_columns};

const MAGIC: u64 = u64::from_le_bytes(*b"lens-pic");
/// Of the bytes below; another one is not read.
const FORMAT: u32 = 1;

/// Why bytes are no snapshot of this picture. The answer to each is to build the picture anew.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the snapshot cannot be read")]
    Read(#[from] std::io::Error),
    #[error("this is no snapshot of a map")]
    NoSnapshot,
    #[error("the snapshot was written by another version of this program")]
    OtherFormat,
    #[error("the snapshot is of the other picture")]
    OtherPicture,
    #[error("the snapshot is damaged")]
    Damaged,
}

struct Head {
    version: u64,
    segments: u64,
    /// Whether the first segment is the young one.
    young: bool,
}

impl<P: Picture> Lens<P> {
    /// Writes the picture as it is now: about as many bytes as it takes in memory, less what can be counted
    /// again. Writes in large pieces; a buffer around `to` is of no use.
    ///
    /// # Errors
    /// Those of `to`. What was written until then is of no use.
    pub fn write_snapshot(&self, to: &mut impl Write) -> std::io::Result<()> {
        let mut settled = self.clone();
        settled.settle_tail();
        let layers: Vec<&Held> = settled.young.iter().chain(settled.months.values()).collect();
        let mut frame = Vec::new();
        MAGIC.put(&mut frame);
        FORMAT.put(&mut frame);
        P::TAG.put(&mut frame);
        settled.version.put(&mut frame);
        (layers.len() as u64).put(&mut frame);
        u8::from(settled.young.is_some()).put(&mut frame);
        write_frame(&frame, to)?;
        for held in layers {
            frame.clear();
            let dead: Vec<u32> = held.dead.iter().map(|dead| dead.row).collect();
            put_all(&dead, &mut frame);
            put_columns(&held.segment.columns, &mut frame);
            write_frame(&frame, to)?;
        }
        Ok(())
    }

    /// The picture that [`Self::write_snapshot`] wrote, its version included. Reads no more than that, so that
    /// callers can put their own tables behind it.
    ///
    /// # Errors
    /// See [`SnapshotError`]. Damaged bytes are told from whole ones by their checksums.
    pub fn read_snapshot(from: &mut impl Read) -> Result<Self, SnapshotError> {
        let head = read_head(&read_frame(from)?, P::TAG)?;
        let mut lens = Self::new();
        lens.version = head.version;
        for segment in 0..head.segments {
            let held = read_held(&read_frame(from)?).ok_or(SnapshotError::Damaged)?;
            if head.young && segment == 0 {
                lens.young = Some(held);
            } else {
                lens.months.insert(held.segment.month(), held);
            }
        }
        lens.months_changed();
        Ok(lens)
    }
}

fn read_head(mut bytes: &[u8], tag: u8) -> Result<Head, SnapshotError> {
    let from = &mut bytes;
    if u64::take(from) != Some(MAGIC) {
        return Err(SnapshotError::NoSnapshot);
    }
    if u32::take(from) != Some(FORMAT) {
        return Err(SnapshotError::OtherFormat);
    }
    if u8::take(from) != Some(tag) {
        return Err(SnapshotError::OtherPicture);
    }
    let head = |from: &mut &[u8]| {
        Some(Head {
            version: u64::take(from)?,
            segments: u64::take(from)?,
            young: u8::take(from)? != 0,
        })
    };
    head(from).ok_or(SnapshotError::Damaged)
}

fn read_held(mut bytes: &[u8]) -> Option<Held> {
    let dead: Vec<u32> = take_all(&mut bytes)?;
    let columns = take_columns(&mut bytes)?;
    let ascending = dead.windows(2).all(|pair| pair[0] < pair[1]);
    let known = dead.last().is_none_or(|row| (*row as usize) < columns.len);
    if !bytes.is_empty() || !ascending || !known || columns.len == 0 {
        return None;
    }
    let segment = Segment::of(columns);
    let dead = dead.into_iter().map(|row| segment.dead(row)).collect();
    Some(Held {
        segment: segment.into(),
        dead,
    })
}
