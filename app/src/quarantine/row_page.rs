use domain::intake::QuarantinedRow;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::get_quarantined;
use crate::portal::Problem;
use crate::text::{quarantine as text, row_faults};
use crate::ui::{Form, FormProblem, area};
use crate::visit::Visit;

/// A row of more bytes than this cannot be sent by a form.
const MOST_BYTES: usize = 16_000;
/// A cell of more characters gets more than one line.
const LONG: usize = 60;
/// So much is shown of a cell that cannot be mended here, in characters.
const SHOWN: usize = 200;

/// `/admin/quarantine/row`: one row, to be mended.
#[component]
pub(crate) fn QuarantinedRowPage() -> impl IntoView {
    let lang = Visit::get().lang();
    view! {
        <Title text=text::mend(lang) />
        <FormProblem fields=&[] />
        {loaded(|row| view! { <Mend row /> }.into_any())}
    }
}

/// `/admin/quarantine/discard`: asks before a row is discarded.
#[component]
pub(crate) fn DiscardPage() -> impl IntoView {
    let lang = Visit::get().lang();
    view! {
        <Title text=text::discard(lang) />
        <FormProblem fields=&[] />
        {loaded(|row| view! { <Discard row /> }.into_any())}
    }
}

/// The row that the address names, in one of its pages.
fn loaded(shown: impl Fn(QuarantinedRow) -> AnyView + Send + 'static) -> impl IntoView {
    let visit = Visit::get();
    let region = visit.links.region.clone();
    let id = visit.parameter("code").unwrap_or_default().to_owned();
    let content = Suspend::new(async move {
        match get_quarantined(region, id).await {
            Ok(row) => Either::Left(shown(row)),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

/// Where it came from, and what is wrong with it.
#[component]
fn Head(title: &'static str, row: QuarantinedRow) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let fault = row_faults::sentence(lang, row.field.as_deref(), &row.reason);
    view! {
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">
                {text::system(lang, &row.system)} " " <code>{row.mapping}</code> " " {text::line_of(lang, row.line)}
            </p>
            <p><a href=visit.to("/admin/quarantine", &[])>{text::back(lang)}</a></p>
        </div>
        <p class="card">{text::why(lang)} " " <strong>{fault}</strong></p>
    }
}

#[component]
fn Mend(row: QuarantinedRow) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = [("code", row.id.as_str())];
    let action = visit.to("/admin/quarantine/row", &code);
    let discard = visit.to("/admin/quarantine/discard", &code);
    let bytes: usize = row
        .cells
        .iter()
        .map(|(column, cell)| column.len() + cell.len())
        .sum();
    let body = if bytes > MOST_BYTES {
        Either::Left(view! {
            <p class="card">{text::too_long(lang)}</p>
            <Cells row=row.clone() />
        })
    } else {
        let at_fault = row.field.clone();
        let fields = row
            .cells
            .iter()
            .enumerate()
            .map(|(at, (column, cell))| {
                let is_at_fault = at_fault.as_ref() == Some(column);
                view! { <Cell at column=column.clone() cell=cell.clone() is_at_fault /> }
            })
            .collect_view();
        Either::Right(view! {
            <form class="card form wide" method="post" action=action>
                {fields}
                <button class="button primary">{text::take(lang)}</button>
            </form>
        })
    };
    view! {
        <Head title=text::mend(lang) row=row.clone() />
        {body}
        <p><a href=discard>{text::discard(lang)}</a></p>
    }
}

/// One cell, as it stood or as it was sent.
#[component]
fn Cell(at: usize, column: String, cell: String, is_at_fault: bool) -> impl IntoView {
    let form = Form::get();
    let name = format!("c{at}");
    let value = if form.fields.is_empty() {
        cell
    } else {
        form.value(&name)
    };
    let invalid = is_at_fault.then_some("true");
    let field = if value.chars().count() > LONG || value.contains('\n') {
        // The parser of HTML drops one line break at the beginning.
        let value = format!("\n{value}");
        Either::Left(view! {
            <textarea name=name rows="4" aria-invalid=invalid spellcheck="false">
                {area(&value)}
            </textarea>
        })
    } else {
        Either::Right(view! {
            <input type="text" name=name value=value aria-invalid=invalid autocomplete="off" spellcheck="false" />
        })
    };
    view! {
        <label class="field">
            <span>{column}</span>
            {field}
        </label>
    }
}

#[component]
fn Discard(row: QuarantinedRow) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = [("code", row.id.as_str())];
    let action = visit.to("/admin/quarantine/discard", &code);
    let keep = visit.to("/admin/quarantine/row", &code);
    view! {
        <Head title=text::discard(lang) row=row.clone() />
        <Cells row=row.clone() />
        <form class="card form" method="post" action=action>
            <p>{text::discard_asks(lang)}</p>
            <button class="button primary">{text::discard(lang)}</button>
            " "
            <a href=keep>{text::keep(lang)}</a>
        </form>
    }
}

/// The beginnings of the cells, to be read.
#[component]
fn Cells(row: QuarantinedRow) -> impl IntoView {
    let cells = row
        .cells
        .into_iter()
        .map(|(column, cell)| {
            let begin: String = cell.chars().take(SHOWN).collect();
            view! {
                <tr>
                    <th scope="row">{column}</th>
                    <td>{begin}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card scroll" tabindex="0">
            <table class="plain">
                <tbody>{cells}</tbody>
            </table>
        </section>
    }
}
