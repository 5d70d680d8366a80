//! A merge of the map on a thread of its own, behind everything that somebody waits for.

use std::thread;

use domain::RegionCode;
use lens::{MergeJob, Merged};
use tokio::sync::oneshot::{self, error::TryRecvError};

/// Of 19, the least urgent: it waits where others want the processor, and still ends beside them.
const NICENESS: i32 = 10;

/// A merge that goes on.
#[derive(Debug)]
pub(crate) struct Merging {
    code: RegionCode,
    merged: oneshot::Receiver<Merged>,
}

impl Merging {
    pub(crate) fn begin(code: RegionCode, job: MergeJob) -> Self {
        let (done, merged) = oneshot::channel();
        let work = move || {
            // On Linux of this thread alone. Refused, it is as urgent as the others.
            let _niceness = rustix::process::nice(NICENESS);
            // Nobody waits for it any more where the portal has stopped.
            let _merged = done.send(job.run());
        };
        if let Err(error) = thread::Builder::new().name("merge".to_owned()).spawn(work) {
            tracing::warn!(%error, "a map is not merged");
        }
        Self { code, merged }
    }

    /// Whether it has ended, and with what: nothing where it could not begin or broke off.
    pub(crate) fn ended(&mut self) -> Option<Option<Merged>> {
        match self.merged.try_recv() {
            Ok(merged) => Some(Some(merged)),
            Err(TryRecvError::Closed) => Some(None),
            Err(TryRecvError::Empty) => None,
        }
    }

    /// The region of the map.
    pub(crate) fn region(&self) -> &RegionCode {
        &self.code
    }
}
