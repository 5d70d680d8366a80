//! Batches into the store; a row that the database refuses does not take the others with it.

use chrono::Utc;
use desk::{Placer, PseudonymKey, Pseudonyms};
use domain::intake::{IncomingRecord, Rejected, RowFault};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use store::district::{drawn_areas, ensure_grid_cells, grid_anchors};
use store::intake::{
    BatchCounts, Became, ImportState, PlacedRecord, RegionRow, StoredMapping, take_batch, take_batch_telling,
};
use store::{Db, StoreError};

use super::ImportError;
use super::preview::{Seen, Standing};

/// Takes records into one region, whichever way they came.
#[derive(Debug)]
pub(crate) struct Taker {
    db: Db,
    region: RegionRow,
    placer: Placer,
    state: ImportState,
    rng: ChaCha20Rng,
    persons: Pseudonyms,
    /// Read when the first record names a person.
    key: Option<PseudonymKey>,
    /// By which its records are read.
    mapping: Option<StoredMapping>,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) counts: BatchCounts,
    /// Of each record, in their order.
    pub(crate) records: Vec<Result<Became, Rejected>>,
}

impl Taker {
    pub(crate) async fn open(db: &Db, region: RegionRow, persons: Pseudonyms) -> Result<Self, ImportError> {
        // Tokens of cases are drawn from it: it must not be guessed.
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(ImportError::Random)?;
        Ok(Self {
            placer: Placer::new(grid_anchors(db, &region.code).await?)
                .with_areas(drawn_areas(db, &region.code).await?),
            state: ImportState::new(&region),
            rng: ChaCha20Rng::from_seed(seed),
            db: db.clone(),
            region,
            persons,
            key: None,
            mapping: None,
        })
    }

    /// What it is given from now on was read by this mapping.
    pub(crate) fn read_by(&mut self, mapping: &StoredMapping) {
        self.state.read_by(mapping.clone());
        self.mapping = Some(mapping.clone());
    }

    pub(crate) fn region(&self) -> &RegionRow {
        &self.region
    }

    /// Forgets what names, rules and key it has met: they may have been changed meanwhile.
    pub(crate) fn begin_anew(&mut self) {
        self.key = None;
        self.state = self.fresh();
    }

    fn fresh(&self) -> ImportState {
        let mut state = ImportState::new(&self.region);
        if let Some(key) = &self.key {
            state.use_key(key.fingerprint());
        }
        if let Some(mapping) = &self.mapping {
            state.read_by(mapping.clone());
        }
        state
    }

    /// Takes every record it can. Those the database refuses are halved out and come back.
    pub(crate) async fn take(&mut self, records: Vec<IncomingRecord>) -> Result<Taken, ImportError> {
        let batch = self.placed(records).await?;
        let mut taken = Taken {
            counts: BatchCounts::default(),
            records: Vec::with_capacity(batch.len()),
        };
        let mut waiting = vec![&batch[..]];
        while let Some(part) = waiting.pop() {
            match self.try_take(part).await {
                Ok((counts, became)) => {
                    add(&mut taken.counts, counts);
                    taken.records.extend(became.into_iter().map(Ok));
                }
                Err(StoreError::Database(error)) => match part {
                    [] => {}
                    [one] => taken.records.push(Err(rejected(one, &error))),
                    _ => {
                        let (first, second) = part.split_at(part.len() / 2);
                        waiting.extend([second, first]);
                    }
                },
                Err(error) => return Err(error.into()),
            }
        }
        Ok(taken)
    }

    /// What [`Taker::take`] would do, given what earlier batches would have done.
    pub(super) async fn preview(
        &mut self,
        records: Vec<IncomingRecord>,
        seen: &mut Seen,
    ) -> Result<BatchCounts, StoreError> {
        let mut counts = BatchCounts::default();
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for record in records {
            let standing = seen.standing(&record);
            // Its cell does not exist yet, and a dry run makes none.
            let placed = PlacedRecord {
                record,
                grid: None,
                anchor: None,
                placed_by: None,
                person: None,
            };
            match standing {
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
        add(&mut counts, self.try_preview(&first).await?);
        // To the database these may look new; to the run they are not.
        let looked = self.try_preview(&later).await?;
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

    /// Records with cell, anchor and pseudonym; new cells are stored.
    async fn placed(&mut self, records: Vec<IncomingRecord>) -> Result<Vec<PlacedRecord>, ImportError> {
        if self.key.is_none() && records.iter().any(|record| record.person.is_some()) {
            let key = self.persons.key(Utc::now()).await?;
            self.state.use_key(key.fingerprint());
            self.key = Some(key);
        }
        let mut batch = Vec::with_capacity(records.len());
        for record in records {
            let mut placed = self.placer.place(record);
            let person = self.key.as_ref().zip(placed.record.person.as_deref());
            placed.person = person.map(|(key, person)| key.name(&self.region.code, person));
            batch.push(placed);
        }
        let made = self.placer.take_made();
        if !made.is_empty() {
            ensure_grid_cells(&self.db, &self.region.code, &made).await?;
        }
        Ok(batch)
    }

    async fn try_take(&mut self, part: &[PlacedRecord]) -> Result<(BatchCounts, Vec<Became>), StoreError> {
        if part.is_empty() {
            return Ok((BatchCounts::default(), Vec::new()));
        }
        let (now, rng) = (Utc::now(), &mut self.rng);
        let taken = take_batch_telling(&self.db, &mut self.state, part, now, rng).await;
        self.unless_failed(taken)
    }

    async fn try_preview(&mut self, part: &[PlacedRecord]) -> Result<BatchCounts, StoreError> {
        if part.is_empty() {
            return Ok(BatchCounts::default());
        }
        let (now, rng) = (Utc::now(), &mut self.rng);
        let looked = take_batch(&self.db, &mut self.state, part, now, rng, true).await;
        self.unless_failed(looked)
    }

    /// What a failed transaction made known is unknown again.
    fn unless_failed<T>(&mut self, taken: Result<T, StoreError>) -> Result<T, StoreError> {
        if taken.is_err() {
            self.state = self.fresh();
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
        reason: RowFault::Refused {
            said: error.to_string().into(),
        },
        row: record.verbatim.values().cloned().collect(),
        columns: record.verbatim.keys().cloned().collect(),
    }
}
