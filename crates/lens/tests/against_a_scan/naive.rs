//! Random incidents and filters, and what every answer has to equal: a plain scan of a plain list.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::lens::{
    Bbox, CellId, Change, CodeSet, Dimension, Filter, Incident, NO_COMMUNITY, NO_DEPARTMENT, NO_GRID,
    NO_TOWNSHIP, Spot, Tally, TimeRange,
};
use domain::area::DrawnArea;
use domain::board::figures::{Timeliness, Verdict};
use proptest::prelude::*;

pub(crate) const DAY: i64 = 86_400;
/// Where test times lie around: a day in 2026, not at midnight.
pub(crate) const NOW: i64 = 1_780_000_123;

/// The list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naive(pub(crate) BTreeMap<u64, Incident>);

impl Naive {
    pub(crate) fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Upsert(incident) => self.0.insert(incident.key, *incident),
                Change::Remove(key) => self.0.remove(key),
            };
        }
    }

    pub(crate) fn matches(&self, filter: &Filter, as_of: i64) -> Vec<&Incident> {
        self.0
            .values()
            .filter(|incident| matches(filter, incident, as_of))
            .collect()
    }
}

pub(crate) fn spot(incident: &Incident) -> Option<Spot> {
    incident.place.and_then(|(lng, lat)| Spot::at(lng, lat))
}

pub(crate) fn matches(filter: &Filter, incident: &Incident, as_of: i64) -> bool {
    fn has<T: Copy + Ord>(set: Option<&CodeSet<T>>, code: T) -> bool {
        set.is_none_or(|set| set.as_slice().contains(&code))
    }
    has(filter.category.as_ref(), incident.category)
        && has(filter.department.as_ref(), incident.department)
        && has(filter.state.as_ref(), incident.state)
        && has(filter.source.as_ref(), incident.source)
        && has(filter.grid.as_ref(), incident.grid)
        && has(filter.township.as_ref(), incident.township)
        && has(filter.community.as_ref(), incident.community)
        && filter
            .received
            .from
            .is_none_or(|from| incident.received_at >= from)
        && filter.received.to.is_none_or(|to| incident.received_at < to)
        && has(filter.timeliness.as_ref(), incident.fact().timeliness(as_of))
        && filter
            .bbox
            .is_none_or(|bbox| spot(incident).is_some_and(|spot| bbox.holds(spot)))
        && filter
            .area
            .as_ref()
            .is_none_or(|area| spot(incident).is_some_and(|spot| is_in(area, spot)))
}

/// Where the ring turns around a place; or on its line. Not the way of the engine.
fn is_in(area: &DrawnArea, spot: Spot) -> bool {
    let (lng, lat) = spot.lng_lat();
    let units = |degrees: f64| (degrees * 1e7).round();
    let (x, y) = (units(lng), units(lat));
    let corners: Vec<(f64, f64)> = (area.corners().iter())
        .map(|(cx, cy)| (f64::from(*cx) - x, f64::from(*cy) - y))
        .collect();
    let mut turns = 0;
    for (at, (ax, ay)) in corners.iter().enumerate() {
        let (bx, by) = corners[(at + 1) % corners.len()];
        // Whole numbers below 2³² each: exact in 128 bits.
        let side = (*ax as i128) * (by as i128) - (*ay as i128) * (bx as i128);
        if side == 0 && ax * bx <= 0.0 && ay * by <= 0.0 {
            return true;
        }
        if *ay <= 0.0 && by > 0.0 && side > 0 {
            turns += 1;
        } else if *ay > 0.0 && by <= 0.0 && side < 0 {
            turns -= 1;
        }
    }
    turns != 0
}

pub(crate) fn tally<'a>(incidents: impl IntoIterator<Item = &'a Incident>, as_of: i64) -> Tally {
    let mut tally = Tally::default();
    for incident in incidents {
        let overdue = u64::from(incident.fact().is_overdue(as_of));
        tally += Tally { count: 1, overdue };
    }
    tally
}

pub(crate) fn cells(incidents: &[&Incident], level: u8, as_of: i64) -> BTreeMap<CellId, Tally> {
    let mut cells = BTreeMap::new();
    for incident in incidents {
        if let Some(spot) = spot(incident) {
            *cells.entry(CellId::of(spot, level)).or_default() += tally([*incident], as_of);
        }
    }
    cells
}

pub(crate) fn code(dimension: Dimension, incident: &Incident) -> u32 {
    match dimension {
        Dimension::Category => incident.category.into(),
        Dimension::Department => incident.department.into(),
        Dimension::State => incident.state.into(),
        Dimension::Source => incident.source.into(),
        Dimension::Grid => incident.grid,
        Dimension::Township => incident.township.into(),
        Dimension::Community => incident.community,
    }
}

/// A place in a small town, now and then anywhere, now and then at an edge, now and then none.
fn any_place() -> impl Strategy<Value = Option<(f64, f64)>> {
    let town = (121.20_f64..121.30, 28.60_f64..28.68);
    let corner = (
        prop_oneof![Just(-180.0), Just(0.0), Just(180.0), Just(200.0)],
        prop_oneof![Just(-90.0), Just(-85.0511), Just(0.0), Just(85.0511), Just(89.0)],
    );
    prop_oneof![
        12 => town.prop_map(Some),
        2 => (-180.0_f64..180.0, -90.0_f64..90.0).prop_map(Some),
        1 => corner.prop_map(Some),
        1 => Just(Some((f64::NAN, 1.0))),
        2 => Just(None),
    ]
}

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![8 => NOW - 150 * DAY..NOW + 2 * DAY, 1 => -DAY..DAY]
}

fn any_category() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0_u16..6, 1 => 255_u16..259, 1 => Just(u16::MAX)]
}

fn any_department() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0_u16..6, 1 => 300_u16..303, 1 => Just(NO_DEPARTMENT)]
}

fn any_township() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0_u16..5, 1 => Just(NO_TOWNSHIP)]
}

fn any_grid() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0_u32..12, 1 => 9_000_u32..9_003, 1 => Just(NO_GRID)]
}

fn any_community() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0_u32..9, 1 => 1_u32 << 20..(1 << 20) + 9, 1 => Just(NO_COMMUNITY)]
}

prop_compose! {
    pub(crate) fn any_incident(keys: u64)(
        key in 0..keys,
        place in any_place(),
        category in any_category(),
        department in any_department(),
        state in 0_u8..5,
        source in 0_u8..8,
        (grid, township, community) in (any_grid(), any_township(), any_community()),
        received_at in any_time(),
        (due_at, closed_at) in
            (proptest::option::of(any_time()), proptest::option::of(any_time())),
        verdict in proptest::option::weighted(
            0.1,
            prop_oneof![Just(Verdict::OnTime), Just(Verdict::Late)],
        ),
        suspended in proptest::bool::weighted(0.1),
        closed: bool,
    ) -> Incident {
        Incident {
            key, place, category, department, state, source, grid, township, community,
            received_at, due_at, closed_at, verdict, suspended, closed,
        }
    }
}

pub(crate) fn any_change(keys: u64) -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any_incident(keys).prop_map(Change::Upsert),
        1 => (0..keys).prop_map(Change::Remove),
    ]
}

fn any_set<T: Copy + Ord + std::fmt::Debug>(
    code: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<CodeSet<T>>> {
    let set = proptest::collection::vec(code, 0..8);
    proptest::option::weighted(0.25, set.prop_map(|codes| codes.into_iter().collect()))
}

pub(crate) fn any_bbox() -> impl Strategy<Value = Bbox> {
    let ordered = |a: f64, b: f64| (a.min(b), a.max(b));
    let spanned = move |(a, b, c, d): (f64, f64, f64, f64)| {
        let ((west, east), (south, north)) = (ordered(a, b), ordered(c, d));
        Bbox::new(west, south, east, north).expect("in order and in the world")
    };
    let (lng, lat) = (121.19_f64..121.31, 28.59_f64..28.69);
    let cell = (any_place(), 0_u8..=24).prop_map(|(place, level)| {
        let spot = place.and_then(|(lng, lat)| Spot::at(lng, lat));
        CellId::of(spot.unwrap_or(Spot { x: 0, y: 0 }), level).bbox()
    });
    prop_oneof![
        4 => (lng.clone(), lng, lat.clone(), lat).prop_map(spanned),
        1 => (-180.0_f64..180.0, -180.0_f64..180.0, -90.0_f64..90.0, -90.0_f64..90.0)
            .prop_map(spanned),
        1 => Just(Bbox::new(-180.0, -90.0, 180.0, 90.0).expect("the world")),
        1 => cell,
    ]
}

/// Small and large ones, with lines through places that many incidents share; rings that cross themselves are none.
pub(crate) fn any_area() -> impl Strategy<Value = Option<Arc<DrawnArea>>> {
    let of = |corners: Vec<(f64, f64)>| DrawnArea::new(&corners).ok().map(Arc::new);
    let around = |lng: std::ops::Range<f64>, lat: std::ops::Range<f64>| {
        proptest::collection::vec((lng, lat), 3..6).prop_map(of)
    };
    let of_a_box = any_bbox().prop_map(move |bbox| {
        let [west, south, east, north] = bbox.to_array();
        of(vec![(west, north), (east, north), (east, south), (west, south)])
    });
    prop_oneof![
        4 => around(121.19..121.31, 28.59..28.69),
        2 => around(121.24..121.26, 28.63..28.65),
        1 => around(-180.0..180.0, -90.0..90.0),
        1 => of_a_box,
    ]
}

prop_compose! {
    pub(crate) fn any_filter()(
        category in any_set(any_category()),
        department in any_set(any_department()),
        state in any_set(0_u8..5),
        source in any_set(0_u8..8),
        grid in any_set(any_grid()),
        township in any_set(any_township()),
        community in any_set(any_community()),
        from in proptest::option::weighted(0.3, any_time()),
        to in proptest::option::weighted(0.3, any_time()),
        timeliness in any_set(proptest::sample::select(Timeliness::ALL.to_vec())),
        bbox in proptest::option::weighted(0.5, any_bbox()),
        area in prop_oneof![2 => Just(None), 1 => any_area()],
    ) -> Filter {
        Filter {
            category, department, state, source, grid, township, community,
            received: TimeRange { from, to },
            timeliness, bbox, area,
        }
    }
}

pub(crate) fn any_as_of() -> impl Strategy<Value = i64> {
    prop_oneof![3 => Just(NOW), 2 => any_time(), 1 => Just(i64::MAX), 1 => Just(i64::MIN)]
}
