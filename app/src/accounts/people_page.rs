use domain::Lang;
use domain::access::{PeopleView, PersonView};
use domain::board::UnitRef;
use domain::case::Role;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_people;
use super::roles::role_words;
use crate::portal::Problem;
use crate::text::{accounts as text, terms};
use crate::ui::{ChoiceField, Fold, Form, FormProblem, Notice, TextField};
use crate::visit::Visit;

/// Fields of the two forms of this page that show their own faults.
const FIELDS: &[&str] = &[
    "login",
    "name",
    "name_en",
    "email",
    "phone",
    "role",
    "department",
    "station",
];

/// `/admin/people`: who works in the region, and as what.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = |name: &str| visit.parameter(name).unwrap_or_default().to_owned();
    let (region, q, cursor) = (visit.links.region.clone(), asked("q"), asked("cursor"));
    let search = q.clone();
    let content = Suspend::new(async move {
        match list_people(region, lang, q.clone(), cursor).await {
            Ok(people) => Either::Left(view! { <People people q /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    let form = Form::get();
    let made = form.shown("password").map(|password| {
        let login = form.shown("login").unwrap_or_default();
        view! {
            <Notice kind="info">
                <p class="notice-title">{text::password_made(lang, &login)}</p>
                <p><code class="secret">{password}</code></p>
            </Notice>
        }
    });
    view! {
        <Title text=text::people(lang) />
        <div class="page-head">
            <h1>{text::people(lang)}</h1>
            <p class="lead">{text::people_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        {made}
        <form class="filters" method="get" action=visit.links.path("/admin/people") role="search">
            <input type="hidden" name="region" value=visit.links.region.clone() />
            <div class="search-row">
                <label class="field search">
                    <span>{text::people_search(lang)}</span>
                    <input type="search" name="q" value=search maxlength="64" autocomplete="off" />
                </label>
                <button class="button">{text::search(lang)}</button>
            </div>
        </form>
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn People(people: PeopleView, q: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let PeopleView {
        people,
        next,
        departments,
        stations,
    } = people;
    let none = people
        .is_empty()
        .then(|| view! { <p class="card empty">{text::no_people(lang)}</p> });
    let rows = people
        .into_iter()
        .map(|person| view! { <Person person /> })
        .collect_view();
    let more = next.map(|next| {
        let at = visit.to("/admin/people", &[("q", &q), ("cursor", &next)]);
        view! { <p class="more"><a href=at>{text::more_people(lang)}</a></p> }
    });
    view! {
        <div class="two">
            <AddPerson departments=departments.clone() stations=stations.clone() />
            <GiveRole departments stations />
        </div>
        {none}
        <ul class="cards">{rows}</ul>
        {more}
    }
}

#[component]
fn Person(person: PersonView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let tag = |shown: bool, words: &'static str| shown.then(|| view! { <span class="tag">{words}</span> });
    let may_manage = !person.is_self;
    let roles = person
        .roles
        .iter()
        .map(|role| {
            let take = may_manage.then(|| {
                let label = format!("{} {}", text::take_role(lang), role_words(lang, role));
                view! {
                    <form method="post" action=visit.to("/admin/people/take", &[])>
                        <input type="hidden" name="membership" value=role.id.clone() />
                        <button class="link" aria-label=label>{text::take_role(lang)}</button>
                    </form>
                }
            });
            view! {
                <li>
                    <span>{role_words(lang, role)}</span>
                    {take}
                </li>
            }
        })
        .collect_view();
    let deeds = (may_manage && !person.elsewhere).then(|| {
        let (deed, label) = if person.active {
            ("/admin/people/close", text::close_account(lang))
        } else {
            ("/admin/people/open", text::open_account(lang))
        };
        view! {
            <div class="actions">
                <form method="post" action=visit.to("/admin/people/reset", &[])>
                    <input type="hidden" name="person" value=person.id.clone() />
                    <button class="link">{text::reset_password(lang)}</button>
                </form>
                <form method="post" action=visit.to(deed, &[])>
                    <input type="hidden" name="person" value=person.id.clone() />
                    <button class="link">{label}</button>
                </form>
            </div>
        }
    });
    let reach = [person.email.clone(), person.phone.clone()];
    let reach = reach.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="card person">
            <div class="card-head">
                <h2 class="card-title">
                    {person.name.clone()} <code>{person.login.clone()}</code>
                </h2>
                <span class="tags">
                    {tag(person.is_self, text::is_you(lang))}
                    {tag(!person.active, text::is_closed(lang))}
                    {tag(person.must_change_password, text::waits_for_password(lang))}
                    {tag(person.elsewhere, text::is_elsewhere(lang))}
                </span>
            </div>
            {(!reach.is_empty()).then(|| view! { <p class="hint">{reach}</p> })}
            <ul class="roles">{roles}</ul>
            {deeds}
        </li>
    }
}

#[component]
fn AddPerson(departments: Vec<UnitRef>, stations: Vec<UnitRef>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    view! {
        <Fold title=text::add_person(lang) open=is_back(&visit, "/admin/people/add")>
            <form class="form" method="post" action=visit.to("/admin/people/add", &[])>
                <TextField name="login" label=text::login(lang) maxlength=64 required=true />
                <TextField name="name" label=text::name(lang) maxlength=80 required=true />
                <TextField name="name_en" label=text::name_en(lang) maxlength=80 />
                <TextField name="email" label=text::email(lang) kind="email" maxlength=254 />
                <TextField name="phone" label=text::phone(lang) kind="tel" maxlength=32 />
                {role_fields(lang, &departments, &stations)}
                <button class="button primary">{text::add(lang)}</button>
            </form>
        </Fold>
    }
}

#[component]
fn GiveRole(departments: Vec<UnitRef>, stations: Vec<UnitRef>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    view! {
        <Fold title=text::give_role(lang) open=is_back(&visit, "/admin/people/give")>
            <p class="hint">{text::give_hint(lang)}</p>
            <form class="form" method="post" action=visit.to("/admin/people/give", &[])>
                <TextField name="login" label=text::login(lang) maxlength=64 required=true />
                {role_fields(lang, &departments, &stations)}
                <button class="button primary">{text::give(lang)}</button>
            </form>
        </Fold>
    }
}

/// Whether the form of this address comes back with a fault.
fn is_back(visit: &Visit, path: &str) -> bool {
    visit.path == path && Form::get().problem.is_some()
}

fn role_fields(lang: Lang, departments: &[UnitRef], stations: &[UnitRef]) -> impl IntoView + use<> {
    let mut roles = vec![(String::new(), text::choose(lang).to_owned())];
    roles.extend(
        Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Public | Role::Reporter | Role::Guest))
            .map(|role| (role.code().to_owned(), terms::role(lang, *role).to_owned())),
    );
    let units = |units: &[UnitRef]| {
        let mut options = vec![(String::new(), text::none(lang).to_owned())];
        options.extend(units.iter().map(|unit| (unit.code.clone(), unit.name.clone())));
        options
    };
    view! {
        <ChoiceField name="role" label=text::role(lang) options=roles required=true />
        <ChoiceField name="department" label=text::department(lang) options=units(departments) />
        <ChoiceField name="station" label=text::station(lang) options=units(stations) />
    }
}
