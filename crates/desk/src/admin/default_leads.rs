use domain::Lang;
use domain::access::Right;
use domain::board::UnitRef;
use domain::policy::{DefaultLeadForm, DefaultLeadsView};
use store::policy::{default_leads, names};
use uuid::Uuid;

use super::{choices, say};
use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every version of every rule.
    pub async fn default_leads(&self, caller: &Caller, lang: Lang) -> Result<DefaultLeadsView, DeskError> {
        caller.needs(Right::ManageDefaultLeads)?;
        let as_of = self.now();
        let names = names(&self.db, &caller.region).await?;
        let mut rows = default_leads::rows(&self.db, &caller.region, as_of).await?;
        for row in &mut rows {
            say(&mut row.category, &names.categories, lang);
            if let Some(township) = &mut row.township {
                say(township, &names.townships, lang);
            }
            if let Some(department) = &mut row.department {
                say(department, &names.departments, lang);
            }
        }
        Ok(DefaultLeadsView {
            rows,
            categories: choices(&names.categories, lang),
            townships: choices(&names.townships, lang),
            departments: choices(&names.departments, lang),
            as_of,
        })
    }

    /// Adds a version of a rule, to hold from now or from a later day on.
    pub async fn add_default_lead(&self, caller: &Caller, form: &DefaultLeadForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageDefaultLeads)?;
        let zone = self.rules(&caller.region).await?.zone;
        let by = self.by(caller);
        Ok(default_leads::add(&self.db, by, &form.parse(zone, by.now)?).await?)
    }

    /// The unit that would lead a case, for whoever dispatches it: a proposal, never more.
    pub async fn suggested_lead(
        &self,
        caller: &Caller,
        case_id: Uuid,
        lang: Lang,
    ) -> Result<Option<UnitRef>, DeskError> {
        caller.needs(Right::SeeEveryCase)?;
        let lead = default_leads::suggest_for_case(&self.db, &caller.region, case_id, self.now()).await?;
        let Some(mut lead) = lead else { return Ok(None) };
        say(
            &mut lead,
            &names(&self.db, &caller.region).await?.departments,
            lang,
        );
        Ok(Some(lead))
    }
}
