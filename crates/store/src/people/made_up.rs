use chrono::{DateTime, Utc};
use domain::RegionCode;

use super::admin::{GrantError, NewPerson, NewRole, give, insert};
use crate::{Db, StoreError};

/// Makes the people of a synthetic region whose logins are free, and says of all made-up people who still have
/// their first password whether they must change it. Does nothing in a region with real data.
pub async fn made_up(
    db: &Db,
    region: &RegionCode,
    people: &[(NewPerson, Vec<NewRole>)],
    must_change: bool,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut transaction = db.begin().await?;
    let synthetic: Option<bool> =
        sqlx::query_scalar("select synthetic from core.regions where region_code = $1 for update")
            .bind(region.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
    if synthetic != Some(true) {
        return Ok(0);
    }
    let mut made = 0;
    for (person, roles) in people {
        let taken: bool = sqlx::query_scalar(
            "select exists (select from core.people where lower(login) = lower($1) or lower(email) = lower($2))",
        )
        .bind(&person.login)
        .bind(&person.email)
        .fetch_one(&mut *transaction)
        .await?;
        if taken {
            continue;
        }
        insert(&mut transaction, person, true, None, now).await?;
        for role in roles {
            match give(&mut transaction, region, person.id, role, None, now).await {
                Ok(()) => {}
                Err(GrantError::Store(error)) => return Err(error),
                // The made-up district has every unit and station that its people belong to.
                Err(error) => {
                    return Err(StoreError::UnknownValue {
                        column: "core.memberships",
                        value: format!("{} {}: {error}", person.login, role.role.code()),
                    });
                }
            }
        }
        made += 1;
    }
    sqlx::query(
        "update core.people p set must_change_password = $2
         where made_up and password_changed_at is null and must_change_password <> $2
           and exists (select from core.memberships m where m.person_id = p.person_id and m.region_code = $1)
           and not exists (select from core.memberships m join core.regions r using (region_code)
                           where m.person_id = p.person_id and m.revoked_at is null and not r.synthetic)",
    )
    .bind(region.as_str())
    .bind(must_change)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(made)
}
