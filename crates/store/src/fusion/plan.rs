//! What fusion makes of new and changed records, worked out before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::fusion::{Decided, Link, Outcome, Policy, Traits, compare};
use domain::source::SourceSystem;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::candidates::{Key, candidates, keys};
use super::effects::apply;
use super::party::{Party, Present, destinations, gaps_within, links_among, parties, stand_for};
use super::rows::{Gaps, TraitRow, write_traits};
use super::writes::{NewLink, forget, write_followers, write_links, write_matters};
use crate::StoreError;

/// A case whose record is new or has changed.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) case_id: Uuid,
    pub(crate) source: SourceSystem,
    /// The source's identifier; the public code of a case opened here.
    pub(crate) external_id: String,
    pub(crate) traits: Traits,
    pub(crate) present: Present,
    /// Its case is stored already.
    pub(crate) stored: bool,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Plan {
    items: Vec<Item>,
    gaps: Vec<Gaps>,
    links: Vec<NewLink>,
    /// Everyone whose place in a matter may have changed, and the case that stands for it.
    parties: Vec<Party>,
    roots: BTreeMap<Uuid, Uuid>,
    /// Public code of the case that each is merged into, for those that are.
    destinations: HashMap<Uuid, String>,
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
            parties: Vec::new(),
            roots: BTreeMap::new(),
            destinations: HashMap::new(),
            matter_gaps: HashMap::new(),
            followers: HashMap::new(),
        };
        plan.compare_all(&found, &mut concerned);
        plan.make_matters(connection, region, concerned).await?;
        Ok(plan)
    }

    /// Compares every item with its candidates and with the items before it. Notes the matters of joined ones.
    fn compare_all(&mut self, found: &[HashMap<Uuid, Arc<TraitRow>>], concerned: &mut BTreeSet<Uuid>) {
        let mut seen: HashMap<Key, Vec<usize>> = HashMap::new();
        for n in 0..self.items.len() {
            for row in found.get(n).into_iter().flat_map(HashMap::values) {
                let traits = row.traits();
                let link = weighed(&self.items[n], row.case_id, &traits);
                if link.as_ref().is_some_and(|link| link.outcome == Outcome::Joined) {
                    concerned.insert(row.matter_id);
                }
                self.links.extend(link);
                self.follow_stored(n, row, &traits);
            }
            let (look, keep) = keys(&self.items[n].traits);
            let mut earlier: BTreeSet<usize> = BTreeSet::new();
            for key in look {
                let those = seen.get(&key).into_iter().flatten().rev();
                earlier.extend(those.take(2 * Policy::LOOKED_AT));
            }
            for other in earlier {
                let (one, two) = (&self.items[n], &self.items[other]);
                self.links.extend(weighed(one, two.case_id, &two.traits));
                self.follow(n, other);
            }
            for key in keep {
                seen.entry(key).or_default().push(n);
            }
        }
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
        let mut all = parties(connection, region, &concerned).await?;
        all.retain(|party| !items.contains(&party.case_id));
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
        self.roots = stand_for(&mut all, &links);
        self.matter_gaps = gaps_within(&all, &self.roots);
        self.destinations = destinations(&all, &self.roots);
        self.parties = all;
        Ok(())
    }

    /// For a case that is about to be stored: the public code of the case to merge it into, if any.
    pub(crate) fn merged_into(&self, case_id: Uuid) -> Option<&str> {
        self.destinations.get(&case_id).map(String::as_str)
    }

    /// Items that belong to the matter of another case.
    pub(crate) fn joined(&self) -> impl Iterator<Item = Uuid> + '_ {
        let others = self.roots.iter().filter(|(case, root)| case != root);
        others.map(|(case, _)| *case)
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
        write_followers(connection, region, &self.followers).await?;
        write_matters(connection, region, &self.parties, &self.roots, &self.matter_gaps).await?;
        let is_new: BTreeSet<Uuid> = self
            .items
            .iter()
            .filter(|item| !item.stored)
            .map(|item| item.case_id)
            .collect();
        let stored = self
            .parties
            .iter()
            .filter(|party| !is_new.contains(&party.case_id));
        apply(connection, region, stored, &self.destinations, now).await
    }
}

/// A pair, if it is worth keeping.
fn weighed(item: &Item, other: Uuid, traits: &Traits) -> Option<NewLink> {
    let compared = compare(&item.traits, traits, &Policy::CURRENT);
    (compared.outcome != Outcome::Separate && item.case_id != other).then(|| NewLink {
        pair: (item.case_id.min(other), item.case_id.max(other)),
        score: compared.score,
        outcome: compared.outcome,
        evidence: compared.evidence,
    })
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
