//! A guest's page of one case: what they need to come and to help.

mod deeds;

use chrono_tz::Tz;
use domain::Lang;
use domain::desk::{GuestEvent, GuestSheet};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::code::{Fault, GuestView};
use super::sign::{ClockSign, StateSign};
use super::units::Units;
use crate::text::{cases as words, codes as text, terms};
use crate::ui::{Notice, time};
use crate::visit::Visit;
use deeds::{Call, Comment, Files};

#[component]
pub(super) fn GuestPage(view: GuestView) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let GuestView {
        sheet,
        path,
        form_id,
        fault,
        note,
    } = view;
    let action = visit.links.path(&path);
    let done = visit.parameter("done").is_some().then(|| {
        view! {
            <Notice kind="info">
                <p>{text::done(lang)}</p>
            </Notice>
        }
    });
    view! {
        <Meta name="robots" content="noindex" />
        <Title text=format!("{} · {}", text::guest_title(lang), sheet.code) />
        <article class="scan guest">
            {fault.map(|fault| view! { <Fault fault lang /> })}
            {done}
            <Head sheet=sheet.clone() zone lang />
            <Call sheet=sheet.clone() action=action.clone() form_id=form_id.clone() zone lang />
            <Where sheet=sheet.clone() lang />
            <Units units=sheet.units.clone() zone lang />
            <Comment sheet=sheet.clone() action=action.clone() form_id note lang />
            <Files sheet=sheet.clone() action zone lang />
            <Steps events=sheet.events zone lang />
        </article>
    }
}

#[component]
fn Head(sheet: GuestSheet, zone: Tz, lang: Lang) -> impl IntoView {
    let due = sheet.due.map(|due| {
        let was = (due.original != due.current).then(
            || view! { <small>{words::scan_extended(lang, &time::minute(due.original, zone))}</small> },
        );
        view! {
            <p class="scan-due">
                {words::scan_due(lang, &time::minute(due.current, zone))} " " {was}
            </p>
        }
    });
    let capacity = text::capacity(lang, sheet.capacity);
    view! {
        <header class="page-head">
            <p class="code">{sheet.code}</p>
            <h1>{sheet.category.name}</h1>
            <p class="scan-plain">{text::guest_as(lang, &sheet.name, capacity)}</p>
            <p class="signs">
                <StateSign state=sheet.state lang />
                <ClockSign timeliness=sheet.timeliness lang />
            </p>
            {due}
            <p class="hint">{text::guest_keep(lang)}</p>
        </header>
    }
}

#[component]
fn Where(sheet: GuestSheet, lang: Lang) -> impl IntoView {
    let areas: Vec<String> = [sheet.township, sheet.community, sheet.grid]
        .into_iter()
        .flatten()
        .map(|area| area.name)
        .collect();
    let areas = (!areas.is_empty()).then(|| view! { <p class="hint">{areas.join(" ")}</p> });
    let address = sheet.address.unwrap_or_else(|| text::no_address(lang).to_owned());
    view! {
        <section class="card">
            <h2>{text::where_title(lang)}</h2>
            <p>{address}</p>
            {areas}
        </section>
    }
}

/// Everything that happened, newest first, without names and without others' notes.
#[component]
fn Steps(events: Vec<GuestEvent>, zone: Tz, lang: Lang) -> impl IntoView {
    let items = events
        .into_iter()
        .rev()
        .map(|GuestEvent { event, own, note }| {
            let who = if own {
                Some(text::own_step(lang).to_owned())
            } else {
                event.department.map(|unit| unit.name)
            };
            let reason = event
                .reason
                .map(|reason| words::because(lang, terms::reason(lang, reason)));
            let due = event
                .due_at
                .map(|at| words::new_due(lang, &time::minute(at, zone)));
            let details: Vec<_> = [reason, due, note]
                .into_iter()
                .flatten()
                .map(|detail| view! { <span>{detail}</span> })
                .collect();
            view! {
                <li>
                    <time datetime=time::machine(event.at)>{time::minute(event.at, zone)}</time>
                    <div>
                        <strong>{terms::action(lang, event.action)}</strong>
                        {who.map(|who| view! { <span class="step-unit">{who}</span> })}
                        {(!details.is_empty()).then(|| view! { <p class="step-details">{details}</p> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{words::timeline(lang)}</h2>
            <ol class="timeline" reversed>
                {items}
            </ol>
        </section>
    }
}
