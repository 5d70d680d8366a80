use std::collections::HashMap;

use domain::{Lang, RegionCode};

use crate::{Db, StoreError};

/// Names by code, of one kind of thing.
pub type Names = HashMap<String, String>;

/// Names of everything a region's files speak of, in one language.
#[derive(Debug, Clone, Default)]
pub struct RegionNames {
    pub departments: Names,
    pub categories: Names,
    pub townships: Names,
    pub communities: Names,
    pub grids: Names,
}

/// Every name of a region. Some thousand rows at most; callers keep it for a while.
pub async fn region_names(db: &Db, region: &RegionCode, lang: Lang) -> Result<RegionNames, StoreError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select kind, code, case when $2 then coalesce(nullif(name_en, ''), name) else name end
         from (select 'department' as kind, region_code, department_code as code, name, name_en from core.departments
               union all
               select 'category', region_code, category_code, name, name_en from core.categories
               union all
               select 'township', region_code, township_code, name, name_en from core.townships
               union all
               select 'community', region_code, community_code, name, name_en from core.communities
               union all
               -- Cases of the past lie in cells of the past.
               (select distinct on (grid_code) 'grid', region_code, grid_code, name, null from core.grid_cells
               where region_code = $1 and valid_from <= now() order by grid_code, valid_from desc)) as named
         where region_code = $1",
    )
    .bind(region.as_str())
    .bind(lang == Lang::En)
    .fetch_all(&db.pool)
    .await?;
    let mut names = RegionNames::default();
    for (kind, code, name) in rows {
        let of_kind = match kind.as_str() {
            "department" => &mut names.departments,
            "category" => &mut names.categories,
            "township" => &mut names.townships,
            "community" => &mut names.communities,
            _ => &mut names.grids,
        };
        of_kind.insert(code, name);
    }
    Ok(names)
}

/// Whether there is such a unit.
pub async fn has_department(db: &Db, region: &RegionCode, code: &str) -> Result<bool, StoreError> {
    exists(
        db,
        "select exists (select from core.departments where region_code = $1 and department_code = $2)",
        region,
        code,
    )
    .await
}

/// Whether there is such a kind of matter.
pub async fn has_category(db: &Db, region: &RegionCode, code: &str) -> Result<bool, StoreError> {
    exists(
        db,
        "select exists (select from core.categories where region_code = $1 and category_code = $2)",
        region,
        code,
    )
    .await
}

/// Whether there is such a township.
pub async fn has_township(db: &Db, region: &RegionCode, code: &str) -> Result<bool, StoreError> {
    exists(
        db,
        "select exists (select from core.townships where region_code = $1 and township_code = $2)",
        region,
        code,
    )
    .await
}

async fn exists(db: &Db, sql: &'static str, region: &RegionCode, code: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(sql)
        .bind(region.as_str())
        .bind(code)
        .fetch_one(&db.pool)
        .await?)
}
