//! Users, and how they sign in: read (`read`), made and changed (`change`).

mod change;
mod read;

pub use self::{
    change::{NewUser, Subject},
    read::Identity,
};
