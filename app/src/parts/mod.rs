//! Parts own looks: they take plain values and return a view. None calls the server; the frame alone reads a resource,
//! the one context that says who is looking.

mod dialog;
mod errors;
mod field;
mod figure;
mod frame;
mod links;
mod list;
mod notes;
mod people;
mod viewer;
mod when;

pub use dialog::{Dialog, OnReturn};
pub use errors::{FormError, action_error, field_error};
pub use field::Field;
pub use figure::RemovalsFigure;
pub use frame::{Frame, Gate};
pub use links::{done_word, escape, query_word};
pub use list::{Pager, group_digits};
pub use notes::{Empty, ErrorNote, NotFoundNote, Status};
pub use people::{Avatar, Badge, RoleBadge};
pub use viewer::{provide_viewer, use_viewer};
pub use when::When;
#[cfg(feature = "hydrate")]
pub use when::start_clock;
