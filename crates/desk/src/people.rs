use domain::{Lang, RegionCode};
use store::StoreError;
use store::workbench::{Names, PrivateFile};
use uuid::Uuid;

use crate::Desk;

impl Desk {
    /// Names of everybody a file speaks of, by id.
    pub(crate) async fn people_of(&self, file: &PrivateFile, lang: Lang) -> Result<Names, StoreError> {
        let actors = file.events.iter().map(|event| event.actor.as_str());
        let blowers = file.case.whistles.iter().map(|whistle| whistle.blown_by.as_str());
        let mut people: Vec<Uuid> = actors.chain(blowers).filter_map(|id| id.parse().ok()).collect();
        people.sort_unstable();
        people.dedup();
        let names = store::people::names(&self.db, &people).await?;
        Ok(names
            .into_iter()
            .map(|(id, (zh, en))| (id.to_string(), lang.pick(&zh, en.as_deref()).to_owned()))
            .collect())
    }

    /// Whether `guest:<id>` was invited to this case.
    pub(crate) async fn is_guest_of(
        &self,
        _region: &RegionCode,
        _case_id: Uuid,
        _guest: &str,
    ) -> Result<bool, StoreError> {
        Ok(false)
    }
}
