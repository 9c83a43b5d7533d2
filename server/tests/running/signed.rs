//! Requests that the official signer of AWS signs, sent to the real binary.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4,
};
use domain::view::NewKeyView;
use serde_json::Value;

use super::{Answer, Running};

/// A program with an access key.
#[derive(Debug, Clone)]
pub struct Program {
    server: String,
    key: String,
    secret: String,
    service: &'static str,
    /// Headers that it sends and signs beside the usual ones.
    pub more: Vec<(String, String)>,
}

impl Program {
    /// With a key of ours, for a service of AWS: `chime` or `ivschat`.
    pub fn new(server: &Running, key: &NewKeyView, service: &'static str) -> Self {
        let (id, secret) = (key.access_key_id.to_string(), key.secret_access_key.clone());
        Self { server: server.address.clone(), key: id, secret, service, more: Vec::new() }
    }

    /// The same, acting for somebody: for Chime SDK messaging.
    #[must_use]
    pub fn bearing(mut self, arn: &str) -> Self {
        self.more.push(("x-amz-chime-bearer".to_owned(), arn.to_owned()));
        self
    }

    /// One call. `body` is JSON, or nothing for `null`.
    pub fn call(&self, server: &Running, method: &str, path_and_query: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(server, method, path_and_query, "application/json", &body)
    }

    /// One call with a body of any kind.
    pub fn send(&self, server: &Running, method: &str, path_and_query: &str, kind: &str, body: &str) -> Answer {
        let mut headers = self.more.clone();
        if !body.is_empty() {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        let signed = self.signed(method, path_and_query, &headers, body.as_bytes());
        let mut lines: Vec<(&str, &str)> = vec![];
        lines.extend(headers.iter().chain(&signed).map(|(name, value)| (name.as_str(), value.as_str())));
        let length = body.len().to_string();
        let lines: Vec<(&str, &str)> = lines
            .into_iter()
            .map(|(name, value)| if name == "content-type" { ("Content-Type", value) } else { (name, value) })
            .chain((method != "GET").then_some(("Content-Length", length.as_str())))
            .collect();
        server.browser(9).send(method, path_and_query, &lines, body.as_bytes())
    }

    /// The address of a WebSocket with its signature in it, as the Chime SDK writes it.
    pub fn presigned(&self, path_and_query: &str) -> String {
        self.presigned_at(path_and_query, SystemTime::now())
    }

    /// Likewise, at another moment.
    pub fn presigned_at(&self, path_and_query: &str, at: SystemTime) -> String {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(std::time::Duration::from_secs(10));
        let mut address = path_and_query.to_owned();
        for (name, value) in self.sign("GET", path_and_query, &[], b"", settings, at).1 {
            address.push(if address.contains('?') { '&' } else { '?' });
            let value = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            address.push_str(&format!("{name}={value}"));
        }
        address
    }

    fn signed(
        &self,
        method: &str,
        path_and_query: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Vec<(String, String)> {
        self.sign(method, path_and_query, headers, body, SigningSettings::default(), SystemTime::now()).0
    }

    #[allow(clippy::type_complexity, reason = "headers, and words of the query")]
    fn sign(
        &self,
        method: &str,
        path_and_query: &str,
        headers: &[(String, String)],
        body: &[u8],
        settings: SigningSettings,
        at: SystemTime,
    ) -> (Vec<(String, String)>, Vec<(String, String)>) {
        let identity = Credentials::new(&self.key, &self.secret, None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name(self.service)
            .time(at)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let host = ("host".to_owned(), self.server.clone());
        let all: Vec<_> = std::iter::once(&host).chain(headers).collect();
        let headers = all.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let address = format!("http://{}{path_and_query}", self.server);
        let signable = SignableRequest::new(method, &address, headers, SignableBody::Bytes(body)).unwrap();
        let (headers, words) = sign(signable, &params).unwrap().into_parts().0.into_parts();
        let headers = headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect();
        (headers, words.into_iter().map(|(name, value)| (name.to_owned(), value.into_owned())).collect())
    }
}
