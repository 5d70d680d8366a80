use domain::Lang;
use domain::access::Right;
use domain::policy::{LimitForm, LimitsView};
use store::policy::{limits, names};

use super::choices;
use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every version of every limit.
    pub async fn limits(&self, caller: &Caller, lang: Lang) -> Result<LimitsView, DeskError> {
        caller.needs(Right::ManageLimits)?;
        let as_of = self.now();
        let names = names(&self.db, &caller.region).await?;
        Ok(LimitsView {
            rows: limits::rows(&self.db, &caller.region, as_of).await?,
            categories: choices(&names.categories, lang),
            as_of,
        })
    }

    /// Adds a version of a limit, to hold from now or from a later day on.
    pub async fn add_limit(&self, caller: &Caller, form: &LimitForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageLimits)?;
        let zone = self.rules(&caller.region).await?.zone;
        let by = self.by(caller);
        limits::add(&self.db, by, &form.parse(zone, by.now)?).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }
}
