//! Open files: each reader is one here, and one in the server, which inherits our limit.

use anyhow::{Context, Result, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What either side opens besides.
const BESIDES: u64 = 256;

/// Makes room for so many readers, or says why there is none.
pub(super) fn raise(readers: u32) -> Result<()> {
    let needed = u64::from(readers) + BESIDES;
    let limit = getrlimit(Resource::Nofile);
    // None is any number.
    if limit.current.is_none_or(|most| most >= needed) {
        return Ok(());
    }
    if let Some(most) = limit.maximum
        && most < needed
    {
        bail!(
            "{readers} readers need {needed} open files, and no more than {most} are allowed here: raise the limit \
             (`ulimit -Hn {needed}` as root, or nofile in /etc/security/limits.conf), or ask for fewer `--readers`"
        );
    }
    let raised = Rlimit {
        current: Some(needed),
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised)
        .with_context(|| format!("the limit of open files cannot be raised to {needed}"))
}
