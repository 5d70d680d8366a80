use domain::board::UnitRef;
use domain::station::{StationForm, StationKind, StationsView};
use leptos::prelude::*;

use super::api::{get_station, list_filed_stations};
use super::options;
use super::page::{AddForm, ChangeForm};
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{ChoiceField, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &[
    "code",
    "name",
    "name_en",
    "kind",
    "township",
    "address",
    "speciality",
    "speciality_en",
    "lng",
    "lat",
    "branch",
    "branch_lead",
    "branch_phone",
];

/// `/admin/stations`: every station, those that wait first, and a filing.
#[component]
pub(crate) fn StationsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_filed_stations(visit.links.region, lang);
    let lead = text::stations_lead(lang);
    framed(text::stations(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Stations view /> }
    })
}

#[component]
fn Stations(view: StationsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let none = view
        .rows
        .is_empty()
        .then(|| view! { <p class="card empty">{text::no_stations(lang)}</p> });
    let rows = view
        .rows
        .into_iter()
        .map(|row| {
            let station = row.station;
            let at = visit.to("/admin/station", &[("code", station.code.as_str())]);
            let waiting = (row.waiting > 0)
                .then(|| view! { <span class="tag warn">{text::waiting(lang, row.waiting)}</span> });
            view! {
                <li class="card">
                    <div class="card-head">
                        <h2 class="card-title">
                            <a href=at>{lang.pick(&station.name, station.name_en.as_deref()).to_owned()}</a>
                            " " <code>{station.code.to_string()}</code>
                        </h2>
                        <span class="tags">
                            <span class="tag">{text::status(lang, row.filing.status)}</span> {waiting}
                        </span>
                    </div>
                    <p class="hint">
                        {text::station_kind(lang, station.kind)} " · " {station.address} " · "
                        {text::unit_counts(lang, row.moved_in[0], row.moved_in[1])}
                    </p>
                </li>
            }
        })
        .collect_view();
    let townships = view.townships;
    let file = view.may_file.then(|| {
        let title = text::new_station(lang);
        view! {
            <AddForm title path="/admin/stations" button=title>
                <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
                <Fields station=StationForm::default() townships />
            </AddForm>
        }
    });
    view! {
        {file}
        {none}
        <ul class="cards">{rows}</ul>
    }
}

/// `/admin/stations/change`: what is said about one station.
#[component]
pub(crate) fn ChangeStationPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let asked = get_station(visit.links.region, lang, code);
    framed(text::stations(lang), None, FIELDS, asked, |file| {
        let station = StationForm::from(&file.station);
        view! { <Station station townships=file.townships /> }
    })
}

#[component]
fn Station(station: StationForm, townships: Vec<UnitRef>) -> impl IntoView {
    let back = Visit::get().to("/admin/station", &[("code", &station.code)]);
    view! {
        <ChangeForm name=station.name.clone() code=station.code.clone() path="/admin/stations/change" back>
            <Fields station townships />
        </ChangeForm>
    }
}

#[component]
fn Fields(station: StationForm, townships: Vec<UnitRef>) -> impl IntoView {
    let lang = Visit::get().lang();
    let kinds = StationKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), text::station_kind(lang, *kind).to_owned()))
        .collect();
    view! {
        <TextField name="name" label=text::name(lang) initial=station.name maxlength=100 required=true />
        <TextField name="name_en" label=text::name_en(lang) initial=station.name_en maxlength=100 />
        <ChoiceField name="kind" label=text::kind(lang) options=kinds initial=station.kind required=true />
        <ChoiceField
            name="township"
            label=text::township(lang)
            options=options(Some(text::none(lang)), &townships)
            initial=station.township
        />
        <TextField name="address" label=text::address(lang) initial=station.address maxlength=200 required=true />
        <TextField name="lng" label=text::lng(lang) initial=station.lng maxlength=24 required=true />
        <TextField name="lat" label=text::lat(lang) initial=station.lat maxlength=24 required=true />
        <TextField name="speciality" label=text::speciality(lang) initial=station.speciality maxlength=200 />
        <TextField name="speciality_en" label=text::speciality_en(lang) initial=station.speciality_en maxlength=200 />
        <TextField name="branch" label=text::branch(lang) initial=station.branch maxlength=100 />
        <TextField name="branch_lead" label=text::branch_lead(lang) initial=station.branch_lead maxlength=50 />
        <TextField name="branch_phone" label=text::branch_phone(lang) kind="tel" initial=station.branch_phone maxlength=30 />
    }
}
