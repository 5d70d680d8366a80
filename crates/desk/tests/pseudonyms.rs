//! The key that persons are named by, in a directory and a database of its own.

use chrono::Utc;
use desk::Pseudonyms;
use futures::future::try_join_all;
use sqlx::PgPool;
use store::Db;

#[sqlx::test(migrations = false)]
async fn first_uses_at_the_same_moment_are_one_key(pool: PgPool) {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    for _ in 0..30 {
        let directory = tempfile::tempdir().expect("a directory");
        let persons = Pseudonyms::new(db.clone(), directory.path());
        let keys = try_join_all((0..4).map(|_| persons.key(Utc::now()))).await;
        let keys = keys.expect("nobody is refused");
        assert!(keys.iter().all(|key| key.fingerprint() == keys[0].fingerprint()));
        sqlx::query("delete from private.pseudonym_key")
            .execute(db.pool())
            .await
            .expect("as if nobody had been named yet");
    }
}
