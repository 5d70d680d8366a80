//! Units and their names.

use chrono::TimeDelta;
use domain::policy::{DepartmentDraft, Fault};
use sqlx::PgPool;
use store::policy::{By, departments};

use crate::common::{now, region};
use crate::support::{administered, by, department, fault};

#[sqlx::test(migrations = false)]
async fn a_unit_keeps_every_name_it_has_had(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let taken = departments::create(&db, by(&region), &department("urban")).await;
    assert_eq!(fault(taken), ("code", Fault::Taken));
    for (name, days) in [("城市管理局", 1), ("综合行政执法局", 2)] {
        let renamed = DepartmentDraft {
            name: name.into(),
            ..department("urban")
        };
        let later = By {
            now: now() + TimeDelta::days(days),
            ..by(&region)
        };
        departments::change(&db, later, &renamed).await.expect("renamed");
    }
    let unit = departments::list(&db, &region).await.expect("units").remove(0);
    assert_eq!(unit.department.name, "综合行政执法局");
    assert_eq!(unit.former_names, ["城市管理局", "urban name"]);
}
