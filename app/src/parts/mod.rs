//! Parts own looks: they take plain values and return a view. None calls the server or reads a context.

#[cfg(feature = "ssr")]
mod choice;
mod dialog;
mod errors;
#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
mod figure;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod labelled;
mod links;
mod living;
#[cfg(feature = "ssr")]
mod marks;
#[cfg(feature = "ssr")]
mod menu;
mod notes;
mod numbers;
#[cfg(feature = "ssr")]
mod pager;
mod people;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod table;
mod when;

pub use dialog::Dialog;
pub use errors::FormError;
#[cfg(feature = "hydrate")]
pub use links::escape;
pub use links::{Query, address};
pub use living::{living, living_if, living_words};
#[cfg(feature = "hydrate")]
pub use notes::STILL_AT_WORK;
pub use notes::{Empty, ErrorNote};
pub use numbers::{group_digits, messages};
pub use people::{Avatar, Badge, RoleBadge};
pub use when::When;
#[cfg(feature = "hydrate")]
pub use when::wall_clock;
#[cfg(feature = "ssr")]
pub use {
    choice::{Choice, Choices, Select},
    field::Field,
    figure::RemovalsFigure,
    forms::{FilterForm, Refusal, Submit, in_textarea, refusal_beside, refusal_of_form},
    frame::{Frame, Gate},
    labelled::{Labelled, described_by},
    marks::{fact, mark},
    menu::RowMenu,
    notes::{NotFoundNote, Status},
    pager::Pager,
    question::{Question, Word},
    table::{Head, Table},
};
