//! The dialects of foreign clients. Each is translation only: what a request says becomes a command of the service, what
//! the service answers becomes what that client needs back. Nothing here decides who may do what, and no dialect knows
//! another.

pub mod sigv4;
