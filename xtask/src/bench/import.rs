//! `lianqin import` against plain `COPY`.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process,
    time::Instant,
};

use anyhow::{Result, ensure};

use super::{Bench, TURNS, median};
use crate::shell;

/// The columns of a list, as plain texts.
const COLUMNS: &str = "id text, received_at text, category text, department text, township text, community text, \
                       address text, lng text, lat text, due_at text, closed_at text, title text, description text";

/// The tables an import has written, those that others refer to first. The source systems are there already.
const WRITTEN: &str =
    "select c.oid::regclass from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('core', 'published') and c.relkind = 'r' and c.oid <> 'core.source_systems'::regclass
      and (xpath('/row/c/text()', query_to_xml(format('select exists (select from %s) as c', c.oid::regclass),
           false, true, '')))[1]::text = 'true'
    order by c.oid";

impl Bench {
    pub(super) fn import(&self, rows: usize, list: &Path) -> Result<()> {
        let (mut ours, mut texts, mut tables) = (Vec::new(), Vec::new(), Vec::new());
        let mut written = 0;
        for turn in 0..TURNS {
            let table = format!("plain_{turn}");
            self.cluster.psql(
                "postgres",
                &format!("drop table if exists {table}; create table {table} ({COLUMNS})"),
            )?;
            let path = list.display();
            texts.push(seconds(|| {
                self.cluster
                    .psql("postgres", &format!("copy {table} from '{path}' csv header"))
            })?);

            let name = format!("bench{turn}");
            self.create(&name)?;
            ours.push(seconds(|| self.import_into(&name, list))?);

            let dump = self.dump(&name)?;
            written = dump.rows;
            let peer = format!("peer{turn}");
            self.create(&peer)?;
            shell::output(self.lianqin(&peer).arg("migrate"))?;
            tables.push(seconds(|| self.cluster.psql(&peer, &dump.load))?);
            self.cluster.psql("postgres", &format!("drop database {peer}"))?;
        }
        let (ours, texts, tables) = (median(&mut ours), median(&mut texts), median(&mut tables));
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let speed = |seconds: f64| rows as f64 / seconds;
        eprintln!(
            "import: {:.0} rows/s, from a new database to the published page",
            speed(ours)
        );
        eprintln!(
            "  COPY of the same file into texts: {:.0} rows/s, ratio {:.3}",
            speed(texts),
            texts / ours
        );
        eprintln!(
            "  COPY of the {written} rows it wrote into the same tables: {:.0} rows/s, ratio {:.3}",
            speed(tables),
            tables / ours
        );
        Ok(())
    }

    /// Every row of a database as files for COPY.
    fn dump(&self, database: &str) -> Result<Dump> {
        let directory = Scratch::new("dump")?;
        let tables = self.cluster.psql(database, WRITTEN)?;
        ensure!(!tables.is_empty(), "the import wrote nothing");
        let (mut save, mut load) = (String::new(), String::new());
        for table in tables.lines() {
            let file = directory.0.join(table);
            let file = file.display();
            // Writing to a String cannot fail.
            let _ = write!(save, "copy {table} to '{file}';");
            let _ = write!(load, "copy {table} from '{file}';");
        }
        self.cluster.psql(database, &save)?;
        let counts: Vec<String> = tables
            .lines()
            .map(|table| format!("(select count(*) from {table})"))
            .collect();
        let rows = self
            .cluster
            .psql(database, &format!("select {}", counts.join(" + ")))?
            .parse()?;
        Ok(Dump {
            rows,
            load,
            _directory: directory,
        })
    }
}

/// Files with the rows of all tables.
struct Dump {
    rows: u64,
    /// Loads them into a database that is migrated, in one transaction.
    load: String,
    _directory: Scratch,
}

/// A directory that the database may write to; gone with its owner.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(name: &str) -> Result<Self> {
        let directory = env::temp_dir().join(format!("lianqin-bench-{name}-{}", process::id()));
        fs::create_dir_all(&directory)?;
        // As root, the database runs as somebody else.
        #[cfg(unix)]
        fs::set_permissions(&directory, std::os::unix::fs::PermissionsExt::from_mode(0o777))?;
        Ok(Self(directory))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A list in a file of its own; gone with its owner.
pub(super) struct List {
    directory: Scratch,
}

impl List {
    pub(super) fn path(&self) -> PathBuf {
        self.directory.0.join("list.csv")
    }
}

/// Writes a list of `rows` rows.
pub(super) fn list(rows: usize) -> Result<List> {
    list_from(0, rows)
}

/// Writes a list of `rows` rows whose numbers begin at `first`.
pub(super) fn list_from(first: usize, rows: usize) -> Result<List> {
    let list = List {
        directory: Scratch::new(&format!("list-{first}-{rows}"))?,
    };
    fs::write(list.path(), text(first, rows))?;
    Ok(list)
}

/// How long it takes.
pub(super) fn seconds<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<f64, E> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64())
}

/// What people report, and how: enough words that two reports are alike by chance only.
const THINGS: [&str; 16] = [
    "路灯",
    "井盖",
    "垃圾桶",
    "护栏",
    "树枝",
    "广告牌",
    "共享单车",
    "水管",
    "电线",
    "墙面",
    "台阶",
    "车位",
    "音响",
    "工地围挡",
    "公交站牌",
    "健身器材",
];
const FAULTS: [&str; 16] = [
    "不亮",
    "破损",
    "松动",
    "堵塞",
    "倒伏",
    "漏水",
    "占道",
    "太吵",
    "积水",
    "开裂",
    "缺失",
    "歪斜",
    "有异味",
    "无人清理",
    "挡住视线",
    "绊倒行人",
];
const PLACES: [&str; 16] = [
    "小区东门",
    "小区西门",
    "学校门口",
    "菜场旁边",
    "桥头",
    "公园入口",
    "十字路口",
    "医院对面",
    "地下车库",
    "楼道",
    "河边步道",
    "工业区",
    "公交站",
    "商铺门前",
    "停车场",
    "绿化带",
];

/// A list as a city would bring it: the columns of the mapping `any-list`.
fn text(first: usize, rows: usize) -> String {
    let mut text = String::from(
        "id,received_at,category,department,township,community,address,lng,lat,due_at,closed_at,title,description\n",
    );
    // A linear congruential generator: the same list in every run.
    let mut state = 1 + first as u64;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for id in first..first + rows {
        let (month, day, hour) = (1 + below(11), 1 + below(28), below(24));
        let (department, category) = (below(60), below(120));
        let (lng, lat) = (below(300_000), below(250_000));
        let late = below(10) == 0;
        let (road, house, phone) = (below(1_900), below(999), below(90_000_000));
        let mut word = |words: [&'static str; 16]| words[usize::try_from(below(16)).unwrap_or(0)];
        let (thing, fault, place, other) = (word(THINGS), word(FAULTS), word(PLACES), word(THINGS));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{id},2026-{month:02}-{day:02} {hour:02}:10:00,类别{category},单位{department},街道{},社区{},某{road}路{house}号,\
             121.{lng:06},28.{:06},2026-{month:02}-{day:02} 23:59:00,{},{place}{thing}{fault},\
             某{road}路{house}号{place}{thing}{fault}，旁边的{other}也有问题，已有{}天，来电{phone:08}，请派人查看。",
            below(19),
            below(300),
            500_000 + lat,
            if late {
                String::new()
            } else {
                format!("2026-{month:02}-{day:02} 23:{:02}:00", below(60))
            },
            below(30),
        );
    }
    text
}
