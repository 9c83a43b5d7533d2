//! Signatures, against the official signer as oracle: what it signs is taken, and nothing else is.
#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4,
};
use domain::Timestamp;
use proptest::{collection::vec, prelude::*};
use wire::sigv4::{Authorization, Presigned, Rejected, Request};

const KEY: &str = "RKEXAMPLEKEY00000001";
const SECRET: &str = "a/secret+of+forty+characters/for+examples";
const HOST: &str = "127.0.0.1:18080";
/// 2026-11-21T18:27:02Z.
const NOW_S: u64 = 1_795_285_622;

/// A request as a client makes it.
#[derive(Debug, Clone)]
struct Sent {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Sent {
    fn new(method: &str, path: &str, query: &str, body: &str) -> Self {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
        Self { method, path, query, headers, body: body.as_bytes().to_vec() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn address(&self) -> String {
        let joint = if self.query.is_empty() { "" } else { "?" };
        ["http://", HOST, &self.path, joint, &self.query].concat()
    }

    /// Signs as the SDKs do; `checked` sends the body's hash along, as the one for JavaScript does.
    fn signed(self, at_s: u64, checked: bool) -> Self {
        let mut settings = SigningSettings::default();
        if checked {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        self.sign(at_s, settings)
    }

    /// Signs the address, as the Chime SDK does for its WebSocket.
    fn presigned(self, at_s: u64, expires_s: u64) -> Self {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(expires_s));
        self.sign(at_s, settings)
    }

    fn sign(mut self, at_s: u64, settings: SigningSettings) -> Self {
        let identity = Credentials::new(KEY, SECRET, None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name("chime")
            .time(UNIX_EPOCH + Duration::from_secs(at_s))
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(&self.body);
        let address = self.address();
        let signable = SignableRequest::new(&self.method, &address, headers, body).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        let (headers, words) = instructions.into_parts();
        for header in headers {
            self.headers.push((header.name().to_owned(), header.value().to_owned()));
        }
        for (name, value) in words {
            let joint = if self.query.is_empty() { "" } else { "&" };
            let value = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            self.query.push_str(&format!("{joint}{name}={value}"));
        }
        self
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.with(name, value)
    }

    fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
    }

    /// Hands the request over as it came.
    fn received<T>(&self, look: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        look(&Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    fn verify_at(&self, now_s: u64, secret: &str) -> Result<(), Rejected> {
        self.received(|request| Authorization::read(request)?.verify(request, secret, at(now_s)))
    }

    fn verify(&self) -> Result<(), Rejected> {
        self.verify_at(NOW_S, SECRET)
    }

    fn verify_presigned(&self, now_s: u64) -> Result<(), Rejected> {
        self.received(|request| Presigned::read(request)?.verify(request, SECRET, at(now_s)))
    }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(seconds).unwrap() * 1000)
}

fn redact() -> Sent {
    let path =
        "/channels/arn%3Aaws%3Achime%3Aus-east-1%3A123456789012%3Aapp-instance%2Fa1b2%2Fchannel%2Fc1/messages/m1";
    Sent::new("POST", path, "operation=redact", "{\"SubChannelId\": \"s1\"}")
        .with("content-type", "application/json")
        .with("x-amz-chime-bearer", "arn:aws:chime:us-east-1:123456789012:app-instance/a1b2/user/adm")
}

#[test]
fn what_the_official_signer_signs_is_taken() {
    for checked in [false, true] {
        let sent = redact().signed(NOW_S, checked);
        assert_eq!(sent.verify(), Ok(()));
        sent.received(|request| {
            let claim = Authorization::read(request).unwrap();
            assert_eq!((claim.key(), claim.service()), (KEY, "chime"));
        });
    }
    assert_eq!(Sent::new("GET", "/accounts", "", "").signed(NOW_S, false).verify(), Ok(()));
}

#[test]
fn whatever_is_changed_on_the_way_is_noticed() {
    let sent = redact().signed(NOW_S, true);
    let changed: [(&str, Sent); 7] = [
        ("method", Sent { method: "PUT".to_owned(), ..sent.clone() }),
        ("path", Sent { path: sent.path.replace("m1", "m2"), ..sent.clone() }),
        ("query", Sent { query: "operation=batch-create".to_owned(), ..sent.clone() }),
        ("host", sent.clone().set("host", "elsewhere.example")),
        ("bearer", sent.clone().set("x-amz-chime-bearer", "arn:aws:chime:::app-instance/a1b2/user/else")),
        ("body", Sent { body: b"{}".to_vec(), ..sent.clone() }),
        ("body, checked", Sent { body: b"{}".to_vec(), ..redact().signed(NOW_S, false) }),
    ];
    for (what, changed) in changed {
        assert_eq!(changed.verify(), Err(Rejected::Mismatch), "{what}");
    }
    assert_eq!(sent.verify_at(NOW_S, "another secret"), Err(Rejected::Mismatch));
    let other = sent.header("authorization").replace("eu-central-1", "us-east-1");
    assert_eq!(sent.set("authorization", &other).verify(), Err(Rejected::Mismatch));
}

#[test]
fn a_signature_lives_for_five_minutes_either_way() {
    for (age_s, expected) in [(0, Ok(())), (300, Ok(())), (301, Err(Rejected::Stale))] {
        let sent = redact().signed(NOW_S, false);
        assert_eq!(sent.verify_at(NOW_S + age_s, SECRET), expected, "{age_s} s old");
        assert_eq!(sent.verify_at(NOW_S - age_s, SECRET), expected, "{age_s} s ahead");
    }
    // Whoever does not hold the secret is not told about clocks.
    assert_eq!(redact().signed(NOW_S, false).verify_at(NOW_S + 9_999, "guess"), Err(Rejected::Mismatch));
}

#[test]
fn what_must_be_signed_and_is_not_is_refused() {
    assert_eq!(redact().verify(), Err(Rejected::Missing));
    let incomplete = |sent: &Sent| matches!(sent.verify(), Err(Rejected::Incomplete(_)));
    let sent = redact().signed(NOW_S, false);
    assert!(incomplete(&sent.clone().with("x-amz-security-token", "slipped in")));
    assert!(incomplete(&sent.clone().set("x-amz-date", "20261122T182702Z")));
    assert!(incomplete(&sent.clone().set("x-amz-date", "yesterday")));
    let header = sent.header("authorization");
    for broken in [
        header.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
        header.replace("aws4_request", "aws5_request"),
        header.replace("Signature=", "Sig="),
        header.replace("host;", ""),
        header.replace("SignedHeaders=", "SignedHeaders=accept;"),
        [&header, ", Signature=00"].concat(),
        "AWS4-HMAC-SHA256 ".to_owned(),
        "Basic eA==".to_owned(),
    ] {
        assert!(incomplete(&sent.clone().set("authorization", &broken)), "{broken}");
    }
    // What is there twice says two things: neither of them is taken.
    let date = sent.header("x-amz-date");
    for (name, value) in [("authorization", header.as_str()), ("authorization", "Basic eA=="), ("x-amz-date", &date)] {
        assert_eq!(sent.clone().with(name, value).verify(), Err(Rejected::Twice), "{name}");
    }
    let checked = redact().signed(NOW_S, true);
    let hash = checked.header("x-amz-content-sha256");
    assert_eq!(checked.with("x-amz-content-sha256", &hash).verify(), Err(Rejected::Twice));
    let shorter = header.split_at(header.len() - 1).0.to_owned();
    assert_eq!(sent.set("authorization", &shorter).verify(), Err(Rejected::Mismatch));
}

#[test]
fn a_signed_address_opens_a_feed_for_as_long_as_it_says() {
    let user = "userArn=arn%3Aaws%3Achime%3Aus-east-1%3A1%3Aapp-instance%2Fa%2Fuser%2Fmember&sessionId=674786253";
    let sent = Sent::new("GET", "/connect", user, "").presigned(NOW_S, 10);
    assert_eq!(sent.verify_presigned(NOW_S), Ok(()));
    assert_eq!(sent.verify_presigned(NOW_S + 310), Ok(()));
    assert_eq!(sent.verify_presigned(NOW_S + 311), Err(Rejected::Stale));
    assert_eq!(sent.verify_presigned(NOW_S - 301), Err(Rejected::Stale));
    sent.received(|request| {
        let claim = Presigned::read(request).unwrap();
        assert_eq!((claim.key(), claim.service()), (KEY, "chime"));
    });
    let other = Sent { query: sent.query.replace("member", "admin"), ..sent.clone() };
    assert_eq!(other.verify_presigned(NOW_S), Err(Rejected::Mismatch));
    let longer = Sent { query: sent.query.replace("X-Amz-Expires=10", "X-Amz-Expires=600"), ..sent.clone() };
    assert_eq!(longer.verify_presigned(NOW_S), Err(Rejected::Mismatch));
    let twice = Sent { query: [&sent.query, "&X-Amz-Date=20261121T182702Z"].concat(), ..sent.clone() };
    assert!(matches!(twice.verify_presigned(NOW_S), Err(Rejected::Incomplete(_))));
    assert_eq!(Sent { query: user.to_owned(), ..sent }.verify_presigned(NOW_S), Err(Rejected::Missing));
}

/// A segment of a path as clients write it: anything, percent-encoded once.
fn segment() -> impl Strategy<Value = String> {
    let text =
        prop_oneof![3 => "[a-zA-Z0-9:/ _~.é()'!*%+-]{1,12}", 1 => Just(String::new()), 1 => Just("..".to_owned())];
    text.prop_map(|text| percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string())
}

fn words() -> impl Strategy<Value = Vec<(String, String)>> {
    let encoded =
        |text: String| percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
    vec(("[a-zA-Z][a-zA-Z0-9-]{0,6}", "[a-zA-Z0-9:/ é()'!*%+=-]{0,10}".prop_map(encoded)), 0..4)
}

proptest! {
    #[test]
    fn odd_paths_queries_headers_and_bodies_verify(
        segments in vec(segment(), 1..5),
        words in words(),
        value in "[ a-zA-Z0-9:;,=/-]{0,20}",
        body in vec(any::<u8>(), 0..64),
        checked in any::<bool>(),
    ) {
        let path = ["/", &segments.join("/")].concat();
        let query: Vec<String> = words.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = Sent { body, ..Sent::new("POST", &path, &query.join("&"), "") }.with("x-amz-chime-bearer", &value);
        prop_assert_eq!(sent.signed(NOW_S, checked).verify(), Ok(()));
    }

    #[test]
    fn nothing_that_strangers_send_makes_the_readers_fall(header in ".{0,80}", query in ".{0,80}", moment in ".{0,20}") {
        let sent = Sent::new("GET", "/connect", &query, "")
            .with("authorization", &["AWS4-HMAC-SHA256 ", &header].concat())
            .with("x-amz-date", &moment);
        prop_assert!(sent.verify().is_err());
        let address = ["X-Amz-Signature=00&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host&X-Amz-Expires=5&", &query].concat();
        let addressed = Sent { query: address, ..sent };
        prop_assert!(addressed.verify_presigned(NOW_S).is_err());
    }
}
