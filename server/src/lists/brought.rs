//! A file comes in: streamed to disk, looked at, and refused if it is no list.

use std::io::Read;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use desk::{Caller, DeskError, ListFiles, ListSpace, Room};
use domain::intake::{BroughtList, ListChoices};
use http::StatusCode;
use intake::{Look, Mapping};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::{FORM_BYTES, Importer, blocking, unreadable};

/// A page names no more columns than this; the command has no such limit.
const MAX_COLUMNS: usize = 300;
/// So many bytes of a file tell whether it is text.
const HEAD: u64 = 8 << 10;
/// Longest name of a file that is kept, in characters.
const NAME_CHARS: usize = 120;
/// Longest name that is proposed for a mapping, in characters.
const STEM_CHARS: usize = 60;
/// The mapping that fits most lists.
const ANY_LIST: &str = "any-list";

/// Takes the part `file` of a form that says how long it is, if it does. Returns the id under which the list is known
/// from now on.
pub(crate) async fn bring(
    importer: &Importer,
    caller: &Caller,
    announced: Option<u64>,
    mut form: Multipart,
) -> Result<Uuid, DeskError> {
    let space = importer.lists().space();
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error, space))? {
        if part.name() != Some("file") {
            continue;
        }
        let name = file_name(part.file_name().unwrap_or_default());
        let room = match announced {
            Some(bytes) if bytes > space.each.saturating_add(FORM_BYTES) => Err(too_large(space)),
            Some(bytes) => importer.lists().make_room(caller, bytes.min(space.each)),
            None => importer.lists().make_room(caller, space.each),
        };
        return match room {
            Ok(room) => take(importer, caller, room, name, part).await,
            Err(refusal) => {
                passed_by(part).await;
                Err(refusal)
            }
        };
    }
    Err(DeskError::invalid("file", "choose one"))
}

async fn take(
    importer: &Importer,
    caller: &Caller,
    room: Room,
    file_name: String,
    part: Field<'_>,
) -> Result<Uuid, DeskError> {
    let files = room.files().clone();
    let bytes = written(&files, part, importer.lists().space()).await?;
    if bytes == 0 {
        let rule = if file_name.is_empty() {
            "choose one"
        } else {
            "the file is empty"
        };
        return Err(DeskError::invalid("file", rule));
    }
    let path = files.list();
    let looked = blocking(move || look(&path)).await?;
    let (look, mut choices) = looked?;
    choices.name = stem(&file_name);
    let list = BroughtList {
        id: files.id.to_string(),
        region: caller.region.to_string(),
        file_name,
        bytes,
        format: look.format,
        gzipped: look.gzipped,
        columns: look.columns,
        by: caller.name.clone(),
        brought_at: chrono::Utc::now(),
        choices,
        preview: None,
    };
    room.keep(&list)?;
    Ok(files.id)
}

/// Writes the part to the disk, chunk by chunk; how long it is.
async fn written(files: &ListFiles, mut part: Field<'_>, space: ListSpace) -> Result<u64, DeskError> {
    let mut file = File::create(files.list()).await?;
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error, space))? {
        bytes += chunk.len() as u64;
        if bytes > space.each {
            passed_by(part).await;
            return Err(too_large(space));
        }
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    Ok(bytes)
}

/// Lets the rest come and go: whoever is still sending would see a broken connection instead of the reason.
async fn passed_by(mut part: Field<'_>) {
    while let Ok(Some(_)) = part.chunk().await {}
}

/// What it looks like, and by which shipped mapping most of its columns are known.
fn look(path: &std::path::Path) -> Result<(Look, ListChoices), DeskError> {
    let load = |name| Mapping::load(name).map_err(|error| unreadable("file", &error));
    if is_binary(path)? {
        return Err(DeskError::invalid("file", "this is no list"));
    }
    let any = load(ANY_LIST)?;
    let look = Look::at(path, &any).map_err(|error| unreadable("file", &error))?;
    if look.columns.len() > MAX_COLUMNS {
        return Err(DeskError::invalid("file", "at most 300 columns"));
    }
    let columns: Vec<&str> = look.columns.iter().map(|column| column.name.as_str()).collect();
    let mut best = any.first_choices(ANY_LIST, &columns);
    let score = |choices: &ListChoices| {
        let needed = ["external_id", "received_at"];
        let has = |field: &&&str| choices.fields.contains_key(**field);
        (needed.iter().filter(has).count(), choices.fields.len())
    };
    for name in Mapping::shipped().chain(Mapping::systems()) {
        let choices = load(name)?.first_choices(name, &columns);
        if score(&choices) > score(&best) {
            best = choices;
        }
    }
    Ok((look, best))
}

/// Whether a file begins with what is neither text nor one of the packed kinds that are read.
fn is_binary(path: &std::path::Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let is_known = [
        &b"PK"[..],
        b"\x1f\x8b",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xd0\xcf\x11\xe0",
    ]
    .iter()
    .any(|begin| head.starts_with(begin));
    Ok(!is_known && head.contains(&0))
}

/// The last part of what the browser calls the file, without what moves a terminal.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = last.chars().filter(|c| !c.is_control());
    clean.take(NAME_CHARS).collect::<String>().trim().to_owned()
}

fn stem(file_name: &str) -> String {
    let name = file_name.strip_suffix(".gz").unwrap_or(file_name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.chars().take(STEM_CHARS).collect()
}

fn too_large(space: ListSpace) -> DeskError {
    DeskError::invalid("file", format!("at most {} MB", space.each >> 20))
}

fn broken(error: &MultipartError, space: ListSpace) -> DeskError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large(space)
    } else {
        DeskError::invalid("file", "it did not come whole; send it again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_the_last_part_of_its_name() {
        assert_eq!(file_name("C:\\lists\\事项\u{7}.csv"), "事项.csv");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(stem("events.2013.csv.gz"), "events.2013");
        assert_eq!(stem("list"), "list");
    }
}
