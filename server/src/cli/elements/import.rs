use std::path::PathBuf;

use chrono::Utc;
use domain::element::Counts;
use domain::intake::FaultyRow;
use domain::{ElementKindCode, RegionCode};
use intake::{CoordinateSystem, ElementRows};
use serde::Serialize;
use serde_json::json;
use store::StoreError;
use store::elements::{carry_out, kinds};
use store::policy::{By, ChangeError};

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::elements::{Said, read};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is wrong with a row is told with its line and column, and then nothing is written, unless\n\
    --take-good says to take the others. The same file again changes nothing.\n\
    Formats, columns, kinds and who sees them: docs/elements.md."
)]
pub(crate) struct Args {
    /// The elements: CSV (UTF-8 or GB18030), XLSX, lines of JSON, or GeoJSON
    file: PathBuf,

    /// Region whose elements they are
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Kind of the rows that name none
    #[arg(long, value_name = "CODE")]
    kind: Option<ElementKindCode>,

    /// What the coordinates of the file are in: wgs-84 (also CGCS2000), gcj-02 or bd-09
    #[arg(long, value_name = "SYSTEM", value_parser = system)]
    coordinates: CoordinateSystem,

    /// The file is all there is of its kinds: what it does not name is out of use
    #[arg(long)]
    whole: bool,

    /// Say what would happen, write nothing
    #[arg(long)]
    check: bool,

    /// Take the good rows of a file in which others are wrong
    #[arg(long)]
    take_good: bool,

    /// End with the summary as one line of JSON on stdout, also when something is wrong
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    region: &'a str,
    #[serde(flatten)]
    counts: Counts,
    /// Rows that cannot be taken, and the first of them.
    wrong: u32,
    faults: &'a [FaultyRow],
    /// False after a check, and where something is wrong.
    written: bool,
}

fn system(name: &str) -> Result<CoordinateSystem, String> {
    CoordinateSystem::from_name(name).ok_or_else(|| "wgs-84, gcj-02 or bd-09".to_owned())
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    // Before a database is started for nothing.
    std::fs::File::open(&args.file)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.file.display())))?;
    let database = Database::open(&settings).await?;
    let done = import(&database, args).await;
    database.close().await?;
    done
}

async fn import(database: &Database, args: Args) -> Result<(), Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let said = Said {
        kinds: kinds(db, &args.region).await?,
        kind: args.kind,
        coordinates: args.coordinates,
        zone: region.zone,
    };
    if let Some(kind) = &said.kind
        && !said.kinds.iter().any(|known| known.code == *kind)
    {
        return Err(Failure::usage(format!(
            "--kind: there is no kind {kind} in this region"
        )));
    }
    let path = args.file.clone();
    let found = tokio::task::spawn_blocking(move || read(&path, &said));
    let found = found.await.map_err(|error| Failure::other(error.to_string()))??;
    let ElementRows { rows, wrong, faults } = found;
    tell(wrong, &faults);
    let is_refused = wrong > 0 && !args.take_good;
    let check = args.check || is_refused;
    let by = By {
        region: &args.region,
        person: "import",
        now: Utc::now(),
    };
    let told = json!({
        "file": args.file.file_name().map(|name| name.to_string_lossy()),
        "wrong": wrong,
    });
    let counts = carry_out(db, by, rows, args.whole, check, &told).await;
    let counts = counts.map_err(|error| match error {
        ChangeError::Store(error) => error.into(),
        other => Failure::usage(other.to_string()),
    })?;
    let Counts {
        new,
        changed,
        unchanged,
        retired,
    } = counts;
    let before = if check { "nothing written: " } else { "" };
    output::say(format!(
        "{before}elements: new {new}, changed {changed}, unchanged {unchanged}, retired {retired}, wrong {wrong}"
    ));
    if args.json {
        output::json(&Summary {
            region: args.region.as_str(),
            counts,
            wrong,
            faults: &faults,
            written: !check,
        })?;
    }
    if is_refused {
        return Err(Failure::usage(format!(
            "{}: {wrong} rows cannot be taken; nothing was written (--take-good takes the others)",
            args.file.display()
        )));
    }
    Ok(())
}

fn tell(wrong: u32, faults: &[FaultyRow]) {
    for FaultyRow { line, field, reason } in faults {
        let column = field.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        output::say(format!("line {line}{column}: {reason}"));
    }
    let more = (wrong as usize).saturating_sub(faults.len());
    if more > 0 {
        output::say(format!("and {more} more"));
    }
}
