use domain::Lang;
use domain::drawing::{CutView, Fault, GridPage as Page};
use leptos::prelude::*;

use super::api::get_grid_page;
use super::faults::Faults;
use crate::portal::framed;
use crate::text::drawing as text;
use crate::ui::number::grouped;
use crate::ui::{FileField, Form, Lines, Notice, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["file", "mapping"];
/// Codes that are told of one kind of change; of more only their number.
const TOLD: usize = 6;

/// `/admin/grid`: the grid in force, its history, a file to be brought, and the way to the draft.
#[component]
pub(crate) fn GridPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = get_grid_page(visit.links.region.clone());
    let number = |name: &str| visit.parameter(name).and_then(|text| text.parse::<u64>().ok());
    let applied = number("moved").zip(number("looked"));
    let lead = text::lead(lang);
    framed(text::title(lang), Some(lead), FIELDS, asked, move |page| {
        let applied = applied.map(|(moved, looked)| {
            view! {
                <Notice kind="info">
                    <p>{text::applied(lang, &grouped(moved), &grouped(looked))}</p>
                </Notice>
            }
        });
        view! {
            {applied}
            <InForce page=page.clone() />
            <Import />
            <History page />
        }
    })
}

#[component]
fn InForce(page: Page) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let draft = page.draft.map(|draft| {
        let when = time::minute(draft.changed_at, visit.zone);
        view! {
            <p class="notice notice-info">
                {text::draft_there(lang, &when, draft.steps)} " "
                <a href=visit.to("/admin/grid/draft", &[])>{text::open_draft(lang)}</a>
            </p>
        }
    });
    view! {
        <section class="card">
            <h2>{text::in_force(lang)}</h2>
            <p>
                <strong>{text::cells_count(lang, page.cells)}</strong>
                " · "
                {text::unstaffed_count(lang, page.unstaffed)}
            </p>
            {draft}
            <p class="draw-links">
                <a class="button primary" href=visit.to("/admin/grid/draft", &[])>{text::draw(lang)}</a>
                <a class="button" href=visit.to("/admin/grid/staff", &[])>{text::staff(lang)}</a>
                <a class="button" href=visit.to("/admin/grid/export", &[]) download="">{text::export_now(lang)}</a>
                <a href=visit.to("/map", &[])>{text::see_map(lang)}</a>
            </p>
        </section>
    }
}

#[component]
fn Import() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let told = |name: &str| -> Vec<Fault> {
        let lines = form.shown.iter().filter(|(known, _)| known == name);
        lines
            .filter_map(|(_, line)| serde_json::from_str(line).ok())
            .collect()
    };
    let (errors, warnings) = (told("error"), told("warning"));
    let more = form.shown("more").and_then(|more| more.parse().ok()).unwrap_or(0);
    let faults = (!errors.is_empty()).then(|| {
        view! {
            <h3>{text::file_faults(lang)}</h3>
            <Faults errors warnings more on_map=false />
        }
    });
    let no_gaps = !form.value("no_gaps").is_empty();
    view! {
        <section class="card" id="import">
            <h2>{text::import(lang)}</h2>
            <p class="hint">{text::import_lead(lang)}</p>
            <form
                class="form wide"
                method="post"
                enctype="multipart/form-data"
                action=visit.to("/admin/grid/files", &[])
            >
                <FileField label=text::file(lang) hint=text::file_hint(lang) accept=".geojson,.json,.zip" />
                {faults}
                <TextField name="mapping" label=text::mapping(lang) hint=text::mapping_hint(lang) maxlength=500 />
                <label class="field check">
                    <input type="checkbox" name="no_gaps" value="on" checked=no_gaps />
                    <span>{text::no_gaps(lang)}</span>
                </label>
                <button class="button primary">{text::send(lang)}</button>
            </form>
        </section>
    }
}

#[component]
fn History(page: Page) -> impl IntoView {
    let lang = Visit::get().lang();
    if page.cuts.is_empty() {
        return view! { <p class="card empty">{text::no_history(lang)}</p> }.into_any();
    }
    let current = page
        .cuts
        .iter()
        .position(|cut| cut.at.is_none_or(|at| at <= page.as_of));
    let rows = page
        .cuts
        .into_iter()
        .enumerate()
        .map(|(index, cut)| {
            let standing = match current {
                Some(current) if index == current => Some(text::holds_now(lang)),
                Some(current) if index > current => None,
                _ => Some(text::to_come(lang)),
            };
            view! { <Cut cut standing /> }
        })
        .collect_view();
    let heads = vec![
        text::holds_from(lang),
        text::whole(lang),
        text::changes(lang),
        text::by(lang),
        text::export(lang),
    ];
    view! {
        <section class="card">
            <h2>{text::history(lang)}</h2>
            <Lines label=text::history(lang) heads>{rows}</Lines>
        </section>
    }
    .into_any()
}

#[component]
fn Cut(cut: CutView, standing: Option<&'static str>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let day = cut.at.map(|at| at.with_timezone(&zone).date_naive().to_string());
    let from = day.clone().unwrap_or_else(|| text::since_ever(lang).to_owned());
    let changes: Vec<_> = [
        (domain::drawing::ChangeKind::New, cut.new),
        (domain::drawing::ChangeKind::Redrawn, cut.redrawn),
        (domain::drawing::ChangeKind::Ended, cut.ended),
    ]
    .into_iter()
    .filter(|(_, codes)| !codes.is_empty())
    .map(|(kind, codes)| {
        let count = codes.len();
        view! {
            <div>
                <dt>{text::change(lang, kind)} " " {count}</dt>
                <dd>{some(lang, &codes)}</dd>
            </div>
        }
    })
    .collect();
    let changes = if changes.is_empty() {
        view! { <span class="hint">{text::first_grid(lang)}</span> }.into_any()
    } else {
        view! { <dl class="draw-cut">{changes}</dl> }.into_any()
    };
    let by = cut.made_at.map(|made| {
        let who = cut.by.unwrap_or_else(|| text::by_command(lang).to_owned());
        view! {
            {who}
            " "
            <time class="hint" datetime=time::machine(made)>{time::minute(made, zone)}</time>
        }
    });
    // The first grid held until the day before the next; any day before that shows it.
    let at = day.unwrap_or_else(|| "1900-01-01".to_owned());
    let href = visit.to("/admin/grid/export", &[("at", &at)]);
    let label = format!("GeoJSON: {} {from}", text::export(lang));
    view! {
        <tr>
            <td>
                {from} " " {standing.map(|words| view! { <span class="tag">{words}</span> })}
            </td>
            <td>{grouped(u64::from(cut.cells))}</td>
            <td>{changes}</td>
            <td>{by}</td>
            <td>
                <a href=href download="" aria-label=label>
                    "GeoJSON"
                </a>
            </td>
        </tr>
    }
}

/// The first codes of a list.
fn some(lang: Lang, codes: &[String]) -> String {
    let comma = lang.pick("、", Some(", ")).to_owned();
    let first = codes.iter().take(TOLD).cloned().collect::<Vec<_>>().join(&comma);
    if codes.len() > TOLD {
        format!("{first} …")
    } else {
        first
    }
}
