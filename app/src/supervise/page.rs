//! `/supervise`: what is asked, and everything that is known of it.

use domain::board::UnitRef;
use domain::supervise::{Asked, Overview};
use leptos::prelude::*;

use super::api::get_overview;
use super::behind::Behind;
use super::chart_plot::Charts;
use super::flags::Flags;
use super::flow::Bouncing;
use super::funnel_plot::Funnels;
use super::now::Now;
use super::period::{Changes, People, Period};
use super::saved::Saved;
use super::whistles::Whistles;
use crate::board::with_period;
use crate::portal::framed;
use crate::text::{board, supervise as text};
use crate::ui::Fold;
use crate::visit::Visit;

/// Fields whose faults are told where they stand.
const FIELDS: &[&str] = &["name"];
/// Hours to choose from.
const HOURS: [u32; 5] = [4, 8, 24, 72, 168];

#[component]
pub(crate) fn SupervisePage() -> impl IntoView {
    // What nobody asks for is over the last days with data.
    let visit = with_period(Visit::get());
    let lang = visit.lang();
    let asked = get_overview(visit.links.region.clone(), visit.query_string(), lang);
    framed(
        text::title(lang),
        Some(text::lead(lang)),
        FIELDS,
        asked,
        move |overview| view! { <Everything overview visit /> },
    )
}

#[component]
fn Everything(overview: Overview, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let behind = Behind {
        visit: visit.clone(),
        asked: overview.asked.clone(),
        may_open: overview.may_open,
    };
    let has_people = !overview.people.is_empty();
    let sections = [
        ("now", text::now(lang)),
        ("period", text::period(lang)),
        ("people", text::people(lang)),
        ("change", text::change(lang)),
        ("flow", text::flow(lang)),
        ("flags", text::flags(lang)),
        ("funnel", text::funnel(lang)),
        ("charts", text::charts(lang)),
        ("whistles", text::whistles(lang)),
    ]
    .into_iter()
    .filter(|(anchor, _)| has_people || *anchor != "people")
    .map(|(anchor, words)| view! { <li><a class="chip" href=format!("#{anchor}")>{words}</a></li> })
    .collect_view();
    let people = has_people.then(|| view! { <People rows=overview.people behind=behind.clone() /> });
    view! {
        <Saved views=overview.views visit=visit.clone() />
        <Narrow asked=overview.asked departments=overview.departments visit />
        <nav class="supervise-nav" aria-label=text::sections(lang)>
            <ul class="chips">{sections}</ul>
        </nav>
        <div class="supervise">
            <Now rows=overview.now total=overview.now_total as_of=overview.as_of behind=behind.clone() />
            <Period rows=overview.period total=overview.period_total behind=behind.clone() />
            {people}
            <Changes comparison=overview.comparison behind=behind.clone() />
            <Bouncing bounces=overview.bounces behind=behind.clone() />
            <Flags flags=overview.flags behind=behind.clone() />
            <Funnels funnels=overview.funnels behind=behind.clone() />
            <Charts charts=overview.charts is_of_all=behind.asked.department.is_none() lang />
            <Whistles rows=overview.whistles behind />
        </div>
    }
}

/// The question, as a form that works without script.
#[component]
fn Narrow(asked: Asked, departments: Vec<UnitRef>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let region = (!visit.links.is_default)
        .then(|| view! { <input type="hidden" name="region" value=visit.links.region.clone() /> });
    let unassigned = UnitRef {
        code: domain::DepartmentCode::UNASSIGNED.to_owned(),
        name: board::unassigned(lang).to_owned(),
    };
    let chosen = asked.department.clone().unwrap_or_default();
    let units = departments
        .into_iter()
        .chain([unassigned])
        .map(|unit| {
            let selected = unit.code == chosen;
            view! { <option value=unit.code selected=selected>{unit.name}</option> }
        })
        .collect_view();
    let hours = HOURS
        .map(|hours| view! { <option value=hours.to_string() selected={hours == asked.hours}>{hours}</option> })
        .collect_view();
    let own_hours = (!HOURS.contains(&asked.hours))
        .then(|| view! { <option value=asked.hours.to_string() selected>{asked.hours}</option> });
    // Days that nobody chose stay empty, so that a view that is kept moves with the day.
    let day = |name: &'static str, label: &'static str| {
        let value = visit.parameter(name).unwrap_or_default().to_owned();
        view! {
            <label class="field">
                <span>{label}</span>
                <input type="date" name=name value=value />
            </label>
        }
    };
    let days = view! {
        {day("from", text::from(lang))}
        {day("to", text::to(lang))}
        {day("compare_from", text::compare_from(lang))}
        {day("compare_to", text::compare_to(lang))}
    };
    let pairs: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "region")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let csv = visit.to("/supervise.csv", &pairs);
    let is_asked = !pairs.is_empty();
    let last = |to: chrono::NaiveDate| to.pred_opt().unwrap_or(to).to_string();
    let narrow_hint = text::narrow_hint(
        lang,
        &asked.from.to_string(),
        &last(asked.to),
        &asked.compare_from.to_string(),
        &last(asked.compare_to),
    );
    view! {
        <Fold title=text::narrow(lang) open=is_asked>
            <form class="filters" method="get" action=visit.links.path("/supervise")>
                {region}
                <div class="filter-grid">
                    {days}
                    <label class="field">
                        <span>{text::department(lang)}</span>
                        <select name="department">
                            <option value="">{text::all_departments(lang)}</option>
                            {units}
                        </select>
                    </label>
                    <label class="field">
                        <span>{text::hours(lang)}</span>
                        <select name="hours">{hours} {own_hours}</select>
                    </label>
                    <div class="filter-act">
                        <button class="button primary">{text::show(lang)}</button>
                        <a href=visit.to("/supervise", &[])>{text::reset(lang)}</a>
                    </div>
                </div>
            </form>
            <p class="hint">{narrow_hint}</p>
            <p class="exports">
                <a href=csv download="">{text::csv(lang)}</a>
            </p>
        </Fold>
    }
}
