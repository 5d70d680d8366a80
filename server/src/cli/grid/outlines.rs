use std::path::{Path, PathBuf};

use cadastre::{Fault, Outline, Outlines, Properties, Rules, limits::TOLD};
use chrono::Utc;
use desk::drawing::rules_of;
use domain::RegionCode;
use serde::Serialize;
use store::StoreError;
use store::district::{AreaOutline, known_areas, put_outlines};
use store::policy::By;

use super::tell;
use crate::cli::database::Database;
use crate::cli::files::{bytes_of, of_file, on_a_thread};
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "An outline takes the place of the one that is known under its code; others stay. No case moves: the next grid that\n\
    is imported or drawn is checked against them, and the map draws that of the region. What is wrong is told with feature,\n\
    ring, corner and place, and then nothing is written. Property names: docs/grids.md."
)]
pub(crate) struct Args {
    /// GeoJSON with polygons and multipolygons, of townships by their codes and of the region by its own; WGS-84 or CGCS2000
    file: PathBuf,

    /// Region whose outlines they are
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Under which property the file says what, if not under a usual name: code, name
    #[arg(long, value_name = "FIELD=PROPERTY")]
    mapping: Vec<String>,

    /// Say what is wrong, write nothing
    #[arg(long)]
    check: bool,

    /// End with the summary as one line of JSON on stdout, also when something is wrong
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    region: &'a str,
    outlines: Vec<&'a str>,
    /// Townships that were not known.
    new: Vec<&'a str>,
    errors: &'a [Fault],
    written: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let properties = Properties::with(args.mapping.iter().map(String::as_str))
        .map_err(|error| Failure::usage(format!("--mapping: {error}")))?;
    let bytes = bytes_of(&args.file, cadastre::limits::FILE_BYTES)?;
    let database = Database::open(&settings).await?;
    let done = import(&database, &args, bytes, properties).await;
    database.close().await?;
    done
}

async fn import(
    database: &Database,
    args: &Args,
    bytes: Vec<u8>,
    properties: Properties,
) -> Result<(), Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let known = known_areas(db, &args.region).await?;
    let townships = known.townships.clone();
    let rules = rules_of(&region, known);
    let path = args.file.clone();
    let Outlines { outlines, faults } =
        on_a_thread(move || read(&path, &bytes, region.code.as_str(), &rules, &properties)).await??;
    tell(
        &faults[..faults.len().min(TOLD)],
        "error",
        faults.len().saturating_sub(TOLD),
    );
    let codes = || outlines.iter().map(|outline| outline.code.as_str());
    let mut summary = Summary {
        region: args.region.as_str(),
        outlines: codes().collect(),
        new: codes()
            .filter(|code| *code != args.region.as_str() && !townships.iter().any(|known| known == code))
            .collect(),
        errors: &faults,
        written: false,
    };
    if faults.is_empty() {
        output::say(format!(
            "{}outlines: {}, of them of new townships {}",
            if args.check {
                "check, nothing written: "
            } else {
                ""
            },
            summary.outlines.len(),
            summary.new.len()
        ));
        if !args.check {
            let by = By {
                region: &args.region,
                person: "command",
                now: Utc::now(),
            };
            let kept: Vec<AreaOutline> = outlines.iter().cloned().map(stored).collect();
            put_outlines(db, by, &kept).await?;
            summary.written = true;
        }
    }
    if args.json {
        output::json(&summary)?;
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(of_file(
        &args.file,
        format!("it has faults ({}); nothing was written", faults.len()),
    ))
}

fn read(
    path: &Path,
    bytes: &[u8],
    region: &str,
    rules: &Rules,
    properties: &Properties,
) -> Result<Outlines, Failure> {
    cadastre::outlines(bytes, region, &rules.codes, properties).map_err(|error| of_file(path, error))
}

fn stored(Outline { code, name, rings }: Outline) -> AreaOutline {
    AreaOutline { code, name, rings }
}
