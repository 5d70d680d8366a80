use domain::drawing::CellStaff;
use leptos::prelude::*;

use crate::text::drawing as text;
use crate::visit::Visit;

/// Who works in the cell of a case, on the page of its file.
#[component]
pub(crate) fn CellStaffCard(staff: Vec<CellStaff>) -> impl IntoView {
    let lang = Visit::get().lang();
    let lines: Vec<_> = staff
        .into_iter()
        .map(|one| {
            let phone = one.phone.map(|phone| {
                let href = format!("tel:{phone}");
                view! { " · " <a href=href>{phone}</a> }
            });
            view! {
                <div>
                    <dt>{text::duty_word(lang, one.duty)}</dt>
                    <dd>{one.name} {phone}</dd>
                </div>
            }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card cell-staff">
                <h2>{text::case_staff(lang)}</h2>
                <dl class="case-facts">{lines}</dl>
            </section>
        }
    })
}
