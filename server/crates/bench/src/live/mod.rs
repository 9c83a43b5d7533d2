//! Viewers in thousands, and the bare loop that they are held against.

pub mod bare;
pub mod frames;
pub mod viewers;
