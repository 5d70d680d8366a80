//! The peer that any engine has to beat: flat columns in the order of arrival, one loop per question, byte
//! masks block by block, no index and no statistics.

use lens::{Bbox, CellId, Incident, Spot};

use crate::made_up::{HIGH, NOW, SOUTH, WEST, WIDE};

const BLOCK: usize = 4096;

#[derive(Default)]
pub(crate) struct Plain {
    key: Vec<u64>,
    spot: Vec<Spot>,
    /// Row by row over the district, at the level of the question about the whole of it.
    cell: Vec<u32>,
    sub: Vec<u8>,
    source: Vec<u8>,
    state: Vec<u8>,
    received: Vec<i32>,
}

/// Cells of one level over a box.
struct Cells {
    level: u8,
    west: u32,
    north: u32,
    wide: u32,
    high: u32,
}

impl Cells {
    fn over(west: f64, south: f64, east: f64, north: f64, level: u8) -> Self {
        let at = |lng, lat| Spot::at(lng, lat).map(|spot| CellId::of(spot, level));
        let [first, last] = [at(west, north), at(east, south)].map(|cell| cell.expect("finite"));
        Self {
            level,
            west: first.x,
            north: first.y,
            wide: last.x - first.x + 1,
            high: last.y - first.y + 1,
        }
    }

    fn of(&self, spot: Spot) -> u32 {
        let cell = CellId::of(spot, self.level);
        (cell.y - self.north) * self.wide + cell.x - self.west
    }

    fn counters(&self) -> Vec<u32> {
        vec![0; (self.wide * self.high) as usize]
    }
}

/// What the questions ask for; `u8::MAX` is no code.
pub(crate) struct Codes<'a> {
    pub(crate) subs: &'a [u8],
    pub(crate) sources: &'a [u8],
    pub(crate) state: Option<u8>,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

fn district(level: u8) -> Cells {
    Cells::over(WEST, SOUTH, WEST + WIDE, SOUTH + HIGH, level)
}

impl Plain {
    pub(crate) fn push(&mut self, incident: &Incident, level: u8) {
        let spot = incident
            .place
            .and_then(|(lng, lat)| Spot::at(lng, lat))
            .expect("placed");
        self.key.push(incident.key);
        self.spot.push(spot);
        self.cell.push(district(level).of(spot));
        self.sub.push(incident.category as u8);
        self.source.push(incident.source);
        self.state.push(incident.state);
        self.received.push((incident.received_at - NOW) as i32);
    }

    pub(crate) fn all_cells(&self, level: u8) -> Vec<u32> {
        let mut counters = district(level).counters();
        self.cell.iter().for_each(|cell| counters[*cell as usize] += 1);
        counters
    }

    pub(crate) fn cells(&self, codes: &Codes<'_>, level: u8) -> Vec<u32> {
        let mut counters = district(level).counters();
        self.matches(codes, |row| counters[self.cell[row] as usize] += 1);
        counters
    }

    pub(crate) fn cells_in(&self, codes: &Codes<'_>, bbox: Bbox, level: u8) -> Vec<u32> {
        let [west, south, east, north] = bbox.to_array();
        let cells = Cells::over(west, south, east, north, level);
        let mut counters = cells.counters();
        self.matches(codes, |row| {
            if bbox.holds(self.spot[row]) {
                counters[cells.of(self.spot[row]) as usize] += 1;
            }
        });
        counters
    }

    pub(crate) fn points(&self, bbox: Bbox, cap: usize) -> Vec<(u64, Spot, u8, u8)> {
        (0..self.spot.len())
            .filter(|row| bbox.holds(self.spot[*row]))
            .map(|row| (self.key[row], self.spot[row], self.sub[row], self.state[row]))
            .take(cap)
            .collect()
    }

    fn matches(&self, codes: &Codes<'_>, mut each: impl FnMut(usize)) {
        let (from, to) = ((codes.from - NOW) as i32, (codes.to - NOW) as i32);
        let (mut mask, mut any) = ([0_u8; BLOCK], [0_u8; BLOCK]);
        for start in (0..self.sub.len()).step_by(BLOCK) {
            let rows = start..self.sub.len().min(start + BLOCK);
            let mask = &mut mask[..rows.len()];
            mask.fill(1);
            let wanted: [(&[u8], &[u8]); 3] = [
                (&self.state, codes.state.as_slice()),
                (&self.source, codes.sources),
                (&self.sub, codes.subs),
            ];
            for (column, wanted) in wanted.into_iter().filter(|(_, wanted)| !wanted.is_empty()) {
                let any = &mut any[..rows.len()];
                any.fill(0);
                for code in wanted {
                    let bytes = any.iter_mut().zip(&column[rows.clone()]);
                    bytes.for_each(|(any, byte)| *any |= u8::from(byte == code));
                }
                mask.iter_mut().zip(any).for_each(|(mask, any)| *mask &= *any);
            }
            for (eight, chunk) in mask.chunks(8).enumerate() {
                if chunk.iter().fold(0, |any, one| any | one) == 0 {
                    continue;
                }
                for (at, _) in chunk.iter().enumerate().filter(|(_, kept)| **kept != 0) {
                    let row = start + eight * 8 + at;
                    if from <= self.received[row] && self.received[row] < to {
                        each(row);
                    }
                }
            }
        }
    }
}

/// Gigabytes a second that one thread reads from memory: the best of five sums over a gigabyte.
pub(crate) fn bandwidth() -> f64 {
    let words = vec![1_u64; 1 << 27];
    let read = || {
        let start = std::time::Instant::now();
        let mut sums = [0_u64; 16];
        for words in words.as_chunks::<16>().0 {
            sums.iter_mut()
                .zip(words)
                .for_each(|(sum, word)| *sum = sum.wrapping_add(*word));
        }
        std::hint::black_box(sums);
        size_of_val(words.as_slice()) as f64 / start.elapsed().as_secs_f64() / 1e9
    };
    (0..5).map(|_| read()).fold(0.0, f64::max)
}
