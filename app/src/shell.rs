//! The document around every page: head, header, footer.

use domain::Lang;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title};

use crate::accounts::SignedIn;
use crate::assets::{Assets, PageAssets};
use crate::routes::Pages;
use crate::text::{effect, report, site as text, weekly};
use crate::ui::{Mark, time};
use crate::visit::Visit;

/// What stands around a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Header and footer.
    Site,
    /// A wall, and the dark of its room.
    Wall,
    /// A frame in a page of somebody else.
    Widget,
}

impl Frame {
    /// Of the page at this path.
    fn of(path: &str) -> Self {
        match path {
            "/screen" => Self::Wall,
            "/board/widget" => Self::Widget,
            _ => Self::Site,
        }
    }

    /// What the style sheet calls it: `<html data-frame>`.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Site => None,
            Self::Wall => Some("wall"),
            Self::Widget => Some("widget"),
        }
    }

    /// The theme, where it does not depend on the reader's: `<html data-theme>`.
    fn theme(self) -> Option<&'static str> {
        (self == Self::Wall).then_some("dark")
    }
}

/// `<html>` with everything in it. Wants `Assets`, and the `Visit` that `server::render` provides.
#[must_use]
pub fn shell() -> impl IntoView {
    leptos_meta::provide_meta_context();
    let visit = Visit::get();
    let header = (Frame::of(&visit.path) == Frame::Site).then(|| view! { <Header visit=visit.clone() /> });
    document(visit, header, view! { <Pages /> })
}

/// The frame that both sides share, around their header and their page. The page is made last: what it says
/// of itself (title, status) must find the frame's own words already there.
pub(crate) fn document<H: IntoView, P: IntoView>(visit: Visit, header: H, page: P) -> impl IntoView {
    let lang = visit.lang();
    let name = text::name(lang);
    let (version, feed) = (visit.version.to_string(), visit.links.feed());
    let build = expect_context::<Assets>().build_id().to_owned();
    let frame = Frame::of(&visit.path);
    let skip =
        (frame == Frame::Site).then(|| view! { <a class="skip" href="#content">{text::skip(lang)}</a> });
    let footer = (frame == Frame::Site).then(|| view! { <Footer visit=visit.clone() /> });
    let format = move |title: String| format!("{title} · {name}");
    view! {
        <!DOCTYPE html>
        <html
            lang=lang.code()
            data-version=version
            data-build=build
            data-feed-at=feed
            data-frame=frame.code()
            data-theme=frame.theme()
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="description" content=text::description(lang) />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#0d4f63" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#161e27" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="manifest" href="/site.webmanifest" />
                <link rel="alternate" hreflang=other(lang).code() href=visit.in_other_language() />
                <MetaTags />
                <PageAssets />
            </head>
            <body>
                <Title formatter=format />
                {skip}
                {header}
                <main id="content" tabindex="-1">
                    {page}
                </main>
                {footer}
            </body>
        </html>
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    }
}

#[component]
fn Header(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let entries = [
        ("/", text::home(lang)),
        ("/map", text::map(lang)),
        ("/board", text::board(lang)),
        ("/cases", text::cases(lang)),
        ("/stations", text::stations(lang)),
        ("/method", text::method(lang)),
    ];
    let entries = entries
        .into_iter()
        .map(|(path, label)| {
            let is_inside = path != "/" && visit.path.starts_with(&format!("{path}/"));
            let current = if visit.path == path {
                Some("page")
            } else {
                is_inside.then_some("true")
            };
            view! { <li><a href=visit.to(path, &[]) aria-current=current>{label}</a></li> }
        })
        .collect_view();
    let reporting = (visit.path == "/report").then_some("page");
    let region = (!visit.links.is_default)
        .then(|| view! { <input type="hidden" name="region" value=visit.links.region.clone() /> });
    view! {
        <header class="site">
            <a class="logo" href=visit.to("/", &[])>
                <Mark />
                <span>{text::name(lang)}</span>
            </a>
            <nav class="main" aria-label=text::nav_label(lang)>
                <ul>{entries}</ul>
            </nav>
            <form class="find" action=visit.links.to("/cases", &[]) method="get" role="search">
                {region}
                <input
                    type="search"
                    name="q"
                    aria-label=text::search_label(lang)
                    placeholder=text::search_hint(lang)
                    maxlength="64"
                    autocomplete="off"
                />
                <button>{text::search(lang)}</button>
            </form>
            <a class="report-way" href=visit.to("/report", &[]) aria-current=reporting>
                {report::nav(lang)}
            </a>
            {language(&visit)}
        </header>
    }
}

/// The way to this very page in the other language.
pub(crate) fn language(visit: &Visit) -> impl IntoView + use<> {
    let lang = visit.lang();
    let code = other(lang).code();
    view! {
        <a class="language" href=visit.in_other_language() lang=code hreflang=code>
            {text::other_language(lang)}
        </a>
    }
}

/// Where the data stand and where to check them.
#[component]
fn Footer(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let now = time::second(visit.now, visit.zone);
    let sign_in = SignedIn::get()
        .is_none()
        .then(|| view! { <li><a href=visit.to("/sign-in", &[])>{text::staff_sign_in(lang)}</a></li> });
    let synthetic = visit
        .region
        .synthetic
        .then(|| view! { <li><strong class="tag sun">{text::synthetic(lang)}</strong></li> });
    view! {
        <footer class="site">
            <ul data-live="standing">
                {synthetic}
                <li>{visit.region_name().to_owned()}</li>
                <li>{text::data_version(lang, visit.version)}</li>
                <li><time datetime=time::machine(visit.now)>{text::as_of(lang, &now)}</time></li>
            </ul>
            <ul>
                <li><a href=visit.to("/method", &[])>{text::method_link(lang)}</a></li>
                <li><a href=visit.to("/effect", &[])>{effect::title(lang)}</a></li>
                <li><a href="/api/v1/openapi.json">{text::api(lang)}</a></li>
                <li><a href=visit.links.api("board.csv", &[])>{text::csv(lang)}</a></li>
                <li><a href=visit.to("/reports", &[])>{weekly::title(lang)}</a></li>
                <li><a href=visit.to("/about", &[])>{text::about(lang)}</a></li>
                {sign_in}
            </ul>
        </footer>
    }
}
