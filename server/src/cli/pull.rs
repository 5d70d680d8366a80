//! `lianqin pull`: fetches what a system offers over HTTP, once or again and again.

use std::time::{Duration, Instant};

use domain::RegionCode;
use intake::Mapping;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::pull::{PullError, Pulled, Puller, Wish};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The mapping says in [system] and [pull] what is fetched and from where; its key comes from the environment or a\n\
    file. A round goes on where the last one stopped, however it ended."
)]
pub(crate) struct Args {
    /// Region to take the records into
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// A mapping with a section [pull], as path.toml
    #[arg(long, value_name = "FILE")]
    mapping: String,

    /// Go on for ever, with this pause between rounds, e.g. 90s, 5m, 1h
    #[arg(long, value_name = "TIME", value_parser = time)]
    every: Option<Duration>,

    /// How often a page is asked for before the round ends
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    tries: u32,

    /// Pause before the second try; doubled for each further one, up to 5m
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = time)]
    first_pause: Duration,

    /// How long one answer may take
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time)]
    timeout: Duration,

    /// End every round with a summary as one line of JSON on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let wish = Wish {
        region: args.region.clone(),
        mapping: Mapping::load(&args.mapping)?,
        data_dir: settings.data_dir.clone(),
        tries: args.tries,
        first_pause: args.first_pause,
        timeout: args.timeout,
    };
    let database = Database::open(&settings).await?;
    let pulled = match Puller::new(&database.db, wish) {
        Ok(puller) => rounds(puller, &args).await,
        Err(error) => Err(error.into()),
    };
    database.close().await?;
    pulled
}

async fn rounds(mut puller: Puller, args: &Args) -> Result<(), Failure> {
    loop {
        let started = Instant::now();
        let seconds = || started.elapsed().as_secs_f64();
        match (puller.round().await, args.every) {
            (Ok(pulled), _) => {
                output::say(words(&pulled, seconds()));
                if args.json {
                    output::json(&pulled)?;
                }
            }
            // It may be put right meanwhile, here or there.
            (Err(error @ (PullError::Away { .. } | PullError::Refused { .. })), Some(_)) => {
                output::say(error.to_string())
            }
            (Err(error), _) => return Err(error.into()),
        }
        match args.every {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Ok(()),
        }
    }
}

fn words(pulled: &Pulled, seconds: f64) -> String {
    let Pulled {
        pages,
        new,
        updated,
        unchanged,
        quarantined,
        tried_again,
    } = pulled;
    let mut words = format!(
        "{pages} pages: new {new}, updated {updated}, unchanged {unchanged}, in quarantine {quarantined} ({seconds:.1} s)"
    );
    if *tried_again > 0 {
        words += &format!("\n{tried_again} tries came to nothing on the way");
    }
    words
}

/// `90s`, `5m`, `1h`, `250ms`.
fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time: write 90s, 5m or 1h");
    let end = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let number: u64 = text[..end].parse().map_err(|_| wrong())?;
    let time = match &text[end..] {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.saturating_mul(60)),
        "h" => Duration::from_secs(number.saturating_mul(3600)),
        _ => return Err(wrong()),
    };
    if time.is_zero() || time > Duration::from_secs(7 * 86_400) {
        return Err(wrong());
    }
    Ok(time)
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Intake(error) => error.into(),
            PullError::Store(error) => error.into(),
            PullError::Import(error) => error.into(),
            PullError::Usage(message) => Self::usage(message),
            PullError::Away { .. } | PullError::Refused { .. } => Self::other(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_with_its_unit() {
        assert_eq!(time("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(time("250ms"), Ok(Duration::from_millis(250)));
        for wrong in ["5", "m", "0s", "5 m", "-1s", "1w", "99999999999h", ""] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
