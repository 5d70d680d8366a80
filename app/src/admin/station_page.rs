use domain::board::UnitRef;
use domain::station::{DutyRow, Filing, StationFile, Status, Step, UnitKind, UnitRow};
use leptos::prelude::*;

use super::api::get_station;
use super::options;
use super::page::AddForm;
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{ChoiceField, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &[
    "department",
    "kind",
    "liaison_name",
    "liaison_phone",
    "duty_department",
    "name",
    "starts_at",
    "ends_at",
];

/// Who has filed what no person has.
const IMPORT: &str = "import";

/// `/admin/station?code=`: one station with its filing, its units and its roster.
#[component]
pub(crate) fn StationPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let asked = get_station(visit.links.region, lang, code);
    framed(text::stations(lang), None, FIELDS, asked, |file| {
        view! { <Station file /> }
    })
}

#[component]
fn Station(file: StationFile) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let StationFile {
        station,
        filing,
        steps,
        units,
        roster,
        departments,
        may_file,
        as_of,
        ..
    } = file;
    let code = station.code.to_string();
    let of = [("code", code.as_str())];
    let fact = |label: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt>{label}</dt>
                <dd>{value}</dd>
            }
        })
    };
    let change = may_file.then(|| {
        let at = visit.to("/admin/stations/change", &of);
        view! { <a class="button" href=at>{text::change(lang)}</a> }
    });
    let residents: Vec<UnitRef> = units
        .iter()
        .filter(|unit| unit.kind == UnitKind::Resident && unit.filing.status == Status::MovedIn)
        .map(|unit| unit.department.clone())
        .collect();
    let stands = filing.status.is_standing();
    let branch = [station.branch, station.branch_lead, station.branch_phone];
    let branch: Vec<String> = branch.into_iter().flatten().collect();
    view! {
        <div class="page-head">
            <h1>
                {lang.pick(&station.name, station.name_en.as_deref()).to_owned()} " " <code>{code.clone()}</code>
            </h1>
            <p class="lead"><a href=visit.to("/admin/stations", &[])>{text::back(lang)}</a></p>
        </div>
        <section class="card">
            <dl class="facts">
                {fact(text::kind(lang), Some(text::station_kind(lang, station.kind).to_owned()))}
                {fact(text::address(lang), Some(station.address))}
                {fact(text::speciality(lang), station.speciality)}
                {fact(text::branch(lang), (!branch.is_empty()).then(|| branch.join(" · ")))}
            </dl>
            <Progress filing />
            <div class="actions">
                <Steps code=code.clone() number=String::new() steps subject=station.name />
                {change}
            </div>
        </section>
        <Units code=code.clone() units departments may_file=may_file && stands />
        <Roster code roster residents may_file as_of />
    }
}

/// How far a filing has come, and through whom.
#[component]
fn Progress(filing: Filing) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let day = time::day(filing.filed_at, zone);
    let filed = match filing.filed_by.as_str() {
        IMPORT => text::imported(lang, &day),
        who => text::filed_by(lang, who, &day),
    };
    let decided = filing
        .decided_by
        .zip(filing.decided_at)
        .map(|(who, at)| text::decided_by(lang, &who, &time::day(at, zone)));
    let words: Vec<String> = [Some(filed), decided, filing.reason]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <p>
            <span class="tag">{text::status(lang, filing.status)}</span> " "
            <span class="hint">{words.join(" · ")}</span>
        </p>
    }
}

/// A button for every step that the reader may take now.
#[component]
fn Steps(
    code: String,
    /// Number of a unit; empty for the station itself.
    number: String,
    steps: Vec<Step>,
    /// Whom the buttons are about.
    subject: String,
) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    steps
        .into_iter()
        .map(|step| {
            let action = visit.to("/admin/station/step", &[("code", &code)]);
            let label = format!("{} {subject}", text::step(lang, step));
            let reason = (step == Step::Refuse).then(|| {
                view! {
                    <label class="field">
                        <span>{text::reason(lang)}</span>
                        <input name="reason" maxlength="500" required autocomplete="off" />
                    </label>
                }
            });
            view! {
                <form class="step" method="post" action=action>
                    <input type="hidden" name="number" value=number.clone() />
                    <input type="hidden" name="step" value=step.code() />
                    {reason}
                    <button class="button" aria-label=label>{text::step(lang, step)}</button>
                </form>
            }
        })
        .collect_view()
}

#[component]
fn Units(code: String, units: Vec<UnitRow>, departments: Vec<UnitRef>, may_file: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let none = units
        .is_empty()
        .then(|| view! { <p class="empty">{text::no_units(lang)}</p> });
    let rows = units
        .into_iter()
        .map(|unit| {
            let liaison: Vec<String> = [unit.liaison_name, unit.liaison_phone]
                .into_iter()
                .flatten()
                .collect();
            let liaison = (!liaison.is_empty())
                .then(|| view! { <p class="hint">{text::liaison(lang)} " " {liaison.join(" · ")}</p> });
            view! {
                <li class="card unit">
                    <div>
                        <h3 class="card-title">
                            {unit.department.name.clone()} <span class="tag">{text::unit_kind(lang, unit.kind)}</span>
                        </h3>
                        {liaison}
                        <Progress filing=unit.filing />
                    </div>
                    <div class="actions">
                        <Steps
                            code=code.clone()
                            number=unit.number.to_string()
                            steps=unit.steps
                            subject=unit.department.name
                        />
                    </div>
                </li>
            }
        })
        .collect_view();
    let kinds = UnitKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), text::unit_kind(lang, *kind).to_owned()))
        .collect();
    let file = may_file.then(|| {
        let title = text::new_unit(lang);
        view! {
            <AddForm title path="/admin/station/unit" of=code button=title>
                <ChoiceField name="department" label=text::department(lang) options=options(None, &departments) required=true />
                <ChoiceField name="kind" label=text::kind(lang) options=kinds required=true />
                <TextField name="liaison_name" label=text::liaison_name(lang) hint=text::liaison_hint(lang) maxlength=50 />
                <TextField name="liaison_phone" label=text::liaison_phone(lang) kind="tel" maxlength=30 />
            </AddForm>
        }
    });
    view! {
        <section class="card">
            <h2>{text::units(lang)}</h2>
            {none}
            <ul class="cards">{rows}</ul>
            {file}
        </section>
    }
}

#[component]
fn Roster(
    code: String,
    roster: Vec<DutyRow>,
    residents: Vec<UnitRef>,
    may_file: bool,
    as_of: chrono::DateTime<chrono::Utc>,
) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let none = roster
        .is_empty()
        .then(|| view! { <p class="empty">{text::no_roster(lang)}</p> });
    let rows = roster
        .into_iter()
        .map(|turn| {
            let now = (turn.starts_at <= as_of)
                .then(|| view! { <span class="tag">{text::on_duty_now(lang)}</span> });
            let label = format!("{} {}", text::remove(lang), turn.name);
            let remove = may_file.then(|| {
                view! {
                    <form method="post" action=visit.to("/admin/station/remove-duty", &[("code", &code)])>
                        <input type="hidden" name="number" value=turn.number.to_string() />
                        <button class="link" aria-label=label>{text::remove(lang)}</button>
                    </form>
                }
            });
            view! {
                <tr>
                    <td>{time::minute(turn.starts_at, zone)} "–" {time::minute(turn.ends_at, zone)}</td>
                    <td>{turn.name} " " {now}</td>
                    <td>{turn.department.name}</td>
                    <td>{remove}</td>
                </tr>
            }
        })
        .collect_view();
    let add = (may_file && !residents.is_empty()).then(|| {
        view! {
            <AddForm title=text::new_duty(lang) path="/admin/station/duty" of=code>
                <ChoiceField name="duty_department" label=text::department(lang) options=options(None, &residents) required=true />
                <TextField name="name" label=text::duty_name(lang) maxlength=50 required=true />
                <TextField name="starts_at" label=text::starts_at(lang) kind="datetime-local" required=true />
                <TextField name="ends_at" label=text::ends_at(lang) kind="datetime-local" required=true />
            </AddForm>
        }
    });
    view! {
        <section class="card">
            <h2>{text::roster(lang)}</h2>
            {none}
            <div class="scroll" tabindex="0" role="region" aria-label=text::roster(lang)>
                <table class="plain">
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {add}
        </section>
    }
}
