//! Stopping without losing a request.
//!
//! 1. *Draining*: `/readyz` says 503 so that a balancer looks elsewhere, live streams end, and every
//!    answer carries `Connection: close` so that clients leave at a moment of their own.
//! 2. *Closing*, [`LAME_DUCK`] later: what waits in the backlog is still accepted, then the door shuts.
//! 3. [`LINGER`] later connections without a request are closed; requests in flight finish, all of this
//!    within [`PATIENCE`].

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// How long new connections are still welcome after the signal.
const LAME_DUCK: Duration = Duration::from_millis(300);
/// How long a connection may stay without a request after that.
pub(crate) const LINGER: Duration = Duration::from_millis(300);
/// How long requests in flight may take once the door is shut.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Shared by everything that has to stop. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    draining: CancellationToken,
    closing: CancellationToken,
}

impl Shutdown {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins to stop. Returns once the door may be shut; calling it again changes nothing.
    pub async fn begin(&self) {
        self.draining.cancel();
        tokio::time::sleep(LAME_DUCK).await;
        self.closing.cancel();
    }

    /// Whether the server is on its way out.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// For live streams and readiness: stop now.
    pub(crate) fn draining(&self) -> CancellationToken {
        self.draining.clone()
    }

    /// For the listener.
    pub(crate) fn closing(&self) -> CancellationToken {
        self.closing.clone()
    }
}

/// Waits for SIGTERM or SIGINT, then begins to stop; a second signal ends the process at once.
pub(crate) async fn on_signal(shutdown: Shutdown) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests in flight are finished first");
        shutdown.begin().await;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(130);
    });
    Ok(())
}
