//! Which column is what, by its usual names.

use super::row::Cells;

/// What a column may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Kind,
    Code,
    Name,
    Lng,
    Lat,
    Address,
    Notes,
    Status,
    Source,
}

impl Field {
    pub(super) const ALL: [Self; 9] = [
        Self::Kind,
        Self::Code,
        Self::Name,
        Self::Lng,
        Self::Lat,
        Self::Address,
        Self::Notes,
        Self::Status,
        Self::Source,
    ];

    /// The name that an export writes.
    pub(super) fn heading(self) -> &'static str {
        HEADINGS[self as usize]
    }

    /// Names under which it comes; the first is Chinese.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["类型", "要素类型", "种类", "kind", "type"],
            Self::Code => &["编号", "要素编号", "编码", "代码", "code", "id"],
            Self::Name => &["名称", "要素名称", "name"],
            Self::Lng => &["经度", "lng", "lon", "longitude", "x"],
            Self::Lat => &["纬度", "lat", "latitude", "y"],
            Self::Address => &["地址", "位置", "详细地址", "address"],
            Self::Notes => &["备注", "说明", "notes", "note", "remark"],
            Self::Status => &["状态", "status"],
            Self::Source => &["来源", "source"],
        }
    }
}

/// The columns of an export, in their order.
pub const HEADINGS: [&str; 9] = [
    "kind", "code", "name", "lng", "lat", "address", "notes", "status", "source",
];

/// Where each field stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Columns([Option<usize>; 9]);

impl Columns {
    /// Whether a name is that of a column of ours.
    pub(super) fn knows(name: &str) -> bool {
        Field::ALL.into_iter().any(|field| is_named(field, name))
    }

    pub(super) fn find(header: &[String]) -> Self {
        Self(Field::ALL.map(|field| {
            // The more usual name first.
            let by_name = |known: &&str| header.iter().position(|name| same(name, known));
            field.names().iter().find_map(by_name)
        }))
    }

    /// Every field that an element must have has a column; the one that has none.
    pub(super) fn complete(self, has_kind: bool) -> Result<(), String> {
        let needed = [Field::Code, Field::Name, Field::Lng, Field::Lat];
        let missing = needed
            .into_iter()
            .chain((!has_kind).then_some(Field::Kind))
            .find(|field| self.0[*field as usize].is_none());
        match missing {
            None => Ok(()),
            Some(field) => Err(format!("`{}` ({})", field.names()[0], field.heading())),
        }
    }

    pub(super) fn has(self, field: Field) -> bool {
        self.0[field as usize].is_some()
    }

    pub(super) fn cells<'a>(self, header: &'a [String], cells: &'a [String]) -> Cells<'a> {
        Cells::new(self.0.map(|at| {
            let at = at?;
            Some((header.get(at)?.as_str(), cells.get(at).map_or("", String::as_str)))
        }))
    }
}

fn is_named(field: Field, name: &str) -> bool {
    field.names().iter().any(|known| same(name, known))
}

fn same(name: &str, known: &str) -> bool {
    name.trim().eq_ignore_ascii_case(known)
}
