//! What is written of a change.

use sqlx::PgPool;
use store::admin_log::Wanted;
use store::policy::{categories, limits};

use crate::common::{now, region};
use crate::support::{administered, by, category, limit, logged, of_category};

#[sqlx::test(migrations = false)]
async fn a_refused_change_leaves_no_line_and_no_line_can_be_rewritten(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let unknown = limits::add(&db, by(&region), &limit(of_category("egg"), Some(5), now())).await;
    assert!(unknown.is_err());
    assert_eq!(logged(&db).await, Vec::<String>::new());
    let kind = category("lamp");
    categories::create(&db, by(&region), &kind).await.expect("made");
    let wanted = Wanted {
        subject: Some("lamp"),
        ..Wanted::default()
    };
    let line = store::admin_log::newest(&db, &region, &wanted, 1)
        .await
        .expect("the log")
        .remove(0);
    assert_eq!(
        (line.by.as_deref(), line.before, line.at),
        (Some("管理员"), None, now())
    );
    assert_eq!(line.after, serde_json::to_value(&kind).ok());
    for statement in [
        "update core.admin_log set what = 'x'",
        "delete from core.admin_log",
    ] {
        let error = sqlx::query(statement)
            .execute(db.pool())
            .await
            .expect_err("append-only");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}
