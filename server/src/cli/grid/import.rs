use std::path::{Path, PathBuf};

use cadastre::{Change, Checked, Descent, Findings, Gaps, Plan, Properties, Rules, Sheet};
use chrono::{NaiveDate, Utc};
use clap::ValueEnum;
use desk::drawing::{recut_of, rules_of, standing};
use domain::RegionCode;
use serde::Serialize;
use store::StoreError;
use store::district::{Reassigned, RecutError, grid_at, known_areas, recut};
use store::policy::By;

use super::{midnight, tell};
use crate::cli::database::Database;
use crate::cli::files::{bytes_of, of_file, on_a_thread};
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is the whole grid of the region: cells that are not in it end. What is wrong with it is told with\n\
    feature, ring, corner and place, and then nothing is written. The same file again changes nothing.\n\
    Formats, property names, rules and tolerances: docs/grids.md."
)]
pub(crate) struct Args {
    /// The grid: GeoJSON, or a Shapefile in a zip archive; longitude and latitude in WGS-84 or CGCS2000
    file: PathBuf,

    /// Region whose grid it is
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Day from which it holds, as midnight begins it in the region; what was received since is placed anew
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: NaiveDate,

    /// Under which property the file says what, if not under a usual name: code, name, township, community, kind, rural
    #[arg(long, value_name = "FIELD=PROPERTY")]
    mapping: Vec<String>,

    /// Say what is wrong and what would happen, write nothing
    #[arg(long)]
    check: bool,

    /// What gaps between cells are taken for
    #[arg(long, value_enum, default_value = "warn")]
    gaps: GapsAre,

    /// End with the summary as one line of JSON on stdout, also when something is wrong
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GapsAre {
    /// Nothing is imported
    Error,
    /// They are told
    Warn,
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    region: &'a str,
    from: NaiveDate,
    /// Cells of the file whose shapes could be read.
    cells: usize,
    /// The grid holds; false after a check and where something is wrong.
    written: bool,
    #[serde(flatten)]
    findings: &'a Findings,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Counts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<Cases>,
}

#[derive(Debug, Serialize)]
struct Counts<'a> {
    kept: usize,
    renamed: usize,
    redrawn: usize,
    new: usize,
    ended: &'a [String],
    /// From which old cells each redrawn or new one takes its area, with the shares.
    descents: &'a [Descent],
    /// Old cells whose area goes to several.
    splits: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Serialize)]
struct Cases {
    received_since: u64,
    moved: u64,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let settings = common.settings()?;
    let properties = Properties::with(args.mapping.iter().map(String::as_str))
        .map_err(|error| Failure::usage(format!("--mapping: {error}")))?;
    // Before a database is started for nothing.
    let file = args.file.clone();
    let sheet = on_a_thread(move || read(&file, &properties)).await??;
    let database = Database::open(&settings).await?;
    let done = import(&database, &args, sheet).await;
    database.close().await?;
    done
}

fn read(path: &Path, properties: &Properties) -> Result<Sheet, Failure> {
    let bytes = bytes_of(path, cadastre::limits::FILE_BYTES)?;
    cadastre::read(&bytes, properties).map_err(|error| of_file(path, error))
}

async fn import(database: &Database, args: &Args, sheet: Sheet) -> Result<(), Failure> {
    let (db, now) = (&database.db, Utc::now());
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let at = midnight(args.from, &region);
    let known = known_areas(db, &args.region).await?;
    let rules = Rules {
        gaps: match args.gaps {
            GapsAre::Error => Gaps::Error,
            GapsAre::Warn => Gaps::Warn,
        },
        ..rules_of(&region, known)
    };
    let grid = grid_at(db, &args.region, at).await?;
    let present: Vec<_> = grid.cells.into_iter().map(standing).collect();
    let looked = on_a_thread(move || {
        let Checked { cells, mut findings } = cadastre::check(sheet, &rules);
        let count = cells.len();
        if !findings.errors.is_empty() {
            return (count, findings, None);
        }
        match cadastre::plan(&present, cells) {
            Ok(plan) => (count, findings, Some(plan)),
            Err(fault) => {
                findings.errors.push(*fault);
                (count, findings, None)
            }
        }
    });
    let (cells, findings, plan) = looked.await?;
    tell(&findings.warnings, "warning", 0);
    tell(&findings.errors, "error", findings.more);
    let mut summary = Summary {
        region: args.region.as_str(),
        from: args.from,
        cells,
        written: false,
        findings: &findings,
        plan: plan.as_ref().map(counts),
        cases: None,
    };
    let Some(plan) = &plan else {
        if args.json {
            output::json(&summary)?;
        }
        return Err(Failure::usage(format!(
            "{}: it has faults ({}); nothing was written",
            args.file.display(),
            findings.errors.len() + findings.more
        )));
    };
    output::say(words(plan, args.check));
    let cut = recut_of(plan, grid.last_cut);
    // A check says so, too.
    if let Some(last) = grid.last_cut.filter(|last| cut.cuts() && *last >= at) {
        return Err(failed(RecutError::CutLater(last)));
    }
    if !args.check {
        let by = By {
            region: &args.region,
            person: "command",
            now,
        };
        let done = recut(db, by, &cut, at).await.map_err(failed)?;
        store::publication::publish_all(db, Utc::now()).await?;
        let Reassigned { looked_at, moved } = done;
        output::say(format!(
            "{moved} of {looked_at} cases received since lie in another cell now"
        ));
        summary.written = true;
        summary.cases = Some(Cases {
            received_since: looked_at,
            moved,
        });
    }
    if args.json {
        output::json(&summary)?;
    }
    Ok(())
}

fn counts(plan: &Plan) -> Counts<'_> {
    Counts {
        kept: plan.count(Change::Kept),
        renamed: plan.count(Change::Renamed),
        redrawn: plan.count(Change::Redrawn),
        new: plan.count(Change::New),
        ended: &plan.ended,
        descents: &plan.descents,
        splits: plan.splits(),
    }
}

fn words(plan: &Plan, check: bool) -> String {
    let counts = counts(plan);
    format!(
        "{}cells: kept {}, renamed {}, redrawn {}, new {}, ended {}",
        if check { "check, nothing written: " } else { "" },
        counts.kept,
        counts.renamed,
        counts.redrawn,
        counts.new,
        counts.ended.len()
    )
}

fn failed(error: RecutError) -> Failure {
    match error {
        RecutError::Store(error) => error.into(),
        RecutError::CutLater(_) => Failure::usage(format!("--from: {error}")),
        RecutError::CutMeanwhile => Failure::other(error.to_string()),
    }
}
