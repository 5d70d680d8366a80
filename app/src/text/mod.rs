//! The catalogue: every sentence of the site, Chinese and English side by side.
//!
//! One file per feature, one line per text. A text is a function of the language, so a missing or
//! misspelt one does not compile; a text with parameters names them in its braces. `domain` returns
//! keys only: [`terms`] is where they become words. Islands never call this module, they receive
//! finished words on the page they stand on, so that no catalogue travels to the browser.

/// `name = "中文", "English";` makes `name(lang) -> &'static str`;
/// `name(n: u64) = "{n} 件", "{n} cases";` makes `name(lang, n) -> String`.
macro_rules! texts {
    () => {};
    ($name:ident = $zh:literal, $en:literal; $($rest:tt)*) => {
        #[must_use]
        pub(crate) fn $name(lang: domain::Lang) -> &'static str {
            match lang {
                domain::Lang::Zh => $zh,
                domain::Lang::En => $en,
            }
        }
        texts! { $($rest)* }
    };
    ($name:ident ( $($param:ident : $kind:ty),+ ) = $zh:literal, $en:literal; $($rest:tt)*) => {
        #[must_use]
        pub(crate) fn $name(lang: domain::Lang, $($param: $kind),+) -> String {
            match lang {
                domain::Lang::Zh => format!($zh),
                domain::Lang::En => format!($en),
            }
        }
        texts! { $($rest)* }
    };
}

pub(crate) mod about;
pub(crate) mod accounts;
pub(crate) mod admin_log;
pub(crate) mod area;
pub(crate) mod basemap;
pub(crate) mod board;
pub(crate) mod cases;
pub(crate) mod codes;
pub(crate) mod desk;
pub(crate) mod drawing;
pub(crate) mod effect;
pub(crate) mod elements;
pub(crate) mod errors;
pub(crate) mod faults;
pub(crate) mod filters;
pub(crate) mod fusion;
pub(crate) mod grid;
pub(crate) mod home;
pub(crate) mod lists;
pub(crate) mod method;
pub(crate) mod modes;
pub(crate) mod notices;
pub(crate) mod parameters;
pub(crate) mod placing;
pub(crate) mod policy;
pub(crate) mod quarantine;
pub(crate) mod report;
pub(crate) mod row_faults;
pub(crate) mod screen;
pub(crate) mod site;
pub(crate) mod staff_map;
pub(crate) mod stations;
pub(crate) mod supervise;
pub(crate) mod terms;
pub(crate) mod weekly;

#[cfg(test)]
mod tests {
    use domain::Lang;

    texts! {
        plain = "晾晒台", "Sunning board";
        counted(n: u64, what: &str) = "{n} 件{what}", "{n} {what}";
    }

    #[test]
    fn a_text_is_chosen_by_language_and_takes_its_parameters_by_name() {
        assert_eq!(plain(Lang::Zh), "晾晒台");
        assert_eq!(plain(Lang::En), "Sunning board");
        assert_eq!(counted(Lang::En, 3, "cases"), "3 cases");
        assert_eq!(counted(Lang::Zh, 3, "案件"), "3 件案件");
    }
}
