//! What can be done to a case now, each as a form of its own, and why the rest cannot.

use domain::Lang;
use domain::board::UnitRef;
use domain::case::{Action, Reason};
use domain::desk::{DeskFile, DeskPart, Offer, Why};
use leptos::prelude::*;

use crate::text::{desk as text, terms};
use crate::ui::{Form, area, time};
use crate::visit::Visit;

/// What an action's form asks for besides a note.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Lead,
    Unit,
    OpenCoHandler,
    AskingCoHandler,
    Units,
    Callees,
    Place,
    Reason,
    NoReason,
    UntilExtension,
    UntilAnswer,
    Into,
    Verdict,
}

impl Ask {
    /// The field whose fault is told beside it.
    fn field(self) -> &'static str {
        match self {
            Self::Lead | Self::Unit | Self::OpenCoHandler | Self::AskingCoHandler => "department",
            Self::Units | Self::Callees => "co_departments",
            Self::Place => "place",
            Self::Reason | Self::NoReason => "reason",
            Self::UntilExtension | Self::UntilAnswer => "until",
            Self::Into => "into",
            Self::Verdict => "satisfaction",
        }
    }
}

/// The fields of each action; a note may be added to every one.
fn asks(action: Action) -> &'static [Ask] {
    match action {
        Action::Dispatch | Action::Redispatch => &[Ask::Lead, Ask::Units],
        Action::TransferLead => &[Ask::Lead, Ask::Reason],
        Action::AddCoHandler => &[Ask::Unit],
        Action::ReleaseCoHandler => &[Ask::OpenCoHandler, Ask::Reason],
        Action::Reject
        | Action::Return
        | Action::Suspend
        | Action::Rework
        | Action::Reopen
        | Action::Split => &[Ask::Reason],
        Action::AskExtension | Action::CoAskExtension => &[Ask::UntilExtension, Ask::Reason],
        Action::CoApproveExtension | Action::CoRefuseExtension => &[Ask::AskingCoHandler],
        Action::Supervise => &[Ask::UntilAnswer],
        Action::CallBack => &[Ask::Verdict],
        Action::Merge => &[Ask::Into],
        Action::Whistle => &[Ask::Callees, Ask::Place],
        Action::AnswerWhistle => &[Ask::NoReason],
        _ => &[],
    }
}

/// Reasons that fit an action; every one can be chosen by programs, people are shown these.
fn reasons(action: Action) -> &'static [Reason] {
    use Reason::{
        Complex, Duplicate, NeedsOtherUnit, NotAMatter, NotCompetent, NotSolved, Other, OutsideRegion,
        RepeatReport, WaitsForEvidence, WaitsForThirdParty, Weather, WorkDone,
    };
    match action {
        Action::Reject => &[NotAMatter, OutsideRegion, Duplicate, Other],
        Action::Return | Action::AnswerWhistle => &[NotCompetent, OutsideRegion, NeedsOtherUnit, Other],
        Action::TransferLead => &[NeedsOtherUnit, NotCompetent, Other],
        Action::ReleaseCoHandler => &[WorkDone, NotCompetent, Other],
        Action::AskExtension | Action::CoAskExtension | Action::Suspend => {
            &[Complex, WaitsForThirdParty, WaitsForEvidence, Weather, Other]
        }
        Action::Rework => &[NotSolved, Other],
        Action::Reopen => &[RepeatReport, NotSolved, Other],
        Action::Split => &[Other],
        _ => Reason::ALL,
    }
}

#[component]
pub(super) fn Actions(file: DeskFile) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let (possible, refused): (Vec<Offer>, Vec<Offer>) = file
        .offers
        .iter()
        .cloned()
        .partition(|offer| offer.refused.is_none());
    let none = possible
        .is_empty()
        .then(|| view! { <p class="hint">{text::no_actions(lang)}</p> });
    let forms = possible
        .into_iter()
        .map(|offer| view! { <ActionForm action=offer.action file=file.clone() /> })
        .collect_view();
    let reasons = refused
        .into_iter()
        .filter_map(|offer| {
            let why = text::why(lang, &with_names(offer.refused?, &file.parts));
            Some(view! {
                <li>
                    <strong>{terms::deed(lang, offer.action)}</strong>
                    <span>{why}</span>
                </li>
            })
        })
        .collect::<Vec<_>>();
    let not_now = (!reasons.is_empty()).then(|| {
        view! {
            <details class="fold not-now">
                <summary>{text::not_now(lang)}</summary>
                <ul>{reasons}</ul>
            </details>
        }
    });
    view! {
        <section class="card desk-actions no-print">
            <h2>{text::actions(lang)}</h2>
            {none}
            {forms}
            {not_now}
        </section>
    }
}

/// A refusal that names units by what people call them.
fn with_names(why: Why, parts: &[DeskPart]) -> Why {
    let name = |code: String| {
        let part = parts.iter().find(|part| part.department.code == code);
        part.map_or(code, |part| part.department.name.clone())
    };
    match why {
        Why::CoHandlersOpen { units } => Why::CoHandlersOpen {
            units: units.into_iter().map(name).collect(),
        },
        other => other,
    }
}

#[component]
fn ActionForm(action: Action, file: DeskFile) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let sent = Form::get();
    // What was sent, and what was wrong with it, belongs to one of the forms on this page.
    let is_back = sent.value("action") == action.code();
    let form = if is_back { sent } else { Form::default() };
    let ask = asks(action);
    let fields = ask
        .iter()
        .map(|ask| view! { <Field ask=*ask action file=file.clone() form=form.clone() /> })
        .collect_view();
    let note_is_all = matches!(action, Action::Comment | Action::AnswerSupervision);
    let note_label = if note_is_all {
        text::note_required(lang)
    } else {
        text::note(lang)
    };
    let id = format!("{}-note", action.code());
    let note = view! {
        <label class="field" for=id.clone()>
            <span>{note_label}</span>
            <textarea id=id.clone() name="note" rows="2" maxlength="4000" required=note_is_all>
                {area(&form.value("note"))}
            </textarea>
        </label>
        {fault(&form, "note")}
    };
    // A fault of a field that stands here is told beside it, any other above them all.
    let beside: Vec<&str> = ask.iter().map(|ask| ask.field()).chain(["note"]).collect();
    let problem = form
        .problem(&beside)
        .map(|problem| view! { <p class="fault" role="alert">{problem}</p> });
    let submit = terms::deed(lang, action);
    let main = matches!(
        action,
        Action::Accept
            | Action::Dispatch
            | Action::Redispatch
            | Action::Sign
            | Action::CoSign
            | Action::Start
            | Action::Feedback
            | Action::CoFeedback
            | Action::Verify
            | Action::Close
            | Action::ApproveExtension
            | Action::CoApproveExtension
            | Action::AnswerWhistle
            | Action::Arrive
    );
    let (deed, class) = if main {
        ("deed main", "button primary")
    } else {
        ("deed", "button")
    };
    // A form that comes back with a fault keeps its ticket: sent again, it still acts once.
    let ticket = match form.value("ticket") {
        sent if sent.is_empty() => file.ticket.clone(),
        sent => sent,
    };
    let hidden = view! {
        <input type="hidden" name="action" value=action.code() />
        <input type="hidden" name="ticket" value=ticket />
        <input type="hidden" name="version" value=file.case.version.to_string() />
    };
    let at = visit.to(&format!("/desk/cases/{}/act", file.code), &[]);
    view! {
        <details class=deed open=is_back data-action=action.code() data-draft="">
            <summary>{submit}</summary>
            <form class="form" method="post" action=at>
                {hidden}
                {problem}
                {fields}
                {note}
                <button class=class>{submit}</button>
            </form>
        </details>
    }
}

fn fault(form: &Form, name: &str) -> Option<impl IntoView + use<>> {
    form.fault(name)
        .map(|fault| view! { <p class="fault" role="alert">{fault}</p> })
}

#[component]
fn Field(ask: Ask, action: Action, file: DeskFile, form: Form) -> impl IntoView {
    let lang = Visit::get().lang();
    let id = |name: &str| format!("{}-{name}", action.code());
    let departments = file.choices.departments.clone();
    match ask {
        Ask::Lead | Ask::Unit => {
            let label = if ask == Ask::Lead {
                text::lead_department(lang)
            } else {
                text::department(lang)
            };
            let suggested = form.value("department");
            select(
                lang,
                id("department"),
                "department",
                label,
                departments,
                &form,
                suggested,
            )
            .into_any()
        }
        Ask::OpenCoHandler => {
            let open = file
                .parts
                .iter()
                .filter(|part| {
                    part.role == domain::case::AssignmentRole::Co
                        && part.released_at.is_none()
                        && part.feedback_at.is_none()
                })
                .map(|part| part.department.clone())
                .collect();
            let chosen = form.value("department");
            select(
                lang,
                id("department"),
                "department",
                text::department(lang),
                open,
                &form,
                chosen,
            )
            .into_any()
        }
        Ask::AskingCoHandler => {
            let zone = Visit::get().zone;
            let asking: Vec<UnitRef> = file
                .parts
                .iter()
                .filter_map(|part| {
                    let until = time::minute(part.extension_until?, zone);
                    Some(UnitRef {
                        code: part.department.code.clone(),
                        name: text::asks_until(lang, &part.department.name, &until),
                    })
                })
                .collect();
            // Mostly there is one: it is chosen already.
            let chosen = match (form.value("department"), asking.as_slice()) {
                (sent, [only]) if sent.is_empty() => only.code.clone(),
                (sent, _) => sent,
            };
            select(
                lang,
                id("department"),
                "department",
                text::department(lang),
                asking,
                &form,
                chosen,
            )
            .into_any()
        }
        Ask::Units => boxes(lang, text::co_departments(lang), departments, &form).into_any(),
        Ask::Callees => {
            let guests = file.guests.clone();
            let callees = guests.into_iter().chain(departments).collect();
            boxes(lang, text::call_units(lang), callees, &form).into_any()
        }
        Ask::Reason | Ask::NoReason => {
            let chosen = form.value("reason");
            let options = reasons(action)
                .iter()
                .map(|reason| UnitRef {
                    code: reason.code().to_owned(),
                    name: terms::reason(lang, *reason).to_owned(),
                })
                .collect();
            let label = if ask == Ask::Reason {
                text::reason(lang)
            } else {
                text::reason_optional(lang)
            };
            select(lang, id("reason"), "reason", label, options, &form, chosen).into_any()
        }
        Ask::UntilExtension | Ask::UntilAnswer => {
            let label = if ask == Ask::UntilExtension {
                text::until_extension(lang)
            } else {
                text::until_answer(lang)
            };
            line(id("until"), "until", label, "datetime-local", &form).into_any()
        }
        Ask::Into => line(id("into"), "into", text::into(lang), "text", &form).into_any(),
        Ask::Place => line(id("place"), "place", text::whistle_place(lang), "text", &form).into_any(),
        Ask::Verdict => verdict(lang, &id("verdict"), &form).into_any(),
    }
}

fn line(
    id: String,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    form: &Form,
) -> impl IntoView + use<> {
    view! {
        <label class="field" for=id.clone()>
            <span>{label}</span>
            <input id=id.clone() type=kind name=name value=form.value(name) maxlength="200" required autocomplete="off" />
        </label>
        {fault(form, name)}
    }
}

fn select(
    lang: Lang,
    id: String,
    name: &'static str,
    label: &'static str,
    options: Vec<UnitRef>,
    form: &Form,
    chosen: String,
) -> impl IntoView + use<> {
    let options = options
        .into_iter()
        .map(|unit| {
            let selected = unit.code == chosen;
            view! { <option value=unit.code selected=selected>{unit.name}</option> }
        })
        .collect_view();
    view! {
        <label class="field" for=id.clone()>
            <span>{label}</span>
            <select id=id.clone() name=name>
                <option value="">{text::choose(lang)}</option>
                {options}
            </select>
        </label>
        {fault(form, name)}
    }
}

/// Any number of units.
fn boxes(lang: Lang, label: &'static str, units: Vec<UnitRef>, form: &Form) -> impl IntoView + use<> {
    let ticked: Vec<String> = form
        .fields
        .iter()
        .filter(|(name, _)| name == "co_departments")
        .map(|(_, value)| value.clone())
        .collect();
    let boxes = units
        .into_iter()
        .map(|unit| {
            let checked = ticked.contains(&unit.code);
            view! {
                <label class="tick">
                    <input type="checkbox" name="co_departments" value=unit.code checked=checked />
                    <span>{unit.name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="ticks">
            <legend>{label} {text::many_units(lang)}</legend>
            <div>{boxes}</div>
        </fieldset>
        {fault(form, "co_departments")}
    }
}

fn verdict(lang: Lang, id: &str, form: &Form) -> impl IntoView + use<> {
    let chosen = form.value("satisfaction");
    let levels = text::levels(lang)
        .into_iter()
        .map(|(value, words)| {
            view! { <option value=value selected=value == chosen>{words}</option> }
        })
        .collect_view();
    let solved = form.value("solved");
    let answers = [("yes", text::yes(lang)), ("no", text::no(lang))]
        .into_iter()
        .map(|(value, words)| view! { <option value=value selected=value == solved>{words}</option> })
        .collect_view();
    let (first, second) = (format!("{id}-satisfaction"), format!("{id}-solved"));
    view! {
        <label class="field" for=first.clone()>
            <span>{text::satisfaction(lang)}</span>
            <select id=first.clone() name="satisfaction">
                <option value="">{text::unanswered(lang)}</option>
                {levels}
            </select>
        </label>
        {fault(form, "satisfaction")}
        <label class="field" for=second.clone()>
            <span>{text::solved(lang)}</span>
            <select id=second.clone() name="solved">
                <option value="">{text::unanswered(lang)}</option>
                {answers}
            </select>
        </label>
    }
}
