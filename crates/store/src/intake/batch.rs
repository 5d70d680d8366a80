use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::area::PlacedBy;
use domain::fusion::Pseudonym;
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use domain::{CategoryCode, GridCode, RegionCode};
use rand::Rng;
use uuid::Uuid;

use super::areas::RegionRow;
use super::case::history;
use super::crosswalk::{load_crosswalk, record_crosswalk};
use super::fusing;
use super::keys::{StoredMapping, ensure_mapping};
use super::names::ensure_names;
use super::persons::note_persons;
use super::update::update_case;
use super::versions::{Stored, Version, load_stored, write_records};
use crate::bulk::{CaseHistory, insert_histories, plan_by_keys};
use crate::cases::{CategoryPolicy, Identity};
use crate::fusion::take_turns;
use crate::{Db, StoreError};

/// A record with its grid cell found.
#[derive(Debug, Clone)]
pub struct PlacedRecord {
    pub record: IncomingRecord,
    /// Grid cell of the point, if it has one. The cell must exist.
    pub grid: Option<GridCode>,
    /// The anchor of that cell that stands for the point in public.
    pub anchor: Option<(f64, f64)>,
    /// Who says where it lies, if the source does not.
    pub placed_by: Option<PlacedBy>,
    /// Pseudonym of whoever reported it, if the source says who.
    pub person: Option<Pseudonym>,
}

/// What became of a batch. Rejected rows never get here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCounts {
    pub new: u64,
    pub updated: u64,
    /// Known content, or what came after a newer version of its source.
    pub unchanged: u64,
    pub unplaced: u64,
    /// New ones that were found to be of a matter that another record had brought.
    pub joined: u64,
}

/// What one import remembers between its batches.
#[derive(Debug)]
pub struct ImportState {
    pub(super) region: RegionCode,
    pub(super) zone: Tz,
    pub(super) known: Known,
    pub(super) key: Option<[u8; 32]>,
    mapping: Option<StoredMapping>,
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is a case.
    New,
    /// Its case stands as it says.
    Updated,
    /// Nothing changed: it was known, or something newer was.
    Unchanged,
}

/// What the database is known to hold.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Our category of each category of a source.
    pub(super) crosswalk: HashMap<SourceSystem, HashMap<String, CategoryCode>>,
    pub(super) policies: HashMap<String, CategoryPolicy>,
    pub(super) departments: HashSet<(String, String)>,
    pub(super) townships: HashSet<String>,
    pub(super) communities: HashSet<String>,
}

impl ImportState {
    /// Starts an import into `region`.
    #[must_use]
    pub fn new(region: &RegionRow) -> Self {
        Self {
            region: region.code.clone(),
            zone: region.zone,
            known: Known::default(),
            key: None,
            mapping: None,
        }
    }

    /// Its records are read by this mapping; it is kept with them.
    pub fn read_by(&mut self, mapping: StoredMapping) {
        self.mapping = Some(mapping);
    }

    /// Persons of its records are named by a key of this fingerprint; with any other in use nothing is taken.
    pub fn use_key(&mut self, fingerprint: [u8; 32]) {
        self.key = Some(fingerprint);
    }

    /// Forgets what a transaction made known that was rolled back.
    fn forget(&mut self) {
        self.known = Known::default();
    }
}

/// Takes a batch in one transaction: new records become cases, new content of known records becomes a
/// version, content that equals any stored version changes nothing. A version that its source calls older than
/// one that is here is stored and changes nothing either. With `dry_run` the counts are the same and nothing is
/// kept.
pub async fn take_batch(
    db: &Db,
    state: &mut ImportState,
    batch: impl AsRef<[PlacedRecord]>,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    dry_run: bool,
) -> Result<BatchCounts, StoreError> {
    let mut became = Vec::new();
    take(db, state, batch.as_ref(), now, rng, dry_run, &mut became).await
}

/// The same, and what became of each record, in their order.
pub async fn take_batch_telling(
    db: &Db,
    state: &mut ImportState,
    batch: &[PlacedRecord],
    now: DateTime<Utc>,
    rng: &mut impl Rng,
) -> Result<(BatchCounts, Vec<Became>), StoreError> {
    let mut became = Vec::with_capacity(batch.len());
    let counts = take(db, state, batch, now, rng, false, &mut became).await?;
    Ok((counts, became))
}

async fn take(
    db: &Db,
    state: &mut ImportState,
    batch: &[PlacedRecord],
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    dry_run: bool,
    became: &mut Vec<Became>,
) -> Result<BatchCounts, StoreError> {
    let mut counts = BatchCounts::default();
    let mut transaction = db.begin().await?;
    let region = state.region.clone();
    // Two imports of one list at the same time take turns instead of tripping over each other's keys.
    take_turns(&mut transaction, &region).await?;
    plan_by_keys(&mut transaction).await?;
    note_persons(&mut transaction, state, batch).await?;
    load_crosswalk(&mut transaction, state, batch).await?;
    ensure_names(&mut transaction, state, batch).await?;
    record_crosswalk(&mut transaction, state, batch).await?;
    let mapping = match &state.mapping {
        Some(mapping) => Some(ensure_mapping(&mut transaction, &region, mapping).await?),
        None => None,
    };
    let mut stored = load_stored(&mut transaction, &region, batch).await?;
    let (mut histories, mut versions) = (Vec::new(), Vec::new());
    let mut fresh: HashMap<Uuid, usize> = HashMap::new();
    // The newest content of each case that is new or changed.
    let mut latest: BTreeMap<Uuid, &PlacedRecord> = BTreeMap::new();
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    for placed in batch {
        let record = &placed.record;
        counts.unplaced += u64::from(record.place.is_none());
        let key = (record.source, record.external_id.clone());
        let (version, case_id) = match stored.get_mut(&key) {
            Some(known)
                if known
                    .hashes
                    .iter()
                    .any(|hash| hash == record.content_hash.as_slice()) =>
            {
                counts.unchanged += 1;
                became.push(Became::Unchanged);
                continue;
            }
            Some(known) if known.is_newer_than(record) => {
                counts.unchanged += 1;
                became.push(Became::Unchanged);
                known.version += 1;
                known.hashes.push(record.content_hash.to_vec());
                versions.push(Version {
                    record,
                    version: known.version,
                    case_id: known.case_id,
                });
                continue;
            }
            Some(known) => {
                counts.updated += 1;
                became.push(Became::Updated);
                known.version += 1;
                known.newest = known.newest.max(record.version);
                known.hashes.push(record.content_hash.to_vec());
                match fresh.get(&known.case_id) {
                    // Its first version stands in this very batch: one case, made from the newer content.
                    Some(&index) => {
                        let identity = identity_of(&histories, index);
                        histories[index] = history(state, placed, identity, now, rng);
                    }
                    None => update_case(&mut transaction, state, known.case_id, placed, now).await?,
                }
                (known.version, known.case_id)
            }
            None => {
                counts.new += 1;
                became.push(Became::New);
                let number = u32::try_from(histories.len()).unwrap_or(u32::MAX);
                let identity = Identity::draw(rng).ordered(millis, number);
                let case_id = identity.case_id;
                fresh.insert(case_id, histories.len());
                histories.push(history(state, placed, identity, now, rng));
                stored.insert(
                    key,
                    Stored {
                        case_id,
                        version: 1,
                        hashes: vec![record.content_hash.to_vec()],
                        newest: record.version,
                    },
                );
                (1, case_id)
            }
        };
        latest.insert(case_id, placed);
        versions.push(Version {
            record,
            version,
            case_id,
        });
    }
    let fused = fusing::plan(&mut transaction, state, &latest, &mut histories, now).await?;
    counts.joined = fused.joined().filter(|id| fresh.contains_key(id)).count() as u64;
    insert_histories(&mut transaction, &region, &histories, now, true).await?;
    fused.write(&mut transaction, &region, now).await?;
    write_records(&mut transaction, &region, mapping, &versions, now).await?;
    if dry_run {
        transaction.rollback().await?;
        state.forget();
    } else {
        sqlx::query("notify lianqin_outbox")
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(counts)
}

fn identity_of(histories: &[CaseHistory], index: usize) -> Identity {
    let old = &histories[index];
    Identity {
        case_id: old.case_id,
        code: old.code.clone(),
        token: old.token.clone(),
        tally_key: old.tally_key,
    }
}
