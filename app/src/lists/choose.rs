use domain::intake::{BroughtList, FieldFrom, LIST_FIELDS};
use domain::source::SourceSystem;
use leptos::prelude::*;

use crate::text::lists as text;
use crate::ui::{ChoiceField, Fold, Form, TextField};
use crate::visit::Visit;

/// Fields that show their own faults.
pub(super) const FIELDS: &[&str] = &[
    "external_id",
    "received_at",
    "category",
    "parent_category",
    "department",
    "township",
    "community",
    "address",
    "lng",
    "lat",
    "title",
    "narrative",
    "reporter",
    "due_at",
    "closed_at",
    "closed",
    "verdict",
    "duplicate",
    "satisfied",
    "source",
    "version",
    "system",
    "coordinates",
    "time",
    "name",
    "base",
];

/// Another mapping to begin with.
#[component]
pub(super) fn Base(bases: Vec<(String, String)>, list: BroughtList) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to("/admin/import/run", &[("id", &list.id)]);
    let is_back = Form::get().fault("base").is_some();
    view! {
        <Fold title=text::base_title(lang) open=is_back>
            <form class="form wide" method="post" action=action>
                <input type="hidden" name="do" value="base" />
                <ChoiceField name="base" label=text::base(lang) options=bases initial=list.choices.base />
                <p class="hint">{text::base_hint(lang)}</p>
                <button class="button">{text::take_base(lang)}</button>
            </form>
        </Fold>
    }
}

/// Which column is what.
#[component]
pub(super) fn Choose(list: BroughtList, open: bool) -> impl IntoView {
    let form = Form::get();
    let is_back = form.value("do") == "choose";
    if !is_back {
        // What another form of the page has sent is none of this one's.
        provide_context(Form {
            fields: Vec::new(),
            ..form
        });
    }
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to("/admin/import/run", &[("id", &list.id)]);
    let fields = LIST_FIELDS
        .into_iter()
        .map(|field| {
            let (options, initial) = offered(&list, field);
            view! {
                <div>
                    <ChoiceField name=field label=text::field(lang, field) options initial />
                </div>
            }
        })
        .collect_view();
    let by_column = (String::new(), text::by_column(lang).to_owned());
    let systems = SourceSystem::ALL
        .into_iter()
        .map(|system| (system.code().to_owned(), system.name(lang).to_owned()));
    let systems = std::iter::once(by_column).chain(systems).collect();
    let coordinates = [
        ("wgs-84", text::wgs84(lang)),
        ("gcj-02", text::gcj02(lang)),
        ("bd-09", text::bd09(lang)),
    ];
    let coordinates = coordinates.map(|(code, words)| (code.to_owned(), words.to_owned()));
    let hint = text::time_hint(lang, visit.zone.name());
    let choices = list.choices;
    view! {
        <Fold title=text::choose_title(lang) open=open || is_back>
            <form class="form wide" method="post" action=action>
                <input type="hidden" name="do" value="choose" />
                <p class="hint">{text::choose_hint(lang)}</p>
                <div class="list-fields">{fields}</div>
                <ChoiceField name="system" label=text::system(lang) options=systems initial=choices.system />
                <ChoiceField
                    name="coordinates"
                    label=text::coordinates(lang)
                    options=coordinates.into()
                    initial=choices.coordinates
                />
                <TextField
                    name="time"
                    label=text::time_format(lang)
                    hint
                    initial=choices.time
                    maxlength=60
                />
                <TextField
                    name="name"
                    label=text::name(lang)
                    hint=text::name_hint(lang)
                    initial=choices.name
                    maxlength=80
                    required=true
                />
                <button class="button primary">{text::look(lang)}</button>
            </form>
        </Fold>
    }
}

/// What a field can be, and what it is at first.
fn offered(list: &BroughtList, field: &'static str) -> (Vec<(String, String)>, String) {
    let lang = Visit::get().lang();
    let chosen = list.choices.fields.get(field);
    let mut options = vec![(String::new(), text::not_there(lang).to_owned())];
    if chosen == Some(&FieldFrom::AsMapped) {
        options.push(("=".to_owned(), text::as_mapped(lang).to_owned()));
    }
    if field == "external_id" {
        options.push(("content".to_owned(), text::content(lang).to_owned()));
    }
    let columns = list.columns.iter().enumerate();
    options.extend(columns.map(|(at, column)| (format!("c{at}"), column.name.clone())));
    let initial = match chosen {
        None => String::new(),
        Some(FieldFrom::AsMapped) => "=".to_owned(),
        Some(FieldFrom::Content) => "content".to_owned(),
        Some(FieldFrom::Column(name)) => list
            .columns
            .iter()
            .position(|column| column.name == *name)
            .map_or_else(String::new, |at| format!("c{at}")),
    };
    (options, initial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_shows_its_own_fault() {
        assert!(LIST_FIELDS.iter().all(|field| FIELDS.contains(field)));
    }
}
