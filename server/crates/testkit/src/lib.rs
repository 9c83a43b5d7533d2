//! For tests only: a house on a real folder, its people and rooms, and a clock that stands still until it is moved.
//!
//! Everything is opened by the functions that the process uses. Never sleeps, and never reads the system's clock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's set-up either works or the test has failed")]

mod asks;
mod chance;
mod clock;
mod house;
mod person;
mod plant;
mod program;
mod reading;
mod room;

pub use asks::{PurgeAsk, RemoveAsk, purge, removal, write};
pub use clock::{TestClock, days, hours, minutes, seconds};
pub use house::{House, found};
pub use person::{PASSWORD, Person, PersonPlan};
pub use program::{Program, machine, named_by_programs};
pub use reading::{everything, everything_but_the_log};
pub use room::RoomPlan;
