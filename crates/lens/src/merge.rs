//! Folding changes into the months they belong to: bounded steps in [`Lens::apply`], or beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::held::Held;
use crate::lens::Lens;
use crate::pack::Row;
use crate::picture::Picture;

/// From here on a merge is worth its cost: a fraction of all rows, so that it stays cheap per change,
/// between bounds, so that what is not merged stays cheap per query.
const SHARE: usize = 256;
const LEAST: usize = 4096;
const MOST: usize = 32_768;

/// One month to be built anew.
#[derive(Debug)]
struct Month {
    month: i64,
    old: Option<Held>,
    fresh: Vec<Row>,
}

/// A merge that has begun: it holds what it needs and can be [run](Self::run) on any thread, while the
/// picture goes on answering and taking changes.
#[derive(Debug)]
#[must_use = "it does nothing until it is run"]
pub struct MergeJob {
    months: Vec<Month>,
}

/// A merge that has run, for [`Lens::finish_merge`].
#[derive(Debug)]
#[must_use = "the picture has to take it"]
pub struct Merged {
    months: Vec<(Month, Option<Held>)>,
}

impl MergeJob {
    /// The work: about a tenth of a second per 300,000 incidents of the months concerned.
    pub fn run(self) -> Merged {
        let build = |month: Month| {
            let living = month.old.iter().flat_map(Held::living);
            let rows: Vec<Row> = living.chain(month.fresh.iter().copied()).collect();
            (month, Held::of(rows))
        };
        Merged {
            months: self.months.into_iter().map(build).collect(),
        }
    }
}

impl<P: Picture> Lens<P> {
    /// Whether a merge is worth its cost by now.
    #[must_use]
    pub fn wants_merge(&self) -> bool {
        self.backlog() > self.merge_limit()
    }

    /// Begins to fold changes into the months with most of them; `None` if there are none. Costs milliseconds.
    /// Whoever does so when it is [wanted](Self::wants_merge) spares [`Lens::apply`] from merging:
    ///
    /// ```
    /// # use lens::{Lens, Public};
    /// # let mut lens = Lens::<Public>::new();
    /// if lens.wants_merge() && let Some(job) = lens.begin_merge() {
    ///     let merged = job.run(); // on another thread, best one of low priority, as long as it takes
    ///     lens.finish_merge(merged); // on this picture, or a clone of it that took changes meanwhile
    /// }
    /// ```
    #[must_use]
    pub fn begin_merge(&mut self) -> Option<MergeJob> {
        self.settle_tail();
        let rest = if self.wants_merge() {
            self.merge_limit() / 2
        } else {
            0
        };
        Some(self.merge_job(rest)).filter(|job| !job.months.is_empty())
    }

    /// Puts what was merged in place; what changed since the merge began stays changed. Months that were
    /// merged otherwise in the meantime are left as they are. Costs milliseconds.
    pub fn finish_merge(&mut self, merged: Merged) {
        for (month, new) in merged.months {
            let now = self.months.get(&month.month);
            let same = match (now, &month.old) {
                (None, None) => true,
                (Some(now), Some(old)) => Arc::ptr_eq(&now.segment, &old.segment),
                _ => false,
            };
            if same {
                self.put_in_place(month, new);
            }
        }
        let young = self.young.take();
        self.young = young.and_then(|young| Held::of(young.living().collect()));
        self.months_changed();
    }

    /// Folds all changes into their months now: worth it after a large import.
    pub fn merge(&mut self) {
        self.merge_down_to(0);
    }

    /// Merges within [`Lens::apply`] where nobody does beside it: a little often, since the pause is
    /// shorter, and what waits longer is cheaper per row.
    pub(crate) fn merge_if_nobody_does(&mut self) {
        let limit = 2 * self.merge_limit();
        if self.backlog() > limit {
            self.merge_down_to(limit - limit / 8);
        }
    }

    fn merge_down_to(&mut self, rest: usize) {
        self.settle_tail();
        let merged = self.merge_job(rest).run();
        self.finish_merge(merged);
    }

    fn merge_limit(&self) -> usize {
        (self.len() / SHARE).clamp(LEAST, MOST)
    }

    /// Rows outside their months and dead rows: what a merge would clear away.
    fn backlog(&self) -> usize {
        let dead: usize = self.months.values().map(|held| held.dead.len()).sum();
        let young = self.young.as_ref().map_or(0, |young| young.segment.len());
        dead + young + self.tail.rows().len()
    }

    /// A job that leaves a backlog of at most about `rest`, the tail aside.
    fn merge_job(&self, rest: usize) -> MergeJob {
        let mut fresh: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        for row in self.young.iter().flat_map(Held::living) {
            fresh.entry(row.month()).or_default().push(row);
        }
        let mut backlog: BTreeMap<i64, usize> =
            fresh.iter().map(|(month, rows)| (*month, rows.len())).collect();
        for (month, held) in &self.months {
            *backlog.entry(*month).or_default() += held.dead.len();
        }
        let mut left: usize = backlog.values().sum();
        let mut order: Vec<(usize, i64)> = backlog.into_iter().map(|(month, rows)| (rows, month)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        let mut months = Vec::new();
        for (rows, month) in order {
            if left <= rest {
                break;
            }
            left -= rows;
            months.push(Month {
                month,
                old: self.months.get(&month).cloned(),
                fresh: fresh.remove(&month).unwrap_or_default(),
            });
        }
        MergeJob { months }
    }

    /// The month has not been merged since `month` was taken from it; its rows may have died.
    fn put_in_place(&mut self, month: Month, mut new: Option<Held>) {
        let now = self.months.remove(&month.month);
        if let (Some(now), Some(old), Some(new)) = (now, &month.old, &mut new) {
            let died = now.dead.iter().filter(|dead| old.find_dead(dead.row).is_err());
            for dead in died {
                new.bury(now.segment.columns.key.get(dead.row as usize));
            }
        }
        for row in &month.fresh {
            // It has moved, unless it has been replaced or removed in the meantime.
            let young = self
                .young
                .as_mut()
                .filter(|young| young.get(row.key).as_ref() == Some(row));
            match young {
                Some(young) => young.bury(row.key),
                None => new.as_mut().is_some_and(|new| new.bury(row.key)),
            };
        }
        if let Some(new) = new {
            self.months.insert(month.month, new);
        }
    }
}
