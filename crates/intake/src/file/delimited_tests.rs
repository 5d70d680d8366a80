use super::*;
use proptest::prelude::*;

/// Hands out its bytes a few at a time, as a slow disk would.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(out.len()).min(self.0.len());
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn records(text: &str) -> Vec<Record> {
    let mut reader = Delimited::new(text.as_bytes(), b',');
    std::iter::from_fn(|| reader.next().unwrap()).collect()
}

fn plain(text: &str) -> Vec<(u64, Vec<String>, bool)> {
    let text_of = |cell: &Vec<u8>| String::from_utf8_lossy(cell).into_owned();
    records(text)
        .iter()
        .map(|record| {
            (
                record.line,
                record.cells.iter().map(text_of).collect(),
                record.fault.is_none(),
            )
        })
        .collect()
}

fn row(line: u64, cells: &[&str], good: bool) -> (u64, Vec<String>, bool) {
    (line, cells.iter().map(|&cell| cell.to_owned()).collect(), good)
}

#[test]
fn a_record_is_named_by_the_line_it_begins_on() {
    assert_eq!(
        plain("a,b\r\n\r\n\"x\n\ny\",2\r\n\n,\nend"),
        [
            row(1, &["a", "b"], true),
            row(3, &["x\n\ny", "2"], true),
            row(7, &["", ""], true),
            row(8, &["end"], true)
        ]
    );
}

#[test]
fn quotes_are_unfolded_and_stray_ones_kept() {
    assert_eq!(
        plain("\"a\"\"b\",c\"d,\"e\" ,\"\"\n\"5\" pipe,x,,\n"),
        [
            row(1, &["a\"b", "c\"d", "e", ""], true),
            row(2, &["5 pipe", "x", "", ""], true)
        ]
    );
}

#[test]
fn an_unclosed_quote_costs_its_own_line_only() {
    assert_eq!(
        plain("a,b\n1,\"open\n2,fine\n3,\"also fine\"\n4,last"),
        [
            row(1, &["a", "b"], true),
            row(2, &["1", "\"open"], false),
            row(3, &["2", "fine"], true),
            row(4, &["3", "also fine"], true),
            row(5, &["4", "last"], true)
        ]
    );
    assert_eq!(
        plain("1,\"open\n2,x\n"),
        [row(1, &["1", "\"open"], false), row(2, &["2", "x"], true)]
    );
}

#[test]
fn an_endless_line_is_cut_and_the_next_one_read() {
    let text = format!("a,{}\nb,c\n", "x".repeat(3 * MAX_RECORD_BYTES));
    let records = records(&text);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].fault, Some(RowFault::LineTooLong));
    assert!(records[0].cells[0].len() < 3 * MAX_RECORD_BYTES);
    assert_eq!((records[1].line, records[1].cells.len()), (2, 2));
}

/// As many bytes as somebody cares to send, made as they are read.
struct Endless {
    left: usize,
    byte: u8,
    then: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.then.read(out);
        }
        let length = out.len().min(self.left);
        out[..length].fill(self.byte);
        self.left -= length;
        Ok(length)
    }
}

#[test]
fn a_line_of_any_length_is_held_up_to_the_limit_and_no_further() {
    for byte in [b'x', b',', b'"'] {
        let mut reader = Delimited::new(
            Endless {
                left: 300_000_001,
                byte,
                then: b"\nb,c\n",
            },
            b',',
        );
        let mut lines = Vec::new();
        while let Some(record) = reader.next().unwrap() {
            assert!(reader.buffer.capacity() <= MAX_RECORD_BYTES + 2 * CHUNK);
            let held: usize = record.cells.iter().map(Vec::len).sum();
            assert!(held <= MAX_RECORD_BYTES && record.cells.len() <= MAX_COLUMNS);
            lines.push((record.line, record.cells.len(), record.fault));
        }
        let (last, long) = lines.split_last().unwrap();
        assert_eq!(*last, (2, 2, None), "{byte}");
        assert_eq!(long, [(1, 1, Some(RowFault::LineTooLong))], "{byte}");
    }
}

#[test]
fn a_line_may_have_exactly_as_many_bytes_as_the_limit_says_however_they_arrive() {
    for (length, good) in [(MAX_RECORD_BYTES - 1, true), (MAX_RECORD_BYTES, false)] {
        let text = format!("{}\nb\n", "x".repeat(length));
        for step in [1 << 10, 1 << 20, 1 << 30] {
            let mut reader = Delimited::new(Dribble(text.as_bytes(), step), b',');
            let first = reader.next().unwrap().unwrap();
            assert_eq!((first.fault.is_none(), first.cells[0].len()), (good, length));
            assert_eq!(reader.next().unwrap().unwrap().line, 2);
        }
    }
}

#[test]
fn more_cells_than_a_row_may_have_are_kept_as_one_text() {
    let most = ",".repeat(MAX_COLUMNS - 1);
    for (text, cells, good) in [
        (format!("{most}\nb"), MAX_COLUMNS, true),
        (format!("\"\"{most}\nb"), MAX_COLUMNS, true),
        (format!("{most},\nb"), 1, false),
        (format!("\"a\"{most},\nb"), 1, false),
    ] {
        let records = records(&text);
        assert_eq!(
            (records[0].cells.len(), records[0].fault.is_none()),
            (cells, good)
        );
        if !good {
            assert_eq!(records[0].cells[0], text.as_bytes()[..text.len() - 2]);
        }
        assert_eq!(records[1].cells, [b"b"]);
    }
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1..5usize).prop_flat_map(|columns| {
        let cell = prop_oneof!["[a-z\"',;\t \r\n坪山]{0,8}", ".{0,6}", Just(String::new())];
        prop::collection::vec(prop::collection::vec(cell, columns), 1..12)
    })
}

proptest! {
    #[test]
    fn what_a_csv_writer_writes_is_read_back(
        table in table(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        crlf: bool,
        always_quoted: bool,
        step in 1..9usize,
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .quote_style(if always_quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        let mut lines = Vec::new();
        let mut line = 1;
        for row in &table {
            writer.write_record(row).unwrap();
            lines.push(line);
            line += 1 + row.iter().flat_map(|cell| cell.bytes()).filter(|&byte| byte == b'\n').count() as u64;
        }
        let bytes = writer.into_inner().unwrap();
        let mut reader = Delimited::new(Dribble(&bytes, step), delimiter);
        let mut read = Vec::new();
        while let Some(record) = reader.next().unwrap() {
            prop_assert_eq!(record.fault, None);
            read.push((record.line, record.cells));
        }
        // A record of one empty cell cannot be told from an empty line.
        let written: Vec<_> = lines
            .into_iter()
            .zip(table.into_iter().map(|row| row.into_iter().map(String::into_bytes).collect::<Vec<_>>()))
            .filter(|(_, row)| row.len() > 1 || !row[0].is_empty())
            .collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn any_bytes_come_to_an_end_without_losing_a_line(bytes in prop::collection::vec(prop::sample::select(
        vec![b'a', b'"', b',', b'\n', b'\r', 0u8, 0xff]), 0..200)) {
        let mut reader = Delimited::new(&bytes[..], b',');
        let mut last = 0;
        while let Some(record) = reader.next().unwrap() {
            prop_assert!(record.line > last);
            last = record.line;
        }
        let letters = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'a').count();
        let mut again = Delimited::new(&bytes[..], b',');
        let mut kept = 0;
        while let Some(record) = again.next().unwrap() {
            kept += record.cells.iter().map(|cell| letters(cell)).sum::<usize>();
        }
        prop_assert_eq!(kept, letters(&bytes));
    }
}
