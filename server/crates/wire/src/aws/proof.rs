//! Whose request it is: the key is looked up, the signature verified, and every failure goes on the record.

use axum::http::{HeaderMap, Version, header, request::Parts};
use domain::{Door, Failure, KeyState, Timestamp};
use service::{Client, Proved};

use super::{Dialect, Problem};
use crate::{
    Wire,
    sigv4::{Authorization, Presigned, Rejected, Request},
};

impl Wire {
    /// Who signed this request, with a key that is active.
    pub(super) async fn prove(
        &self,
        dialect: &Dialect,
        client: &Client,
        parts: &Parts,
        body: &[u8],
    ) -> Result<Proved, Problem> {
        let headers = lines(&parts.headers, parts)?;
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = signed(parts, &headers, body);
        let proved = self.proved(dialect, &request).await;
        self.on_record(proved, dialect.door, client).await
    }

    /// Who signed this address, with a key that is active: the form of what is no call.
    pub(crate) async fn prove_address(
        &self,
        dialect: &Dialect,
        client: &Client,
        parts: &Parts,
    ) -> Result<Proved, Problem> {
        let headers = lines(&parts.headers, parts)?;
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = signed(parts, &headers, b"");
        let proved = async {
            let claim = Presigned::read(&request)?;
            let verify = |secret: &str, now| claim.verify(&request, secret, now);
            self.holder(dialect, claim.key(), claim.service(), verify).await
        };
        self.on_record(proved.await, dialect.door, client).await
    }

    async fn on_record(&self, proved: Result<Proved, Problem>, door: Door, client: &Client) -> Result<Proved, Problem> {
        match proved {
            Ok(proved) => Ok(proved),
            Err(problem @ (Problem::Unproved { .. } | Problem::Pending)) => {
                // On the record without a name: whoever it was, nobody proved to be them.
                match self.service.refuse_key(None, door, client).await {
                    Failure::WrongCredentials => Err(problem),
                    // It could not be put there: that is told instead.
                    broke => Err(broke.into()),
                }
            }
            Err(problem) => Err(problem),
        }
    }

    async fn proved(&self, dialect: &Dialect, request: &Request<'_>) -> Result<Proved, Problem> {
        let claim = Authorization::read(request)?;
        self.holder(dialect, claim.key(), claim.service(), |secret, now| claim.verify(request, secret, now)).await
    }

    /// The holder of a key, when they signed for this dialect.
    async fn holder(
        &self,
        dialect: &Dialect,
        key: &str,
        service: &str,
        verify: impl FnOnce(&str, Timestamp) -> Result<(), Rejected>,
    ) -> Result<Proved, Problem> {
        if service != dialect.signs_as {
            let says = format!("Credential should be scoped to correct service: '{}'.", dialect.signs_as);
            return Err(Problem::Unproved { kind: "InvalidSignatureException", says });
        }
        let unknown = || Problem::Unproved {
            kind: "UnrecognizedClientException",
            says: "The security token included in the request is invalid.".to_owned(),
        };
        let signer = self.service.signer(key, dialect.door).await?;
        let signer = signer.ok_or_else(unknown)?;
        let now = self.service.store().now();
        let proved = signer.prove(|secret| verify(secret, now))?;
        match proved.state {
            KeyState::Active => {
                self.service.note_use(&proved).await?;
                Ok(proved)
            }
            KeyState::Pending => Err(Problem::Pending),
            KeyState::Disabled => Err(unknown()),
        }
    }
}

/// What of a request is signed.
fn signed<'a>(parts: &'a Parts, headers: &'a [(&'a str, &'a str)], body: &'a [u8]) -> Request<'a> {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    Request { method: parts.method.as_str(), path, query, headers, body }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        let kind = match rejected {
            Rejected::Missing => "MissingAuthenticationTokenException",
            Rejected::Incomplete(_) | Rejected::Twice => "IncompleteSignatureException",
            // Of a request whose time is hours off the SDK for JavaScript corrects its clock by the Date of the answer.
            Rejected::Mismatch | Rejected::Stale => "InvalidSignatureException",
        };
        Self::Unproved { kind, says: rejected.to_string() }
    }
}

/// The headers as the signer wrote them. HTTP/2 has no `Host`: its authority stands in the address.
fn lines<'h>(headers: &'h HeaderMap, parts: &Parts) -> Result<Vec<(&'h str, String)>, Problem> {
    let mut lines = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| {
            let says = ["The header ", name.as_str(), " is not UTF-8."].concat();
            Problem::Unproved { kind: "IncompleteSignatureException", says }
        })?;
        lines.push((name.as_str(), text.to_owned()));
    }
    if parts.version == Version::HTTP_2
        && !headers.contains_key(header::HOST)
        && let Some(authority) = parts.uri.authority()
    {
        lines.push(("host", authority.to_string()));
    }
    Ok(lines)
}

/// The names of errors that more than one dialect needs for what the service says.
impl Problem {
    /// Whether it is told as "there is no such thing": also what may not be seen.
    pub(crate) const fn is_not_found(failure: &Failure) -> bool {
        matches!(failure.status(), 404)
    }
}
