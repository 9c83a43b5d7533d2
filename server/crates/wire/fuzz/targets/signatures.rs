//! Whatever somebody writes as a signed request is read or refused, and never taken for one by the holder of a secret.
//!
//! An input is a request as it stands on the wire: method, path and query in the first line, headers, a blank line, the
//! body.
#![no_main]

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use wire::sigv4::{Authorization, Presigned, Request};

/// 2026-11-21T18:27:02Z.
const NOW: Timestamp = Timestamp::from_millis(1_795_285_622_000);

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, address) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let request = Request { method, path, query, headers: &headers, body: body.as_bytes() };
    if let Ok(claim) = Authorization::read(&request) {
        assert!(claim.verify(&request, "a secret that no input knows", NOW).is_err());
    }
    if let Ok(claim) = Presigned::read(&request) {
        assert!(claim.verify(&request, "a secret that no input knows", NOW).is_err());
    }
});
