//! What a process holds of the machine's memory, as the kernel tells it.

use std::fs;

use anyhow::{Context, Result};

/// Kilobytes per reader.
const AIM: u32 = 40;

/// In kilobytes.
pub(super) struct Memory {
    resident: u64,
    /// Shared pages counted in part; not every kernel tells.
    proportional: Option<u64>,
}

impl Memory {
    pub(super) fn of(pid: u32) -> Result<Self> {
        let file = format!("/proc/{pid}/status");
        let status = fs::read_to_string(&file).with_context(|| format!("{file}: has the server ended?"))?;
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        Ok(Self {
            resident: kilobytes(&status, "VmRSS:").with_context(|| format!("no VmRSS in {file}"))?,
            proportional: kilobytes(&rollup, "Pss:"),
        })
    }
}

/// What readers cost: before them, once they are open, and after they have heard of changes.
pub(super) fn tell(readers: u32, before: &Memory, open: &Memory, after: &Memory) {
    let each = |from: u64, to: u64| per_reader(from, to, readers);
    eprintln!(
        "memory per reader: {:.1} KB resident once {readers} are open, {:.1} KB after the changes (aim {AIM} KB); the server: \
         {:.0}, {:.0}, {:.0} MB",
        each(before.resident, open.resident),
        each(before.resident, after.resident),
        megabytes(before.resident),
        megabytes(open.resident),
        megabytes(after.resident),
    );
    if let [Some(before), Some(open), Some(after)] =
        [before.proportional, open.proportional, after.proportional]
    {
        eprintln!(
            "  by its proportional set: {:.1} KB and {:.1} KB",
            each(before, open),
            each(before, after)
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of a machine")]
fn per_reader(from: u64, to: u64, readers: u32) -> f64 {
    (to as f64 - from as f64) / f64::from(readers)
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of a machine")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}

/// The number in the line that begins with `field`.
fn kilobytes(text: &str, field: &str) -> Option<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix(field))?
        .trim()
        .strip_suffix("kB")?
        .trim_end()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{kilobytes, per_reader};

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let rollup = "00400000-7fff000 ---p 00000000 00:00 0    [rollup]\n\
                      Rss:              204800 kB\nPss_Dirty:            12 kB\nPss:              102400 kB\n";
        assert_eq!(kilobytes(rollup, "Pss:"), Some(102_400));
        assert_eq!(kilobytes("VmHWM:\t  9 kB\nVmRSS:\t  7 kB\n", "VmRSS:"), Some(7));
        assert_eq!(kilobytes("Threads:\t4\n", "Threads:"), None, "not kilobytes");
        assert_eq!(kilobytes("", "VmRSS:"), None);
    }

    #[test]
    fn a_server_that_gave_memory_back_costs_less_than_nothing() {
        for (from, to, expected) in [(100, 500, 40.0), (500, 100, -40.0)] {
            assert!((per_reader(from, to, 10) - expected).abs() < f64::EPSILON);
        }
    }
}
