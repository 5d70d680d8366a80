//! Fills a region with the synthetic district and a made-up past.
//!
//! Telling and storing overlap: a thread tells the next histories while a batch is copied and an earlier
//! one published. Memory holds a few batches, whatever the order. Each batch is one transaction and cases
//! have their identity by number, so that an order that was cut short goes on where it stopped, and one
//! that is complete adds nothing.

use std::time::Instant;

use app::server::{Demo, DemoAccount};
use chrono::{DateTime, Utc};
use desk::access::hash_password;
use domain::RegionCode;
use domain::clock::Calendar;
use serde::Serialize;
use store::basemap::{GroundTile, has_ground, put_ground};
use store::bulk::CaseHistory;
use store::cases::RuleBook;
use store::district::{District, copy_histories, put_district};
use store::people::{NewPerson, NewRole};
use store::policy::{By, ChangeError};
use store::{Db, StoreError};
use synthetic::{HistoryConfig, histories};
use thiserror::Error;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::publishing;

/// The district is the same for every order, so that two orders share one.
const DISTRICT_SEED: u64 = 1;
/// Histories per transaction.
const BATCH: u64 = 5_000;

/// What to make.
#[derive(Debug, Clone)]
pub(crate) struct Seeding {
    pub(crate) region: RegionCode,
    pub(crate) incidents: u64,
    pub(crate) days: u32,
    pub(crate) seed: u64,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Seeded {
    pub(crate) region: String,
    /// Cases of this order that are there now.
    pub(crate) incidents: u64,
    /// Those of them that were not there before.
    pub(crate) new: u64,
    pub(crate) seconds: f64,
}

/// Why nothing, or nothing more, was made.
#[derive(Debug, Error)]
pub(crate) enum SeedError {
    /// Made-up cases never go among real ones.
    #[error("region {0} holds real data; made-up cases go into a region of their own (--region 999001)")]
    RealRegion(RegionCode),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tiles as they are stored.
pub(crate) fn ground_tiles(cut: basemap::Cut) -> Vec<GroundTile> {
    let tile = |tile: basemap::Tile| GroundTile {
        zoom: tile.zoom,
        x: tile.x,
        y: tile.y,
        ground: tile.ground,
    };
    cut.tiles.into_iter().map(tile).collect()
}

/// The made-up district of a region.
pub(crate) fn district(region: &RegionCode) -> District {
    synthetic::district(region, DISTRICT_SEED)
}

/// Makes the people of a made-up district who are not there yet, all with the documented password. Whether it
/// has to be changed at first sign-in holds for those too who are there and have not changed it.
pub(crate) async fn put_people(
    db: &Db,
    region: &RegionCode,
    district: &District,
    must_change: bool,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    // One hash for all: who knows one of these passwords knows them all anyway.
    let hashing = tokio::task::spawn_blocking(|| hash_password(synthetic::INITIAL_PASSWORD));
    let Ok(Ok(hash)) = hashing.await else {
        tracing::error!("the made-up people have no password: it could not be hashed");
        return Ok(0);
    };
    let people: Vec<_> = synthetic::staff(district)
        .into_iter()
        .map(|member| {
            let person = NewPerson {
                id: Uuid::now_v7(),
                login: member.login,
                name: member.name,
                name_en: Some(member.name_en),
                email: None,
                phone: None,
                password_hash: Some(hash.clone()),
                must_change_password: must_change,
            };
            let role = NewRole {
                role: member.role,
                department: member.department,
                station: member.station,
            };
            (person, vec![role])
        })
        .collect();
    store::people::made_up(db, region, &people, must_change, now).await
}

/// Says of every made-up person who still has the documented password that it must be changed: that nobody has
/// to holds only while a demo runs.
pub(crate) async fn end_of_demo(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    for region in store::intake::regions(db).await? {
        store::people::made_up(db, &region.code, &[], true, now).await?;
    }
    Ok(())
}

/// The accounts of a made-up district, for its sign-in page.
pub(crate) fn demo_accounts(region: &RegionCode) -> Demo {
    let district = district(region);
    let name_of = |code: &str| {
        let unit = district.departments.iter().find(|unit| unit.code == code)?;
        Some((unit.name.clone(), unit.name_en.clone().unwrap_or_default()))
    };
    let accounts = synthetic::staff(&district).into_iter().map(|member| {
        let unit = member.department.as_deref().and_then(name_of);
        DemoAccount {
            login: member.login,
            role: member.role,
            unit,
        }
    });
    Demo {
        accounts: accounts.collect(),
        password: synthetic::INITIAL_PASSWORD.to_owned(),
    }
}

impl Seeding {
    /// Makes it. `progress` hears how many cases are there of how many, after every batch.
    pub(crate) async fn run(
        &self,
        db: &Db,
        now: DateTime<Utc>,
        progress: impl FnMut(u64, u64),
    ) -> Result<Seeded, SeedError> {
        let started = Instant::now();
        let district = district(&self.region);
        let known = self.known(db, &district, now).await?;
        let new = self.incidents.saturating_sub(known);
        if new > 0 || self.incidents == 0 {
            self.region(db, &district, now).await?;
            let rules = RuleBook::load(db, &self.region, now).await?;
            self.fill(db, district, rules, known, now, progress).await?;
        }
        self.ground(db, now).await?;
        let (region, seconds) = (self.region.to_string(), started.elapsed().as_secs_f64());
        Ok(Seeded {
            region,
            incidents: self.incidents,
            new,
            seconds: (seconds * 1000.0).round() / 1000.0,
        })
    }

    /// Whether this order would go into an empty region, or go on with what it began there.
    pub(crate) async fn fits(&self, db: &Db, now: DateTime<Utc>) -> Result<bool, SeedError> {
        let empty = !store::district::has_cases(db, &self.region).await?;
        Ok(empty || self.known(db, &district(&self.region), now).await? > 0)
    }

    /// How many cases of this order are there: batches were stored in order, so they are the first ones.
    async fn known(&self, db: &Db, district: &District, now: DateTime<Utc>) -> Result<u64, SeedError> {
        if !store::district::has_cases(db, &self.region).await? {
            return Ok(0);
        }
        let rules =
            RuleBook::of_categories(&district.categories, chrono_tz::Asia::Shanghai, Calendar::china());
        let told = histories(self.order(now), district, &rules);
        let (mut known, mut unknown) = (0, self.incidents);
        // The last one first: most often all are there, or none.
        let mut probe = self.incidents.saturating_sub(1);
        while known < unknown {
            let exists = match told.get(probe) {
                Some(history) => store::cases::exists(db, &self.region, history.case_id).await?,
                None => false,
            };
            if exists {
                known = probe + 1;
            } else {
                unknown = probe;
            }
            probe = known + unknown.saturating_sub(known) / 2;
        }
        Ok(known)
    }

    fn order(&self, now: DateTime<Utc>) -> HistoryConfig {
        HistoryConfig {
            incidents: self.incidents,
            days: self.days,
            seed: self.seed,
            now,
        }
    }

    async fn region(&self, db: &Db, district: &District, now: DateTime<Utc>) -> Result<(), SeedError> {
        let defaults = synthetic::region_defaults();
        let row = store::intake::ensure_region(db, &self.region, Some(&defaults), true).await?;
        if !row.synthetic {
            return Err(SeedError::RealRegion(self.region.clone()));
        }
        put_district(db, &self.region, district).await?;
        self.elements(db, district, now).await?;
        put_people(db, &self.region, district, true, now).await?;
        Ok(())
    }

    async fn elements(&self, db: &Db, district: &District, now: DateTime<Utc>) -> Result<(), SeedError> {
        store::elements::put_kinds(db, &self.region, &synthetic::element_kinds()).await?;
        let by = By {
            region: &self.region,
            person: "import",
            now,
        };
        let made = synthetic::elements(district, DISTRICT_SEED);
        let told = serde_json::json!({ "file": "synthetic" });
        match store::elements::carry_out(db, by, made, false, false, &told).await {
            Ok(_) => Ok(()),
            Err(ChangeError::Store(error)) => Err(error.into()),
            // Somebody has taken a kind away meanwhile: then its elements are not wanted.
            Err(error) => {
                tracing::warn!(%error, "the made-up elements were not stored");
                Ok(())
            }
        }
    }

    /// What the district lies on; districts of earlier versions have none yet.
    async fn ground(&self, db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
        if has_ground(db, &self.region).await? {
            return Ok(());
        }
        let features = synthetic::ground(DISTRICT_SEED);
        // Made up within a district's bounds.
        if let Ok(cut) = basemap::tiles(&features, None) {
            put_ground(db, &self.region, &ground_tiles(cut), now).await?;
        }
        Ok(())
    }

    async fn fill(
        &self,
        db: &Db,
        district: District,
        rules: RuleBook,
        known: u64,
        now: DateTime<Utc>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(), SeedError> {
        let (sender, mut batches) = mpsc::channel::<Vec<CaseHistory>>(2);
        let order = self.order(now);
        // Ends by itself when nobody takes batches any more.
        let telling = tokio::task::spawn_blocking(move || {
            let mut told = histories(order, &district, &rules);
            let skipped = usize::try_from(known).unwrap_or(usize::MAX);
            let mut rest = told.by_ref().skip(skipped).peekable();
            while rest.peek().is_some() {
                let batch = rest
                    .by_ref()
                    .take(usize::try_from(BATCH).unwrap_or(usize::MAX))
                    .collect();
                if sender.blocking_send(batch).is_err() {
                    return;
                }
            }
        });
        let storing = async {
            let mut stored = known;
            progress(stored, self.incidents);
            let mut result = Ok(());
            while let Some(batch) = batches.recv().await {
                result = copy_histories(db, &self.region, &batch, now).await;
                if result.is_err() {
                    break;
                }
                stored += batch.len() as u64;
                progress(stored, self.incidents);
            }
            batches.close();
            result
        };
        let stored = publishing::beside(db, storing).await;
        if let Err(error) = telling.await
            && let Ok(panic) = error.try_into_panic()
        {
            std::panic::resume_unwind(panic);
        }
        Ok(stored?)
    }
}
