//! The bars of time in the browser: a drag chooses several, arrows go from one to the next, and they are played.
//!
//! The bars are drawn again with every answer, so they are looked for whenever they are needed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, KeyboardEvent, MouseEvent, SvgElement};

use super::form::{DAYS, value};
use crate::ui::events::{listen, listen_first, pointed_at};

/// Between two steps of playing.
const BEAT: Duration = Duration::from_millis(900);
/// What is played where nothing is chosen: one of so many parts of the whole time.
const PARTS: usize = 12;
const BAR: &str = ".time-bars a";

/// Calls `choose` with the first day and the one after the last of what is dragged over or played.
pub(super) fn follow(form: &HtmlFormElement, choose: impl Fn([String; 2]) + Clone + 'static) {
    // What only a script can do is not offered without one.
    if let Ok(offered) = form.query_selector_all(".times figcaption [hidden]") {
        for element in (0..offered.length()).filter_map(|at| offered.item(at)?.dyn_into::<Element>().ok()) {
            let _ = element.remove_attribute("hidden");
        }
    }
    drag(form, choose.clone());
    listen(form, "keydown", |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else {
            return;
        };
        let step = match key.as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        let bars = bars();
        let at = pointed_at(&event, BAR).and_then(|bar| bars.iter().position(|other| *other == bar));
        let next = at.and_then(|at| bars.get(at.checked_add_signed(step)?));
        if let Some(next) = next.and_then(|bar| bar.dyn_ref::<SvgElement>()) {
            event.prevent_default();
            // Refused for what cannot be focused; a link can.
            let _ = next.focus();
        }
    });
    play(form, choose);
}

fn drag(form: &HtmlFormElement, choose: impl Fn([String; 2]) + 'static) {
    let begun: Rc<RefCell<Option<Element>>> = Rc::default();
    // What has been dragged over, wherever the pointer is let go.
    let reached: Rc<RefCell<Option<[String; 2]>>> = Rc::default();
    // Whether the pointer has left the bar where it went down: then it is no click, wherever it is let go.
    let has_left: Rc<Cell<bool>> = Rc::default();
    let (begins, anew, stays) = (Rc::clone(&begun), Rc::clone(&reached), Rc::clone(&has_left));
    listen(form, "pointerdown", move |event| {
        begins.replace(pointed_at(&event, BAR));
        anew.take();
        stays.set(false);
    });
    let pressed = Rc::clone(&has_left);
    listen(form, "keydown", move |_| pressed.set(false));
    let left = Rc::clone(&has_left);
    listen_first(form, "click", move |event| {
        if pointed_at(&event, BAR).is_some() && left.take() {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // The browser would drag the link away.
    listen(form, "dragstart", |event| {
        if pointed_at(&event, BAR).is_some() {
            event.prevent_default();
        }
    });
    let (over, comes, as_before) = (Rc::clone(&begun), Rc::clone(&reached), form.clone());
    listen(form, "pointermove", move |event| {
        let begun = over.borrow();
        if let Some(days) = between(begun.as_ref(), &event) {
            has_left.set(true);
            mark(days.clone());
            comes.replace(Some(days));
        } else if is_one(begun.as_ref(), bar_under(&event).as_ref()) && comes.take().is_some() {
            // Back where it began: nothing is chosen so.
            mark(DAYS.map(|(name, _)| value(&as_before, name)));
        }
    });
    let (given_up, nothing) = (Rc::clone(&begun), Rc::clone(&reached));
    let as_said = form.clone();
    // The browser scrolls the page instead.
    listen(&window(), "pointercancel", move |_| {
        given_up.take();
        if nothing.take().is_some() {
            mark(DAYS.map(|(name, _)| value(&as_said, name)));
        }
    });
    listen(&window(), "pointerup", move |event| {
        // On one bar it is a click, which is its link's.
        let days = between(begun.take().as_ref(), &event);
        if let Some(days) = days.or(reached.take()) {
            choose(days);
        }
    });
}

/// The bar under the pointer. A finger's events all go to the bar where it came down.
fn bar_under(event: &Event) -> Option<Element> {
    let event: &MouseEvent = event.dyn_ref()?;
    #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = document().element_from_point(x, y)?;
    under.closest(BAR).ok().flatten()
}

/// Whether two are the same bar, also where it was drawn again meanwhile.
fn is_one(one: Option<&Element>, other: Option<&Element>) -> bool {
    let [(_, first), _] = DAYS;
    let begins = |bar: Option<&Element>| bar?.get_attribute(first);
    begins(one).is_some_and(|day| begins(other) == Some(day))
}

/// The days from the bar where a drag began to another one that it has come to.
fn between(begun: Option<&Element>, event: &Event) -> Option<[String; 2]> {
    let begun = begun?;
    let here = bar_under(event).filter(|here| !is_one(Some(begun), Some(here)))?;
    let day = |bar: &Element, attribute: &str| bar.get_attribute(attribute).unwrap_or_default();
    let [(_, first), (_, end)] = DAYS;
    Some([
        day(begun, first).min(day(&here, first)),
        day(begun, end).max(day(&here, end)),
    ])
}

/// Marks the bars of a period, as the server will; an end that is empty is open. What has the focus is not drawn again.
pub(super) fn mark([from, to]: [String; 2]) {
    let [(_, first), (_, end)] = DAYS;
    let is_any = !from.is_empty() || !to.is_empty();
    for bar in bars() {
        let inside = |attribute: &str, is: &dyn Fn(&str) -> bool| {
            bar.get_attribute(attribute).is_some_and(|day| is(&day))
        };
        let is_chosen = is_any
            && inside(end, &|day| from.as_str() < day)
            && inside(first, &|day| to.is_empty() || day < to.as_str());
        // Setting a class does not fail.
        let _ = bar.class_list().toggle_with_force("chosen", is_chosen);
    }
}

fn play(form: &HtmlFormElement, choose: impl Fn([String; 2]) + Clone + 'static) {
    let beat: Rc<Cell<Option<IntervalHandle>>> = Rc::default();
    let form = form.clone();
    listen(&form.clone(), "click", move |event| {
        let Some(button) = pointed_at(&event, "[data-play]") else {
            return;
        };
        let stop = {
            let (beat, button) = (Rc::clone(&beat), button.clone());
            move || {
                if let Some(beat) = beat.take() {
                    beat.clear();
                }
                let _ = button.set_attribute("aria-pressed", "false");
            }
        };
        if button.get_attribute("aria-pressed").as_deref() == Some("true") {
            stop();
            return;
        }
        let _ = button.set_attribute("aria-pressed", "true");
        let (form, choose) = (form.clone(), choose.clone());
        // Whoever looks again from the beginning has come to the end.
        let mut is_first = true;
        let step = move || {
            match next(&form, is_first) {
                Some(days) => choose(days),
                None => stop(),
            }
            is_first = false;
        };
        let step = RefCell::new(step);
        (step.borrow_mut())();
        beat.set(set_interval_with_handle(move || (step.borrow_mut())(), BEAT).ok());
    });
}

/// The stretch after the one chosen, as long as that one; at the end none, or the beginning for who begins.
fn next(form: &HtmlFormElement, is_first: bool) -> Option<[String; 2]> {
    let bars = bars();
    let [(_, first), (_, end)] = DAYS;
    let day = |bar: &Element, attribute: &str| bar.get_attribute(attribute).unwrap_or_default();
    let chosen = DAYS.map(|(name, _)| value(form, name));
    let begin = bars.iter().position(|bar| day(bar, first) == chosen[0]);
    let stop = bars.iter().position(|bar| day(bar, end) == chosen[1]);
    let (from, length) = match (begin, stop) {
        (Some(begin), Some(stop)) if begin <= stop => (stop + 1, stop + 1 - begin),
        _ => (0, bars.len().div_ceil(PARTS)),
    };
    let from = if from + length > bars.len() && is_first {
        0
    } else {
        from
    };
    let (begin, stop) = (bars.get(from)?, bars.get(from + length - 1)?);
    Some([day(begin, first), day(stop, end)])
}

fn bars() -> Vec<Element> {
    let Ok(found) = document().query_selector_all(BAR) else {
        return Vec::new();
    };
    let bars = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
    bars.collect()
}
