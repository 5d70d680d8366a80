//! COPY into a table, in its text format.

use std::fmt::{Display, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::postgres::{PgConnection, PgCopyIn};

use crate::StoreError;

/// Rows in the text format of COPY.
#[derive(Debug, Default)]
pub(crate) struct CopyRows {
    buffer: String,
    fields: usize,
}

impl CopyRows {
    fn next(&mut self) {
        if self.fields > 0 {
            self.buffer.push('\t');
        }
        self.fields += 1;
    }

    /// A text field; what COPY reads as markup is escaped, NUL (which Postgres cannot hold) is dropped.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.next();
        for character in text.chars() {
            match character {
                '\\' => self.buffer.push_str("\\\\"),
                '\t' => self.buffer.push_str("\\t"),
                '\n' => self.buffer.push_str("\\n"),
                '\r' => self.buffer.push_str("\\r"),
                '\0' => {}
                other => self.buffer.push(other),
            }
        }
        self
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// An array of texts.
    pub(crate) fn texts(&mut self, texts: &[String]) -> &mut Self {
        let quoted: Vec<String> = texts
            .iter()
            .map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
            .collect();
        self.text(&format!("{{{}}}", quoted.join(",")))
    }

    /// A number, boolean or uuid: nothing in it needs escaping.
    pub(crate) fn shown(&mut self, value: impl Display) -> &mut Self {
        self.next();
        let _infallible = write!(self.buffer, "{value}");
        self
    }

    pub(crate) fn maybe(&mut self, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.shown(value),
            None => self.null(),
        }
    }

    pub(crate) fn time(&mut self, time: DateTime<Utc>) -> &mut Self {
        self.shown(time.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    pub(crate) fn maybe_time(&mut self, time: Option<DateTime<Utc>>) -> &mut Self {
        match time {
            Some(time) => self.time(time),
            None => self.null(),
        }
    }

    fn null(&mut self) -> &mut Self {
        self.next();
        self.buffer.push_str("\\N");
        self
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        self.buffer.push('\n');
        self.fields = 0;
    }
}

/// Rows on their way into a table: sent while the next ones are written.
pub(crate) struct Copy<'c> {
    copy: PgCopyIn<&'c mut PgConnection>,
    rows: CopyRows,
}

impl<'c> Copy<'c> {
    /// Bytes that are sent at once.
    const CHUNK: usize = 64 << 10;

    /// Begins to copy into `target`, a table with its columns. Without [`Copy::finish`] nothing is kept.
    pub(crate) async fn into(connection: &'c mut PgConnection, target: &str) -> Result<Self, StoreError> {
        Ok(Self {
            copy: connection
                .copy_in_raw(&format!("copy {target} from stdin"))
                .await?,
            rows: CopyRows::default(),
        })
    }

    /// Where to write the next row.
    pub(crate) async fn row(&mut self) -> Result<&mut CopyRows, StoreError> {
        if self.rows.buffer.len() >= Self::CHUNK {
            self.send().await?;
        }
        Ok(&mut self.rows)
    }

    /// Sends what is left and lets the table take all of it.
    pub(crate) async fn finish(mut self) -> Result<(), StoreError> {
        self.send().await?;
        self.copy.finish().await?;
        Ok(())
    }

    async fn send(&mut self) -> Result<(), StoreError> {
        self.copy.send(self.rows.buffer.as_bytes()).await?;
        self.rows.buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::CopyRows;

    #[test]
    fn what_copy_reads_as_markup_is_escaped() {
        let mut rows = CopyRows::default();
        rows.text("a\tb\\c\nd\0").maybe_text(None).shown(7).end();
        assert_eq!(rows.buffer, "a\\tb\\\\c\\nd\t\\N\t7\n");
    }
}
