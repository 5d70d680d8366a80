//! Columns as bytes and back. What is read may be damaged: nothing that could later be out of place is let in.

use crate::bytes::{Fixed, put_all, take_all};
use crate::column::{BYTE, Codes, Column, Packed, Spans};
use crate::columns::{Area, Columns, Kind};
use crate::spots::{Spots, Tile};

impl Fixed for Kind {
    fn put(&self, to: &mut Vec<u8>) {
        [self.state, self.source, self.flags]
            .iter()
            .for_each(|byte| byte.put(to));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            state: u8::take(from)?,
            source: u8::take(from)?,
            flags: u8::take(from)?,
        })
    }
}

impl Fixed for Area {
    fn put(&self, to: &mut Vec<u8>) {
        self.grid.put(to);
        self.community.put(to);
        self.township.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            grid: u32::take(from)?,
            community: u32::take(from)?,
            township: u16::take(from)?,
        })
    }
}

impl Fixed for Tile {
    fn put(&self, to: &mut Vec<u8>) {
        self.code.put(to);
        self.first.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            code: u32::take(from)?,
            first: u32::take(from)?,
        })
    }
}

pub(crate) fn put_columns(columns: &Columns, to: &mut Vec<u8>) {
    (columns.len as u64).put(to);
    columns.start.put(to);
    put_all(columns.spots.tiles(), to);
    put_all(columns.spots.low(), to);
    put_packed(&columns.key, to);
    put_column(&columns.kind, to);
    put_column(&columns.category, to);
    put_column(&columns.department, to);
    put_column(&columns.area, to);
    put_packed(&columns.received, to);
    put_spans(&columns.due, to);
    put_spans(&columns.closed, to);
}

/// `None` if they are not what was put.
pub(crate) fn take_columns(from: &mut &[u8]) -> Option<Columns> {
    let len = usize::try_from(u64::take(from)?).ok()?;
    // Rows are numbered by 32 bits.
    u32::try_from(len).ok()?;
    let columns = Columns {
        len,
        start: i64::take(from)?,
        spots: take_spots(len, from)?,
        key: take_packed(len, from)?,
        kind: take_column(len, from)?,
        category: take_column(len, from)?,
        department: take_column(len, from)?,
        area: take_column(len, from)?,
        received: take_packed(len, from)?,
        due: take_spans(len, from)?,
        closed: take_spans(len, from)?,
    };
    let last = (0..len).map(|row| columns.received.get(row)).max().unwrap_or(0);
    columns.start.checked_add(i64::try_from(last).ok()?)?;
    Some(columns)
}

fn put_packed(packed: &Packed, to: &mut Vec<u8>) {
    packed.width().put(to);
    put_all(packed.words(), to);
}

fn take_packed(len: usize, from: &mut &[u8]) -> Option<Packed> {
    let width = u32::take(from)?;
    let words = take_all(from)?;
    (width <= u64::BITS && words.len() == Packed::words_for(width, len))
        .then(|| Packed::of_words(width, words))
}

fn take_spots(len: usize, from: &mut &[u8]) -> Option<Spots> {
    let tiles: Vec<Tile> = take_all(from)?;
    let low: Vec<u32> = take_all(from)?;
    let ascending = tiles
        .windows(2)
        .all(|pair| pair[0].code < pair[1].code && pair[0].first < pair[1].first);
    let begins = tiles.first().map_or(low.is_empty(), |tile| tile.first == 0);
    let ends = tiles.last().is_none_or(|tile| (tile.first as usize) < low.len());
    (low.len() <= len && ascending && begins && ends).then(|| Spots::of_parts(tiles, low))
}

fn put_column<T: Fixed + Copy>(column: &Column<T>, to: &mut Vec<u8>) {
    put_all(column.values(), to);
    match &column.codes {
        Codes::Bytes(codes) => put_all(codes, to),
        Codes::Packed(codes) => put_packed(codes, to),
    }
}

fn take_column<T: Fixed + Copy>(len: usize, from: &mut &[u8]) -> Option<Column<T>> {
    let values: Vec<T> = take_all(from)?;
    let codes = if values.len() <= BYTE {
        Codes::Bytes(take_all(from)?)
    } else {
        Codes::Packed(take_packed(len, from)?)
    };
    let known = match &codes {
        Codes::Bytes(codes) => {
            codes.len() == len && codes.iter().all(|code| usize::from(*code) < values.len())
        }
        Codes::Packed(codes) => (0..len).all(|row| codes.get(row) < values.len() as u64),
    };
    known.then(|| Column::of_parts(values, codes))
}

fn put_spans(spans: &Spans, to: &mut Vec<u8>) {
    let (values, least, packed) = spans.parts();
    put_all(values, to);
    least.put(to);
    put_packed(packed, to);
}

fn take_spans(len: usize, from: &mut &[u8]) -> Option<Spans> {
    let values: Vec<i32> = take_all(from)?;
    let least = i32::take(from)?;
    let packed = take_packed(len, from)?;
    let known = values.is_empty() || (0..len).all(|row| packed.get(row) < values.len() as u64);
    known.then(|| Spans::of_parts(values, least, packed))
}
