//! Requests by method, route pattern and status, and how long they took. Counts patterns, never addresses: there are as
//! many lines as there are routes, whatever people ask for.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
};
use leptos::server_fn::axum::server_fn_paths;

use super::text::{Kind, Text};

/// The upper ends of the histogram's buckets: in microseconds, and as they are written.
const BUCKETS: [(u64, &str); 12] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];

/// What was asked since the start.
#[derive(Debug)]
pub(crate) struct Requests {
    /// The server functions: they share one pattern, and have names of their own.
    calls: HashSet<&'static str>,
    seen: Mutex<BTreeMap<String, BTreeMap<&'static str, Seen>>>,
}

/// What was seen of one method of one route.
#[derive(Debug, Default)]
struct Seen {
    statuses: BTreeMap<u16, u64>,
    /// How many fell in each bucket, and not in a smaller one.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    micros: u64,
}

impl Requests {
    /// Nothing seen yet.
    pub(crate) fn new() -> Self {
        Self { calls: server_fn_paths().map(|(path, _)| path).collect(), seen: Mutex::default() }
    }

    /// The pattern that a request fits: `-` for what fits none.
    pub(crate) fn route(&self, request: &Request) -> String {
        if let Some(call) = self.calls.get(request.uri().path()) {
            return (*call).to_owned();
        }
        request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned()
    }

    /// Counts a request that was answered.
    pub(crate) fn count(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut routes = self.seen();
        let methods = match routes.get_mut(route) {
            Some(methods) => methods,
            None => routes.entry(route.to_owned()).or_default(),
        };
        let seen = methods.entry(word(method)).or_default();
        *seen.statuses.entry(status).or_default() += 1;
        if let Some(bucket) = BUCKETS.iter().position(|(end, _)| micros <= *end) {
            seen.buckets[bucket] += 1;
        }
        seen.count += 1;
        seen.micros = seen.micros.saturating_add(micros);
    }

    /// Writes the two families.
    pub(super) fn write(&self, text: &mut Text) {
        let routes = self.seen();
        let each = || {
            routes.iter().flat_map(|(route, methods)| methods.iter().map(move |(method, seen)| (route, method, seen)))
        };
        let name = "roomkeeper_http_requests_total";
        text.family(name, Kind::Counter, "Requests that were answered.");
        for (route, method, seen) in each() {
            for (status, count) in &seen.statuses {
                text.sample(name, &[("method", method), ("route", route), ("status", &status.to_string())], count);
            }
        }
        let name = "roomkeeper_http_request_seconds";
        text.family(name, Kind::Histogram, "Time from a request's head to its answer's.");
        for (route, method, seen) in each() {
            let labels = [("method", *method), ("route", route.as_str())];
            let mut up_to_here = 0;
            for ((_, end), count) in BUCKETS.iter().zip(seen.buckets) {
                up_to_here += count;
                text.sample(&format!("{name}_bucket"), &[labels[0], labels[1], ("le", end)], up_to_here);
            }
            text.sample(&format!("{name}_bucket"), &[labels[0], labels[1], ("le", "+Inf")], seen.count);
            text.sample(&format!("{name}_sum"), &labels, seen.micros as f64 / 1e6);
            text.sample(&format!("{name}_count"), &labels, seen.count);
        }
    }

    fn seen(&self) -> MutexGuard<'_, BTreeMap<String, BTreeMap<&'static str, Seen>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A method as a label. Anybody can make one up: those share a word.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Method;

    use super::{Requests, Text};

    #[test]
    fn a_histogram_counts_up_to_each_end_and_made_up_methods_share_a_word() {
        let requests = Requests::new();
        for (micros, method) in [(1_000, "GET"), (1_001, "GET"), (20_000_000, "GET"), (1, "BREW"), (1, "STEEP")] {
            let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
            requests.count("/a/{b}", &method, 200, Duration::from_micros(micros));
        }
        let mut text = Text::default();
        requests.write(&mut text);
        let text = text.finish();
        let of = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or("absent").to_owned();
        let bucket = |le: &str| {
            of(&format!("roomkeeper_http_request_seconds_bucket{{method=\"GET\",route=\"/a/{{b}}\",le=\"{le}\"}} "))
        };
        assert_eq!(["0.0005", "0.001", "0.0025", "10", "+Inf"].map(bucket), ["0", "1", "2", "2", "3"]);
        assert_eq!(of("roomkeeper_http_request_seconds_sum{method=\"GET\",route=\"/a/{b}\"} "), "20.002001");
        assert_eq!(of("roomkeeper_http_requests_total{method=\"GET\",route=\"/a/{b}\",status=\"200\"} "), "3");
        assert_eq!(of("roomkeeper_http_requests_total{method=\"other\",route=\"/a/{b}\",status=\"200\"} "), "2");
    }
}
