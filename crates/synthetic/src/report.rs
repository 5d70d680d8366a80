//! A new matter: of which kind, from whom, where, and in which words.

use chrono::{DateTime, Utc};
use domain::CategoryCode;
use domain::case::code::CaseCode;
use domain::case::lifecycle;
use domain::publication::{Tier, nearest_anchor};
use domain::source::SourceSystem;
use rand::Rng;
use store::bulk::CaseHistory;
use store::cases::{Identity, RuleBook};
use store::district::District;
use uuid::Uuid;

use crate::kinds::{Kind, kinds};
use crate::people::reporter;
use crate::random::{cumulate, pick};
use crate::rhythm::{local, source_at};
use crate::terrain::Terrain;
use crate::texts::texts;

/// Bits of the number in a case code: its first seven characters.
const CODE_BITS: u32 = 35;
const CODE_MASK: u64 = (1 << CODE_BITS) - 1;

/// Makes reports for one district.
#[derive(Debug, Clone)]
pub struct Reports {
    terrain: Terrain,
    /// Kinds with their codes, and for each source the running sums of their weights.
    kinds: Vec<(&'static Kind, CategoryCode)>,
    weights: [Vec<f64>; 8],
}

impl Reports {
    #[must_use]
    pub fn new(district: &District) -> Self {
        let kinds: Vec<(&Kind, CategoryCode)> = kinds()
            .filter_map(|kind| Some((kind, CategoryCode::parse(kind.code).ok()?)))
            .collect();
        let weights = std::array::from_fn(|source| {
            cumulate(kinds.iter().map(|(kind, _)| f64::from(kind.sources[source])))
        });
        Self {
            terrain: Terrain::new(district),
            kinds,
            weights,
        }
    }

    /// Something that somebody reports at `at`: a case with its first event. `None` for a district without
    /// cells.
    #[must_use]
    pub fn draw(&self, at: DateTime<Utc>, rules: &RuleBook, rng: &mut impl Rng) -> Option<CaseHistory> {
        let identity = Identity::draw(rng);
        let source = source_at(at, &rules.calendar, rng);
        self.report(identity, source, at, rules, rng)
    }

    pub(crate) fn report(
        &self,
        identity: Identity,
        source: SourceSystem,
        at: DateTime<Utc>,
        rules: &RuleBook,
        rng: &mut impl Rng,
    ) -> Option<CaseHistory> {
        let (kind, category) = &self.kinds[pick(&self.weights[usize::from(source.index())], rng.random())];
        let cell = self.terrain.cell(kind.ground, rng)?;
        let point = cell.point(rng);
        // Some callers cannot say where: their case counts for its community.
        let spoken = matches!(
            source,
            SourceSystem::Hotline12345 | SourceSystem::Petition | SourceSystem::Mediation
        );
        let placed = !(spoken && rng.random_bool(0.06));
        let policy = rules.policy(kind.code);
        let public_place = match policy.tier {
            Tier::Exact => Some(point),
            Tier::Snapped => nearest_anchor(point, &cell.anchors),
            Tier::Grid | Tier::Count | Tier::Absent => None,
        };
        let words = texts(
            kind,
            source,
            &cell.township_name,
            &cell.community_name,
            cell.road(rng),
            rng,
        );
        let decision = lifecycle::report(&reporter(source, rng), at, at, None);
        Some(CaseHistory {
            case_id: identity.case_id,
            code: identity.code,
            token: identity.token,
            tally_key: identity.tally_key,
            day: local(at).date(),
            category: category.clone(),
            source,
            title: Some(words.title),
            narrative: Some(words.narrative),
            address: Some(words.address),
            township: Some(cell.township.clone()),
            community: Some(cell.community.clone()),
            grid: placed.then(|| cell.code.clone()),
            place: placed.then_some(point),
            public_place: public_place.filter(|_| placed),
            placed_by: None,
            public_received_at: policy.rounding.apply(at, rules.zone),
            source_verdict: None,
            duplicate: false,
            opened_by: None,
            station: None,
            case: decision.case,
            events: vec![(action_id(rng), decision.event)],
        })
    }
}

pub(crate) fn action_id(rng: &mut impl Rng) -> Uuid {
    uuid::Builder::from_random_bytes(rng.random()).into_uuid()
}

/// An identity whose internal id sorts by the number, and whose code no other number has under the same key:
/// of ten million random codes some forty pairs would be equal.
pub(crate) fn numbered_identity(number: u64, key: u64, rng: &mut impl Rng) -> Identity {
    let mut identity = Identity::draw(rng).ordered(number, 0);
    let spread = permute(number & CODE_MASK, key);
    let mut random = [0; 8];
    for (place, byte) in random.iter_mut().take(7).enumerate() {
        let bits = ((spread >> (5 * place)) & 31) as u8;
        *byte = bits;
    }
    random[7] = rng.random();
    identity.code = CaseCode::new(random).compact();
    identity
}

/// A permutation of the numbers below 2^35, by key: every step can be undone.
fn permute(number: u64, key: u64) -> u64 {
    let mut x = number;
    for round in [
        0x9e37_79b9_7f4a_7c15_u64,
        0xbf58_476d_1ce4_e5b9,
        0x94d0_49bb_1331_11eb,
    ] {
        x = x.wrapping_add(key ^ round) & CODE_MASK;
        x ^= x >> 17;
        x = x.wrapping_mul(round | 1) & CODE_MASK;
        x ^= x >> 19;
    }
    x
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn no_two_numbers_have_the_same_code() {
        let mut rng = stream(Purpose::Incident, 1, 1);
        let codes: HashSet<String> = (0..200_000)
            .map(|number| numbered_identity(number, 7, &mut rng).code)
            .collect();
        assert_eq!(codes.len(), 200_000);
    }
}
