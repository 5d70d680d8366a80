use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::case::Rules;
use domain::clock::{Calendar, Limit, LimitKind, Stage, StageLimits};
use domain::policy::{Urgency, lineage, resolve_limits};
use domain::publication::{Rounding, Tier};
use sqlx::FromRow;

use crate::district::Category;
use crate::error::known;
use crate::policy::calendars;
use crate::{Db, StoreError};

/// What a category says about publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryPolicy {
    pub tier: Tier,
    pub rounding: Rounding,
}

/// The limits and calendar of one region, read once and passed to the rules.
#[derive(Debug, Clone)]
pub struct RuleBook {
    pub zone: Tz,
    pub calendar: Calendar,
    /// Resolved: a kind's own, else those above it, else those of its urgency.
    limits: HashMap<String, StageLimits>,
    policies: HashMap<String, CategoryPolicy>,
    none: StageLimits,
}

/// What the rules need to know of a kind of matter.
struct Kind {
    parent: Option<String>,
    urgency: Urgency,
    policy: CategoryPolicy,
}

impl RuleBook {
    /// Reads the rules that hold at `now`.
    pub async fn load(db: &Db, region: &RegionCode, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let row: Option<(String, String)> =
            sqlx::query_as("select time_zone, scheme from core.regions where region_code = $1")
                .bind(region.as_str())
                .fetch_optional(&db.pool)
                .await?;
        let (zone, scheme) = row.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
        let zone: Tz = known("regions.time_zone", &zone, |text| text.parse().ok())?;
        let kinds = kinds(db, region).await?;
        let of_category = limits(
            db,
            region,
            now,
            "select distinct on (category_code, stage) category_code as scope, stage, minutes, clock
             from core.stage_limits where region_code = $1 and valid_from <= $2
             order by category_code, stage, valid_from desc",
        )
        .await?;
        let of_urgency = limits(
            db,
            region,
            now,
            "select distinct on (urgency, stage) urgency as scope, stage, minutes, clock
             from core.urgency_limits where region_code = $1 and valid_from <= $2
             order by urgency, stage, valid_from desc",
        )
        .await?;
        let calendar = calendars::calendar(db, region, &scheme).await?;
        Ok(Self::new(zone, calendar, kinds, of_category, &of_urgency))
    }

    /// The rules that these categories say, as [`Self::load`] gives them once the categories are stored.
    #[must_use]
    pub fn of_categories(categories: &[Category], zone: Tz, calendar: Calendar) -> Self {
        let mut limits: HashMap<String, StageLimits> = HashMap::new();
        let mut kinds = HashMap::new();
        for category in categories {
            for limit in &category.limits {
                let kind = if limit.working {
                    LimitKind::Working
                } else {
                    LimitKind::Continuous
                };
                let minutes = limit.minutes;
                if let Some(stage) = Stage::from_code(&limit.stage) {
                    let of_kind = limits.entry(category.code.clone()).or_default();
                    of_kind.set(stage, Some(Limit { minutes, kind }));
                }
            }
            kinds.insert(
                category.code.clone(),
                Kind {
                    parent: category.parent.clone(),
                    urgency: if category.urgent {
                        Urgency::Urgent
                    } else {
                        Urgency::Normal
                    },
                    policy: CategoryPolicy {
                        tier: category.tier,
                        rounding: category.rounding,
                    },
                },
            );
        }
        Self::new(zone, calendar, kinds, limits, &HashMap::new())
    }

    fn new(
        zone: Tz,
        calendar: Calendar,
        kinds: HashMap<String, Kind>,
        mut of_category: HashMap<String, StageLimits>,
        of_urgency: &HashMap<String, StageLimits>,
    ) -> Self {
        let none = StageLimits::default();
        let parent = |code: &str| kinds.get(code).and_then(|kind| kind.parent.as_deref());
        let mut limits: HashMap<String, StageLimits> = kinds
            .iter()
            .map(|(code, kind)| {
                let urgency = of_urgency.get(kind.urgency.code()).unwrap_or(&none);
                let line = lineage(code, parent);
                (
                    code.clone(),
                    resolve_limits(&line, |category| of_category.get(category), urgency),
                )
            })
            .collect();
        // Limits of kinds that are not stored: data by hand.
        of_category.retain(|code, _| !kinds.contains_key(code));
        limits.extend(of_category);
        Self {
            zone,
            calendar,
            limits,
            policies: kinds
                .into_iter()
                .map(|(code, kind)| (code, kind.policy))
                .collect(),
            none,
        }
    }

    /// The rules for a category; one without limits has none.
    #[must_use]
    pub fn rules(&self, category: &str) -> Rules<'_> {
        Rules {
            limits: self.limits.get(category).unwrap_or(&self.none),
            calendar: &self.calendar,
            zone: self.zone,
        }
    }

    /// The publication policy of a category; an unknown one is never listed.
    #[must_use]
    pub fn policy(&self, category: &str) -> CategoryPolicy {
        self.policies.get(category).copied().unwrap_or(CategoryPolicy {
            tier: Tier::Absent,
            rounding: Rounding::Week,
        })
    }

    /// Whether a due is a forecast: it falls into a year whose holidays are not announced yet.
    #[must_use]
    pub fn is_forecast(&self, due: Option<DateTime<Utc>>) -> bool {
        due.is_some_and(|due| self.calendar.is_provisional_at(due, self.zone))
    }
}

async fn kinds(db: &Db, region: &RegionCode) -> Result<HashMap<String, Kind>, StoreError> {
    let rows: Vec<(String, Option<String>, String, String, String)> = sqlx::query_as(
        "select category_code, parent_code, urgency, tier, rounding from core.categories where region_code = $1",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|(code, parent, urgency, tier, rounding)| {
            let kind = Kind {
                parent,
                urgency: known("categories.urgency", &urgency, Urgency::from_code)?,
                policy: CategoryPolicy {
                    tier: known("categories.tier", &tier, Tier::from_code)?,
                    rounding: known("categories.rounding", &rounding, Rounding::from_code)?,
                },
            };
            Ok((code, kind))
        })
        .collect()
}

/// The newest versions that hold, by scope; a version without minutes is none.
async fn limits(
    db: &Db,
    region: &RegionCode,
    now: DateTime<Utc>,
    sql: &'static str,
) -> Result<HashMap<String, StageLimits>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        scope: String,
        stage: String,
        minutes: Option<i32>,
        clock: Option<String>,
    }
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(region.as_str())
        .bind(now)
        .fetch_all(&db.pool)
        .await?;
    let mut limits: HashMap<String, StageLimits> = HashMap::new();
    for row in rows {
        let stage = known("stage_limits.stage", &row.stage, Stage::from_code)?;
        let limit = limit_of(row.minutes, row.clock.as_deref())?;
        limits.entry(row.scope).or_default().set(stage, limit);
    }
    Ok(limits)
}

/// A limit as it is stored.
pub(crate) fn limit_of(minutes: Option<i32>, clock: Option<&str>) -> Result<Option<Limit>, StoreError> {
    let Some((minutes, clock)) = minutes.zip(clock) else {
        return Ok(None);
    };
    Ok(Some(Limit {
        minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
        kind: known("stage_limits.clock", clock, LimitKind::from_code)?,
    }))
}
