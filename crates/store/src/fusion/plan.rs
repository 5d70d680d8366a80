//! What fusion makes of new and changed records, worked out before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::fusion::{
    Decided, Evidence, Keys, Link, Member, Outcome, Policy, Traits, compare, matters, nearby_cells,
};
use domain::source::SourceSystem;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::candidates::candidates;
use super::effects::{Standing, apply};
use super::read::{Party, links_among, parties};
use super::rows::{Gaps, TraitRow, write_traits};
use crate::StoreError;

/// A case whose record is new or has changed.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) case_id: Uuid,
    /// Public code without hyphens.
    pub(crate) code: String,
    pub(crate) source: SourceSystem,
    /// The source's identifier; the public code of a case opened here.
    pub(crate) external_id: String,
    pub(crate) traits: Traits,
    /// Nobody answers for it yet: it may be merged.
    pub(crate) free: bool,
    /// Public code of the case it is merged into now.
    pub(crate) merged_into: Option<String>,
    /// Its case is stored already.
    pub(crate) stored: bool,
}

/// A pair that is worth keeping. The first id is the lower one.
#[derive(Debug)]
pub(super) struct NewLink {
    pub(super) pair: (Uuid, Uuid),
    pub(super) score: i32,
    pub(super) outcome: Outcome,
    pub(super) evidence: Vec<Evidence>,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Plan {
    items: Vec<Item>,
    gaps: Vec<Gaps>,
    links: Vec<NewLink>,
    /// The case that stands for the matter of each item and of each stored case that is concerned.
    roots: BTreeMap<Uuid, Uuid>,
    /// Stored cases whose place in a matter may have changed.
    parties: Vec<Party>,
    matter_gaps: HashMap<Uuid, Option<i32>>,
    /// Shorter distances of stored records to one before them: by place, by person.
    followers: HashMap<Uuid, (Option<i32>, Option<i32>)>,
}

impl Plan {
    /// Compares `items` with what is stored and with each other. Forgets what was stored of those that have
    /// changed; nothing else is written yet.
    pub(crate) async fn make(
        connection: &mut PgConnection,
        region: &RegionCode,
        items: Vec<Item>,
    ) -> Result<Self, StoreError> {
        let changed: Vec<Uuid> = items
            .iter()
            .filter(|item| item.stored)
            .map(|item| item.case_id)
            .collect();
        let mut concerned = forget(connection, region, &changed).await?;
        let found = candidates(connection, region, &items).await?;
        let mut plan = Self {
            gaps: vec![Gaps::default(); items.len()],
            items,
            links: Vec::new(),
            roots: BTreeMap::new(),
            parties: Vec::new(),
            matter_gaps: HashMap::new(),
            followers: HashMap::new(),
        };
        plan.compare_all(&found, &mut concerned);
        plan.make_matters(connection, region, concerned).await?;
        Ok(plan)
    }

    /// Compares every item with its candidates and with the items before it. Notes the matters of joined ones.
    fn compare_all(&mut self, found: &[HashMap<Uuid, TraitRow>], concerned: &mut BTreeSet<Uuid>) {
        let mut seen: HashMap<Key, Vec<usize>> = HashMap::new();
        for n in 0..self.items.len() {
            for row in found.get(n).into_iter().flat_map(HashMap::values) {
                let traits = row.traits();
                if self.compare_pair(n, row.case_id, &traits) {
                    concerned.insert(row.matter_id);
                }
                self.follow_stored(n, row, &traits);
            }
            let (look, keep) = keys(&self.items[n].traits);
            let mut earlier: BTreeSet<usize> = BTreeSet::new();
            for key in look {
                let those = seen.get(&key).into_iter().flatten().rev();
                earlier.extend(those.take(2 * Policy::LOOKED_AT));
            }
            for other in earlier {
                let (id, traits) = (self.items[other].case_id, self.items[other].traits.clone());
                self.compare_pair(n, id, &traits);
                self.follow(n, other);
            }
            for key in keep {
                seen.entry(key).or_default().push(n);
            }
        }
    }

    /// Whether the two are joined.
    fn compare_pair(&mut self, n: usize, other: Uuid, traits: &Traits) -> bool {
        let item = &self.items[n];
        if item.case_id == other {
            return false;
        }
        let compared = compare(&item.traits, traits, &Policy::CURRENT);
        if compared.outcome == Outcome::Separate {
            return false;
        }
        let (one, two) = (item.case_id.min(other), item.case_id.max(other));
        self.links.push(NewLink {
            pair: (one, two),
            score: compared.score,
            outcome: compared.outcome,
            evidence: compared.evidence,
        });
        compared.outcome == Outcome::Joined
    }

    /// Notes how an item and a stored record follow each other.
    fn follow_stored(&mut self, n: usize, row: &TraitRow, other: &Traits) {
        let traits = &self.items[n].traits;
        let Some(between) = seconds(other.received_at, traits.received_at) else {
            return;
        };
        let place = traits.same_place(other);
        let person = traits.person.is_some() && traits.person == other.person;
        if other.received_at <= traits.received_at {
            shorten(&mut self.gaps[n].place, place, between);
            shorten(&mut self.gaps[n].person, person, between);
            return;
        }
        let follower = self
            .followers
            .entry(row.case_id)
            .or_insert((row.place_gap, row.person_gap));
        shorten(&mut follower.0, place, between);
        shorten(&mut follower.1, person, between);
    }

    /// The same for two items.
    fn follow(&mut self, n: usize, other: usize) {
        let (one, two) = (&self.items[n].traits, &self.items[other].traits);
        let Some(between) = seconds(one.received_at, two.received_at) else {
            return;
        };
        let place = one.same_place(two);
        let person = one.person.is_some() && one.person == two.person;
        let later = if one.received_at >= two.received_at {
            n
        } else {
            other
        };
        shorten(&mut self.gaps[later].place, place, between);
        shorten(&mut self.gaps[later].person, person, between);
    }

    /// Makes matters of what is joined, with the stored cases of every matter concerned.
    async fn make_matters(
        &mut self,
        connection: &mut PgConnection,
        region: &RegionCode,
        concerned: BTreeSet<Uuid>,
    ) -> Result<(), StoreError> {
        self.roots = self
            .items
            .iter()
            .map(|item| (item.case_id, item.case_id))
            .collect();
        let joined: BTreeSet<Uuid> = self
            .links
            .iter()
            .filter(|link| link.outcome == Outcome::Joined)
            .flat_map(|link| [link.pair.0, link.pair.1])
            .chain(
                self.items
                    .iter()
                    .filter(|item| item.stored)
                    .map(|item| item.case_id),
            )
            .collect();
        if joined.is_empty() && concerned.is_empty() {
            return Ok(());
        }
        let items: BTreeSet<Uuid> = self.items.iter().map(|item| item.case_id).collect();
        self.parties = parties(connection, region, &concerned).await?;
        self.parties.retain(|party| !items.contains(&party.case_id));
        let mut all: Vec<Party> = self.parties.clone();
        all.extend(
            self.items
                .iter()
                .filter(|item| joined.contains(&item.case_id))
                .map(Party::of),
        );
        let mut links = links_among(connection, region, &all).await?;
        let decided: HashMap<(Uuid, Uuid), Decided> = links
            .iter()
            .filter_map(|link| Some((link.pair, link.decided?)))
            .collect();
        links.extend(self.links.iter().map(|link| Link {
            pair: link.pair,
            score: link.score,
            outcome: link.outcome,
            decided: decided.get(&link.pair).copied(),
        }));
        let made = stand_for(&mut all, &links);
        self.matter_gaps = gaps_within(&all, &made);
        self.roots.extend(made);
        Ok(())
    }

    /// For a case that is about to be stored: the public code of the case to merge it into, if any.
    pub(crate) fn merged_into(&self, case_id: Uuid) -> Option<String> {
        let item = self.items.iter().find(|item| item.case_id == case_id)?;
        let root = *self.roots.get(&case_id)?;
        (item.free && root != case_id)
            .then(|| self.code_of(root))
            .flatten()
    }

    /// New items that belong to another case.
    pub(crate) fn joined(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.items
            .iter()
            .map(|item| item.case_id)
            .filter(|id| self.roots.get(id).is_some_and(|root| root != id))
    }

    fn code_of(&self, case_id: Uuid) -> Option<String> {
        let item = self.items.iter().find(|item| item.case_id == case_id);
        let party = || self.parties.iter().find(|party| party.case_id == case_id);
        item.map(|item| item.code.clone())
            .or_else(|| party().map(|party| party.code.clone()))
    }

    /// Writes it. The cases of all items exist; new ones are merged already as [`Plan::merged_into`] says.
    pub(crate) async fn write(
        &self,
        connection: &mut PgConnection,
        region: &RegionCode,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let rows = self.items.iter().zip(&self.gaps).map(|(item, gaps)| {
            let matter = self.matter_gaps.get(&item.case_id).copied().flatten();
            let root = self.roots.get(&item.case_id).copied().unwrap_or(item.case_id);
            (item, root, Gaps { matter, ..*gaps })
        });
        write_traits(connection, region, rows).await?;
        write_links(connection, region, &self.links).await?;
        self.write_followers(connection, region).await?;
        write_matters(connection, region, &self.parties, &self.roots, &self.matter_gaps).await?;
        let stored = self.items.iter().filter(|item| item.stored).map(Party::of);
        let mut standings = Vec::new();
        for party in self.parties.iter().cloned().chain(stored) {
            let root = self.roots.get(&party.case_id).copied().unwrap_or(party.case_id);
            let into = if root == party.case_id {
                None
            } else {
                self.code_of(root)
            };
            standings.push(Standing { party, into });
        }
        apply(connection, region, &standings, now).await
    }

    async fn write_followers(
        &self,
        connection: &mut PgConnection,
        region: &RegionCode,
    ) -> Result<(), StoreError> {
        if self.followers.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = self.followers.keys().copied().collect();
        let places: Vec<Option<i32>> = self.followers.values().map(|gaps| gaps.0).collect();
        let persons: Vec<Option<i32>> = self.followers.values().map(|gaps| gaps.1).collect();
        sqlx::query(
            "update core.case_traits as t set place_gap = given.place, person_gap = given.person
             from unnest($2::uuid[], $3::int4[], $4::int4[]) as given (id, place, person)
             where t.region_code = $1 and t.case_id = given.id
               and (t.place_gap, t.person_gap) is distinct from (given.place, given.person)",
        )
        .persistent(false)
        .bind(region.as_str())
        .bind(ids)
        .bind(places)
        .bind(persons)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Orders the parties by who stands for whom and makes their matters.
pub(super) fn stand_for(parties: &mut [Party], links: &[Link<Uuid>]) -> BTreeMap<Uuid, Uuid> {
    // Who is answered for stands for others; then who came first.
    parties.sort_by(|one, two| one.order().cmp(&two.order()));
    let members: Vec<Member<Uuid, usize>> = parties
        .iter()
        .enumerate()
        .map(|(rank, party)| Member {
            id: party.case_id,
            rank,
        })
        .collect();
    matters(&members, links)
}

/// Seconds since the record before it in the same matter, for everyone in a matter of several.
pub(super) fn gaps_within(parties: &[Party], roots: &BTreeMap<Uuid, Uuid>) -> HashMap<Uuid, Option<i32>> {
    let mut by_matter: BTreeMap<Uuid, Vec<(DateTime<Utc>, Uuid)>> = BTreeMap::new();
    for party in parties {
        if let Some(root) = roots.get(&party.case_id) {
            by_matter
                .entry(*root)
                .or_default()
                .push((party.received_at, party.case_id));
        }
    }
    let mut gaps = HashMap::new();
    for members in by_matter.values_mut() {
        members.sort_unstable();
        let mut before: Option<DateTime<Utc>> = None;
        for (at, id) in members {
            let gap = before.map(|before| i32::try_from((*at - before).num_seconds()).unwrap_or(i32::MAX));
            gaps.insert(*id, gap);
            before = Some(*at);
        }
    }
    gaps
}

/// Stores where stored cases belong now.
pub(super) async fn write_matters(
    connection: &mut PgConnection,
    region: &RegionCode,
    parties: &[Party],
    roots: &BTreeMap<Uuid, Uuid>,
    gaps: &HashMap<Uuid, Option<i32>>,
) -> Result<(), StoreError> {
    if parties.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = parties.iter().map(|party| party.case_id).collect();
    let roots: Vec<Uuid> = ids
        .iter()
        .map(|id| roots.get(id).copied().unwrap_or(*id))
        .collect();
    let gaps: Vec<Option<i32>> = ids.iter().map(|id| gaps.get(id).copied().flatten()).collect();
    sqlx::query(
        "update core.case_traits as t set matter_id = given.root, matter_gap = given.gap
         from unnest($2::uuid[], $3::uuid[], $4::int4[]) as given (id, root, gap)
         where t.region_code = $1 and t.case_id = given.id
           and (t.matter_id, t.matter_gap) is distinct from (given.root, given.gap)",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(ids)
    .bind(roots)
    .bind(gaps)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_links(
    connection: &mut PgConnection,
    region: &RegionCode,
    links: &[NewLink],
) -> Result<(), StoreError> {
    if links.is_empty() {
        return Ok(());
    }
    let (ones, twos): (Vec<Uuid>, Vec<Uuid>) = links.iter().map(|link| link.pair).unzip();
    let scores: Vec<i32> = links.iter().map(|link| link.score).collect();
    let outcomes: Vec<&str> = links.iter().map(|link| outcome_code(link.outcome)).collect();
    let evidence: Vec<serde_json::Value> = links
        .iter()
        .map(|link| serde_json::to_value(&link.evidence).unwrap_or_default())
        .collect();
    // What a person decided stays; a pair that items share is weighed once, from the later side.
    sqlx::query(
        "insert into core.case_links as link (region_code, case_a, case_b, score, outcome, evidence)
         select distinct on (one, two) $1, one, two, score, outcome, evidence
         from unnest($2::uuid[], $3::uuid[], $4::int4[], $5::text[], $6::jsonb[])
              as given (one, two, score, outcome, evidence)
         on conflict (region_code, case_a, case_b) do update
            set score = excluded.score, outcome = excluded.outcome, evidence = excluded.evidence",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(ones)
    .bind(twos)
    .bind(scores)
    .bind(outcomes)
    .bind(evidence)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn outcome_code(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Separate => "separate",
        Outcome::Proposed => "proposed",
        Outcome::Joined => "joined",
    }
}

/// Forgets the traits and the undecided pairs of cases whose records have changed. Returns the matters they
/// were in.
async fn forget(
    connection: &mut PgConnection,
    region: &RegionCode,
    cases: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeSet::new());
    }
    sqlx::query(
        "delete from core.case_links
         where region_code = $1 and (case_a = any($2) or case_b = any($2)) and decided is null",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(cases)
    .execute(&mut *connection)
    .await?;
    let matters: Vec<Uuid> = sqlx::query_scalar(
        "delete from core.case_traits where region_code = $1 and case_id = any($2) returning matter_id",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(cases)
    .fetch_all(connection)
    .await?;
    Ok(matters.into_iter().collect())
}

/// A key within one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(i64),
    Cell(i64),
    Person([u8; 16]),
    Text(usize, i64),
}

/// The keys to look under, and those to be found by.
fn keys(traits: &Traits) -> (Vec<Key>, Vec<Key>) {
    let Keys {
        address,
        cell,
        person,
        texts,
    } = traits.keys();
    let shared = address
        .map(Key::Address)
        .into_iter()
        .chain(person.map(|person| Key::Person(person.0)))
        .chain(
            texts
                .into_iter()
                .enumerate()
                .filter_map(|(n, key)| Some(Key::Text(n, key?))),
        );
    let shared: Vec<Key> = shared.collect();
    let around = traits.place.map(nearby_cells).unwrap_or_default();
    let look = shared
        .iter()
        .copied()
        .chain(around.into_iter().map(Key::Cell))
        .collect();
    let keep = shared.into_iter().chain(cell.map(Key::Cell)).collect();
    (look, keep)
}

/// Seconds between two receipts that are compared at all.
fn seconds(one: DateTime<Utc>, two: DateTime<Utc>) -> Option<i32> {
    let between: TimeDelta = (two - one).abs();
    (between <= Policy::WINDOW).then(|| i32::try_from(between.num_seconds()).unwrap_or(i32::MAX))
}

fn shorten(gap: &mut Option<i32>, applies: bool, between: i32) {
    if applies {
        *gap = Some(gap.map_or(between, |gap| gap.min(between)));
    }
}
