use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::RegionCode;
use store::StoreError;
use store::cases::RuleBook;

use crate::Desk;

/// How old the limits an action is decided with may be: a change of policy made elsewhere holds after that.
const MAX_AGE: Duration = Duration::from_secs(2);

/// The rules of each region, read again every [`MAX_AGE`].
#[derive(Debug, Default)]
pub(crate) struct RuleBooks(Mutex<HashMap<RegionCode, (Instant, Arc<RuleBook>)>>);

impl Desk {
    /// Limits and calendar in force in `region`.
    pub(crate) async fn rules(&self, region: &RegionCode) -> Result<Arc<RuleBook>, StoreError> {
        {
            let books = self.rules.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((read, book)) = books.get(region)
                && read.elapsed() < MAX_AGE
            {
                return Ok(book.clone());
            }
        }
        let book = Arc::new(RuleBook::load(&self.db, region, self.now()).await?);
        let mut books = self.rules.0.lock().unwrap_or_else(PoisonError::into_inner);
        books.insert(region.clone(), (Instant::now(), book.clone()));
        Ok(book)
    }

    /// The caller's region's time zone: in it people write times.
    pub async fn zone(&self, caller: &crate::Caller) -> Result<chrono_tz::Tz, crate::DeskError> {
        Ok(self.rules(&caller.region).await?.zone)
    }

    /// Forgets the rules of `region`: whoever changed them here sees the change at once.
    pub(crate) fn forget_rules(&self, region: &RegionCode) {
        let mut books = self.rules.0.lock().unwrap_or_else(PoisonError::into_inner);
        books.remove(region);
    }
}
