//! `/stations`: who is where, and who comes when called.

use domain::map::StationView;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_stations;
use crate::portal::Problem;
use crate::text::stations as text;
use crate::ui::Mark;
use crate::visit::Visit;

#[component]
pub(crate) fn StationsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let list = Suspend::new(async move {
        match list_stations(region, lang).await {
            Ok(stations) => Either::Left(view! { <List stations visit /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{text::lead(lang)}</p>
        </div>
        <Suspense>{list}</Suspense>
    }
}

#[component]
fn List(stations: Vec<StationView>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    if stations.is_empty() {
        return Either::Left(view! { <p class="card empty">{text::empty(lang)}</p> });
    }
    let own = stations
        .iter()
        .filter(|station| station.kind == "station")
        .count();
    let count = text::count(lang, own, stations.len() - own);
    let stations = stations
        .into_iter()
        .map(|station| view! { <Station station visit=visit.clone() /> })
        .collect_view();
    Either::Right(view! {
        <p class="as-of">{count}</p>
        <ul class="stations">{stations}</ul>
    })
}

#[component]
fn Station(station: StationView, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let StationView {
        code,
        name,
        kind,
        township,
        address,
        speciality,
        lng,
        lat,
        resident_units,
        on_call_units,
    } = station;
    let is_station = kind == "station";
    let kind = if is_station {
        text::station(lang)
    } else {
        text::police_post(lang)
    };
    let at = format!("{lng:.5},{lat:.5}");
    let on_map = visit.to("/map", &[("at", &at)]);
    let no_units = (is_station && resident_units.is_empty() && on_call_units.is_empty())
        .then(|| view! { <p class="hint">{text::no_units(lang)}</p> });
    view! {
        <li class="card station" id=format!("station-{code}")>
            <div class="station-head">
                {is_station.then(|| view! { <Mark /> })}
                <div>
                    <h2>{name}</h2>
                    <span class="tag">{kind}</span>
                </div>
            </div>
            <dl class="facts">
                {speciality.map(|speciality| fact(text::speciality(lang), speciality))}
                {fact(text::address(lang), address)}
                {township.map(|township| fact(text::township(lang), township))}
            </dl>
            {units(text::resident(lang, resident_units.len()), resident_units)}
            {units(text::on_call(lang, on_call_units.len()), on_call_units)}
            {no_units}
            <p class="more"><a href=on_map>{text::on_map(lang)}</a></p>
        </li>
    }
}

fn fact(label: &'static str, value: String) -> impl IntoView {
    view! {
        <dt>{label}</dt>
        <dd>{value}</dd>
    }
}

fn units(title: String, units: Vec<String>) -> impl IntoView {
    (!units.is_empty()).then(|| {
        let units = units
            .into_iter()
            .map(|unit| view! { <li class="tag">{unit}</li> })
            .collect_view();
        view! {
            <h3>{title}</h3>
            <ul class="units">{units}</ul>
        }
    })
}
