//! What the cells of one row say.

use domain::ElementCode;
use domain::element::{ElementDraft, kind_named};
use domain::intake::RowFault;

use super::ElementRules;
use super::columns::Field;
use crate::coordinates::Extent;

/// Characters of a cell that a message quotes.
const QUOTED: usize = 60;
/// Words for what is in use, and for what is not.
const IN_USE: [&str; 5] = ["在用", "启用", "正常", "in_use", "in use"];
const RETIRED: [&str; 5] = ["停用", "撤销", "报废", "retired", "out of use"];

/// The cells of a row by field, each with the name of its column.
pub(super) struct Cells<'a>([Option<(&'a str, &'a str)>; 9]);

impl<'a> Cells<'a> {
    pub(super) fn new(cells: [Option<(&'a str, &'a str)>; 9]) -> Self {
        Self(cells)
    }

    /// The name of a field's column, or the usual one where there is none.
    pub(super) fn column(&self, field: Field) -> String {
        self.0[field as usize]
            .map_or(field.heading(), |(name, _)| name)
            .to_owned()
    }

    fn text(&self, field: Field) -> &'a str {
        self.0[field as usize].map_or("", |(_, cell)| cell.trim())
    }
}

/// How rows are read.
pub(super) struct Reading<'a> {
    pub(super) rules: &'a ElementRules<'a>,
    pub(super) extent: Option<Extent>,
}

/// A column, and what is wrong there.
type Fault = (String, RowFault);

impl Reading<'_> {
    pub(super) fn element(&self, cells: &Cells<'_>) -> Result<ElementDraft, Fault> {
        let at = |field| move |fault| (cells.column(field), fault);
        let kind = match (cells.text(Field::Kind), &self.rules.kind) {
            ("", Some(kind)) => kind.clone(),
            ("", None) => return Err((cells.column(Field::Kind), RowFault::Missing)),
            (text, _) => kind_named(self.rules.kinds, text).cloned().ok_or_else(|| {
                let known = self.rules.kinds.iter().map(|kind| kind.code.as_str());
                let known = known.collect::<Vec<_>>().join(", ");
                (cells.column(Field::Kind), no_word(text, &known))
            })?,
        };
        let code = match cells.text(Field::Code) {
            "" => return Err((cells.column(Field::Code), RowFault::Missing)),
            text if text.chars().any(char::is_control) => {
                return Err((cells.column(Field::Code), RowFault::ControlInId));
            }
            text => ElementCode::parse(text)
                .map_err(|_| (cells.column(Field::Code), RowFault::CodeTooLong { most: 64 }))?,
        };
        let name = optional(cells.text(Field::Name), ElementDraft::NAME_CHARS).map_err(at(Field::Name))?;
        let name = name.ok_or_else(|| (cells.column(Field::Name), RowFault::Missing))?;
        let text = |field, most| optional(cells.text(field), most).map_err(at(field));
        Ok(ElementDraft {
            kind,
            code,
            name,
            address: text(Field::Address, ElementDraft::ADDRESS_CHARS)?,
            notes: text(Field::Notes, ElementDraft::NOTES_CHARS)?,
            source: text(Field::Source, ElementDraft::SOURCE_CHARS)?,
            place: self.place(cells)?,
            retired: retired(cells.text(Field::Status)).map_err(at(Field::Status))?,
        })
    }

    fn place(&self, cells: &Cells<'_>) -> Result<[f64; 2], Fault> {
        let [lng, lat] = [Field::Lng, Field::Lat].map(|field| (field, cells.text(field)));
        let read = |(field, text): (Field, &str)| match text {
            "" => Err((cells.column(field), RowFault::Missing)),
            text => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err((cells.column(field), RowFault::NoCoordinate { text: short(text) })),
            },
        };
        let point = (read(lng)?, read(lat)?);
        let swapped = self.extent.is_some_and(|extent| extent.would_hold_swapped(point));
        if swapped {
            let (lng, lat) = (short(lng.1), short(lat.1));
            return Err((cells.column(Field::Lng), RowFault::Swapped { lng, lat }));
        }
        // A zero in either is what systems write for "no place".
        for ((field, text), number, most) in [(lng, point.0, 180.0), (lat, point.1, 90.0)] {
            if number == 0.0 || f64::abs(number) > most {
                return Err((cells.column(field), RowFault::NoCoordinate { text: short(text) }));
            }
        }
        let (lng, lat) = self.rules.coordinates.to_wgs84(point);
        Ok(ElementDraft::rounded([lng, lat]))
    }
}

fn optional(text: &str, most: u32) -> Result<Option<String>, RowFault> {
    if text.contains('\0') {
        return Err(RowFault::Nul);
    }
    // A cell may have lines; a name or an address has none.
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().count() > most as usize {
        return Err(RowFault::TooLong {
            most: u64::from(most),
        });
    }
    Ok((!text.is_empty()).then_some(text))
}

fn retired(text: &str) -> Result<bool, RowFault> {
    let is_one_of = |words: [&str; 5]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.is_empty() || is_one_of(IN_USE) {
        Ok(false)
    } else if is_one_of(RETIRED) {
        Ok(true)
    } else {
        Err(no_word(text, "在用, 停用, in_use, retired"))
    }
}

fn no_word(text: &str, words: &str) -> RowFault {
    RowFault::NoWord {
        text: short(text),
        words: words.into(),
    }
}

fn short(text: &str) -> Box<str> {
    text.chars().take(QUOTED).collect::<String>().into()
}
