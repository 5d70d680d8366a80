//! One import from beginning to end.

use std::path::PathBuf;

use desk::{DeskError, Pseudonyms};
use domain::RegionCode;
use domain::intake::{ImportSummary, Rejected};
use intake::{IntakeError, Mapping, RecordReader, RejectsWriter};
use store::intake::{BatchCounts, RegionRow, ensure_region};
use store::{Db, StoreError};
use thiserror::Error;

use super::batches::Taker;
use super::preview::{Seen, Standing};
use super::quarantine;
use super::reading::{self, Piece};
use crate::publishing;

/// What to import, and how.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) region: RegionCode,
    pub(crate) mapping: Mapping,
    pub(crate) file: PathBuf,
    /// Where rejected rows go.
    pub(crate) rejects: PathBuf,
    /// Where the key of pseudonyms is.
    pub(crate) data_dir: PathBuf,
    /// Only tell what would happen.
    pub(crate) dry_run: bool,
}

/// How it went.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) summary: ImportSummary,
    /// Why the file could not be read to its end, if it could not. What came before stands.
    pub(crate) failure: Option<String>,
}

/// Why nothing, or nothing more, was imported.
#[derive(Debug, Error)]
pub(crate) enum ImportError {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    #[error("a record got no outcome")]
    NoOutcome,
}

impl Import {
    /// Runs it. After every batch `progress` hears what came of it so far, the bytes read and the bytes in all.
    pub(crate) async fn run(
        &self,
        db: &Db,
        mut progress: impl FnMut(&ImportSummary, u64, u64),
    ) -> Result<Outcome, ImportError> {
        let known = store::intake::region(db, &self.region).await?;
        let zone = match &known {
            Some(region) => region.zone,
            None => self
                .mapping
                .time_zone()
                .ok_or_else(|| StoreError::UnknownRegion(self.region.to_string()))?,
        };
        // Before anything is made: a file that cannot be read leaves no region behind.
        let reader = RecordReader::open(&self.file, &self.mapping, zone)?;
        let mut rejects = RejectsWriter::new(&self.rejects, reader.header());
        let mut target = match (known, self.dry_run) {
            (None, true) => Target::Nowhere(Seen::default()),
            (None, false) => {
                let region = ensure_region(db, &self.region, self.mapping.region(), false).await?;
                self.target_in(db, region, None).await?
            }
            (Some(region), dry_run) => self.target_in(db, region, dry_run.then(Seen::default)).await?,
        };

        let header = reader.header().to_vec();
        let taking = self.take_all(db, reader, &header, &mut target, &mut rejects, &mut progress);
        let mut outcome = if self.dry_run {
            taking.await?
        } else {
            publishing::beside(db, taking).await?
        };
        outcome.summary.rejects_file = rejects.finish()?.map(|path| path.display().to_string());
        Ok(outcome)
    }

    /// Takes the file, piece by piece.
    async fn take_all(
        &self,
        db: &Db,
        reader: RecordReader,
        header: &[String],
        target: &mut Target,
        rejects: &mut RejectsWriter,
        progress: &mut impl FnMut(&ImportSummary, u64, u64),
    ) -> Result<Outcome, ImportError> {
        let total = reader.bytes_total();
        let mut outcome = Outcome {
            summary: ImportSummary::default(),
            failure: None,
        };
        let mut pieces = reading::start(reader);
        while let Some(piece) = pieces.recv().await {
            let (rows, bytes) = (piece.rows(), piece.bytes);
            outcome.failure = piece.failure.clone();
            let (counts, rejected) = target.take(piece).await?;
            for row in &rejected {
                rejects.write(row)?;
            }
            if !self.dry_run {
                quarantine::keep(db, &self.region, &self.mapping, header, &rejected).await?;
            }
            let summary = &mut outcome.summary;
            summary.read += rows;
            summary.rejected += rejected.len() as u64;
            summary.new += counts.new;
            summary.updated += counts.updated;
            summary.unchanged += counts.unchanged;
            summary.unplaced += counts.unplaced;
            summary.joined += counts.joined;
            progress(summary, bytes, total);
        }
        Ok(outcome)
    }

    async fn target_in(
        &self,
        db: &Db,
        region: RegionRow,
        dry_run: Option<Seen>,
    ) -> Result<Target, ImportError> {
        let persons = Pseudonyms::new(db.clone(), &self.data_dir);
        let mut taker = Box::new(Taker::open(db, region, persons).await?);
        taker.read_by(&quarantine::stored(&self.mapping));
        Ok(Target::Region { taker, dry_run })
    }
}

/// Where rows go.
enum Target {
    /// A dry run into a region that does not exist: everything would be new.
    Nowhere(Seen),
    Region {
        taker: Box<Taker>,
        dry_run: Option<Seen>,
    },
}

impl Target {
    /// Takes a piece; returns what became of its records and every row that was not taken, in order.
    async fn take(&mut self, piece: Piece) -> Result<(BatchCounts, Vec<Rejected>), ImportError> {
        let mut rejected = piece.rejected;
        let counts = match self {
            Self::Nowhere(seen) => {
                let mut counts = BatchCounts::default();
                for record in &piece.records {
                    match seen.standing(record) {
                        Standing::First => counts.new += 1,
                        Standing::OtherContent => counts.updated += 1,
                        Standing::Same => counts.unchanged += 1,
                    }
                    counts.unplaced += u64::from(record.place.is_none());
                    seen.note(record);
                }
                counts
            }
            Self::Region {
                taker,
                dry_run: Some(seen),
            } => taker.preview(piece.records, seen).await?,
            Self::Region { taker, dry_run: None } => {
                let taken = taker.take(piece.records).await?;
                rejected.extend(taken.records.into_iter().filter_map(Result::err));
                taken.counts
            }
        };
        rejected.sort_by_key(|row| row.line);
        Ok((counts, rejected))
    }
}
