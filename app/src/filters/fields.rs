//! The form's fields. Plain selects and dates: they work without script, with a keyboard and on any phone.

use chrono::{DateTime, Days, Months, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::board::UnitRef;
use domain::board::figures::Timeliness;
use domain::case::State;
use domain::map::{Facet, FacetsView};
use domain::source::SourceSystem;
use leptos::prelude::*;

use super::choices::groups;
use super::counted::Counts;
use super::{CHOOSING, Category, Choices, Filters, is_over};
use crate::text::filters as words;
use crate::text::terms;
use crate::visit::Visit;

/// Category, department, state, clock, source and township, each choice with the cases it would give.
#[component]
pub(crate) fn FilterFields(
    filters: Filters,
    choices: Choices,
    /// What each choice would give, if that is known.
    counts: Option<FacetsView>,
    lang: Lang,
) -> impl IntoView {
    let counts = |by| Counts::of(counts.as_ref(), by);
    let (open, over): (Vec<State>, Vec<State>) = State::ALL.iter().partition(|state| !is_over(**state));
    let states = [
        (words::all_open(lang), words::open_group(lang), open),
        (words::all_closed(lang), words::closed_group(lang), over),
    ];
    let state_options = states
        .into_iter()
        .map(|(every, label, states)| {
            let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
            let codes = codes.join(",");
            let is_every = filters.get("state") == Some(codes.as_str());
            let counts = counts(Facet::State);
            view! {
                <optgroup label=label>
                    {counts.entry(&codes, every, is_every)}
                    {states
                        .into_iter()
                        .map(|state| {
                            let selected = filters.get("state") == Some(state.code());
                            counts.entry(state.code(), terms::state(lang, state), selected)
                        })
                        .collect_view()}
                </optgroup>
            }
        })
        .collect_view();
    let sources = SourceSystem::ALL.map(|source| UnitRef {
        code: source.code().to_owned(),
        name: source.name(lang).to_owned(),
    });
    let categories = counted_kinds(
        filters.get("category").unwrap_or_default(),
        &choices.categories,
        words::all_of,
        counts(Facet::Category),
        lang,
    );
    let departments = options(
        &filters,
        choices.departments,
        counts(Facet::Department),
        "department",
    );
    let sources = options(&filters, sources.to_vec(), counts(Facet::Source), "source");
    let clocks = clock_options(filters.get("timeliness"), counts(Facet::Timeliness), lang);
    let has_townships = !choices.townships.is_empty();
    let townships = options(&filters, choices.townships, counts(Facet::Township), "township");
    let any = words::any(lang);
    view! {
        <Select name="category" label=words::category(lang) any filters=filters.clone()>
            {categories}
        </Select>
        <Select name="department" label=words::department(lang) any filters=filters.clone()>
            {departments}
        </Select>
        <Select name="state" label=words::state(lang) any filters=filters.clone()>
            {state_options}
        </Select>
        <Select name="timeliness" label=words::clock(lang) any filters=filters.clone()>
            {clocks}
        </Select>
        <Select name="source" label=words::source(lang) any filters=filters.clone()>
            {sources}
        </Select>
        {has_townships
            .then(|| {
                view! {
                    <Select name="township" label=words::township(lang) any filters>
                        {townships}
                    </Select>
                }
            })}
    }
}

/// One labelled select with "all" first, drawn anew with its numbers where the page follows the data. Several values at once, which only an address can say, stay chosen
/// as one entry.
#[component]
fn Select(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    filters: Filters,
    children: Children,
) -> impl IntoView {
    let names = [name];
    let chosen: Vec<&str> = filters.only(&names).map(|(_, value)| value).collect();
    let several = (chosen.len() > 1).then(|| chosen.join(","));
    view! {
        <label class="field" data-live=format!("filter-{name}")>
            <span>{label}</span>
            <select name=name>
                <option value="">{any}</option>
                {several
                    .map(|codes| {
                        let shown = codes.replace(',', " + ");
                        view! {
                            <option value=codes selected=true>
                                {shown}
                            </option>
                        }
                    })}
                {children()}
            </select>
        </label>
    }
}

fn options(
    filters: &Filters,
    units: Vec<UnitRef>,
    counts: Counts<'_>,
    name: &'static str,
) -> impl IntoView + use<> {
    let chosen = filters.get(name).unwrap_or_default();
    units
        .into_iter()
        .map(|unit| counts.entry(&unit.code, &unit.name, unit.code == chosen))
        .collect_view()
}

/// Options of kinds. Those with kinds below them are groups, whose own entry is called as `own` says.
pub(crate) fn kind_options(
    chosen: &str,
    all: &[Category],
    own: fn(Lang, &str) -> String,
    lang: Lang,
) -> impl IntoView + use<> {
    counted_kinds(chosen, all, own, Counts::of(None, Facet::Category), lang)
}

/// The same with the cases that each kind would give.
fn counted_kinds(
    chosen: &str,
    all: &[Category],
    own: fn(Lang, &str) -> String,
    counts: Counts<'_>,
    lang: Lang,
) -> impl IntoView + use<> {
    let option = |code: &str, name: String| counts.entry(code, &name, code == chosen);
    groups(all)
        .into_iter()
        .map(|group| {
            let Category { code, name, .. } = group.top;
            if group.below.is_empty() {
                return option(code, name.clone()).into_any();
            }
            let below = group
                .below
                .iter()
                .map(|(depth, below)| {
                    option(
                        &below.code,
                        format!("{}{}", "\u{3000}".repeat(depth - 1), below.name),
                    )
                })
                .collect_view();
            view! {
                <optgroup label=name.clone()>
                    {option(code, own(lang, name))} {below}
                </optgroup>
            }
            .into_any()
        })
        .collect_view()
}

/// Several classes of [`Timeliness`], as an address names them.
#[must_use]
pub(crate) fn classes(of: &[Timeliness]) -> String {
    let codes: Vec<&str> = of.iter().map(|class| class.code()).collect();
    codes.join(",")
}

/// Every class, and those together that figures are made of.
fn clock_options(chosen: Option<&str>, counts: Counts<'_>, lang: Lang) -> impl IntoView + use<> {
    let together: [(&[Timeliness], &str); 3] = [
        (&Timeliness::DUE, words::due(lang)),
        (&Timeliness::MEASURED, words::measured(lang)),
        (&Timeliness::DUE_CLOSED, words::due_closed(lang)),
    ];
    let one = |class: &Timeliness| (class.code().to_owned(), terms::class(lang, *class));
    Timeliness::ALL
        .iter()
        .map(one)
        .chain(together.map(|(of, label)| (classes(of), label)))
        .map(|(codes, label)| {
            let selected = chosen == Some(codes.as_str());
            counts.entry(&codes, label, selected)
        })
        .collect_view()
}

/// From and to, as days.
#[component]
pub(crate) fn PeriodFields(filters: Filters, lang: Lang) -> impl IntoView {
    // A time in the address is shown as its day; the day is what this form can say.
    let day = |name| {
        filters
            .get(name)
            .map(|value| value.chars().take(10).collect::<String>())
    };
    view! {
        <label class="field">
            <span>{words::from(lang)}</span>
            <input type="date" name="from" value=day("from") />
        </label>
        <label class="field">
            <span>{words::to(lang)}</span>
            <input type="date" name="to" value=day("to") />
        </label>
    }
}

/// What a form has to carry along that it does not show: the region, if it is not the default one.
#[component]
pub(crate) fn CarriedFields(visit: Visit) -> impl IntoView {
    (!visit.links.is_default)
        .then(|| view! { <input type="hidden" name="region" value=visit.links.region.clone() /> })
}

/// A period one tap away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preset {
    pub(crate) label: String,
    /// Days, `YYYY-MM-DD`; none for "all time".
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

/// The last 7 and 30 days and the last year up to today, or up to the last receipt where that is long ago;
/// and all time.
#[must_use]
pub(crate) fn presets(
    now: DateTime<Utc>,
    last_received: Option<DateTime<Utc>>,
    zone: Tz,
    lang: Lang,
) -> Vec<Preset> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let past = last_received
        .map(day)
        .filter(|last| *last + Days::new(30) < day(now));
    let end = past.unwrap_or_else(|| day(now)) + Days::new(1);
    let preset = |label: String, from: chrono::NaiveDate| Preset {
        label,
        from: Some(from.to_string()),
        // Up to today needs no end.
        to: past.map(|_| end.to_string()),
    };
    vec![
        preset(words::last_days(lang, 7), end - Days::new(7)),
        preset(words::last_days(lang, 30), end - Days::new(30)),
        preset(
            words::last_year(lang).to_owned(),
            end.checked_sub_months(Months::new(12)).unwrap_or(end),
        ),
        Preset {
            label: words::all_time(lang).to_owned(),
            from: None,
            to: None,
        },
    ]
}

/// The presets as links to `path` that keep every other filter. `data-from` and `data-to` say the same to a
/// script that wants to spare the reload.
#[component]
pub(crate) fn PresetLinks(
    visit: Visit,
    filters: Filters,
    path: &'static str,
    /// Parameters to keep besides the filters.
    keep: &'static [&'static str],
) -> impl IntoView {
    let lang = visit.lang();
    let links = presets(visit.now, visit.region.last_received_at, visit.zone, lang)
        .into_iter()
        .map(|preset| {
            let is_current =
                filters.get("from") == preset.from.as_deref() && filters.get("to") == preset.to.as_deref();
            let mut pairs: Vec<(&str, &str)> = filters
                .only(&CHOOSING)
                .filter(|(name, _)| !matches!(*name, "from" | "to"))
                .chain(filters.only(keep))
                .collect();
            pairs.extend(preset.from.as_deref().map(|from| ("from", from)));
            pairs.extend(preset.to.as_deref().map(|to| ("to", to)));
            let href = visit.to(path, &pairs);
            view! {
                <a
                    class="chip"
                    href=href
                    data-from=preset.from.clone().unwrap_or_default()
                    data-to=preset.to.clone().unwrap_or_default()
                    aria-current=is_current.then_some("true")
                >
                    {preset.label}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="chips presets" aria-label=words::period(lang)>
            {links}
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(year: i32, month: u32, day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, 4, 0, 0)
            .single()
            .expect("valid time")
    }

    #[test]
    fn presets_of_a_living_region_end_today_and_of_a_past_one_with_its_data() {
        let zone = chrono_tz::Asia::Shanghai;
        let living = presets(at(2026, 11, 23), Some(at(2026, 11, 22)), zone, Lang::Zh);
        assert_eq!(
            (living[0].from.as_deref(), living[0].to.as_deref()),
            (Some("2026-11-17"), None)
        );
        let past = presets(at(2026, 11, 23), Some(at(2018, 12, 31)), zone, Lang::Zh);
        assert_eq!(
            (past[1].from.as_deref(), past[1].to.as_deref()),
            (Some("2018-12-02"), Some("2019-01-01"))
        );
        assert_eq!((past[3].from.as_deref(), past[3].to.as_deref()), (None, None));
    }
}
