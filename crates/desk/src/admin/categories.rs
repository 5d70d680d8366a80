use domain::access::Right;
use domain::policy::{CategoriesView, CategoryForm};
use store::policy::categories;

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every kind of matter.
    pub async fn categories(&self, caller: &Caller) -> Result<CategoriesView, DeskError> {
        caller.needs(Right::ManageCategories)?;
        let rows = categories::list(&self.db, &caller.region, self.now()).await?;
        Ok(CategoriesView { rows })
    }

    /// Makes a new kind.
    pub async fn create_category(&self, caller: &Caller, form: &CategoryForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageCategories)?;
        categories::create(&self.db, self.by(caller), &form.parse()?).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Changes a kind; its cases are published anew where the public is to see them otherwise.
    pub async fn change_category(&self, caller: &Caller, form: &CategoryForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageCategories)?;
        categories::change(&self.db, self.by(caller), &form.parse()?).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }
}
