//! The panel: pages, islands, parts and server functions.
//!
//! Compiled twice: with `ssr` into the server, which draws the pages, and with `hydrate` into the WASM. Only islands are
//! taken over as living views; on all other pages the WASM improves what is there: forms answer in place, dialogs become
//! modal, times become local. Pages own data, parts own looks, calls are the only way to the server. Nothing here
//! decides who may do what.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "hydrate")]
mod browser;
pub mod calls;
mod islands;
#[cfg(feature = "ssr")]
mod pages;
mod parts;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use crate::{
    app::App,
    shell::{Assets, PageTheme, shell},
};

/// Makes the server-rendered page come alive. Called once by the WASM entry point; the islands are taken over one by
/// one afterwards, each by the function that it exports.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    browser::start();
}
