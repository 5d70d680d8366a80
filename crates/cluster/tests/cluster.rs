//! The cluster against a real Postgres. Run as root, most is done once more as an ordinary
//! user, whose cluster lives elsewhere.
#![cfg(unix)]

mod support;

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::thread;

use cluster::{Cluster, ClusterError, ClusterOptions};
use support::{Ended, HOLD, Holder, Playground, eventually, kill_server, owner, put_pid};

const NOBODY: u32 = 65_534;

#[test]
fn a_started_cluster_answers_over_its_url_and_stops_when_released() {
    let playground = Playground::safe();
    let cluster = playground.start();
    assert_eq!(cluster.psql("postgres", "select 1").unwrap(), "1");

    let through_url = Command::new(cluster.bin_dir().join("psql"))
        .args(["-XAt", "-c", "select current_user, current_database()"])
        .arg(cluster.url("postgres"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&through_url.stdout), "lianqin|postgres\n");

    let settings = "select name, setting from pg_settings where name in
        ('data_checksums', 'fsync', 'listen_addresses', 'server_encoding', 'synchronous_commit')
        order by name";
    assert_eq!(
        cluster.psql("postgres", settings).unwrap(),
        "data_checksums|on\nfsync|on\nlisten_addresses|\nserver_encoding|UTF8\nsynchronous_commit|on"
    );
    let collation = "select datcollate from pg_database where datname = current_database()";
    assert_eq!(cluster.psql("postgres", collation).unwrap(), "C");
    let mode = fs::metadata(cluster.socket_dir()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);

    let socket = cluster.socket_dir().join(".s.PGSQL.5432");
    assert!(socket.exists());
    cluster.stop().unwrap();
    assert!(!socket.exists());
}

#[test]
fn another_role_has_its_own_url() {
    let playground = Playground::fast();
    let cluster = playground.start();
    cluster.psql("postgres", "create role reader login").unwrap();
    let output = Command::new(cluster.bin_dir().join("psql"))
        .args(["-XAt", "-c", "select current_user"])
        .arg(cluster.url_as("reader", "postgres"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "reader\n");
}

#[test]
fn a_failing_statement_is_a_one_line_error() {
    let playground = Playground::fast();
    let error = playground
        .start()
        .psql("postgres", "select 1; select nothing")
        .unwrap_err();
    assert!(matches!(error, ClusterError::Psql { .. }));
    assert_one_line(&error, "column \"nothing\" does not exist");
}

#[test]
fn the_last_process_out_stops_the_server() {
    let playground = Playground::fast();
    let holder = Holder::start(&playground.options);
    let cluster = playground.start();
    let pid = cluster.postmaster_pid().unwrap();
    let second = playground.start();
    assert_eq!(second.postmaster_pid(), Some(pid), "joined, not started");

    cluster.stop().unwrap();
    assert_eq!(
        second.postmaster_pid(),
        Some(pid),
        "this process still holds a share"
    );
    let third = playground.start();
    second.stop().unwrap();
    third.stop().unwrap();
    let pid_file = playground.cluster_dir().unwrap().join("data/postmaster.pid");
    assert!(pid_file.exists(), "the other process still holds a share");
    holder.release();
    assert!(!pid_file.exists());
}

#[test]
fn a_killed_holder_leaves_the_server_to_the_next() {
    let playground = Playground::fast();
    let holder = Holder::start(&playground.options);
    let before = playground.start();
    let pid = before.postmaster_pid();
    before.stop().unwrap();
    holder.kill();

    let next = playground.start();
    assert_eq!(next.postmaster_pid(), pid, "joined the running server");
    next.stop().unwrap();
    assert!(
        !playground
            .cluster_dir()
            .unwrap()
            .join("data/postmaster.pid")
            .exists()
    );
}

#[test]
fn many_starting_at_once_get_one_server() {
    let playground = Playground::fast();
    let clusters: Vec<Cluster> = thread::scope(|scope| {
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(|| playground.start())).collect();
        starting
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let pid = clusters[0].postmaster_pid();
    assert!(pid.is_some());
    assert!(clusters.iter().all(|cluster| cluster.postmaster_pid() == pid));
}

#[test]
fn committed_rows_survive_the_killing_of_the_server() {
    let playground = Playground::safe();
    let cluster = playground.start();
    let insert = "create table kept as select generate_series(1, 1000) as n";
    cluster.psql("postgres", insert).unwrap();
    // A backend too busy to notice the death of its server: nothing may start beside it.
    let busy = Command::new(cluster.bin_dir().join("psql"))
        .args(["-X", "-c", "do 'begin loop null; end loop; end'"])
        .arg(cluster.url("postgres"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _busy = Ended(busy);
    let looping = "select count(*) from pg_stat_activity where state = 'active' and query like 'do %'";
    eventually("the busy backend runs", || {
        cluster.psql("postgres", looping).unwrap() == "1"
    });

    kill_server(&cluster);
    let again = playground.start();
    assert_eq!(
        again.psql("postgres", "select count(*) from kept").unwrap(),
        "1000"
    );
    again.stop().unwrap();
    assert_eq!(
        cluster.psql("postgres", "select 1").unwrap(),
        "1",
        "the first still holds its share"
    );
}

#[test]
fn a_holder_can_revive_a_killed_server() {
    let playground = Playground::fast();
    let cluster = playground.start();
    cluster.revive().unwrap();
    kill_server(&cluster);
    assert!(cluster.psql("postgres", "select 1").is_err());
    cluster.revive().unwrap();
    assert_eq!(cluster.psql("postgres", "select 1").unwrap(), "1");
}

#[test]
fn a_stale_pid_that_now_belongs_to_another_program_does_not_block() {
    let playground = Playground::fast();
    let cluster = playground.start();
    kill_server(&cluster);
    // Of the same user: others' processes do not stop Postgres from starting.
    let other = Command::new("sleep")
        .arg("600")
        .uid(owner(cluster.data_path()))
        .spawn()
        .unwrap();
    let other = Ended(other);
    put_pid(&cluster.data_path().join("postmaster.pid"), other.0.id());
    put_pid(&cluster.socket_dir().join(".s.PGSQL.5432.lock"), other.0.id());
    assert_eq!(cluster.postmaster_pid(), None);

    let again = playground.start();
    assert_eq!(again.psql("postgres", "select 1").unwrap(), "1");
    let mut other = other;
    assert!(
        other.0.try_wait().unwrap().is_none(),
        "the other program was left alone"
    );
}

#[test]
fn an_empty_pid_file_does_not_block() {
    let playground = Playground::fast();
    playground.start().stop().unwrap();
    let data = playground.cluster_dir().unwrap().join("data");
    let pid_file = data.join("postmaster.pid");
    fs::write(&pid_file, "").unwrap();
    chown(&pid_file, Some(owner(&data)), None).unwrap();
    assert_eq!(playground.start().psql("postgres", "select 1").unwrap(), "1");
}

#[test]
fn a_server_without_its_socket_is_restarted() {
    let playground = Playground::fast();
    let cluster = playground.start();
    let pid = cluster.postmaster_pid();
    fs::remove_file(cluster.socket_dir().join(".s.PGSQL.5432")).unwrap();
    let again = playground.start();
    assert_eq!(again.psql("postgres", "select 1").unwrap(), "1");
    assert_ne!(again.postmaster_pid(), pid);
}

#[test]
fn a_too_long_path_still_works() {
    let mut playground = Playground::at(&format!("{0}/{0}", "long".repeat(20)));
    playground.options.fast_unsafe = true;
    let cluster = playground.start();
    assert_eq!(cluster.psql("postgres", "select 1").unwrap(), "1");
    let in_tmp = cluster.socket_dir().starts_with("/tmp/");
    assert!(in_tmp || rustix::process::geteuid().is_root());
    let socket_dir = cluster.socket_dir().to_owned();
    cluster.stop().unwrap();
    fs::remove_dir(socket_dir).unwrap();
}

#[test]
fn a_half_done_initdb_is_done_again() {
    let playground = Playground::fast();
    let real = cluster::find_binaries(None).unwrap().dir;
    // An `initdb` that is killed half-way, among otherwise good programs.
    let broken = playground.beside("bin");
    fs::create_dir(&broken).unwrap();
    for program in ["postgres", "pg_ctl", "pg_isready", "psql"] {
        symlink(real.join(program), broken.join(program)).unwrap();
    }
    let initdb = broken.join("initdb");
    let script = "#!/bin/sh\nfor last; do :; done\nmkdir -p \"$last/base\"\necho 15 >\"$last/PG_VERSION\"\nkill -9 $$\n";
    fs::write(&initdb, script).unwrap();
    for path in [&initdb, &broken, &playground.beside("")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let options = ClusterOptions {
        bin_dir: Some(broken),
        ..playground.options.clone()
    };
    assert!(matches!(
        Cluster::start(&options),
        Err(ClusterError::Initdb { .. })
    ));
    // And one whose parent was killed too, so that nobody cleaned up.
    let leftover = playground.cluster_dir().unwrap().join("data.new-1-0");
    fs::create_dir_all(leftover.join("base")).unwrap();

    assert_eq!(playground.start().psql("postgres", "select 1").unwrap(), "1");
    assert!(!leftover.exists());
}

#[test]
fn no_binaries_is_a_one_line_error_that_names_the_package() {
    let mut playground = Playground::fast();
    playground.options.bin_dir = Some(playground.beside("nothing-here"));
    let error = Cluster::start(&playground.options).unwrap_err();
    assert!(matches!(error, ClusterError::NoBinaries { .. }));
    assert_one_line(&error, "apt-get install postgresql");
}

#[test]
fn a_cluster_of_another_major_version_is_refused() {
    let playground = Playground::fast();
    playground.start().stop().unwrap();
    let version = playground.cluster_dir().unwrap().join("data/PG_VERSION");
    fs::write(version, "10\n").unwrap();
    let error = Cluster::start(&playground.options).unwrap_err();
    assert!(matches!(error, ClusterError::Incompatible { data: 10, .. }));
    assert_one_line(&error, "postgresql-10");
}

#[test]
fn a_data_directory_of_somebody_else_is_refused() {
    let playground = Playground::fast();
    let (dir, name) = if rustix::process::geteuid().is_root() {
        let dir = playground.beside("theirs");
        fs::create_dir(&dir).unwrap();
        chown(&dir, Some(NOBODY), None).unwrap();
        (dir, "nobody")
    } else {
        ("/usr".into(), "root")
    };
    let error = Cluster::start(&ClusterOptions::new(dir)).unwrap_err();
    assert!(matches!(error, ClusterError::ForeignOwner { .. }));
    assert_one_line(&error, &format!("belongs to {name}"));
}

#[test]
fn a_server_that_cannot_start_says_why_in_one_line() {
    let playground = Playground::fast();
    playground.start().stop().unwrap();
    let dir = playground.cluster_dir().unwrap();
    fs::write(
        dir.join("data/postgresql.auto.conf"),
        "shared_buffers = nonsense\n",
    )
    .unwrap();
    let error = Cluster::start(&playground.options).unwrap_err();
    assert!(matches!(error, ClusterError::Start { .. }));
    assert_one_line(&error, "postgresql.auto.conf");
    assert!(!dir.join("data/postmaster.pid").exists());
}

#[test]
fn a_log_that_grew_too_big_is_begun_anew() {
    let playground = Playground::fast();
    let cluster = playground.start();
    let log = cluster.log_path().to_owned();
    cluster.stop().unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(&log)
        .unwrap()
        .set_len(11 << 20)
        .unwrap();
    let _cluster = playground.start();
    assert!(fs::metadata(&log).unwrap().len() < 1 << 20);
    assert!(log.with_extension("log.1").exists());
}

/// Not a test: the other process of [`Holder`].
#[test]
#[ignore = "run by other tests"]
fn holds_a_share_until_told() {
    let Some(data_dir) = std::env::var_os(HOLD) else {
        return;
    };
    let mut options = ClusterOptions::new(data_dir);
    options.fast_unsafe = true;
    let cluster = Cluster::start(&options).unwrap();
    tell("holding");
    let mut nothing = Vec::new();
    std::io::stdin().read_to_end(&mut nothing).unwrap();
    cluster.stop().unwrap();
}

/// Root's clusters live elsewhere and run as somebody else, so neither way stands for the other.
#[test]
fn what_depends_on_the_user_holds_for_an_ordinary_user_too() {
    const INNER: &str = "LIANQIN_TEST_AS_ORDINARY_USER";
    if !rustix::process::geteuid().is_root() || std::env::var_os(INNER).is_some() {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let program = temp.path().join("tests");
    // By another process: what we hold open for writing, another test's child could hold when we
    // run it.
    let copied = Command::new("cp")
        .arg(std::env::current_exe().unwrap())
        .arg(&program)
        .status();
    assert!(copied.unwrap().success());
    for path in [temp.path(), &program] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = Command::new(program)
        .args(["--test-threads", "2"])
        .args(["--skip", "another_", "--skip", "one_line", "--skip", "begun_anew"])
        .current_dir("/")
        .env(INNER, "1")
        .env("TMPDIR", "/tmp")
        .gid(NOBODY)
        .uid(NOBODY)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[expect(clippy::print_stdout, reason = "standard output is how the parent is told")]
fn tell(word: &str) {
    println!("{word}");
}

#[track_caller]
fn assert_one_line(error: &ClusterError, part: &str) {
    let message = error.to_string();
    assert!(message.contains(part), "{message}");
    assert!(!message.contains('\n'), "{message}");
}
