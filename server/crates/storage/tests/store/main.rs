//! The store on a real file: what is left in it, what a full disk and a wrong file do, and what no write may break.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod chain;
mod disk;
mod elastic;
mod group;
mod jobs;
mod moved;
mod opening;
mod overview;
mod pages;
mod residue;
mod spans;
