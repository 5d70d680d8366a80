use domain::access::Right;
use domain::policy::{DepartmentForm, DepartmentsView};
use store::policy::departments;

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every unit with the names it has had.
    pub async fn departments(&self, caller: &Caller) -> Result<DepartmentsView, DeskError> {
        caller.needs(Right::ManageDepartments)?;
        let rows = departments::list(&self.db, &caller.region).await?;
        Ok(DepartmentsView { rows })
    }

    /// Makes a new unit.
    pub async fn create_department(&self, caller: &Caller, form: &DepartmentForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageDepartments)?;
        Ok(departments::create(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Changes a unit.
    pub async fn change_department(&self, caller: &Caller, form: &DepartmentForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageDepartments)?;
        Ok(departments::change(&self.db, self.by(caller), &form.parse()?).await?)
    }
}
