//! Removes what is kept for no reason any more: files that no case knows, left by an upload that did not come to its
//! end, and contacts of residents whose case is long over.

use std::time::Duration;

use desk::{Attachments, Desk};
use tokio_util::sync::CancellationToken;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(3600);
/// How old a file must be: an upload that is going on is younger.
const AGE: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn run(desk: Desk, attachments: Attachments, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        match attachments.sweep(AGE).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files without a case removed"),
            Err(error) => tracing::warn!(%error, "files are not swept"),
        }
        match desk.forget_contacts().await {
            Ok(0) => {}
            Ok(contacts) => tracing::info!(contacts, "contacts forgotten"),
            Err(error) => tracing::warn!(%error, "contacts are not swept"),
        }
    }
}
