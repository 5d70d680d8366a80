use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use chrono::Utc;
use domain::RegionCode;
use domain::intake::{IncomingRecord, RegionDefaults};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use server::{Courier, DeliverySettings, MapSources, Server, ServerOptions, Shutdown, Site, StaffOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection as _};
use store::Db;
use store::intake::{ImportState, PlacedRecord, RegionRow};
use tempfile::TempDir;
use uuid::Uuid;

use super::Running;

/// A database with one region, and what a server needs beside it.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) url: String,
    pub(crate) region: RegionRow,
    site: TempDir,
    files: TempDir,
}

/// The address of a new, empty database on the server of `DATABASE_URL`.
pub(crate) async fn fresh_database() -> String {
    let admin = std::env::var("DATABASE_URL")
        .expect("DATABASE_URL; run `cargo xtask with-postgres -- cargo test -p server`");
    fresh_database_on(&admin).await
}

/// The address of a new, empty database on this server.
async fn fresh_database_on(admin: &str) -> String {
    let options = PgConnectOptions::from_str(admin).expect("the address of a server");
    drop_abandoned(&options).await;
    let name = format!("{PREFIX}{}_{}", std::process::id(), Uuid::new_v4().simple());
    store::ensure_database(admin, &name)
        .await
        .expect("a new database");
    options.database(&name).to_url_lossy().to_string()
}

/// Databases of these tests begin so; the number of their process follows.
const PREFIX: &str = "server_";

/// Drops databases whose test has ended: several hundred of them fill a small disk. Another test may be
/// doing the same, so what cannot be dropped is left to the next.
async fn drop_abandoned(options: &PgConnectOptions) {
    let mut connection = options.connect().await.expect("the server");
    let names: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where datname like $1")
            .bind(format!("{PREFIX}%"))
            .fetch_all(&mut connection)
            .await
            .expect("the names of databases");
    let abandoned = names.iter().filter(|name| {
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next());
        process.is_none_or(|process| !Path::new("/proc").join(process).exists())
    });
    for name in abandoned.take(4) {
        let drop = format!("drop database \"{name}\" with (force)");
        let _ = sqlx::query(sqlx::AssertSqlSafe(drop))
            .execute(&mut connection)
            .await;
    }
    connection.close().await.expect("closed");
}

impl World {
    /// Region `demo-1` in Shanghai's time, without cases.
    pub(crate) async fn new() -> Self {
        Self::in_database(fresh_database().await).await
    }

    /// The same on another server than that of `DATABASE_URL`.
    pub(crate) async fn on(admin: &str) -> Self {
        Self::in_database(fresh_database_on(admin).await).await
    }

    /// No region at all: the one that the server is told to be at home in has not been made.
    pub(crate) async fn without_regions() -> Self {
        let (db, url) = migrated(fresh_database().await).await;
        let region = RegionRow {
            code: RegionCode::parse("777777").expect("a region code"),
            name: "777777".to_owned(),
            name_en: None,
            zone: chrono_tz::Asia::Shanghai,
            locale: "zh-CN".to_owned(),
            scheme: "cn".to_owned(),
            synthetic: false,
        };
        Self::with(db, url, region)
    }

    async fn in_database(url: String) -> Self {
        let (db, url) = migrated(url).await;
        let region = make_region(&db, "demo-1", "示范区").await;
        Self::with(db, url, region)
    }

    fn with(db: Db, url: String, region: RegionRow) -> Self {
        Self {
            db,
            url,
            region,
            site: site(),
            files: tempfile::tempdir().expect("a directory"),
        }
    }

    /// A database that a command has filled.
    pub(crate) async fn of(url: &str, region: &str) -> Self {
        let db = Db::connect(url, 4).await.expect("the database");
        let code = RegionCode::parse(region).expect("a region code");
        let region = store::intake::region(&db, &code)
            .await
            .expect("regions")
            .expect("the region");
        Self::with(db, url.to_owned(), region)
    }

    /// Where the server keeps its files.
    pub(crate) fn data_dir(&self) -> &Path {
        self.files.path()
    }

    /// A second region.
    pub(crate) async fn region(&self, code: &str) -> RegionRow {
        make_region(&self.db, code, code).await
    }

    /// Takes records in and publishes them, as an import does.
    pub(crate) async fn take(&self, records: Vec<IncomingRecord>) {
        self.take_into(&self.region, records).await;
    }

    pub(crate) async fn take_into(&self, region: &RegionRow, records: Vec<IncomingRecord>) {
        let mut rng = ChaCha20Rng::from_seed(
            Uuid::new_v4()
                .into_bytes()
                .repeat(2)
                .try_into()
                .expect("32 bytes"),
        );
        let placed: Vec<PlacedRecord> = records
            .into_iter()
            .map(|record| PlacedRecord {
                record,
                grid: None,
                anchor: None,
                placed_by: None,
                person: None,
            })
            .collect();
        let mut state = ImportState::new(region);
        store::intake::take_batch(&self.db, &mut state, placed, Utc::now(), &mut rng, false)
            .await
            .expect("records are taken");
        store::publication::publish_all(&self.db, Utc::now())
            .await
            .expect("published");
    }

    /// A server on a free port, in this process.
    pub(crate) async fn serve(&self) -> Running {
        self.serve_with(DeliverySettings::default()).await
    }

    /// The same, that delivers notices in another way.
    pub(crate) async fn serve_with(&self, delivery: DeliverySettings) -> Running {
        self.start(delivery, StaffOptions::default(), MapSources::default())
            .await
    }

    /// The same, with a staff side that is told something.
    pub(crate) async fn serve_staff(&self, staff: StaffOptions) -> Running {
        self.start(DeliverySettings::default(), staff, MapSources::default())
            .await
    }

    /// The same, with maps that may lie on what `[map]` of the settings says.
    pub(crate) async fn serve_on(&self, map: &str) -> Running {
        let map = MapSources::read(map).await.expect("settings");
        self.start(DeliverySettings::default(), StaffOptions::default(), map)
            .await
    }

    async fn start(&self, delivery: DeliverySettings, staff: StaffOptions, map: MapSources) -> Running {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let addr = listener.local_addr().expect("its address");
        let options = ServerOptions {
            listener,
            addr,
            // Every server has connections of its own, as every process does.
            db: Db::connect(&self.url, 8).await.expect("the database"),
            public_url: store::bootstrap_roles(&self.url).await.expect("roles"),
            site: Arc::new(Site::load(self.site.path()).expect("a site")),
            region: self.region.code.clone(),
            courier: Courier::new(self.db.clone(), delivery).expect("a courier"),
            cluster: None,
            staff,
            data_dir: self.files.path().to_owned(),
            map,
        };
        Running::new(Server::start(options, Shutdown::new()).await.expect("a server"))
    }
}

async fn migrated(url: String) -> (Db, String) {
    store::bootstrap_roles(&url).await.expect("roles");
    let db = Db::connect(&url, 4).await.expect("the database");
    store::migrate(&db).await.expect("migrations");
    (db, url)
}

async fn make_region(db: &Db, code: &str, name: &str) -> RegionRow {
    let defaults = RegionDefaults {
        name: name.to_owned(),
        name_en: None,
        time_zone: "Asia/Shanghai".to_owned(),
        locale: "zh-CN".to_owned(),
        scheme: "cn".to_owned(),
    };
    let code = RegionCode::parse(code).expect("a region code");
    store::intake::ensure_region(db, &code, Some(&defaults), true)
        .await
        .expect("a region")
}

/// What `cargo xtask build` writes, in small.
pub(crate) fn site() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, content: &[u8]| write(dir.path(), name, content);
    let mut manifest = serde_json::Map::new();
    for name in [
        "boot.js",
        "boot_maps.js",
        "lianqin.js",
        "lianqin.wasm",
        "maps.js",
        "maps.wasm",
        "main.css",
        "leaflet.js",
        "leaflet.css",
    ] {
        let (stem, extension) = name.rsplit_once('.').expect("an extension");
        let path = format!("/pkg/{stem}.0123abcd.{extension}");
        write(&path[1..], name.as_bytes());
        manifest.insert(
            name.to_owned(),
            serde_json::json!({"path": path, "raw": 8, "br": 4, "gz": 5}),
        );
    }
    write("pkg/main.0123abcd.css.br", b"brotli");
    write("pkg/main.0123abcd.css.gz", b"gzip");
    write("favicon.svg", b"<svg/>");
    write(
        "assets.json",
        serde_json::Value::Object(manifest).to_string().as_bytes(),
    );
    write("build.stamp", b"stamp");
    dir
}

fn write(dir: &Path, name: &str, content: &[u8]) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(path, content).expect("a file");
}
