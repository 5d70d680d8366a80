//! What the form says of a list becomes a mapping, and the beginning of the list shows what it comes to.

use std::path::Path;

use chrono_tz::Tz;
use desk::{Caller, DeskError};
use domain::intake::{
    BroughtList, FaultyRow, FieldFrom, IncomingRecord, LIST_FIELDS, ListChoices, ListPreview, ListState,
    Named, PreviewedRow,
};
use domain::source::SourceSystem;
use intake::{CoordinateSystem, IntakeError, Look, Mapping, RecordReader};
use store::StoreError;
use store::intake::StoredMapping;

use super::{Importer, blocking, found, unreadable};

/// Rows that are looked at.
const LOOKED: usize = 1_000;
/// Good rows that are shown.
const ROWS: usize = 20;
/// Faulty rows that are shown.
const FAULTS: usize = 50;

/// Begins anew with another mapping: its names are looked for among the columns.
pub(crate) async fn begin_with(
    importer: &Importer,
    caller: &Caller,
    id: &str,
    base: &str,
) -> Result<(), DeskError> {
    let (files, mut list) = found(importer, caller, id)?;
    rests(importer, caller, id).await?;
    let mapping = importer.base(caller, base).await?;
    let (path, of_look) = (files.list(), mapping.clone());
    let look = blocking(move || Look::at(path, &of_look)).await?;
    let look = look.map_err(|error| unreadable("base", &error))?;
    list.columns = look.columns;
    let columns: Vec<&str> = list.columns.iter().map(|column| column.name.as_str()).collect();
    list.choices = ListChoices {
        name: list.choices.name,
        ..mapping.first_choices(base, &columns)
    };
    list.preview = None;
    importer.lists().keep(&files, &list)
}

/// Makes the mapping that a form describes, looks what it comes to, and saves both. `sent` is the value of a field.
pub(crate) async fn choose(
    importer: &Importer,
    caller: &Caller,
    id: &str,
    sent: impl Fn(&str) -> String,
) -> Result<(), DeskError> {
    let (files, mut list) = found(importer, caller, id)?;
    rests(importer, caller, id).await?;
    let choices = read(&list, sent)?;
    let base = importer.base(caller, &choices.base).await?;
    let mapping = base.with_choices(&choices).map_err(|error| wrong(&error))?;
    let region = store::intake::region(&importer.db, &caller.region).await?;
    let zone = region
        .ok_or_else(|| StoreError::UnknownRegion(caller.region.to_string()))?
        .zone;
    let (path, of_preview) = (files.list(), mapping.clone());
    let preview = blocking(move || preview(&path, &of_preview, zone)).await?;
    list.preview = Some(preview.map_err(|error| unreadable("mapping", &error))?);
    list.choices = choices;
    tokio::fs::write(files.mapping(), mapping.text()).await?;
    let stored = StoredMapping {
        name: mapping.name().to_owned(),
        text: mapping.text().to_owned(),
    };
    importer.lists().save_mapping(caller, &stored).await?;
    importer.lists().keep(&files, &list)
}

/// While a list is being imported, how it is read stays.
async fn rests(importer: &Importer, caller: &Caller, id: &str) -> Result<(), DeskError> {
    let view = importer.lists().view(caller, id).await?;
    match view.run {
        Some(run) if run.state == ListState::Running => {
            Err(DeskError::invalid("run", "it is being imported"))
        }
        _ => Ok(()),
    }
}

fn read(list: &BroughtList, sent: impl Fn(&str) -> String) -> Result<ListChoices, DeskError> {
    let sent = |name: &str| sent(name).trim().to_owned();
    let mut choices = ListChoices {
        base: list.choices.base.clone(),
        name: sent("name"),
        system: sent("system"),
        coordinates: sent("coordinates"),
        time: sent("time"),
        ..ListChoices::default()
    };
    for field in LIST_FIELDS {
        let from = match &sent(field)[..] {
            "" => continue,
            "=" => FieldFrom::AsMapped,
            "content" if field == "external_id" => FieldFrom::Content,
            chosen => {
                let at = chosen.strip_prefix('c').and_then(|at| at.parse::<usize>().ok());
                let column = at.and_then(|at| list.columns.get(at));
                let column = column.ok_or_else(|| DeskError::invalid(field, "choose one"))?;
                FieldFrom::Column(column.name.clone())
            }
        };
        choices.fields.insert(field.to_owned(), from);
    }
    check(&choices)?;
    Ok(choices)
}

fn check(choices: &ListChoices) -> Result<(), DeskError> {
    let has = |field: &str| choices.fields.contains_key(field);
    for field in ["external_id", "received_at"] {
        if !has(field) {
            return Err(DeskError::invalid(field, "a column is needed"));
        }
    }
    for (field, other) in [("lng", "lat"), ("lat", "lng")] {
        if !has(field) && has(other) {
            return Err(DeskError::invalid(field, "longitude and latitude, or neither"));
        }
    }
    if !has("source") && SourceSystem::from_code(&choices.system).is_none() {
        return Err(DeskError::invalid("system", "choose one"));
    }
    if CoordinateSystem::from_name(&choices.coordinates).is_none() {
        return Err(DeskError::invalid("coordinates", "choose one"));
    }
    let name = &choices.name;
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(DeskError::invalid("name", "1 to 80 characters"));
    }
    Ok(())
}

/// What is wrong with a mapping, at the field that can be at fault.
fn wrong(error: &IntakeError) -> DeskError {
    let is_of_time = matches!(error, IntakeError::Mapping { message, .. } if message.contains("time"));
    unreadable(if is_of_time { "time" } else { "mapping" }, error)
}

fn preview(path: &Path, mapping: &Mapping, zone: Tz) -> Result<ListPreview, IntakeError> {
    let mut preview = ListPreview::default();
    for row in RecordReader::open(path, mapping, zone)?.take(LOOKED) {
        preview.looked += 1;
        match row {
            Ok(record) if preview.rows.len() < ROWS => preview.rows.push(shown(record)),
            Ok(_) => {}
            Err(rejected) => {
                preview.faulty += 1;
                if preview.faults.len() < FAULTS {
                    preview.faults.push(FaultyRow {
                        line: rejected.line,
                        field: rejected.field,
                        reason: rejected.reason,
                    });
                }
            }
        }
    }
    Ok(preview)
}

fn shown(record: IncomingRecord) -> PreviewedRow {
    let name = |named: Option<Named>| named.map(|named| named.name);
    PreviewedRow {
        line: record.line,
        external_id: record.external_id,
        received_at: record.received_at,
        category: name(record.category),
        department: name(record.department),
        township: name(record.township),
        place: record.place,
        closed: record.closed,
    }
}
