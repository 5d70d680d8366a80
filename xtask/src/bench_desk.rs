//! `cargo xtask bench-desk`: what the workbench can bear, each beside a peer in the same run.
//!
//! * actions: comments per second through `POST /api/v1/staff/cases/{code}/actions` with eight clients, as a
//!   ratio to the very statements of one such action, run by pgbench with eight clients on the same cluster.
//! * queue: p99 of a queue for a unit with many open cases, as a ratio to the same for one with 1,000 in the
//!   same database; the page `/desk` and the API's.
//!
//! Sides take turns, the median counts. The figures that are kept stand in docs/benchmarks.md.

mod load;
mod statements;

use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use cluster::{Cluster, ClusterOptions};

use crate::{
    setup::{self, Need},
    shell,
};
use statements::Script;

/// An address, and the header by which it knows who asks.
type View<'a> = (&'static str, &'a dyn Fn(&Pass) -> String);

/// Turns per measurement.
const TURNS: usize = 3;
/// Open cases of the small unit.
const FEW: usize = 1_000;
/// Cases that one turn may act on, each once.
const TARGETS: usize = 12_000;
/// Cases that are acted on to learn the statements.
const SAMPLES: usize = 5;
/// Unit names in the list, and the login of a handler of each.
const UNITS: [(&str, &str); 2] = [("大单位", "many"), ("小单位", "few")];
const PASSWORD: &str = "三棵枇杷树在院子里开花";
const DATABASE: &str = "desk";

/// Runs both benchmarks; the large unit has `cases` open cases. Builds the program if none is named.
pub(crate) fn run(cases: usize, program: Option<PathBuf>) -> Result<()> {
    ensure!(cases >= 20_000, "at least 20,000 cases, each is acted on once");
    let root = shell::root()?;
    for need in [Need::Postgres, Need::Load] {
        setup::ensure(need, &root)?;
    }
    let program = match program {
        Some(program) => program,
        None => {
            let mut build = shell::cargo();
            build.args(["build", "--release", "--package", "server"]);
            shell::run(build.current_dir(&root))?;
            root.join("target/release/lianqin")
        }
    };
    let place = root.join("target/bench-desk");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::create_dir_all(&place)?;
    // Durable, as people run it.
    let cluster = Cluster::start(&ClusterOptions::new(place.join("data")))?;
    let bench = Bench {
        program,
        site: root.join("target/site"),
        place,
        cluster,
    };
    bench.fill(cases)?;
    bench.queue(cases)?;
    bench.actions()
}

struct Bench {
    program: PathBuf,
    site: PathBuf,
    place: PathBuf,
    cluster: Cluster,
}

/// A server that is ended with its owner.
struct Serving {
    child: Child,
    base: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // SIGTERM: it stops as it does for people.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// How somebody shows who they are.
struct Pass {
    cookie: String,
    token: String,
}

/// A case to act on.
struct Target {
    case_id: String,
    code: String,
}

impl Bench {
    /// Two units with open cases and a handler each.
    fn fill(&self, cases: usize) -> Result<()> {
        let file = self.place.join("list.csv");
        fs::write(&file, list(cases))?;
        // As root, the cluster of a run that was cut off is still there.
        self.sql_in("postgres", &format!("drop database if exists {DATABASE}"))?;
        self.sql_in("postgres", &format!("create database {DATABASE}"))?;
        shell::output(
            self.lianqin()
                .args(["import", "--json", "--region", "bench", "--mapping", "any-list"])
                .arg(&file),
        )?;
        for (name, login) in UNITS {
            let code = self.sql(&format!(
                "select department_code from core.departments where region_code = 'bench' and name = '{name}'"
            ))?;
            let mut child = self
                .lianqin()
                .args(["person", "add", login, "--name", login, "--region", "bench"])
                .args(["--role", "handler", "--department", &code, "--password-stdin"])
                .stdin(Stdio::piped())
                .spawn()?;
            let mut stdin = child.stdin.take().context("no stdin")?;
            std::io::Write::write_all(&mut stdin, PASSWORD.as_bytes())?;
            drop(stdin);
            ensure!(child.wait()?.success(), "no account for {login}");
        }
        self.sql("vacuum analyze")?;
        Ok(())
    }

    fn queue(&self, cases: usize) -> Result<()> {
        let server = self.serve()?;
        let [many, few] = UNITS.map(|(_, login)| load::sign_in(&server.base, login, PASSWORD));
        let (many, few) = (many?, few?);
        let by_cookie = |pass: &Pass| format!("Cookie: {}", pass.cookie);
        let by_token = |pass: &Pass| format!("Authorization: Bearer {}", pass.token);
        let views: [View<'_>; 2] = [("/desk", &by_cookie), ("/api/v1/staff/queue", &by_token)];
        for (path, header) in views {
            let address = format!("{}{path}", server.base);
            let (mut of_many, mut of_few) = (Vec::new(), Vec::new());
            for _ in 0..TURNS {
                of_many.push(load::p99(&address, &header(&many))?);
                of_few.push(load::p99(&address, &header(&few))?);
            }
            let (of_many, of_few) = (median(&mut of_many), median(&mut of_few));
            eprintln!(
                "{path}: p99 {of_many:.1} ms with {cases} open cases, {of_few:.1} ms with {FEW}, ratio {:.2}",
                of_many / of_few
            );
        }
        Ok(())
    }

    fn actions(&self) -> Result<()> {
        let mut server = self.serve()?;
        let token = load::sign_in(&server.base, UNITS[0].1, PASSWORD)?.token;
        let script = self.statements(&server, &token)?;
        let file = self.place.join("action.sql");
        fs::write(&file, &script.text)?;
        eprintln!(
            "one action: {} statements, in {}",
            script.statements,
            file.display()
        );
        let (mut ours, mut beside, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TURNS {
            let targets = self.targets(TARGETS)?;
            ours.push(load::actions(&self.place, &server.base, &token, &targets)?);
            self.published()?;
            // The peer's changes are published like ours.
            self.offer()?;
            beside.push(load::pgbench(&self.cluster, DATABASE, &file, TARGETS)?);
            self.published()?;
            drop(server);
            self.offer()?;
            alone.push(load::pgbench(&self.cluster, DATABASE, &file, TARGETS)?);
            server = self.serve()?;
            self.published()?;
        }
        let (ours, beside, alone) = (median(&mut ours), median(&mut beside), median(&mut alone));
        eprintln!(
            "actions: {ours:.0}/s, pgbench {beside:.0}/s while the server publishes them, ratio {:.2}; \
             pgbench alone {alone:.0}/s, ratio {:.2}",
            ours / beside,
            ours / alone
        );
        Ok(())
    }

    /// Cases of the large unit that nobody has acted on yet, in random order.
    fn targets(&self, most: usize) -> Result<Vec<Target>> {
        let rows = self.sql(&format!("{FRESH} limit {most}"))?;
        rows.lines()
            .map(|row| {
                let (case_id, code) = row.split_once('|').context("no case")?;
                Ok(Target {
                    case_id: case_id.to_owned(),
                    code: code.to_owned(),
                })
            })
            .collect()
    }

    /// Puts fresh cases where pgbench finds them, by number.
    fn offer(&self) -> Result<()> {
        self.sql(&format!(
            "drop table if exists public.targets;
             create table public.targets as select row_number() over () as n, case_id from ({FRESH} limit {TARGETS}) as t;
             alter table public.targets add primary key (n);
             analyze public.targets"
        ))?;
        Ok(())
    }

    /// Acts a few times while the cluster writes down what it is asked, and takes that apart.
    fn statements(&self, server: &Serving, token: &str) -> Result<Script> {
        let log = self.cluster.log_path().to_path_buf();
        let targets = self.targets(SAMPLES)?;
        let first = targets.first().context("no case")?;
        // Whatever is read once and kept is read now, and is none of an action's own.
        load::act(&server.base, token, &first.code)?;
        sleep(Duration::from_secs(1));
        self.logging("all", "@%p@")?;
        let mut scripts = Vec::new();
        for target in &targets[1..] {
            let from = fs::read(&log)?.len();
            let action_id = load::act(&server.base, token, &target.code)?;
            sleep(Duration::from_millis(500));
            let text = fs::read(&log)?;
            let text = String::from_utf8_lossy(&text[from..]).into_owned();
            scripts.push(statements::script(&text, &target.case_id, &action_id)?);
        }
        self.logging("none", "%m [%p] ")?;
        // A job of the server may have put a word in; not every time.
        scripts
            .into_iter()
            .min_by_key(|script| script.statements)
            .context("no sample")
    }

    fn logging(&self, what: &str, prefix: &str) -> Result<()> {
        let verbosity = if what == "none" { "terse" } else { "default" };
        for statement in [
            format!("alter system set log_statement = '{what}'"),
            format!("alter system set log_line_prefix = '{prefix}'"),
            // Parameters are a detail.
            format!("alter system set log_error_verbosity = '{verbosity}'"),
            "select pg_reload_conf()".to_owned(),
        ] {
            self.sql(&statement)?;
        }
        sleep(Duration::from_secs(1));
        Ok(())
    }

    /// Waits until everything is published.
    fn published(&self) -> Result<()> {
        for _ in 0..600 {
            if self.sql("select count(*) from core.outbox")? == "0" {
                return Ok(());
            }
            sleep(Duration::from_millis(500));
        }
        bail!("the outbox does not get empty")
    }

    fn serve(&self) -> Result<Serving> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let base = format!("http://127.0.0.1:{port}");
        let child = self
            .lianqin()
            .args(["serve", "--region", "bench", "--addr"])
            .arg(format!("127.0.0.1:{port}"))
            .arg("--site-root")
            .arg(&self.site)
            // One token makes all the load.
            .env("LIANQIN_TOKEN_REQUESTS", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Serving { child, base };
        for _ in 0..300 {
            let ready = Command::new("curl")
                .args(["-sf", "-o", "/dev/null", &format!("{}/readyz", server.base)])
                .status()?;
            if ready.success() {
                return Ok(server);
            }
            sleep(Duration::from_millis(200));
        }
        bail!("the server does not get ready")
    }

    fn lianqin(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(self.place.join("files"))
            .env("DATABASE_URL", self.cluster.url(DATABASE));
        command
    }

    fn sql(&self, sql: &str) -> Result<String> {
        self.sql_in(DATABASE, sql)
    }

    fn sql_in(&self, database: &str, sql: &str) -> Result<String> {
        Ok(self.cluster.psql(database, sql)?)
    }
}

/// All alike but for their ids: the statements of an action on one are those of an action on any.
const FRESH: &str = "select case_id, public_code from core.cases
    where state = 'in_progress' and version = 2 and lead_department = (select department_code from core.departments where name = '大单位')
    order by random()";

/// Open cases of both units, in the columns of the mapping `any-list`.
fn list(cases: usize) -> String {
    let mut text = String::from(
        "id,received_at,category,department,township,address,lng,lat,due_at,title,description\n",
    );
    // A linear congruential generator: the same list in every run.
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for id in 0..cases + FEW {
        let (unit, _) = UNITS[usize::from(id >= cases)];
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{id},2026-10-{:02} {:02}:{:02}:00,类别{},{unit},街道{},某路{}号,121.{:06},28.{:06},\
             2027-{:02}-{:02} 23:59:00,路灯不亮,有人反映路灯不亮，请派人查看。",
            1 + below(28),
            below(24),
            below(60),
            below(120),
            below(19),
            below(999),
            below(300_000),
            500_000 + below(250_000),
            1 + below(12),
            1 + below(28),
        );
    }
    text
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
