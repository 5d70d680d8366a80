use domain::access::Right;
use domain::policy::{DepartmentForm, DepartmentsView, MergerForm};
use store::policy::departments;

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every unit with the names it has had.
    pub async fn departments(&self, caller: &Caller) -> Result<DepartmentsView, DeskError> {
        caller.needs(Right::ManageDepartments)?;
        let rows = departments::list(&self.db, &caller.region).await?;
        let today = self.today(caller).await?;
        Ok(DepartmentsView { rows, today })
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

    /// Says from when on a unit is part of another, or takes that back.
    pub async fn merge_department(&self, caller: &Caller, form: &MergerForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageDepartments)?;
        let (code, merger) = form.parse(self.today(caller).await?)?;
        Ok(departments::merge(&self.db, self.by(caller), &code, merger.as_ref()).await?)
    }
}
