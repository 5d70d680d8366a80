//! The filter form in the browser: what it says becomes the address and the picture without a reload.
//! The form itself is the server's; without this it still works, by its button.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlFormElement, HtmlInputElement, UrlSearchParams};

use super::mode::VIEW;
use super::time_bar;
use crate::ui::events::{listen, pointed_at};

/// Id of the form on the map page.
pub(crate) const FORM: &str = "map-filters";

/// Follows the form and the period links: rewrites the address of the page to match, then calls `on_change`.
pub(super) fn follow_form(on_change: impl Fn() + Clone + 'static) {
    let Some(form) = document()
        .get_element_by_id(FORM)
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    let changed = {
        let form = form.clone();
        move || {
            if let Some(address) = read(&form) {
                mark_preset(&form);
                time_bar::mark(DAYS.map(|(name, _)| value(&form, name)));
                let history = window().history();
                // Refused only for another origin.
                let _ =
                    history.map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
                on_change();
            }
        }
    };
    listen(&form, "change", {
        let changed = changed.clone();
        move |_| changed()
    });
    listen(&form, "submit", {
        let changed = changed.clone();
        move |event| {
            event.prevent_default();
            changed();
        }
    });
    let (dated, filled) = (form.clone(), changed.clone());
    time_bar::follow(&form, move |days| {
        fill_in(&dated, days);
        filled();
    });
    listen(&form.clone(), "click", move |event| {
        let Some(link) = pointed_at(&event, "a[data-from]") else {
            return;
        };
        event.prevent_default();
        fill_in(
            &form,
            DAYS.map(|(_, attribute)| link.get_attribute(attribute).unwrap_or_default()),
        );
        changed();
    });
}

/// Sets the first day, and the one after the last.
fn fill_in(form: &HtmlFormElement, days: [String; 2]) {
    for ((name, _), day) in DAYS.iter().zip(days) {
        if let Some(input) = field(form, name) {
            input.set_value(&day);
        }
    }
}

/// The days of the form, and where a period link says them.
pub(super) const DAYS: [(&str, &str); 2] = [("from", "data-from"), ("to", "data-to")];

/// The page's address as the form says it.
fn read(form: &HtmlFormElement) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let said = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let pairs = UrlSearchParams::new().ok()?;
    for name in said.keys().into_iter().filter_map(|name| name.ok()?.as_string()) {
        // A form sends what is left empty, too; and the first measure is the usual one.
        match said.get(&name).as_deref() {
            None | Some("") => {}
            Some("count") if name == "measure" => {}
            Some("grid") if name == "mode" => {}
            Some(value) => pairs.set(&name, value),
        }
    }
    // The form does not know where the map is, and leaves it there.
    let now = UrlSearchParams::new_with_str(&window().location().search().ok()?).ok()?;
    if let Some(view) = now.get(VIEW) {
        pairs.set(VIEW, &view);
    }
    let path = window().location().pathname().ok()?;
    let query = String::from(pairs.to_string());
    Some(if query.is_empty() {
        path
    } else {
        path + "?" + &query
    })
}

/// What stands in a field.
pub(super) fn value(form: &HtmlFormElement, name: &str) -> String {
    field(form, name).map(|input| input.value()).unwrap_or_default()
}

/// Marks the period link that says what the dates say.
fn mark_preset(form: &HtmlFormElement) {
    let Ok(links) = form.query_selector_all("a[data-from]") else {
        return;
    };
    for link in (0..links.length()).filter_map(|at| links.item(at)?.dyn_into::<Element>().ok()) {
        let is_current = DAYS
            .iter()
            .all(|(name, attribute)| link.get_attribute(attribute).unwrap_or_default() == value(form, name));
        let _ = if is_current {
            link.set_attribute("aria-current", "true")
        } else {
            link.remove_attribute("aria-current")
        };
    }
}

fn field(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    form.elements().named_item(name)?.dyn_into().ok()
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use std::cell::Cell;
    use std::rc::Rc;

    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{address, find, go, raise, show};

    /// Follows a form on the English page; counts its changes.
    fn form() -> (HtmlFormElement, Rc<Cell<u32>>) {
        show(
            r#"<form id="map-filters">
                <select name="category"><option value=""></option><option value="噪声 & 灯"></option></select>
                <input name="from"><input name="to">
                <select name="measure"><option value="count"></option><option value="overdue"></option></select>
                <a href="/away" data-from="2024-05-01" data-to="2024-05-31"><b>May</b></a>
                <a href="/away" data-from="2024-06-01" data-to="2024-06-30" aria-current="true">June</a>
            </form>"#,
        );
        go("/en/map?category=gone");
        let changes = Rc::new(Cell::new(0));
        let counted = Rc::clone(&changes);
        follow_form(move || counted.set(counted.get() + 1));
        (find("form").unchecked_into(), changes)
    }

    fn choose(form: &HtmlFormElement, name: &str, value: &str) {
        let field = form.elements().named_item(name).unwrap();
        js_sys::Reflect::set(&field, &"value".into(), &value.into()).unwrap();
        raise(form, "new Event('change')");
    }

    #[wasm_bindgen_test]
    fn the_address_says_what_is_chosen_and_nothing_else() {
        let (form, changes) = form();
        choose(&form, "measure", "count");
        assert_eq!(
            address(),
            "/en/map",
            "empty fields and the usual measure are not said"
        );
        choose(&form, "category", "噪声 & 灯");
        assert_eq!(address(), "/en/map?category=%E5%99%AA%E5%A3%B0+%26+%E7%81%AF");
        choose(&form, "category", "");
        choose(&form, "measure", "overdue");
        assert_eq!(address(), "/en/map?measure=overdue");
        assert_eq!(changes.get(), 4);
    }

    #[wasm_bindgen_test]
    fn a_period_link_fills_in_the_days_and_is_the_current_one() {
        let (_, changes) = form();
        let inner: web_sys::HtmlElement = find("b").unchecked_into();
        inner.click();
        assert_eq!(address(), "/en/map?from=2024-05-01&to=2024-05-31");
        assert_eq!(changes.get(), 1);
        let current = document().query_selector_all("[aria-current]").unwrap();
        assert_eq!(current.length(), 1);
        assert!(find("[aria-current]").contains(Some(&inner)));
    }

    #[wasm_bindgen_test]
    fn sending_the_form_does_not_leave_the_page() {
        let (form, changes) = form();
        let event = raise(&form, "new Event('submit', { cancelable: true })");
        assert!(event.default_prevented());
        assert_eq!(changes.get(), 1);
    }
}
