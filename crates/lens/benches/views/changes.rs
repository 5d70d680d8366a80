//! What changes cost, and what they cost the questions beside them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lens::{Change, Incident, Lens, MergeJob, Merged, Staff};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::made_up::{CLOSED, District, NOW};

/// New cases and cases that are closed now by turns; of those closed, nine in ten are of the last ninety days and
/// one of any age.
pub(crate) struct Changes<'a> {
    district: &'a District,
    /// In the order of their receipt.
    old: Vec<Incident>,
    next: u64,
    rng: SmallRng,
}

impl<'a> Changes<'a> {
    /// To a picture of `count` incidents.
    pub(crate) fn new(district: &'a District, count: u64) -> Self {
        let every = (count as usize / 200_000).max(1);
        Self {
            district,
            old: district.incidents(count).step_by(every).collect(),
            next: count,
            rng: SmallRng::seed_from_u64(9),
        }
    }

    pub(crate) fn batch(&mut self, count: usize) -> Vec<Change> {
        let change = |nth: usize| {
            if nth.is_multiple_of(2) {
                self.next += 1;
                return Change::Upsert(self.district.incident(self.next, NOW - 60, &mut self.rng));
            }
            let recent = if self.rng.random_bool(0.9) {
                self.old.len() / 12
            } else {
                self.old.len()
            };
            let back = self.rng.random_range(1..=recent);
            Change::Upsert(Incident {
                state: CLOSED,
                closed: true,
                closed_at: Some(NOW),
                ..self.old[self.old.len() - back]
            })
        };
        (0..count).map(change).collect()
    }
}

/// Microseconds per change, in batches of a hundred, merges included.
pub(crate) fn cost(lens: &Lens<Staff>, changes: &mut Changes<'_>) -> f64 {
    let mut lens = lens.clone();
    let (batches, size) = (1000, 100);
    let mut spent = Duration::ZERO;
    for _ in 0..batches {
        let batch = changes.batch(size);
        let start = Instant::now();
        lens.apply(lens.version() + 1, &batch);
        if lens.wants_merge()
            && let Some(job) = lens.begin_merge()
        {
            lens.finish_merge(job.run());
        }
        spent += start.elapsed();
    }
    spent.as_secs_f64() * 1e6 / (batches * size) as f64
}

/// With what the questions leave of the cores.
fn at_leisure(job: MergeJob) -> Merged {
    // Of this thread, on Linux. Elsewhere the merge is only less polite.
    let _refused = rustix::process::setpriority_process(None, 10);
    job.run()
}

/// Times of questions of each name.
pub(crate) type Asked = BTreeMap<&'static str, Vec<Duration>>;

/// Asks by turns for `time`; with changes, a thousand a second are applied to a clone that is shown in place of
/// the one before, and merges run on a third thread. Returns the times, and how many changes and merges were made.
pub(crate) fn ask_meanwhile(
    lens: &Lens<Staff>,
    changes: Option<&mut Changes<'_>>,
    time: Duration,
    mut ask: impl FnMut(&Lens<Staff>, &mut Asked),
) -> (Asked, u64, u64) {
    let shown = Mutex::new(Arc::new(lens.clone()));
    let (stop, made, merged) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let mut asked = Asked::new();
    std::thread::scope(|scope| {
        if let Some(changes) = changes {
            let (shown, stop, made, merged) = (&shown, &stop, &made, &merged);
            scope.spawn(move || {
                let mut now = Lens::clone(&shown.lock().expect("no panic"));
                let mut job = None;
                let start = Instant::now();
                while !stop.load(Ordering::Relaxed) {
                    let batch = changes.batch(10);
                    now.apply(now.version() + 1, &batch);
                    match job.take_if(|job: &mut std::thread::ScopedJoinHandle<'_, _>| job.is_finished()) {
                        Some(done) => {
                            now.finish_merge(done.join().expect("no panic"));
                            merged.fetch_add(1, Ordering::Relaxed);
                        }
                        None if job.is_none() && now.wants_merge() => {
                            job = now.begin_merge().map(|job| scope.spawn(|| at_leisure(job)));
                        }
                        None => {}
                    }
                    *shown.lock().expect("no panic") = Arc::new(now.clone());
                    let so_far = made.fetch_add(10, Ordering::Relaxed) + 10;
                    let due = Duration::from_millis(so_far);
                    std::thread::sleep(due.saturating_sub(start.elapsed()));
                }
            });
        }
        let start = Instant::now();
        while start.elapsed() < time {
            let now = Arc::clone(&shown.lock().expect("no panic"));
            ask(&now, &mut asked);
        }
        stop.store(true, Ordering::Relaxed);
    });
    (asked, made.into_inner(), merged.into_inner())
}
