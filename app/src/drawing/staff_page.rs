use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::drawing::{Duty, StaffRow, StaffView};
use leptos::prelude::*;

use super::api::get_grid_staff;
use crate::portal::framed;
use crate::text::drawing as text;
use crate::ui::number::grouped;
use crate::ui::{AreaField, ChoiceField, Fold, Form, Lines, Notice, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["cell", "person", "duty", "valid_from", "valid_to", "list"];

/// `/admin/grid/staff`: who works in which cell, from when and until when.
#[component]
pub(crate) fn GridStaffPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let cell = visit.parameter("cell").unwrap_or_default().to_owned();
    let assigned = visit.parameter("assigned").and_then(|text| text.parse().ok());
    let asked = get_grid_staff(visit.links.region.clone(), cell.clone(), lang);
    let lead = text::staff_lead(lang);
    // The form for one more and that of an end have the same fields: each shows its own faults.
    let ending = Form::get().value("do") == "end";
    let fields: &'static [&'static str] = if ending { &[] } else { FIELDS };
    framed(text::staff_title(lang), Some(lead), fields, asked, move |view| {
        let sent = Form::get();
        let done = assigned.map(|count: u64| {
            view! {
                <Notice kind="info">
                    <p>{text::list_done(lang, &grouped(count))}</p>
                </Notice>
            }
        });
        view! {
            {done}
            <p>
                <a href=visit.to("/admin/grid", &[])>{text::back(lang)}</a>
            </p>
            <div class="two">
                <Assign view=view.clone() cell=cell.clone() sent=sent.clone() />
                <List sent />
            </div>
            <Rows view=view.clone() cell />
            <Unstaffed view />
        }
    })
}

fn named(unit: &UnitRef) -> (String, String) {
    let words = if unit.name == unit.code {
        unit.code.clone()
    } else {
        format!("{} {}", unit.code, unit.name)
    };
    (unit.code.clone(), words)
}

/// What another form of the page has sent is none of this one's.
fn own(what: &str, sent: Form) -> bool {
    let is_own = sent.value("do") == what;
    provide_context(if is_own { sent } else { Form::default() });
    is_own
}

#[component]
fn Assign(view: StaffView, cell: String, sent: Form) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let open = own("assign", sent) || !cell.is_empty();
    let none = |words: &str| std::iter::once((String::new(), words.to_owned()));
    let cells = none("—").chain(view.cells.iter().map(named)).collect();
    let people = (view.people.into_iter()).map(|one| (one.code, one.name));
    let people = none("—").chain(people).collect();
    let duties = (Duty::ALL.iter())
        .map(|duty| (duty.code().to_owned(), text::duty_word(lang, *duty).to_owned()))
        .collect();
    let today = view.as_of.with_timezone(&visit.zone).date_naive().to_string();
    let action = visit.to("/admin/grid/staff", &[("cell", &cell)]);
    view! {
        <Fold title=text::assign(lang) open>
            <form class="form wide" method="post" action=action>
                <input type="hidden" name="do" value="assign" />
                <ChoiceField name="cell" label=text::cell(lang) options=cells initial=cell required=true />
                <ChoiceField name="person" label=text::person(lang) options=people required=true />
                <ChoiceField name="duty" label=text::duty(lang) options=duties required=true />
                <div class="pair">
                    <TextField name="valid_from" label=text::valid_from(lang) kind="date" initial=today required=true />
                    <TextField name="valid_to" label=text::valid_to(lang) kind="date" />
                </div>
                <button class="button primary">{text::assign_do(lang)}</button>
            </form>
        </Fold>
    }
}

#[component]
fn List(sent: Form) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let open = own("list", sent);
    view! {
        <Fold title=text::list_title(lang) open>
            <form class="form wide" method="post" action=visit.to("/admin/grid/staff", &[])>
                <input type="hidden" name="do" value="list" />
                <AreaField name="list" label=text::list(lang) hint=text::list_hint(lang) rows=8 />
                <button class="button primary">{text::list_do(lang)}</button>
            </form>
        </Fold>
    }
}

#[component]
fn Rows(view: StaffView, cell: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let all = std::iter::once((String::new(), text::all_cells(lang).to_owned()));
    let options = all
        .chain(view.cells.iter().map(named))
        .map(|(code, words)| {
            let selected = code == cell;
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect_view();
    let filter = view! {
        <form class="draw-choose" method="get" action=visit.links.path("/admin/grid/staff")>
            <input type="hidden" name="region" value=visit.links.region.clone() />
            <label class="field">
                <span>{text::filter_cell(lang)}</span>
                <select name="cell">{options}</select>
            </label>
            <button class="button">{text::choose(lang)}</button>
        </form>
    };
    let as_of = view.as_of;
    let rows: Vec<_> = (view.rows.into_iter())
        .map(|row| view! { <Row row as_of cell=cell.clone() /> })
        .collect();
    let heads = vec![
        text::cell(lang),
        text::duty(lang),
        text::person(lang),
        text::valid_from(lang),
        text::until(lang),
        text::end_do(lang),
    ];
    let list = if rows.is_empty() {
        view! { <p class="hint">{text::nobody(lang)}</p> }.into_any()
    } else {
        view! { <Lines label=text::staff_title(lang) heads>{rows}</Lines> }.into_any()
    };
    view! {
        <section class="card">
            {filter}
            {list}
        </section>
    }
}

#[component]
fn Row(row: StaffRow, as_of: DateTime<Utc>, cell: String) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let is_over = row.valid_to.is_some_and(|to| to <= as_of);
    let until = (row.valid_to).map_or_else(|| text::no_end(lang).to_owned(), |to| time::day(to, zone));
    let ended = (!row.cell_holds).then(|| view! { <span class="tag">{text::ended_cell(lang)}</span> });
    let end = (!is_over).then(|| {
        let label = text::end_label(lang, &row.person.name, &row.cell.name);
        view! {
            <form class="step" method="post" action=visit.to("/admin/grid/staff", &[("cell", &cell)])>
                <input type="hidden" name="do" value="end" />
                <input type="hidden" name="cell" value=row.cell.code.clone() />
                <input type="hidden" name="person" value=row.person.code.clone() />
                <input type="hidden" name="duty" value=row.duty.code() />
                <input type="hidden" name="begun" value=row.valid_from.to_rfc3339() />
                <input type="date" name="valid_to" aria-label=text::end_day(lang) title=text::end_day(lang) />
                <button class="link" aria-label=label>{text::end_do(lang)}</button>
            </form>
        }
    });
    view! {
        <tr class:muted=is_over>
            <td>
                {row.cell.name.clone()} " " <code>{row.cell.code.clone()}</code> " " {ended}
            </td>
            <td>{text::duty_word(lang, row.duty)}</td>
            <td>{row.person.name.clone()}</td>
            <td data-label=text::valid_from(lang)>{time::day(row.valid_from, zone)}</td>
            <td data-label=text::until(lang)>{until}</td>
            <td>{end}</td>
        </tr>
    }
}

#[component]
fn Unstaffed(view: StaffView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    (!view.unstaffed.is_empty()).then(|| {
        let links: Vec<_> = (view.cells.iter())
            .filter(|cell| view.unstaffed.contains(&cell.code))
            .map(|cell| {
                let at = visit.to("/admin/grid/staff", &[("cell", &cell.code)]);
                view! {
                    <li>
                        <a href=at>{cell.name.clone()}</a>
                        " "
                        <small>{cell.code.clone()}</small>
                    </li>
                }
            })
            .collect();
        view! {
            <Fold title=text::unstaffed(lang)>
                <ul class="draw-cells">{links}</ul>
            </Fold>
        }
    })
}
