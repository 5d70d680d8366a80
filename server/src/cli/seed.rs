//! `lianqin seed`.

use chrono::Utc;
use domain::RegionCode;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::database::Database;
use crate::cli::serve::DEMO_REGION;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::seeding::{SeedError, Seeding};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The same order makes the same district and the same cases, up to the present time.\n\
    Giving it again goes on where it was cut short; once complete, it adds nothing."
)]
pub(crate) struct Args {
    /// How many incidents to make up
    #[arg(long, default_value_t = 30_000, value_name = "N")]
    incidents: u64,

    /// Over how many days before now they came in
    #[arg(long, default_value_t = 90, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,

    /// Which past to make up: another number, another past
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,

    /// Where to put it; the region is made if it is not there, and says that it is synthetic
    #[arg(long, default_value = DEMO_REGION, value_name = "CODE")]
    region: String,

    /// End with the summary as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let region =
        RegionCode::parse(&args.region).map_err(|error| Failure::usage(format!("--region: {error}")))?;
    let seeding = Seeding {
        region,
        incidents: args.incidents,
        days: args.days,
        seed: args.seed,
    };
    let database = Database::open(&settings).await?;
    let bar = bar();
    let seeded = seeding
        .run(&database.db, Utc::now(), |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await;
    bar.finish_and_clear();
    database.close().await?;
    let seeded = seeded?;
    output::say(match seeded.new {
        0 => format!(
            "region {}: all {} are there already",
            seeded.region, seeded.incidents
        ),
        new => format!(
            "region {}: {new} made-up cases ({:.1} s)",
            seeded.region, seeded.seconds
        ),
    });
    if args.json {
        output::json(&seeded)?;
    }
    Ok(())
}

/// Shown on a terminal only.
pub(crate) fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{bar:30} {percent}% {human_pos}/{human_len}, {per_sec}, {eta} left");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl From<SeedError> for Failure {
    fn from(error: SeedError) -> Self {
        match error {
            SeedError::Store(error) => error.into(),
            SeedError::RealRegion(_) => Self::usage(error.to_string()),
        }
    }
}
