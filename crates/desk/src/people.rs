use domain::{Lang, RegionCode};
use store::StoreError;
use store::workbench::{Names, PrivateFile};
use uuid::Uuid;

use crate::{Caller, Desk};

impl Desk {
    /// Names of everybody a file speaks of, by id.
    pub(crate) async fn people_of(
        &self,
        caller: &Caller,
        file: &PrivateFile,
        lang: Lang,
    ) -> Result<Names, StoreError> {
        let actors = file.events.iter().map(|event| event.actor.as_str());
        let blowers = file.case.whistles.iter().map(|whistle| whistle.blown_by.as_str());
        let mut people: Vec<Uuid> = actors.chain(blowers).filter_map(|id| id.parse().ok()).collect();
        people.sort_unstable();
        people.dedup();
        let staff = store::people::names(&self.db, &people).await?;
        let guests = store::codes::guests(&self.db, &caller.region, file.case_id).await?;
        let staff = staff
            .into_iter()
            .map(|(id, (zh, en))| (id.to_string(), lang.pick(&zh, en.as_deref()).to_owned()));
        let guests = guests
            .into_iter()
            .map(|guest| (format!("guest:{}", guest.code_id), guest.name));
        Ok(staff.chain(guests).collect())
    }

    /// Whether a whistle may call `callee`, which is `guest:<code id>`: a guest of this case who is let in now.
    pub(crate) async fn is_guest_of(
        &self,
        region: &RegionCode,
        case_id: Uuid,
        callee: &str,
    ) -> Result<bool, StoreError> {
        let id = callee
            .strip_prefix("guest:")
            .and_then(|id| Uuid::parse_str(id).ok());
        // Written as we write it, or the guest would never find their call.
        let Some(id) = id.filter(|id| callee == format!("guest:{id}")) else {
            return Ok(false);
        };
        let guest = store::codes::guest_by_id(&self.db, region, case_id, id).await?;
        let now = self.now();
        Ok(guest.is_some_and(|guest| guest.revoked_at.is_none() && guest.expires_at > now))
    }
}
