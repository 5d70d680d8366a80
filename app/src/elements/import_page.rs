use domain::element::{BroughtElements, Counts, KindDraft};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::get_brought;
use super::list_page::choices;
use crate::portal::framed;
use crate::text::{elements as words, row_faults};
use crate::ui::number::grouped;
use crate::ui::{ChoiceField, FileField, Form, Lines};
use crate::visit::Visit;

const FIELDS: &[&str] = &["file", "coordinates", "kind"];

/// `/admin/elements/import`: a file is brought; then what it comes to, and whether it is imported.
#[component]
pub(crate) fn ElementImportPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let id = visit.parameter("id").unwrap_or_default().to_owned();
    let asked = get_brought(visit.links.region, id.clone());
    framed(
        words::import_title(lang),
        Some(words::import_lead(lang)),
        FIELDS,
        asked,
        move |(kinds, brought)| match brought {
            None => Either::Left(view! { <Bring kinds /> }),
            Some(brought) => Either::Right(view! { <Brought brought id /> }),
        },
    )
}

#[component]
fn Bring(kinds: Vec<KindDraft>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let systems = [
        ("wgs-84", words::wgs(lang)),
        ("gcj-02", words::gcj(lang)),
        ("bd-09", words::bd(lang)),
    ]
    .map(|(value, name)| (value.to_owned(), name.to_owned()));
    let none = (String::new(), words::file_kind_none(lang).to_owned());
    let kinds = std::iter::once(none).chain(choices(&kinds)).collect();
    view! {
        <nav class="element-ways">
            <a href=visit.to("/admin/elements", &[])>{words::title(lang)}</a>
        </nav>
        <form
            class="card form wide"
            method="post"
            enctype="multipart/form-data"
            action=visit.to("/admin/elements/import/files", &[])
        >
            <FileField label=words::file(lang) hint=words::file_hint(lang) accept=".csv,.tsv,.txt,.xlsx,.json,.geojson,.jsonl" />
            <ChoiceField name="coordinates" label=words::coordinates(lang) options=systems.into() initial="wgs-84" required=true />
            <ChoiceField name="kind" label=words::file_kind(lang) options=kinds />
            <label class="check">
                <input type="checkbox" name="whole" value="1" checked=form.value("whole") == "1" />
                " "
                {words::whole(lang)}
            </label>
            <button class="button primary">{words::check(lang)}</button>
        </form>
    }
}

#[component]
fn Brought(brought: BroughtElements, id: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let Counts {
        new,
        changed,
        unchanged,
        retired,
    } = brought.counts;
    let figures = [
        (words::count_new(lang), new),
        (words::count_changed(lang), changed),
        (words::count_unchanged(lang), unchanged),
        (words::count_retiring(lang), retired),
        (words::count_wrong(lang), brought.wrong),
    ];
    let figures = figures
        .map(|(label, count)| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{grouped(u64::from(count))}</dd>
                </div>
            }
        })
        .collect_view();
    let title = if brought.done {
        words::done_title(lang)
    } else {
        words::found_title(lang)
    };
    let action = visit.to("/admin/elements/import", &[("id", &id)]);
    let has_good = new + changed + unchanged + retired > 0;
    let act = if brought.done {
        EitherOf3::A(())
    } else if new + changed + retired == 0 && brought.wrong == 0 {
        EitherOf3::B(view! { <p>{words::nothing_to_do(lang)}</p> })
    } else {
        let is_wrong = brought.wrong > 0;
        let lead = is_wrong.then(|| view! { <p>{words::wrong_lead(lang)}</p> });
        let label = if is_wrong {
            words::take_good(lang)
        } else {
            words::do_import(lang)
        };
        let good = if is_wrong { "1" } else { "" };
        EitherOf3::C(view! {
            {lead}
            {has_good
                .then(|| {
                    view! {
                        <form class="form" method="post" action=action>
                            <input type="hidden" name="id" value=id />
                            <input type="hidden" name="good" value=good />
                            <button class="button primary">{label}</button>
                        </form>
                    }
                })}
        })
    };
    view! {
        <nav class="element-ways">
            <a href=visit.to("/admin/elements", &[])>{words::title(lang)}</a>
            <a href=visit.to("/admin/elements/import", &[])>{words::another(lang)}</a>
        </nav>
        <section class="card">
            <h2>{title} " · " {brought.file_name.clone()}</h2>
            <dl class="element-counts">{figures}</dl>
            {act}
            <Faults brought />
        </section>
    }
}

#[component]
fn Faults(brought: BroughtElements) -> impl IntoView {
    let lang = Visit::get().lang();
    if brought.faults.is_empty() {
        return Either::Left(());
    }
    let listed = brought.faults.len();
    let more = (brought.wrong as usize > listed).then(|| {
        let (shown, total) = (grouped(listed as u64), grouped(u64::from(brought.wrong)));
        view! { <p class="hint">{words::faults_more(lang, &shown, &total)}</p> }
    });
    let rows = brought
        .faults
        .into_iter()
        .map(|fault| {
            view! {
                <tr>
                    <td class="n">{fault.line}</td>
                    <td>{fault.field}</td>
                    <td>{row_faults::words(lang, &fault.reason)}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![
        words::fault_line(lang),
        words::fault_column(lang),
        words::fault_what(lang),
    ];
    Either::Right(view! {
        {more}
        <Lines label=words::fault_what(lang) heads>
            {rows}
        </Lines>
    })
}
