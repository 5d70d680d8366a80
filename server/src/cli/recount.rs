//! `lianqin recount`: every figure once more from the events, and times by a calendar that was corrected.

use chrono::Utc;
use domain::RegionCode;
use serde_json::json;
use store::cases::RuleBook;
use store::figures::{measure_again, recount};

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ends with code 1 where a case counts otherwise than its events say.\n\
    Weekly reports that were made keep what they say."
)]
pub(crate) struct Args {
    /// Region to count
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// First measure handling times anew, by the calendar as it is now
    #[arg(long)]
    times: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let counted = count(&database, &args).await;
    database.close().await?;
    let (changed, found) = counted?;
    output::json(&json!({
        "cases": found.cases,
        "differing": found.differing,
        "examples": found.examples,
        "times_changed": changed,
    }))?;
    if found.differing > 0 {
        return Err(Failure::other(format!(
            "{} of {} cases count otherwise than their events or their published row say",
            found.differing, found.cases
        )));
    }
    Ok(())
}

async fn count(database: &Database, args: &Args) -> Result<(u64, store::figures::Recount), Failure> {
    let (db, now) = (&database.db, Utc::now());
    let book = RuleBook::load(db, &args.region, now).await?;
    let mut changed = 0;
    if args.times {
        changed = measure_again(db, &args.region, &book).await?;
        store::publication::publish_all(db, now).await?;
    }
    Ok((changed, recount(db, &args.region, &book, now).await?))
}
