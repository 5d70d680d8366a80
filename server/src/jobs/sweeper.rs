//! Removes what is kept for no reason any more: files that no case knows, left by an upload that did not come to its
//! end, lists that were brought long ago, and contacts of residents whose case is long over.

use std::time::Duration;

use desk::{Attachments, Desk, Lists};
use tokio_util::sync::CancellationToken;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(3600);
/// How old a file must be: an upload that is going on is younger.
const AGE: Duration = Duration::from_secs(24 * 3600);
/// How long the files of an import are kept.
const LIST_AGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// At once, since a server may never run for an hour, and then every hour until `stop`.
pub(crate) async fn run(desk: Desk, attachments: Attachments, lists: Lists, stop: CancellationToken) {
    loop {
        sweep(&desk, &attachments, &lists).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn sweep(desk: &Desk, attachments: &Attachments, lists: &Lists) {
    match attachments.sweep(AGE).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files without a case removed"),
        Err(error) => tracing::warn!(%error, "files are not swept"),
    }
    match lists.sweep(LIST_AGE) {
        Ok(0) => {}
        Ok(lists) => tracing::info!(lists, "files of old imports removed"),
        Err(error) => tracing::warn!(%error, "files of imports are not swept"),
    }
    match desk.forget_contacts().await {
        Ok(0) => {}
        Ok(contacts) => tracing::info!(contacts, "contacts forgotten"),
        Err(error) => tracing::warn!(%error, "contacts are not swept"),
    }
}
