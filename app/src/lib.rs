//! The pages: server-rendered, with islands of WASM where something lives.
//!
//! Every page is complete without script. An island only adds life to it: it reads what it needs from the
//! HTML that the server drew, and asks the server to draw again. So none carries data, words or rules.

#![expect(
    unreachable_pub,
    reason = "the macro of components writes `pub` whatever they are"
)]
#![cfg_attr(
    target_arch = "wasm32",
    expect(
        dead_code,
        unused_imports,
        reason = "the bundle holds islands only; the linker drops what pages need"
    )
)]
// The types of the larger pages nest deeper than the default.
#![recursion_limit = "256"]

mod accounts;
mod admin;
pub mod assets;
mod board;
mod cases;
mod desk;
mod drawing;
mod effect;
mod elements;
pub mod error;
mod filters;
mod fusion;
mod grid;
mod lists;
mod live;
mod map;
pub mod notices;
mod placing;
mod portal;
mod quarantine;
mod report;
mod routes;
mod screen;
pub mod server;
pub mod shell;
mod staff_map;
mod stations;
mod supervise;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod test_page;
mod text;
mod ui;
mod visit;
mod weekly;

/// Called by the boot module before the islands are hydrated.
/// Names of a case's states, actions and reasons, for interfaces that speak to people.
pub use text::terms::{action as action_name, reason as reason_name, state as state_name};

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
