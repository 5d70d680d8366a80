//! Widgets and forms of numbers and times that know no nouns of the domain.

pub(crate) mod events;
mod figure;
mod fold;
mod form;
mod lines;
mod locate;
mod mark;
mod notice;
pub(crate) mod number;
mod spark;
pub(crate) mod time;

pub(crate) use figure::{Figure, FigureCard};
pub(crate) use fold::Fold;
pub(crate) use form::{AreaField, ChoiceField, FileField, Form, FormProblem, TextField, area};
pub(crate) use lines::Lines;
pub(crate) use locate::{Locate, field, fill};
pub(crate) use mark::Mark;
pub(crate) use notice::Notice;
pub(crate) use spark::{Spark, spark_counts, spark_rates};
