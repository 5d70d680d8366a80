//! Brings the private Postgres back when it dies under a running server.

use std::sync::Arc;
use std::time::Duration;

use cluster::Cluster;
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop`.
pub(crate) async fn run(cluster: Arc<Cluster>, stop: CancellationToken) {
    let mut backoff = Backoff::default();
    let mut pause = LOOK_EVERY;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        if cluster.postmaster_pid().is_some() {
            pause = LOOK_EVERY;
            continue;
        }
        tracing::warn!("the private Postgres is gone, starting it again");
        let dead = Arc::clone(&cluster);
        let revived = match tokio::task::spawn_blocking(move || dead.revive()).await {
            Ok(revived) => revived.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        pause = match revived {
            Ok(()) => {
                tracing::info!("the private Postgres is back");
                backoff.reset();
                LOOK_EVERY
            }
            Err(error) => {
                tracing::error!(error, "the private Postgres does not come back");
                backoff.fail().0.max(LOOK_EVERY)
            }
        };
    }
}
