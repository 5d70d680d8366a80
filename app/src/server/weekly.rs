//! A weekly report as sheets of a workbook: what its page shows, with numbers that can be reckoned with.

use ::portal::KeptReport;
use chrono_tz::Tz;
use domain::Lang;
use domain::board::weekly::{Brief, Compared};
use domain::board::{BoardView, UnitRef};

use crate::board::{BoardTable, Line};
use crate::text::{board, weekly as text};
use crate::ui::time;
use crate::visit::Links;

/// One sheet: a heading per column, and lines as long as it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: &'static str,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one place.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(u64),
    /// From 0 to 1.
    Rate(f64),
    /// A difference of two rates, −1 to 1; told in percentage points.
    Change(f64),
}

/// The sheets of a report: the board, the week before, and where it comes from.
#[must_use]
pub fn report_sheets(kept: &KeptReport, region: &UnitRef, zone: Tz, lang: Lang) -> Vec<Sheet> {
    let links = Links {
        lang,
        region: region.code.clone(),
        is_default: false,
    };
    let view = kept.report.board_in(lang);
    let table = BoardTable::of(&view, &region.name, zone, &links, true);
    let mut sheets = vec![of_board(&view, &table, lang)];
    sheets.extend(
        kept.report
            .compared(lang)
            .map(|lines| of_comparison(&lines, lang)),
    );
    sheets.push(about(kept, region, zone, lang));
    sheets
}

fn of_board(view: &BoardView, table: &BoardTable, lang: Lang) -> Sheet {
    let head = [
        board::rank(lang),
        text::code(lang),
        board::department(lang),
        board::rate(lang),
        text::interval_low(lang),
        text::interval_high(lang),
        text::on_time(lang),
        text::due(lang),
        board::received(lang),
        board::overdue(lang),
    ];
    let line = |line: &Line, figures: &domain::board::Figures, interval: Option<[f64; 2]>| {
        let [low, high] = interval.map_or([None, None], |ends| ends.map(Some));
        vec![
            Cell::Text(line.rank.clone()),
            Cell::Text(line.code.clone()),
            Cell::Text(line.name.clone()),
            rate(figures.on_time_rate),
            rate(low),
            rate(high),
            Cell::Count(figures.closed_on_time),
            Cell::Count(figures.due.saturating_sub(figures.suspended)),
            Cell::Count(figures.received),
            Cell::Count(figures.overdue_open),
        ]
    };
    let rows = table.rows.iter().zip(&view.rows);
    let rows = rows.map(|(shown, row)| line(shown, &row.figures, row.interval));
    let total = line(&table.total, &view.totals, None);
    Sheet {
        name: text::sheet_board(lang),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.chain([total]).collect(),
    }
}

fn of_comparison(lines: &[Compared], lang: Lang) -> Sheet {
    let mut head = vec![text::code(lang).to_owned(), board::department(lang).to_owned()];
    for what in [board::rate(lang), board::received(lang), board::overdue(lang)] {
        head.extend([what.to_owned(), text::before(lang, what)]);
    }
    head.insert(4, text::change(lang).to_owned());
    let rows = lines.iter().map(|line| {
        let weeks = [line.now, line.before];
        let count = |of: fn(Brief) -> u64| {
            weeks.map(|brief| brief.map_or(Cell::Empty, |brief| Cell::Count(of(brief))))
        };
        let unassigned = domain::DepartmentCode::UNASSIGNED;
        let (code, name) = match &line.department {
            None => (String::new(), board::total(lang).to_owned()),
            Some(unit) if unit.code == unassigned => (unit.code.clone(), board::unassigned(lang).to_owned()),
            Some(unit) => (unit.code.clone(), unit.name.clone()),
        };
        let mut cells = vec![Cell::Text(code), Cell::Text(name)];
        cells.extend(weeks.map(|brief| rate(brief.and_then(|brief| brief.on_time_rate))));
        cells.push(line.change().map_or(Cell::Empty, Cell::Change));
        cells.extend(count(|brief| brief.received));
        cells.extend(count(|brief| brief.overdue_open));
        cells
    });
    Sheet {
        name: text::sheet_compared(lang),
        rows: rows.collect(),
        head,
    }
}

fn about(kept: &KeptReport, region: &UnitRef, zone: Tz, lang: Lang) -> Sheet {
    let view = &kept.report.board;
    let lines = [
        (text::region(lang), region.name.clone()),
        (text::week(lang), kept.report.week.to_string()),
        (text::from(lang), time::second(view.from, zone)),
        (text::to(lang), time::second(view.to, zone)),
        (text::as_of(lang), time::second(view.as_of, zone)),
        (text::version(lang), view.version.to_string()),
        (text::digest(lang), kept.sha256.clone()),
    ];
    Sheet {
        name: text::sheet_about(lang),
        head: vec![text::title(lang).to_owned(), String::new()],
        rows: lines
            .into_iter()
            .map(|(what, value)| vec![Cell::Text(what.to_owned()), Cell::Text(value)])
            .collect(),
    }
}

fn rate(rate: Option<f64>) -> Cell {
    rate.map_or(Cell::Empty, Cell::Rate)
}
