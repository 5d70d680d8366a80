use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::access::Right;
use domain::board::UnitRef;
use domain::desk::{Choices, NewCaseForm};
use domain::{Lang, RegionCode};
use store::StoreError;
use store::workbench::{Names, RegionNames, region_names};
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// How old names may be.
const MAX_AGE: Duration = Duration::from_secs(10);

/// Names of each region and language, read again every [`MAX_AGE`].
#[derive(Debug, Default)]
pub(crate) struct NameBooks(Mutex<HashMap<(RegionCode, Lang), NameBook>>);

/// Names and when they were read.
type NameBook = (Instant, Arc<RegionNames>);

impl Desk {
    /// What forms offer to choose from in the caller's region.
    pub async fn choices(&self, caller: &Caller, lang: Lang) -> Result<Choices, DeskError> {
        caller.needs(Right::UseDesk)?;
        Ok(choices(&*self.names(&caller.region, lang).await?))
    }

    /// What the form of a new case begins with.
    pub async fn new_case_form(&self, caller: &Caller, lang: Lang) -> Result<NewCaseForm, DeskError> {
        caller.needs(Right::OpenCase)?;
        Ok(NewCaseForm {
            choices: self.choices(caller, lang).await?,
            ticket: Uuid::new_v4().to_string(),
        })
    }

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

/// What forms offer to choose from, by name.
pub(crate) fn choices(names: &RegionNames) -> Choices {
    Choices {
        departments: sorted(&names.departments),
        categories: sorted(&names.categories),
        townships: sorted(&names.townships),
    }
}

fn sorted(names: &Names) -> Vec<UnitRef> {
    let mut units: Vec<UnitRef> = names
        .iter()
        .map(|(code, name)| UnitRef {
            code: code.clone(),
            name: name.clone(),
        })
        .collect();
    units.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    units
}

/// The thing with this code; where its name is not known, the code stands for it.
pub(crate) fn named(names: &Names, code: &str) -> UnitRef {
    UnitRef {
        code: code.to_owned(),
        name: names.get(code).cloned().unwrap_or_else(|| code.to_owned()),
    }
}
