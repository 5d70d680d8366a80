//! A ledger as bytes: a frame for the head and one per month, of the rows alone. Sums are counted again.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use super::calendar::Calendar;
use super::day::Day;
use super::month::Month;
use super::{DAYS_PER_MONTH, Ledger};
use crate::bytes::Fixed;
use crate::frames::{read_frame, write_frame};
use crate::picture::Picture;
use crate::snapshot::SnapshotError;

const MAGIC: u64 = u64::from_le_bytes(*b"lens-led");
/// Of the bytes below; another one is not read.
const FORMAT: u32 = 1;

impl<P: Picture> Ledger<P> {
    /// Writes the ledger as it is now: some 40 bytes per fact.
    ///
    /// # Errors
    /// Those of `to`. What was written until then is of no use.
    pub fn write_snapshot(&self, to: &mut impl Write) -> std::io::Result<()> {
        let mut frame = Vec::new();
        MAGIC.put(&mut frame);
        FORMAT.put(&mut frame);
        P::TAG.put(&mut frame);
        self.version.put(&mut frame);
        (self.months.len() as u64).put(&mut frame);
        write_frame(&frame, to)?;
        for month in self.months.values() {
            frame.clear();
            for (number, day) in month.numbered_days() {
                (number as u64).put(&mut frame);
                day.put(&mut frame);
            }
            write_frame(&frame, to)?;
        }
        Ok(())
    }

    /// The ledger that [`Self::write_snapshot`] wrote, for the days of the same zone as `empty`. Reads no more than that.
    ///
    /// # Errors
    /// See [`SnapshotError`]; days of another zone are [`SnapshotError::Damaged`].
    pub fn read_snapshot(empty: Self, from: &mut impl Read) -> Result<Self, SnapshotError> {
        let (version, months) = read_head(&read_frame(from)?, P::TAG)?;
        let mut ledger = Self { version, ..empty };
        for _ in 0..months {
            let month = read_month(&ledger.calendar, &read_frame(from)?).ok_or(SnapshotError::Damaged)?;
            ledger.months.insert(month.0, Arc::new(month.1));
        }
        Ok(ledger)
    }
}

/// Version and number of months.
fn read_head(mut bytes: &[u8], tag: u8) -> Result<(u64, u64), SnapshotError> {
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
    u64::take(from).zip(u64::take(from)).ok_or(SnapshotError::Damaged)
}

/// A month with its number.
fn read_month(calendar: &Calendar, mut bytes: &[u8]) -> Option<(usize, Month)> {
    let mut days = BTreeMap::new();
    while !bytes.is_empty() {
        let number = usize::try_from(u64::take(&mut bytes)?).ok()?;
        let day = Day::take(&mut bytes)?;
        if day.len() == 0 || day.base() != calendar.base(number) {
            return None;
        }
        days.insert(number, Arc::new(day));
    }
    let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
    let month = first / DAYS_PER_MONTH;
    (last / DAYS_PER_MONTH == month).then(|| (month, Month::of(days)))
}
