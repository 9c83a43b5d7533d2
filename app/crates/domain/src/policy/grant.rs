//! Leave as a value: what the store asks for before it changes a message.

use std::marker::PhantomData;

use super::{Act, Facts, decide};
use crate::{Denial, ExpirationRule, RetentionRule, Role};

/// Leave to do `A`, held by a role. Made by [`permit`] only.
#[derive(Debug)]
pub struct Grant<A> {
    role: Role,
    act: PhantomData<fn() -> A>,
}

impl<A> Grant<A> {
    /// The role that the leave rests on: what the audit log records.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// An act that the store asks a [`Grant`] for.
pub trait Permit {
    /// The act.
    const ACT: Act;
}

/// The acts that ask for a grant, as types.
pub mod act {
    macro_rules! permits {
        ($($name:ident),*) => {$(
            /// See the act of the same name.
            #[derive(Debug)]
            pub enum $name {}
            impl super::Permit for $name {
                const ACT: super::Act = super::Act::$name;
            }
        )*};
    }
    permits!(Send, Edit, Redact, Delete, Purge, GovernRoom);
}

/// Decides on an act that the store asks a grant for.
///
/// # Errors
/// As [`decide`].
pub fn permit<A: Permit>(facts: &Facts) -> Result<Grant<A>, Denial> {
    decide(facts, A::ACT).map(|role| Grant { role, act: PhantomData })
}

/// The leave to purge what is too old by a rule: it was given once for all when an admin set the rule, and rests on the
/// role that they held then.
#[must_use]
pub const fn permit_by_rule(rule: &RetentionRule) -> Grant<act::Purge> {
    Grant { role: rule.role, act: PhantomData }
}

/// The leave to delete a channel that is over by what was set when it was made: it rests on the role of whoever set it.
#[must_use]
pub const fn permit_by_expiration(rule: &ExpirationRule) -> (Grant<act::GovernRoom>, Grant<act::Purge>) {
    (Grant { role: rule.role, act: PhantomData }, Grant { role: rule.role, act: PhantomData })
}
