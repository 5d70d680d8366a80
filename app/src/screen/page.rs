//! `/screen`: map, board, what is to be put right, and what happens now, on a wall.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::get_rectification;
use super::sheet::Sheet;
use crate::live::Live;
use crate::portal::{Problem, get_overview, get_places};
use crate::text::screen as text;
use crate::visit::Visit;

#[component]
pub(crate) fn ScreenPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let content = Suspend::new(async move {
        let region = visit.links.region.clone();
        let asked = (
            get_overview(region.clone(), lang).await,
            get_places(region.clone(), lang).await,
            get_rectification(region, lang).await,
        );
        match asked {
            (Ok(home), Ok(places), Ok(behind)) => Either::Left(view! {
                <Sheet home places behind visit />
                <Live />
            }),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                Either::Right(view! { <Problem error /> })
            }
        }
    });
    view! {
        <Title text=text::title(lang) />
        <Suspense>{content}</Suspense>
    }
}
