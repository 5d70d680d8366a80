//! Mappings made of what somebody chooses on a page.

use std::path::PathBuf;

use domain::intake::{FieldFrom, IncomingRecord, ListFormat};
use intake::{Look, Mapping, RecordReader};

fn sample(system: &str, kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("systems/{system}/sample.{kind}"))
}

fn records(mapping: &Mapping, path: &PathBuf) -> Vec<IncomingRecord> {
    let reader = RecordReader::open(path, mapping, chrono_tz::Asia::Shanghai).expect("a fixture");
    reader.map(|row| row.expect("a fixture")).collect()
}

fn names(look: &Look) -> Vec<&str> {
    look.columns.iter().map(|column| column.name.as_str()).collect()
}

#[test]
fn a_shipped_mapping_taken_as_it_is_reads_the_same_records() {
    for system in Mapping::systems() {
        for kind in ["csv", "jsonl"] {
            let path = sample(system, kind);
            let base = Mapping::load(system).unwrap();
            let look = Look::at(&path, &base).unwrap();
            let mut choices = base.first_choices(system, &names(&look));
            choices.name = "mine".to_owned();
            let chosen = base.with_choices(&choices).unwrap();
            assert_eq!(chosen.name(), "mine");
            assert_eq!(records(&chosen, &path), records(&base, &path), "{system} {kind}");
        }
    }
}

#[test]
fn a_look_tells_the_kind_the_columns_and_the_first_cells_with_something_in_them() {
    let any = Mapping::load("any-list").unwrap();
    let look = Look::at(sample("grid_inspection", "csv"), &any).unwrap();
    assert_eq!((look.format, look.gzipped), (ListFormat::Text, false));
    assert_eq!(look.columns[0].name, "巡查编号");
    let due = look
        .columns
        .iter()
        .find(|column| column.name == "完成时间")
        .unwrap();
    assert_eq!(due.values, ["2026-03-01 13:05:00"]);
    let look = Look::at(sample("grid_inspection", "jsonl"), &any).unwrap();
    assert_eq!(look.format, ListFormat::Objects);
    assert!(names(&look).contains(&"位置.经度"));
}

#[test]
fn what_is_not_chosen_is_left_out_and_what_was_a_default_then_holds_for_every_row() {
    let any = Mapping::load("any-list").unwrap();
    let columns = ["No", "编号", "受理时间", "类别", "状态"];
    let mut choices = any.first_choices("any-list", &columns);
    choices.name = "mine".to_owned();
    assert_eq!(choices.system, "four_platforms");
    assert_eq!(
        choices.fields["external_id"],
        FieldFrom::Column("编号".to_owned())
    );
    choices
        .fields
        .insert("external_id".to_owned(), FieldFrom::Column("No".to_owned()));
    choices.fields.remove("category");
    choices.fields.remove("closed");
    choices.system = "110".to_owned();
    choices.time = "%d.%m.%Y".to_owned();
    let chosen = any.with_choices(&choices).unwrap();
    let text = chosen.text();
    assert!(text.contains("external_id = \"No\""), "{text}");
    assert!(
        !text.contains("[values.closed]") && !text.contains("[region]"),
        "{text}"
    );
    let constants = text.split("[constants]").nth(1).unwrap();
    assert!(constants.contains("category = \"未分类\""), "{text}");
    assert!(text.contains("%d.%m.%Y"), "{text}");
    assert_eq!(chosen.system().unwrap().code, "110");
}

#[test]
fn a_column_says_the_system_or_the_form_does() {
    let any = Mapping::load("any-list").unwrap();
    let columns = ["编号", "受理时间", "来源"];
    let mut choices = any.first_choices("any-list", &columns);
    choices.name = "mine".to_owned();
    assert_eq!(choices.system, "");
    assert!(any.with_choices(&choices).unwrap().system().is_none());
    choices.fields.remove("source");
    choices.system = "petition".to_owned();
    let chosen = any.with_choices(&choices).unwrap();
    assert_eq!(chosen.system().unwrap().kind.code(), "petition");
}
