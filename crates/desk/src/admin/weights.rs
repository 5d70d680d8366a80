use domain::access::Right;
use domain::policy::{WeightSetForm, WeightsView};
use store::policy::weights;

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every set of weights.
    pub async fn weight_sets(&self, caller: &Caller) -> Result<WeightsView, DeskError> {
        caller.needs(Right::ManageWeights)?;
        let today = self.today(caller).await?;
        Ok(WeightsView {
            rows: weights::rows(&self.db, &caller.region, today).await?,
            today,
        })
    }

    /// Adds a set of weights, to count from today or from a later day on.
    pub async fn add_weight_set(&self, caller: &Caller, form: &WeightSetForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageWeights)?;
        let set = form.parse(self.today(caller).await?)?;
        Ok(weights::add(&self.db, self.by(caller), &set).await?)
    }
}
