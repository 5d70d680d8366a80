use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// An SMTP server in a process of its own; it ends with this value.
pub(super) struct MailSink {
    _process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl MailSink {
    pub(super) async fn start(addr: SocketAddr) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert!(
            root.join("node_modules/smtp-server").is_dir(),
            "the SMTP server of the tests is missing: run `cargo xtask setup npm`"
        );
        let mut process = Command::new("node")
            .arg("end2end/fixtures/mail_sink.mjs")
            .arg(addr.port().to_string())
            .current_dir(root)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node");
        let out = process.stdout.take().expect("its output");
        let mut sink = Self {
            _process: process,
            lines: BufReader::new(out).lines(),
        };
        assert_eq!(sink.next().await["ready"], true);
        sink
    }

    /// The next mail that was taken.
    pub(super) async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(20), self.lines.next_line()).await;
        let line = line.expect("a mail").expect("a pipe").expect("the sink runs");
        serde_json::from_str(&line).expect("JSON")
    }
}
