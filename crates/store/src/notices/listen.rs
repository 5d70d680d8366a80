use std::time::Duration;

use sqlx::postgres::PgListener;

use crate::{Db, StoreError};

/// Hears the hints of those who store notices.
#[derive(Debug)]
pub struct NoticeListener(PgListener);

impl NoticeListener {
    /// Starts listening.
    pub async fn connect(db: &Db) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&db.pool).await?;
        listener.listen("lianqin_notices").await?;
        Ok(Self(listener))
    }

    /// Returns at the next hint, or after `at_most`: the tables themselves are the truth.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), StoreError> {
        match tokio::time::timeout(at_most, self.0.recv()).await {
            Ok(Ok(_)) | Err(_) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
        }
    }
}
