//! Operations: which there are, and which of them a request asks for.

use std::{future::Future, pin::Pin};

use axum::http::Method;
use domain::Door;

use super::{Answer, Call, Problem, Refusal, call::Input};

/// One of the dialects: its operations, and how it refuses.
pub(crate) struct Dialect {
    /// What audit entries call it.
    pub(crate) door: Door,
    /// The service that its requests are signed for.
    pub(crate) signs_as: &'static str,
    /// All it can do.
    pub(crate) operations: &'static [Operation],
    /// What went wrong, as its clients need it back.
    pub(crate) refuse: fn(Problem, &Input) -> Refusal,
}

impl std::fmt::Debug for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialect").field("door", &self.door).finish_non_exhaustive()
    }
}

/// What an operation is while it runs.
pub(crate) type Running<'c> = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send + 'c>>;

/// One operation of a dialect.
pub(crate) struct Operation {
    /// Its name in the dialect.
    pub(crate) name: &'static str,
    /// `GET`, `POST` and so on.
    pub(crate) method: &'static str,
    /// Its path. A segment in braces is a label and fits any one segment, `/accounts/{accountId}`.
    pub(crate) path: &'static str,
    /// What the parameter `operation` or `scope` of its query says: several differ by nothing else.
    pub(crate) operation: Option<&'static str>,
    /// Carries it out.
    pub(crate) run: for<'c> fn(&'c Call<'c>) -> Running<'c>,
}

/// Writes the row of an operation: `operation!("GetRoom", "GET", "/accounts/{a}/rooms/{r}", get_room::run)`, with the
/// word of the query behind the path where there is one.
macro_rules! operation {
    ($name:literal, $method:literal, $path:literal, $run:path) => {
        operation!(@ $name, $method, $path, None, $run)
    };
    ($name:literal, $method:literal, $path:literal, $operation:literal, $run:path) => {
        operation!(@ $name, $method, $path, Some($operation), $run)
    };
    (@ $name:literal, $method:literal, $path:literal, $operation:expr, $run:path) => {
        $crate::aws::Operation {
            name: $name,
            method: $method,
            path: $path,
            operation: $operation,
            run: |call| Box::pin($run(call)),
        }
    };
}
pub(crate) use operation;

/// An operation that a request asks for, with what stands in its path.
pub(super) struct Found<'p> {
    pub(super) dialect: &'static Dialect,
    pub(super) operation: &'static Operation,
    /// The segments of its labels, as they came.
    pub(super) labels: Vec<&'p str>,
}

/// Finds the operation. The path is split as it came: a separator inside a name is encoded.
pub(super) fn find<'p>(
    dialects: &'static [Dialect],
    method: &Method,
    path: &'p str,
    query: &'p str,
) -> Option<Found<'p>> {
    // Also what no operation here says: the status of a message is not the message, nor are somebody's channels all of them.
    let word = |pair: &'p str| pair.strip_prefix("operation=").or_else(|| pair.strip_prefix("scope="));
    let word = query.split('&').find_map(word);
    let look = |path: &'p str| {
        let each = dialects.iter().flat_map(|dialect| dialect.operations.iter().map(move |one| (dialect, one)));
        each.filter(|(_, one)| one.method == method.as_str() && one.operation == word)
            .find_map(|(dialect, operation)| Some(Found { dialect, operation, labels: fit(operation.path, path)? }))
    };
    // A separator at the end stands before an id that was left out, which must not make another operation of it: an
    // update of no room is no creation. Only where there is no such operation it is of no meaning.
    look(path).or_else(|| look(path.strip_suffix('/')?))
}

/// What stands for the labels of a pattern in a path that fits it.
fn fit<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let (mut labels, mut segments) = (Vec::new(), path.split('/'));
    for word in pattern.split('/') {
        let segment = segments.next()?;
        if word.starts_with('{') {
            labels.push(segment);
        } else if word != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn a_label_fits_one_segment_an_empty_one_too() {
        let pattern = "/accounts/{accountId}/rooms/{roomId}";
        assert_eq!(fit(pattern, "/accounts/a/rooms/r%2Fx"), Some(vec!["a", "r%2Fx"]));
        assert_eq!(fit(pattern, "/accounts//rooms/r"), Some(vec!["", "r"]));
        for path in ["/accounts/a/rooms", "/accounts/a/rooms/r/x", "/accounts/a/room/r", "accounts/a/rooms/r", ""] {
            assert_eq!(fit(pattern, path), None, "{path}");
        }
    }
}
