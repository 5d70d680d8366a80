use serde::Serialize;

use crate::cell::{Cell, Point, Ring};
use crate::codes::CodeRule;
use crate::cover::{Boxes, gaps};
use crate::edges::{Entangled, Loose, loose, survey};
use crate::limits::{OUTSIDE_SHARE, TOLD};
use crate::measure::area;
use crate::read::Sheet;
use crate::ring::{Drawn, side_number};
use domain::drawing::{Fault, What};

/// What gaps between cells are taken for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Gaps {
    /// Lakes and barracks belong to no grid: they are told, and that is all.
    #[default]
    Warn,
    Error,
}

/// What a grid is checked against.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    pub codes: CodeRule,
    pub gaps: Gaps,
    /// Rings of the region's outline, holes among them; none = not known.
    pub region: Vec<Ring>,
    /// Rings of townships' outlines by code, where they are known.
    pub townships: Vec<(String, Vec<Ring>)>,
}

/// What is wrong with a grid, and what is odd about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Findings {
    pub errors: Vec<Fault>,
    pub warnings: Vec<Fault>,
    /// Faults that are not told one by one, because there are too many; there may be still more.
    pub more: usize,
}

impl Findings {
    fn wrong(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for fault in faults {
            if self.errors.len() < TOLD {
                self.errors.push(fault);
            } else {
                self.more += 1;
            }
        }
    }

    fn odd(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for fault in faults {
            if self.warnings.len() < TOLD {
                self.warnings.push(fault);
            } else {
                self.more += 1;
            }
        }
    }
}

/// A grid after it was looked at. Only without errors is it one that may hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    pub cells: Vec<Cell>,
    pub findings: Findings,
}

/// Looks at all cells of a file, each for itself and together.
#[must_use]
pub fn check(sheet: Sheet, rules: &Rules) -> Checked {
    let Sheet {
        mut drawn, faults, ..
    } = sheet;
    let mut findings = Findings::default();
    let read_whole = faults.is_empty();
    findings.wrong(faults);
    let (wrong, odd) = rules.codes.check(&drawn);
    findings.wrong(wrong);
    findings.odd(odd);
    match shapes(&drawn, rules, read_whole) {
        Ok((wrong, odd)) => {
            findings.wrong(wrong);
            findings.odd(odd);
        }
        Err(Entangled { ring }) => findings.wrong(drawn.get(ring).map(|drawn| {
            let place = drawn.cell.ring.first().copied().unwrap_or_default();
            of(drawn, What::Entangled).at(place)
        })),
    }
    for Drawn { cell, .. } in &mut drawn {
        if let Some((township, community)) = rules.codes.areas(&cell.code) {
            let (township, community) = (township.to_owned(), community.to_owned());
            cell.township.get_or_insert(township);
            cell.community.get_or_insert(community);
        }
    }
    Checked {
        cells: drawn.into_iter().map(|drawn| drawn.cell).collect(),
        findings,
    }
}

fn of(drawn: &Drawn, what: What) -> Fault {
    Fault::of_feature(drawn.feature, Some(&drawn.cell.code), what)
}

type Both = (Vec<Fault>, Vec<Fault>);

fn shapes(drawn: &[Drawn], rules: &Rules, read_whole: bool) -> Result<Both, Entangled> {
    let rings: Vec<&[Point]> = drawn.iter().map(|drawn| drawn.cell.ring.as_slice()).collect();
    let (mut wrong, mut odd) = (Vec::new(), Vec::new());
    let meetings = survey(&rings)?;
    for (drawn, meeting) in drawn.iter().zip(&meetings) {
        let Some(meeting) = meeting else { continue };
        let (a, b) = (
            side_number(&drawn.numbers, meeting.side),
            side_number(&drawn.numbers, meeting.other),
        );
        let what = What::SelfCrossing {
            side: a.min(b),
            other: a.max(b),
        };
        let fault = of(drawn, what).on_ring(1).at_vertex(a.min(b));
        wrong.push(fault.at(meeting.place));
    }
    // Areas of rings that cross themselves mean nothing.
    if !wrong.is_empty() {
        return Ok((wrong, odd));
    }
    let loose = loose(&rings);
    let mut boxes = Boxes::new(&rings);
    overlaps(drawn, &rings, &loose, &mut boxes, &mut wrong)?;
    wrong.sort_by_key(|fault| fault.feature);
    outside(drawn, rules, &mut boxes, &mut wrong)?;
    // Where a cell could not be read, there is a gap that is none.
    if read_whole {
        let gaps = gaps(&loose.loops).into_iter().map(|gap| {
            let what = What::Gap { area_m2: gap.area };
            Fault::of_file(what).at(gap.place)
        });
        match rules.gaps {
            Gaps::Error => wrong.extend(gaps),
            Gaps::Warn => odd.extend(gaps),
        }
    }
    Ok((wrong, odd))
}

fn overlaps(
    drawn: &[Drawn],
    rings: &[&[Point]],
    loose: &Loose,
    boxes: &mut Boxes,
    wrong: &mut Vec<Fault>,
) -> Result<(), Entangled> {
    for (index, ring) in rings.iter().enumerate() {
        if !loose.of_ring[index] {
            continue;
        }
        for other in boxes.near(ring) {
            // A pair of which both have loose sides comes twice. Of one with none at all there is another that overlaps too.
            if other == index || (other < index && loose.of_ring[other]) {
                continue;
            }
            let Some(found) = boxes.common(ring, rings[other], index)? else {
                continue;
            };
            let (one, other) = (&drawn[index.min(other)], &drawn[index.max(other)]);
            let what = What::Overlap {
                other: other.feature,
                other_code: other.cell.code.clone(),
                area_m2: found.area,
            };
            wrong.push(of(one, what).at(found.place));
            // A heap of cells is a heap: nobody reads how often each lies on each.
            if wrong.len() > 5 * TOLD {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn outside(
    drawn: &[Drawn],
    rules: &Rules,
    boxes: &mut Boxes,
    wrong: &mut Vec<Fault>,
) -> Result<(), Entangled> {
    for (index, drawn) in drawn.iter().enumerate() {
        let ring = &drawn.cell.ring;
        let township = rules.codes.areas(&drawn.cell.code).map(|(township, _)| township);
        let township = drawn.cell.township.as_deref().or(township);
        let known = rules
            .townships
            .iter()
            .find(|(code, _)| Some(code.as_str()) == township);
        let region = (!rules.region.is_empty()).then_some(("the region".to_owned(), &rules.region));
        let outline = known
            .map(|(code, rings)| (format!("township {code}"), rings))
            .or(region);
        let Some((name, rings)) = outline else { continue };
        let Some(found) = boxes.beyond(ring, rings, index)? else {
            continue;
        };
        let share = found.area / area(ring);
        if share > OUTSIDE_SHARE {
            let what = What::Outside {
                of: name,
                area_m2: found.area,
                share: (share * 1000.0).round() / 10.0,
            };
            wrong.push(of(drawn, what).at(found.place));
        }
    }
    Ok(())
}
