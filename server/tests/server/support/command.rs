use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The program, run in a directory of its own.
pub(crate) struct Lianqin {
    pub(crate) dir: TempDir,
    database_url: Option<String>,
}

/// As root a private cluster lives outside its data directory, and a test that failed may have left its
/// server running: the last one out stops it and takes the files along.
impl Drop for Lianqin {
    fn drop(&mut self) {
        let link = self.path(".lianqin/postgres");
        let Ok(place) = std::fs::read_link(&link) else {
            return;
        };
        if place.join("data").is_dir() {
            let _ = self.command(&["migrate"]).output();
        }
        let _ = std::fs::remove_dir_all(place);
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Lianqin {
    /// On this database.
    pub(crate) fn on(database_url: &str) -> Self {
        Self {
            dir: tempfile::tempdir().expect("a directory"),
            database_url: Some(database_url.to_owned()),
        }
    }

    /// On the private cluster of its directory.
    pub(crate) fn private() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a directory"),
            database_url: None,
        }
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).expect("a file");
    }

    /// The command, ready to be run or changed. Nothing of our environment that it reads gets in.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lianqin"));
        command
            .args(words)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        for name in [
            "DATABASE_URL",
            "LIANQIN_DATA_DIR",
            "LIANQIN_ADDR",
            "LIANQIN_REGION",
            "LIANQIN_SMTP_HOST",
            "LIANQIN_PUBLIC_URL",
            "RUST_LOG",
        ] {
            command.env_remove(name);
        }
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        Ended::from(self.command(words).output().expect("the program runs"))
    }

    /// Runs an import and reads its last line.
    pub(crate) fn import(&self, mapping: &str, region: &str, file: &Path) -> Value {
        let file = file.to_str().expect("a path");
        self.run(&["import", "--json", "--region", region, "--mapping", mapping, file])
            .summary()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ended {
    /// The last line on stdout, of a run that went well.
    pub(crate) fn summary(&self) -> Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        serde_json::from_str(self.stdout.lines().last().expect("a line")).expect("JSON")
    }

    /// The one line on stderr, of a run that failed with this code.
    pub(crate) fn complaint(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "");
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        assert!(lines[0].starts_with("lianqin: "), "{self:?}");
        assert!(!self.stderr.contains('\u{1b}'), "no colours: {self:?}");
        lines[0]
    }
}

/// An address nobody listens on just now.
pub(crate) fn free_addr() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address")
}
