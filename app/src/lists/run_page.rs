use domain::intake::{BroughtList, ListState, ListView};
use leptos::prelude::*;
use leptos_meta::Meta;

use super::api::brought_list;
use super::choose::{Base, Choose, FIELDS};
use super::preview::Preview;
use super::progress::Progress;
use crate::portal::framed;
use crate::text::lists as text;
use crate::ui::number::grouped;
use crate::ui::{Fold, Form, Lines};
use crate::visit::Visit;

/// `/admin/import/run`: one list.
#[component]
pub(crate) fn ListPage() -> impl IntoView {
    let visit = Visit::get();
    let title = text::title(visit.lang());
    let id = visit.parameter("id").unwrap_or_default().to_owned();
    framed(
        title,
        None,
        FIELDS,
        brought_list(visit.links.region, id),
        |found| {
            view! { <Brought found /> }
        },
    )
}

#[component]
fn Brought(found: ListView) -> impl IntoView {
    let ListView {
        list,
        run,
        bases,
        busy,
    } = found;
    let is_running = run.as_ref().is_some_and(|run| run.state == ListState::Running);
    let was_run = run.is_some();
    let is_fresh = list.preview.is_none();
    let again = is_running.then(|| view! { <Meta http_equiv="refresh" content="2" /> });
    let progress = run.map(|run| view! { <Progress run id=list.id.clone() /> });
    let preview = list
        .preview
        .clone()
        .filter(|_| !is_running)
        .map(|preview| view! { <Preview preview id=list.id.clone() busy was_run /> });
    let columns = view! { <Columns list=list.clone() open=is_fresh /> };
    let forms = (!is_running).then(|| {
        view! {
            <Base bases list=list.clone() />
            <Choose list=list.clone() open=is_fresh />
        }
    });
    view! {
        {again}
        <Head list />
        {progress}
        {preview}
        {columns}
        {forms}
    }
}

#[component]
fn Head(list: BroughtList) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let facts = [
        text::format(lang, list.format, list.gzipped),
        text::size(lang, &size(list.bytes)),
        text::columns(lang, list.columns.len()),
    ];
    view! {
        <div class="page-head">
            <h1>{list.file_name}</h1>
            <p class="lead">{facts.join(" · ")}</p>
            <p>
                <a href=visit.to("/admin/import", &[])>{text::back(lang)}</a>
            </p>
        </div>
    }
}

#[component]
fn Columns(list: BroughtList, open: bool) -> impl IntoView {
    let lang = Visit::get().lang();
    let open = open && Form::get().problem.is_none();
    let rows = list
        .columns
        .into_iter()
        .map(|column| {
            view! {
                <tr>
                    <td>{column.name}</td>
                    <td>{column.values.join(" · ")}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![text::column(lang), text::values(lang)];
    view! {
        <Fold title=text::columns_title(lang) open>
            <Lines label=text::columns_title(lang) heads>{rows}</Lines>
        </Fold>
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{} MB", grouped(bytes.div_ceil(1_048_576))),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_told_in_the_largest_unit_that_it_fills() {
        let told = [0, 1_023, 1_024, 1_048_575, 1_048_576, 512 << 20].map(size);
        assert_eq!(told, ["0 B", "1023 B", "1 KB", "1024 KB", "1 MB", "512 MB"]);
    }
}
