use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::board::figures::CaseFact;
use domain::case::State;
use domain::live::RegionInfo;
use domain::source::SourceSystem;
use lens::{Change, Fact, FactChange, Group, Ledger, Lens, Public, UNASSIGNED};
use store::published::{EventOfCase, MapRow, RegionRow, TallyRow, verdict_of};

use crate::codes::{CodeIndex, Codes, small};
use crate::names::Names;

/// Events kept for the live list.
pub(crate) const LATEST: usize = 20;

/// One region at one version. Cheap to clone: what is large is shared.
#[derive(Debug, Clone)]
pub(crate) struct RegionPicture {
    pub row: Arc<RegionRow>,
    pub zone: Tz,
    pub version: u64,
    pub names: Arc<Names>,
    pub codes: Arc<Codes>,
    pub lens: Lens<Public>,
    pub ledger: Ledger<Public>,
    /// Newest first.
    pub latest: Vec<EventOfCase>,
    /// First and last receipt of any case, unix seconds.
    pub received: Option<(i64, i64)>,
    /// Cases of every tier.
    pub cases: u64,
}

impl RegionPicture {
    /// These kinds of matter and all below them.
    pub(crate) fn with_descendants(&self, mut kinds: Vec<String>) -> Vec<String> {
        let mut at = 0;
        while at < kinds.len() {
            for row in &self.names.reference.categories {
                if row.parent_code.as_deref() == Some(kinds[at].as_str()) && !kinds.contains(&row.code) {
                    kinds.push(row.code.clone());
                }
            }
            at += 1;
        }
        kinds
    }

    pub(crate) fn empty(row: RegionRow, names: Arc<Names>) -> Self {
        let zone = row.time_zone.parse().unwrap_or(Tz::UTC);
        Self {
            row: Arc::new(row),
            zone,
            version: 0,
            names,
            codes: Arc::default(),
            lens: Lens::new(),
            ledger: Ledger::in_zone(zone),
            latest: Vec::new(),
            received: None,
            cases: 0,
        }
    }

    pub(crate) fn info(&self) -> RegionInfo {
        let reference = &self.names.reference;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let time = |at: i64| DateTime::<Utc>::from_timestamp(at, 0);
        RegionInfo {
            code: self.row.region_code.clone(),
            name: self.row.name.clone(),
            name_en: self.row.name_en.clone(),
            time_zone: self.row.time_zone.clone(),
            locale: self.row.locale.clone(),
            synthetic: self.row.synthetic,
            departments: count(reference.departments.len()),
            grid_cells: count(reference.grid_cells.len()),
            stations: count(
                reference
                    .stations
                    .iter()
                    .filter(|station| station.kind == "station")
                    .count(),
            ),
            sources: count(SourceSystem::ALL.len()),
            cases: self.cases,
            first_received_at: self.received.and_then(|(first, _)| time(first)),
            last_received_at: self.received.and_then(|(_, last)| time(last)),
        }
    }

    /// Whether every code of these rows has a name already.
    pub(crate) fn knows(&self, cases: &[MapRow], tallies: &[TallyRow]) -> bool {
        let names = &self.names;
        let has = |code: &Option<String>, known: &HashMap<String, _>| {
            code.as_deref().is_none_or(|code| known.contains_key(code))
        };
        let mut places = cases
            .iter()
            .map(|row| (&row.department_code, &row.township_code, &row.community_code))
            .chain(
                tallies
                    .iter()
                    .map(|row| (&row.department_code, &row.township_code, &row.community_code)),
            );
        places.all(|(department, township, community)| {
            has(department, &names.departments)
                && has(township, &names.townships)
                && has(community, &names.communities)
        }) && cases.iter().all(|row| {
            names.categories.contains_key(&row.category_code)
                && (row.grid_code.as_deref()).is_none_or(|code| names.grids.contains_key(code))
        })
    }

    /// Takes one batch of published rows and moves to `version`.
    pub(crate) fn apply(&mut self, version: u64, cases: Vec<MapRow>, tallies: &[TallyRow]) {
        for row in cases.iter().filter(|row| row.withdrawn) {
            self.latest.retain(|event| event.public_code != row.public_code);
        }
        let codes = Arc::make_mut(&mut self.codes);
        let changes: Vec<Change> = cases.iter().filter_map(|row| codes.change(row)).collect();
        let facts: Vec<FactChange> = tallies
            .iter()
            .filter_map(|row| tally_change(codes, row))
            .collect();
        for row in tallies {
            let at = row.received_at.timestamp();
            let (first, last) = self.received.unwrap_or((at, at));
            self.received = Some((first.min(at), last.max(at)));
        }
        if self.lens.is_empty() {
            let incidents = changes.into_iter().filter_map(|change| match change {
                Change::Upsert(incident) => Some(incident),
                Change::Remove(_) => None,
            });
            self.lens = Lens::from_incidents(version, incidents);
        } else {
            self.lens.apply(version, &changes);
        }
        self.ledger.apply(version, &facts);
        let all = self.ledger.board(Group::Department, i64::MIN, i64::MAX, i64::MAX);
        self.cases = all.totals.received;
        self.version = version;
    }

    /// Puts new events in front.
    pub(crate) fn announce(&mut self, events: &[EventOfCase]) {
        self.latest.splice(0..0, events.iter().cloned());
        self.latest
            .sort_by(|a, b| (b.at, &a.public_code, b.seq).cmp(&(a.at, &b.public_code, a.seq)));
        self.latest
            .dedup_by(|a, b| a.public_code == b.public_code && a.seq == b.seq);
        self.latest.truncate(LATEST);
    }
}

/// What a row of the tally changes; nothing where the database holds what nobody has written.
fn tally_change(codes: &mut Codes, row: &TallyRow) -> Option<FactChange> {
    // Keys are random: a part of one never meets another.
    let part = u64::from(row.part.unsigned_abs());
    let key = row
        .tally_key
        .unsigned_abs()
        .wrapping_add(part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let Some(case) = row.fact().ok()? else {
        return Some(FactChange::Remove(key));
    };
    let mut unit = |index: fn(&mut Codes) -> &mut CodeIndex, code: &Option<String>| {
        small(code.as_deref().map(|code| index(codes).number(code)), UNASSIGNED)
    };
    let units = [
        unit(|codes| &mut codes.departments, &row.department_code),
        unit(|codes| &mut codes.townships, &row.township_code),
        unit(|codes| &mut codes.communities, &row.community_code),
        unit(|codes| &mut codes.stations, &row.station_code),
        unit(|codes| &mut codes.categories, &row.category_code),
        unit(|codes| &mut codes.sources, &row.source_code),
    ];
    let mix = (row.category_code.as_ref()).map(|category| {
        let township = row.township_code.as_deref().unwrap_or_default();
        codes.mixes.number(&format!("{category} {township}"))
    });
    Some(FactChange::Upsert(Fact {
        key,
        units,
        mix: small(mix, u16::MAX),
        case,
    }))
}

/// How an event's or a listed case's clock stands.
pub(crate) fn fact_of(
    received_at: DateTime<Utc>,
    state: State,
    due_at: Option<DateTime<Utc>>,
    closed: bool,
    closed_at: Option<DateTime<Utc>>,
    verdict_code: Option<&str>,
    suspended: bool,
) -> CaseFact {
    CaseFact {
        received_at: received_at.timestamp(),
        due_at: due_at.filter(|_| !state.clock_stopped()).map(|at| at.timestamp()),
        closed,
        closed_at: closed_at.map(|at| at.timestamp()),
        verdict: verdict_code.and_then(verdict_of),
        suspended,
        satisfied: None,
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    }
}
