//! What taking of pushed records needs, kept between requests.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::{Desk, DeskError, Pseudonyms};
use domain::RegionCode;
use domain::intake::{IncomingRecord, Rejected};
use intake::{IntakeError, Mapping, Object, ObjectConverter};
use store::intake::{Became, Cells, StoredMapping};
use store::{Db, StoreError};
use uuid::Uuid;

use crate::import::{ImportError, Taken, Taker, quarantine};
use crate::problem::Problem;

/// Grid cells are read again after so long.
const FRESH: Duration = Duration::from_secs(60);

type Shared<T> = Arc<tokio::sync::Mutex<T>>;

/// Given to the handler of pushes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(super) desk: Desk,
    db: Db,
    persons: Pseudonyms,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    /// One batch at a time per region: matters are remade in turns anyway.
    takers: HashMap<RegionCode, (Instant, Shared<Taker>)>,
    /// By their id, which changes with their text.
    mappings: HashMap<Uuid, Arc<Mapping>>,
}

impl Receiver {
    pub(crate) fn new(desk: Desk, db: Db, data_dir: impl Into<PathBuf>) -> Self {
        Self {
            desk,
            persons: Pseudonyms::new(db.clone(), data_dir),
            db,
            kept: Arc::default(),
        }
    }

    /// Whoever names persons.
    pub(crate) fn persons(&self) -> &Pseudonyms {
        &self.persons
    }

    /// A mapping as it was stored.
    pub(super) fn mapping(&self, stored: &StoredMapping) -> Result<Arc<Mapping>, IntakeError> {
        let id = stored.id();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.mappings.get(&id) {
            return Ok(Arc::clone(known));
        }
        let mapping = Arc::new(Mapping::parse(&stored.name, &stored.text)?);
        kept.mappings.insert(id, Arc::clone(&mapping));
        Ok(mapping)
    }

    /// Whoever takes records into a region.
    pub(super) async fn taker(&self, region: &RegionCode) -> Result<Shared<Taker>, ImportError> {
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((since, taker)) = kept.takers.get(region)
                && since.elapsed() < FRESH
            {
                return Ok(Arc::clone(taker));
            }
        }
        let row = store::intake::region(&self.db, region).await?;
        let row = row.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
        let taker = Taker::open(&self.db, row, self.persons.clone()).await?;
        let taker = Arc::new(tokio::sync::Mutex::new(taker));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.takers
            .insert(region.clone(), (Instant::now(), Arc::clone(&taker)));
        Ok(taker)
    }

    /// Takes records; returns after the commit.
    async fn take(
        &self,
        taker: &mut Taker,
        mapping: &StoredMapping,
        records: Vec<IncomingRecord>,
    ) -> Result<Taken, ImportError> {
        taker.read_by(mapping);
        // Rules and names may have been changed since the last batch.
        taker.begin_anew();
        taker.take(records).await
    }

    /// Reads a row again by the mapping it came by, and takes it. The inner error is what is still wrong.
    pub(crate) async fn mend(
        &self,
        region: &RegionCode,
        stored: &StoredMapping,
        cells: Cells,
    ) -> Result<Result<Became, Rejected>, DeskError> {
        let mapping = self.mapping(stored).map_err(unavailable)?;
        let taker = self.taker(region).await.map_err(unavailable)?;
        let mut taker = taker.lock().await;
        let object = match &cells[..] {
            [(column, text)] if column == quarantine::WHOLE => match Object::parse(text) {
                Ok(object) => object,
                Err(reason) => return Ok(Err(ObjectConverter::rejected(1, reason, text))),
            },
            _ => Object::from_cells(cells),
        };
        let mut converter = ObjectConverter::new(&mapping, taker.region().zone);
        let record = match converter.convert(1, object) {
            Ok(record) => record,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let taken = self.take(&mut taker, stored, vec![record]).await;
        let taken = taken.map_err(unavailable)?;
        let became = taken.records.into_iter().next();
        became.ok_or_else(|| DeskError::Unavailable("a record got no outcome".to_owned()))
    }

    /// Keeps what could not be taken.
    pub(super) async fn keep(
        &self,
        region: &RegionCode,
        mapping: &Mapping,
        rejected: &[Rejected],
    ) -> Result<(), Problem> {
        let kept = quarantine::keep(&self.db, region, mapping, &[], rejected).await;
        kept.map(drop).map_err(|error| ImportError::from(error).into())
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) if error.is_unreachable() || matches!(error, StoreError::OtherKey) => {
                Self::unavailable(error)
            }
            ImportError::Desk(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

fn unavailable(error: impl Into<ImportError>) -> DeskError {
    match error.into() {
        ImportError::Store(error) => error.into(),
        ImportError::Desk(error) => error,
        other => DeskError::Unavailable(other.to_string()),
    }
}
