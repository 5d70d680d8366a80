use domain::supervise::CaseLine;
use leptos::prelude::*;

use crate::cases::{ClockSign, StateSign};
use crate::desk::forecast;
use crate::text::desk;
use crate::ui::time;
use crate::visit::Visit;

/// A case in a row of a table: what it is, how it stands, its clock, who leads.
#[component]
pub(crate) fn CaseCells(line: CaseLine, visit: Visit) -> impl IntoView {
    let (lang, zone) = (visit.lang(), visit.zone);
    let href = visit.to(&format!("/desk/cases/{}", line.code), &[]);
    let due = line.current_due_at.map(|current| {
        let was = line
            .original_due_at
            .filter(|original| *original != current)
            .map(|original| view! { <span class="was">{desk::original(lang, &time::minute(original, zone))}</span> });
        view! {
            <span class="dues">
                <span>
                    <time datetime=time::machine(current)>{time::minute(current, zone)}</time>
                </span>
                {forecast(lang, line.forecast.current)}
                {was}
            </span>
        }
    });
    let (kind, title) = (line.category.name, line.title);
    let beside = title.is_some().then(|| view! { <span>{kind.clone()}</span> });
    view! {
        <th scope="row" class="queue-case">
            <a href=href class="queue-link">{title.unwrap_or(kind)}</a>
            <small>
                {beside}
                <span class="code">{line.code}</span>
                <time datetime=time::machine(line.received_at)>{time::minute(line.received_at, zone)}</time>
            </small>
        </th>
        <td class="queue-state">
            <StateSign state=line.state lang />
        </td>
        <td class="queue-clock">
            <ClockSign timeliness=line.timeliness lang />
            {due}
        </td>
        <td class="queue-unit" data-label=desk::unit(lang)>{line.department.map(|unit| unit.name)}</td>
    }
}
