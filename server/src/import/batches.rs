//! One batch into the store; a row that the database refuses does not take the others with it.

use chrono::Utc;
use domain::intake::Rejected;
use rand_chacha::ChaCha20Rng;
use store::intake::{BatchCounts, ImportState, PlacedRecord, RegionRow, take_batch};
use store::{Db, StoreError};

use super::preview::{Seen, Standing};

/// Takes batches into one region.
#[derive(Debug)]
pub(super) struct Taker<'a> {
    pub(super) db: &'a Db,
    pub(super) region: RegionRow,
    pub(super) state: ImportState,
    pub(super) rng: ChaCha20Rng,
}

impl Taker<'_> {
    /// Takes every record it can. Those the database refuses are halved out and come back.
    pub(super) async fn take(
        &mut self,
        batch: Vec<PlacedRecord>,
    ) -> Result<(BatchCounts, Vec<Rejected>), StoreError> {
        let mut counts = BatchCounts::default();
        let mut refused = Vec::new();
        let mut waiting = vec![&batch[..]];
        while let Some(part) = waiting.pop() {
            match self.try_take(part, false).await {
                Ok(taken) => add(&mut counts, taken),
                Err(error) if error.is_unreachable() => return Err(error),
                Err(StoreError::Database(error)) => match part {
                    [] => {}
                    [one] => refused.push(rejected(one, &error)),
                    _ => {
                        let (first, second) = part.split_at(part.len() / 2);
                        waiting.extend([second, first]);
                    }
                },
                Err(error) => return Err(error),
            }
        }
        Ok((counts, refused))
    }

    /// What [`Taker::take`] would do, given what earlier batches would have done.
    pub(super) async fn preview(
        &mut self,
        batch: Vec<PlacedRecord>,
        seen: &mut Seen,
    ) -> Result<BatchCounts, StoreError> {
        let mut counts = BatchCounts::default();
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for placed in batch {
            match seen.standing(&placed.record) {
                Standing::First => first.push(placed),
                Standing::OtherContent => later.push(placed),
                Standing::Same => {
                    counts.unchanged += 1;
                    counts.unplaced += u64::from(placed.record.place.is_none());
                }
            }
        }
        for placed in first.iter().chain(&later) {
            seen.note(&placed.record);
        }
        add(&mut counts, self.try_take(&first, true).await?);
        // To the database these may look new; to the run they are not.
        let looked = self.try_take(&later, true).await?;
        add(
            &mut counts,
            BatchCounts {
                new: 0,
                updated: looked.new + looked.updated,
                ..looked
            },
        );
        Ok(counts)
    }

    async fn try_take(&mut self, part: &[PlacedRecord], dry_run: bool) -> Result<BatchCounts, StoreError> {
        if part.is_empty() {
            return Ok(BatchCounts::default());
        }
        let taken = take_batch(self.db, &mut self.state, part, Utc::now(), &mut self.rng, dry_run).await;
        if taken.is_err() {
            // What the failed transaction made known is unknown again.
            self.state = ImportState::new(&self.region);
        }
        taken
    }
}

fn add(sum: &mut BatchCounts, more: BatchCounts) {
    sum.new += more.new;
    sum.updated += more.updated;
    sum.unchanged += more.unchanged;
    sum.unplaced += more.unplaced;
    sum.joined += more.joined;
}

fn rejected(placed: &PlacedRecord, error: &impl std::fmt::Display) -> Rejected {
    let record = &placed.record;
    Rejected {
        line: record.line,
        field: None,
        reason: format!("the database refuses it: {error}"),
        row: record.verbatim.values().cloned().collect(),
        columns: record.verbatim.keys().cloned().collect(),
    }
}
