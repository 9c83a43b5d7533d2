//! How often what happened since the start, for the metrics. Counts under words of the house: never who, where or what.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{Door, Failure, Verb};

use crate::Service;

/// How often what happened since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Removals that were asked for, by the codes of verb, door and outcome: `done`, or the code of the failure.
    pub removals: BTreeMap<(&'static str, &'static str, &'static str), u64>,
    /// What was asked for and not done, by the code of the failure.
    pub refusals: BTreeMap<&'static str, u64>,
    /// Transactions that made events.
    pub commits: u64,
    /// Events that they made.
    pub events: u64,
}

/// Counts while everything goes on.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counts>);

impl Tally {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A removal was answered.
    pub(crate) fn removal<T>(&self, verb: Verb, door: Door, answer: &Result<T, Failure>) {
        let outcome = answer.as_ref().map_or_else(Failure::code, |_| "done");
        *self.counts().removals.entry((verb.code(), door.code(), outcome)).or_default() += 1;
    }

    /// Something was not done.
    pub(crate) fn refusal(&self, failure: &Failure) {
        *self.counts().refusals.entry(failure.code()).or_default() += 1;
    }

    /// A transaction made events.
    pub(crate) fn commit(&self, events: usize) {
        let mut counts = self.counts();
        counts.commits += 1;
        counts.events += events as u64;
    }
}

impl Service {
    /// How often what happened since the start.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.tally().counts().clone()
    }
}
