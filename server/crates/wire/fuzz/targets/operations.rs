//! Whatever the holder of a key sends gets an answer in JSON with its request id, and never an inner error.
//!
//! An input is the number of an operation in one byte, up to four labels of its path and a query in a line each, and the
//! body. A byte below 32 other than a line's end stands for the id of something that is there.
#![no_main]

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use axum::{body::to_bytes, extract::Request, response::Response};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use service::Client;
use testkit::House;
use tokio::runtime::Runtime;
use wire::{Limits, Wire};

const HOST: &str = "127.0.0.1:18080";
const LABELS: usize = 4;

/// A server without a socket, and what is in it.
struct Site {
    runtime: Runtime,
    house: House,
    wire: Wire,
    secret: (String, String),
    here: Vec<String>,
}

impl Site {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (house, key, here) = runtime.block_on(testkit::named_by_programs());
        let secret = (key.access_key_id.to_string(), key.secret_access_key);
        let wire = Wire::new(house.service().clone(), Limits::of_each(u32::MAX));
        Self { runtime, house, wire, secret, here }
    }

    /// The text with what is there in the place of its small bytes.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        for character in text.chars() {
            match self.here.get(character as usize % 32) {
                Some(here) if character < ' ' => filled.push_str(here),
                _ => filled.push(character),
            }
        }
        filled
    }

    fn ask(&self, input: &str, operation: u8) -> Option<Response> {
        let all: Vec<_> = wire::addresses().collect();
        let (service, method, path, word) = all[usize::from(operation) % all.len()];
        let mut lines = input.splitn(LABELS + 2, '\n').map(|line| self.filled(line));
        let labels: Vec<String> = lines.by_ref().take(LABELS).collect();
        let (query, body) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let mut labels = labels.iter();
        let segments = path.split('/').map(|segment| match segment.strip_prefix('{').and(labels.next()) {
            Some(label) => utf8_percent_encode(label, NON_ALPHANUMERIC).to_string(),
            None => segment.to_owned(),
        });
        let mut address = segments.collect::<Vec<_>>().join("/");
        let query: String =
            query.chars().filter(char::is_ascii_graphic).filter(|character| *character != '#').collect();
        let word = word.map(|word| format!("operation={word}"));
        let query = word.into_iter().chain((!query.is_empty()).then_some(query)).collect::<Vec<_>>().join("&");
        if !query.is_empty() {
            address.push_str(&["?", &query].concat());
        }
        let whole = ["http://", HOST, &address].concat();
        let headers = [("host", HOST), ("content-type", "application/json"), ("x-amz-chime-bearer", &self.here[4])];
        let (id, secret) = &self.secret;
        let identity = Credentials::new(id, secret, None, None, "fuzz").into();
        let now_ms = u64::try_from(self.house.service().store().now().millis()).ok()?;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name(service)
            .time(UNIX_EPOCH + Duration::from_millis(now_ms))
            .settings(SigningSettings::default())
            .build()
            .ok()?
            .into();
        let body_bytes = SignableBody::Bytes(body.as_bytes());
        let signable = SignableRequest::new(method, &whole, headers.iter().copied(), body_bytes).ok()?;
        let (signed, _) = sign(signable, &params).ok()?.into_parts();
        let mut request = Request::builder().method(method).uri(&address);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        for header in signed.into_parts().0 {
            request = request.header(header.name(), header.value());
        }
        let request = request.body(body.into()).ok()?;
        let client = Client { address: "192.0.2.1".to_owned(), agent: String::new() };
        Some(self.runtime.block_on(self.wire.answer_aws(&client, request)))
    }
}

fuzz_target!(|input: &[u8]| {
    static SITE: OnceLock<Mutex<Site>> = OnceLock::new();
    let Some((operation, rest)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let site = SITE.get_or_init(|| Mutex::new(Site::new())).lock().unwrap_or_else(PoisonError::into_inner);
    let Some(response) = site.ask(text, *operation) else { return };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let answer = site.runtime.block_on(to_bytes(response.into_body(), usize::MAX)).expect("the answer's end");
    let said = String::from_utf8_lossy(&answer);
    assert!(status < 500, "{status} {said}");
    assert!(headers.contains_key("x-amzn-requestid"), "{status} {said}");
    assert_eq!(headers.contains_key("x-amzn-errortype"), status >= 400, "{status} {said}");
    assert!(
        answer.is_empty() || serde_json::from_slice::<Value>(&answer).is_ok_and(|value| value.is_object()),
        "{said}"
    );
});
