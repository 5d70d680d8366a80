//! `lianqin import`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::RegionCode;
use domain::intake::ImportSummary;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use intake::Mapping;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::import::{Import, ImportError, Outcome};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Shipped mappings: pingshan, boston311, chicago311, citizen-messages, any-list, and those of the eight systems:\n\
    four_platforms, 110, petition, mediation, 12345, grid_inspection, station, public.\n\
    The same file may be imported again at any time: rows whose content is known change nothing."
)]
pub(crate) struct Args {
    /// The list: CSV (UTF-8 or GB18030, comma, semicolon or tab; gzipped or not), lines of JSON, or XLSX
    file: PathBuf,

    /// Region to import into, e.g. 440310 or boston [default: what the mapping proposes]
    #[arg(long, value_name = "CODE")]
    region: Option<String>,

    /// A shipped mapping by name, or one's own as path.toml
    #[arg(long, value_name = "NAME|FILE")]
    mapping: String,

    /// Say what would happen, write nothing but the rejected rows
    #[arg(long)]
    dry_run: bool,

    /// End with the summary as one line of JSON on stdout
    #[arg(long)]
    json: bool,

    /// Where rejected rows go [default: <name of the file>.rejects.csv here]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let mapping = Mapping::load(&args.mapping)?;
    let region = region(args.region.as_deref(), &mapping)?;
    // Before a database is started for nothing.
    std::fs::File::open(&args.file)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.file.display())))?;
    let rejects = args.rejects.unwrap_or_else(|| rejects_beside(&args.file));
    let import = Import {
        region,
        mapping,
        file: args.file,
        rejects,
        data_dir: settings.data_dir.clone(),
        dry_run: args.dry_run,
    };

    let database = Database::open(&settings).await?;
    let started = Instant::now();
    let bar = bar();
    let outcome = import
        .run(&database.db, |_, bytes, total| {
            bar.set_length(total);
            bar.set_position(bytes);
        })
        .await;
    bar.finish_and_clear();
    database.close().await?;
    let Outcome { summary, failure } = outcome?;
    output::say(words(&summary, args.dry_run, started.elapsed().as_secs_f64()));
    if args.json {
        output::json(&summary)?;
    }
    match failure {
        None => Ok(()),
        Some(reason) => Err(Failure::usage(format!(
            "{}: {reason}; what came before it was imported",
            import.file.display()
        ))),
    }
}

fn region(given: Option<&str>, mapping: &Mapping) -> Result<RegionCode, Failure> {
    let code = given.or(mapping.region_code()).ok_or_else(|| {
        Failure::usage(format!(
            "the mapping {} proposes no region: say which with --region",
            mapping.name()
        ))
    })?;
    RegionCode::parse(code).map_err(|error| Failure::usage(format!("--region: {error}")))
}

/// `lists/events.csv.gz` → `events.rejects.csv` in the working directory.
fn rejects_beside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    PathBuf::from(format!("{stem}.rejects.csv"))
}

/// Shown on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {percent}% {bytes}/{total_bytes}, {eta} left");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn words(summary: &ImportSummary, dry_run: bool, seconds: f64) -> String {
    let ImportSummary {
        read,
        new,
        updated,
        unchanged,
        rejected,
        unplaced,
        joined,
        rejects_file,
    } = summary;
    let mut words = format!(
        "{}read {read}: new {new}, updated {updated}, unchanged {unchanged}, rejected {rejected} ({seconds:.1} s)",
        if dry_run { "dry run, nothing written: " } else { "" }
    );
    if *unplaced > 0 {
        words += &format!("\n{unplaced} without a place on the map: they count and are listed");
    }
    if *joined > 0 {
        words += &format!("\n{joined} of the new ones belong to a matter that another record had brought");
    }
    if let Some(file) = rejects_file {
        words += &format!("\nrejected rows, with line and reason: {file}");
    }
    words
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Intake(error) => error.into(),
            ImportError::Store(error) => error.into(),
            ImportError::Desk(_) | ImportError::Random(_) | ImportError::NoOutcome => {
                Self::other(error.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejected_rows_go_to_a_file_named_after_the_list() {
        for (file, rejects) in [
            ("lists/events-7000.csv", "events-7000.rejects.csv"),
            ("requests.2013.csv.gz", "requests.2013.rejects.csv"),
            ("list", "list.rejects.csv"),
        ] {
            assert_eq!(rejects_beside(Path::new(file)), Path::new(rejects));
        }
    }
}
