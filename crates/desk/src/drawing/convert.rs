use cadastre::{Cell, Change, CodeRule, Kind, Plan, Rules, Standing};
use chrono::{DateTime, Utc};
use store::district::{GridCell, KnownAreas, Recut};
use store::intake::RegionRow;

/// What a region's grid is checked against: its scheme of codes, and what is known of its areas.
#[must_use]
pub fn rules_of(region: &RegionRow, known: KnownAreas) -> Rules {
    let digits = region.scheme == "cn";
    let six = region.code.as_str().bytes().all(|byte| byte.is_ascii_digit());
    Rules {
        codes: CodeRule {
            digits,
            prefix: (digits && six).then(|| region.code.to_string()),
            townships: known.townships.into_iter().collect(),
        },
        region: known.region,
        townships: known.outlines,
        ..Rules::default()
    }
}

/// A cell as it is stored, to be compared.
#[must_use]
pub fn standing(cell: GridCell) -> Standing {
    Standing {
        cell: Cell {
            code: cell.code,
            name: cell.name,
            township: cell.township,
            community: cell.community,
            kind: if cell.dedicated {
                Kind::Dedicated
            } else {
                Kind::Basic
            },
            rural: cell.rural,
            ring: cell.ring,
        },
        anchors: cell.anchors,
    }
}

/// A cell as it is to be stored.
#[must_use]
pub fn stored(standing: Standing) -> GridCell {
    let Standing { cell, anchors } = standing;
    GridCell {
        code: cell.code,
        township: cell.township,
        community: cell.community,
        name: cell.name,
        dedicated: cell.kind == Kind::Dedicated,
        rural: cell.rural,
        ring: cell.ring,
        anchors,
    }
}

/// What a plan changes, made for a grid that had been cut last at `after`.
#[must_use]
pub fn recut_of(plan: &Plan, after: Option<DateTime<Utc>>) -> Recut {
    let of = |wanted: Change| {
        let cells = plan.cells.iter().filter(move |(_, change)| *change == wanted);
        cells.map(|(cell, _)| stored(cell.clone())).collect()
    };
    Recut {
        after,
        ended: plan.ended.clone(),
        redrawn: of(Change::Redrawn),
        new: of(Change::New),
        renamed: of(Change::Renamed),
    }
}
