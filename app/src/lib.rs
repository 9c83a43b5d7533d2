//! The panel: pages, parts and server functions.
//!
//! Compiled twice: with `ssr` into the server, which draws the pages, and with `hydrate` into the WASM that takes them
//! over. Pages own data, parts own looks, calls are the only way to the server. Nothing here decides who may do what.
#![recursion_limit = "256"]

mod app;
#[cfg(feature = "hydrate")]
mod browser;
pub mod calls;
mod pages;
mod parts;
mod shell;

pub use app::App;
pub use shell::{Assets, PageTheme, shell};

/// Takes the server-rendered page over. Called once by the WASM entry point.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
