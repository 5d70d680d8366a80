//! What public routes can reach: the published side, and nothing that could read more.
//!
//! There is no [`store::Db`] in here on purpose. The owner's connections go to jobs and commands only,
//! so that a public handler that wanted private rows would not compile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portal::{Portal, PortalError};

use crate::bases::MapSources;
use crate::problem::Problem;
use crate::shutdown::Shutdown;
use crate::site::Site;

/// Given to every public handler. Cheap to clone.
#[derive(Clone)]
pub(crate) struct PublicState {
    pub(crate) portal: Arc<Portal>,
    pub(crate) site: Arc<Site>,
    pub(crate) shutdown: Shutdown,
    /// Open live streams.
    pub(crate) readers: Arc<AtomicUsize>,
    pub(crate) build: Arc<str>,
    pub(crate) map: MapSources,
}

impl PublicState {
    #[must_use]
    pub(crate) fn new(portal: Arc<Portal>, site: Arc<Site>, map: MapSources, shutdown: Shutdown) -> Self {
        let build = site.assets().build_id().into();
        Self {
            portal,
            site,
            shutdown,
            readers: Arc::default(),
            build,
            map,
        }
    }

    /// Runs what only computes away from the threads that answer requests.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Portal) -> Result<T, PortalError> + Send + 'static,
    ) -> Result<T, Problem> {
        Ok(self.portal.compute(work).await?)
    }
}

/// Counts one reader until dropped.
pub(crate) struct Reader(Arc<AtomicUsize>);

impl Reader {
    /// A place for one more reader, unless there are `most` already.
    pub(crate) fn enter(readers: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        readers
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |open| {
                (open < most).then_some(open + 1)
            })
            .ok()
            .map(|_| Self(Arc::clone(readers)))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
