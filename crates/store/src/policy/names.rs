use domain::RegionCode;
use sqlx::FromRow;

use crate::{Db, StoreError};

/// Something with a code and its names.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Named {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    /// Whether it may still be chosen.
    pub active: bool,
}

/// What the fields of policy choose from, each in the order of its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    pub categories: Vec<Named>,
    pub townships: Vec<Named>,
    pub departments: Vec<Named>,
}

/// The names of a region.
pub async fn names(db: &Db, region: &RegionCode) -> Result<Names, StoreError> {
    let categories = sqlx::query_as(
        "select category_code as code, name, name_en, true as active from core.categories
         where region_code = $1 order by 1",
    );
    let townships = sqlx::query_as(
        "select township_code as code, name, name_en, true as active from core.townships
         where region_code = $1 order by 1",
    );
    let departments = sqlx::query_as(
        "select department_code as code, name, name_en, active and coalesce(merged_on > current_date, true) as active
         from core.departments
         where region_code = $1 order by 1",
    );
    Ok(Names {
        categories: categories.bind(region.as_str()).fetch_all(&db.pool).await?,
        townships: townships.bind(region.as_str()).fetch_all(&db.pool).await?,
        departments: departments.bind(region.as_str()).fetch_all(&db.pool).await?,
    })
}
