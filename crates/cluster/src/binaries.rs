//! Finding the Postgres programs on this machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::ClusterError;

/// The oldest Postgres this works with.
pub const OLDEST_MAJOR: u32 = 13;

/// A directory is usable when it holds all of these.
const PROGRAMS: [&str; 5] = ["postgres", "initdb", "pg_ctl", "pg_isready", "psql"];

/// Where packages put Postgres outside PATH: parent directory, prefix of the version, and the rest.
const PACKAGED: [(&str, &str, &str); 3] = [
    ("/usr/lib/postgresql", "", "bin"), // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),          // the Postgres project's RPMs
    ("/opt/homebrew/opt", "postgresql@", "bin"),
];

/// One installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The directory of the programs.
    pub dir: PathBuf,
    /// The major version, e.g. 15.
    pub major: u32,
}

impl Binaries {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// What is in `dir`, if it is a complete installation of a known version.
    fn in_dir(dir: &Path) -> Option<Self> {
        if !PROGRAMS.iter().all(|program| dir.join(program).is_file()) {
            return None;
        }
        let said = Command::new(dir.join("postgres"))
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .ok()?;
        Some(Self {
            dir: dir.to_owned(),
            major: major_of(&String::from_utf8_lossy(&said.stdout))?,
        })
    }
}

/// A cluster that exists already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Existing<'a> {
    pub(crate) major: u32,
    pub(crate) pgdata: &'a Path,
}

/// The newest installation on the machine.
///
/// Looks only in `bin_dir` if given; else only in `LIANQIN_PG_BIN` if set; else where packages put
/// Postgres (`/usr/lib/postgresql/*/bin` and the like) and in PATH.
pub fn find_binaries(bin_dir: Option<&Path>) -> Result<Binaries, ClusterError> {
    find_for(bin_dir, None)
}

/// The same for an existing cluster: the installation of the version that made it.
pub(crate) fn find_for(
    bin_dir: Option<&Path>,
    existing: Option<Existing<'_>>,
) -> Result<Binaries, ClusterError> {
    let named = bin_dir.map(Path::to_owned).or_else(|| {
        env::var_os("LIANQIN_PG_BIN")
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    });
    let (looked, dirs) = match named {
        Some(dir) => (dir.display().to_string(), vec![dir]),
        None => ("/usr/lib/postgresql/*/bin and PATH".to_owned(), usual_dirs()),
    };
    let found: Vec<Binaries> = dirs
        .iter()
        .filter_map(|dir| Binaries::in_dir(dir))
        .filter(|binaries| binaries.major >= OLDEST_MAJOR)
        .collect();
    choose(&found, existing).ok_or_else(|| match existing {
        Some(Existing { major, pgdata }) if !found.is_empty() => ClusterError::Incompatible {
            dir: pgdata.to_owned(),
            data: major,
            found: found
                .iter()
                .map(|binaries| binaries.major.to_string())
                .collect::<Vec<_>>()
                .join(", "),
        },
        _ => ClusterError::NoBinaries { looked },
    })
}

/// Of several of the same version the first found.
fn choose(found: &[Binaries], existing: Option<Existing<'_>>) -> Option<Binaries> {
    let fits = |binaries: &&Binaries| existing.is_none_or(|existing| binaries.major == existing.major);
    let newest = found.iter().filter(fits).map(|binaries| binaries.major).max()?;
    found.iter().find(|binaries| binaries.major == newest).cloned()
}

fn usual_dirs() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    for (parent, prefix, rest) in PACKAGED {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        dirs.extend(
            entries
                .filter(|entry| version_after(prefix, &entry.file_name().to_string_lossy()))
                .map(|entry| entry.path().join(rest)),
        );
    }
    dirs.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    dirs
}

fn version_after(prefix: &str, name: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|version| version.parse::<u32>().is_ok())
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15; also `16beta1`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(versions: &[u32]) -> Vec<Binaries> {
        versions
            .iter()
            .map(|&major| Binaries {
                dir: format!("/usr/lib/postgresql/{major}/bin").into(),
                major,
            })
            .collect()
    }

    #[test]
    fn the_major_version_is_read_from_every_kind_of_build() {
        assert_eq!(
            major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_of("postgres (PostgreSQL) 18.0\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_of("something else"), None);
    }

    #[test]
    fn a_new_cluster_takes_the_newest_version_by_number() {
        // By name, 9 would come after 17.
        let found = installed(&[13, 17, 9]);
        assert_eq!(choose(&found, None).unwrap().major, 17);
    }

    #[test]
    fn an_existing_cluster_takes_its_own_version_or_none() {
        let found = installed(&[15, 17]);
        let of = |major| {
            let pgdata = Path::new("/d");
            choose(&found, Some(Existing { major, pgdata }))
        };
        assert_eq!(of(15).unwrap().major, 15);
        assert_eq!(of(16), None);
    }
}
