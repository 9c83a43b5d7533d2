//! Whatever a client sends, signed or not, it gets an answer in JSON that says what it was, and never an inner error.
#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use axum::{body::to_bytes, extract::Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use service::Client;
use wire::{Tongue, Wire};

const HOST: &str = "127.0.0.1:18080";
/// Names that members of bodies and queries have in one dialect or another.
const NAMES: &[&str] = &[
    "Name",
    "Role",
    "MemberId",
    "MembershipItemList",
    "ClientRequestToken",
    "UserIdList",
    "UserEmailList",
    "Username",
    "Email",
    "UserType",
    "RetentionSettings",
    "name",
    "identifier",
    "roomIdentifier",
    "id",
    "reason",
    "userId",
    "maxResults",
    "nextToken",
    "tags",
    "attributes",
    "eventName",
    "messageReviewHandler",
    "maximumMessageLength",
    "maximumMessageRatePerSecond",
    "capabilities",
    "sessionDurationInMinutes",
    "loggingConfigurationIdentifiers",
    "max-results",
    "next-token",
    "sort-order",
    "not-before",
    "not-after",
    "app-instance-arn",
    "member-id",
    "user-email",
    "Content",
    "Type",
    "Persistence",
    "Metadata",
    "SubChannelId",
    "MessageAttributes",
    "ContentType",
    "Target",
    "AppInstanceArn",
    "ChannelId",
    "MemberArns",
    "ModeratorArns",
    "Mode",
    "Privacy",
    "Tags",
    "MemberArn",
    "ChannelModeratorArn",
    "AppInstanceUserId",
    "tagKeys",
    "ElasticChannelConfiguration",
    "ResourceARN",
    "TagKeys",
    "Key",
    "Value",
    "arn",
    "PushNotification",
];

/// A request that somebody made up. Places of ids are numbers into what there is.
#[derive(Debug, Clone)]
struct MadeUp {
    operation: usize,
    labels: Vec<Word>,
    query: Vec<(&'static str, Word)>,
    body: Vec<(&'static str, Shape)>,
    broken: Option<String>,
    bearer: Option<Word>,
}

/// A text: something that is here, or anything.
#[derive(Debug, Clone)]
enum Word {
    Here(usize),
    Any(String),
}

#[derive(Debug, Clone)]
enum Shape {
    Word(Word),
    Number(i64),
    Null,
    List(Vec<Word>),
    Object(Vec<(&'static str, Word)>),
}

fn word() -> impl Strategy<Value = Word> {
    prop_oneof![3 => any::<usize>().prop_map(Word::Here), 1 => ".{0,40}".prop_map(Word::Any)]
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        4 => word().prop_map(Shape::Word),
        1 => any::<i64>().prop_map(Shape::Number),
        1 => (0i64..600).prop_map(Shape::Number),
        1 => Just(Shape::Null),
        1 => vec(word(), 0..4).prop_map(Shape::List),
        1 => vec((select(NAMES), word()), 0..4).prop_map(Shape::Object),
    ]
}

fn made_up() -> impl Strategy<Value = MadeUp> {
    let named = || (select(NAMES), word());
    (
        any::<usize>(),
        vec(word(), 4),
        vec(named(), 0..3),
        vec((select(NAMES), shape()), 0..8),
        proptest::option::weighted(0.1, ".{0,20}"),
        proptest::option::weighted(0.9, word()),
    )
        .prop_map(|(operation, labels, query, body, broken, bearer)| MadeUp {
            operation,
            labels,
            query,
            body,
            broken,
            bearer,
        })
}

impl Word {
    fn text(&self, here: &[String]) -> String {
        match self {
            Self::Here(at) => here[at % here.len()].clone(),
            Self::Any(text) => text.clone(),
        }
    }
}

impl Shape {
    fn value(&self, here: &[String]) -> Value {
        match self {
            Self::Word(word) => json!(word.text(here)),
            Self::Number(number) => json!(number),
            Self::Null => Value::Null,
            Self::List(words) => words.iter().map(|word| json!(word.text(here))).collect(),
            Self::Object(words) => words
                .iter()
                .map(|(name, word)| ((*name).to_owned(), json!(word.text(here))))
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}

impl MadeUp {
    /// Service, method, address, bearer and body.
    fn request(&self, here: &[String]) -> (&'static str, &'static str, String, Option<String>, String) {
        let all: Vec<_> = wire::addresses().collect();
        let (service, method, path, operation) = all[self.operation % all.len()];
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut labels = self.labels.iter();
        let segments = path.split('/').map(|segment| match segment.strip_prefix('{').and(labels.next()) {
            Some(word) => encoded(&word.text(here)),
            None => segment.to_owned(),
        });
        let mut address = segments.collect::<Vec<_>>().join("/");
        let operation = operation.map(|word| format!("operation={word}"));
        let query = self.query.iter().map(|(name, word)| format!("{name}={}", encoded(&word.text(here))));
        let query = operation.into_iter().chain(query).collect::<Vec<_>>().join("&");
        if !query.is_empty() {
            address.push_str(&["?", &query].concat());
        }
        let body = self.body.iter().map(|(name, shape)| ((*name).to_owned(), shape.value(here)));
        let body = Value::Object(body.collect()).to_string();
        let bearer = self.bearer.as_ref().map(|word| encoded(&word.text(here)).replace("%3A", ":").replace("%2F", "/"));
        (service, method, address, bearer, self.broken.clone().unwrap_or(body))
    }
}

#[test]
fn whatever_a_holder_of_a_key_sends_gets_an_answer_that_says_what_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (house, key, mut here) = runtime.block_on(testkit::named_by_programs());
    let words = ["Member", "STANDARD", "PERSISTENT", "someone@example.org", "7", "2026-01-02T03:04:05Z"];
    here.extend(words.map(str::to_owned));
    let wire = Wire::new(house.service().clone(), wire::Limits::of_each(1_000_000));
    let client = Client { address: "192.0.2.1".to_owned(), agent: String::new() };
    let identity = Credentials::new(key.access_key_id.as_str(), &key.secret_access_key, None, None, "test").into();
    proptest!(ProptestConfig::with_cases(1_500), |(made_up in made_up())| {
        let (service, method, address, bearer, body) = made_up.request(&here);
        let now_ms = u64::try_from(house.service().store().now().millis()).unwrap();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name(service)
            .time(UNIX_EPOCH + Duration::from_millis(now_ms))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let mut headers = vec![("host", HOST), ("content-type", "application/json")];
        if let Some(bearer) = &bearer {
            headers.push(("x-amz-chime-bearer", bearer));
        }
        let whole = ["http://", HOST, &address].concat();
        let signable = SignableRequest::new(method, &whole, headers.iter().copied(), SignableBody::Bytes(body.as_bytes()));
        let (signed, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
        let mut request = Request::builder().method(method).uri(&address);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        for header in signed.into_parts().0 {
            request = request.header(header.name(), header.value());
        }
        let request = request.body(body.clone().into()).unwrap();
        prop_assert_eq!(Tongue::of(&request), Some(Tongue::Aws), "{} {}", method, address);
        let response = runtime.block_on(wire.answer_aws(&client, request));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = runtime.block_on(to_bytes(response.into_body(), usize::MAX)).unwrap();
        let said = format!("{method} {address} {body}: {status} {headers:?} {}", String::from_utf8_lossy(&answer));
        prop_assert!(status < 500, "{}", said);
        prop_assert!(headers.contains_key("x-amzn-requestid"), "{}", said);
        prop_assert_eq!(headers.contains_key("x-amzn-errortype"), status >= 400, "{}", said);
        prop_assert!(status != 403 || !said.contains("SignatureException"), "{}", said);
        if !answer.is_empty() {
            prop_assert!(serde_json::from_slice::<Value>(&answer).is_ok_and(|value| value.is_object()), "{}", said);
        }
    });
}

proptest! {
    #[test]
    fn whatever_a_stranger_claims_to_be_signed_by_is_read_or_refused(
        authorization in "(AWS4-HMAC-SHA256 )?(Credential=)?[ -~]{0,60}(, ?SignedHeaders=[a-z;-]{0,30})?(, ?Signature=[0-9a-f]{0,70})?",
        date in "[0-9TZ]{0,18}",
        query in "(X-Amz-[A-Za-z]{0,12}=[!-~]{0,20}&?){0,8}",
    ) {
        use wire::sigv4::{Authorization, Presigned, Request};
        let headers = [("authorization", authorization.as_str()), ("x-amz-date", date.as_str()), ("host", HOST)];
        let request = Request { method: "GET", path: "/a", query: &query, headers: &headers, body: b"" };
        let now = domain::Timestamp::from_millis(1_795_285_622_000);
        if let Ok(claim) = Authorization::read(&request) {
            prop_assert!(claim.verify(&request, "secret", now).is_err());
        }
        if let Ok(claim) = Presigned::read(&request) {
            prop_assert!(claim.verify(&request, "secret", now).is_err());
        }
    }
}
