//! Jobs with a database of their own. Needs `DATABASE_URL`, as the tests over HTTP do.

mod recount;
