use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::board::UnitRef;
use domain::{Lang, RegionCode};
use store::StoreError;
use store::workbench::{Names, RegionNames, region_names};

use crate::Desk;

/// How old names may be.
const MAX_AGE: Duration = Duration::from_secs(10);

/// Names of each region and language, read again every [`MAX_AGE`].
#[derive(Debug, Default)]
pub(crate) struct NameBooks(Mutex<HashMap<(RegionCode, Lang), (Instant, Arc<RegionNames>)>>);

impl Desk {
    /// Names of units, kinds and areas of `region`.
    pub(crate) async fn names(
        &self,
        region: &RegionCode,
        lang: Lang,
    ) -> Result<Arc<RegionNames>, StoreError> {
        let key = (region.clone(), lang);
        {
            let books = self.names.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((read, names)) = books.get(&key)
                && read.elapsed() < MAX_AGE
            {
                return Ok(names.clone());
            }
        }
        let names = Arc::new(region_names(&self.db, region, lang).await?);
        let mut books = self.names.0.lock().unwrap_or_else(PoisonError::into_inner);
        books.insert(key, (Instant::now(), names.clone()));
        Ok(names)
    }
}

/// The thing with this code; where its name is not known, the code stands for it.
pub(crate) fn named(names: &Names, code: &str) -> UnitRef {
    UnitRef {
        code: code.to_owned(),
        name: names.get(code).cloned().unwrap_or_else(|| code.to_owned()),
    }
}
