use domain::admin_log::LogDeed;
use serde::Serialize;
use sqlx::types::Json;

use crate::policy::{By, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// The outline of a township, or of the region itself.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaOutline {
    pub code: String,
    /// Only a township that is new needs it; without, it is called by its code.
    pub name: Option<String>,
    /// Rings of longitude and latitude in WGS-84, holes among them.
    pub rings: Vec<Vec<(f64, f64)>>,
}

#[derive(Serialize)]
struct Logged<'a> {
    outlines: Vec<&'a str>,
}

/// Keeps outlines in place of those that are known under the same codes, in one transaction. Townships that are not known become known;
/// others keep their names. No case and no cell moves: the next grid is checked against them, and the map draws that of the region.
pub async fn put_outlines(db: &Db, by: By<'_>, outlines: &[AreaOutline]) -> Result<(), StoreError> {
    let region = by.region.as_str();
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    for AreaOutline { code, name, rings } in outlines {
        if code == region {
            sqlx::query("update core.regions set outline = $2 where region_code = $1")
                .bind(region)
                .bind(Json(rings))
                .execute(&mut *transaction)
                .await?;
            continue;
        }
        sqlx::query(
            "insert into core.townships (region_code, township_code, name, outline) values ($1, $2, $3, $4)
             on conflict (region_code, township_code) do update set outline = excluded.outline",
        )
        .bind(region)
        .bind(code)
        .bind(name.as_ref().unwrap_or(code))
        .bind(Json(rings))
        .execute(&mut *transaction)
        .await?;
    }
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    let logged = Logged {
        outlines: outlines.iter().map(|outline| outline.code.as_str()).collect(),
    };
    log(
        &mut transaction,
        by,
        LogDeed::GridOutlines,
        region,
        None,
        Some(&logged),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}
