//! Keeps the synthetic district alive: every second or so somebody reports something, signs, works,
//! verifies, calls back, closes. Through the same write path and the same transition table as everybody;
//! who does it is a fixed set of made-up people, none of whom decides on their own work.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use chrono::{SubsecRound, Utc};
use domain::RegionCode;
use domain::case::lifecycle;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use store::cases::{ActError, ActRequest, RuleBook, act, open_case, open_cases};
use store::{Db, StoreError};
use synthetic::{Crowd, Deed, Reports, intensity};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::backoff::Backoff;
use crate::seeding;

/// Open cases held in memory at most, those received last.
const MOST: i64 = 20_000;
/// The crowd is read anew after this, with the rules: others work here too.
const LOOK_AGAIN: Duration = Duration::from_secs(600);
/// How many cases shall be on their way in time; late ones come on top.
const ON_THEIR_WAY: usize = 1_000;

/// How lively.
#[derive(Debug, Clone)]
pub(crate) struct Liveliness {
    /// Time between two deeds, on average, in the middle of a working day.
    pub(crate) pace: Duration,
}

/// Runs until `stop`.
pub(crate) async fn run(db: Db, region: RegionCode, liveliness: Liveliness, stop: CancellationToken) {
    let mut seed = [0; 32];
    if let Err(error) = getrandom::fill(&mut seed) {
        tracing::error!(%error, "the system gives no random numbers: no simulator");
        return;
    }
    let simulator = Simulator {
        reports: Reports::new(&seeding::district(&region)),
        db,
        region,
        liveliness,
    };
    let mut rng = ChaCha20Rng::from_seed(seed);
    let mut backoff = Backoff::default();
    loop {
        let failed = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = simulator.follow(&mut rng, &mut backoff) => error,
        };
        metrics::counter!("lianqin_database_failures_total", "job" => "simulator").increment(1);
        let (pause, first) = backoff.fail();
        if first {
            tracing::warn!(error = %failed, "the simulator has stopped, trying again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

struct Simulator {
    db: Db,
    region: RegionCode,
    reports: Reports,
    liveliness: Liveliness,
}

impl Simulator {
    async fn follow(&self, rng: &mut ChaCha20Rng, backoff: &mut Backoff) -> Result<Infallible, StoreError> {
        loop {
            let (rules, mut crowd) = self.look().await?;
            let looked = Instant::now();
            while looked.elapsed() < LOOK_AGAIN {
                tokio::time::sleep(self.pause(&rules, rng)).await;
                self.deed(&mut crowd, &rules, rng).await?;
                if backoff.reset() {
                    tracing::info!("the simulator goes on");
                }
            }
        }
    }

    /// Reads rules and open cases.
    async fn look(&self) -> Result<(RuleBook, Crowd), StoreError> {
        let rules = RuleBook::load(&self.db, &self.region, Utc::now()).await?;
        let open = open_cases(&self.db, &self.region, MOST).await?;
        let mut crowd = Crowd::new(ON_THEIR_WAY);
        for case in open {
            crowd.join(case, &rules);
        }
        Ok((rules, crowd))
    }

    /// Nights are calmer, but never still.
    fn pause(&self, rules: &RuleBook, rng: &mut impl Rng) -> Duration {
        let lively = intensity(Utc::now(), &rules.calendar).clamp(0.6, 1.0);
        self.liveliness
            .pace
            .div_f64(lively)
            .mul_f64(rng.random_range(0.4..1.6))
    }

    async fn deed(
        &self,
        crowd: &mut Crowd,
        rules: &RuleBook,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), StoreError> {
        // As fine as the database holds it.
        let now = Utc::now().trunc_subsecs(6);
        match crowd.deed(now, rules, rng) {
            Deed::Report => {
                let Some(history) = self.reports.draw(now, rules, rng) else {
                    return Ok(());
                };
                let open = store::cases::OpenCase {
                    case_id: history.case_id,
                    category: history.category.to_string(),
                    source: history.source,
                    township: history.township.as_ref().map(ToString::to_string),
                    case: history.case.clone(),
                    last_at: now,
                };
                open_case(&self.db, &self.region, history, None, now).await?;
                crowd.join(open, rules);
            }
            Deed::Act {
                case_id,
                version,
                actor,
                command,
            } => {
                let Some((case, category)) = crowd.case(case_id) else {
                    return Ok(());
                };
                // What the write path will decide too: it holds the same rules and the same version.
                let foreseen = lifecycle::decide(case, &command, &actor, rules.rules(category), now);
                let action_id = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
                let request = ActRequest {
                    case_id,
                    action_id,
                    expected_version: Some(version),
                    actor,
                    command: *command,
                };
                match (act(&self.db, &self.region, rules, &request, now).await, foreseen) {
                    (Ok(_), Ok(decision)) => crowd.acted(case_id, decision.case, now, rules),
                    (Err(ActError::Store(error)), _) => return Err(error),
                    // Somebody else was here, or the rules have changed: looked at again later.
                    (Ok(_), Err(_)) => crowd.forget(case_id),
                    (Err(refused), _) => self.refused(crowd, case_id, &refused),
                }
            }
        }
        metrics::counter!("lianqin_simulated_deeds_total").increment(1);
        metrics::gauge!("lianqin_simulated_open_cases")
            .set(f64::from(u32::try_from(crowd.len()).unwrap_or(u32::MAX)));
        Ok(())
    }

    fn refused(&self, crowd: &mut Crowd, case_id: Uuid, refused: &ActError) {
        tracing::debug!(%refused, %case_id, "a simulated step was refused");
        crowd.forget(case_id);
    }
}
