//! A connection that stays open, and batches signed as a system signs them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Longer than the server itself lets a request take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection to a server on this machine.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) tag: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// Asks for what is at `path`, unless it is still what `tag` stands for.
    pub(crate) fn get(&mut self, path: &str, tag: Option<&str>) -> Result<Answer> {
        let condition = tag.map_or_else(String::new, |tag| format!("If-None-Match: {tag}\r\n"));
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{condition}\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// The same as a browser asks for it: whole, compressed if the server will.
    pub(crate) fn get_packed(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Sends a [`signed`] batch; how many of its records were new.
    pub(crate) fn push(&mut self, request: &str) -> Result<u64> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let answer = self.answer()?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(
            answer.status == 200,
            "a push was answered {}: {text}",
            answer.status
        );
        let receipt: serde_json::Value = serde_json::from_str(&text)?;
        receipt["new"].as_u64().context("a receipt")
    }

    fn answer(&mut self) -> Result<Answer> {
        let status = self.line()?;
        let status = status
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .with_context(|| format!("no status: {status}"))?;
        let (mut tag, mut length, mut in_chunks) = (None, 0, false);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').context("no header")?;
            match name.to_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => in_chunks = value.trim() == "chunked",
                "etag" => tag = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        // Nothing has changed: whatever length it tells, there is no body.
        let mut body = vec![0; if status == 304 { 0 } else { length }];
        self.stream.read_exact(&mut body)?;
        if in_chunks && status != 304 {
            body = self.chunks()?;
        }
        Ok(Answer { status, tag, body })
    }

    /// A body whose length is told piece by piece.
    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(self.line()?.trim(), 16)?;
            let begin = body.len();
            body.resize(begin + length, 0);
            self.stream.read_exact(&mut body[begin..])?;
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line)?;
        ensure!(length > 0, "the server has closed the connection");
        Ok(line.trim_end().to_owned())
    }
}

/// A batch of `grid_inspection`, signed now: a whole request, good for five minutes.
pub(crate) fn signed(key: &str, body: &str) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())?;
    mac.update(format!("{now}.{body}").as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    Ok(format!(
        "POST /api/v1/intake/grid_inspection HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nLianqin-Signature: t={now},v1={signature}\r\n\r\n{body}",
        body.len()
    ))
}
